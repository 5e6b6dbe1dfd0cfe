package datasets

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A sourceLine is a source and where it stands.
type sourceLine struct {
	quantity.Source
	note string
	file string
	at   int
}

// registeredSources are those of the catalogue of this process.
func registeredSources() map[string]*sourceLine {
	out := map[string]*sourceLine{}
	for _, s := range quantity.Catalogue() {
		out[s.ID] = &sourceLine{Source: s}
	}
	return out
}

// shelfSources reads the sources of a shelf.
func (in *inspector) shelfSources(shelf Shelf) error {
	f, err := shelf.Files.Open("sources.csv")
	if err != nil {
		return fmt.Errorf("datasets: %w", err)
	}
	defer f.Close()
	name := "sources.csv"
	if shelf.NonCommercial {
		name = "noncommercial/" + name
	}
	in.readSources(f, name)
	return nil
}

func (in *inspector) folderSources(path string) {
	f, err := os.Open(path)
	if err != nil {
		in.list(path, 0, "", "make the file readable", "%v", err)
		return
	}
	defer f.Close()
	in.readSources(f, path)
}

// list keeps a fault of a list of sources or nodes.
func (in *inspector) list(file string, at int, column, cure, problem string, args ...any) {
	in.lists = append(in.lists, Finding{Check: "format", Severity: fault, File: file, Line: at, Column: column, Problem: fmt.Sprintf(problem, args...), Cure: cure})
}

// readRecords reads a list with a fixed header; visit gets each record of the
// right length and its line.
func (in *inspector) readRecords(r io.Reader, file string, columns []string, visit func(c []string, at int)) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	head, err := cr.Read()
	if err != nil || !slices.Equal(head, columns) {
		in.list(file, 1, strings.Join(head, ","), "give the columns "+strings.Join(columns, ","), "header %q is another one", strings.Join(head, ","))
		return
	}
	for {
		c, err := cr.Read()
		if err == io.EOF {
			return
		}
		if err != nil {
			in.list(file, 0, "", "quote fields that hold commas or quotes", "not CSV: %v", err)
			return
		}
		at, _ := cr.FieldPos(0)
		if len(c) != len(columns) {
			in.list(file, at, columns[min(len(c), len(columns)-1)], "give every column one field", "%d fields where the header has %d", len(c), len(columns))
			continue
		}
		visit(c, at)
	}
}

// readSources reads a list of sources; the same id with another text is a
// fault, as it is for quantity.Register.
func (in *inspector) readSources(r io.Reader, file string) {
	in.readRecords(r, file, sourceColumns, func(c []string, at int) {
		s := &sourceLine{newSource(c), c[8], file, at}
		switch old, twice := in.sources[s.ID]; {
		case s.ID == "" || strings.Contains(s.ID, ";"):
			in.list(file, at, "id", "give an id without \";\"", "id %q", s.ID)
		case s.Title == "":
			in.list(file, at, "title", "say what the publication is called", "source %q has no title", s.ID)
		case c[7] != "yes" && c[7] != "no":
			in.list(file, at, "non_commercial", "say yes or no", "%q is neither yes nor no", c[7])
		case twice && old.Source != s.Source:
			in.list(file, at, "id", "give the other publication an id of its own", "id %q stands for %q already (%s line %d)", s.ID, old.Title, old.file, old.at)
		default:
			in.sources[s.ID] = s
		}
	})
}

// A nodeLine is a node and where it stands.
type nodeLine struct {
	Node
	file string
	at   int
}

func (in *inspector) shelfNodes(shelf Shelf) error {
	text, err := shelf.open("node_list")
	if err != nil {
		return err
	}
	defer text.Close()
	in.readNodes(text, shelf.path("node_list"))
	return nil
}

func (in *inspector) folderNodes(path string) {
	f, err := os.Open(path)
	if err != nil {
		in.list(path, 0, "", "make the file readable", "%v", err)
		return
	}
	defer f.Close()
	in.readNodes(f, path)
}

// readNodes reads a node list in the place of the one before.
func (in *inspector) readNodes(r io.Reader, file string) {
	var nodes []*nodeLine
	in.readRecords(r, file, strings.Split(nodeColumns, ","), func(c []string, at int) {
		n, err := newNode(c)
		if err != nil {
			in.list(file, at, "unit", "write a unit of the closed list", "%v", err)
			return
		}
		nodes = append(nodes, &nodeLine{n, file, at})
	})
	if nodes != nil { // else the list before serves the other checks
		in.nodes = nodes
	}
}

// findList reports a place of a list.
func (in *inspector) findList(file string, at int, column, cure, problem string, args ...any) {
	in.found = append(in.found, Finding{Check: in.now.name, Severity: in.now.severity, File: file, Line: at, Column: column,
		Problem: fmt.Sprintf(problem, args...), Cure: cure})
}
