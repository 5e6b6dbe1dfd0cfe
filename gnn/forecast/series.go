package forecast

import (
	"fmt"
	"math"
)

// Edge says that To hears From, with a weight above zero.
type Edge struct {
	From, To int
	Weight   float64
}

// Series are values of nodes over time, with the links between nodes. Plain
// data: nothing in this package changes a Series that it is given.
type Series struct {
	Name, Unit string
	Nodes      []string
	Times      []string
	Values     [][]float64 // [time][node]; zero where not known
	Known      [][]bool    // [time][node]; nil means every value is known
	Links      [][]Edge    // one list for all times, or one for each time; nil means no links
	Lags       int         // rows that a forecast sees in the benchmark's protocol
	Season     float64     // rows in a cycle; 0 means none
}

// bounds of a series: a file must not ask for the machine's memory.
const (
	maxValues = 5_000_000
	maxEdges  = 5_000_000
	maxLags   = 1000
)

// Check returns an error that names the first thing that is wrong.
func (s *Series) Check() error {
	switch {
	case len(s.Nodes) == 0:
		return fmt.Errorf("forecast: series %q has no nodes", s.Name)
	case len(s.Times) != len(s.Values):
		return fmt.Errorf("forecast: series %q has %d times and %d rows of values", s.Name, len(s.Times), len(s.Values))
	case s.Lags < 1 || s.Lags > maxLags:
		return fmt.Errorf("forecast: series %q has lags %d; give a number of rows from 1 to %d", s.Name, s.Lags, maxLags)
	case !(s.Season >= 0) || s.Season > 0 && s.Season < 2 || math.IsInf(s.Season, 0):
		return fmt.Errorf("forecast: series %q has a season of %v rows; give 0 for none, or 2 and more", s.Name, s.Season)
	case s.Known != nil && len(s.Known) != len(s.Values):
		return fmt.Errorf("forecast: series %q has %d rows of values and %d of marks for what is known", s.Name, len(s.Values), len(s.Known))
	}
	if err := distinct("node", s.Nodes); err != nil {
		return fmt.Errorf("forecast: series %q: %w", s.Name, err)
	}
	if err := distinct("time", s.Times); err != nil {
		return fmt.Errorf("forecast: series %q: %w", s.Name, err)
	}
	for t, row := range s.Values {
		if len(row) != len(s.Nodes) || s.Known != nil && len(s.Known[t]) != len(s.Nodes) {
			return fmt.Errorf("forecast: series %q, time %s: a row of %d values for %d nodes", s.Name, s.Times[t], len(row), len(s.Nodes))
		}
		for i, v := range row {
			if math.IsNaN(v) || math.Abs(v) > 1e100 {
				return fmt.Errorf("forecast: series %q, time %s, node %s: the value is %v; give a number, or leave it missing", s.Name, s.Times[t], s.Nodes[i], v)
			}
		}
	}
	return s.checkLinks()
}

func distinct(what string, names []string) error {
	seen := make(map[string]bool, len(names))
	for _, n := range names {
		if seen[n] {
			return fmt.Errorf("%s %q is there twice", what, n)
		}
		seen[n] = true
	}
	return nil
}

func (s *Series) checkLinks() error {
	if n := len(s.Links); n > 1 && n != len(s.Times) {
		return fmt.Errorf("forecast: series %q has links for %d times of %d; give one list, or one for each time", s.Name, n, len(s.Times))
	}
	for t, edges := range s.Links {
		for k, e := range edges {
			if e.From < 0 || e.To < 0 || e.From >= len(s.Nodes) || e.To >= len(s.Nodes) {
				return fmt.Errorf("forecast: series %q, links %d, edge %d joins nodes %d and %d of %d", s.Name, t, k, e.From, e.To, len(s.Nodes))
			}
			if !(e.Weight >= 0) || e.Weight > 1e100 {
				return fmt.Errorf("forecast: series %q, links %d, edge %d has weight %v; give a number from 0 on", s.Name, t, k, e.Weight)
			}
		}
	}
	return nil
}

// Until is the series before row end: all that is known then.
func (s *Series) Until(end int) *Series {
	c := *s
	c.Times, c.Values = s.Times[:end], s.Values[:end]
	if s.Known != nil {
		c.Known = s.Known[:end]
	}
	if len(s.Links) > 1 {
		c.Links = s.Links[:end]
	}
	return &c
}

// known says whether a value is there.
func (s *Series) known(t, node int) bool { return s.Known == nil || s.Known[t][node] }

// edges are the links at a time.
func (s *Series) edges(t int) []Edge {
	switch {
	case len(s.Links) == 0:
		return nil
	case len(s.Links) == 1:
		return s.Links[0]
	}
	return s.Links[t]
}

// mapped is the series with f on every known value.
func (s *Series) mapped(f func(float64) float64) *Series {
	c := *s
	c.Values = make([][]float64, len(s.Values))
	for t, row := range s.Values {
		c.Values[t] = make([]float64, len(row))
		for i, v := range row {
			if s.known(t, i) {
				c.Values[t][i] = f(v)
			}
		}
	}
	return &c
}

// filled carries the last known value on, so that every row is complete;
// before the first one stands start[node].
func (s *Series) filled(start []float64) [][]float64 {
	out := make([][]float64, len(s.Values))
	last := append([]float64{}, start...)
	for t, row := range s.Values {
		for i, v := range row {
			if s.known(t, i) {
				last[i] = v
			}
		}
		out[t] = append([]float64{}, last...)
	}
	return out
}

// column is the history of one node without the gaps.
func (s *Series) column(node int) []float64 {
	var out []float64
	for t, row := range s.Values {
		if s.known(t, node) {
			out = append(out, row[node])
		}
	}
	return out
}

// moments are the mean and the standard deviation of each node's known values;
// a node that never moves has the standard deviation 1.
func (s *Series) moments() (mean, sd []float64) {
	mean, sd = make([]float64, len(s.Nodes)), make([]float64, len(s.Nodes))
	for i := range s.Nodes {
		x := s.column(i)
		sd[i] = 1
		if len(x) == 0 {
			continue
		}
		for _, v := range x {
			mean[i] += v / float64(len(x))
		}
		ss := 0.0
		for _, v := range x {
			ss += (v - mean[i]) * (v - mean[i]) / float64(len(x))
		}
		if ss = math.Sqrt(ss); ss > 1e-12*math.Max(1, math.Abs(mean[i])) {
			sd[i] = ss
		}
	}
	return mean, sd
}
