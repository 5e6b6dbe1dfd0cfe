//go:build linux || darwin

package kernel

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// supported reports whether notebooks run on this system.
func supported() error { return nil }

// ownGroup starts cmd in a process group of its own, which killGroup ends.
func ownGroup(cmd *exec.Cmd) {
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	cmd.SysProcAttr.Setpgid = true
}

// killGroup ends every process in the group that pid leads. A group that is
// gone is fine.
func killGroup(pid int) error {
	if err := syscall.Kill(-pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}

// ownSession starts cmd apart from this process's terminal and group.
func ownSession(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} }

func killProcess(pid int) { syscall.Kill(pid, syscall.SIGKILL) }

// reap takes the remains of all children, which end now, and returns when none
// is left or the time is up.
func reap(limit time.Duration) {
	for until := time.Now().Add(limit); time.Now().Before(until); {
		pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil)
		switch {
		case err != nil && !errors.Is(err, syscall.EINTR):
			return // no child is left
		case pid == 0:
			time.Sleep(2 * time.Millisecond)
		}
	}
}

func tryLock(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// waitLock takes the lock when it is free.
func waitLock(f *os.File) error {
	err := error(syscall.EINTR)
	for errors.Is(err, syscall.EINTR) {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
	}
	return err
}

// openWarily opens no link, and does not wait at a pipe.
const openWarily = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// limitData bounds the memory of processes that this one starts, in bytes.
func limitData(n uint64) error {
	return syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: n, Max: n})
}

// onDisk is what a file takes on the disk, in bytes.
func onDisk(info os.FileInfo) int64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return s.Blocks * 512
	}
	return info.Size()
}
