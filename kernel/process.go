package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// startLimit bounds the time from starting the launcher to an answer. A
// healthy kernel needs half a second.
const startLimit = 2 * time.Minute

// A process is a running kernel: the launcher, its private folder and the
// wire to it.
type process struct {
	wire
	dir       string
	cmd       *exec.Cmd
	ended     chan struct{} // closed when the launcher is gone
	cage      *cage         // nil for a kernel with the user's rights
	toJanitor io.Closer
	log       tail
	unlock    func()
	stop      context.CancelFunc
	info      json.RawMessage // language_info of the kernel's greeting
}

// startProcess starts the installed kernel in the working folder of cells and
// waits until it answers.
func startProcess(ctx context.Context, s *RunSettings) (*process, error) {
	dir, unlock, err := newKernelDir()
	if err != nil {
		return nil, err
	}
	p := &process{dir: dir, unlock: unlock, ended: make(chan struct{})}
	if err := p.prepare(ctx, s); err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

func (p *process) prepare(ctx context.Context, s *RunSettings) (err error) {
	env := s.Env
	if s.NoCache {
		if env, err = hideCache(ctx, s.Install, env, p.dir); err != nil {
			return err
		}
	}
	env = slices.Concat(rareCollection(slices.Concat(os.Environ(), env), s.Memory), env)
	if s.Memory > 0 {
		env = append(slices.Clone(env), memoryEnv+"="+strconv.FormatInt(s.Memory, 10))
	}
	if s.Isolate {
		isolated := *s
		isolated.Env = env
		if p.cage, err = newCage(ctx, &isolated, p.dir); err != nil {
			return fmt.Errorf("it cannot be isolated: %w", err)
		}
		env = p.cage.env
	}
	return p.start(ctx, s.Install, s.Dir, env)
}

func (p *process) start(ctx context.Context, inst *Installation, workdir string, env []string) error {
	if err := p.launch(inst, workdir, env); err != nil {
		return err
	}
	limit := time.After(startLimit)
	if err := p.awaitSockets(ctx, limit); err != nil {
		return err
	}
	wireCtx, stop := context.WithCancel(context.WithoutCancel(ctx)) // the wire lives until close
	p.stop = stop
	if err := p.dial(wireCtx, p.dir); err != nil {
		return err
	}
	return p.greet(ctx, limit)
}

func (p *process) launch(inst *Installation, workdir string, env []string) error {
	connection, err := p.writeConnection(p.dir)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(p.dir, handover), nil, 0o600); err != nil {
		return err
	}
	if err := p.command(inst, workdir, env, connection); err != nil {
		return err
	}
	p.cmd.Stderr = &p.log
	p.cmd.WaitDelay = time.Second // a process that left the group may hold the log open
	ownGroup(p.cmd)               // so that Ctrl-C reaches this process alone, which then ends the kernel
	if err := p.cmd.Start(); err != nil {
		p.cmd = nil
		return fmt.Errorf("the kernel cannot start; run `lodestone install` again: %w", err)
	}
	go func() {
		p.cmd.Wait()
		close(p.ended)
	}()
	return nil
}

// command makes the call of the launcher, inside the cage where there is one.
func (p *process) command(inst *Installation, workdir string, env []string, connection string) (err error) {
	if p.cage == nil {
		p.cmd = exec.Command(inst.Command(), launchArg, connection)
		p.cmd.Dir = workdir
		p.cmd.Env = setEnv(append(os.Environ(), env...), kernelDirEnv, p.dir)
		return nil
	}
	if err := p.cage.own(); err != nil {
		return err
	}
	dir, err := filepath.Abs(workdir)
	if err != nil {
		return err
	}
	if p.toJanitor, err = startJanitor(p.dir); err != nil { // the launcher's dies with the cage
		return err
	}
	argv := p.cage.command(inst, dir, launchArg, connection)
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Env = env
	return nil
}

// awaitSockets waits for the last socket that the kernel opens.
func (p *process) awaitSockets(ctx context.Context, limit <-chan time.Time) error {
	for {
		if _, err := os.Stat(socketPath(p.dir, heartbeatPort)); err == nil {
			return nil
		}
		select {
		case <-time.After(5 * time.Millisecond):
		case <-p.ended:
			return p.death()
		case <-limit:
			return fmt.Errorf("the kernel did not start within %s\n%s", startLimit, p.log.String())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// greet asks for kernel_info until an answer and its idle status have both
// come: a subscription takes a moment to arrive, and what the kernel published
// before is lost.
func (p *process) greet(ctx context.Context, limit <-chan time.Time) error {
	idle := false
	for {
		if _, err := p.ask("kernel_info_request", struct{}{}); err != nil {
			return err
		}
		again := time.After(100 * time.Millisecond)
		for waiting := true; waiting; {
			select {
			case m := <-p.replies:
				var reply struct {
					Info json.RawMessage `json:"language_info"`
				}
				if err := json.Unmarshal(m.content, &reply); err == nil && reply.Info != nil {
					p.info = reply.Info
				}
			case m := <-p.news:
				idle = idle || isIdle(m)
			case <-again:
				waiting = false
			case <-p.ended:
				return p.death()
			case <-limit:
				return fmt.Errorf("the kernel did not answer within %s\n%s", startLimit, p.log.String())
			case <-ctx.Done():
				return ctx.Err()
			}
			if idle && p.info != nil {
				return nil
			}
		}
	}
}

func isIdle(m message) bool {
	var s struct {
		State string `json:"execution_state"`
	}
	return m.kind == "status" && json.Unmarshal(m.content, &s) == nil && s.State == "idle"
}

// death says how the kernel ended, in the launcher's own words if it had time
// for any.
func (p *process) death() error {
	<-p.ended
	said := p.log.String()
	for line := range strings.Lines(said) {
		if why, ok := strings.CutPrefix(line, "lodestone: kernel: "); ok {
			return errors.New(strings.TrimSpace(why + said[strings.Index(said, line)+len(line):]))
		}
	}
	state := p.cmd.ProcessState
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return fmt.Errorf("the kernel's launcher was ended: %s", state)
	}
	return fmt.Errorf("the kernel ended: %s\n%s", state, said)
}

// close ends the kernel with everything it started and removes its folder. It
// asks the launcher first, which leaves it to sweep up, and does not rely on
// that.
func (p *process) close() {
	if p.stop != nil {
		p.stop()
	}
	p.wire.close()
	group := 0
	if p.cmd != nil {
		group = p.cmd.Process.Pid
		p.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-p.ended:
		case <-time.After(2 * time.Second):
		}
	}
	killKernel(group, p.dir)
	if p.cmd != nil {
		<-p.ended
	}
	if p.toJanitor != nil {
		p.toJanitor.Close()
	}
	p.unlock()
}

// A tail keeps the end of what is written to it.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

const tailLength = 8 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	if over := len(t.kept) - tailLength; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return strings.TrimSpace(string(t.kept))
}
