package forecast_test

import (
	"context"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/forecast"
	"github.com/lodestone-model/lodestone/gnn/net"
	"pgregory.net/rapid"
)

// small is a network that trains in a moment.
func small(cells ...forecast.Cell) forecast.Model {
	return forecast.Network{Label: "network", Cells: cells, Members: 2, Seed: 3, Steps: 6, Hidden: 3,
		Base: forecast.Ridge{Label: "base", Sight: forecast.Sight{Lags: 2, Harmonics: 1}, Pooling: forecast.Pooled}}
}

// classical are all models but the networks.
func classical() []forecast.Model { return append(forecast.Baselines(), forecast.Blended(3)) }

func everyModel() []forecast.Model {
	return append(classical(), small(forecast.GRU, forecast.TCN), forecast.Transformed{Model: small(forecast.GRU), Scale: forecast.SquareRoot})
}

// TestNoLookAhead: rows after an origin do not touch what is forecast from it,
// nor do links of later times.
func TestNoLookAhead(t *testing.T) {
	for _, m := range everyModel() {
		s := wave(3, 60, 1)
		links := s.Links[0]
		s.Links = nil
		for range s.Times {
			s.Links = append(s.Links, links)
		}
		for _, row := range s.Values {
			for i := range row {
				row[i] += 5
			}
		}
		before := fitted(t, m, s, 45, 2, []int{44, 50, 55})
		for r := 51; r < 60; r++ {
			s.Links[r] = nil
			for i := range s.Values[r] {
				s.Values[r][i] = 1e3 + float64(r)
			}
		}
		after := fitted(t, m, s, 45, 2, []int{44, 50, 55})
		if !slices.Equal(before[0], after[0]) || !slices.Equal(before[1], after[1]) {
			t.Errorf("%s: forecasts from rows 44 and 50 hear of later rows:\n%v\n%v", m.Name(), before, after)
		}
	}
}

// TestUnitsDoNotMatter: forecasts of a s + b are a times those of s, plus b;
// those of rules that know zero and of roots move with the scale alone.
func TestUnitsDoNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := wave(rapid.IntRange(1, 4).Draw(t, "nodes"), rapid.IntRange(30, 70).Draw(t, "rows"), rapid.Uint64().Draw(t, "seed"))
		a, b := rapid.Float64Range(.01, 100).Draw(t, "a"), rapid.Float64Range(-100, 100).Draw(t, "b")
		m := rapid.SampledFrom(classical()).Draw(t, "model")
		if m.Name() == "zero" || strings.HasPrefix(m.Name(), "blend") { // scales are chosen by the sign of the values
			b = 0
		}
		moved := *s
		moved.Values = nil
		for _, row := range s.Values {
			to := make([]float64, len(row))
			for i, v := range row {
				to[i] = a*v + b
			}
			moved.Values = append(moved.Values, to)
		}
		end := len(s.Times) - 8
		one, two := predict(t, m, s, end), predict(t, m, &moved, end)
		for q := range one {
			for i := range one[q] {
				want := a*one[q][i] + b
				// The search for weights of ETS ends within 1e-8 of itself; the rest is rounding.
				if tol := 1e-6 * (a + math.Abs(want)); math.Abs(two[q][i]-want) > tol {
					t.Fatalf("%s: %v, want %v", m.Name(), two[q][i], want)
				}
			}
		}
	})
}

// predict is fitted for rapid's tests: one row ahead from the end and later.
func predict(t *rapid.T, m forecast.Model, s *forecast.Series, end int) [][]float64 {
	f, err := m.Fit(context.Background(), s.Until(end), 1)
	if err != nil {
		t.Fatal(err)
	}
	y, err := f.Forecast(context.Background(), s, []int{end - 1, end + 3})
	if err != nil {
		t.Fatal(err)
	}
	return y
}

// TestOrderOfNodesDoesNotMatter: nodes that trade places trade forecasts.
func TestOrderOfNodesDoesNotMatter(t *testing.T) {
	s := wave(4, 60, 8)
	order := []int{2, 0, 3, 1}
	turned := *s
	turned.Nodes, turned.Values = make([]string, 4), nil
	place := make([]int, 4)
	for to, from := range order {
		turned.Nodes[to], place[from] = s.Nodes[from], to
	}
	for _, row := range s.Values {
		to := make([]float64, 4)
		for i, v := range row {
			to[place[i]] = v
		}
		turned.Values = append(turned.Values, to)
	}
	var links []forecast.Edge
	for _, e := range s.Links[0] {
		links = append(links, forecast.Edge{From: place[e.From], To: place[e.To], Weight: e.Weight})
	}
	turned.Links = [][]forecast.Edge{links}
	for _, m := range append(classical(), small(forecast.GRU, forecast.TCN)) {
		one, two := fitted(t, m, s, 50, 1, []int{52})[0], fitted(t, m, &turned, 50, 1, []int{52})[0]
		for i := range one {
			if math.Abs(one[i]-two[place[i]]) > 1e-12*(1+math.Abs(one[i])) { // sums in another order
				t.Errorf("%s: node %d: %v and %v", m.Name(), i, one[i], two[place[i]])
			}
		}
	}
}

// TestGapsAreHoles: what stands in a hole is never read.
func TestGapsAreHoles(t *testing.T) {
	s := wave(3, 60, 4)
	for k := range s.Times {
		s.Known = append(s.Known, []bool{k%5 != 2, k > 6, true})
	}
	for _, m := range everyModel() {
		if m.Name() == "network" && strings.Contains(fmt.Sprint(m), "square") {
			continue
		}
		clean := fitted(t, m, s, 50, 1, []int{49, 56})
		dirty := *s
		dirty.Values = nil
		for k, row := range s.Values {
			row = slices.Clone(row)
			for i := range row {
				if !s.Known[k][i] {
					row[i] = 1e6
				}
			}
			dirty.Values = append(dirty.Values, row)
		}
		again := fitted(t, m, &dirty, 50, 1, []int{49, 56})
		if !slices.Equal(clean[0], again[0]) || !slices.Equal(clean[1], again[1]) {
			t.Errorf("%s reads holes", m.Name())
		}
	}
}

// TestSameSeedSameBits also trains the members alone and together.
func TestSameSeedSameBits(t *testing.T) {
	s := wave(3, 60, 6)
	m := forecast.Networks(3, 2, 5)
	one, two := fitted(t, m, s, 50, 1, []int{52}), fitted(t, m, s, 50, 1, []int{52})
	if !slices.Equal(one[0], two[0]) {
		t.Errorf("%v and %v", one, two)
	}
}

// TestTheLossAssertsItsShape: a target of [window, node, 1] spreads against a
// forecast of [member, window, node] into a number that falls in training; the
// loss refuses it.
func TestTheLossAssertsItsShape(t *testing.T) {
	p := net.NewParams(1, 1)
	program, err := net.Forward(p, func(_ *net.Nodes, in []*net.Node) []*net.Node {
		return []*net.Node{forecast.MeanSquare(in[0], in[1], in[2])}
	})
	if err != nil {
		t.Fatal(err)
	}
	f := net.Array{Dims: []int{1, 2, 2}, Data: []float64{1, 2, 3, 4}}
	y := net.Array{Dims: []int{1, 2, 2}, Data: []float64{1, 1, 1, 1}}
	w := net.Array{Dims: []int{1, 2, 2}, Data: []float64{1, 1, 1, 0}}
	out, err := program.Run(t.Context(), p, f, y, w)
	if err != nil || math.Abs(out[0].Data[0]-5./3) > 1e-11 { // the loss adds 1e-12 to what it divides by
		t.Errorf("%v %v, want (0 + 1 + 4) / 3", out, err)
	}
	for _, dims := range [][]int{{2, 2, 1}, {2, 1, 2}, {4}, {1, 2, 1}, {1, 1, 1}} {
		n := 1
		for _, d := range dims {
			n *= d
		}
		if _, err := program.Run(t.Context(), p, f, net.NewArray(dims...), w); err == nil || !strings.Contains(err.Error(), "the loss takes") {
			t.Errorf("a target of shape %v passes: %v", dims, err)
		}
	}
}

func TestEvaluateAndItsFaults(t *testing.T) {
	s := wave(4, 90, 11)
	r, err := forecast.Evaluate(t.Context(), s, .8, 2, &forecast.Options{Seeds: 2, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	// 90 rows, lags 3, horizon 2: 86 snapshots, 68 train; the last row they may see is row 70.
	if r.FitRows != 71 || r.TestRows != 18 || len(r.Scores) != len(forecast.Baselines())+3 {
		t.Errorf("%+v", r)
	}
	for _, score := range r.Scores {
		if !(score.MSE > 0) || !(score.MAE > 0) || score.MAE*score.MAE > score.MSE || len(score.Tests) == 0 {
			t.Errorf("%+v", score)
		}
	}
	if last := r.Scores[len(r.Scores)-1]; last.Seeds == nil || last.Seeds.Count != 2 {
		t.Errorf("no seeds: %+v", last)
	}
	for _, c := range []struct {
		split   float64
		horizon int
		want    string
	}{{0, 1, "split 0"}, {1, 1, "split 1"}, {.5, 0, "horizon 0"}, {.5, 80, "too few"}, {.01, 1, "too few"}} {
		if _, err := forecast.Evaluate(t.Context(), s, c.split, c.horizon, nil); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("split %v, horizon %d: %v", c.split, c.horizon, err)
		}
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := forecast.Evaluate(ctx, s, .8, 1, nil); err == nil || !strings.Contains(err.Error(), "stopped") {
		t.Errorf("a stopped context: %v", err)
	}
}

// TestBacktestOfAKnownWorld: the logarithms of steady growth with noise; drift
// beats the random walk, the more the further ahead.
func TestBacktestOfAKnownWorld(t *testing.T) {
	s := wave(3, 34, 12)
	for k, row := range s.Values {
		for i := range row {
			row[i] = math.Exp(.2*float64(k) + .2*row[i])
		}
	}
	s.Values[3][2] = -1 // a hole in logarithms
	b, err := forecast.Backtest(t.Context(), s, &forecast.Rolling{Options: forecast.Options{NoNetwork: true}})
	if err != nil {
		t.Fatal(err)
	}
	was := 1.0
	for k, h := range b.Horizons {
		if h.Horizon != []int{1, 3, 5}[k] || len(h.Origins) != 12 || h.Forecasts != 36 || len(h.Losses) != len(h.Models) {
			t.Errorf("%+v", h)
		}
		for _, m := range h.Models {
			if m.Model == "drift" {
				if m.Walk.Ratio >= was {
					t.Errorf("horizon %d: drift to random walk %v, was %v", h.Horizon, m.Walk.Ratio, was)
				}
				was = m.Walk.Ratio
			}
		}
	}
	if _, err := forecast.Backtest(t.Context(), s, &forecast.Rolling{Origins: 30}); err == nil || !strings.Contains(err.Error(), "too few for 30 origins at horizon 3") {
		t.Error(err)
	}
}

// TestReferenceCases holds the figures that docs/forecasts.md shows, at one
// seed, where the reference cases are at hand.
func TestReferenceCases(t *testing.T) {
	dir := os.Getenv("LODESTONE_CASES")
	if dir == "" {
		t.Skip("LODESTONE_CASES names no folder: the public benchmarks are not at hand")
	}
	if testing.Short() {
		t.Skip("-short")
	}
	for _, c := range []struct {
		file   string
		split  float64
		model  string
		atMost float64 // the best ridge known for the file (England: 8 lags, neighbours, 90/10)
	}{
		{"chickenpox.json", .9, "blend + graph networks", .738},
		{"chickenpox.json", .2, "blend + graph networks", .656},
		{"chickenpox.json", .7, "blend + graph networks", .634},
		{"england_covid.json", .9, "blend of shrunken ridges", .351},
	} {
		f, err := os.Open(filepath.Join(dir, "gnn", c.file))
		if os.IsNotExist(err) {
			t.Skip("the public benchmarks are not at hand: ", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err := forecast.Read(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		r, err := forecast.Evaluate(t.Context(), s, c.split, 1, &forecast.Options{Seeds: 1, Seed: 1, NoNetwork: !strings.Contains(c.model, "network")})
		if err != nil {
			t.Fatal(err)
		}
		for _, score := range r.Scores {
			if score.Model == c.model {
				t.Logf("%s, split %v: %s %.4f", c.file, c.split, c.model, score.Standard)
				if score.Standard > c.atMost {
					t.Errorf("%s, split %v: %s has %.4f, want at most %v", c.file, c.split, c.model, score.Standard, c.atMost)
				}
			}
		}
	}
}

// TestShortAndStillSeries: too few rows are an error, never a panic or a number
// that is none; so are nodes that never move or were never seen.
func TestShortAndStillSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(1, 24).Draw(t, "rows")
		s := wave(rapid.IntRange(1, 3).Draw(t, "nodes"), rows, rapid.Uint64().Draw(t, "seed"))
		s.Season = rapid.SampledFrom([]float64{0, 2, 7, 12.5}).Draw(t, "season")
		for k := range s.Values {
			s.Values[k][0] = 3 // never moves
			s.Known = append(s.Known, make([]bool, len(s.Nodes)))
			for i := range s.Nodes {
				s.Known[k][i] = i < 2 && rapid.IntRange(0, 9).Draw(t, "hole") > 0 // a third node is never seen
			}
		}
		split, h := rapid.Float64Range(.05, .95).Draw(t, "split"), rapid.IntRange(1, 3).Draw(t, "horizon")
		r, err := forecast.Evaluate(context.Background(), s, split, h, &forecast.Options{NoNetwork: true})
		if err != nil {
			if !strings.Contains(err.Error(), "too few") {
				t.Fatal(err)
			}
			return
		}
		for _, score := range r.Scores {
			for _, v := range []float64{score.MSE, score.MAE, score.Standard} {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					t.Fatalf("%+v", score)
				}
			}
		}
	})
}
