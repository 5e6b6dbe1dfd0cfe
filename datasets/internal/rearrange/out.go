package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/internal/whole"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// plain is the size in bytes up to which a table stays readable text; larger
// ones are compressed.
const plain = 40_000

// A shelf is a folder of finished tables with its own catalogue of sources.
type shelf struct {
	tables []quantity.Table
	lists  map[string][][]string
}

// split puts the rows that rest on a non-commercial source on their own
// shelf.
func (l *library) split() (open, nc shelf) {
	open.lists = l.lists
	for _, t := range l.tables {
		free, bound := t.Table, t.Table
		free.Rows, bound.Rows = nil, nil
		for _, r := range t.Rows {
			if slices.ContainsFunc(r.Sources(), func(id string) bool { return nonCommercial[id] }) {
				bound.Rows = append(bound.Rows, r)
			} else {
				free.Rows = append(free.Rows, r)
			}
		}
		if len(free.Rows) > 0 {
			open.tables = append(open.tables, free)
			bound.Name += "_nc"
		}
		if len(bound.Rows) > 0 {
			nc.tables = append(nc.tables, bound)
		}
	}
	return open, nc
}

// write puts the shelf under dir: data/NAME.csv, or data/NAME.csv.gz for a
// large one, and sources.csv. Files of tables that are made no more go.
func (s shelf) write(l *library, dir string) error {
	data := filepath.Join(dir, "data")
	if err := os.MkdirAll(data, 0o755); err != nil {
		return err
	}
	written := map[string]bool{}
	used := map[string]bool{}
	for _, t := range s.tables {
		var text bytes.Buffer
		if err := quantity.WriteTable(&text, t); err != nil {
			return fmt.Errorf("rearrange: %w", err)
		}
		for _, id := range t.Sources() {
			used[id] = true
		}
		if err := put(data, t.Name, text.Bytes(), written); err != nil {
			return err
		}
	}
	for name, list := range s.lists {
		if err := put(data, name, lines(list), written); err != nil {
			return err
		}
	}
	catalogue, err := l.catalogue(used)
	if err != nil {
		return err
	}
	if err := whole.Write(filepath.Join(dir, "sources.csv"), lines(catalogue)); err != nil {
		return err
	}
	return prune(data, written)
}

func lines(list [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.WriteAll(list) // a bytes.Buffer takes everything
	return b.Bytes()
}

func put(dir, name string, text []byte, written map[string]bool) error {
	file := name + ".csv"
	if len(text) > plain {
		var z bytes.Buffer
		w, _ := gzip.NewWriterLevel(&z, gzip.BestCompression)
		w.Write(text)
		if err := w.Close(); err != nil {
			return err
		}
		file, text = file+".gz", z.Bytes()
	}
	written[file] = true
	return whole.Write(filepath.Join(dir, file), text)
}

// prune removes tables that are made no more.
func prune(dir string, written map[string]bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.Contains(e.Name(), ".csv") && !written[e.Name()] {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

func sorted(set map[string]bool) []string {
	out := make([]string, 0, len(set))
	for k := range set {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
