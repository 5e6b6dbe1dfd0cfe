package forecast

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/gonum/optimize"
)

// ETS is exponential smoothing with additive errors, for each node the form of
// smallest AICc among a level, a level with a damped trend, and, where Season
// is a whole number with two cycles in the past, the same with an additive
// season (Hyndman, Koehler, Ord and Snyder 2008, chapters 3 and 5). A missing
// value moves no state.
type ETS struct{}

// Name is "ETS".
func (ETS) Name() string { return "ETS" }

// Smoothing is a fitted form of exponential smoothing for one node: the error
// e of a forecast moves the level by Alpha e, the trend by Beta e and the
// season by Gamma e; a trend is multiplied by Phi for each row.
type Smoothing struct {
	Alpha, Beta, Gamma, Phi float64
	Level, Trend            float64   // before the first row
	Season                  []float64 // before the first row, oldest first; nil for none
}

// state is what a smoothing knows after a row.
type state struct {
	level, trend float64
	season       []float64 // [row of the cycle]
	at           int       // rows read
}

func (m Smoothing) start() state {
	return state{level: m.Level, trend: m.Trend, season: append([]float64{}, m.Season...)}
}

// ahead is the forecast h rows after the last one read.
func (m Smoothing) ahead(s *state, h int) float64 {
	y, step := s.level, m.Phi
	for range h {
		y += step * s.trend
		step *= m.Phi
	}
	if n := len(s.season); n > 0 {
		y += s.season[(s.at+h-1)%n]
	}
	return y
}

// read moves the states over a row and returns the error of its forecast.
func (m Smoothing) read(s *state, y float64, known bool) float64 {
	e := 0.0
	if known {
		e = y - m.ahead(s, 1)
	}
	s.level += m.Phi*s.trend + m.Alpha*e
	s.trend = m.Phi*s.trend + m.Beta*e
	if n := len(s.season); n > 0 {
		s.season[s.at%n] += m.Gamma * e
	}
	s.at++
	return e
}

// Forecasts are the forecasts h rows after each row of y, gaps (known false)
// allowed; known nil means that all of y is known.
func (m Smoothing) Forecasts(y []float64, known []bool, h int) []float64 {
	s := m.start()
	out := make([]float64, len(y))
	for t, v := range y {
		m.read(&s, v, known == nil || known[t])
		out[t] = m.ahead(&s, h)
	}
	return out
}

// squares is the sum of squared errors one row ahead.
func (m Smoothing) squares(y []float64, known []bool) float64 {
	s, sum := m.start(), 0.0
	for t, v := range y {
		e := m.read(&s, v, known[t])
		sum += e * e
	}
	return sum
}

// FitSmoothing fits the forms to one history and returns the one of smallest
// AICc. known nil means that all of y is known.
func FitSmoothing(y []float64, known []bool, season int) Smoothing {
	if known == nil {
		known = make([]bool, len(y))
		for t := range known {
			known[t] = true
		}
	}
	cycles := []int{0}
	if season > 1 && season <= maxCycle && len(y) >= 2*season+4 {
		cycles = append(cycles, season)
	}
	best, score := Smoothing{Alpha: .5, Phi: 1, Level: firstKnown(y, known)}, math.Inf(1)
	for _, trend := range []bool{false, true} {
		for _, cycle := range cycles {
			if m, aicc := fitForm(y, known, trend, cycle); aicc < score {
				best, score = m, aicc
			}
		}
	}
	return best
}

// maxCycle is the longest season of ETS: longer ones have more states than a
// history can tell.
const maxCycle = 24

func firstKnown(y []float64, known []bool) float64 {
	for t, v := range y {
		if known[t] {
			return v
		}
	}
	return 0
}

// fitForm minimises the squared errors one row ahead over the weights; the
// first states come from the first rows.
func fitForm(y []float64, known []bool, trend bool, cycle int) (Smoothing, float64) {
	m := Smoothing{Level: firstKnown(y, known), Phi: 1}
	count := 2 // alpha, level
	if cycle > 0 {
		m.Level, m.Season = firstCycle(y, known, cycle)
		count += cycle
	}
	if trend {
		m.Trend = firstSlope(y, known, max(cycle, 4))
		count += 3
	}
	n := 0
	for _, k := range known {
		if k {
			n++
		}
	}
	if n < count+3 {
		return m, math.Inf(1)
	}
	at := func(p []float64) Smoothing { return weights(m, p, trend, cycle > 0) }
	start := []float64{0, -1, 2, -2} // alpha .5
	loss := func(p []float64) float64 { return math.Log(at(p).squares(y, known) + 1e-300) }
	result, err := optimize.Minimize(optimize.Problem{Func: loss}, start, &optimize.Settings{FuncEvaluations: 400,
		Converger: &optimize.FunctionConverge{Absolute: 1e-9, Iterations: 40}}, &optimize.NelderMead{})
	if result != nil && (err == nil || result.F < loss(start)) {
		start = result.X
	}
	k := float64(count + 1)
	return at(start), float64(n)*loss(start) + 2*k + 2*k*(k+1)/math.Max(float64(n)-k-1, 1)
}

// weights turns free numbers into weights inside their bounds: 0 < beta <
// alpha < 1, 0 < gamma < 1 - alpha, .8 < phi < .98.
func weights(m Smoothing, p []float64, trend, season bool) Smoothing {
	unit := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	m.Alpha, m.Phi = unit(p[0]), 1
	if trend {
		m.Beta, m.Phi = m.Alpha*unit(p[1]), .8+.18*unit(p[2])
	}
	if season {
		m.Gamma = (1 - m.Alpha) * unit(p[3])
	}
	return m
}

func firstCycle(y []float64, known []bool, cycle int) (level float64, season []float64) {
	n := 0.0
	for t := range 2 * cycle {
		if known[t] {
			level += y[t]
			n++
		}
	}
	level /= math.Max(n, 1)
	season = make([]float64, cycle)
	for i := range season {
		n := 0.0
		for _, t := range []int{i, i + cycle} {
			if known[t] {
				season[i] += y[t] - level
				n++
			}
		}
		season[i] /= math.Max(n, 1)
	}
	return level, season
}

func firstSlope(y []float64, known []bool, rows int) float64 {
	first, last := -1, -1
	for t := range min(rows+1, len(y)) {
		if known[t] {
			if first < 0 {
				first = t
			}
			last = t
		}
	}
	if last <= first {
		return 0
	}
	return (y[last] - y[first]) / float64(last-first)
}

type etsFit struct {
	models  []Smoothing
	horizon int
}

// Fit fits each node by itself.
func (ETS) Fit(ctx context.Context, past *Series, horizon int) (Forecaster, error) {
	cycle := int(math.Round(past.Season))
	if math.Abs(past.Season-float64(cycle)) > 1e-9 {
		cycle = 0
	}
	f := etsFit{horizon: horizon}
	for i := range past.Nodes {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("forecast: ETS: stopped: %w", err)
		}
		y, known := past.history(i)
		f.models = append(f.models, FitSmoothing(y, known, cycle))
	}
	return f, nil
}

// history is a node's rows and what is known of them.
func (s *Series) history(node int) ([]float64, []bool) {
	y, known := make([]float64, len(s.Values)), make([]bool, len(s.Values))
	for t, row := range s.Values {
		y[t], known[t] = row[node], s.known(t, node)
	}
	return y, known
}

// Forecast reads on with the weights fixed.
func (f etsFit) Forecast(_ context.Context, s *Series, origins []int) ([][]float64, error) {
	out := make([][]float64, len(origins))
	for q := range out {
		out[q] = make([]float64, len(s.Nodes))
	}
	for i, m := range f.models {
		y, known := s.history(i)
		ahead := m.Forecasts(y, known, f.horizon)
		for q, o := range origins {
			out[q][i] = ahead[o]
		}
	}
	return out, nil
}
