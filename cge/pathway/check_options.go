package pathway

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// check refuses options that do not fit the Spec.
func (m *Model) check() error {
	years := len(m.spec.Years)
	for _, name := range slices.Sorted(maps.Keys(m.opt.Shifters)) {
		if !m.shifted(name) {
			return fmt.Errorf("pathway: %s: Options.Shifters names %q, whose users no shifter scales", m.spec.Name, name)
		}
		if n := len(m.opt.Shifters[name]); n != years {
			return fmt.Errorf("pathway: %s: Options.Shifters of %q has %d entries for %d years; it is Result.Shifters of a run over the same years", m.spec.Name, name, n, years)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(m.opt.Other)) {
		if _, ok := m.ix.mineral[name]; !ok || len(m.opt.Other[name]) != years {
			return fmt.Errorf("pathway: %s: Options.Other of %q has %d entries for %d years; it is of a mineral, one a year", m.spec.Name, name, len(m.opt.Other[name]), years)
		}
	}
	if m.opt.Imposed || m.mode == MFA {
		return m.checkImposed()
	}
	return nil
}

// checkImposed refuses imposed shares that do not make a whole.
func (m *Model) checkImposed() error {
	for b := range m.spec.books() {
		for t, year := range m.spec.Years {
			total := 0.0
			for k := range m.spec.bookUnits(b) {
				total += m.imposed(b, k, t)
			}
			if math.Abs(total-1) > 1e-6 {
				return fmt.Errorf("pathway: %s: year %d: imposed shares of %s add up to %v, not 1; options without a path of their own have their base year's share", m.spec.Name, year, m.spec.bookName(b), total)
			}
		}
	}
	return nil
}
