package backcast

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
)

// A Path is a run of the model from 2011 on.
type Path struct {
	Name   string
	Result *pathway.Result
}

// Names of paths. The first is the model; MFA is a baseline, the others are there to
// find reasons.
const (
	Model  = "model"           // technology and prices answer; services as known in 2011
	MFA    = "mfa"             // material flows: technology of 2011 and known shares, no prices
	Actual = "actual services" // the model with services as they turned out
	Cars   = "announced cars"  // the model with the electric cars announced in 2011 as a taste for them
	Plain  = "no research"     // the model with the knowledge of 2011
)

var paths = []struct {
	name     string
	actual   bool
	settings base.Settings
}{
	{name: Model}, {name: MFA},
	{name: Actual, actual: true},
	{name: Cars, settings: base.Settings{Standards: true}},
	{name: Plain, settings: base.Settings{Research: base.Research{Off: true}}},
}

// A Backcast is what the model says of 2012 to 2023 beside what happened.
type Backcast struct {
	Paths   []Path
	Series  []Series
	Gaps    []base.Gap // of the account of 2011
	Sources []string
	figures []Hindsight
}

// Run builds the account of 2011 and follows it.
func Run(ctx context.Context) (*Backcast, error) {
	account, err := base.NewAccount(Origin, base.Open)
	if err != nil {
		return nil, err
	}
	b := &Backcast{Gaps: account.Gaps}
	if b.Series, err = History(); err != nil {
		return nil, err
	}
	known, err := KnownServices()
	if err != nil {
		return nil, err
	}
	actual, err := ActualServices()
	if err != nil {
		return nil, err
	}
	for _, p := range paths {
		set := p.settings
		set.Last, set.Known = Last, known
		set.FixedRecipes = true // sets of inputs that makers may adopt are of 2024: nobody knew them
		if p.actual {
			set.Known = actual
		}
		spec, figures, err := base.World(account, set)
		if err != nil {
			return nil, fmt.Errorf("backcast: %s: %w", p.name, err)
		}
		if b.figures == nil {
			b.hindsight(account.Figures)
			b.hindsight(figures)
			for _, id := range strings.Split(spec.Source, ";") {
				b.Sources = append(b.Sources, strings.TrimSpace(id))
			}
			b.Sources = append(b.Sources, account.Figures.Sources()...)
			b.Sources = append(b.Sources, figures.Sources()...)
		}
		r, err := follow(ctx, spec, p.name)
		if err != nil {
			return nil, fmt.Errorf("backcast: %s: %w", p.name, err)
		}
		b.Paths = append(b.Paths, Path{p.name, r})
	}
	slices.Sort(b.Sources)
	b.Sources = slices.DeleteFunc(slices.Compact(b.Sources), func(id string) bool { return id == "" })
	return b, nil
}

func follow(ctx context.Context, spec *pathway.Spec, name string) (*pathway.Result, error) {
	if name == MFA {
		return pathway.Baseline(ctx, spec, pathway.Options{})
	}
	m, err := pathway.New(spec, pathway.Options{})
	if err != nil {
		return nil, err
	}
	return m.Run(ctx)
}

// Forecasts are the names of all forecasts, baselines first.
func (b *Backcast) Forecasts() []string {
	out := []string{"no-change", "drift"}
	for _, p := range b.Paths {
		out = append(out, p.Name)
	}
	return out
}
