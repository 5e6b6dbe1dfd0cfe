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

//go:embed members.csv families.csv elements.csv theory.csv imputed.csv
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

// Theory are coefficients that no cell of the kind can be below, over node and
// mineral, in kg/MWh: what carries the charge when all of it is used. By
// Faraday's law they are M a / (F V), with the molar mass M, a atoms an
// electron, F = 26.801 Ah/mol and the cell's nominal voltage V.
func Theory() quantity.Table { return load().theory }

type graph struct{ observed, theory, features, links quantity.Table }

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
	if g.observed, err = observe(); err != nil {
		return g, err
	}
	if g.theory, err = theory(); err != nil {
		return g, err
	}
	if g.features, err = features(); err != nil {
		return g, err
	}
	if g.links, err = links(g.observed); err != nil {
		return g, err
	}
	for _, t := range []quantity.Table{g.observed, g.theory, g.features, g.links} {
		if err := t.Check(); err != nil {
			return g, err
		}
	}
	return g, nil
}

// faraday is a mole of electrons in ampere hours.
const faraday = 26.801

func theory() (quantity.Table, error) {
	t := quantity.Table{Name: "theoretical coefficients", Axes: []string{"node", "mineral"}}
	records, err := read("theory.csv")
	if err != nil {
		return t, err
	}
	for _, c := range records {
		var v [3]float64 // g/mol, atoms an electron, V
		for i := range v {
			if v[i], err = strconv.ParseFloat(c[2+i], 64); err != nil || !(v[i] > 0) {
				return t, fmt.Errorf("coefficients: theory.csv: %s in %s: %q is not a positive number", c[1], c[0], c[2+i])
			}
		}
		t.Rows = append(t.Rows, quantity.Row{Key: c[:2], Value: 1000 * v[0] * v[1] / (faraday * v[2]), Unit: quantity.MustUnit("kg/MWh"), Source: "faraday", Confidence: quantity.Derived})
	}
	return t, nil
}

// observe joins the coefficients of the network with the literature's.
func observe() (quantity.Table, error) {
	observed := quantity.Table{Name: "observed coefficients", Axes: []string{"node", "mineral"}}
	chosen, err := network()
	if err != nil {
		return observed, err
	}
	cells, err := literature()
	if err != nil {
		return observed, err
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
	return observed, nil
}

// network gathers the central coefficients of the network, alloys added.
func network() ([]quantity.Row, error) {
	t := datasets.Edges()
	if err := t.Err(); err != nil {
		return nil, err
	}
	var chosen []quantity.Row
	at := map[[2]string]int{}
	for _, r := range t.Rows {
		from, to, scope, property, bound := r.Key[0], r.Key[1], r.Key[2], r.Key[3], r.Key[4]
		if property != "coefficient" || bound != "central" || scope != "direct" && scope != "alloy" || !slices.Contains(perCapacity, r.Unit.String()) {
			continue
		}
		k := [2]string{to, from}
		if i, ok := at[k]; ok {
			chosen[i].Value += r.Value
			continue
		}
		at[k] = len(chosen)
		chosen = append(chosen, quantity.Row{Key: k[:], Value: r.Value, Unit: r.Unit, Source: r.Source, Confidence: r.Confidence, Flag: r.Flag})
	}
	return chosen, nil
}
