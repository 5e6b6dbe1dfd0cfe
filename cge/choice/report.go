package choice

import (
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

func (s *System) report(eq *cge.Equilibrium, offers market, rounds int) (*Solution, error) {
	out := &Solution{Equilibrium: eq, Rounds: rounds}
	for i, m := range s.Makers {
		c, err := s.choiceOf(eq, offers, i, m)
		if err != nil {
			return nil, err
		}
		out.Choices = append(out.Choices, c)
	}
	return out, nil
}

func (s *System) choiceOf(eq *cge.Equilibrium, offers market, i int, m Maker) (Choice, error) {
	c := Choice{Maker: m.maker(), Cost: s.criterion(eq, m), Shares: map[string]float64{}}
	total := 0.0
	for set, name := range s.tried[i] {
		level, err := eq.Value(name)
		if err != nil {
			return c, err
		}
		if level > 0 {
			c.Running = append(c.Running, Running{members(m, set), set, level})
			total += level
		}
	}
	c.Running = slices.DeleteFunc(c.Running, func(r Running) bool { return r.Part < 1e-9*total }) // rounding
	slices.SortFunc(c.Running, func(a, b Running) int {
		switch {
		case a.Part > b.Part:
			return -1
		case a.Part < b.Part:
			return 1
		case a.Set < b.Set:
			return -1
		}
		return 1
	})
	total = 0
	for _, r := range c.Running {
		total += r.Part
	}
	for k := range c.Running {
		c.Running[k].Part /= total
	}
	u := m.unit(offers)
	c.next(m, u, s.standing(i, u))
	s.shares(u, m, &c)
	return c, nil
}

// next finds the cheapest set that does not run.
func (c *Choice) next(m Maker, u unitCosts, standing float64) {
	for s, cost := range ranked(m, u) {
		if !slices.ContainsFunc(c.Running, func(r Running) bool { return r.Set == s }) {
			c.HasNext, c.Next, c.Gap = true, members(m, s), math.Log(cost/standing)
			return
		}
	}
}

// shares are parts of the volume for volume makers, and for recipes the part of
// output that is made with each optional input.
func (s *System) shares(u unitCosts, m Maker, c *Choice) {
	for _, r := range c.Running {
		for k, name := range m.options() {
			switch u := u.(type) {
			case *volumeCosts:
				if r.Set.Has(k) {
					c.Shares[name] += r.Part * u.shares(r.Set)[k]
				}
			default:
				if r.Set.Has(k) {
					c.Shares[name] += r.Part
				}
			}
		}
	}
}
