package knowledge

import (
	"fmt"
	"math"
	"slices"
)

// Foresight finds a path that comes true: the benefits that research counts on
// are those that the path then brings. It repeats whole passes, each with the
// benefits of the ones before.
type Foresight struct {
	First     Expectation // of the first pass; nil means Myopic
	Passes    int         // at most; 0 means 60
	Damping   float64     // weight of the newest pass in (0, 1]; 0 means 0.5
	Tolerance float64     // on the change of log r; 0 means 1e-6
}

// A Pass is what one run over the path gives, year × key in both.
type Pass struct {
	Benefit  [][]float64 // Benefit.Total of each year
	Research [][]float64 // r, ratio to the base year
}

// A Fixpoint is a path whose expectations came true.
type Fixpoint struct {
	Pass
	Changes []float64 // by pass from the second: the largest |d log r| since the one before
}

// NotForeseen is the error when the passes do not settle: expectations that
// bring about one thing where it is not expected and another where it is, such as
// a switch of sets, have no path that comes true. Bracket is between what they go.
type NotForeseen struct {
	Changes   []float64
	Year, Key int    // places where r still moved most
	Last      []Pass // the last few
}

// lastPasses is how many passes an error keeps.
const lastPasses = 4

// Bracket is the least and the greatest r of the last passes, year × key.
func (e *NotForeseen) Bracket() (low, high [][]float64) {
	for t := range e.Last[0].Research {
		low, high = append(low, slices.Clone(e.Last[0].Research[t])), append(high, slices.Clone(e.Last[0].Research[t]))
		for _, p := range e.Last {
			for i, r := range p.Research[t] {
				low[t][i], high[t][i] = min(low[t][i], r), max(high[t][i], r)
			}
		}
	}
	return low, high
}

// Error says where and how fast it still moved.
func (e *NotForeseen) Error() string {
	n := len(e.Changes)
	return fmt.Sprintf("knowledge: Foresight: after %d passes log r still moves by %.2g at year %d, key %d; allow more passes, lower Damping or theta, or take the bracket of the last passes", n+1, e.Changes[n-1], e.Year, e.Key)
}

// Run calls run with an expectation until the largest change of log r between
// passes is below Tolerance in a pass that counts on what the one before
// brought, undamped, so that small steps do not pass for agreement. Before that
// steps are damped and accelerated. Where a step leads astray, damping is
// halved, down to 1/16. r below 1e-9 counts as 1e-9.
func (f Foresight) Run(run func(Expectation) (Pass, error)) (*Fixpoint, error) {
	passes, weight, tolerance, err := f.settings()
	if err != nil {
		return nil, err
	}
	var first Expectation = Myopic{}
	if f.First != nil {
		first = f.First
	}
	pass, err := checkedPass(run, first, 1, nil)
	if err != nil {
		return nil, err
	}
	used, whole, near, fix := pass.Benefit, true, 4*tolerance, &Fixpoint{}
	var steps accelerator
	last := []Pass{pass}
	for n := 2; ; n++ {
		next, err := checkedPass(run, Foreseen{used}, n, &pass)
		if err != nil {
			return nil, err
		}
		change, year, key := moved(pass.Research, next.Research)
		fix.Changes = append(fix.Changes, change)
		if change < tolerance && whole {
			fix.Pass = next
			return fix, nil
		}
		if last = append(last, next); len(last) > lastPasses {
			last = last[1:]
		}
		if n == passes {
			return nil, &NotForeseen{Changes: fix.Changes, Year: year, Key: key, Last: last}
		}
		if whole { // in vain: a whole step stretches what a damped one leaves
			near /= 4
		}
		if whole = change < near; whole {
			pass, used = next, next.Benefit
			continue
		}
		if steps.add(used, next.Benefit); steps.astray() {
			weight = max(weight/2, min(weight, 1.0/16))
			steps.forget()
		}
		pass, used = next, steps.next(used, next.Benefit, weight)
	}
}

// checkedPass makes pass n and refuses one of other years or keys than the pass
// before it, nil if it is the first.
func checkedPass(run func(Expectation) (Pass, error), e Expectation, n int, before *Pass) (Pass, error) {
	pass, err := run(e)
	if before == nil {
		before = &pass
	}
	if err == nil {
		err = pass.check(*before)
	}
	if err != nil {
		return pass, fmt.Errorf("knowledge: Foresight: pass %d: %w", n, err)
	}
	return pass, nil
}

func (f Foresight) settings() (passes int, weight, tolerance float64, err error) {
	passes, weight, tolerance = f.Passes, f.Damping, f.Tolerance
	if passes == 0 {
		passes = 60
	}
	if weight == 0 {
		weight = 0.5
	}
	if tolerance == 0 {
		tolerance = 1e-6
	}
	if passes < 2 || !(weight > 0 && weight <= 1) || !(tolerance > 0) {
		err = fmt.Errorf("knowledge: Foresight: %d passes, damping %v, tolerance %v; want 2 or more, above 0 and at most 1, above 0", f.Passes, f.Damping, f.Tolerance)
	}
	return passes, weight, tolerance, err
}

// check wants the shape of another pass and numbers of 0 or above.
func (p Pass) check(like Pass) error {
	if len(p.Benefit) == 0 || len(p.Benefit) != len(like.Benefit) || len(p.Research) != len(like.Benefit) {
		return fmt.Errorf("benefits of %d years, research of %d; want the years of the path in both, the same in every pass", len(p.Benefit), len(p.Research))
	}
	for t := range p.Benefit {
		if len(p.Benefit[t]) != len(like.Benefit[0]) || len(p.Research[t]) != len(like.Benefit[0]) {
			return fmt.Errorf("year %d has benefits of %d keys and research of %d; the first had %d", t, len(p.Benefit[t]), len(p.Research[t]), len(like.Benefit[0]))
		}
		for i := range p.Benefit[t] {
			if !usable(p.Benefit[t][i]) || !usable(p.Research[t][i]) {
				return fmt.Errorf("year %d, key %d: benefit %v, research %v; both must be 0 or above", t, i, p.Benefit[t][i], p.Research[t][i])
			}
		}
	}
	return nil
}

func moved(a, b [][]float64) (most float64, year, key int) {
	for t := range a {
		for i := range a[t] {
			if d := math.Abs(math.Log(max(b[t][i], 1e-9) / max(a[t][i], 1e-9))); d > most {
				most, year, key = d, t, i
			}
		}
	}
	return most, year, key
}
