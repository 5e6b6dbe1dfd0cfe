package knowledge

import (
	"fmt"
	"math"
)

// A Frontier says how research adds to knowledge from one year to the next
// (Popp, J. Environ. Econ. Manage. 48, 2004, with depreciation and a lag):
//
//	h[t+1] = (1-Depreciation) h[t] + Gain sp[t] r[t-Lag]^Theta h[t]^Psi
//
// h and r are ratios to the base year. With Gain = Depreciation a world that
// goes on as in the base year keeps h = r = 1.
type Frontier struct {
	Depreciation float64 // share of knowledge lost a year, in [0, 1)
	Gain         float64 // added a year at h = r = sp = 1, above 0
	Theta        float64 // elasticity of what is added to research, in (0, 1]
	Psi          float64 // elasticity of what is added to knowledge, in [0, 1]
	Lag          int     // years by which research waits beyond the one to t+1
	Floor        float64 // h never falls below; 0 lets it fall
}

// DefaultFrontier is Theta 0.2 and Psi 0.55 (Popp 2004), Depreciation 0.10 a
// year and Lag 2 years (central values of the table learning_rates,
// mccarthy2023, recalled: 3 % to 15 %, 2 to 5 years; the exponents of the table
// knowledge are slopes on stocks built with the same two), Floor 0.25.
func DefaultFrontier() Frontier {
	return Frontier{Depreciation: 0.10, Gain: 0.10, Theta: 0.2, Psi: 0.55, Lag: 2, Floor: 0.25}
}

// Check refuses parameters outside their ranges.
func (f Frontier) Check() error {
	for _, p := range []struct {
		name   string
		v      float64
		ok     bool
		ranges string
	}{
		{"Depreciation", f.Depreciation, f.Depreciation >= 0 && f.Depreciation < 1, "at least 0 and below 1 a year"},
		{"Gain", f.Gain, f.Gain > 0 && f.Gain <= 1e6, "above 0 and at most 1e6; Depreciation makes h = r = 1 stationary"},
		{"Theta", f.Theta, f.Theta > 0 && f.Theta <= 1, "above 0 and at most 1"},
		{"Psi", f.Psi, f.Psi >= 0 && f.Psi <= 1, "between 0 and 1"},
		{"Lag", float64(f.Lag), f.Lag >= 0 && f.Lag <= 100, "between 0 and 100 years"},
		{"Floor", f.Floor, f.Floor >= 0 && f.Floor <= 1, "between 0 (off) and 1"},
	} {
		if !p.ok {
			return fmt.Errorf("knowledge: Frontier: %s is %v; it must be %s", p.name, p.v, p.ranges)
		}
	}
	return nil
}

// Warnings names what is allowed and unwise: Theta above 0.6, at which R&D of
// single objects swings by factors of 30 from year to year, and a Gain that does
// not hold the base year.
func (f Frontier) Warnings() []string {
	var out []string
	if f.Theta > 0.6 {
		out = append(out, fmt.Sprintf("Theta %v is above 0.6: R&D answers with elasticity %s and swings", f.Theta, answer(f.Theta)))
	}
	if f.Gain != f.Depreciation {
		out = append(out, fmt.Sprintf("Gain %v is not Depreciation %v: knowledge moves although research stays at its base", f.Gain, f.Depreciation))
	}
	return out
}

func answer(theta float64) string {
	if theta >= 1 {
		return "without limit"
	}
	return fmt.Sprintf("%.3g", 1/(1-theta))
}

// Next is knowledge of the next year, before Floor: from h this year, r the
// research of Lag years ago, and spill the factor of spillovers (1 without).
func (f Frontier) Next(h, r, spill float64) (float64, error) {
	if err := f.Check(); err != nil {
		return 0, err
	}
	if !usable(h) || h == 0 || !usable(r) || !usable(spill) {
		return 0, fmt.Errorf("knowledge: Next: h %v, r %v, spillover %v; h must be above 0, the others 0 or above, all finite", h, r, spill)
	}
	next := f.next(h, r, spill)
	if !usable(next) {
		return 0, fmt.Errorf("knowledge: Next: h %v, r %v, spillover %v give more than a number can hold; are r and h ratios to the base year?", h, r, spill)
	}
	return next, nil
}

func (f Frontier) next(h, r, spill float64) float64 {
	return (1-f.Depreciation)*h + f.Gain*spill*math.Pow(r, f.Theta)*math.Pow(h, f.Psi)
}

// floored lifts h to Floor and says whether it had to.
func (f Frontier) floored(h float64) (float64, bool) {
	if h < f.Floor {
		return f.Floor, true
	}
	return h, false
}

// Steady is the h that constant research r holds: (Gain r^Theta /
// Depreciation)^(1/(1-Psi)). Without depreciation, or with Psi 1, there is none.
func (f Frontier) Steady(r float64) (float64, error) {
	if err := f.Check(); err != nil {
		return 0, err
	}
	if f.Depreciation == 0 || f.Psi == 1 {
		return 0, fmt.Errorf("knowledge: Steady: with Depreciation %v and Psi %v knowledge never settles", f.Depreciation, f.Psi)
	}
	h := math.Pow(f.Gain*math.Pow(r, f.Theta)/f.Depreciation, 1/(1-f.Psi))
	if !usable(r) || !usable(h) {
		return 0, fmt.Errorf("knowledge: Steady: r %v gives no finite h; r must be 0 or above", r)
	}
	return h, nil
}

// usable says that x is a finite number and not below 0.
func usable(x float64) bool { return x >= 0 && x <= math.MaxFloat64 }
