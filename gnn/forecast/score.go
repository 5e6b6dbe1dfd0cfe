package forecast

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Comparison is a test of equal accuracy (Diebold and Mariano 1995) with the
// correction of Harvey, Leybourne and Newbold (1997) for short samples.
type Comparison struct {
	Against string  `json:"against"`
	Ratio   float64 `json:"rmse_ratio"`     // RMSE of the model over that of its rival
	T       float64 `json:"t"`              // below zero: the model is better
	P       float64 `json:"p"`              // two-sided
	Blocks  int     `json:"blocks"`         // rows of the test: each one is a block
	Tie     bool    `json:"tie"`            // p above 0.05
	Note    string  `json:"note,omitempty"` // why there is no test
}

// DieboldMariano compares two rows of losses, one loss for each row of time:
// all nodes of a row (a week, a year) are one block, so that what nodes share
// does not count twice. Forecasts horizon rows ahead overlap; their
// autocovariances to horizon-1 are counted (where that sum is not positive,
// the variance alone). Fewer than 4 rows give t 0 and p 1.
func DieboldMariano(model, rival []float64, horizon int) (t, p float64) {
	n := min(len(model), len(rival))
	if n < 4 || n <= horizon {
		return 0, 1
	}
	d, mean := make([]float64, n), 0.0
	for k := range d {
		d[k] = model[k] - rival[k]
		mean += d[k] / float64(n)
	}
	cov := func(lag int) float64 {
		s := 0.0
		for k := lag; k < n; k++ {
			s += (d[k] - mean) * (d[k-lag] - mean)
		}
		return s / float64(n)
	}
	v := cov(0)
	for lag := 1; lag < horizon; lag++ {
		v += 2 * cov(lag)
	}
	if v <= 0 {
		v = cov(0)
	}
	if v <= 1e-24*mean*mean || v == 0 {
		if mean == 0 {
			return 0, 1
		}
		return 0, 1 // no spread: nothing to test with
	}
	N, h := float64(n), float64(horizon)
	t = mean / math.Sqrt(v/N) * math.Sqrt(math.Max((N+1-2*h+h*(h-1)/N)/N, 1/N))
	p = 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: N - 1}.CDF(-math.Abs(t))
	return t, p
}

// Score is how a model did on the test part.
type Score struct {
	Model string  `json:"model"`
	Sees  string  `json:"sees"` // rows of the past that a forecast rests on
	MSE   float64 `json:"mse"`  // in the file's units, squared
	MAE   float64 `json:"mae"`  // in the file's units
	// Standard is the mean square with each node's error divided by its
	// standard deviation over the whole file, as the benchmarks' loaders scale.
	Standard float64      `json:"mse_standardised"`
	Tests    []Comparison `json:"tests,omitempty"`
	Seeds    *Seeds       `json:"seeds,omitempty"`
	rows     []float64    // standardised loss of each test row
}

// Seeds are the members of an ensemble taken alone.
type Seeds struct {
	Count      int     `json:"count"`
	MSE        float64 `json:"mse"` // mean over members
	SD         float64 `json:"sd"`
	Standard   float64 `json:"mse_standardised"`
	StandardSD float64 `json:"sd_standardised"`
}

// assess compares forecasts with what came, over known values.
func assess(s *Series, origins []int, horizon int, forecasts [][]float64, unit []float64) Score {
	var out Score
	n := 0.0
	for q, o := range origins {
		row, m := 0.0, 0.0
		for i, f := range forecasts[q] {
			if !s.known(o+horizon, i) {
				continue
			}
			e := f - s.Values[o+horizon][i]
			out.MSE += e * e
			out.MAE += math.Abs(e)
			row += e * e / (unit[i] * unit[i])
			m++
		}
		n += m
		out.Standard += row
		if m > 0 {
			out.rows = append(out.rows, row/m)
		}
	}
	if n > 0 {
		out.MSE, out.MAE, out.Standard = out.MSE/n, out.MAE/n, out.Standard/n
	}
	return out
}

// compare tests a score against a rival's.
func (s Score) compare(rival Score, horizon int) Comparison {
	c := Comparison{Against: rival.Model, Ratio: 1, Blocks: len(s.rows)}
	if rival.Standard > 0 {
		c.Ratio = math.Sqrt(s.Standard / rival.Standard)
	}
	c.T, c.P = DieboldMariano(s.rows, rival.rows, horizon)
	c.Tie = c.P > .05
	if c.Blocks < 4 || c.Blocks <= horizon {
		c.Note = "too few rows to test"
	}
	return c
}
