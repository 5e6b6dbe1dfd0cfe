package datasets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// OverlayVar is the environment variable that names the overlay folder.
const OverlayVar = "LODESTONE_DATA"

// Open returns a table by name. An unknown name is an error that suggests a
// near one.
//
// When LODESTONE_DATA names a folder, its files lie over the embedded tables:
//
//	NAME.csv      replaces the table NAME, or is a new table of that name
//	NAME.add.csv  adds its rows; it needs the same axes in the same order, and
//	              no row may have the key and the source of another
//	sources.csv   adds sources, in the columns of the embedded sources.csv
//
// Overlay files have the schema of every table: the axes, then value, unit,
// source, confidence, flag, note. An error in one names the file, the line
// and the column. Each file is read once.
func Open(name string) (quantity.Table, error) {
	dir := os.Getenv(OverlayVar)
	return tables.get(dir+"\x00"+name, func() (quantity.Table, error) { return read(name, dir) })
}

var tables cache[quantity.Table]

// A cache keeps what was read, or the error, by key; each key is read once.
type cache[T any] struct {
	mu   sync.Mutex
	read map[string]func() (T, error)
}

func (c *cache[T]) get(key string, read func() (T, error)) (T, error) {
	c.mu.Lock()
	once, ok := c.read[key]
	if !ok {
		if c.read == nil {
			c.read = map[string]func() (T, error){}
		}
		once = sync.OnceValues(read)
		c.read[key] = once
	}
	c.mu.Unlock()
	return once()
}

// load is Open for loaders.
func load(name string) quantity.Table {
	t, err := Open(name)
	if err != nil {
		return quantity.FailedTable(name, err)
	}
	return t
}

func read(name, dir string) (quantity.Table, error) {
	over, err := newOverlay(dir)
	if err != nil {
		return quantity.Table{}, err
	}
	t, replaced, err := over.replacement(name)
	if err != nil {
		return quantity.Table{}, err
	}
	if !replaced {
		if t, err = readEmbedded(name); err != nil {
			return quantity.Table{}, err
		}
	}
	return over.extend(t)
}

func readEmbedded(name string) (quantity.Table, error) {
	shelvesMu.RLock()
	s, _, ok := find(name)
	shelvesMu.RUnlock()
	if !ok {
		return quantity.Table{}, fmt.Errorf("datasets: no table %q%s", name, suggest(name, known()))
	}
	f, err := s.open(name)
	if err != nil {
		return quantity.Table{}, err
	}
	defer f.Close()
	return quantity.ReadTable(name, f)
}

// An overlay is the folder of a user's own tables; "" is none.
type overlay struct{ dir string }

func newOverlay(dir string) (overlay, error) {
	o := overlay{dir}
	if dir == "" {
		return o, nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return o, fmt.Errorf("datasets: %s=%q is not a folder; name one, or unset it", OverlayVar, dir)
	}
	if err := registerSources(os.DirFS(dir), "sources.csv"); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return o, fmt.Errorf("%s: %w", dir, err)
	}
	return o, nil
}

// replacement reads NAME.csv; ok is false when there is none.
func (o overlay) replacement(name string) (t quantity.Table, ok bool, err error) {
	return o.read(name, name+".csv")
}

// extend adds the rows of NAME.add.csv, if there is one.
func (o overlay) extend(t quantity.Table) (quantity.Table, error) {
	more, ok, err := o.read(t.Name, t.Name+".add.csv")
	if err != nil || !ok {
		return t, err
	}
	path := filepath.Join(o.dir, t.Name+".add.csv")
	if !slices.Equal(more.Axes, t.Axes) {
		return t, fmt.Errorf("datasets: %s line 1: axes are %s; the table has %s", path, strings.Join(more.Axes, ","), strings.Join(t.Axes, ","))
	}
	have := map[string]bool{}
	for _, r := range t.Rows {
		have[rowID(r)] = true
	}
	for i, r := range more.Rows {
		if have[rowID(r)] {
			return t, fmt.Errorf("datasets: %s line %d: %s from %s is in the table already; to change it, replace the table with %s.csv",
				path, lineOf(path, i), strings.Join(r.Key, ", "), r.Source, t.Name)
		}
	}
	t.Rows = append(slices.Clip(t.Rows), more.Rows...)
	return t, nil
}

func rowID(r quantity.Row) string { return strings.Join(r.Key, "\x00") + "\x00" + r.Source }

// read reads one overlay file and looks its sources up.
func (o overlay) read(name, file string) (t quantity.Table, ok bool, err error) {
	if o.dir == "" || strings.ContainsAny(name, `/\`) {
		return t, false, nil
	}
	path := filepath.Join(o.dir, file)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return t, false, nil
	}
	if err != nil {
		return t, false, fmt.Errorf("datasets: %w", err)
	}
	defer f.Close()
	if t, err = quantity.ReadTable(name, f); err != nil {
		return t, false, fmt.Errorf("datasets: %s: %w", path, err)
	}
	for i, r := range t.Rows {
		for _, s := range quantity.Cite(r.Sources()...) {
			if s.Title == "" {
				return t, false, fmt.Errorf("datasets: %s line %d column source: %q is not in the catalogue; add it to %s%s",
					path, lineOf(path, i), s.ID, filepath.Join(o.dir, "sources.csv"), suggest(s.ID, sourceIDs()))
			}
		}
	}
	return t, true, nil
}

func sourceIDs() []string {
	var ids []string
	for _, s := range quantity.Catalogue() {
		ids = append(ids, s.ID)
	}
	return ids
}
