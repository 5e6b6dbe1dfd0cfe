package choice

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// All solves copies of a system from several starting sets, the default first,
// and returns the distinct equilibria found. Two are the same if no price,
// income or share of an option differs by more than 1e-6. More than one means that
// history decides which of them the economy is in.
func All(ctx context.Context, build func() (*System, error), sc cge.Scenario, settings *Settings, begins ...map[string]Set) ([]*Solution, error) {
	var out []*Solution
	for k := range len(begins) + 1 {
		var set Settings
		if settings != nil {
			set = *settings
		}
		if k > 0 {
			set.Begin = begins[k-1]
		}
		sys, err := build()
		if err != nil {
			return nil, err
		}
		sol, err := sys.Solve(ctx, sc, &set)
		if err != nil {
			return nil, fmt.Errorf("choice: from starting sets %d: %w", k, err)
		}
		if !slices.ContainsFunc(out, func(o *Solution) bool { return o.same(sol) }) {
			out = append(out, sol)
		}
	}
	return out, nil
}

// same compares two solutions of copies of one system.
func (s *Solution) same(o *Solution) bool {
	for _, name := range slices.Concat(s.Model().Commodities(), s.Model().Consumers()) {
		a, errA := s.Value(name)
		b, errB := o.Value(name)
		if errA != nil || errB != nil || math.Abs(a-b) > 1e-6*max(math.Abs(a), math.Abs(b)) {
			return false
		}
	}
	for i, c := range s.Choices {
		for name, v := range c.Shares {
			if math.Abs(v-o.Choices[i].Shares[name]) > 1e-6 {
				return false
			}
		}
	}
	return true
}
