package coefficients

import (
	"embed"
	"encoding/csv"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

//go:embed members.csv families.csv elements.csv imputed.csv
var files embed.FS

// read returns the records of an embedded list, without its header.
func read(name string) ([][]string, error) {
	f, err := files.Open(name)
	if err != nil {
		return nil, fmt.Errorf("coefficients: %w", err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, fmt.Errorf("coefficients: %s: %d records: %w", name, len(records), err)
	}
	return records[1:], nil
}

// perCapacity are the units that a coefficient may be in.
var perCapacity = []string{"kg/MW", "kg/MWh"}

// synonyms of materials in the literature; an empty one names no single material.
var synonyms = map[string]string{"cast iron": "iron", "stainless steel 18/8": "stainless steel", "gadium (sic)": "", "sm-eu-gd oxide": "", "rare earths": "", "brass": ""}

// baseYear is the year that figures are wanted for; a figure further away than
// the horizon is a projection and no observation (indium of perovskite cells:
// the mean of 0 and a present low, for 2050).
const baseYear, horizon = 2024, 10

// Observed are the published coefficients over node and mineral, in kg/MW or
// kg/MWh; 0 says that a source found none.
func Observed() quantity.Table { return load().observed }

// Minima are coefficients that no cell of the kind can be below, over node and
// mineral: the charge carried (Faraday) at full use of the active material.
func Minima() quantity.Table { return load().minima }

type graph struct{ observed, minima, features, links quantity.Table }

var load = sync.OnceValue(func() graph {
	g, err := build()
	if err != nil {
		bad := quantity.FailedTable("coefficients", err)
		return graph{bad, bad, bad, bad}
	}
	return g
})

func build() (graph, error) {
	var g graph
	var err error
	if g.observed, g.minima, err = observe(); err != nil {
		return g, err
	}
	if g.features, err = features(); err != nil {
		return g, err
	}
	if g.links, err = links(g.observed); err != nil {
		return g, err
	}
	for _, t := range []quantity.Table{g.observed, g.minima, g.features, g.links} {
		if err := t.Check(); err != nil {
			return g, err
		}
	}
	return g, nil
}

// cell is what the sources say about one pair.
type cell struct {
	logs, zeros int
	sum         float64
	unit        quantity.Unit
	sources     []string
}

// observe joins the coefficients of the network with the literature's.
func observe() (observed, minima quantity.Table, err error) {
	observed = quantity.Table{Name: "observed coefficients", Axes: []string{"node", "mineral"}}
	minima = quantity.Table{Name: "minimum coefficients", Axes: []string{"node", "mineral"}}
	chosen, low, err := network()
	if err != nil {
		return observed, minima, err
	}
	minima.Rows = low
	cells, err := literature()
	if err != nil {
		return observed, minima, err
	}
	have := map[[2]string]bool{}
	for _, r := range chosen {
		have[[2]string(r.Key)] = true
	}
	observed.Rows = chosen
	for _, k := range sortedPairs(cells) {
		c := cells[k]
		if have[k] {
			continue
		}
		row := quantity.Row{Key: k[:], Unit: c.unit, Source: strings.Join(c.sources, ";"), Confidence: quantity.Derived, Note: fmt.Sprintf("geometric mean over %d series", c.logs)}
		if c.logs > 0 {
			row.Value = math.Exp(c.sum / float64(c.logs))
		}
		observed.Rows = append(observed.Rows, row)
	}
	return observed, minima, nil
}

// network gathers the central coefficients of the network, alloys added, and
// the lows that stand without a central.
func network() (chosen, low []quantity.Row, err error) {
	t := datasets.Edges()
	if err := t.Err(); err != nil {
		return nil, nil, err
	}
	at := map[[2]string]int{}
	var lows []quantity.Row
	for _, r := range t.Rows {
		from, to, scope, property, bound := r.Key[0], r.Key[1], r.Key[2], r.Key[3], r.Key[4]
		if property != "coefficient" || scope != "direct" && scope != "alloy" || !slices.Contains(perCapacity, r.Unit.String()) {
			continue
		}
		k := [2]string{to, from}
		if bound == "low" && r.Source == "faraday" {
			lows = append(lows, quantity.Row{Key: k[:], Value: r.Value, Unit: r.Unit, Source: r.Source, Confidence: r.Confidence, Flag: r.Flag, Note: r.Note})
		}
		if bound != "central" {
			continue
		}
		if i, ok := at[k]; ok {
			chosen[i].Value += r.Value
			continue
		}
		at[k] = len(chosen)
		chosen = append(chosen, quantity.Row{Key: k[:], Value: r.Value, Unit: r.Unit, Source: r.Source, Confidence: r.Confidence, Flag: r.Flag})
	}
	return chosen, lows, nil
}

// literature pools the sources that the network did not choose from: the parts
// of a node that one source reports are added, then the logs averaged.
func literature() (map[[2]string]*cell, error) {
	members, err := read("members.csv")
	if err != nil {
		return nil, err
	}
	node := map[[2]string]string{}
	for _, m := range members {
		node[[2]string{m[0], m[1]}] = m[2]
	}
	t := datasets.MaterialIntensity()
	if err := t.Err(); err != nil {
		return nil, err
	}
	type series struct{ node, mineral, source, label, part string }
	near, order := map[series]quantity.Row{}, []series{}
	away := func(r quantity.Row) int { y, _ := strconv.Atoi(r.Key[4]); return max(y-baseYear, baseYear-y) }
	for _, r := range t.Rows {
		n, ok := node[[2]string{r.Key[0], r.Key[2]}]
		mineral := r.Key[3]
		if s, renamed := synonyms[mineral]; renamed {
			mineral = s
		}
		if !ok || mineral == "" || r.Key[5] != "central" || away(r) > horizon || strings.Contains(r.Flag, "doubtful") || r.Source == "faraday" || !slices.Contains(perCapacity, r.Unit.String()) {
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
			out[k] = &cell{unit: r.Unit}
		}
		if !slices.Contains(out[k].sources, s.source) {
			out[k].sources = append(out[k].sources, s.source)
		}
	}
	for _, w := range wholes {
		c := out[[2]string{w.node, w.mineral}]
		if v := whole[w]; v > 0 {
			c.logs, c.sum = c.logs+1, c.sum+math.Log(v)
		} else {
			c.zeros++
		}
	}
	return out, nil
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
