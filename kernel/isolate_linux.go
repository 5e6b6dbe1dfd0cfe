package kernel

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"runtime"
	"syscall"
)

// findBwrap finds bubblewrap and tries it, since a system may have it and
// forbid what it does.
func findBwrap(ctx context.Context) (string, error) {
	path, err := exec.LookPath("bwrap")
	if err != nil {
		return "", fmt.Errorf("bubblewrap is not on PATH; install it (apt-get install bubblewrap, dnf install bubblewrap), "+
			"or run without -isolate a notebook that you trust: %w", err)
	}
	c := &cage{bwrap: path, uid: spareUser(), home: "/home/probe", visible: systemFolders, scratch: "/usr"}
	cmd := exec.CommandContext(ctx, path, append(c.args(), "--", "true")...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("bubblewrap does not work here (%w: %s); user namespaces may be switched off: "+
			"see sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces and kernel.apparmor_restrict_unprivileged_userns", err, bytes.TrimSpace(out))
	}
	return path, nil
}

// spareUser is the user that root becomes inside: one that owns nothing. Limits
// on processes do not bind root, and what root alone may read stays unread. -1
// for an ordinary user, who has a namespace of his own instead.
func spareUser() int {
	if os.Geteuid() != 0 {
		return -1
	}
	return 1<<30 + os.Getpid() // another for each runner: they share no count of processes
}

// processLimit leaves room for a go command that compiles on all processors.
func processLimit() uint64 { return uint64(256 + 64*runtime.NumCPU()) }

// cpuLimit is what one process may compute: the notebook's time on all
// processors.
func cpuLimit(s *RunSettings) uint64 {
	return uint64(math.Ceil(s.Timeout.Seconds())) * uint64(runtime.NumCPU())
}

// confine takes on limits, gives up root and becomes the command in args[1:].
func confine(args []string) int {
	if err := takeOn(args[0]); err != nil {
		fmt.Fprintf(os.Stderr, "lodestone: kernel: the sandbox cannot be closed: %v\n", err)
		return 1
	}
	err := syscall.Exec(args[1], args[1:], os.Environ())
	fmt.Fprintf(os.Stderr, "lodestone: kernel: %s: %v\n", args[1], err)
	return 1
}

const rlimitProcesses = 6 // RLIMIT_NPROC of setrlimit(2)

func takeOn(text string) error {
	var c confinement
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return err
	}
	for _, l := range []struct {
		what int
		to   uint64
	}{{rlimitProcesses, c.Processes}, {syscall.RLIMIT_CPU, c.CPU}, {syscall.RLIMIT_FSIZE, c.FileSize}, {syscall.RLIMIT_CORE, 0}} {
		if err := syscall.Setrlimit(l.what, &syscall.Rlimit{Cur: l.to, Max: l.to}); err != nil {
			return fmt.Errorf("limit %d: %w", l.what, err)
		}
	}
	if c.UID < 0 {
		return nil
	}
	if err := syscall.Setgroups(nil); err != nil {
		return fmt.Errorf("giving up groups: %w", err)
	}
	if err := syscall.Setresgid(c.UID, c.UID, c.UID); err != nil {
		return fmt.Errorf("giving up the group of root: %w", err)
	}
	if err := syscall.Setresuid(c.UID, c.UID, c.UID); err != nil {
		return fmt.Errorf("giving up root: %w", err)
	}
	return nil
}
