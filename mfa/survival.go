package mfa

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A curve holds the survival of one cell for every step and cohort.
//
// Where age depends on t-c alone it is one curve by age, stored backwards so
// that row t is a slice of it; otherwise it is a matrix, step by cohort.
type curve struct {
	g     *grid
	share []float64 // share of cohort c still there at the end of step t
	leave []float64 // share that leaves during step t
	start []float64 // share of the early cohorts there before the first step
}

// row returns share and leave of step t for the cohorts that have entered.
func (k *curve) row(t int) (share, leave []float64) {
	m := k.g.early + t + 1
	off := len(k.g.years) - 1 - t
	if !k.g.uniform {
		off = t * len(k.g.cohorts)
	}
	return k.share[off : off+m], k.leave[off : off+m]
}

// curves hands out the curve of each cell. Cells with the same lifetime share
// it; a matrix lives until the next call of at.
type curves struct {
	g       grid
	cells   cells
	rule    Lives
	one     bool      // the lifetime does not look at the cohort
	extend  []float64 // stretch by cell and step
	x, w    []float64 // entry moments and weights
	ages    []float64
	known   *knownCurves
	scratch curve
	pow     powers
	steady  bool // all steps have one length, so that equal first ages mean equal ages
}

// knownCurves keeps curves by lifetime for all who read a run.
type knownCurves struct {
	mu sync.RWMutex
	by map[Lifetime]*curve
}

// maxKnown bounds the curves kept: 4096 of a century take 6 MiB.
const maxKnown = 4096

func (k *knownCurves) get(l Lifetime) *curve {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.by[l]
}

func (k *knownCurves) put(l Lifetime, c *curve) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.by) < maxKnown {
		k.by[l] = c
	}
}

// fork has working space of its own, so that several goroutines can read one
// run.
func (s *curves) fork() *curves {
	c := *s
	c.scratch, c.ages, c.pow = curve{}, nil, powers{}
	return &c
}

func newCurves(u Use, g grid, c cells) (*curves, error) {
	rule, err := u.lives()
	if err != nil {
		return nil, err
	}
	if r, ok := rule.(interface{ check([]quantity.Axis) error }); ok {
		if err := r.check(c.axes); err != nil {
			return nil, err
		}
	}
	s := &curves{g: g, cells: c, rule: rule, known: &knownCurves{by: map[Lifetime]*curve{}}}
	if s.x, s.w, err = u.Age.entries(); err != nil {
		return nil, err
	}
	if r, ok := rule.(anyCohort); ok {
		s.one = r.sameForCohorts()
	}
	if given(u.Extend) {
		f, err := spread("Use.Extend", u.Extend.To("1"), c.with(quantity.Axis{Name: "year", Labels: g.years}))
		if err != nil {
			return nil, err
		}
		s.extend = f.Data()
	}
	s.steady = g.uniform
	if !s.one || s.extend != nil {
		s.g.uniform = false
	}
	return s, nil
}

// at returns the curve of a cell.
func (s *curves) at(cell int) (*curve, error) {
	where := s.cells.name(cell)
	if !s.one {
		return s.matrix(where, cell, func(c int) (Lifetime, error) { return s.rule.At(where, s.g.cohorts[c]) })
	}
	life, err := s.rule.At(where, "")
	if err != nil {
		return nil, err
	}
	if s.extend != nil {
		return s.matrix(where, cell, func(int) (Lifetime, error) { return life, nil })
	}
	if !comparable(life) {
		return s.build(where, cell, life)
	}
	if k := s.known.get(life); k != nil {
		return k, nil
	}
	k, err := s.build(where, cell, life)
	if err == nil && s.g.uniform {
		s.known.put(life, k)
	}
	return k, err
}

func (s *curves) build(where Cell, cell int, life Lifetime) (*curve, error) {
	if !s.g.uniform {
		return s.matrix(where, cell, func(int) (Lifetime, error) { return life, nil })
	}
	if err := Validate(life); err != nil {
		return nil, placed(err, where)
	}
	total := len(s.g.cohorts)
	step := s.g.hi[0] - s.g.lo[0]
	buf := make([]float64, 2*total)
	k := &curve{g: &s.g, share: buf[:total], leave: buf[total:]}
	if s.ages == nil {
		s.ages = make([]float64, total)
	}
	for j, x := range s.x {
		for i := range s.ages {
			s.ages[i] = (float64(i) + 1 - x) * step
		}
		s.addSurvival(life, s.ages, s.w[j], k.share)
	}
	if err := checkCurve(life, k.share, s.ages); err != nil {
		return nil, placed(err, where)
	}
	for i := total - 1; i > 0; i-- {
		k.leave[i] = k.share[i-1] - k.share[i]
	}
	k.leave[0] = 1 - k.share[0]
	reverse(k.share)
	reverse(k.leave)
	k.start = k.share[len(s.g.years):]
	return k, nil
}

// matrix fills the scratch curve cohort by cohort.
func (s *curves) matrix(where Cell, cell int, lifeOf func(c int) (Lifetime, error)) (*curve, error) {
	n, total := len(s.g.years), len(s.g.cohorts)
	k := &s.scratch
	if k.share == nil {
		*k = curve{g: &s.g, share: make([]float64, n*total), leave: make([]float64, n*total), start: make([]float64, s.g.early)}
		s.ages = make([]float64, n+1)
	}
	column := make([]float64, n+1) // survival before the first step, then at the end of each
	var stretch []float64
	if s.extend != nil {
		stretch = s.extend[cell*n : (cell+1)*n]
	}
	for c := range total {
		life, err := lifeOf(c)
		if err != nil {
			return nil, err
		}
		if err := Validate(life); err != nil {
			return nil, placed(err, where)
		}
		first := max(c-s.g.early, -1) // the step of entry; -1 is before the first
		clear(column)
		if err := s.column(life, c, first, stretch, column[first+1:]); err != nil {
			return nil, placed(err, where)
		}
		before := 1.0
		if first < 0 {
			k.start[c], before = column[0], column[0]
			first = 0
		}
		for t := first; t < n; t++ {
			k.share[t*total+c] = column[t+1]
			k.leave[t*total+c] = before - column[t+1]
			before = column[t+1]
		}
	}
	return k, nil
}

// column fills survival of cohort c at the end of step first and those after
// it; step -1 ends where the first one begins.
func (s *curves) column(life Lifetime, c, first int, stretch, out []float64) error {
	for j, x := range s.x {
		entry := s.g.lo[c] + x*(s.g.hi[c]-s.g.lo[c])
		ages := s.ages[:len(out)]
		for i := range out {
			end := s.g.start
			if t := first + i; t >= 0 {
				end = s.g.ends[t]
			}
			ages[i] = end - entry
		}
		if stretch == nil {
			s.addSurvival(life, ages, s.w[j], out)
			continue
		}
		for _, f := range stretch {
			if !(f > 0) {
				return fmt.Errorf("mfa: Use.Extend is %v; a factor on lifetimes is positive", f)
			}
		}
		addExtended(life, ages, first, stretch, s.w[j], out)
	}
	return checkCurve(life, out, s.ages[:len(out)])
}

// addExtended adds w times survival under a stretch that changes by calendar
// year: in each step the share falls by the ratio of the stretched curve.
func addExtended(life Lifetime, ages []float64, first int, stretch []float64, w float64, out []float64) {
	share := 0.0
	for i, age := range ages {
		f := 1.0
		if t := first + i; t >= 0 {
			f = stretch[t]
		}
		now := life.Survival(age / f)
		if i == 0 {
			share = now
		} else if before := life.Survival(ages[i-1] / f); before > 0 {
			share *= now / before
		} else {
			share = 0
		}
		out[i] += w * share
	}
}

// addSurvival adds w times survival at rising ages.
func (s *curves) addSurvival(life Lifetime, ages []float64, w float64, out []float64) {
	l, ok := life.(Weibull)
	if !ok || len(ages) == 0 || !s.powers(l, ages) {
		for i, a := range ages {
			out[i] += w * life.Survival(a)
		}
		return
	}
	f := -math.Pow(l.Scale, -l.Shape)
	for i, p := range s.pow.of[:len(ages)] {
		if x := f * p; x > underflow {
			out[i] += w * math.Exp(x)
		}
	}
}

// underflow is where the exponential becomes 0.
const underflow = -745.2

// powers keeps age^shape: cohorts of one shape meet the same ages again and
// again, and exp(-age^shape·scale^-shape) then takes one exponential instead
// of three functions. It is false where such powers could overflow.
type powers struct {
	shape, first float64
	of           []float64
}

func (s *curves) powers(l Weibull, ages []float64) bool {
	n := len(ages)
	if s.pow.shape == l.Shape && s.pow.first == ages[0] && len(s.pow.of) >= n && s.steady {
		return true
	}
	const safe = 300 // e^±600 is far from overflow
	if l.Shape*math.Abs(math.Log(l.Scale)) > safe || l.Shape*math.Log(max(ages[n-1], 2)) > safe {
		return false
	}
	s.pow.shape, s.pow.first = l.Shape, ages[0]
	if cap(s.pow.of) < n {
		s.pow.of = make([]float64, 0, max(n, len(s.g.cohorts)+1))
	}
	s.pow.of = s.pow.of[:n]
	for i, a := range ages {
		s.pow.of[i] = math.Pow(max(a, 0), l.Shape)
	}
	return true
}

// checkCurve refuses a survival curve that is no curve: outside [0,1], NaN, or
// rising. Weighted sums of exact curves may be off by rounding, which is cut.
func checkCurve(life Lifetime, share, ages []float64) error {
	const rounding = 1e-12
	before := 1.0
	for i, s := range share {
		if !(s >= -rounding && s <= before+rounding) {
			return fmt.Errorf("mfa: lifetime %T: survival is %v at age %v after %v; it lies between 0 and 1 and never rises", life, s, ages[i], before)
		}
		share[i] = min(max(s, 0), before)
		before = share[i]
	}
	return nil
}

// placed adds the cell to an error, where there is one to name.
func placed(err error, at Cell) error {
	if err == nil || len(at.axes) == 0 {
		return err
	}
	return fmt.Errorf("%w (at %v)", err, at)
}

func reverse(v []float64) {
	for i, j := 0, len(v)-1; i < j; i, j = i+1, j-1 {
		v[i], v[j] = v[j], v[i]
	}
}

// clone copies a curve that would not outlive the next cell.
func (k *curve) clone() *curve {
	if k.g.uniform {
		return k
	}
	return &curve{k.g, slices.Clone(k.share), slices.Clone(k.leave), slices.Clone(k.start)}
}

// age of cohort c at the end of step t in years, on average over its entry.
func (s *curves) age(c, t int) float64 {
	entry := 0.0
	for j := range s.x {
		entry += s.w[j] * (s.g.lo[c] + s.x[j]*(s.g.hi[c]-s.g.lo[c]))
	}
	return s.g.ends[t] - entry
}
