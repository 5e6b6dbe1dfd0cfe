package knowledge

import (
	"fmt"
	"math"
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
	Changes []float64 // by pass from the second: the largest |d log r| that a full step would make
}

// NotForeseen is the error when the passes do not settle.
type NotForeseen struct {
	Changes   []float64
	Year, Key int // places where r still moved most
}

// Error says where and how fast it still moved.
func (e *NotForeseen) Error() string {
	n := len(e.Changes)
	return fmt.Sprintf("knowledge: Foresight: after %d passes log r still moves by %.2g at year %d, key %d; allow more passes, or lower Damping or theta", n+1, e.Changes[n-1], e.Year, e.Key)
}

// Run calls run with an expectation until the largest change of log r between
// passes, divided by the damping (so that small steps do not pass for
// agreement), is below Tolerance. Where changes grow, damping is halved, down to
// 1/16. r below 1e-9 counts as 1e-9.
func (f Foresight) Run(run func(Expectation) (Pass, error)) (*Fixpoint, error) {
	passes, weight, tolerance, err := f.settings()
	if err != nil {
		return nil, err
	}
	var first Expectation = Myopic{}
	if f.First != nil {
		first = f.First
	}
	pass, err := run(first)
	if err == nil {
		err = pass.check(pass)
	}
	if err != nil {
		return nil, fmt.Errorf("knowledge: Foresight: pass 1: %w", err)
	}
	used, fix := pass.Benefit, &Fixpoint{}
	failed, step := &NotForeseen{}, 1.0
	for n := 2; n <= passes; n++ {
		next, err := run(Foreseen{used})
		if err == nil {
			err = next.check(pass)
		}
		if err != nil {
			return nil, fmt.Errorf("knowledge: Foresight: pass %d: %w", n, err)
		}
		var change float64
		change, failed.Year, failed.Key = moved(pass.Research, next.Research)
		fix.Changes = append(fix.Changes, change/step)
		if change/step < tolerance {
			fix.Pass = next
			return fix, nil
		}
		if k := len(fix.Changes); k > 1 && fix.Changes[k-1] > fix.Changes[k-2] {
			weight = max(weight/2, min(weight, 1.0/16))
		}
		pass, used, step = next, mixed(used, next.Benefit, weight), weight
	}
	failed.Changes = fix.Changes
	return nil, failed
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

func mixed(old, new [][]float64, weight float64) [][]float64 {
	out := make([][]float64, len(old))
	for t := range old {
		out[t] = make([]float64, len(old[t]))
		for i := range old[t] {
			out[t][i] = (1-weight)*old[t][i] + weight*new[t][i]
		}
	}
	return out
}
