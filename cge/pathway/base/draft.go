package base

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/sam"
)

// draft is an account while it is being filled: cells in the order of their
// accounts, each with a note on how it came about.
type draft struct {
	accounts []string // in order of appearance
	value    map[sam.Pair]float64
	note     map[sam.Pair]string
	short    []Shortfall
}

// A Shortfall is an amount that a split account replaces but its parent's cell
// could not give: a parent keeps a tenth of every cell.
type Shortfall struct {
	sam.Pair
	Asked, Missing float64
}

const (
	keptShare   = 0.1   // of a parent's cell
	leastCell   = 1e-12 // smaller amounts are none
	leastReport = 0.5   // shortfalls below it are not listed
)

func newDraft() *draft {
	return &draft{value: map[sam.Pair]float64{}, note: map[sam.Pair]string{}}
}

// put adds an amount to a cell.
func (d *draft) put(row, col string, v float64, note string) {
	if math.Abs(v) < leastCell {
		return
	}
	for _, a := range []string{row, col} {
		if !slices.Contains(d.accounts, a) {
			d.accounts = append(d.accounts, a)
		}
	}
	p := sam.Pair{Row: row, Col: col}
	d.value[p] += v
	switch old := d.note[p]; {
	case old == "":
		d.note[p] = note
	case !strings.Contains(old, note):
		d.note[p] = old + "; " + note
	}
}

// take moves an amount out of a parent's cell, at most what leaves it a tenth.
func (d *draft) take(row, col string, v float64) {
	p := sam.Pair{Row: row, Col: col}
	taken := max(0, min(v, d.value[p]*(1-keptShare)))
	if taken > 0 {
		d.value[p] -= taken
	}
	if missing := v - taken; missing > leastReport {
		d.short = append(d.short, Shortfall{p, v, missing})
	}
}

func (d *draft) at(row, col string) float64 { return d.value[sam.Pair{Row: row, Col: col}] }

// spends adds up a column; receives a row.
func (d *draft) spends(col string) (sum float64) {
	for _, a := range d.accounts {
		sum += d.at(a, col)
	}
	return sum
}

func (d *draft) receives(row string) (sum float64) {
	for _, a := range d.accounts {
		sum += d.at(row, a)
	}
	return sum
}

// matrix is the draft as a square matrix, accounts in alphabetical order.
func (d *draft) matrix(unit string) (*sam.SAM, error) {
	names := slices.Sorted(slices.Values(d.accounts))
	cells := make([]float64, len(names)*len(names))
	for i, r := range names {
		for j, c := range names {
			cells[i*len(names)+j] = max(0, d.at(r, c))
		}
	}
	return sam.New(unit, names, cells)
}

// sortedKeys of a map, for loops whose order must not vary.
func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
