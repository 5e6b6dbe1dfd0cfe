package canada

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Mineral is an entry of Canada's list of 2024.
type Mineral struct {
	Name     string
	Priority bool    // one of the six that the strategy of 2022 puts first
	Parts    []Part  // metals of the model that it stands for and Canada makes
	Reserves float64 // kt, 0 where none are published
	Missing  string  // why it is not in the account, "" if it is
	Note     string
	Sources  []string
}

// A Part is a metal that Canada makes.
type Part struct {
	ID         string  // of the model
	Production float64 // kt in the year
	World      float64 // kt, the same source and stage
	Stage      string  // mine, or refined
	Year       int
	Source     string
}

// Share of the world's output that Canada makes.
func (p Part) Share() float64 { return p.Production / p.World }

// Share of the world's output, the largest of its parts.
func (m Mineral) Share() (most float64) {
	for _, p := range m.Parts {
		most = max(most, p.Share())
	}
	return most
}

// modelled names the metals of the model that an entry stands for, where the
// names differ, and how tables call them.
var modelled = map[string][]string{
	"platinum-group metals": {"platinum", "palladium", "iridium"},
	"rare earth elements":   {"neodymium", "praseodymium", "dysprosium", "terbium"},
	"silicon metal":         {"silicon"},
}

// inModel are the minerals that paths have prices of.
var inModel = []string{"lithium", "cobalt", "nickel", "graphite", "neodymium", "praseodymium", "dysprosium", "terbium", "copper", "aluminium", "zinc", "silver",
	"platinum", "manganese", "silicon", "chromium", "molybdenum", "vanadium", "palladium", "iridium", "indium", "gallium", "tellurium"}

// tableNames are names in tables of production and reserves.
var tableNames = map[string]string{"graphite": "natural graphite", "rare earth elements": "rare earths"}

// stages of metals that come out of smelters and refineries of materials whose
// mines are elsewhere.
var stages = map[string]string{"aluminium": "refined", "silicon": "refined", "indium": "refined", "tellurium": "refined", "gallium": "refined"}

// notes on figures that a reader should know.
var notes = map[string]string{
	"nickel":                "125 kt of 2024 in the edition of 2026, 190 kt in that of 2025, 118 kt in the IEA's supply: editions differ by half",
	"graphite":              "the price is of flake; most of the world's supply counted here is synthetic",
	"aluminium":             "smelted from imported bauxite: value of the metal, not of an ore; no reserves",
	"silicon metal":         "smelted; no reserves",
	"indium":                "refinery output of one smelter; what the edition of 2025 calls reserves is its capacity",
	"tellurium":             "refinery output; reserves of the edition of 2025, none in that of 2026",
	"platinum-group metals": "platinum, palladium and iridium together beside reserves of the group; iridium is of 2023; rhodium and ruthenium have no price on a path",
	"lithium":               "reserves grew from 0.93 to 1.6 Mt in two editions: a stock that exploration feeds",
}

// Minerals is the list with what is published of each, in the order of the list.
func Minerals() ([]Mineral, error) {
	list := datasets.CanadaMinerals().WhereFunc(func(r quantity.Row) bool { return strings.Contains(r.Key[2], "list") })
	if err := list.Err(); err != nil {
		return nil, err
	}
	var out []Mineral
	for _, r := range list.Rows {
		m := Mineral{Name: r.Key[1], Priority: strings.Contains(r.Key[2], "prioritised"), Note: notes[r.Key[1]], Sources: r.Sources()}
		ids := modelled[m.Name]
		if ids == nil && slices.Contains(inModel, m.Name) {
			ids = []string{m.Name}
		}
		for _, id := range ids {
			if p, ok := production(id); ok {
				m.Parts, m.Sources = append(m.Parts, p), append(m.Sources, p.Source)
			}
		}
		switch {
		case ids == nil:
			m.Missing = "no price on a path: the model does not carry it"
		case m.Parts == nil:
			m.Missing = "no publication held gives Canadian output"
		}
		if kt, source, ok := reserves(m.Name); ok {
			m.Reserves, m.Sources = kt, append(m.Sources, source)
		}
		out = append(out, m)
	}
	slices.SortStableFunc(out, func(a, b Mineral) int { return strings.Compare(a.Name, b.Name) })
	if len(out) != 34 {
		return nil, fmt.Errorf("canada: the list has %d minerals; there are 34 of 2024", len(out))
	}
	return out, nil
}

func tableName(name string) string {
	if n, ok := tableNames[name]; ok {
		return n
	}
	return name
}

// figure is a row of a table by its key.
func figure(t quantity.Table, keep func(key []string) bool, year int, source string) (quantity.Row, bool) {
	t = t.WhereFunc(func(r quantity.Row) bool {
		return r.Source == source && r.Key[len(r.Key)-1] == strconv.Itoa(year) && keep(r.Key)
	})
	if t.Err() != nil || len(t.Rows) != 1 || strings.Contains(t.Rows[0].Flag, "doubtful") {
		return quantity.Row{}, false
	}
	return t.Rows[0], true
}

// production of a metal in Canada and the world, of the newest edition that has
// it.
func production(id string) (Part, bool) {
	stage := stages[id]
	if stage == "" {
		stage = "mine"
	}
	for _, of := range []struct {
		source string
		year   int
	}{{"usgs_mcs2026", 2024}, {"usgs_mcs2025", 2024}, {"bgs_wms", 2023}} {
		in := func(region string) (float64, bool) {
			r, ok := figure(datasets.MineralProduction(), func(k []string) bool {
				return k[0] == region && k[1] == tableName(id) && k[2] == stage
			}, of.year, of.source)
			return kt(r), ok && r.Value > 0
		}
		canada, ok := in("Canada")
		world, all := in("World")
		if ok && all {
			return Part{ID: id, Production: canada, World: world, Stage: stage, Year: of.year, Source: of.source}, true
		}
	}
	return Part{}, false
}

func reserves(name string) (float64, string, bool) {
	for _, of := range []struct {
		source string
		year   int
	}{{"usgs_mcs2026", 2025}, {"usgs_mcs2025", 2024}} {
		r, ok := figure(datasets.MineralReserves(), func(k []string) bool {
			return k[0] == "Canada" && k[1] == tableName(name) && k[2] == "reserves"
		}, of.year, of.source)
		if ok {
			return kt(r), of.source, true
		}
	}
	return 0, "", false
}

// kt of a row; tables of production and reserves are in t.
func kt(r quantity.Row) float64 {
	v, err := quantity.Scalar(r.Unit.String(), r.Value).To("kt").Value()
	if err != nil {
		return 0
	}
	return v
}
