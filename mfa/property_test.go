package mfa_test

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
	"pgregory.net/rapid"
)

func drawLife(t *rapid.T, name string) mfa.Lifetime {
	mean, spread := rapid.Float64Range(3, 30).Draw(t, name+" mean"), rapid.Float64Range(0.1, 0.4).Draw(t, name+" spread")
	switch rapid.IntRange(0, 6).Draw(t, name+" kind") {
	case 0:
		return mfa.Fixed{Mean: mean}
	case 1:
		return mfa.Normal{Mean: mean, SD: mean * spread}
	case 2:
		return mfa.FoldedNormal{Mean: mean, SD: mean * spread}
	case 3:
		return mfa.LogNormal{Mean: mean, SD: mean * spread}
	case 4:
		return mfa.Gamma{Shape: 1 / (spread * spread), Scale: mean * spread * spread}
	case 5:
		return mfa.Logistic{Mean: mean, Scale: mean * spread / 2}
	}
	return mfa.Weibull{Shape: 1 + 1/spread, Scale: mean}
}

func drawUse(t *rapid.T) mfa.Use {
	use := mfa.Use{Age: rapid.SampledFrom([]mfa.Convention{mfa.EndOfYear, mfa.MidYear, mfa.StartOfYear, mfa.GaussLobatto(4)}).Draw(t, "convention")}
	if rapid.Bool().Draw(t, "by technology") {
		use.Lives = mfa.By{Axis: "technology", Lives: map[string]mfa.Lifetime{"a": drawLife(t, "a"), "b": drawLife(t, "b"), "c": drawLife(t, "c")}}
	} else {
		use.Life = drawLife(t, "life")
	}
	return use
}

var (
	propYears = quantity.Years(2000, 2024)
	propTech  = quantity.NewAxis("technology", "a", "b", "c")
)

func drawFlow(t *rapid.T, name string) quantity.Array {
	n := propYears.Len() * propTech.Len()
	return quantity.New("GW", rapid.SliceOfN(rapid.Float64Range(0, 1e4), n, n).Draw(t, name), propYears, propTech)
}

func drawInitial(t *rapid.T) quantity.Array {
	cohorts := quantity.Years(1990, 1999)
	cohorts.Name = "cohort"
	n := cohorts.Len() * propTech.Len()
	return quantity.New("GW", rapid.SliceOfN(rapid.Float64Range(0, 1e4), n, n).Draw(t, "initial"), cohorts, propTech)
}

func runOf(t *rapid.T, d *mfa.Dynamics, err error) *mfa.Dynamics {
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Check(); err != nil {
		t.Fatal(err)
	}
	return d
}

// near compares relative to the largest value: cells far below it carry the
// rounding of the sums they come from.
func near(t *rapid.T, what string, a, b quantity.Array, tol float64) {
	t.Helper()
	scale := 0.0
	for _, v := range a.Must().Data() {
		scale = max(scale, math.Abs(v))
	}
	b = b.Must()
	if err := a.Minus(b).Map(func(v float64) float64 {
		if math.Abs(v) <= tol*scale {
			return 0
		}
		return v
	}).Near(a.Scale(0), 0); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

func TestInflowDrivenThenStockDrivenReturnsTheInflow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		use, inflow := drawUse(t), drawFlow(t, "inflow")
		if rapid.Bool().Draw(t, "initial stock") {
			use.Initial = drawInitial(t)
		}
		d, err := mfa.InflowDriven(inflow, use)
		runOf(t, d, err)
		back, err := mfa.StockDriven(d.Stock, use)
		runOf(t, back, err)
		near(t, "inflow", inflow, back.Inflow, 1e-9)
		near(t, "outflow", d.Outflow, back.Outflow, 1e-9)
	})
}

func TestRunsAreLinear(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		use, a, b := drawUse(t), drawFlow(t, "a"), drawFlow(t, "b")
		f := rapid.Float64Range(0, 50).Draw(t, "factor")
		da, err := mfa.InflowDriven(a, use)
		runOf(t, da, err)
		db, err := mfa.InflowDriven(b, use)
		runOf(t, db, err)
		sum, err := mfa.InflowDriven(a.Scale(f).Plus(b), use)
		runOf(t, sum, err)
		near(t, "stock", sum.Stock, da.Stock.Scale(f).Plus(db.Stock), 1e-12)
		near(t, "outflow", sum.Outflow, da.Outflow.Scale(f).Plus(db.Outflow), 1e-12)
	})
}

func TestPermutationOfLabelsAndAxes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		use, inflow := drawUse(t), drawFlow(t, "inflow")
		d, err := mfa.InflowDriven(inflow, use)
		runOf(t, d, err)
		other := inflow.Transpose("technology", "year").Select("technology", rapid.Permutation(propTech.Labels).Draw(t, "order")...)
		p, err := mfa.InflowDriven(other, use)
		runOf(t, p, err)
		if err := d.Stock.Near(p.Stock, 0); err != nil {
			t.Fatal(err)
		}
		if err := d.Outflow.Near(p.Outflow, 0); err != nil {
			t.Fatal(err)
		}
	})
}

func TestUnitScaling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		use, inflow := drawUse(t), drawFlow(t, "inflow")
		d, err := mfa.InflowDriven(inflow, use)
		runOf(t, d, err)
		kw, err := mfa.InflowDriven(inflow.To("kW"), use)
		runOf(t, kw, err)
		near(t, "stock", d.Stock, kw.Stock.To("GW"), 1e-12)
	})
}

func TestStreamedContentEqualsTheCube(t *testing.T) {
	mineral := quantity.NewAxis("mineral", "nd", "dy")
	rapid.Check(t, func(t *rapid.T) {
		use, inflow := drawUse(t), drawFlow(t, "inflow")
		first := 2000
		if rapid.Bool().Draw(t, "initial stock") {
			use.Initial, first = drawInitial(t), 1990
		}
		if rapid.Bool().Draw(t, "scrap early") {
			use.Negative = mfa.ScrapEarly
		}
		birth := quantity.Years(first, 2024)
		birth.Name = "cohort"
		n := birth.Len() * 2 * 3
		intensity := quantity.New("kg/MW", rapid.SliceOfN(rapid.Float64Range(0, 9), n, n).Draw(t, "intensity"), birth, mineral, propTech)
		d, err := mfa.StockDriven(inflow, use)
		if err != nil {
			t.Skip("nothing survives its first year: ", err)
		}
		runOf(t, d, nil)
		near(t, "outflow", d.OutflowByCohort().Times(intensity).Sum("cohort", "technology"), d.OutflowOf(intensity, "technology"), 1e-11)
		near(t, "stock", d.StockByCohort().Times(intensity).Sum("cohort"), d.StockOf(intensity), 1e-11)
		near(t, "cohorts", d.StockByCohort().Sum("cohort"), d.Stock, 1e-11)
		near(t, "leaving cohorts", d.OutflowByCohort().Sum("cohort"), d.Outflow, 1e-11)
	})
}
