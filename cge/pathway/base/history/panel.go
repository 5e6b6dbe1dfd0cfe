package history

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Panel is what was measured, in the order year, node.
type Panel struct {
	Name, Unit string
	Years      []int       // consecutive
	Nodes      []string    // sorted
	Values     [][]float64 // [year][node], 0 where not known
	Known      [][]bool    // [year][node]
	Flags      [][]string  // [year][node], the source's words: "estimated", "sum", "doubtful", ...
	Links      []Link      // between nodes, or from another thing to a node
	Sources    []string    // ids in the catalogue, sorted
}

// A Link says that one node bears on another, and how much.
type Link struct {
	From, To string
	Weight   float64
}

// observation is a row of a table with its place in a panel.
type observation struct {
	node  string
	year  int
	value float64
	flag  string
	from  []string
}

// build lays observations out. Two for one cell are an error.
func build(name, unit string, all []observation) (Panel, error) {
	p := Panel{Name: name, Unit: unit}
	if len(all) == 0 {
		return p, fmt.Errorf("history: panel %q: no row", name)
	}
	first, last := all[0].year, all[0].year
	for _, o := range all {
		first, last = min(first, o.year), max(last, o.year)
		p.Nodes = append(p.Nodes, o.node)
		p.Sources = append(p.Sources, o.from...)
	}
	p.Nodes, p.Sources = sorted(p.Nodes), sorted(p.Sources)
	for y := first; y <= last; y++ {
		p.Years = append(p.Years, y)
		p.Values = append(p.Values, make([]float64, len(p.Nodes)))
		p.Known = append(p.Known, make([]bool, len(p.Nodes)))
		p.Flags = append(p.Flags, make([]string, len(p.Nodes)))
	}
	for _, o := range all {
		t := o.year - first
		n, _ := slices.BinarySearch(p.Nodes, o.node)
		if p.Known[t][n] {
			return p, fmt.Errorf("history: panel %q: two rows of %s in %d; choose a source and a series", name, o.node, o.year)
		}
		p.Values[t][n], p.Known[t][n], p.Flags[t][n] = o.value, true, o.flag
	}
	return p, nil
}

func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// observe reads a table into observations: node names a row's node, or is ""
// to leave the row out.
func observe(t quantity.Table, node func(quantity.Row) string) ([]observation, error) {
	if err := t.Err(); err != nil {
		return nil, err
	}
	at := slices.Index(t.Axes, "year")
	var out []observation
	for _, r := range t.Rows {
		name := node(r)
		if name == "" {
			continue
		}
		year, err := strconv.Atoi(r.Key[at])
		if err != nil {
			return nil, fmt.Errorf("history: table %q: year %q", t.Name, r.Key[at])
		}
		out = append(out, observation{name, year, r.Value, r.Flag, r.Sources()})
	}
	return out, nil
}

// Series is one node: its years and values, holes left out.
func (p *Panel) Series(node string) (years []int, values []float64) {
	n, ok := slices.BinarySearch(p.Nodes, node)
	if !ok {
		return nil, nil
	}
	for t, y := range p.Years {
		if p.Known[t][n] {
			years, values = append(years, y), append(values, p.Values[t][n])
		}
	}
	return years, values
}

// At is a cell, and whether it is known.
func (p *Panel) At(year int, node string) (float64, bool) {
	n, ok := slices.BinarySearch(p.Nodes, node)
	if !ok || len(p.Years) == 0 || year < p.Years[0] || year > p.Years[len(p.Years)-1] || !p.Known[year-p.Years[0]][n] {
		return 0, false
	}
	return p.Values[year-p.Years[0]][n], true
}

// Count is the number of cells that are known.
func (p *Panel) Count() int {
	n := 0
	for _, row := range p.Known {
		for _, k := range row {
			if k {
				n++
			}
		}
	}
	return n
}

// Without is a copy in which cells that carry the flag are holes.
func (p *Panel) Without(flag string) Panel {
	q := *p
	q.Values, q.Known, q.Flags = clone(p.Values), clone(p.Known), clone(p.Flags)
	for t := range q.Flags {
		for n, f := range q.Flags[t] {
			if slices.Contains(strings.Split(f, "; "), flag) {
				q.Values[t][n], q.Known[t][n], q.Flags[t][n] = 0, false, ""
			}
		}
	}
	return q
}

func clone[T any](rows [][]T) [][]T {
	out := make([][]T, len(rows))
	for i := range rows {
		out[i] = slices.Clone(rows[i])
	}
	return out
}

// Select is a copy with the named nodes, in the panel's order; names it does
// not have are left out.
func (p *Panel) Select(nodes ...string) Panel {
	q := *p
	q.Nodes, q.Links = nil, nil
	var keep []int
	for n, name := range p.Nodes {
		if slices.Contains(nodes, name) {
			keep, q.Nodes = append(keep, n), append(q.Nodes, name)
		}
	}
	q.Values, q.Known, q.Flags = pick(p.Values, keep), pick(p.Known, keep), pick(p.Flags, keep)
	for _, l := range p.Links {
		if slices.Contains(q.Nodes, l.To) {
			q.Links = append(q.Links, l)
		}
	}
	return q
}

func pick[T any](rows [][]T, keep []int) [][]T {
	out := make([][]T, len(rows))
	for i := range rows {
		for _, k := range keep {
			out[i] = append(out[i], rows[i][k])
		}
	}
	return out
}
