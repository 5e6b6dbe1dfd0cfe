package kernel

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sys/cpu"
)

// A Stamp says what an executed notebook came from. Run writes it into the
// notebook's metadata, under "lodestone"; it names no host, user, folder or
// time, so the same run on another machine writes the same stamp. Hashes are
// short: they tell versions apart and are no proof against forgery.
type Stamp struct {
	Version string `json:"version"` // of this module
	Go      string `json:"go"`
	GoNB    string `json:"gonb"`
	CPU     string `json:"cpu,omitempty"` // class of processor, such as "amd64 avx2 fma": where last bits may differ

	// Cells is the seal: a hash for each cell that was executed or stood
	// between, in order. See Seal.
	Cells []string `json:"cells,omitempty"`

	Values map[string]string `json:"values,omitempty"` // of the notebook's parameters, as Go source
	Kept   []int             `json:"kept,omitempty"`   // cells, counted from 1, that this run did not run: their outputs are older

	Packages   map[string]string `json:"packages,omitempty"`   // hash of each package of this module that cells rest on, by folder
	Data       map[string]string `json:"data,omitempty"`       // hash of each data table those packages embed
	Modules    map[string]string `json:"modules,omitempty"`    // version of each module those packages and the cells import
	Parameters map[string]string `json:"parameters,omitempty"` // of the environment, where it may change a result
}

// ReadStamp returns the stamp of a notebook; ok is false where there is none,
// as in a notebook that Jupyter executed.
func ReadStamp(nb *Notebook) (s Stamp, ok bool) {
	b, err := json.Marshal(nb.Metadata[stampKey])
	if err != nil || json.Unmarshal(b, &s) != nil {
		return Stamp{}, false
	}
	return s, s.Version != ""
}

const stampKey = "lodestone"

// metadata is the stamp as a notebook holds it.
func (s Stamp) metadata() any {
	b, err := json.Marshal(s)
	if err != nil {
		return nil // texts alone: it cannot fail
	}
	v, _ := parseJSON(b)
	return v
}

// Differences says in words how a later stamp differs, the seal excepted;
// nothing if it does not. Tables that are new say nothing: a package that reads
// one has changed as well.
func (s Stamp) Differences(now Stamp) []string {
	if s.Cells == nil {
		return []string{"what it was made from is not recorded; `lodestone run -in-place` records it"}
	}
	var out []string
	if len(s.Kept) > 0 {
		out = append(out, fmt.Sprintf("the last run left out cells %s, whose outputs are older", strings.Trim(fmt.Sprint(s.Kept), "[]")))
	}
	for _, c := range []struct{ what, was, is string }{
		{"Lodestone", s.Version, now.Version}, {"Go", s.Go, now.Go}, {"GoNB", s.GoNB, now.GoNB},
		{"processor class", s.CPU, now.CPU},
	} {
		if c.was != c.is {
			out = append(out, fmt.Sprintf("%s was %s and is %s", c.what, orNone(c.was), orNone(c.is)))
		}
	}
	out = append(out, changes("package %s", s.Packages, now.Packages, false)...)
	tables := maps.Clone(now.Data)
	maps.DeleteFunc(tables, func(name, _ string) bool { return s.Data[name] == "" })
	out = append(out, changes("data table %s", baseNames(s.Data), baseNames(tables), false)...)
	out = append(out, changes("module %s", s.Modules, now.Modules, true)...)
	return append(out, changes("parameter %s", s.Parameters, now.Parameters, true)...)
}

func orNone(s string) string {
	if s == "" {
		return "not recorded"
	}
	return s
}

// changes compares two maps by key; values are shown where they mean something
// to people.
func changes(what string, was, is map[string]string, shown bool) []string {
	keys := slices.Sorted(maps.Keys(was))
	for k := range is {
		if _, ok := was[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	var out []string
	for _, k := range keys {
		before, had := was[k]
		after, has := is[k]
		name := fmt.Sprintf(what, k)
		switch {
		case !had:
			out = append(out, name+" is new")
		case !has:
			out = append(out, name+" is gone")
		case before != after && shown:
			out = append(out, fmt.Sprintf("%s was %s and is %s", name, before, after))
		case before != after:
			out = append(out, name+" changed")
		}
	}
	return out
}

// baseNames shortens datasets/edges to edges, where that stays unique.
func baseNames(m map[string]string) map[string]string {
	count := map[string]int{}
	for k := range m {
		count[path.Base(k)]++
	}
	out := make(map[string]string, len(m))
	for k, v := range m {
		if count[path.Base(k)] == 1 {
			k = path.Base(k)
		}
		out[k] = v
	}
	return out
}

// Current is the stamp that a run of the same cells would write now, with the
// same packages; nothing is executed. dir is the notebook's folder and env the
// environment of the run.
func (i *Installation) Current(s Stamp, dir string, env []string) (Stamp, error) {
	imports := slices.Collect(maps.Keys(s.Modules))
	for p := range s.Packages {
		if isDir(filepath.Join(i.Root, filepath.FromSlash(p))) {
			imports = append(imports, Module+"/"+p)
		}
	}
	now, err := i.stamp(imports, env, dir)
	if err != nil {
		return Stamp{}, fmt.Errorf("kernel: %w", err)
	}
	now.Cells = s.Cells
	return now, nil
}

// stamp surveys what the imports of cells rest on.
func (i *Installation) stamp(imports, env []string, dir string) (Stamp, error) {
	s := Stamp{Version: Version, Go: i.GoVersion, GoNB: i.GoNB, CPU: CPUClass(getEnv(env, "GODEBUG"))}
	v, err := newSurvey(i.Root)
	if err != nil {
		return s, err
	}
	if err := v.follow(imports); err != nil {
		return s, err
	}
	s.Packages, s.Data, s.Modules = v.packages, v.data, v.modules
	s.Parameters, err = parameters(env, dir)
	return s, err
}

// overlayEnv is the folder of the user's own tables (datasets.OverlayVar).
const overlayEnv = "LODESTONE_DATA"

// parameters are the variables that may change what a cell computes, a folder
// of tables by its content.
func parameters(env []string, dir string) (map[string]string, error) {
	out := map[string]string{}
	for _, name := range []string{"GODEBUG", "GOEXPERIMENT", "GOAMD64", "GOARM64"} {
		if v := getEnv(env, name); v != "" {
			out[name] = v
		}
	}
	if folder := getEnv(env, overlayEnv); folder != "" {
		if !filepath.IsAbs(folder) {
			folder = filepath.Join(dir, folder)
		}
		hash, err := hashFolder(folder)
		if err != nil {
			return out, fmt.Errorf("%s: %w", overlayEnv, err)
		}
		out[overlayEnv] = hash
	}
	return out, nil
}

func hashFolder(dir string) (string, error) {
	h := sha256.New()
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(p)
		rel, _ := filepath.Rel(dir, p)
		fmt.Fprintf(h, "%s %d\n%s", filepath.ToSlash(rel), len(data), data)
		return err
	})
	return shortHash(h.Sum(nil)), err
}

// CPUClass is the processor as far as floating point depends on it: with fused
// multiply-add, last bits of math.Exp and of our dot products are others.
// godebug may switch features off, as it does in the cells.
func CPUClass(godebug string) string {
	class := runtime.GOARCH
	for _, f := range []struct {
		name string
		has  bool
	}{{"avx2", cpu.X86.HasAVX2}, {"fma", cpu.X86.HasFMA}} {
		if f.has && !strings.Contains(godebug, "cpu."+f.name+"=off") && !strings.Contains(godebug, "cpu.all=off") {
			class += " " + f.name
		}
	}
	return class
}

func shortHash(sum []byte) string { return hex.EncodeToString(sum)[:12] }

func isDir(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}
