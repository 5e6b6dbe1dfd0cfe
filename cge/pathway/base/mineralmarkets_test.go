package base

import (
	"math"
	"strings"
	"testing"
)

// A price answers to a shock by one over the sum of both elasticities, more
// where supply is stiffer, and the gradient follows.
func TestMineralMarkets(t *testing.T) {
	m, err := NewMineralMarkets(mustAccount(t, 2024, Open, Open), []string{"copper"}, [][]float64{{.02}, {-.05}})
	if err != nil {
		t.Fatal(err)
	}
	at := func(e float64) float64 {
		r, err := m.Matrix(t.Context(), []float64{math.Log(e)})
		if err != nil {
			t.Fatal(err)
		}
		return r[0][0]
	}
	stiff, soft := at(.2), at(.8)
	t.Logf("copper's price by a shock to copper: %.2f at .2, %.2f at .8", stiff, soft)
	// 1/R = e + demand's elasticity, each by its share of supply
	if share := (1/soft - 1/stiff) / .6; !(stiff > soft && soft > 0 && share > .4 && share < 1.4) {
		t.Errorf("1/R moves by %.2f of the elasticity", share)
	}
	out, err := m.Responses(t.Context(), []float64{math.Log(.2)})
	if err != nil {
		t.Fatal(err)
	}
	near(t, "response", out[0], .02*stiff, 1e-12)
	near(t, "response", out[1], -.05*stiff, 1e-12)
	g, err := m.VJP(t.Context(), []float64{math.Log(.4)}, []float64{1, 0})
	if err != nil {
		t.Fatal(err)
	}
	if want := .02 * (soft - stiff) / math.Log(4); !(g[0] < 0) || math.Abs(g[0]/want-1) > .25 { // a chord over a factor of four
		t.Errorf("gradient %v, chord %v", g[0], want)
	}
}

func TestMineralMarketsRefuse(t *testing.T) {
	a := mustAccount(t, 2024, Open, Open)
	if _, err := NewMineralMarkets(a, []string{"unobtainium"}, nil); err == nil || !strings.Contains(err.Error(), "unobtainium") {
		t.Errorf("error %v", err)
	}
	if _, err := NewMineralMarkets(a, []string{"copper"}, [][]float64{{1, 2}}); err == nil {
		t.Error("two shocks for one mine")
	}
	m, err := NewMineralMarkets(a, []string{"copper"}, [][]float64{{1}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := m.Responses(t.Context(), nil); err == nil {
		t.Error("no elasticities")
	}
	if _, err := m.VJP(t.Context(), []float64{0}, nil); err == nil {
		t.Error("no weights")
	}
}
