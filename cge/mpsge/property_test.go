package mpsge_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/mpsge"
)

// Random economies come back as what they are.
func TestRandomEconomies(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s := randomSubject(r)
		var b strings.Builder
		if err := mpsge.Export(&b, s.economy, s.scenarios); err != nil {
			r.Fatal(err)
		}
		back, err := mpsge.Parse(strings.NewReader(b.String()))
		if err != nil {
			r.Fatalf("%v\n%s", err, b.String())
		}
		want, got := solve(t, s.economy, s.scenarios), solve(t, back.Economy, back.Scenarios)
		for i := range want {
			for name, w := range want[i] {
				if d := apart(got[i][name], w); !(d <= 1e-8) { // both solve to 1e-10
					r.Fatalf("scenario %d: %s = %v, want %v\n%s", i, name, got[i][name], w, b.String())
				}
			}
		}
	})
}

// randomSubject draws producers that each make a good from two factors through
// nests, with taxes and productivities that a second scenario moves.
func randomSubject(r *rapid.T) subject {
	e := cge.NewEconomy(rapid.SampledFrom([]string{"e", "An economy", "solve"}).Draw(r, "name"))
	factors := e.Commodities("l", "L")
	home, state := e.Consumer("home"), e.Consumer("state")
	e.Param("tax rate", 0.1)
	e.Derived("half", "`tax rate`/2")
	e.Param("z", 1)
	var goods []cge.Nest
	for i := range rapid.IntRange(1, 4).Draw(r, "goods") {
		g := e.Commodity(fmt.Sprintf("good %d", i+1))
		in := randomNest(r, factors, state, 2)
		e.Producer(fmt.Sprintf("make_%d", i+1), g.Of(quantity(r)), in).Productivity("z**0.5")
		goods = append(goods, g.Of(quantity(r)))
	}
	home.Wants(cge.CES(elasticity(r), goods...)).Owns(factors[0].Of(10), factors[1].Of(8))
	state.Wants(cge.CobbDouglas(goods...)).Owns(factors[0].OfExpr("0.1 - 0.05*spare"))
	e.Aux("spare", "spare - 0.5")
	fix := map[string]float64{"l": 1}
	return subject{"random", e, []cge.Scenario{{Name: "a", Fix: fix}, {Name: "b", Fix: fix, Set: map[string]float64{"tax rate": 0.3, "z": 1.5}}}, reduced{}}
}

// randomNest draws a nest that holds both factors.
func randomNest(r *rapid.T, factors []cge.Commodity, state cge.Agent, depth int) cge.Nest {
	kids := []cge.Nest{
		factors[0].Of(quantity(r)).At(quantity(r)).TaxedExpr(state, "`tax rate` + 0.01*spare"),
		factors[1].OfExpr("half + 1").Taxed(state, 0.05),
	}
	if depth > 0 && rapid.Bool().Draw(r, "deeper") {
		inner := randomNest(r, factors, state, depth-1)
		if rapid.Bool().Draw(r, "named") {
			inner = inner.Named(rapid.SampledFrom([]string{"va", "s", "t", "q", "energy and more"}).Draw(r, "nest"))
		}
		kids = append(kids, inner)
	}
	return cge.CES(elasticity(r), kids...)
}

func quantity(r *rapid.T) float64   { return rapid.Float64Range(0.5, 2).Draw(r, "quantity") }
func elasticity(r *rapid.T) float64 { return rapid.Float64Range(0.2, 3).Draw(r, "elasticity") }
