package main

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/cge/pathway/parquet"
	"github.com/lodestone-model/lodestone/kernel"
)

// formats are what tables of a path can be written as.
var formats = []string{"csv", "parquet", "iamc"}

// formatsOf reads -format: one or several of formats, with commas between.
func formatsOf(list string) ([]string, error) {
	var out []string
	for name := range strings.SplitSeq(list, ",") {
		name = strings.TrimSpace(name)
		if !slices.Contains(formats, name) {
			return nil, fmt.Errorf("-format %q: %q is none of %s; several go with commas between", list, name, strings.Join(formats, ", "))
		}
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out, nil
}

// A file is one that a path leaves behind.
type file struct {
	name string
	data []byte
}

// filesOf makes all files of a path before any is written: tables in each
// format, and what the result rests on as CSV, and as Parquet where that is
// asked for.
func (f *following) filesOf(r *pathway.Result, rests base.Basis) ([]file, error) {
	notes := rests.Sheets()
	var out []file
	add := func(sheets []pathway.Sheet, asParquet bool) error {
		for i := range sheets {
			s, name := &sheets[i], sheets[i].Name
			write := s.Write
			if asParquet {
				name = strings.TrimSuffix(name, ".csv") + ".parquet"
				write = parquetOf(s)
			}
			var b bytes.Buffer
			if err := write(&b); err != nil {
				return err
			}
			out = append(out, file{name, b.Bytes()})
		}
		return nil
	}
	for _, format := range f.formats {
		sheets := r.Sheets()
		if format == "iamc" {
			sheets = []pathway.Sheet{r.IAMC("Lodestone "+kernel.Version, f.scenario+" "+f.mode)}
		}
		if format == "parquet" {
			sheets = append(sheets, notes...)
		}
		if err := add(sheets, format == "parquet"); err != nil {
			return nil, err
		}
	}
	return out, add(notes, false)
}

func parquetOf(s *pathway.Sheet) func(io.Writer) error {
	return func(w io.Writer) error { return parquet.Write(w, *s) }
}

// writeFiles writes files into a folder, each whole or not at all.
func writeFiles(folder string, files []file) error {
	for _, x := range files {
		if err := kernel.WriteFile(filepath.Join(folder, x.name), x.data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
