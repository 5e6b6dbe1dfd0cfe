package elasticities

import (
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
)

// Least squares is pulled to zero, the network is nearer than two stages, and its
// intervals hold what they say.
func TestJudge(t *testing.T) {
	j, err := Judge("L2", 203)
	if err != nil {
		t.Fatal(err)
	}
	if !(j.Bias(0) < -.1) || !(j.RMSE(2) < j.RMSE(1)) || !(j.RMSE(1) < j.RMSE(0)) {
		t.Errorf("errors %v %v %v, bias of least squares %v", j.RMSE(0), j.RMSE(1), j.RMSE(2), j.Bias(0))
	}
	if c := j.Covered(); c < .7 {
		t.Errorf("cover %v", c)
	}
	if truth, estimates := j.Against(); truth.Err() != nil || estimates.Err() != nil {
		t.Error(truth.Err(), estimates.Err())
	}
	if _, err := Judge("L9", 1); err == nil || !strings.Contains(err.Error(), "L9") {
		t.Error(err)
	}
}

// The table of levels is the judgement of each economy, averaged.
func TestErrors(t *testing.T) {
	j, err := Judge("L2", 203)
	if err != nil {
		t.Fatal(err)
	}
	a, err := Errors([]string{"L2"}, 203)
	if err != nil {
		t.Fatal(err)
	}
	for figure, want := range map[string]float64{Methods[0]: j.RMSE(0), Methods[2]: j.RMSE(2), "cover of 90 %": j.Covered()} {
		if got, err := a.At("level", "L2", "figure", figure); err != nil || got != want {
			t.Errorf("%s: %v, want %v (%v)", figure, got, want, err)
		}
	}
	if _, err := Errors([]string{"L9"}, 1); err == nil {
		t.Error("a level that is none")
	}
}

// What the panels teach is counted from the shipped fit, and a cut of a mine
// raises the price and lowers the use, the more the less mines answer.
func TestRealPanels(t *testing.T) {
	p, err := base.FittedParams()
	if err != nil {
		t.Fatal(err)
	}
	all, err := Counts(p).Sum("part", "source").Value()
	if err != nil || int(all) != len(p.Nests)+len(p.Supply)+len(p.Learning) {
		t.Errorf("%v parameters counted, %v", all, err)
	}
	f, err := Supply(p)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Payload(); err != nil {
		t.Error(err)
	}
	a, err := Shocks(p, []string{"nickel"}, .8, 1)
	if err != nil {
		t.Fatal(err)
	}
	at := func(outcome, with string) float64 {
		v, err := a.At("mineral", "nickel", "outcome", outcome, "parameters", with)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if p := at("price, year 1", "fit"); !(p > at("price, year 1", "tables") && p > 1) {
		t.Errorf("price %v with an elasticity that the fit finds smaller than the tables", p)
	}
	if !(at("use, year 1", "fit") < 1) {
		t.Error("use does not fall")
	}
	if _, err := Shocks(p, []string{"unobtainium"}, .8, 1); err == nil {
		t.Error("a mine that is not there is cut")
	}
}
