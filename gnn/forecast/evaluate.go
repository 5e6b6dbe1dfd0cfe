package forecast

import (
	"context"
	"fmt"
	"math"
	"slices"
)

// Options of Evaluate and Backtest.
type Options struct {
	Seeds     int    // members of each ensemble of networks; 0 means 4 (Evaluate) or 2 (Backtest)
	Seed      uint64 // of the first member
	NoNetwork bool   // leave the networks out
	Progress  func(done, total int, doing string)
}

func (o *Options) progress(done, total int, doing string) {
	if o.Progress != nil {
		o.Progress(done, total, doing)
	}
}

// Report is how the models did on the test part of a series.
type Report struct {
	Series    string  `json:"series"`
	Unit      string  `json:"unit"`
	Split     float64 `json:"split"`
	Horizon   int     `json:"horizon"`
	Lags      int     `json:"lags"`
	Rows      int     `json:"rows"`       // of the series
	FitRows   int     `json:"fit_rows"`   // rows that models are fitted to; the first origin is the last of them
	TestRows  int     `json:"test_rows"`  // rows that are forecast
	Transform string  `json:"transform"`  // scale of blend and networks, chosen on the fit rows
	BestRival string  `json:"best_rival"` // baseline of smallest standardised error
	Gate      float64 `json:"gate"`       // weight of the networks' correction, chosen on the fit rows
	Scores    []Score `json:"scores"`
}

// Evaluate fits every baseline, the blend and the networks once to the training
// part and scores their forecasts of the test part. The protocol of the
// benchmarks: a snapshot is lags rows and the row horizon after them; the first
// int(split x snapshots) train. Models are fitted to the rows up to the first
// test origin and to nothing after it, so for horizons above 1 the last
// horizon-1 training targets of the protocol are left out.
func Evaluate(ctx context.Context, s *Series, split float64, horizon int, o *Options) (*Report, error) {
	if o == nil {
		o = &Options{}
	}
	if err := s.Check(); err != nil {
		return nil, err
	}
	if horizon < 1 || !(split > 0 && split < 1) {
		return nil, fmt.Errorf("forecast: split %v and horizon %d; give a share between 0 and 1 and a number of rows from 1 on", split, horizon)
	}
	snapshots := len(s.Times) - s.Lags - horizon + 1
	end := s.Lags + int(split*float64(snapshots))
	if snapshots < 2 || end <= s.Lags+horizon || end-1+horizon >= len(s.Times) {
		return nil, fmt.Errorf("forecast: series %q: %d rows are too few for lags %d, horizon %d and split %v", s.Name, len(s.Times), s.Lags, horizon, split)
	}
	e := &evaluation{s: s, past: s.Until(end), horizon: horizon, origins: span(end-1, len(s.Times)-horizon)}
	_, e.unit = s.moments()
	r := &Report{Transform: string(Identity), Series: s.Name, Unit: s.Unit, Split: split, Horizon: horizon, Lags: s.Lags, Rows: len(s.Times), FitRows: end, TestRows: len(e.origins)}
	err := e.run(ctx, o, r)
	return r, err
}

// evaluation holds what the scores of one table share.
type evaluation struct {
	s, past *Series
	horizon int
	origins []int
	unit    []float64 // of the standardised scores
}

func (e *evaluation) run(ctx context.Context, o *Options, r *Report) error {
	models := append(Baselines(), Blended(e.s.Lags))
	if !o.NoNetwork {
		seeds := o.Seeds
		if seeds == 0 {
			seeds = 4
		}
		models = append(models, Networks(e.s.Lags, seeds, o.Seed))
	}
	var classic [][][]float64
	for k, m := range models {
		o.progress(k, len(models), m.Name())
		fit, err := m.Fit(ctx, e.past, e.horizon)
		if err != nil {
			return err
		}
		y, err := fit.Forecast(ctx, e.s, e.origins)
		if err != nil {
			return err
		}
		if err := finite(m.Name(), y); err != nil {
			return err
		}
		if classics(m) {
			classic = append(classic, y)
		}
		if k == len(Baselines()) {
			r.Scores = append(r.Scores, e.score("mean of classics", "all", meanOf(classic)))
		}
		r.Scores = append(r.Scores, e.score(m.Name(), sees(m), y))
		if err := e.note(ctx, fit, r); err != nil {
			return err
		}
	}
	e.tests(r)
	return nil
}

// finite says whose forecast is not a number.
func finite(name string, y [][]float64) error {
	for _, row := range y {
		for _, v := range row {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return fmt.Errorf("forecast: %s: a forecast is %v; look for values far from the others in the series", name, v)
			}
		}
	}
	return nil
}

func (e *evaluation) score(name, sees string, y [][]float64) Score {
	s := assess(e.s, e.origins, e.horizon, y, e.unit)
	s.Model, s.Sees = name, sees
	return s
}

// sees says how much of the past a model's forecast rests on.
func sees(m Model) string {
	if r, ok := m.(Ridge); ok && len(r.Sight.Memory) == 0 {
		return fmt.Sprintf("%d rows", r.Sight.Lags)
	}
	switch m.Name() {
	case "zero", "mean":
		return "none"
	case "last value":
		return "1 row"
	}
	return "all"
}

// tests compares every model with the best baseline and with the random walk.
func (e *evaluation) tests(r *Report) {
	best, walk := 0, 0
	for k, s := range r.Scores[:len(Baselines())+1] {
		if s.Standard < r.Scores[best].Standard {
			best = k
		}
		if s.Model == "last value" {
			walk = k
		}
	}
	r.BestRival = r.Scores[best].Model
	for k := range r.Scores {
		for _, rival := range slices.Compact([]int{best, walk}) {
			if rival != k {
				r.Scores[k].Tests = append(r.Scores[k].Tests, r.Scores[k].compare(r.Scores[rival], e.horizon))
			}
		}
	}
}

// note takes what a report says of a fit: the scale, the gate, and how the
// members of an ensemble do alone.
func (e *evaluation) note(ctx context.Context, fit Forecaster, r *Report) error {
	n, back, s := fit, func([][]float64) {}, e.s
	if t, ok := fit.(*transformedFit); ok {
		r.Transform = string(t.scale)
		n, back, s = t.inner, t.returned, e.s.mapped(t.scale.there)
	}
	f, ok := n.(*networkFit)
	if !ok {
		return nil
	}
	each, err := f.members(ctx, s, e.origins)
	if err != nil {
		return err
	}
	var mse, standard []float64
	for _, y := range each {
		back(y)
		one := assess(e.s, e.origins, e.horizon, y, e.unit)
		mse, standard = append(mse, one.MSE), append(standard, one.Standard)
	}
	out := &Seeds{Count: len(each)}
	out.MSE, out.SD = meanSD(mse)
	out.Standard, out.StandardSD = meanSD(standard)
	r.Gate, r.Scores[len(r.Scores)-1].Seeds = f.gate, out
	return nil
}

func meanSD(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / math.Max(float64(len(x)-1), 1)
	}
	return mean, math.Sqrt(sd)
}
