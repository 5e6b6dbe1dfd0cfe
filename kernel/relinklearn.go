package kernel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// learn has the go command build the cell and say how, and keeps that. A
// failure is left to the go command to tell.
func (r *relink) learn() error {
	started := time.Now()
	cmd := exec.Command(os.Getenv(shimGoEnv), "build", "-x", "-o", r.binary)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return err
	}
	if c, err := readRecipe(said.String()); err == nil {
		r.keep(c, started)
	}
	return nil // it is built, whether the next one is or not
}

// keep stores a recipe, unless a file changed while the go command read it.
func (r *relink) keep(c *recipe, started time.Time) {
	c.Key = r.key
	for line := range strings.Lines(c.Archive) {
		name, ok := strings.CutPrefix(line, "packagefile "+Module)
		if name, _, _ = strings.Cut(name, "="); ok && (name == "" || name[0] == '/') {
			c.Folders = append(c.Folders, filepath.Join(r.root, filepath.FromSlash(name)))
		}
	}
	c.Folders = outermost(c.Folders)
	files, latest, err := filesOf(c.Folders)
	const clockStep = 20 * time.Millisecond // of times of files, generously
	if err != nil || latest.After(started.Add(-clockStep)) || slices.Contains(c.Folders, r.root) {
		return
	}
	c.Files = files
	if data, err := json.Marshal(c); err == nil {
		writeFile(r.path(), data, 0o600)
	}
}

// outermost sorts folders and leaves out those below another.
func outermost(folders []string) []string {
	var out []string
	for _, f := range slices.Sorted(slices.Values(folders)) {
		if n := len(out); n == 0 || f != out[n-1] && !strings.HasPrefix(f, out[n-1]+string(os.PathSeparator)) {
			out = append(out, f)
		}
	}
	return out
}

// readRecipe finds in what `go build -x` says how the one package that it
// compiled was compiled and linked.
func readRecipe(said string) (*recipe, error) {
	var c recipe
	for rest := said; rest != ""; {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		if name, ok := hereDocument(line); ok {
			var text string
			if text, rest, ok = strings.Cut(rest, "\nEOF\n"); !ok {
				return nil, errors.New("a text without end")
			}
			switch name {
			case "importcfg":
				if c.Imports != "" {
					return nil, errors.New("several packages were compiled")
				}
				c.Imports = text + "\n"
			case "importcfg.link":
				c.Archive = text + "\n"
			}
			continue
		}
		words, err := shellWords(line)
		if err != nil {
			return nil, err
		}
		for len(words) > 0 && strings.HasPrefix(words[0], "GOROOT=") {
			words = words[1:]
		}
		if len(words) == 0 {
			continue
		}
		switch filepath.Base(words[0]) {
		case "compile":
			if c.Compile != nil || words[len(words)-1] != "./main.go" {
				return nil, errors.New("several packages were compiled")
			}
			c.Compile = dropFlags(words[:len(words)-1], "-o", "-importcfg", "-buildid", "-trimpath")
		case "link":
			c.Link = dropFlags(words[:len(words)-1], "-o", "-importcfg")
		}
	}
	return c.complete()
}

// complete checks a recipe and puts a name in the place of the cell's own
// archive, which is another file each time.
func (c *recipe) complete() (*recipe, error) {
	if c.Compile == nil || c.Link == nil || c.Archive == "" {
		return nil, errors.New("nothing was compiled, or nothing linked")
	}
	for _, text := range append(append([]string{c.Imports, c.Archive}, c.Compile...), c.Link...) {
		if strings.Contains(text, "$WORK") {
			return nil, fmt.Errorf("it rests on a file that is gone: %s", text)
		}
	}
	return c, nil
}

// shellWords splits a line as the shell does, as far as the go command quotes.
func shellWords(line string) ([]string, error) {
	var out []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, r := range line {
		switch {
		case quote != 0 && r == quote:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote, inWord = r, true
		case quote == 0 && (r == ' ' || r == '\t'):
			if inWord {
				out = append(out, word.String())
				word.Reset()
			}
			inWord = false
		case r == '\\':
			return nil, errors.New("an escape")
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote without end")
	}
	if inWord {
		out = append(out, word.String())
	}
	return out, nil
}

// dropFlags leaves out flags that a build sets anew, with their values.
func dropFlags(words []string, names ...string) []string {
	var out []string
	for i := 0; i < len(words); i++ {
		name, _, joined := strings.Cut(words[i], "=")
		switch {
		case name == "-buildid" && joined, words[i] == "-pack":
		case slices.Contains(names, words[i]):
			i++
		default:
			out = append(out, words[i])
		}
	}
	return out
}

// hereDocument is the file that a line such as `cat >$WORK/b001/importcfg <<
// 'EOF'` begins.
func hereDocument(line string) (name string, ok bool) {
	if !strings.HasPrefix(line, "cat >") || !strings.Contains(line, "<< 'EOF'") {
		return "", false
	}
	path, _, _ := strings.Cut(strings.TrimPrefix(line, "cat >"), " << ")
	return filepath.Base(path), true
}
