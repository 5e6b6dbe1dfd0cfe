package kernel

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// kernelDirEnv marks every process of a running kernel and names its private
// folder.
const kernelDirEnv = "LODESTONE_KERNEL_DIR"

// shimGoEnv tells the go shim where the real go is.
const shimGoEnv = "LODESTONE_GO"

// cellEnv is the environment of a running kernel:
//
//   - the shim, goimports and the pinned toolchain come first on PATH;
//   - GOPROXY=off makes go.mod's pins the only versions there are, and an
//     unknown module an error at once;
//   - temporary files land in dir.
func (i *Installation) cellEnv(env []string, dir string) []string {
	env = cellFlags(env)
	env = dropEnv(env, "GOWORK", "GO111MODULE", "GOTMPDIR")
	path := []string{filepath.Join(i.Home, "shim"), i.tools(), filepath.Dir(i.Go()), getEnv(env, "PATH")}
	env = setEnv(env, "PATH", strings.Join(path, string(os.PathListSeparator)))
	env = setEnv(env, "GOPROXY", "off")
	env = setEnv(env, "GOTOOLCHAIN", "local")
	env = setEnv(env, "TMPDIR", dir)
	env = setEnv(env, kernelDirEnv, dir)
	return setEnv(env, shimGoEnv, i.Go())
}

// cellFlags sets what decides how packages are compiled, the same for cells
// and for warming the cache: no cgo unless the user asks for it, no symbol
// table, and none of the user's flags that a cell cannot be built with.
func cellFlags(env []string) []string {
	var flags []string
	users := getEnv(env, "GOFLAGS")
	if strings.ContainsAny(users, `'"`) {
		users = "" // a quoted flag is one with spaces, which in practice is -ldflags
	}
	for _, f := range strings.Fields(users) {
		name, _, _ := strings.Cut(strings.TrimLeft(f, "-"), "=")
		if !slices.Contains([]string{"mod", "modfile", "trimpath", "ldflags", "buildvcs", "o"}, name) {
			flags = append(flags, f)
		}
	}
	env = setEnv(env, "GOFLAGS", strings.Join(append(flags, "-ldflags=-s", "-buildvcs=false"), " "))
	if getEnv(env, "CGO_ENABLED") == "" {
		env = setEnv(env, "CGO_ENABLED", "0")
	}
	return env
}

// hideCache gives cells an empty cache folder of their own, below dir, and
// leaves the go command the one it compiles into. (macOS has no variable for
// it: there cells keep the user's.)
func hideCache(ctx context.Context, inst *Installation, env []string, dir string) ([]string, error) {
	out, err := runGo(ctx, inst.Go(), inst.Root, append(os.Environ(), env...), "env", "GOCACHE")
	if err != nil {
		return nil, err
	}
	return append(slices.Clone(env), "GOCACHE="+strings.TrimSpace(string(out)), "XDG_CACHE_HOME="+filepath.Join(dir, "cache")), nil
}

// getEnv returns the last value of name, as a process would see it.
func getEnv(env []string, name string) string {
	for _, e := range slices.Backward(env) {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			return v
		}
	}
	return ""
}

func setEnv(env []string, name, value string) []string {
	return append(dropEnv(env, name), name+"="+value)
}

// dropEnv returns a new list without the named variables.
func dropEnv(env []string, names ...string) []string {
	kept := make([]string, 0, len(env)+1)
	for _, e := range env {
		if name, _, _ := strings.Cut(e, "="); !slices.Contains(names, name) {
			kept = append(kept, e)
		}
	}
	return kept
}
