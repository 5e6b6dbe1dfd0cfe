package knowledge

import (
	"fmt"
	"math"
	"slices"
)

// Directed is technical change between a clean and a dirty input as in
// Acemoglu, Aghion, Bursztyn and Hemous (Am. Econ. Rev. 102, 2012, section II):
// scientists, one in number, go where profit is, and what they improve is easier
// to sell. Profits stand as
//
//	Pi_c/Pi_d = (eta_c/eta_d) ((1+g_c s)/(1+g_d (1-s)))^(-phi-1) (A_c/A_d)^-phi,   phi = (1-alpha)(1-epsilon)
//
// with s the share in clean research, A the productivities of the period before,
// and g = gamma eta. It is the case Depreciation 0, Gain g, Theta 1, Psi 1 of
// Frontier, with a Pool of 1 and the rule Corner (see Frontiers).
type Directed struct {
	Epsilon      float64 // elasticity of substitution between clean and dirty, not 1
	Alpha        float64 // share of machines in each input, in (0, 1)
	Clean, Dirty float64 // g: growth of A a period if all research goes there
}

// Check refuses parameters outside their ranges.
func (d Directed) Check() error {
	ok := d.Epsilon > 0 && d.Epsilon != 1 && d.Epsilon <= 100 && d.Alpha > 0 && d.Alpha < 1
	for _, g := range []float64{d.Clean, d.Dirty} {
		ok = ok && g > 0 && g <= 10
	}
	if !ok {
		return fmt.Errorf("knowledge: Directed: epsilon %v, alpha %v, steps %v and %v; epsilon is above 0, at most 100 and not 1, alpha between 0 and 1, steps above 0 and at most 10", d.Epsilon, d.Alpha, d.Clean, d.Dirty)
	}
	return nil
}

// Phi is (1-Alpha)(1-Epsilon), below 0 for substitutes.
func (d Directed) Phi() float64 { return (1 - d.Alpha) * (1 - d.Epsilon) }

// Start is A_c/A_d at which the inputs are used in the given ratio Y_c/Y_d.
func (d Directed) Start(cleanOverDirty float64) (float64, error) {
	if err := d.Check(); err != nil {
		return 0, err
	}
	a := math.Pow(cleanOverDirty, 1/(1-d.Alpha-d.Phi()))
	if !(a > 0) || !usable(a) {
		return 0, fmt.Errorf("knowledge: Directed: a ratio of clean to dirty of %v gives no productivities; it must be above 0", cleanOverDirty)
	}
	return a, nil
}

// Profits is Pi_c/Pi_d when the share s of scientists works on clean, at
// a = A_c/A_d of the period before.
func (d Directed) Profits(s, a float64) (float64, error) {
	if err := d.Check(); err != nil {
		return 0, err
	}
	p := d.profits(s, a)
	if !(s >= 0 && s <= 1) || !(a > 0) || !usable(p) {
		return 0, fmt.Errorf("knowledge: Directed: share %v, A_c/A_d %v; the share lies between 0 and 1, the ratio above 0", s, a)
	}
	return p, nil
}

func (d Directed) profits(s, a float64) float64 {
	phi := d.Phi()
	return d.Clean / d.Dirty * math.Pow((1+d.Clean*s)/(1+d.Dirty*(1-s)), -phi-1) * math.Pow(a, -phi)
}

// Share is where scientists go at A_c/A_d of the period before, under a subsidy
// q to the profit of clean research (0: none). When both corners are equilibria
// (phi+1 < 0) dirty wins; when there is an interior one (phi+1 > 0) it is taken.
func (d Directed) Share(a, q float64) (float64, error) {
	if err := d.Check(); err != nil {
		return 0, err
	}
	f0, f1 := (1+q)*d.profits(0, a), (1+q)*d.profits(1, a)
	if !(a > 0) || !usable(q) || !usable(f0) || !usable(f1) {
		return 0, fmt.Errorf("knowledge: Directed: A_c/A_d %v, subsidy %v; the ratio must be above 0, the subsidy 0 or above", a, q)
	}
	phi := d.Phi()
	switch {
	case f0 <= 1:
		return 0, nil
	case phi+1 <= 0 || f1 >= 1:
		return 1, nil
	}
	m := math.Pow((1+q)*d.Clean/d.Dirty*math.Pow(a, -phi), 1/(phi+1)) // (1+g_c s)/(1+g_d (1-s)) where profits are equal
	return min(max((m*(1+d.Dirty)-1)/(d.Clean+m*d.Dirty), 0), 1), nil
}

// MinSubsidy is the least subsidy to clean research at which all of it being
// clean is an equilibrium, and at which it is the only one; 0 where none is
// needed.
func (d Directed) MinSubsidy(a float64) (equilibrium, unique float64, err error) {
	f0, err := d.Profits(0, a)
	if err != nil {
		return 0, 0, err
	}
	f1, err := d.Profits(1, a)
	if err != nil {
		return 0, 0, err
	}
	return limit(max(0, 1/f1-1)), limit(max(0, 1/min(f0, f1)-1)), nil
}

// Periods is how long all research must be made clean until it stays so by
// itself: as one equilibrium, and as the only one. -1 means that it never does
// (complements, or more than 100,000 periods).
func (d Directed) Periods(a float64) (equilibrium, unique int, err error) {
	if _, err = d.Profits(1, a); err != nil {
		return 0, 0, err
	}
	return d.until(a, 1), d.until(a, 0, 1), nil
}

// until counts the clean periods after which clean research earns more than
// dirty at every one of the shares.
func (d Directed) until(a float64, shares ...float64) int {
	for n := range 100_001 {
		if !slices.ContainsFunc(shares, func(s float64) bool { return !(d.profits(s, a) > 1) }) {
			return n
		}
		if d.Phi() > 0 { // complements: what is improved is worth less
			return -1
		}
		a *= 1 + d.Clean
	}
	return -1
}

// A Turn is one period of a run.
type Turn struct {
	Share          float64 // of scientists in clean research
	Clean, Dirty   float64 // A at the end of the period
	CleanOverDirty float64 // Y_c/Y_d
	Output         float64 // of the final good
}

// Run follows n periods from A_c = a and A_d = 1. In the first of them, mandated
// in number, all research is made clean; after them scientists choose under the
// subsidy q.
func (d Directed) Run(a float64, n, mandated int, q float64) ([]Turn, error) {
	if n < 0 || n > 1_000_000 || mandated < 0 {
		return nil, fmt.Errorf("knowledge: Directed: %d periods, %d mandated; both must be 0 or above, and a million is the most", n, mandated)
	}
	out := make([]Turn, 0, n)
	clean, dirty := a, 1.0
	for t := range n {
		s, err := d.Share(clean/dirty, q)
		if err != nil {
			return nil, err
		}
		if t < mandated {
			s = 1
		}
		clean, dirty = (1+d.Clean*s)*clean, (1+d.Dirty*(1-s))*dirty
		turn, err := d.turn(s, clean, dirty)
		if err != nil {
			return nil, fmt.Errorf("%w, in period %d", err, t+1)
		}
		out = append(out, turn)
	}
	return out, nil
}

// turn is Y = (A_c^phi + A_d^phi)^(-1/phi) A_c A_d, in logs of the ratio, since
// powers of A overflow long before Y does.
func (d Directed) turn(s, clean, dirty float64) (Turn, error) {
	phi := d.Phi()
	ratio := math.Exp((1 - d.Alpha - phi) * math.Log(clean/dirty))
	x := phi * math.Log(clean/dirty)                      // ln (A_c/A_d)^phi
	sum := max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) // ln (1 + (A_c/A_d)^phi)
	output := math.Exp(math.Log(clean) + math.Log(dirty) - (sum+phi*math.Log(dirty))/phi)
	if !usable(output) || !usable(ratio) {
		return Turn{}, fmt.Errorf("knowledge: Directed: A is %v and %v: more than a number can hold", clean, dirty)
	}
	return Turn{Share: s, Clean: clean, Dirty: dirty, CleanOverDirty: ratio, Output: output}, nil
}

// CleanFrom is the first period (from 1) since which all research is clean to
// the end of the run; ok is false where it is not clean at the end.
func CleanFrom(run []Turn) (period int, ok bool) {
	period = len(run) + 1
	for period > 1 && run[period-2].Share == 1 {
		period--
	}
	return period, period <= len(run)
}

// Frontiers are the innovation possibilities of clean and dirty in this
// package's own terms: h[t+1] = h + g s h.
func (d Directed) Frontiers() (clean, dirty Frontier) {
	f := Frontier{Theta: 1, Psi: 1}
	clean, dirty = f, f
	clean.Gain, dirty.Gain = d.Clean, d.Dirty
	return clean, dirty
}
