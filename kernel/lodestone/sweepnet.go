package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway/base/ensemble"
	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/simulate"
	"github.com/lodestone-model/lodestone/kernel/sweep"
	"github.com/lodestone-model/lodestone/mfa"
)

// A netTask judges the estimators of package gnn: each row simulates an economy
// of known elasticities, with some of its properties drawn, and compares what
// they make of its panel with the truth. Which economy a row has is a number
// drawn too, so that a Sobol design tells its part from that of the properties.
type netTask struct {
	ensemble.Layout
	levels map[string]simulate.Config
	read   []func(scores map[string]classic.Score) float64
}

// netLevels are the scenarios of model gnn.
var netLevels = []string{"L0", "L1", "L2", "L3", "L4"}

// netEstimators are the columns of results, by the names of gnn.Report; the
// first is the report's own answer.
var netEstimators = []struct{ name, baseline string }{
	{"network", ""},
	{"classical", "EB GP on common shocks + instruments"},
	{"instruments", "common shocks + instruments"},
}

var netScores = []struct {
	name, unit string
	of         func(classic.Score) float64
}{
	{"rmse", "1", func(s classic.Score) float64 { return s.RMSE }},
	{"rmse_log", "1", func(s classic.Score) float64 { return s.RMSELog }},
	{"bias", "1", func(s classic.Score) float64 { return s.Bias }},
	{"response", "1", func(s classic.Score) float64 { return s.Response }},
	{"cover90", "1", func(s classic.Score) float64 { return s.Cover90 }},
}

// economyDial is the number that an economy's draws follow from.
const economyDial = "economy"

func newNetTask(spec *ensemble.Spec) (*netTask, error) {
	if len(spec.Scenarios) == 0 {
		return nil, fmt.Errorf("scenarios: at least one of %s is needed", strings.Join(netLevels, ", "))
	}
	t := &netTask{levels: map[string]simulate.Config{}}
	for _, name := range spec.Scenarios {
		c, err := simulate.Level(name)
		if err != nil {
			return nil, err
		}
		t.levels[name] = c
	}
	var names []string
	for _, d := range netDials {
		names = append(names, d.path)
	}
	t.Add(ensemble.Parameter{Name: economyDial, As: "value"}, mfa.Uniform{Min: 0, Max: 1}, []string{economyDial})
	if err := t.AddAll(spec.Parameters, names, nil); err != nil {
		return nil, err
	}
	return t, t.results(spec)
}

func (t *netTask) layout() *ensemble.Layout { return &t.Layout }

func (t *netTask) results(spec *ensemble.Spec) error {
	var names []string
	reads := map[string]func(map[string]classic.Score) float64{}
	for _, score := range netScores {
		for _, e := range netEstimators {
			name := score.name + "." + e.name
			names = append(names, name)
			reads[name] = func(s map[string]classic.Score) float64 { return score.of(s[e.name]) }
		}
	}
	wanted, err := spec.Wanted(names)
	if err != nil {
		return err
	}
	for _, name := range names {
		if slices.Contains(wanted, name) {
			t.Columns = append(t.Columns, ensemble.Column{Name: name, Unit: "1"})
			t.read = append(t.read, reads[name])
		}
	}
	return nil
}

// Row simulates an economy, estimates its elasticities and judges them.
func (t *netTask) Row(ctx context.Context, at sweep.At) (inputs, results []float64, err error) {
	inputs = t.Numbers(placeOf(at))
	c := t.levels[at.Scenario]
	t.Apply(inputs, func(path string, v float64, factor bool) {
		if d := netDialOf(path); d != nil {
			if factor {
				v *= d.get(&c)
			}
			d.set(&c, v)
		}
	})
	p, truth, err := simulate.Generate(ctx, c, uint64(inputs[0]*(1<<53)))
	if err != nil {
		return inputs, nil, err
	}
	r, err := gnn.Estimate(ctx, p, &gnn.Options{Draws: 1})
	if err != nil {
		return inputs, nil, err
	}
	var sigma []float64
	for regime := range p.Segments() {
		sigma = append(sigma, truth.Sigma(regime)...)
	}
	scores := netScoresOf(r, sigma)
	for _, read := range t.read {
		results = append(results, read(scores))
	}
	return inputs, results, nil
}

// netScoresOf judges the estimators of a report, whose panel has dates, so that
// its nests and regimes are those of the truth.
func netScoresOf(r *gnn.Report, sigma []float64) map[string]classic.Score {
	out := map[string]classic.Score{}
	for _, e := range netEstimators {
		var of classic.Estimates
		if b, ok := r.Baselines[e.baseline]; ok {
			of = classic.Estimates{Sigma: b.Sigma, SE: b.SE, LogSD: b.LogSD}
		} else {
			for _, n := range r.Nests {
				of.Sigma, of.Lo90, of.Hi90 = append(of.Sigma, n.MeanSigma), append(of.Lo90, n.Lo90), append(of.Hi90, n.Hi90)
			}
		}
		out[e.name] = of.Against(sigma)
	}
	return out
}

// completeNet fills in and checks the spec of model gnn, which has no years.
func completeNet(s *ensemble.Spec) error {
	return s.CompleteFor("rmse.*", []string{economyDial}, func() (errs []error) {
		for _, name := range s.Scenarios {
			errs = append(errs, ensemble.OneOf("scenario", name, netLevels...))
		}
		for _, f := range []struct {
			name string
			set  bool
		}{{"mode", s.Mode != ""}, {"closure", s.Closure != ""}, {"carbon", s.Carbon}, {"standards", s.Standards}, {"cases", s.Cases != nil}, {"transition", s.Transition != nil},
			{"last", s.Last != 0}, {"years", s.Years != nil}, {"params", s.Params != nil}} {
			if f.set {
				errs = append(errs, fmt.Errorf("%s: model gnn has none; leave it out", f.name))
			}
		}
		return errs
	})
}

// A netDial is a property of simulated economies.
type netDial struct {
	path string
	get  func(*simulate.Config) float64
	set  func(*simulate.Config, float64)
}

// netDials are the properties that a sweep may move: the names of
// simulate.Config.
var netDials = []netDial{
	count("regions", func(c *simulate.Config) *int { return &c.Regions }),
	count("years", func(c *simulate.Config) *int { return &c.Years }),
	property("demand_shock_common", func(c *simulate.Config) *float64 { return &c.SdCommon }),
	property("demand_shock_purchase", func(c *simulate.Config) *float64 { return &c.SdEdge }),
	property("supply_shock", func(c *simulate.Config) *float64 { return &c.SdSupply }),
	property("supply_shock_seen", func(c *simulate.Config) *float64 { return &c.SeenSupply }),
	property("supply_shock_invalid", func(c *simulate.Config) *float64 { return &c.InvalidSupply }),
	property("wedge_shock", func(c *simulate.Config) *float64 { return &c.SdWedge }),
	property("wedge_shock_seen", func(c *simulate.Config) *float64 { return &c.SeenWedge }),
	property("persistence", func(c *simulate.Config) *float64 { return &c.Rho }),
	property("noise_price", func(c *simulate.Config) *float64 { return &c.NoiseP }),
	property("noise_quantity", func(c *simulate.Config) *float64 { return &c.NoiseX }),
	property("missing", func(c *simulate.Config) *float64 { return &c.Missing }),
	property("split_common", func(c *simulate.Config) *float64 { return &c.SplitCommon }),
}

func property(name string, at func(*simulate.Config) *float64) netDial {
	return netDial{"economy." + name, func(c *simulate.Config) float64 { return *at(c) }, func(c *simulate.Config, v float64) { *at(c) = v }}
}

// count is a property that is a whole number.
func count(name string, at func(*simulate.Config) *int) netDial {
	return netDial{"economy." + name, func(c *simulate.Config) float64 { return float64(*at(c)) }, func(c *simulate.Config, v float64) { *at(c) = int(math.Round(v)) }}
}

func netDialOf(path string) *netDial {
	for i := range netDials {
		if netDials[i].path == path {
			return &netDials[i]
		}
	}
	return nil
}
