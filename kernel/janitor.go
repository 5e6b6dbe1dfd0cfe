package kernel

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// startJanitor starts a process that does nothing until this one is gone, then
// ends and sweeps the kernel: SIGKILL leaves the launcher no time for that. It
// is told the process group over the pipe, whose end is the launcher's end.
func startJanitor(dir string) (*os.File, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	cmd := exec.Command(exe)
	cmd.Args = []string{janitorName, dir}
	cmd.Env = dropEnv(os.Environ(), kernelDirEnv) // it must survive the kernel's end
	cmd.Stdin = r
	ownSession(cmd)
	if err := cmd.Start(); err != nil {
		w.Close()
		return nil, fmt.Errorf("the janitor cannot start: %w", err)
	}
	return w, cmd.Process.Release()
}

func janitor(args []string) int {
	if len(args) != 1 || !strings.HasPrefix(filepath.Base(args[0]), kernelPrefix) {
		return 2
	}
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	group := 0
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		group, _ = strconv.Atoi(lines.Text())
	}
	if _, err := os.Stat(args[0]); err == nil { // otherwise the launcher has done it
		killKernel(group, args[0])
	}
	return 0
}

// sweep removes private folders whose launcher and janitor were both killed:
// a living launcher holds the lock of its folder.
func sweep(tmp string) {
	dirs, _ := filepath.Glob(filepath.Join(tmp, kernelPrefix+"*"))
	for _, dir := range dirs {
		f, err := os.Open(filepath.Join(dir, "lock"))
		if err != nil {
			continue // another user's, or one that starts this moment
		}
		free := tryLock(f) == nil
		info, err := f.Stat()
		f.Close()
		if free && err == nil && time.Since(info.ModTime()) > time.Minute {
			killKernel(0, dir)
		}
	}
}
