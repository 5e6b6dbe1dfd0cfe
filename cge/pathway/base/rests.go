package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Basis is what results of a world rest on.
type Basis struct {
	Sources []Cited // by id
	// Figures over standing, figure, table and key. Standing is retrieved,
	// derived (a formula on figures), recalled (published, from memory), assumed
	// (no publication; the note says why) or imputed.
	Figures quantity.Table
}

// A Cited source with the number of figures that name it.
type Cited struct {
	quantity.Source
	Figures int
}

// Rests gathers the figures of an account, of its split, of the minerals in
// its sub-technologies, of the services of a scenario, and those that World
// returned.
func Rests(a *Account, scenario string, figures quantity.Table) (Basis, error) {
	b := basis{seen: map[string]bool{}}
	split, err := a.Split()
	if err != nil {
		return Basis{}, err
	}
	for _, t := range []quantity.Table{a.Figures, split.Assumed, figures} {
		if err := t.Err(); err != nil {
			return Basis{}, err
		}
		for _, r := range t.Rows {
			b.add(r, r.Key[0], r.Key[1], r.Key[2])
		}
	}
	if err := b.intensities(split, a.Path); err != nil {
		return Basis{}, err
	}
	if err := b.services(a.Path, scenario); err != nil {
		return Basis{}, err
	}
	return b.basis(), nil
}

type basis struct {
	rows []quantity.Row
	seen map[string]bool
}

func (b *basis) add(r quantity.Row, figure, table, key string) {
	standing := string(r.Confidence)
	switch {
	case strings.Contains(r.Flag, "imputed"):
		standing = "imputed"
	case strings.Contains(r.Flag, "assum"):
		standing = "assumed"
	}
	r.Key = []string{standing, figure, table, key}
	if id := strings.Join(r.Key, "\x00"); !b.seen[id] {
		b.seen[id] = true
		b.rows = append(b.rows, r)
	}
}

// intensities are what sub-technologies hold, as the network has them. On the
// open path copper of networks is that of the account, and only the ratio of
// aluminium to it is the network's.
func (b *basis) intensities(split *Split, path Path) error {
	n, err := loadNetwork()
	if err != nil {
		return err
	}
	for _, u := range split.Uses {
		for _, sub := range u.Subs {
			for _, e := range n.metals[sub.Node] {
				if r, ok := e.bound["central"]; ok {
					if path == Open && sub.Node == "networks" {
						r.Source, r.Value, r.Unit = "recalled", 1.8, quantity.MustUnit("1")
						r.Note, r.Flag = "aluminium over copper of grids, 9 Mt to 5 Mt: IEA 2021, recalled; copper is the account's", ""
					}
					b.add(r, e.from+" in "+sub.Node, "edges", "central")
				}
			}
		}
	}
	return nil
}

// services are the published paths of a scenario and the statistics before.
func (b *basis) services(path Path, scenario string) error {
	type of struct {
		name  string
		table quantity.Table
	}
	tables := []of{{"capacity", datasets.Capacity()}, {"generation", datasets.Generation()}}
	if path == WEO {
		tables = []of{{"weo_capacity", noncommercial.WEOCapacity()}, {"weo_generation", noncommercial.WEOGeneration()}, {"weo_outlook", noncommercial.WEOOutlook()}, {"ev_outlook", datasets.EVOutlook()}}
	}
	for _, t := range tables {
		if err := t.table.Err(); err != nil {
			return err
		}
		at := slices.Index(t.table.Axes, "scenario")
		for _, r := range t.table.Rows {
			if at < 0 || r.Key[at] == scenario || r.Key[at] == "Historical" || t.name == "ev_outlook" {
				r.Value, r.Unit = 1, quantity.MustUnit("1") // the whole series
				r.Note = ""
				b.add(r, "services of "+scenario, t.name, r.Source)
			}
		}
	}
	return nil
}

func (b *basis) basis() Basis {
	out := Basis{Figures: quantity.Table{Name: "basis", Axes: []string{"standing", "figure", "table", "key"}, Rows: b.rows}}
	count := map[string]int{}
	for _, r := range b.rows {
		for _, id := range r.Sources() {
			count[id]++
		}
	}
	for _, id := range sortedKeys(count) {
		out.Sources = append(out.Sources, Cited{quantity.Cite(id)[0], count[id]})
	}
	return out
}

// NonCommercial lists the sources whose terms exclude commercial use.
func (b Basis) NonCommercial() []string { return nonCommercial(b.Figures.Sources()) }

// Counts are the figures by standing.
func (b Basis) Counts() map[string]int {
	out := map[string]int{}
	for _, s := range standings {
		out[s] = len(b.Standing(s).Rows)
	}
	return out
}

// Standing selects the figures of one standing: "assumed", "recalled",
// "imputed", "derived" or "retrieved".
func (b Basis) Standing(s string) quantity.Table { return b.Figures.Where("standing", s) }

// String counts figures by standing and lists sources with their licences.
func (b Basis) String() string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d figures:", len(b.Figures.Rows))
	for _, s := range slices.Backward(standings) {
		fmt.Fprintf(&out, " %d %s", len(b.Standing(s).Rows), s)
	}
	for _, s := range b.Sources {
		mark := map[bool]string{true: "  [NON-COMMERCIAL]"}[s.NonCommercial]
		fmt.Fprintf(&out, "\n%5d  %-22s %s%s", s.Figures, s.ID, s.Licence, mark)
	}
	return out.String()
}
