package coefficients

import (
	"slices"

	"github.com/lodestone-model/lodestone/datasets"
)

// A Gap is a coefficient of the model-ready network that no publication holds
// although the node contains the mineral.
type Gap struct {
	Node, Mineral string
	Why           string
}

// conductors are in everything that carries current: wires, collectors, cases.
var conductors = []string{"aluminium", "copper"}

// Gaps lists them by node and mineral: a theoretical minimum stands without a
// central value, or no figure says how much of the conductors is in. Other
// minerals are left alone: chemistry, not likeness, says that there is no
// nickel in a lithium-sulfur cell. Nodes counted in MW or MWh that belong to a
// family.
func Gaps() ([]Gap, error) {
	observed, minima := Observed(), Theory()
	if err := observed.Err(); err != nil {
		return nil, err
	}
	known, bound := map[[2]string]bool{}, map[[2]string]bool{}
	for _, r := range observed.Rows {
		known[[2]string(r.Key)] = true
	}
	for _, r := range minima.Rows {
		bound[[2]string(r.Key)] = true
	}
	families, err := read("families.csv")
	if err != nil {
		return nil, err
	}
	minerals, err := datasets.Minerals()
	if err != nil {
		return nil, err
	}
	units, err := networkUnits()
	if err != nil {
		return nil, err
	}
	var out []Gap
	for _, f := range families {
		for _, m := range minerals {
			k := [2]string{f[0], m.ID}
			switch {
			case units[f[0]] == "" || known[k]:
			case bound[k]:
				out = append(out, Gap{f[0], m.ID, "theoretical minimum alone"})
			case slices.Contains(conductors, m.ID):
				out = append(out, Gap{f[0], m.ID, "conductor without a figure"})
			}
		}
	}
	return out, nil
}

// networkUnits are the coefficient units of network nodes counted in MW or MWh.
func networkUnits() (map[string]string, error) {
	nodes, err := datasets.Nodes()
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, n := range nodes {
		if u := "kg/" + n.Unit.String(); slices.Contains(perCapacity, u) {
			out[n.ID] = u
		}
	}
	return out, nil
}
