package futures

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
)

// A Future is one path of the world.
type Future struct {
	Name   string
	What   string // how it differs from the first future
	Priced bool   // prices of minerals come out of it; else those of the base year stand
	Result *pathway.Result
}

// Settings say which futures are followed, and how far. The zero Settings are
// all of them, to 2050.
type Settings struct {
	Names []string // of Names(); nil: all
	Last  int      // year, 2050 if 0
	// Latent is the weight that an option nobody uses yet reaches over the largest
	// in use, 0.5 if 0 (omega_inf, 0.1 to 1).
	Latent float64
}

// Assumptions of futures: what is shifted, by how much.
const (
	cheaper    = .25 // of the cost beside minerals, of the favoured chemistry
	cheaperBy  = 10  // years until all of it
	sodiumTop  = 1.0 // weight that sodium-ion cells reach over the largest incumbent
	standStill = "knowledge and the options of 2024 stay; prices, their shares and quantities answer"
)

// A variant is how a future is made from the world of a scenario.
type variant struct {
	name, what string
	scenario   string
	set        func(*base.Settings)
	spec       func(*pathway.Spec) error
	opt        pathway.Options
	flows      bool
}

var variants = []variant{
	{name: "STEPS", what: "stated policies; technology answers to prices and research", scenario: "STEPS"},
	{name: "still", what: standStill, scenario: "STEPS", opt: pathway.Options{
		Hold:    pathway.Efficiency | pathway.Durability | pathway.Recycling,
		Settled: settled("ev_battery", "grid_battery_pack", "pv_system", "wind_drivetrain_onshore", "wind_drivetrain_offshore", "electrolyser_stack")}},
	{name: "exogenous", what: "costs and contents fall as publications project them, whatever is spent on research; prices and choice answer", scenario: "STEPS",
		set: func(s *base.Settings) { s.Outside = true }, opt: pathway.Options{Mode: pathway.Exogenous}},
	{name: "mfa", what: "material flows alone: technology of 2024, no prices", scenario: "STEPS", flows: true},
	{name: "LFP-rich", what: "lithium iron phosphate packs cost a quarter less beside minerals by 2034", scenario: "STEPS",
		spec: func(s *pathway.Spec) error { return cheapen(s, "lfp", "lfp stationary") }},
	{name: "sodium", what: "sodium-ion packs cost a quarter less beside minerals by 2034, and are fully mature", scenario: "STEPS",
		spec: func(s *pathway.Spec) error {
			if err := mature(s, "na_ion", "na_ion stationary"); err != nil {
				return err
			}
			return cheapen(s, "na_ion", "na_ion stationary")
		}},
	{name: "no research", what: "knowledge stays where it was in 2024; only prices and choice move technology", scenario: "STEPS",
		set: func(s *base.Settings) { s.Research.Off = true }},
	{name: "NZE", what: "net zero by 2050: services, vehicles and growth of that scenario", scenario: "NZE"},
}

// settled keeps the options of uses at those of the base year. Which vehicles are
// bought, and what makes electricity, goes on: both belong to the scenario.
func settled(uses ...string) map[string]int {
	out := map[string]int{}
	for _, u := range uses {
		out[u] = 2025
	}
	return out
}

// Names of the futures, in order. The first is the reference.
func Names() []string {
	var out []string
	for _, v := range variants {
		out = append(out, v.name)
	}
	return out
}

// Follow solves the paths, in the order of Names. The context ends them early.
// An unknown name, or a path that cannot be solved, is an error that names it.
func Follow(ctx context.Context, s Settings) ([]Future, error) {
	for _, n := range s.Names {
		if !slices.Contains(Names(), n) {
			return nil, fmt.Errorf("futures: no future is called %q; there are %s", n, strings.Join(Names(), ", "))
		}
	}
	account, err := base.NewAccount(2024, base.WEO)
	if err != nil {
		return nil, err
	}
	var out []Future
	var runs []func() error
	for _, v := range variants {
		if s.Names != nil && !slices.Contains(s.Names, v.name) {
			continue
		}
		spec, err := v.world(account, s)
		if err != nil {
			return nil, fmt.Errorf("futures: %s: %w", v.name, err)
		}
		out = append(out, Future{Name: v.name, What: v.what, Priced: !v.flows})
		at := len(out) - 1
		runs = append(runs, func() error { return v.run(ctx, spec, &out[at]) })
	}
	return out, together(runs)
}

// world writes the economy of a variant.
func (v variant) world(a *base.Account, s Settings) (*pathway.Spec, error) {
	set := base.Settings{Scenario: v.scenario, Last: s.Last, Latent: s.Latent, Standards: true}
	if v.set != nil {
		v.set(&set)
	}
	spec, _, err := base.World(a, set)
	if err == nil && v.spec != nil {
		err = v.spec(spec)
	}
	return spec, err
}

func (v variant) run(ctx context.Context, spec *pathway.Spec, into *Future) error {
	var err error
	if v.flows {
		into.Result, err = pathway.Baseline(ctx, spec, v.opt)
	} else {
		var m *pathway.Model
		if m, err = pathway.New(spec, v.opt); err == nil {
			into.Result, err = m.Run(ctx)
		}
	}
	if err != nil {
		return fmt.Errorf("futures: %s: %w", v.name, err)
	}
	return nil
}

// together runs all and returns the first error in order.
func together(runs []func() error) error {
	errs := make([]error, len(runs))
	var wait sync.WaitGroup
	for i, run := range runs {
		wait.Go(func() { errs[i] = run() })
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// cheapen lets the cost beside minerals of units fall on top of what their makers
// bring about: in equal steps, then it stays.
func cheapen(s *pathway.Spec, units ...string) error {
	for _, name := range units {
		u := s.Unit(name)
		if u == nil {
			return fmt.Errorf("no unit is called %q", name)
		}
		by := make([]float64, len(s.Years))
		for t := range by {
			by[t] = 1 - cheaper*min(1, float64(t)/cheaperBy)
		}
		u.ScaleCost(by)
	}
	return nil
}

// mature raises the weight of latent options to sodiumTop in proportion.
func mature(s *pathway.Spec, units ...string) error {
	for _, name := range units {
		found := false
		for u := range s.Uses {
			for k := range s.Uses[u].Options {
				o := &s.Uses[u].Options[k]
				if o.Unit != name || o.Weight == nil {
					continue
				}
				found = true
				last := o.Weight[len(o.Weight)-1]
				for t := range o.Weight {
					o.Weight[t] *= sodiumTop / last
				}
			}
		}
		if !found {
			return fmt.Errorf("%q is no latent option of a use", name)
		}
	}
	return nil
}
