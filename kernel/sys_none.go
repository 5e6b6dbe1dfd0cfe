//go:build !linux && !darwin

package kernel

import (
	"errors"
	"net"
	"os"
	"os/exec"
	"time"
)

var errWindows = errors.New("notebooks run on Linux and macOS, and GoNB does on no other system: " +
	"on Windows use WSL (wsl --install), clone and run there; tables and models work here without notebooks")

// supported reports whether notebooks run on this system. All below is for the
// compiler: nothing is started where this is an error.
func supported() error { return errWindows }

const openWarily = 0

func ownGroup(*exec.Cmd) {}

func ownSession(*exec.Cmd) {}

func killGroup(int) error { return errWindows }

func killProcess(int) {}

func reap(time.Duration) {}

func tryLock(*os.File) error { return errWindows }

func waitLock(*os.File) error { return errWindows }

func becomeCell([]string) int { return 1 }

func receiveStderr(*net.UnixConn) (string, *os.File, *os.File, error) {
	return "", nil, nil, errWindows
}

func limitData(uint64) error { return errWindows }

func onDisk(info os.FileInfo) int64 { return info.Size() }
