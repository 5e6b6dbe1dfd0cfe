package choice

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// samplePart of what one level of production makes is bought as a sample: far
// above the solver's tolerance on a level, 1e-10, and far below what moves a price.
const samplePart = 1e-8

const sampler = "samples"

// sampled is the equilibrium of a solution, with samples bought of inputs that
// nobody makes, so that their prices are what they would cost.
func (s *System) sampled(ctx context.Context, sol *Solution, offers market, solver *cge.Settings) (*cge.Equilibrium, error) {
	unused := s.unused(sol.Equilibrium)
	sc, start := sol.Scenario, sol.Values()
	for _, c := range s.Economy.List() {
		start[c.String()] = offers.price(c)
	}
	if len(unused) > 0 {
		s.openSamples(unused)
		sc.Set = maps.Clone(sc.Set)
		if sc.Set == nil {
			sc.Set = map[string]float64{}
		}
		for name, amount := range unused {
			sc.Set[sampleOf(name)] = amount
		}
	}
	if err := s.Economy.Err(); err != nil {
		return nil, err
	}
	fine := cge.Settings{Tolerance: 1e-10} // far below a sample
	if solver != nil {
		fine = *solver
		fine.Tolerance = min(fine.Tolerance, 1e-10)
	}
	eq, err := s.equilibrium(ctx, sc, start, &fine)
	if err != nil {
		return nil, fmt.Errorf("choice: Ahead: the equilibrium again: %w", err)
	}
	return eq, nil
}

func sampleOf(commodity string) string { return "sample of " + commodity }

// unused are inputs of makers that are neither made nor taken, with the size of
// a sample of each: a part of what one level of its largest maker gives.
func (s *System) unused(eq *cge.Equilibrium) map[string]float64 {
	made, perLevel := map[string]float64{}, map[string]float64{}
	for _, f := range eq.Flows() {
		if f.Kind == cge.Output {
			made[f.Commodity] += f.Quantity
			perLevel[f.Commodity] = max(perLevel[f.Commodity], f.PerLevel)
		} else if f.Kind == cge.Endowment {
			made[f.Commodity] += f.Quantity
		}
	}
	out := map[string]float64{}
	for _, m := range s.Makers {
		for _, c := range m.inputs() {
			name := c.String()
			if made[name] <= samplePart*perLevel[name] {
				out[name] = samplePart * perLevel[name]
			}
		}
	}
	return out
}

// openSamples lets the consumer of samples want what it does not yet.
func (s *System) openSamples(unused map[string]float64) {
	if s.sampling == nil {
		s.sampling = map[string]bool{}
		level := s.level()
		s.Economy.Consumer(sampler).Owns(level.Of(1)).Wants(level.Of(1))
	}
	for _, name := range slices.Sorted(maps.Keys(unused)) {
		if s.sampling[name] {
			continue
		}
		s.sampling[name], s.model = true, nil
		s.Economy.Param(sampleOf(name), 0)
		for _, c := range s.Economy.List() {
			if c.String() == name {
				s.Economy.Agent(sampler).Needs(c.OfExpr("`" + sampleOf(name) + "`"))
			}
		}
	}
}

// level is what samples are paid with: the level commodity of the first volume
// maker, or the factor of the first recipe.
func (s *System) level() cge.Commodity {
	for _, m := range s.Makers {
		switch m := m.(type) {
		case *Volume:
			return m.Level
		case *Recipe:
			return m.Factor
		}
	}
	return cge.Commodity{}
}
