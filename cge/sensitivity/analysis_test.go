package sensitivity_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sensitivity"
	"github.com/lodestone-model/lodestone/datasets/quantity/quantitytest"
)

// Quadrature and draws agree on an economy with three uncertain elasticities.
// The bounds are statistical: the mean of N draws is off by sd/√N, their
// standard deviation by sd √((κ-1)/4N), κ the fourth moment of the draws; four
// of each are exceeded once in 15,000 seeds. The quadratures' own errors are the
// next order of the results' curvature. Orders 3 and 5 differ by 0.02 % of a
// deviation in the means and 0.3 % in the deviations; 0.1 % and 1 % are granted.
func TestQuadratureAgreesWithMonteCarlo(t *testing.T) {
	const n = 4000
	mc := run(t, analysis(t, sensitivity.MonteCarlo, n))
	values := mc.Values().Data()
	for _, method := range []sensitivity.Method{sensitivity.Order3, sensitivity.Order5} {
		q := run(t, analysis(t, method, 0))
		for i := range q.Mean().Data() {
			mean, sd := mc.Mean().Data()[i], mc.SD().Data()[i]
			fourth := 0.0
			for k := range n {
				z := (values[2*k+i] - mean) / sd
				fourth += z * z * z * z / n
			}
			near(t, fmt.Sprint(method, " mean ", i), q.Mean().Data()[i], mean, 4*sd/math.Sqrt(n)+0.001*sd)
			near(t, fmt.Sprint(method, " sd ", i), q.SD().Data()[i], sd, 4*sd*math.Sqrt((fourth-1)/(4*n))+0.01*sd)
		}
	}
}

// Latin hypercubes stratify every parameter, so that the mean of a result that
// is nearly additive in them is off by much less than sd/√N. Half of it is
// asked for; the largest of 60 with other seeds was a fifth.
func TestLatinHypercubeIsCloserThanItsRoot(t *testing.T) {
	const n = 400
	q, latin := run(t, analysis(t, sensitivity.Order5, 0)), run(t, analysis(t, sensitivity.LatinHypercube, n))
	for i := range q.Mean().Data() {
		sd := q.SD().Data()[i]
		near(t, fmt.Sprint("mean ", i), latin.Mean().Data()[i], q.Mean().Data()[i], sd/math.Sqrt(n)/2)
	}
}

// Where one elasticity alone rules, wage over rent is (labour/capital)^(-1/σ).
func TestAgainstClosedForm(t *testing.T) {
	e := cge.NewEconomy("one good")
	labour, capital, good := e.Commodity("labour"), e.Commodity("capital"), e.Commodity("good")
	e.Producer("make", good.Of(100), cge.CES(0.8, labour.Of(60), capital.Of(40)))
	e.Consumer("household").Owns(labour.Of(90), capital.Of(40)).Wants(good.Of(100))
	m, err := cge.Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	u := sensitivity.Uniform{Min: 0.7, Max: 0.9}
	a := sensitivity.Analysis{Model: m, Scenario: cge.Scenario{Fix: map[string]float64{"capital": 1}},
		Params: []sensitivity.Uncertain{{Name: "sigma:make", Dist: u}}, Results: []sensitivity.Result{{Name: "labour"}}, Method: sensitivity.Order5}
	s := run(t, a)
	mean, square := 0.0, 0.0
	const slices = 100000 // midpoint rule, exact to 1e-10 here
	for k := range slices {
		w := math.Pow(1.5, -1/u.Quantile((float64(k)+0.5)/slices))
		mean, square = mean+w/slices, square+w*w/slices
	}
	near(t, "central", quantitytest.At(t, s.Central(), "result", "labour"), math.Pow(1.5, -1/0.8), 1e-9)
	// Three Gauss points: the error is that of the sixth power of 0.1/0.8.
	near(t, "mean", quantitytest.At(t, s.Mean(), "result", "labour"), mean, 1e-7)
	near(t, "sd", quantitytest.At(t, s.SD(), "result", "labour"), math.Sqrt(square-mean*mean), 1e-5)
	near(t, "share", quantitytest.At(t, s.Shares(), "result", "labour", "parameter", "sigma:make"), 1, 1e-12)
	a.Method, a.Draws = sensitivity.LatinHypercube, 101
	s = run(t, a)
	near(t, "rank correlation", quantitytest.At(t, s.RankCorrelations(), "result", "labour", "parameter", "sigma:make"), 1, 1e-12)
	// The median of a monotone result is its value at the median, to a slice.
	near(t, "median", quantitytest.At(t, s.Quantiles(0.5), "result", "labour", "quantile", "0.5"), math.Pow(1.5, -1/0.8), 1e-3)
}

func TestWorkersGiveTheSameBits(t *testing.T) {
	for _, method := range []sensitivity.Method{sensitivity.Order3, sensitivity.Order5, sensitivity.MonteCarlo, sensitivity.LatinHypercube} {
		a := analysis(t, method, 60)
		a.Workers = 1
		one := run(t, a)
		for _, workers := range []int{0, 3, 16} {
			a.Workers = workers
			many := run(t, a)
			quantitytest.SameBits(t, "values", one.Values(), many.Values())
			quantitytest.SameBits(t, "mean", one.Mean(), many.Mean())
			quantitytest.SameBits(t, "sd", one.SD(), many.SD())
			if one.String() != many.String() {
				t.Errorf("%v: the table differs", method)
			}
		}
	}
}

// Points that start warm and points solved alone are the same equilibria.
func TestPointsAreEquilibria(t *testing.T) {
	a := analysis(t, sensitivity.Order3, 0)
	s := run(t, a)
	sc := shock
	for p, u := range elasticities {
		sc = sc.With(u.Name, s.Points().Data()[3+p]) // point 1
	}
	eq, err := a.Model.Solve(context.Background(), sc, nil)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := eq.Value("labour")
	// Two solutions to 1e-10 each, of a well conditioned economy.
	near(t, "labour", quantitytest.At(t, s.Values(), "point", "1", "result", "labour"), want, 1e-8)
}

// failing is a computation that fails at some draws.
func failing(cause error) sensitivity.Analysis {
	return sensitivity.Analysis{
		Method: sensitivity.MonteCarlo, Draws: 100, Seed: 1,
		Params:  []sensitivity.Uncertain{{Name: "x", Dist: sensitivity.Uniform{Max: 1}}},
		Results: []sensitivity.Result{{Name: "x"}},
		Of: func(_ context.Context, v map[string]float64) ([]float64, error) {
			if v["x"] > 0.9 {
				return nil, cause
			}
			return []float64{v["x"]}, nil
		},
	}
}

func TestFailures(t *testing.T) {
	unsolved := &cge.Unsolved{Scenario: "s", Model: "m", Reason: "no attempt converged"}
	a := failing(unsolved)
	_, err := a.Run(context.Background())
	var failed *sensitivity.Failed
	var cause *cge.Unsolved
	if !errors.As(err, &failed) || !errors.As(err, &cause) || failed.Params["x"] <= 0.9 {
		t.Fatalf("error %v", err)
	}
	for _, workers := range []int{2, 7} {
		a.Workers = workers
		if _, again := a.Run(context.Background()); again.Error() != err.Error() {
			t.Errorf("%d workers: %v, one: %v", workers, again, err)
		}
	}
	a.SkipUnsolved = true
	s := run(t, a)
	if len(s.Skipped) == 0 || s.Len()+len(s.Skipped) != 100 || s.Skipped[0].Point != failed.Point {
		t.Errorf("%d solved, %d skipped", s.Len(), len(s.Skipped))
	}
	if !strings.Contains(s.String(), fmt.Sprintf("%d of 100 points were not solved", len(s.Skipped))) {
		t.Error(s)
	}
	a = failing(errors.New("disk full"))
	a.SkipUnsolved = true
	if _, err := a.Run(context.Background()); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("another error is skipped: %v", err)
	}
	a = failing(unsolved)
	a.SkipUnsolved, a.Params[0].Dist = true, sensitivity.Uniform{Min: 0.95, Max: 1}
	if _, err := a.Run(context.Background()); !errors.As(err, &failed) || failed.Point != -1 {
		t.Errorf("the central point fails: %v", err)
	}
	b := analysis(t, sensitivity.MonteCarlo, 200)
	b.Params = []sensitivity.Uncertain{{Name: "sigma:make food", Dist: sensitivity.Normal{Mean: 0.3, SD: 0.3}}}
	if _, err := b.Run(context.Background()); err == nil || !strings.Contains(err.Error(), "sigma:make food = -") {
		t.Errorf("a negative elasticity: %v", err)
	}
}

func TestCancelAndProgress(t *testing.T) {
	a := analysis(t, sensitivity.MonteCarlo, 500)
	ctx, cancel := context.WithCancel(context.Background())
	calls := 0
	a.Progress = func(done, total int) {
		calls++
		if done != calls || total != 500 {
			t.Errorf("call %d: %d of %d", calls, done, total)
		}
		if done == 10 {
			cancel()
		}
	}
	if s, err := a.Run(ctx); !errors.Is(err, context.Canceled) || s != nil {
		t.Fatalf("%v, %v", s, err)
	}
	if calls >= 500 {
		t.Errorf("%d points were solved after all", calls)
	}
	a = analysis(t, sensitivity.Order5, 0)
	calls = 0
	a.Progress = func(int, int) { calls++ }
	if n := run(t, a).Len(); n != calls || n != 19 {
		t.Errorf("%d points, %d calls", n, calls)
	}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		change func(*sensitivity.Analysis)
		says   string
	}{
		{func(a *sensitivity.Analysis) { a.Params = nil }, "no parameter is uncertain"},
		{func(a *sensitivity.Analysis) { a.Method = 9 }, "method 9 is no method"},
		{func(a *sensitivity.Analysis) { a.Method = sensitivity.MonteCarlo }, "Draws is 0"},
		{func(a *sensitivity.Analysis) { a.SkipUnsolved = true }, "needs every point"},
		{func(a *sensitivity.Analysis) { a.Model = nil }, "either Model or Of"},
		{func(a *sensitivity.Analysis) { a.Results = []sensitivity.Result{{Name: "fod"}} }, `no variable of the model; near: ["food"]`},
		{func(a *sensitivity.Analysis) { a.Results = append(a.Results, a.Results[0]) }, "names are needed and differ"},
		{func(a *sensitivity.Analysis) { a.Params = append(a.Params, a.Params[0]) }, "names are needed and differ"},
		{func(a *sensitivity.Analysis) { a.Params[0].Name = "sigma:make stel" }, `near: ["sigma:make steel"`},
		{func(a *sensitivity.Analysis) { a.Params[0].Name = "workers" }, `set by scenario "more labour"`},
		{func(a *sensitivity.Analysis) { a.Params[0].Dist = nil }, "no distribution"},
		{func(a *sensitivity.Analysis) { a.Params[0].Dist = sensitivity.Uniform{Min: 2, Max: 1} }, "Max is above Min"},
		{func(a *sensitivity.Analysis) { a.Params[0].Dist = sensitivity.Normal{Mean: 1} }, "SD is above 0"},
		{func(a *sensitivity.Analysis) { a.Params[0].Dist = sensitivity.LogNormal{Mean: -1, SD: 1} }, "both are above 0"},
		{func(a *sensitivity.Analysis) { a.Params[0].Dist = sensitivity.Triangular{Min: 1, Mode: 0, Max: 2} }, "they rise"},
		{func(a *sensitivity.Analysis) { a.Params[0].Dist = sensitivity.Triangular{Max: 2} }, "off the middle"},
		{func(a *sensitivity.Analysis) { a.Params[0].Dist = atLeast(1) }, "is not symmetric"},
		{func(a *sensitivity.Analysis) {
			a.Results[0].Of = func(*cge.Equilibrium) (float64, error) { return math.NaN(), nil }
		}, `result "labour" is NaN`},
	} {
		a := analysis(t, sensitivity.Order3, 0)
		a.Params = append([]sensitivity.Uncertain(nil), a.Params...)
		c.change(&a)
		if _, err := a.Run(context.Background()); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("error %v, want %q", err, c.says)
		}
	}
}

// atLeast is an exponential distribution above a number.
type atLeast float64

func (a atLeast) Quantile(p float64) float64 { return float64(a) - math.Log1p(-p) }

func TestArraysThatDoNotApply(t *testing.T) {
	q, mc := run(t, analysis(t, sensitivity.Order3, 0)), run(t, analysis(t, sensitivity.MonteCarlo, 5))
	for says, err := range map[string]error{
		"knows no quantiles":    q.Quantiles(0.5).Err(),
		"are no draws":          q.RankCorrelations().Err(),
		"rank correlations":     mc.Shares().Err(),
		"between 0 and 1":       mc.Quantiles(2).Err(),
		"less than 1":           q.Interval(1).Err(),
		"0 and less than 1":     q.Interval(math.NaN()).Err(),
		"quantile NaN; it lies": mc.Quantiles(math.NaN()).Err(),
	} {
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("error %v, want %q", err, says)
		}
	}
	i := q.Interval(0.75)
	near(t, "half width", quantitytest.At(t, i, "result", "labour", "bound", "upper")-quantitytest.At(t, q.Mean(), "result", "labour"), 2*quantitytest.At(t, q.SD(), "result", "labour"), 1e-12)
}

// All variables are results where none is named.
func TestAllVariables(t *testing.T) {
	a := analysis(t, sensitivity.Order3, 0)
	a.Results = nil
	s := run(t, a)
	if got := len(s.Mean().Data()); got != a.Model.N() {
		t.Errorf("%d results of %d variables", got, a.Model.N())
	}
	if sd := quantitytest.At(t, s.SD(), "result", "capital"); sd != 0 {
		t.Errorf("the numeraire varies by %v", sd)
	}
}
