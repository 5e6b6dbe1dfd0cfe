package lab

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strings"
)

// oldestMinor is the Python, 3.10, that the pins ask for.
const oldestMinor = 10

const (
	noPython = "JupyterLab needs Python 3.10 or newer, and there is none on PATH.\n" +
		"Install it (Debian, Ubuntu: apt install python3 python3-venv; Fedora: dnf install python3; macOS: brew install python),\n" +
		"or name one: lodestone lab -python /path/to/python3,\n" +
		"or run notebooks without Python: lodestone run NOTEBOOK writes the executed notebook and an HTML page"
	noVenv = "on Debian and Ubuntu the module comes with: apt install python3-venv"
)

// findPython returns a Python that can make the environment: the one named, or
// the first on PATH that is new enough.
func findPython(ctx context.Context, named string) (string, error) {
	if named != "" {
		version, err := pythonVersion(ctx, named)
		if err != nil {
			return "", fmt.Errorf("-python %s: %w", named, err)
		}
		if !newEnough(version) {
			return "", fmt.Errorf("-python %s is Python %s; JupyterLab needs 3.%d or newer", named, version, oldestMinor)
		}
		return named, nil
	}
	var old []string
	for _, name := range []string{"python3", "python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "python"} {
		path, err := exec.LookPath(name)
		if err != nil {
			continue
		}
		switch version, err := pythonVersion(ctx, path); {
		case ctx.Err() != nil:
			return "", ctx.Err()
		case err == nil && newEnough(version):
			return path, nil
		case err == nil:
			old = append(old, path+" is Python "+version)
		}
	}
	if len(old) > 0 {
		return "", fmt.Errorf("%s\n(%s)", noPython, strings.Join(old, "; "))
	}
	return "", errors.New(noPython)
}

// pythonVersion asks a Python for its version, such as 3.11.
func pythonVersion(ctx context.Context, python string) (string, error) {
	out, err := exec.CommandContext(ctx, python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])").Output()
	if err != nil {
		return "", fmt.Errorf("it does not run as a Python: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}

func newEnough(version string) bool {
	var major, minor int
	if n, _ := fmt.Sscanf(version, "%d.%d", &major, &minor); n != 2 {
		return false
	}
	return major == 3 && minor >= oldestMinor
}
