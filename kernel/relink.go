package kernel

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Most of a warm cell's time is the go command finding out that nothing but
// the cell has changed: it hashes the sources of some hundred packages, each
// time. The shim remembers how a cell was compiled and linked, and where the
// next cell imports the same and every file of this module that it rests on
// is as it was (name, size, time of change), calls compiler and linker itself.
// Anything else, a failure included, goes to the go command, so that what a
// user sees is its word.
//
// relinkEnv=off switches it off.
const relinkEnv = "LODESTONE_RELINK"

// A recipe is how a cell was built.
type recipe struct {
	Key     string   `json:"key"`     // of all inputs but the module's packages
	Folders []string `json:"folders"` // of those packages
	Files   string   `json:"files"`   // hash of what lies in them
	Compile []string `json:"compile"` // the compiler and its flags
	Link    []string `json:"link"`
	Imports string   `json:"imports"` // importcfg of the compiler
	Archive string   `json:"archive"` // importcfg of the linker
}

// A relink is one `go build -o binary` of a cell.
type relink struct {
	dir, binary string // GoNB's folder and the program
	private     string // the kernel's folder
	root        string // of this module
	key         string
}

// shimBuild builds a cell, if args are GoNB's call for that; done is false
// where the go command must do it.
func shimBuild(args []string) (done bool) {
	if len(args) != 3 || args[0] != "build" || args[1] != "-o" || os.Getenv(relinkEnv) == "off" || os.Getenv("CGO_ENABLED") != "0" {
		return false
	}
	r, err := newRelink(args[2])
	if err != nil {
		return false
	}
	if old, err := r.load(); err == nil {
		return r.build(old) == nil
	}
	return r.learn() == nil
}

// newRelink describes the build in the working folder; an error means that it
// is not the plain one of a Go cell.
func newRelink(binary string) (*relink, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	r := &relink{dir: dir, binary: binary, private: os.Getenv(kernelDirEnv)}
	if r.private == "" {
		return nil, errors.New("no kernel's folder")
	}
	others, err := filepath.Glob(filepath.Join(dir, "*.[a-z]*"))
	if err != nil || slices.ContainsFunc(others, func(p string) bool { return strings.HasSuffix(p, ".go") && filepath.Base(p) != "main.go" }) {
		return nil, errors.New("more than one file")
	}
	if r.root, err = workspaceRoot(filepath.Join(dir, "go.work")); err != nil {
		return nil, err
	}
	r.key, err = r.inputs()
	return r, err
}

// workspaceRoot is the one module of the workspace besides the cell's own.
func workspaceRoot(path string) (root string, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	if strings.Contains(string(text), "=>") {
		return "", errors.New("the workspace replaces modules")
	}
	for line := range strings.Lines(string(text)) {
		use := strings.Trim(strings.TrimPrefix(strings.TrimSpace(line), "use "), "\" ")
		if use == "." || use == "" || !strings.ContainsAny(use, "/") {
			continue
		}
		if !filepath.IsAbs(use) {
			use = filepath.Join(filepath.Dir(path), use)
		}
		if root != "" {
			return "", errors.New("several modules")
		}
		root = use
	}
	if moduleOf(filepath.Join(root, "go.mod")) != Module {
		return "", errors.New("another module")
	}
	return root, nil
}

// inputs hashes everything that decides how a cell is built, the packages of
// the module excepted.
func (r *relink) inputs() (string, error) {
	h := sha256.New()
	fmt.Fprintln(h, "relink/1", r.dir, r.root)
	for _, e := range slices.Sorted(slices.Values(os.Environ())) {
		if strings.HasPrefix(e, "GO") || strings.HasPrefix(e, "CGO_") {
			fmt.Fprintln(h, e)
		}
	}
	for _, name := range []string{"go.mod", "go.sum", "go.work", "go.work.sum"} {
		for _, dir := range []string{r.dir, r.root} {
			data, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
			if dir == r.root && bytes.Contains(data, []byte("=>")) {
				return "", errors.New("the module replaces others")
			}
			fmt.Fprintln(h, name, len(data))
			h.Write(data)
		}
	}
	program, err := os.ReadFile(filepath.Join(r.dir, "main.go"))
	if err != nil {
		return "", err
	}
	f, err := parser.ParseFile(token.NewFileSet(), "", program, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return "", err
	}
	if bytes.Contains(program, []byte("//go:")) {
		return "", errors.New("directives")
	}
	var imports []string
	for _, i := range f.Imports {
		imports = append(imports, i.Path.Value)
	}
	slices.Sort(imports)
	fmt.Fprintln(h, slices.Compact(imports))
	if slices.Contains(imports, `"C"`) {
		return "", errors.New("cgo")
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// path is where the recipe of builds with these inputs is kept.
func (r *relink) path() string { return filepath.Join(r.private, "recipe-"+r.key[:32]+".json") }

// load returns the recipe, if it still holds.
func (r *relink) load() (*recipe, error) {
	data, err := readPlain(r.path(), 16<<20)
	if err != nil {
		return nil, err
	}
	var c recipe
	if err := json.Unmarshal(data, &c); err != nil || c.Key != r.key || len(c.Compile) == 0 || len(c.Link) == 0 {
		return nil, errors.New("no recipe")
	}
	now, _, err := filesOf(c.Folders)
	if err != nil || now != c.Files {
		return nil, errors.New("files changed")
	}
	return &c, nil
}

// filesOf hashes names, sizes and times of change of all files in folders and
// below, where what is embedded may lie, and returns the latest of the times.
func filesOf(folders []string) (hash string, latest time.Time, err error) {
	h := sha256.New()
	for _, folder := range folders {
		err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if err == nil && d.Name() == "testdata" {
					return filepath.SkipDir
				}
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			at := changed(info)
			fmt.Fprintln(h, path, info.Size(), at.UnixNano(), info.Mode())
			if at.After(latest) {
				latest = at
			}
			return nil
		})
		if err != nil {
			return "", latest, err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), latest, nil
}

// build follows a recipe. The program gets an id of its own: by that of the
// recipe the go command would take it for the one that was built then.
func (r *relink) build(c *recipe) error {
	work, err := os.MkdirTemp(r.private, "relink-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	in := func(name string) string { return filepath.Join(work, name) }
	if err := os.WriteFile(in("importcfg"), []byte(c.Imports), 0o600); err != nil {
		return err
	}
	if err := os.WriteFile(in("importcfg.link"), []byte(c.Archive), 0o600); err != nil {
		return err
	}
	id := "relink/" + filepath.Base(work)
	compile := append(slices.Clone(c.Compile), "-o", in("main.a"), "-importcfg", in("importcfg"), "-buildid", id, "-pack", "./main.go")
	link := append(slices.Clone(c.Link), "-o", in("a.out"), "-importcfg", in("importcfg.link"), "-buildid="+id, in("main.a"))
	for _, argv := range [][]string{compile, link} {
		if err := exec.Command(argv[0], argv[1:]...).Run(); err != nil {
			return err
		}
	}
	return os.Rename(in("a.out"), r.binary)
}
