//go:build !linux

package kernel

import (
	"errors"
	"os"
	"syscall"
	"time"
)

// Other systems know no death signal and no /proc: there the launcher watches
// its parent, and a process that left the kernel's group is not found.

func tie(*syscall.SysProcAttr) {}

func adoptOrphans() {}

func allProcesses() []int { return nil }

func processesOf(string) []int { return nil }

func cellProcess(string) int { return 0 }

func askStack(int) {}

func canGuard(int64) error {
	return errors.New("only Linux tells how much memory a notebook's processes hold; run it without a memory limit, or in a container that has one")
}

func residentOf([]int) int64 { return 0 }

func sameFile(string, string) bool { return false }

// FreeMemory is what this machine could give to new processes, in bytes; 0
// where that is unknown.
func FreeMemory() int64 { return 0 }

func changed(info os.FileInfo) time.Time { return info.ModTime() }
