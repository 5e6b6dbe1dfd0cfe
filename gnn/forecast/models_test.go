package forecast_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/forecast"
)

func fitted(t *testing.T, m forecast.Model, s *forecast.Series, end, horizon int, origins []int) [][]float64 {
	t.Helper()
	f, err := m.Fit(t.Context(), s.Until(end), horizon)
	if err != nil {
		t.Fatal(err)
	}
	y, err := f.Forecast(t.Context(), s, origins)
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// single is a series of one node.
func single(values ...float64) *forecast.Series {
	s := &forecast.Series{Name: "single", Nodes: []string{"a"}, Lags: 1}
	for t, v := range values {
		s.Times, s.Values = append(s.Times, string(rune('a'+t))), append(s.Values, []float64{v})
	}
	return s
}

func TestRules(t *testing.T) {
	s := single(1, 3, 4, 10, 6)
	s.Known = [][]bool{{true}, {true}, {true}, {false}, {true}}
	for _, c := range []struct {
		m        forecast.Model
		at2, at3 float64 // two rows ahead, from rows 2 and 3
	}{
		{forecast.Zero(), 0, 0},
		{forecast.Mean{}, 8. / 3, 8. / 3},
		{forecast.Last(), 4, 4},
		{forecast.Drift(), 4 + 2*1.5, 4 + 2*1.5},
	} {
		y := fitted(t, c.m, s, 3, 2, []int{2, 3})
		if y[0][0] != c.at2 || y[1][0] != c.at3 {
			t.Errorf("%s: %v, want %v and %v", c.m.Name(), y, c.at2, c.at3)
		}
	}
}

func TestSmoothingByHand(t *testing.T) {
	// Level 10 with weight .5: errors 2, -3; levels 11, 9.5. A gap moves nothing.
	m := forecast.Smoothing{Alpha: .5, Phi: 1, Level: 10}
	got := m.Forecasts([]float64{12, 8, 100, 9.5}, []bool{true, true, false, true}, 3)
	for k, want := range []float64{11, 9.5, 9.5, 9.5} {
		if got[k] != want {
			t.Errorf("level: row %d: %v, want %v", k, got[k], want)
		}
	}
	// A damped trend 2, .9 adds 2(.9 + .81) two rows ahead of the first row,
	// which is as it was forecast: level 10 + 1.8, trend 1.8.
	m = forecast.Smoothing{Alpha: .5, Beta: .1, Phi: .9, Level: 10, Trend: 2}
	if got, want := m.Forecasts([]float64{11.8}, nil, 2)[0], 11.8+1.8*(.9+.81); math.Abs(got-want) > 1e-14 { // rounding of three products
		t.Errorf("trend: %v, want %v", got, want)
	}
	// A season of two rows repeats.
	m = forecast.Smoothing{Alpha: .3, Gamma: .3, Phi: 1, Level: 5, Season: []float64{1, -1}}
	for k, got := range m.Forecasts([]float64{6, 4, 6}, nil, 1) {
		if want := []float64{4, 6, 4}[k]; got != want {
			t.Errorf("season: row %d: %v, want %v", k, got, want)
		}
	}
}

func TestSmoothingFindsItsForm(t *testing.T) {
	line, cycle := make([]float64, 60), make([]float64, 60)
	noise := wave(1, 60, 3).Values
	for k := range line {
		line[k] = 5*float64(k) + .01*noise[k][0]
		cycle[k] = []float64{0, 4, -4}[k%3] + .01*noise[k][0]
	}
	if m := forecast.FitSmoothing(line, nil, 0); m.Phi == 1 {
		t.Errorf("a line has no trend: %+v", m)
	}
	if m := forecast.FitSmoothing(cycle, nil, 3); len(m.Season) != 3 {
		t.Errorf("a cycle has no season: %+v", m)
	}
	if m := forecast.FitSmoothing(line[:4], nil, 0); m.Phi != 1 || m.Trend != 0 {
		t.Errorf("four rows have a trend: %+v", m)
	}
}

// TestRidgeByHand: one node, one lag, the smallest penalty. Scaled, the
// regression is b = sum xy / (sum xx + 1) with x standardised.
func TestRidgeByHand(t *testing.T) {
	s := single(1, -1, 2, -2) // too few rows for folds: penalty 100
	y := fitted(t, forecast.Ridge{Label: "r", Sight: forecast.Sight{Lags: 1}, Pooling: forecast.Pooled}, s, 4, 1, []int{3})
	sd := math.Sqrt(10. / 4) // of the values; their mean is 0
	x, z := []float64{1 / sd, -1 / sd, 2 / sd}, []float64{-1 / sd, 2 / sd, -2 / sd}
	at := (x[0] + x[1] + x[2]) / 3
	by := 0.0
	for _, v := range x {
		by += (v - at) * (v - at) / 3
	}
	by = math.Sqrt(by)
	cross, square, mean := 0.0, 0.0, 0.0
	for k := range x {
		u := (x[k] - at) / by
		cross, square, mean = cross+u*z[k], square+u*u, mean+z[k]
	}
	want := sd * ((-2/sd-at)/by*cross/(square+100) + mean/(3+100))
	if math.Abs(y[0][0]-want) > 1e-14 { // rounding: the same sums in another order
		t.Errorf("%v, want %v", y[0][0], want)
	}
}

// TestPoolingAgrees: departures that cost nearly nothing more than they bring
// lie between common and own coefficients; with twins they vanish.
func TestPoolingAgrees(t *testing.T) {
	s := wave(1, 120, 5)
	s.Links = nil
	twins := *s
	twins.Nodes = []string{"a", "b"}
	twins.Values = nil
	for _, row := range s.Values {
		twins.Values = append(twins.Values, []float64{row[0], row[0]})
	}
	sight := forecast.Sight{Lags: 3}
	pooled := fitted(t, forecast.Ridge{Label: "p", Sight: sight, Pooling: forecast.Pooled}, &twins, 100, 1, []int{110})
	shrunken := fitted(t, forecast.Ridge{Label: "s", Sight: sight, Pooling: forecast.Shrunken}, &twins, 100, 1, []int{110})
	// What twins would pay to depart is a hundredth of what they share; penalties are chosen from a grid.
	if shrunken[0][0] != shrunken[0][1] || math.Abs(pooled[0][0]-shrunken[0][0]) > .05*math.Abs(pooled[0][0]) {
		t.Errorf("twins: pooled %v, shrunken %v", pooled, shrunken)
	}
}

// TestRidgeLearnsTheRule: on a long series the errors are nearly the noise.
func TestRidgeLearnsTheRule(t *testing.T) {
	s := wave(6, 400, 7)
	r, err := forecast.Evaluate(t.Context(), s, .8, 1, &forecast.Options{NoNetwork: true})
	if err != nil {
		t.Fatal(err)
	}
	mse := map[string]float64{}
	for _, score := range r.Scores {
		mse[score.Model] = score.MSE
	}
	// The noise has variance .25; 480 forecasts have a standard error of .016.
	if got := mse["ridge AR(8), neighbours, season, pooled"]; math.Abs(got-.25) > .05 {
		t.Errorf("MSE %v, the noise has .25", got)
	}
	if mse["blend of shrunken ridges"] > 1.1*mse["ridge AR(8), neighbours, season, pooled"] || mse["last value"] < 1.3*mse["ridge AR(4), pooled"] {
		t.Errorf("%v", mse)
	}
}

// TestTransformsReturn: the mean of lognormal values comes back from both scales.
func TestTransformsReturn(t *testing.T) {
	s, r := wave(3, 4000, 2), rand.New(rand.NewPCG(1, 2))
	for _, row := range s.Values {
		for i := range row {
			row[i] = 100 * math.Exp(.5*r.NormFloat64())
		}
	}
	plain := fitted(t, forecast.Mean{}, s, 3900, 1, []int{3950})
	for _, scale := range []forecast.Transform{forecast.SquareRoot, forecast.Log} {
		y := fitted(t, forecast.Transformed{Model: forecast.Mean{}, Scale: scale}, s, 3900, 1, []int{3950})
		for i := range y[0] {
			// A mean of 3900 values has a standard error of .9 %; that of the variance adds to it.
			if math.Abs(y[0][i]/plain[0][i]-1) > .03 {
				t.Errorf("%s: mean %v, want %v", scale, y[0][i], plain[0][i])
			}
		}
	}
}

func TestDieboldMarianoByHand(t *testing.T) {
	// d = 1, 2, 3, 6: mean 3, variance 3.5, t = 3 / sqrt(3.5/4) x sqrt(3/4).
	got, p := forecast.DieboldMariano([]float64{2, 3, 4, 7}, []float64{1, 1, 1, 1}, 1)
	if want := 3 / math.Sqrt(3.5/4) * math.Sqrt(3./4); math.Abs(got-want) > 1e-14 { // rounding
		t.Errorf("t %v, want %v", got, want)
	}
	// Student's t with three degrees of freedom has a closed form.
	x := got / math.Sqrt(3)
	if want := 1 - 2/math.Pi*(math.Atan(x)+x/(1+x*x)); math.Abs(p-want) > 1e-12 { // gonum's incomplete beta function
		t.Errorf("p %v, want %v", p, want)
	}
	back, same := forecast.DieboldMariano([]float64{1, 1, 1, 1}, []float64{2, 3, 4, 7}, 1)
	if back != -got || same != p {
		t.Errorf("turned round: %v, %v", back, same)
	}
	if tt, p := forecast.DieboldMariano([]float64{1, 2, 3, 4}, []float64{1, 2, 3, 4}, 1); tt != 0 || p != 1 {
		t.Errorf("equal losses: %v %v", tt, p)
	}
	// Losses that hang together count less: the same differences twice over.
	long := []float64{1, 1, -1, -1, 2, 2, 3, 3, 0, 0, 1, 1, 2, 2, -1, -1}
	alone, _ := forecast.DieboldMariano(long, make([]float64, 16), 1)
	overlap, _ := forecast.DieboldMariano(long, make([]float64, 16), 2)
	if !(overlap < alone) {
		t.Errorf("horizon 2: t %v, horizon 1: %v", overlap, alone)
	}
}

// TestDieboldMarianoHoldsItsSize: of models that are equally good, one in twenty
// is said to differ.
func TestDieboldMarianoHoldsItsSize(t *testing.T) {
	const runs, rows = 4000, 20
	r := rand.New(rand.NewPCG(4, 2))
	wrong := 0
	for range runs {
		a, b := make([]float64, rows), make([]float64, rows)
		for i := range a {
			x, y := r.NormFloat64(), r.NormFloat64()
			a[i], b[i] = x*x, y*y
		}
		if _, p := forecast.DieboldMariano(a, b, 1); p < .05 {
			wrong++
		}
	}
	// .05 with a standard error of .0035; heavy tails make it reject less.
	if rate := float64(wrong) / runs; rate > .062 || rate < .02 {
		t.Errorf("rejects %v of the time", rate)
	}
}
