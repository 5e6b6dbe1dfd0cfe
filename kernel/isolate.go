package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// confineArg calls the command inside the sandbox, before the launcher: it
// takes on the limits and gives up root.
const confineArg = "kernel-confine"

// IsolatedMemory is what an isolated notebook may hold, in bytes, where its
// settings do not say it; or 80 % of what is free.
const IsolatedMemory = 4 << 30

// Other limits of an isolated notebook that its settings do not name.
const (
	isolatedTimeout = 30 * time.Minute
	isolatedScratch = 4 << 30 // what it may write, in all
	isolatedTmpfs   = 64 << 20
)

// isolated fills in the limits of an isolated run.
func (s *RunSettings) isolated() *RunSettings {
	if !s.Isolate {
		return s
	}
	c := *s
	if c.Timeout == 0 {
		c.Timeout = isolatedTimeout
	}
	if c.Memory == 0 {
		c.Memory = IsolatedMemory
		if free := FreeMemory(); free > 0 {
			c.Memory = max(min(c.Memory, free*8/10), MinMemory)
		}
	}
	return &c
}

// A cage is what an isolated kernel sees of the machine.
type cage struct {
	bwrap    string
	uid      int // that it runs as; -1 keeps this user's
	home     string
	visible  []string // folders and files, read-only
	hidden   []string // folders in those that are empty inside
	scratch  string   // the one folder it can write
	env      []string
	limits   confinement
	modcache string
}

// A confinement is what the sandbox's first program takes on.
type confinement struct {
	UID       int    `json:"uid"`       // -1 keeps the user
	Processes uint64 `json:"processes"` // threads count
	CPU       uint64 `json:"cpu"`       // seconds of each process
	FileSize  uint64 `json:"file_size"` // bytes
	Scratch   int64  `json:"scratch"`   // bytes of all files in the scratch folder
}

// systemFolders are what programs need, where a system has them. Of /etc only
// what names no secret.
var systemFolders = []string{
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/gnu/store",
	"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/localtime", "/etc/nsswitch.conf",
	"/etc/passwd", "/etc/group",
}

// passedOn are the variables that an isolated kernel keeps; tokens in others
// are none of a stranger's business.
var passedOn = []string{"LANG", "LANGUAGE", "TZ", "GOMAXPROCS", "GODEBUG", "GOEXPERIMENT", "GOAMD64", "GOARM64", "GOFLAGS", "CGO_ENABLED", "GOGC", "GOMEMLIMIT"}

// newCage plans the sandbox of a run; an error says why there can be none.
func newCage(ctx context.Context, s *RunSettings, scratch string) (*cage, error) {
	bwrap, err := findBwrap(ctx)
	if err != nil {
		return nil, err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Abs(s.Dir)
	if err != nil {
		return nil, err
	}
	if err := mayShow(dir, home); err != nil {
		return nil, err
	}
	c := &cage{bwrap: bwrap, uid: spareUser(), home: home, scratch: scratch}
	goCache, err := c.goFolders(ctx, s.Install)
	if err != nil {
		return nil, err
	}
	c.visible = append(slices.Clone(systemFolders), s.Install.Home, s.Install.GoRoot, s.Install.Root, c.modcache, goCache, dir)
	for _, dir := range []string{filepath.Join(s.Install.Root, ".git"), filepath.Join(s.Install.Home, "runs")} {
		if isDir(dir) {
			c.hidden = append(c.hidden, dir)
		}
	}
	c.limits = confinement{UID: c.uid, Processes: processLimit(), CPU: cpuLimit(s), FileSize: isolatedScratch, Scratch: scratchLimit(s)}
	c.env = c.environment(s, goCache)
	return c, c.readable()
}

// goFolders asks where the go command keeps modules and compiled packages.
func (c *cage) goFolders(ctx context.Context, inst *Installation) (goCache string, err error) {
	out, err := runGo(ctx, inst.Go(), inst.Root, os.Environ(), "env", "-json", "GOCACHE", "GOMODCACHE")
	if err != nil {
		return "", err
	}
	var env struct{ GOCACHE, GOMODCACHE string }
	if err := json.Unmarshal(out, &env); err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	c.modcache = env.GOMODCACHE
	return env.GOCACHE, nil
}

// scratchEnv, given in RunSettings.Env, is another limit of what may be
// written, in bytes.
const scratchEnv = "LODESTONE_SCRATCH"

func scratchLimit(s *RunSettings) int64 {
	if n, err := strconv.ParseInt(getEnv(s.Env, scratchEnv), 10, 64); err == nil && n > 0 {
		return n
	}
	return isolatedScratch
}

func (c *cage) environment(s *RunSettings, goCache string) []string {
	env := []string{"PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", "HOME=" + c.home, "GOCACHE=" + goCache,
		"GOMODCACHE=" + c.modcache, "GOTELEMETRY=off", kernelDirEnv + "=" + c.scratch, memoryEnv + "=" + strconv.FormatInt(s.Memory, 10)}
	for _, e := range os.Environ() {
		if name, _, _ := strings.Cut(e, "="); slices.Contains(passedOn, name) || strings.HasPrefix(name, "LC_") {
			env = append(env, e)
		}
	}
	return append(env, s.Env...)
}

// mayShow refuses a notebook's folder that would show the user's home or
// everyone's temporary files.
func mayShow(dir, home string) error {
	for _, secret := range []string{home, os.TempDir(), "/tmp", "/etc", "/run", "/var", "/root"} {
		if rel, err := filepath.Rel(dir, secret); err == nil && rel != ".." && !strings.HasPrefix(rel, "../") {
			return fmt.Errorf("the notebook lies in %s, and its folder is shown to it: put it in a folder of its own", dir)
		}
	}
	return nil
}

// readable checks that the spare user can read what the cage shows.
func (c *cage) readable() error {
	if c.uid < 0 {
		return nil
	}
	for _, path := range c.visible {
		info, err := os.Stat(path)
		if err == nil && info.IsDir() && info.Mode().Perm()&0o005 != 0o005 {
			return fmt.Errorf("root gives up its rights inside, and then %s (%s) cannot be read: run as an ordinary user, or let others read it", path, info.Mode())
		}
	}
	return nil
}

// args is the call of bubblewrap before the command: folders from the outer to
// the inner, so that none covers another.
func (c *cage) args() []string {
	size := strconv.Itoa(isolatedTmpfs)
	args := []string{"--die-with-parent", "--new-session", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"}
	if c.uid < 0 {
		args = append(args, "--unshare-user", "--cap-drop", "ALL")
	}
	args = append(args, "--hostname", "sandbox", "--proc", "/proc", "--dev", "/dev", "--size", size, "--tmpfs", "/dev/shm", "--remount-ro", "/dev",
		"--size", size, "--perms", "1777", "--tmpfs", "/tmp")
	mounts := map[string][]string{
		c.home:    {"--size", size, "--perms", "0777", "--tmpfs", c.home},
		c.scratch: {"--bind", c.scratch, c.scratch},
	}
	for _, path := range c.visible {
		if _, err := os.Stat(path); err == nil {
			mounts[path] = []string{"--ro-bind", path, path}
		}
	}
	for _, path := range c.hidden {
		mounts[path] = []string{"--size", "4096", "--tmpfs", path}
	}
	for _, path := range slices.Collect(maps.Keys(mounts)) {
		for up := filepath.Dir(path); up != "/" && up != "."; up = filepath.Dir(up) {
			if mounts[up] == nil && up != "/tmp" {
				mounts[up] = []string{"--perms", "0755", "--dir", up} // bubblewrap's own would be closed to others
			}
		}
	}
	for _, path := range slices.Sorted(maps.Keys(mounts)) { // the outer before the inner
		args = append(args, mounts[path]...)
	}
	return append(args, "--remount-ro", "/")
}

// command wraps a command of the installation.
func (c *cage) command(inst *Installation, dir string, args ...string) []string {
	limits, _ := json.Marshal(c.limits)
	out := append([]string{c.bwrap}, c.args()...)
	out = append(out, "--chdir", dir, "--", inst.Command(), confineArg, string(limits), inst.Command())
	return append(out, args...)
}

// own hands the scratch folder, with what is in it, to the spare user.
func (c *cage) own() error {
	if c.uid < 0 {
		return nil
	}
	return filepath.WalkDir(c.scratch, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, c.uid, c.uid)
	})
}

// warm compiles what the cells import of this module, since the sandbox sees
// the build cache but cannot write there. What does not compile is the cells'
// to tell.
func (r *runner) warm(ctx context.Context) {
	packages := map[string]bool{}
	for _, c := range r.nb.Cells {
		if c.Type != CodeCell {
			continue
		}
		for _, name := range importsOf(packageClause + declarations(c.Source, false)) {
			if strings.HasPrefix(name, Module+"/") {
				packages[name] = true
			}
		}
	}
	if len(packages) == 0 {
		return
	}
	args := append([]string{"build"}, slices.Sorted(maps.Keys(packages))...)
	stage(r.Progress, "compiling what cells import", func() error {
		_, err := runGo(ctx, r.Install.Go(), r.Install.Root, append(r.Install.buildEnv(), "GOPROXY=off"), args...)
		return err
	})
}

// IsolationError says why notebooks cannot be isolated on this machine; nil if
// they can.
func IsolationError(ctx context.Context) error {
	_, err := findBwrap(ctx)
	if err != nil {
		return fmt.Errorf("kernel: isolation: %w", err)
	}
	return nil
}
