package kernel

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"time"
)

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
			killProcess(pid)
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

// lockFile takes an exclusive lock that ends with the process at the latest.
func lockFile(path string, progress io.Writer) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if tryLock(f) != nil {
		fmt.Fprintln(progress, "lodestone: waiting for another installation to finish...")
		if err := waitLock(f); err != nil {
			f.Close()
			return nil, fmt.Errorf("locking %s: %w", path, err)
		}
	}
	return func() { f.Close() }, nil
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
	f, err := os.OpenFile(path, os.O_RDONLY|openWarily, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > limit {
		return nil, fmt.Errorf("%s is no plain file", path)
	}
	return io.ReadAll(io.LimitReader(f, limit))
}
