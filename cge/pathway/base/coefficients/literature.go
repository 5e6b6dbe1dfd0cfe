package coefficients

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// cell is what the sources say about one pair.
type cell struct {
	logs, zeros int
	sum         float64
	by          map[string][]float64 // logs by source
	unit        quantity.Unit
	sources     []string
}

// A series is what one source says of a mineral in a node over the years; parts of
// one label add up to a whole.
type series struct{ node, mineral, source, label, part string }

// literature pools the sources that the network did not choose from: the parts
// of a node that one source reports are added, then the logs averaged.
func literature() (map[[2]string]*cell, error) {
	near, order, err := nearest()
	if err != nil {
		return nil, err
	}
	whole := map[series]float64{}
	var wholes []series
	out := map[[2]string]*cell{}
	for _, s := range order {
		r := near[s]
		w := s
		w.part = ""
		if _, ok := whole[w]; !ok {
			wholes = append(wholes, w)
		}
		whole[w] += r.Value
		k := [2]string{s.node, s.mineral}
		if out[k] == nil {
			out[k] = &cell{unit: r.Unit, by: map[string][]float64{}}
		}
		if !slices.Contains(out[k].sources, s.source) {
			out[k].sources = append(out[k].sources, s.source)
		}
	}
	for _, w := range wholes {
		c := out[[2]string{w.node, w.mineral}]
		if v := whole[w]; v > 0 {
			c.logs, c.sum = c.logs+1, c.sum+math.Log(v)
			c.by[w.source] = append(c.by[w.source], math.Log(v))
		} else {
			c.zeros++
		}
	}
	return out, nil
}

// nearest is the row of each series that is nearest to the base year, and the
// series in the order of the table.
func nearest() (map[series]quantity.Row, []series, error) {
	node, err := nodesOfLabels()
	if err != nil {
		return nil, nil, err
	}
	t := datasets.MaterialIntensity()
	if err := t.Err(); err != nil {
		return nil, nil, err
	}
	near, order := map[series]quantity.Row{}, []series{}
	for _, r := range t.Rows {
		n, ok := node[[2]string{r.Key[0], r.Key[2]}]
		mineral := r.Key[3]
		if s, renamed := synonyms[mineral]; renamed {
			mineral = s
		}
		if !ok || mineral == "" || !serves(r) {
			continue
		}
		s := series{n, mineral, r.Source, r.Key[0] + "/" + r.Key[2], r.Key[1] + "/" + r.Key[3]}
		old, seen := near[s]
		if !seen {
			order = append(order, s)
		}
		if !seen || away(r) < away(old) {
			near[s] = r
		}
	}
	return near, order, nil
}

// nodesOfLabels gives the node of a technology and sub-technology of the table.
func nodesOfLabels() (map[[2]string]string, error) {
	members, err := read("members.csv")
	if err != nil {
		return nil, err
	}
	node := map[[2]string]string{}
	for _, m := range members {
		node[[2]string{m[0], m[1]}] = m[2]
	}
	return node, nil
}

// away is how many years a row lies from the base year.
func away(r quantity.Row) int {
	y, _ := strconv.Atoi(r.Key[4])
	return max(y-baseYear, baseYear-y)
}

// serves reports whether a row is a central figure of about now, per capacity,
// that nobody doubts and that was measured, not derived from a law.
func serves(r quantity.Row) bool {
	return r.Key[5] == "central" && away(r) <= horizon && !strings.Contains(r.Flag, "doubtful") && r.Source != "faraday" && slices.Contains(perCapacity, r.Unit.String())
}

// Spread is the standard deviation, in logs, between sources that publish the
// same pair, and the number of pairs with more than one: no prediction of one
// of them can be expected to come much nearer.
func Spread() (sd float64, pairs int, err error) {
	cells, err := literature()
	if err != nil {
		return 0, 0, err
	}
	sum, free := 0.0, 0.0
	for _, k := range sortedPairs(cells) {
		c := cells[k]
		if len(c.by) < 2 {
			continue
		}
		pairs++
		var of []float64
		for _, id := range c.sources {
			if v := c.by[id]; len(v) > 0 {
				of = append(of, mean(v))
			}
		}
		m := mean(of)
		for _, v := range of {
			sum += (v - m) * (v - m)
		}
		free += float64(len(of) - 1)
	}
	return math.Sqrt(sum / free), pairs, nil
}

func mean(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x / float64(len(v))
	}
	return s
}

func sortedPairs[V any](m map[[2]string]V) [][2]string {
	keys := make([][2]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b [2]string) int {
		return strings.Compare(a[0]+"\x00"+a[1], b[0]+"\x00"+b[1])
	})
	return keys
}
