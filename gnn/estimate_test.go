package gnn_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// economy is a level of the reference, made smaller.
func economy(t *testing.T, level string, seed uint64, change func(*simulate.Config)) (*panel.Panel, *simulate.Truth) {
	t.Helper()
	c, err := simulate.Level(level)
	if err != nil {
		t.Fatal(err)
	}
	c.Regions, c.Produced, c.Minerals = 4, 12, 6
	if change != nil {
		change(&c)
	}
	p, truth, err := simulate.Generate(context.Background(), c, seed)
	if err != nil {
		t.Fatal(err)
	}
	return p, truth
}

func estimate(t *testing.T, p *panel.Panel, o *gnn.Options) *gnn.Report {
	t.Helper()
	r, err := gnn.Estimate(context.Background(), p, o)
	if err != nil {
		t.Fatal(err)
	}
	for i, n := range r.Nests {
		for _, v := range []float64{n.MeanLogSigma, n.SDLogSigma, n.MeanSigma, n.Lo90, n.Hi90, n.F, n.SarganP} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("row %d holds %v: %+v", i, v, n)
			}
		}
		if !(0 < n.Lo90 && n.Lo90 < math.Exp(n.MeanLogSigma) && math.Exp(n.MeanLogSigma) < n.Hi90 && n.SDLogSigma > 0) {
			t.Fatalf("row %d: the interval does not hold its centre: %+v", i, n)
		}
	}
	return r
}

// TestBeatsTheInstruments judges the answer on a tuning seed of each of two
// full levels: half the error of two-stage least squares, and honest intervals.
func TestBeatsTheInstruments(t *testing.T) {
	for _, level := range []string{"L2", "L3"} {
		c, err := simulate.Level(level)
		if err != nil {
			t.Fatal(err)
		}
		p, truth, err := simulate.Generate(context.Background(), c, 201)
		if err != nil {
			t.Fatal(err)
		}
		r := estimate(t, p, nil)
		net, iv, in := 0.0, 0.0, 0.0
		for i, n := range r.Nests {
			want := truth.Sigma(n.Regime)[i%len(p.Nests)]
			net += math.Pow(n.MeanSigma-want, 2)
			iv += math.Pow(r.Baselines["2SLS nest FE"].Sigma[i]-want, 2)
			if n.Lo90 < want && want < n.Hi90 {
				in++
			}
		}
		rows := float64(len(r.Nests))
		t.Logf("%s: rmse %.3f, 2SLS %.3f, cover %.2f", level, math.Sqrt(net/rows), math.Sqrt(iv/rows), in/rows)
		if net > iv/4 {
			t.Errorf("%s: rmse %.3f is not half that of 2SLS, %.3f", level, math.Sqrt(net/rows), math.Sqrt(iv/rows))
		}
		// 90 % of some 60 nests, whose errors go together: two and a half standard errors of .04.
		if in/rows < .8 {
			t.Errorf("%s: intervals cover %.2f", level, in/rows)
		}
	}
}

func TestReportKeepsTheContract(t *testing.T) {
	p, _ := economy(t, "L3", 3, nil)
	r := estimate(t, p, nil)
	if r.Method != "network" || r.Dates != "given" || len(r.Nests) != 2*len(p.Nests) || len(r.Draws) != 200 || len(r.Draws[0]) != len(r.Nests) {
		t.Errorf("method %q, dates %q, %d rows, %d draws", r.Method, r.Dates, len(r.Nests), len(r.Draws))
	}
	for i, n := range r.Nests {
		if n.User != p.Nests[i%len(p.Nests)].User || n.Regime != i/len(p.Nests) || n.Source != gnn.Learned {
			t.Fatalf("row %d is %+v", i, n)
		}
		mean, square := 0.0, 0.0
		for _, d := range r.Draws {
			mean += d[i] / 200
			square += d[i] * d[i] / 200
		}
		sd := math.Sqrt(square - mean*mean)
		// Four standard errors of a mean and of a standard deviation from 200 draws.
		if math.Abs(mean-n.MeanLogSigma) > 4*n.SDLogSigma/math.Sqrt(200) || math.Abs(sd/n.SDLogSigma-1) > 4/math.Sqrt(400) {
			t.Errorf("row %d: draws have mean %v and sd %v, the row %v and %v", i, mean, sd, n.MeanLogSigma, n.SDLogSigma)
		}
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{`"nests":[{"user":`, `"regime":0`, `"mean_log_sigma":`, `"sd_log_sigma":`, `"lo90":`, `"hi90":`, `"source":"learned"`, `"baselines":{`} {
		if !bytes.Contains(b, []byte(field)) {
			t.Errorf("the report has no %s", field)
		}
	}
}

func TestSamePanelSameBitsAndUnchanged(t *testing.T) {
	p, _ := economy(t, "L2", 3, nil)
	var before, after bytes.Buffer
	if err := p.Write(&before); err != nil {
		t.Fatal(err)
	}
	a, b := estimate(t, p, nil), estimate(t, p, nil)
	if !reflect.DeepEqual(a, b) {
		t.Error("two runs differ")
	}
	if err := p.Write(&after); err != nil || !bytes.Equal(before.Bytes(), after.Bytes()) {
		t.Error("the panel was changed", err)
	}
}

// TestOrderDoesNotMatter lists the nests backwards.
func TestOrderDoesNotMatter(t *testing.T) {
	p, _ := economy(t, "L2", 4, nil)
	q := *p
	last := len(p.Nests) - 1
	q.Nests, q.Edges = make([]panel.Nest, last+1), make([]panel.Edge, len(p.Edges))
	for u, n := range p.Nests {
		q.Nests[last-u] = n
	}
	for e, g := range p.Edges {
		g.Nest = last - g.Nest
		q.Edges[e] = g
	}
	a, b := estimate(t, p, &gnn.Options{OneRegime: true}), estimate(t, &q, &gnn.Options{OneRegime: true})
	for u, n := range a.Nests {
		// The hyperparameters come from a simplex that stops at 0.05: sums in
		// another order may end a hair apart.
		if d := n.MeanLogSigma - b.Nests[last-u].MeanLogSigma; math.Abs(d) > 1e-3 {
			t.Errorf("nest %d moves by %.1e when nests are listed backwards", u, d)
		}
	}
}

func TestMissingInstrumentsAreSaidAloud(t *testing.T) {
	p, _ := economy(t, "L2", 5, nil)
	one, none := *p, *p
	one.ZSupply = nil
	none.ZSupply, none.ZWedge = nil, nil
	r := estimate(t, &one, nil)
	if r.Method != "network" || r.Nests[0].Source != gnn.Learned || !strings.Contains(r.Warnings[0], string(panel.OneInstrument)) {
		t.Errorf("one instrument: %q, %v, %v", r.Method, r.Nests[0].Source, r.Warnings)
	}
	r = estimate(t, &none, nil)
	if !strings.HasPrefix(r.Method, "classical: ") {
		t.Errorf("no instrument: %q", r.Method)
	}
	for _, n := range r.Nests {
		if n.Source != gnn.FromPrior || !strings.Contains(n.Note, "not identified") {
			t.Fatalf("no instrument: %+v", n)
		}
	}
	r = estimate(t, &none, &gnn.Options{Prior: &gnn.Prior{Mean: math.Log(.3), SD: .2, Source: "a test"}})
	// The data move it by no more than two deviations of the prior.
	if n := r.Nests[0]; n.Source != gnn.Literature || math.Abs(n.MeanLogSigma-math.Log(.3)) > .4 {
		t.Errorf("a published prior: %+v", n)
	}
}

func TestHolesAndLonelyNests(t *testing.T) {
	p, _ := economy(t, "L1", 6, nil)
	keep := func(share uint64) func(r, t, e int) bool {
		return func(r, t, e int) bool {
			if p.Edges[e].Nest == 0 {
				return false // a nest that nobody saw
			}
			h := uint64(r*7919+t*104729+e*1299709) * 0x9E3779B97F4A7C15
			return h>>32%100 < share
		}
	}
	sparse := p.Mask(keep(10))
	r := estimate(t, sparse, nil)
	if n := r.Nests[0]; n.Source != gnn.FromPrior || !strings.Contains(n.Note, "no observation") {
		t.Errorf("a nest without observations: %+v", n)
	}
	if len(r.Warnings) == 0 || r.Nests[3].SDLogSigma < .1 {
		t.Errorf("nine tenths of gaps: %d warnings, %+v", len(r.Warnings), r.Nests[3])
	}
	full := estimate(t, p, nil)
	if full.Nests[3].SDLogSigma > r.Nests[3].SDLogSigma {
		t.Error("gaps make an estimate surer")
	}
}

func TestBadPanelsAndCancelledRuns(t *testing.T) {
	p, _ := economy(t, "L1", 7, nil)
	bad := *p
	bad.LogP = append([]float64(nil), p.LogP...)
	bad.LogP[5] = math.NaN()
	var named *panel.Error
	if _, err := gnn.Estimate(context.Background(), &bad, nil); !errors.As(err, &named) || named.Kind != panel.NotFinite {
		t.Errorf("NaN: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := gnn.Estimate(ctx, p, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestUnknownDatesAreFound(t *testing.T) {
	c, err := simulate.Level("L3")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := simulate.Generate(context.Background(), c, 202)
	if err != nil {
		t.Fatal(err)
	}
	p.RegimeStarts = nil
	if r := estimate(t, p, nil); r.Dates != "found" || len(r.RegimeStarts) != 1 || math.Abs(float64(r.RegimeStarts[0]-17)) > 1 {
		t.Errorf("dates %q, %v", r.Dates, r.RegimeStarts)
	}
	if r := estimate(t, p, &gnn.Options{OneRegime: true, Classical: true}); r.Dates != "none" || !strings.HasPrefix(r.Method, "classical") {
		t.Errorf("as asked: %q, %q", r.Dates, r.Method)
	}
}

func BenchmarkEstimateL3(b *testing.B) {
	c, err := simulate.Level("L3")
	if err != nil {
		b.Fatal(err)
	}
	p, _, err := simulate.Generate(context.Background(), c, 201)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := gnn.Estimate(context.Background(), p, nil); err != nil {
			b.Fatal(err)
		}
	}
}
