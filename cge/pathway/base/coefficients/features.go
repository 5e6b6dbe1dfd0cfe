package coefficients

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Features are what is known of a node or a mineral beside coefficients, over
// object and feature, without unit. Features of one kind that exclude one
// another are written "kind=label" and are 1. Of nodes: family=, unit=, latent,
// log lifetime (yr), efficiency, log energy density (kWh/kg). Of minerals:
// log price (USD/t), log production (t), critical, by-product, group= and
// period= of the periodic table, element.
func Features() quantity.Table { return load().features }

// Links are the typed edges between nodes and between minerals, over from, to
// and relation; their value is 1. Relations: part (structure of the network, a
// sub-technology to its parent), class (a node to the technology under which
// the literature files it), host (a by-product to its host metal).
func Links() quantity.Table { return load().links }

// adder appends rows of value 1 or a feature to a table.
func adder(t *quantity.Table) func(value float64, source string, key ...string) {
	return func(value float64, source string, key ...string) {
		t.Rows = append(t.Rows, quantity.Row{Key: key, Value: value, Source: source, Confidence: quantity.Derived})
	}
}

func features() (quantity.Table, error) {
	t := quantity.Table{Name: "features", Axes: []string{"object", "feature"}}
	add := adder(&t)
	if err := nodeFeatures(add); err != nil {
		return t, err
	}
	return t, mineralFeatures(add)
}

func nodeFeatures(add func(float64, string, ...string)) error {
	families, err := read("families.csv")
	if err != nil {
		return err
	}
	nodes, err := datasets.Nodes()
	if err != nil {
		return err
	}
	latent := map[string]bool{}
	for _, n := range nodes {
		latent[n.ID] = n.Status == "latent"
	}
	units, err := networkUnits()
	if err != nil {
		return err
	}
	density := datasets.BatteryEnergyDensity()
	figures := datasets.NodeFigures()
	for _, t := range []quantity.Table{density, figures} {
		if err := t.Err(); err != nil {
			return err
		}
	}
	for _, f := range families {
		node := f[0]
		add(1, "lodestone", node, "family="+f[1])
		if u := units[node]; u != "" {
			add(1, "lodestone", node, "unit="+u)
		}
		known, ok := latent[node]
		if known {
			add(1, "lodestone", node, "latent")
		}
		if life, err := datasets.LifetimeOf(node); ok && err == nil {
			add(math.Log(life.Mean), strings.Join(life.Sources, ";"), node, "log lifetime")
		}
		for _, r := range figures.Rows {
			if r.Key[0] == node && r.Key[1] == "efficiency" && r.Key[2] == "central" {
				add(r.Value, r.Source, node, "efficiency")
			}
		}
		for _, r := range density.Rows {
			if f[2] != "" && r.Key[0] == f[2] && r.Key[1] == "2020" && r.Key[2] == "central" {
				add(math.Log(r.Value), r.Source, node, "log energy density")
			}
		}
	}
	return nil
}

func mineralFeatures(add func(float64, string, ...string)) error {
	elements, err := read("elements.csv")
	if err != nil {
		return err
	}
	for _, e := range elements {
		z, err := strconv.ParseFloat(e[2], 64)
		if err != nil {
			return err
		}
		add(z/100, "lodestone", e[0], "element")
		add(1, "lodestone", e[0], "group="+e[3])
		add(1, "lodestone", e[0], "period="+e[4])
	}
	minerals, err := datasets.Minerals()
	if err != nil {
		return err
	}
	for _, m := range minerals {
		if m.Critical {
			add(1, "lodestone", m.ID, "critical")
		}
		if !host(m.ByProductOf) {
			add(1, "lodestone", m.ID, "by-product")
		}
	}
	figures := datasets.MineralFigures()
	if err := figures.Err(); err != nil {
		return err
	}
	for _, r := range figures.Rows {
		if r.Value > 0 && (r.Key[1] == "price" || r.Key[1] == "production") {
			add(math.Log(r.Value), r.Source, r.Key[0], "log "+r.Key[1])
		}
	}
	return nil
}

// host says whether a mineral is mined for itself.
func host(of string) bool {
	return of == "" || strings.HasPrefix(of, "none") || strings.HasPrefix(of, "host")
}

func links(observed quantity.Table) (quantity.Table, error) {
	t := quantity.Table{Name: "links", Axes: []string{"from", "to", "relation"}}
	add := adder(&t)
	edges := datasets.Edges()
	if err := edges.Err(); err != nil {
		return t, err
	}
	for _, r := range edges.Rows {
		if r.Key[2] == "structure" && r.Key[3] == "coefficient" {
			add(1, r.Source, r.Key[0], r.Key[1], "part")
		}
	}
	members, err := read("members.csv")
	if err != nil {
		return t, err
	}
	var seen [][2]string
	for _, m := range members {
		if k := [2]string{m[2], m[0]}; !slices.Contains(seen, k) && m[0] != m[2] {
			seen = append(seen, k)
			add(1, "lodestone", m[2], m[0], "class")
		}
	}
	minerals, err := datasets.Minerals()
	if err != nil {
		return t, err
	}
	for _, m := range minerals {
		for _, of := range minerals {
			if !host(m.ByProductOf) && of.ID != m.ID && strings.Contains(m.ByProductOf, of.ID) {
				add(1, "lodestone", m.ID, of.ID, "host")
			}
		}
	}
	return t, nil
}
