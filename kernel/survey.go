package kernel

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"fmt"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A survey finds what imports rest on: the packages of this module, each by a
// hash of its own files, the tables those embed, and the versions of other
// modules. Tests and files that no build reads do not count.
type survey struct {
	root                    string
	pins                    map[string]string // version of each module in go.mod
	packages, data, modules map[string]string
}

func newSurvey(root string) (*survey, error) {
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	return &survey{root: root, pins: readPins(string(gomod)),
		packages: map[string]string{}, data: map[string]string{}, modules: map[string]string{}}, nil
}

// readPins reads the module versions of a go.mod.
func readPins(gomod string) map[string]string {
	pins := map[string]string{}
	for line := range strings.Lines(gomod) {
		words := strings.Fields(strings.TrimPrefix(strings.TrimSpace(line), "require "))
		if len(words) >= 2 && strings.HasPrefix(words[1], "v") {
			pins[words[0]] = words[1]
		}
	}
	return pins
}

// follow adds imports and all that they import.
func (s *survey) follow(imports []string) error {
	for todo := slices.Clone(imports); len(todo) > 0; {
		name := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		folder, ours := strings.CutPrefix(name, Module+"/")
		if !ours {
			s.pin(name)
			continue
		}
		if _, done := s.packages[folder]; done {
			continue
		}
		more, err := s.enter(folder)
		if err != nil {
			return fmt.Errorf("package %s: %w", folder, err)
		}
		todo = append(todo, more...)
	}
	return nil
}

// pin records the module that an import is of; the standard library is Go's.
func (s *survey) pin(name string) {
	for m := name; m != "." && m != "/"; m = path.Dir(m) {
		if version, ok := s.pins[m]; ok {
			s.modules[m] = version
			return
		}
	}
}

// enter hashes a package, files in order of their names, and returns its
// imports.
func (s *survey) enter(folder string) (imports []string, err error) {
	dir := filepath.Join(s.root, filepath.FromSlash(folder))
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, e := range entries {
		if e.IsDir() || !inPackage(e.Name()) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
		fmt.Fprintf(h, "%s %d\n%s", e.Name(), len(text), text)
		if path.Ext(e.Name()) != ".go" {
			continue
		}
		imports = append(imports, importsOf(string(text))...)
		if err := s.embedded(h, folder, dir, string(text)); err != nil {
			return nil, err
		}
	}
	s.packages[folder] = shortHash(h.Sum(nil))
	return imports, nil
}

// inPackage reports whether a file's code ends up in programs.
func inPackage(name string) bool {
	ext := path.Ext(name)
	return (ext == ".go" || ext == ".s" || ext == ".h") && !strings.HasSuffix(name, "_test.go") && name[0] != '.' && name[0] != '_'
}

// importsOf lists the imports of a Go file; of one that is broken, those before
// the fault.
func importsOf(text string) []string {
	f, _ := parser.ParseFile(token.NewFileSet(), "", text, parser.ImportsOnly)
	if f == nil {
		return nil
	}
	var out []string
	for _, i := range f.Imports {
		if name, err := strconv.Unquote(i.Path.Value); err == nil {
			out = append(out, name)
		}
	}
	return out
}

// embedded adds the files that a Go file embeds: tables one by one, others to
// the package's hash.
func (s *survey) embedded(h io.Writer, folder, dir, text string) error {
	for line := range strings.Lines(text) {
		patterns, ok := strings.CutPrefix(line, "//go:embed ")
		if !ok {
			continue
		}
		for _, pattern := range strings.Fields(patterns) {
			found, err := filepath.Glob(filepath.Join(dir, filepath.FromSlash(strings.Trim(strings.TrimPrefix(pattern, "all:"), "\"`"))))
			if err != nil {
				return err
			}
			for _, name := range found {
				if err := s.embed(h, folder, dir, name); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// embed adds a file, or the files of a folder.
func (s *survey) embed(h io.Writer, folder, dir, name string) error {
	return filepath.WalkDir(name, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if base := d.Name(); p != name && (base[0] == '.' || base[0] == '_') {
			return nil
		}
		data, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		base, zipped := strings.CutSuffix(d.Name(), ".gz")
		table, isTable := strings.CutSuffix(base, ".csv")
		if !isTable {
			rel, _ := filepath.Rel(dir, p)
			fmt.Fprintf(h, "%s %d\n%s", filepath.ToSlash(rel), len(data), data)
			return nil
		}
		if zipped {
			if data, err = unzip(data); err != nil {
				return fmt.Errorf("%s: %w", p, err)
			}
		}
		sum := sha256.Sum256(data)
		s.data[folder+"/"+table] = shortHash(sum[:])
		return nil
	})
}

func unzip(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
