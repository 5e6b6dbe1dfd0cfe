package quantity

import (
	"fmt"
	"sort"
	"sync"
)

// A Source is a publication that figures come from. Arrays and rows carry its
// ID; whoever holds the catalogue registers it, so that the citation and the
// licence travel with every result that is printed.
type Source struct {
	ID              string
	Title           string
	Publisher       string
	Year            string // of publication, as printed
	URL             string
	Licence         string
	Redistributable string // "yes", "attribution", "no", or the publisher's condition
	NonCommercial   bool   // a result that rests on it says so when printed
}

// Citation is the line under a figure: publisher (year), title, licence.
func (s Source) Citation() string {
	if s.Title == "" {
		return s.ID + " (not in the catalogue)"
	}
	c := s.Title
	if s.Publisher != "" {
		c = fmt.Sprintf("%s (%s): %s", s.Publisher, s.Year, s.Title)
	}
	if s.Licence != "" {
		c += ". " + s.Licence
	}
	return c
}

var (
	catalogueMu sync.RWMutex
	catalogue   = map[string]Source{}
)

// Register adds sources to the catalogue. The same id with another content
// is an error: two publications must not share an id.
func Register(sources ...Source) error {
	catalogueMu.Lock()
	defer catalogueMu.Unlock()
	for _, s := range sources {
		if s.ID == "" {
			return fmt.Errorf("quantity: Register: source %q has no id", s.Title)
		}
		if old, ok := catalogue[s.ID]; ok && old != s {
			return fmt.Errorf("quantity: Register: id %q stands for %q and for %q", s.ID, old.Title, s.Title)
		}
		catalogue[s.ID] = s
	}
	return nil
}

// Cite looks ids up in the catalogue, in the order given. An unknown id comes
// back with its ID alone.
func Cite(ids ...string) []Source {
	catalogueMu.RLock()
	defer catalogueMu.RUnlock()
	out := make([]Source, len(ids))
	for i, id := range ids {
		if out[i] = catalogue[id]; out[i].ID == "" {
			out[i] = Source{ID: id}
		}
	}
	return out
}

// Catalogue lists every registered source by id.
func Catalogue() []Source {
	catalogueMu.RLock()
	defer catalogueMu.RUnlock()
	out := make([]Source, 0, len(catalogue))
	for _, s := range catalogue {
		out = append(out, s)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].ID < out[j].ID })
	return out
}
