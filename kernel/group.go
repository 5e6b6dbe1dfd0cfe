package kernel

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"syscall"
	"time"
)

// RunGroup runs a command together with all that it starts, as a process group
// that ends with this process at the latest. When ctx ends, the command is
// asked to end too (SIGTERM), and what is left of its group after grace is
// killed; the error is then ctx's.
func RunGroup(ctx context.Context, cmd *exec.Cmd, grace time.Duration) error {
	if cmd.WaitDelay == 0 {
		cmd.WaitDelay = 500 * time.Millisecond // a child of the command's may hold its output open
	}
	if err := startTied(cmd); err != nil {
		return err
	}
	defer killGroup(cmd.Process.Pid)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if errors.Is(err, exec.ErrWaitDelay) {
			return nil
		}
		return err
	case <-ctx.Done():
	}
	cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-ended:
	case <-time.After(grace):
		killGroup(cmd.Process.Pid)
		<-ended
	}
	return ctx.Err()
}

// Lock takes an exclusive lock on the file at path, which it creates, and waits
// for another process that holds it. The lock ends with the process at the
// latest.
func Lock(path string, progress io.Writer) (unlock func(), err error) {
	if progress == nil {
		progress = io.Discard
	}
	return lockFile(path, progress)
}

// Stage does work, and tells w what it is once it takes more than a second.
func Stage(w io.Writer, what string, work func() error) error {
	if w == nil {
		w = io.Discard
	}
	return stage(w, what, work)
}
