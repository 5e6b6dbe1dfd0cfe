package pathway

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// A Switch is a set that comes to work: the year it does, and the largest set of
// the year before.
type Switch struct {
	Use      string // or the unit whose inputs change
	Year     int
	From, To string
}

// Switches are the sets that came to work along a path, by year and use, then sets
// of inputs by unit.
func (r *Result) Switches() []Switch {
	var out []Switch
	for i := 1; i < len(r.Years); i++ {
		was, now := &r.Years[i-1], &r.Years[i]
		for b := range r.Spec.books() {
			use := r.Spec.bookName(b)
			out = append(out, switchesOf(use, now.Year, was.Sets[use], now.Sets[use])...)
		}
		for u := range r.Spec.Units {
			unit := r.Spec.Units[u].Name
			out = append(out, switchesOf(unit, now.Year, was.Recipes[unit], now.Recipes[unit])...)
		}
	}
	return out
}

// switchesOf are the sets with a part now that had none.
func switchesOf(of string, year int, was, now map[string]float64) (out []Switch) {
	from, most := "", 0.0
	for _, set := range slices.Sorted(maps.Keys(was)) {
		if was[set] > most {
			from, most = set, was[set]
		}
	}
	for _, set := range slices.Sorted(maps.Keys(now)) {
		if now[set] > 0 && was[set] == 0 && from != "" {
			out = append(out, Switch{Use: of, Year: year, From: from, To: set})
		}
	}
	return out
}

// SwitchEffects are the secondary effects of a switch: the path on which a use
// keeps, from a year on, the sets that it had at work before (the reference),
// beside the path as it goes. Requirements of all other uses and the prices of
// minerals move with it. Both meet the same services.
func SwitchEffects(ctx context.Context, s *Spec, opt Options, use string, year int, years ...int) (*Comparison, error) {
	if opt.Mode == MFA || opt.Imposed || opt.Hold.Has(Network) {
		return nil, fmt.Errorf("pathway: SwitchEffects: nothing switches where sets are imposed or held; run with prices and chosen sets")
	}
	free, err := runOf(ctx, s, opt)
	if err != nil {
		return nil, err
	}
	held := opt
	held.Settled = maps.Clone(opt.Settled)
	if held.Settled == nil {
		held.Settled = map[string]int{}
	}
	held.Settled[use] = year
	reference, err := runOf(ctx, s, held)
	if err != nil {
		return nil, fmt.Errorf("with the sets of %s as before %d: %w", use, year, err)
	}
	c, err := Compare(reference, free, years...)
	if err != nil {
		return nil, err
	}
	c.Reference += fmt.Sprintf(", %s as before %d", use, year)
	return c, nil
}
