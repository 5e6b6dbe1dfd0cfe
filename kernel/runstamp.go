package kernel

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// stamp records what ran the notebook, in the places where Jupyter looks, and
// what it rests on, in one of our own.
func (r *runner) stamp() {
	meta := maps.Clone(object(r.nb.Metadata))
	meta["kernelspec"] = map[string]any{"display_name": DisplayName, "language": "go", "name": SpecName}
	if info, err := parseJSON(r.p.info); err == nil {
		meta["language_info"] = spelled(info)
	}
	if r.partial() {
		r.useAsBefore()
	}
	env := append(os.Environ(), r.Env...)
	stamp, err := r.Install.stamp(slices.Sorted(maps.Keys(r.uses)), env, r.Dir)
	if err != nil {
		fmt.Fprintf(r.Progress, "lodestone: what the notebook rests on is not recorded in full: %v\n", err)
	}
	stamp.Cells, stamp.Values, stamp.Kept = Seal(r.nb), values(r.nb), r.kept()
	meta[stampKey] = stamp.metadata()
	r.nb.Metadata = meta
}

// spelled is language_info without what GoNB leaves empty, and with the name by
// which converters colour Go; they take nothing for Python.
func spelled(info any) any {
	fields, ok := info.(map[string]any)
	if !ok {
		return info
	}
	out := maps.Clone(fields)
	maps.DeleteFunc(out, func(_ string, v any) bool { return v == "" })
	out["pygments_lexer"] = "go"
	return out
}

// useAsBefore adds what the cells that are not run imported when they were.
func (r *runner) useAsBefore() {
	for name := range r.before.Modules {
		r.uses[name] = true
	}
	for name := range r.before.Packages {
		if isDir(filepath.Join(r.Install.Root, filepath.FromSlash(name))) {
			r.uses[Module+"/"+name] = true
		}
	}
}

// kept lists the cells whose outputs an earlier run left, counted from 1. What
// a resumed run took over does not count: it was checked.
func (r *runner) kept() []int {
	var out []int
	for i, c := range r.nb.Cells {
		if r.partial() && r.duty[i] != executes && runs(c) {
			out = append(out, i+1)
		}
	}
	return out
}
