package datasets

import (
	"compress/gzip"
	"embed"
	"encoding/csv"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Shelf is a set of tables with the sources they cite. Package
// noncommercial adds one; so may any other package.
type Shelf struct {
	Files         fs.FS   // sources.csv, and data/NAME.csv or data/NAME.csv.gz for each entry
	Entries       []Entry // in the order of the catalogue
	NonCommercial bool
	Terms         string // one line on what may be done with the figures
}

// An Entry names a table of a shelf and says in one sentence what it holds.
type Entry struct{ Name, Doc string }

var (
	shelvesMu sync.RWMutex
	shelves   []Shelf
)

//go:embed sources.csv data
var embedded embed.FS

func init() {
	err := Add(Shelf{Files: embedded, Entries: entries, Terms: "open; cite the source of each row (licences differ, see below)"})
	if err != nil {
		panic(err) // the files are part of this package
	}
}

// Add puts a shelf into the catalogue: registers its sources and makes its
// tables known to [Open] and [Tables]. Tables are not read yet. A table name
// that is taken, or a source id that stands for another publication, is an
// error.
func Add(s Shelf) error {
	if err := registerSources(s.Files, "sources.csv"); err != nil {
		return err
	}
	shelvesMu.Lock()
	defer shelvesMu.Unlock()
	for _, e := range s.Entries {
		if _, _, taken := find(e.Name); taken {
			return fmt.Errorf("datasets: Add: there is a table %q already", e.Name)
		}
	}
	shelves = append(shelves, s)
	return nil
}

// find returns the shelf and entry of a table; the caller holds shelvesMu.
func find(name string) (Shelf, Entry, bool) {
	for _, s := range shelves {
		for _, e := range s.Entries {
			if e.Name == name {
				return s, e, true
			}
		}
	}
	return Shelf{}, Entry{}, false
}

// known lists the names of all tables, in the order of the catalogue.
func known() []string {
	shelvesMu.RLock()
	defer shelvesMu.RUnlock()
	var names []string
	for _, s := range shelves {
		for _, e := range s.Entries {
			names = append(names, e.Name)
		}
	}
	return names
}

// open returns the text of data/NAME.csv, unpacked.
func (s Shelf) open(name string) (io.ReadCloser, error) {
	f, err := s.Files.Open("data/" + name + ".csv")
	if err == nil {
		return f, nil
	}
	if f, err = s.Files.Open("data/" + name + ".csv.gz"); err != nil {
		return nil, fmt.Errorf("datasets: table %q: %w", name, err)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("datasets: table %q: %w", name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// sourceColumns is the header of sources.csv.
var sourceColumns = []string{"id", "title", "publisher", "year", "url", "licence", "redistributable", "non_commercial", "note"}

// registerSources reads a list of sources into the catalogue.
func registerSources(files fs.FS, name string) error {
	f, err := files.Open(name)
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	defer f.Close()
	list, err := readSources(f)
	if err != nil {
		return fmt.Errorf("datasets: %s: %w", name, err)
	}
	return quantity.Register(list...)
}

// readSources reads the columns id, title, publisher, year, url, licence,
// redistributable, non_commercial (yes or no) and note.
func readSources(r io.Reader) ([]quantity.Source, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = len(sourceColumns)
	head, err := cr.Read()
	if err != nil {
		return nil, err
	}
	if !slices.Equal(head, sourceColumns) {
		return nil, fmt.Errorf("header %q must be %q", strings.Join(head, ","), strings.Join(sourceColumns, ","))
	}
	var list []quantity.Source
	for {
		c, err := cr.Read()
		if err == io.EOF {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		line, _ := cr.FieldPos(0)
		if c[0] == "" || strings.Contains(c[0], ";") || c[1] == "" {
			return nil, fmt.Errorf("line %d: an id without \";\" and a title are needed, not %q, %q", line, c[0], c[1])
		}
		if c[7] != "yes" && c[7] != "no" {
			return nil, fmt.Errorf("line %d column non_commercial: %q is neither yes nor no", line, c[7])
		}
		list = append(list, newSource(c))
	}
}

// newSource reads a record of sourceColumns.
func newSource(c []string) quantity.Source {
	return quantity.Source{ID: c[0], Title: c[1], Publisher: c[2], Year: c[3], URL: c[4],
		Licence: c[5], Redistributable: c[6], NonCommercial: c[7] == "yes"}
}
