package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Names under which the one binary is called for its other jobs.
const (
	launchArg   = "kernel-launch"     // argv[1] in the kernelspec
	janitorName = "lodestone-janitor" // argv[0] of the process that outlives a killed launcher
)

const (
	kernelPrefix = "lodestone-kernel-" // begins the name of a kernel's private folder
	handover     = "handover"          // a file there: Run made the folder for this launcher
)

// MultiCall does the jobs for which the lodestone command is called under
// other names: the launcher that Jupyter starts, its janitor, and the go
// command that cells see. A main function calls it first and exits with code
// where done is true.
func MultiCall(args []string) (code int, done bool) {
	switch {
	case filepath.Base(args[0]) == "go":
		return shim(args), true
	case isCell(args[0]):
		return becomeCell(args), true
	case args[0] == janitorName:
		return janitor(args[1:]), true
	case len(args) > 3 && args[1] == confineArg:
		return confine(args[2:]), true
	case len(args) > 1 && args[1] == launchArg:
		if len(args) != 3 {
			fmt.Fprintf(os.Stderr, "usage: lodestone %s CONNECTION_FILE\n", launchArg)
			return 2, true
		}
		return launch(args[2]), true
	}
	return 0, false
}

// shim stands before go on a cell's PATH. It swallows exactly the `go get` (or
// `go get -t`) that GoNB sends before every build: go.mod's pins are the
// versions. Anything else becomes the real go.
func shim(args []string) int {
	args = divertCell(args)
	if rest := args[1:]; slices.Equal(rest, []string{"get"}) || slices.Equal(rest, []string{"get", "-t"}) {
		return 0
	}
	if shimBuild(args[1:]) {
		return 0
	}
	real := os.Getenv(shimGoEnv)
	args = append([]string{real}, args[1:]...)
	err := syscall.Exec(real, args, os.Environ())
	fmt.Fprintf(os.Stderr, "lodestone: the go command %q of this kernel cannot run (%v); run `lodestone install` again\n", real, err)
	return 1
}

// launch is the kernel as Jupyter and Run start it: GoNB in its own process
// group and private folder, ended and swept however this process ends.
func launch(connection string) int {
	code, err := superviseGoNB(connection)
	if err != nil {
		fmt.Fprintf(os.Stderr, "lodestone: kernel: %v\n", err)
	}
	return code
}

func superviseGoNB(connection string) (int, error) {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	inst, err := launcherInstallation()
	if err != nil {
		return 1, err
	}
	if err := checkConnection(connection); err != nil {
		return 1, err
	}
	sweep(os.TempDir())
	dir, ours, unlock, err := kernelDir()
	if err != nil {
		return 1, err
	}
	defer unlock()
	adoptOrphans()
	toJanitor, err := startJanitor(dir)
	if err != nil {
		removeAll(dir)
		return 1, err
	}
	group := 0
	defer func() {
		killKernel(group, dir)
		toJanitor.Close() // it sees that all is done and ends
		reap(time.Second)
	}()

	if err := limitMemory(); err != nil {
		return 1, err
	}
	if !ours {
		ctx, stop := context.WithCancel(context.Background())
		defer stop()
		if connection, err = startRelay(ctx, connection, dir); err != nil {
			return 1, err
		}
	}
	stderrs, err := listenStderr(dir)
	if err != nil {
		return 1, fmt.Errorf("the socket for what cells write: %w", err)
	}
	defer stderrs.Close()
	cmd := exec.Command(inst.gonb(),
		"-kernel", connection, "-go_work", inst.Root, "-raw_error")
	cmd.Env = inst.cellEnv(os.Environ(), dir)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := startTied(cmd); err != nil {
		return 1, fmt.Errorf("GoNB cannot start; run `lodestone install` again: %w", err)
	}
	group = cmd.Process.Pid
	fmt.Fprintln(toJanitor, group)
	return watch(cmd, signals)
}

// checkConnection refuses a connection without a key, over which anyone on the
// machine could run code as this user, and closes the file to others.
func checkConnection(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("the connection file: %w", err)
	}
	var c struct {
		Key    string `json:"key"`
		Scheme string `json:"signature_scheme"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return fmt.Errorf("the connection file %s: %w", path, err)
	}
	if c.Key == "" || c.Scheme != "hmac-sha256" {
		return fmt.Errorf("the connection file %s asks for messages that nobody signs; remove Session.key = b'' from Jupyter's configuration", path)
	}
	if info, err := os.Stat(path); err == nil && info.Mode().Perm()&0o077 != 0 {
		return os.Chmod(path, 0o600)
	}
	return nil
}

// watch waits for the end of GoNB, the end of the parent or a signal,
// whichever comes first.
func watch(cmd *exec.Cmd, signals <-chan os.Signal) (int, error) {
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	parent := os.Getppid()
	ticker := time.NewTicker(250 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case err := <-ended:
			if err != nil {
				return 1, fmt.Errorf("GoNB ended: %w", err)
			}
			return 0, nil
		case s := <-signals:
			if s != os.Interrupt {
				killGroup(cmd.Process.Pid)
				<-ended
				return 0, nil
			}
			cmd.Process.Signal(s) // GoNB interrupts the cell
		case <-ticker.C:
			if os.Getppid() != parent {
				killGroup(cmd.Process.Pid)
				<-ended
				return 1, fmt.Errorf("whoever started the kernel has ended")
			}
		}
	}
}

// launcherInstallation is the installation this command was copied into, with
// the module around the notebook in place of the recorded one.
func launcherInstallation() (*Installation, error) {
	inst, err := load(ownHome())
	if err != nil {
		return nil, err
	}
	if root, err := findModule("."); err == nil {
		inst.Root = root
	}
	if moduleOf(filepath.Join(inst.Root, "go.mod")) != Module {
		return nil, fmt.Errorf("the clone of %s was at %s and is not there any more; run `lodestone install` in its new place", Module, inst.Root)
	}
	if strings.Contains(inst.Root, ",") {
		return nil, fmt.Errorf("the clone's path %q has a comma, which GoNB takes for two paths; move the clone", inst.Root)
	}
	return inst, nil
}

// kernelDir is the private folder: the one that Run hands over, which is then
// ours, or a new one, locked against the sweep of others.
func kernelDir() (dir string, ours bool, unlock func(), err error) {
	if dir = os.Getenv(kernelDirEnv); dir != "" && os.Remove(filepath.Join(dir, handover)) == nil {
		return dir, true, func() {}, nil // Run holds the lock
	}
	dir, unlock, err = newKernelDir()
	return dir, false, unlock, err
}

func newKernelDir() (dir string, unlock func(), err error) {
	if dir, err = os.MkdirTemp("", kernelPrefix); err != nil {
		return "", nil, err
	}
	if unlock, err = lockFile(filepath.Join(dir, "lock"), io.Discard); err != nil {
		removeAll(dir)
		return "", nil, err
	}
	return dir, unlock, nil
}
