//go:build unix

package sweep

import (
	"os"
	"syscall"
)

// lockFile takes the lock of an open file, which ends with the process that
// holds it, however that ends. It returns false where another has it.
func lockFile(f *os.File) (bool, error) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == syscall.EWOULDBLOCK {
		return false, nil
	}
	return err == nil, err
}

// interrupt asks a process to end in order.
func interrupt(pid int) error { return syscall.Kill(pid, syscall.SIGTERM) }

// processorTime is what this process has used so far, in seconds.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
