package kernel

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
)

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

// killKernel ends what remains of the kernel with private folder dir: its
// process group, processes that left the group but carry its mark, and the
// folder itself. group 0 means that none was started.
func killKernel(group int, dir string) {
	if group > 0 {
		killGroup(group)
	}
	for range 50 { // a process may start another between two looks
		marked := processesOf(dir)
		for _, pid := range marked {
			syscall.Kill(pid, syscall.SIGKILL)
		}
		if len(marked) == 0 {
			break
		}
		time.Sleep(2 * time.Millisecond)
	}
	removeAll(dir)
}

// removeAll removes a folder into which a dying process may still write.
func removeAll(dir string) {
	for range 20 {
		if os.RemoveAll(dir) == nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

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

// lockFile takes an exclusive lock that ends with the process at the latest.
func lockFile(path string, progress io.Writer) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if tryLock(f) != nil {
		fmt.Fprintln(progress, "lodestone: waiting for another installation to finish...")
		for err = syscall.EINTR; errors.Is(err, syscall.EINTR); {
			err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX)
		}
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("locking %s: %w", path, err)
		}
	}
	return func() { f.Close() }, nil
}

func tryLock(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// startTied starts cmd so that it dies with this process, where the system can
// do that. The tie is to the thread, which is therefore kept.
func startTied(cmd *exec.Cmd) error {
	ownGroup(cmd)
	tie(cmd.SysProcAttr)
	started := make(chan error)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread lives as long as the process
		started <- cmd.Start()
		select {}
	}()
	return <-started
}

// readPlain reads a regular file of a limited size and nothing else.
func readPlain(path string, limit int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > limit {
		return nil, fmt.Errorf("%s is no plain file", path)
	}
	return io.ReadAll(io.LimitReader(f, limit))
}
