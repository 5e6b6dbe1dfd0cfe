package base

import (
	"context"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Mode Exogenous follows what is published: modules cost and hold less, research
// moves nothing, and markets clear.
func TestWorldFromOutside(t *testing.T) {
	spec := mustWorld(t, WEO, Settings{Last: 2032, Outside: true})
	u := spec.Unit("c_si")
	last := len(spec.Years) - 1
	if c, silver := u.Exogenous.Cost, u.Exogenous.Content["silver"]; c[0] != 1 || !(c[last] < 1) || !(silver[last] < 1) {
		t.Errorf("modules: cost %v, silver %v", c, silver)
	}
	changed := 0
	for i := range spec.Units {
		if spec.Units[i].Exogenous.Cost != nil {
			changed++
		}
	}
	if changed < 30 {
		t.Errorf("%d units with a cost from outside", changed)
	}
	m, err := pathway.New(spec, pathway.Options{Mode: pathway.Exogenous})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	y := r.Years[last]
	want := u.Exogenous.Content["silver"][last] * amountOf(u, "silver")
	if got := y.Content["c_si"]["silver"]; got < .999*want*(1-y.Recipes["c_si"]["plated copper"]) || got > want*1.001 {
		t.Errorf("silver in modules %v, published %v", got, want)
	}
	for i := range r.Years {
		if c := r.Years[i].Check; c.Complementarity > 1e-9 || c.Balance > 1e-9 {
			t.Errorf("%d: %+v", r.Years[i].Year, c)
		}
		if h := r.Years[i].Knowledge["efficiency|c_si"]; h != 1 {
			t.Errorf("%d: knowledge of modules %v", r.Years[i].Year, h)
		}
	}
}
