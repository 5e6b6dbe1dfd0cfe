package base

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// scientists are half of what research costs: a factor of its own, taken out
// of labour first, that grows with the economy.
func (w *writer) scientists() {
	s := w.sectorOf("RND")
	cost := s.Output - s.Tax*s.Output
	want := w.assume("share of scientists in the cost of research", scientists, "1", "supply of research answers to its price with elasticity 1; 0.3 to 0.7") * cost
	left := want
	for _, f := range []string{"LAB", "CAP"} {
		left -= takeOut(&s.Inputs, f, left)
	}
	rest := s.Inputs
	s.Inputs = pathway.Nest{Elasticity: 1, Inputs: []pathway.Input{{Nest: &rest}, {Of: "SCI", Value: want - left}}}
	w.spec.Account.Factors = append(w.spec.Account.Factors, pathway.Factor{Name: "SCI", Owner: "HH", Path: w.spec.Account.Factors[0].Path})
}

func (w *writer) sectorOf(name string) *pathway.Sector {
	i := slices.IndexFunc(w.spec.Account.Sectors, func(s pathway.Sector) bool { return s.Name == name })
	return &w.spec.Account.Sectors[i]
}

// takeOut takes up to most, and at most nine tenths, of an input out of a nest
// and says how much it took.
func takeOut(n *pathway.Nest, of string, most float64) (taken float64) {
	for i := range n.Inputs {
		in := &n.Inputs[i]
		switch {
		case in.Nest != nil:
			taken += takeOut(in.Nest, of, most-taken)
		case in.Of == of:
			v := min(most-taken, .9*in.Value)
			in.Value -= v
			taken += v
		}
	}
	return taken
}

// fund takes research on stocks of knowledge out of what investment buys of
// research as a whole.
func (w *writer) fund() error {
	total := 0.0
	for _, d := range w.spec.Research.Drivers {
		total += d.Base
	}
	for i := range w.spec.Account.Agents {
		if a := &w.spec.Account.Agents[i]; a.Name == "INV" {
			if taken := takeOut(&a.Wants, "RND", total); taken < total*(1-1e-12) {
				return fmt.Errorf("research on minerals and technologies is %v GUSD, investment buys too little: %v", total, taken)
			}
		}
	}
	w.derive("research on stocks of knowledge", total, w.w.unit, "out of what investment buys of RND")
	return nil
}
