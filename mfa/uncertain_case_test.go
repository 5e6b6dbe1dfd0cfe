package mfa_test

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// oracle builds the case's model: kappa × y × Σ outflow × content.
func oracle(c refCase) (mfa.Ensemble, mfa.Model) {
	product := quantity.Axis{Name: "product"}
	outflow, mean, cv := c.Inputs.get("O").nums(), c.Inputs.get("m_mean").nums(), c.Inputs.get("m_cv").nums()
	kappa, beta := c.Inputs.get("kappa").nums(), c.Inputs.get("y_beta").nums()
	e := mfa.Ensemble{Draws: 1000, Seed: 7, Params: []mfa.Uncertain{
		{Name: "kappa", Dist: mfa.Uniform{Min: kappa[0], Max: kappa[1]}},
		{Name: "y", Dist: mfa.Beta{A: beta[0], B: beta[1]}},
	}}
	for i := range outflow {
		product.Labels = append(product.Labels, strconv.Itoa(i))
		e.Params = append(e.Params, mfa.Uncertain{Name: "m" + strconv.Itoa(i), Dist: mfa.LogNormal{Mean: mean[i], SD: mean[i] * cv[i]}})
	}
	return e, func(d mfa.Draw) (quantity.Array, error) {
		sum := 0.0
		for i, o := range outflow {
			sum += o * d.Value("m"+strconv.Itoa(i))
		}
		return quantity.Scalar("t", sum*d.Value("kappa")*d.Value("y")), nil
	}
}

func scalar(t *testing.T, a quantity.Array) float64 {
	t.Helper()
	v, err := a.Value()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// The tolerances are the case's own: the mean within four standard errors of
// 1000 draws, the standard deviation within a tenth.
func runOracle(t *testing.T, c refCase) {
	e, model := oracle(c)
	mean, sd := c.Expected.get("mean").num(), c.Expected.get("sd").num()
	for _, latin := range []bool{false, true} {
		e.Latin = latin
		s, err := e.Run(model)
		if err != nil {
			t.Fatal(err)
		}
		if got := scalar(t, s.Mean()); math.Abs(got-mean) > 4*sd/math.Sqrt(1000) {
			t.Errorf("latin %v: mean %v, want %v", latin, got, mean)
		}
		if got := scalar(t, s.SD()); math.Abs(got-sd) > 0.1*sd {
			t.Errorf("latin %v: sd %v, want %v", latin, got, sd)
		}
		for _, workers := range []int{1, 2, 16} {
			other := e
			other.Workers = workers
			again, err := other.Run(model)
			if err != nil {
				t.Fatal(err)
			}
			for k := range s.Draws() {
				if err := s.Draw(k).Near(again.Draw(k), 0); err != nil {
					t.Fatalf("draw %d on %d workers: %v", k, workers, err)
				}
			}
		}
	}
	e.Latin, e.Draws = true, 20000
	first, err := e.Sobol(model)
	if err != nil {
		t.Fatal(err)
	}
	share := func(p string) float64 { return scalar(t, first.Pick("parameter", p)) }
	for name, got := range map[string]float64{"kappa": share("kappa"), "y": share("y"), "m": share("m0") + share("m1") + share("m2")} {
		if want := c.Expected.get("sobol_first", name).num(); math.Abs(got-want) > 0.03 { // about four standard errors at 20,000 draws
			t.Errorf("Sobol index of %s: %v, want %v", name, got, want)
		}
	}
}

func runReconcile(t *testing.T, c refCase) {
	names, x, sd := c.Inputs.get("names").strs(), c.Inputs.get("x").nums(), c.Inputs.get("sd").nums()
	var in []mfa.Measurement
	for i, n := range names {
		in = append(in, mfa.Measurement{Name: n, Value: x[i], SD: sd[i]})
	}
	var balances []mfa.Balance
	for _, row := range c.Inputs.get("A").list() {
		b := mfa.Balance{}
		for i, v := range row.nums() {
			if v != 0 {
				b[names[i]] = v
			}
		}
		balances = append(balances, b)
	}
	r, err := mfa.Reconcile(in, balances)
	if err != nil {
		t.Fatal(err)
	}
	var value, error1 []float64
	for _, e := range r.Flows {
		value, error1 = append(value, e.Value), append(error1, e.SD)
	}
	c.expect(t, "xhat", c.Expected.get("xhat"), value)
	c.expect(t, "sd", c.Expected.get("sd"), error1)
	c.expect(t, "chi2", c.Expected.get("chi2"), []float64{r.Chi2})
	if r.Freedom != len(balances) || r.Suspects != nil {
		t.Errorf("%d degrees of freedom, suspects %v", r.Freedom, r.Suspects)
	}
	// the same with a redundant balance
	sum := mfa.Balance{}
	for _, b := range balances {
		for k, v := range b {
			sum[k] += v
		}
	}
	again, err := mfa.Reconcile(in, append(balances, sum))
	if err != nil || math.Abs(again.Chi2-r.Chi2) > 1e-9 || again.Freedom != r.Freedom {
		t.Error("a redundant balance changes the answer:", again, err)
	}
}

// A draw is the same alone or among many, and when other parameters come.
func TestDrawsStandOnTheirOwn(t *testing.T) {
	x := mfa.Uncertain{Name: "x", Dist: mfa.Normal{Mean: 0, SD: 1}}
	model := func(d mfa.Draw) (quantity.Array, error) { return d.Array("x"), nil }
	few, err := mfa.Ensemble{Params: []mfa.Uncertain{x}, Draws: 10, Seed: 1}.Run(model)
	if err != nil {
		t.Fatal(err)
	}
	many, err := mfa.Ensemble{Params: []mfa.Uncertain{{Name: "w", Dist: mfa.Uniform{Min: 0, Max: 1}}, x}, Draws: 10000, Seed: 1, Workers: 3}.Run(model)
	if err != nil {
		t.Fatal(err)
	}
	for k := range few.Draws() {
		if err := few.Draw(k).Near(many.Draw(k), 0); err != nil {
			t.Fatal(err)
		}
	}
	other, _ := mfa.Ensemble{Params: []mfa.Uncertain{x}, Draws: 10, Seed: 2}.Run(model)
	if few.Draw(0).Near(other.Draw(0), 1e-3) == nil { // of the larger: no rounding moves a draw as far
		t.Error("the seed does not count")
	}
	if v := scalar(t, many.Mean()); math.Abs(v) > 0.04 { // four standard errors
		t.Errorf("mean of 10,000 standard normals is %v", v)
	}
}

// Every quantile against the mean and standard deviation in closed form, by a
// Latin sample of 20,000, whose error is far below a hundredth.
func TestQuantilesMatchMoments(t *testing.T) {
	for _, v := range []struct {
		dist     mfa.Distribution
		mean, sd float64
	}{
		{mfa.Uniform{Min: 2, Max: 8}, 5, math.Sqrt(3)},
		{mfa.Triangular{Min: 0, Mode: 3, Max: 6}, 3, math.Sqrt(1.5)},
		{mfa.Beta{A: 18, B: 2}, 0.9, math.Sqrt(18. * 2 / (400 * 21))},
		{mfa.Normal{Mean: -4, SD: 2}, -4, 2},
		{mfa.LogNormal{Mean: 10, SD: 3}, 10, 3},
		{mfa.Weibull{Shape: 2, Scale: 4}, 4 * math.Sqrt(math.Pi) / 2, 4 * math.Sqrt(1-math.Pi/4)},
		{mfa.Gamma{Shape: 9, Scale: 2}, 18, 6},
		{mfa.Logistic{Mean: 5, Scale: 1}, 5, math.Pi / math.Sqrt(3)},
		{mfa.Within{Of: mfa.Uniform{Min: 0, Max: 10}, Min: 4, Max: 6}, 5, 2 / math.Sqrt(12)},
	} {
		e := mfa.Ensemble{Params: []mfa.Uncertain{{Name: "x", Dist: v.dist}}, Draws: 20000, Latin: true}
		s, err := e.Run(func(d mfa.Draw) (quantity.Array, error) { return d.Array("x"), nil })
		if err != nil {
			t.Fatal(err)
		}
		if m, sd := scalar(t, s.Mean()), scalar(t, s.SD()); math.Abs(m-v.mean) > 0.01*v.sd || math.Abs(sd-v.sd) > 0.01*v.sd {
			t.Errorf("%#v: mean %v, sd %v; want %v, %v", v.dist, m, sd, v.mean, v.sd)
		}
	}
}

func TestEnsembleRefuses(t *testing.T) {
	model := func(d mfa.Draw) (quantity.Array, error) { return quantity.Scalar("t", d.Value("x")), nil }
	p := func(d mfa.Distribution) []mfa.Uncertain { return []mfa.Uncertain{{Name: "x", Dist: d}} }
	for want, e := range map[string]mfa.Ensemble{
		"Draws is 0":                     {Params: p(mfa.Uniform{})},
		`parameter "x": no distribution`: {Params: p(nil), Draws: 1},
		"Min is 2 and Max 1":             {Params: p(mfa.Uniform{Min: 2, Max: 1}), Draws: 1},
		"they rise":                      {Params: p(mfa.Triangular{Min: 2, Mode: 1, Max: 3}), Draws: 1},
		"lifetime Beta: A is -1":         {Params: p(mfa.Beta{A: -1, B: 1}), Draws: 1},
		"lifetime Normal: SD is 0":       {Params: p(mfa.Normal{Mean: 1}), Draws: 1},
		"lifetime LogNormal: Mean is 0":  {Params: p(mfa.LogNormal{SD: 1}), Draws: 1},
		"names are needed and differ":    {Params: append(p(mfa.Uniform{}), p(mfa.Uniform{})...), Draws: 1},
		"draw 0: quantity: New: NaN":     {Draws: 3},
		"Within: Min is 1 and Max 1":     {Params: p(mfa.Within{Of: mfa.Uniform{}, Min: 1, Max: 1}), Draws: 1},
	} {
		if _, err := e.Run(model); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	e := mfa.Ensemble{Params: p(mfa.Uniform{Max: 1}), Draws: 50, Workers: 8}
	_, err := e.Run(func(d mfa.Draw) (quantity.Array, error) {
		if d.K >= 20 {
			return quantity.Array{}, fmt.Errorf("boom %d", d.K)
		}
		return model(d)
	})
	if err == nil || !strings.Contains(err.Error(), "draw 20: boom 20") {
		t.Error("not the first failing draw:", err)
	}
}

func TestReconcileRefuses(t *testing.T) {
	m := func(name string, v, sd float64) mfa.Measurement { return mfa.Measurement{Name: name, Value: v, SD: sd} }
	for want, in := range map[string]struct {
		flows    []mfa.Measurement
		balances []mfa.Balance
	}{
		`called "c"`:                  {[]mfa.Measurement{m("a", 1, 1)}, []mfa.Balance{{"a": 1, "c": -1}}},
		"names are needed and differ": {[]mfa.Measurement{m("a", 1, 1), m("a", 1, 1)}, nil},
		"standard deviation -1":       {[]mfa.Measurement{m("a", 1, -1)}, nil},
		"a\" is NaN":                  {[]mfa.Measurement{m("a", math.NaN(), 1)}, nil},
		"no flow in it may move":      {[]mfa.Measurement{m("a", 1, 0), m("b", 2, 0)}, []mfa.Balance{{"a": 1, "b": -1}}},
		`unknown flows "b", "c"`:      {[]mfa.Measurement{m("a", 1, 1), {Name: "b", Unknown: true}, {Name: "c", Unknown: true}}, []mfa.Balance{{"a": 1, "b": -1, "c": -1}}},
	} {
		if _, err := mfa.Reconcile(in.flows, in.balances); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}

// A lifetime and a collection rate that are not known exactly.
func ExampleEnsemble() {
	inflow := quantity.Full("kt", 10, quantity.Years(2020, 2030))
	e := mfa.Ensemble{Draws: 1000, Seed: 1, Params: []mfa.Uncertain{
		{Name: "life", Dist: mfa.Normal{Mean: 8, SD: 0.5}},
		{Name: "collection", Dist: mfa.Beta{A: 18, B: 2}},
	}}
	s, err := e.Run(func(d mfa.Draw) (quantity.Array, error) {
		run, err := mfa.InflowDriven(inflow, mfa.Use{Life: mfa.Weibull{Shape: 4, Scale: d.Value("life")}, Age: mfa.MidYear})
		if err != nil {
			return quantity.Array{}, err
		}
		return run.Outflow.Pick("year", "2030").Times(d.Array("collection")), nil
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Quantiles(0.05, 0.5, 0.95))
	// Output:
	// quantile 3, kt
	//  0.05    0.5   0.95
	// 7.156  8.537  9.462
}

// A mixer's three flows do not add up; the least certain moves most.
func ExampleReconcile() {
	r, err := mfa.Reconcile([]mfa.Measurement{
		{Name: "ore", Value: 100, SD: 5}, {Name: "scrap", Value: 50, SD: 1}, {Name: "metal", Value: 140, SD: 2}, {Name: "slag", Unknown: true},
		{Name: "sold", Value: 138, SD: 2},
	}, []mfa.Balance{{"ore": 1, "scrap": 1, "metal": -1, "slag": -1}, {"metal": 1, "sold": -1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range r.Flows {
		fmt.Printf("%s %.1f ± %.1f\n", f.Name, f.Value, f.SD)
	}
	fmt.Printf("chi2 %.2f, p %.2f\n", r.Chi2, r.P)
	// Output:
	// ore 100.0 ± 5.0
	// scrap 50.0 ± 1.0
	// metal 139.0 ± 1.4
	// slag 11.0 ± 5.3
	// sold 139.0 ± 1.4
	// chi2 0.50, p 0.48
}
