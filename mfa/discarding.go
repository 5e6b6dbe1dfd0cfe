package mfa

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// discarding is an end of life under way: all cells in step, because they may
// share a cap.
type discarding struct {
	e     EndOfLife
	d     *Dynamics
	n     int // steps
	c     int // cohorts
	load  content
	out   [][]float64 // first-life outflow of a cell by [step][cohort]
	again [][]float64 // what entered second use of a cell by [step of entry][cohort]

	collection, share, maxAge, minHealth, fade, fade2, collect2 []float64
	life2                                                       []*curve // survival in second use, by cell
	demand                                                      []float64
	group                                                       []int // cell → its row of demand
	demandAxes                                                  []quantity.Axis

	amounts  [amountKinds][]float64  // by [cell][step]
	minerals [mineralKinds][]float64 // by [cell][extra][step]
	frozenIn [][]float64             // minerals that entered second use: [cell] of [step][extra]
}

// The amounts and minerals that are kept by cell and step.
const (
	discarded = iota
	collected
	eligible
	secondIn
	secondInUseful
	secondOut
	secondStock
	secondUseful
	direct
	lost
	again
	amountKinds
)

const (
	contained = iota
	toRecycling
	inSecondUse
	neverCollected
	mineralKinds
)

func newDiscarding(e EndOfLife, d *Dynamics, intensity quantity.Array) (*discarding, error) {
	w := &discarding{e: e, d: d, n: len(d.curves.g.years), c: len(d.curves.g.cohorts)}
	w.load.d = d
	if err := w.load.layout(intensity, nil); err != nil {
		return nil, fmt.Errorf("mfa: EndOfLife: content: %w", err)
	}
	var err error
	if w.collection, err = d.share("EndOfLife.Collection", e.Collection); err != nil {
		return nil, err
	}
	if err := w.second(e.Second); err != nil {
		return nil, err
	}
	cells := len(d.series)
	for i := range w.amounts {
		w.amounts[i] = make([]float64, cells*w.n)
	}
	for i := range w.minerals {
		w.minerals[i] = make([]float64, cells*w.load.extraN*w.n)
	}
	w.out, w.again, w.frozenIn = make([][]float64, cells), make([][]float64, cells), make([][]float64, cells)
	replay := d.replay()
	for cell := range cells {
		w.out[cell] = make([]float64, w.n*w.c)
		w.again[cell] = make([]float64, w.n*w.c)
		w.frozenIn[cell] = make([]float64, w.n*w.load.extraN)
		err := replay(cell, func(m moment) { m.outflow(w.out[cell][m.t*w.c:]) })
		if err != nil {
			return nil, err
		}
	}
	return w, nil
}

// second reads the parameters of second use.
func (w *discarding) second(s *SecondLife) error {
	if s == nil {
		return nil
	}
	d := w.d
	var err error
	read := func(dst *[]float64, what string, a quantity.Array, unit string, share bool) {
		if err != nil {
			return
		}
		if share {
			*dst, err = d.share("SecondLife."+what, a)
		} else if *dst, err = d.parameter("SecondLife."+what, a, unit); err == nil && slices.Min(*dst) < 0 {
			err = fmt.Errorf("mfa: SecondLife.%s is %v; it is not negative", what, slices.Min(*dst))
		}
	}
	const ever = 1e6 // years
	read(&w.share, "Share", s.Share, "1", true)
	read(&w.maxAge, "MaxAge", or(s.MaxAge, "yr", ever), "yr", false)
	read(&w.minHealth, "MinHealth", or(s.MinHealth, "1", 0), "1", true)
	read(&w.fade, "Fade", or(s.Fade, "1/yr", 0), "1/yr", false)
	read(&w.fade2, "FadeSecond", or(s.FadeSecond, "1/yr", 0), "1/yr", false)
	read(&w.collect2, "Collection", s.Collection, "1", true)
	if err != nil {
		return err
	}
	if err := w.secondLives(s); err != nil {
		return err
	}
	return w.cap(s.Demand)
}

// secondLives computes survival in second use, whose cohorts are the steps in
// which it begins.
func (w *discarding) secondLives(s *SecondLife) error {
	use := w.d.use
	use.Life, use.Lives, use.Initial, use.Extend = s.Life, s.Lives, quantity.Array{}, quantity.Array{}
	g, err := use.grid(quantity.Axis{Name: "year", Labels: w.d.curves.g.years})
	if err != nil {
		return err
	}
	lives, err := newCurves(use, g, w.d.curves.cells)
	if err != nil {
		return fmt.Errorf("mfa: SecondLife: %w", err)
	}
	for cell := range w.d.series {
		k, err := lives.at(cell)
		if err != nil {
			return fmt.Errorf("mfa: SecondLife: %w", err)
		}
		w.life2 = append(w.life2, k.clone())
	}
	return nil
}

// cap reads the demand and which cells share it.
func (w *discarding) cap(demand quantity.Array) error {
	if !given(demand) {
		return nil
	}
	demand = cut(demand.To(w.d.unit.String()), w.d.curves.g.years)
	a, err := lastAxis("SecondLife.Demand", demand, "year")
	if err != nil {
		return err
	}
	mine := cellsOf(a.Axes(), "year")
	for _, name := range mine.names {
		if !slices.Contains(w.d.curves.cells.names, name) {
			return fmt.Errorf("mfa: SecondLife.Demand has axis %q, which the run has not (%s)", name, axisNames(w.d.curves.cells.axes))
		}
	}
	var axes []quantity.Axis
	for _, ax := range w.d.curves.cells.axes {
		if slices.Contains(mine.names, ax.Name) {
			axes = append(axes, ax)
		}
	}
	groups := cellsOf(axes)
	if a, err = spread("SecondLife.Demand", a, groups.with(quantity.Axis{Name: "year", Labels: w.d.curves.g.years})); err != nil {
		return err
	}
	for i, v := range a.Data() {
		if v < 0 {
			return fmt.Errorf("mfa: SecondLife.Demand is %v %v at year %s; it is not negative", v, w.d.unit, w.d.curves.g.years[i%w.n])
		}
	}
	w.demand, w.group, w.demandAxes = a.Data(), positions(w.d.curves.cells, groups), axes
	return nil
}

// step runs one year for all cells: what may be used again, how much of it the
// cap lets in, what goes to recycling.
func (w *discarding) step(t int) error {
	offer := make([]float64, max(1, len(w.demand)/w.n)) // useful at the end of the step, by group
	older := make([]float64, len(offer))
	wanted := make([][]float64, len(w.d.series))
	for cell := range w.d.series {
		at := cell*w.n + t
		for c, v := range w.out[cell][t*w.c : (t+1)*w.c] {
			w.amounts[discarded][at] += v
			w.amounts[collected][at] += v * w.collection[at]
			w.carry(contained, cell, t, c, v)
			w.carry(neverCollected, cell, t, c, v*(1-w.collection[at]))
		}
		if w.e.Second == nil {
			continue
		}
		wanted[cell] = w.willing(cell, t)
		g := w.groupOf(cell)
		share, _ := w.life2[cell].row(t)
		for c, v := range wanted[cell] {
			w.amounts[eligible][at] += v
			offer[g] += v * share[t] * w.health(cell, t, c, t)
		}
		w.ageSecond(cell, t, &older[g])
	}
	for cell := range w.d.series {
		f := 1.0
		if g := w.groupOf(cell); w.demand != nil && offer[g] > 0 {
			f = min(1, max(0, w.demand[g*w.n+t]-older[g])/offer[g])
		}
		w.settle(cell, t, f, wanted[cell])
	}
	return nil
}

func (w *discarding) groupOf(cell int) int {
	if w.group == nil {
		return 0
	}
	return w.group[cell]
}

// willing is what age and health allow to be used again, by cohort.
func (w *discarding) willing(cell, t int) []float64 {
	at := cell*w.n + t
	out := make([]float64, min(w.d.curves.g.early+t+1, w.c))
	for c := range out {
		if w.d.curves.age(c, t) <= w.maxAge[at] && w.health(cell, t, c, t) >= w.minHealth[at] {
			out[c] = w.share[at] * w.collection[at] * w.out[cell][t*w.c+c]
		}
	}
	return out
}

// health at the end of step t of a unit of cohort c that was used again in step
// a; it is not below 0.
func (w *discarding) health(cell, a, c, t int) float64 {
	h := 1 - w.fade[cell*w.n+a]*w.d.curves.age(c, a)
	if t > a {
		h -= w.fade2[cell*w.n+a] * (w.d.curves.g.ends[t] - w.d.curves.g.ends[a])
	}
	return max(h, 0)
}

// ageSecond ages what is in second use since earlier steps: its outflow, its
// stock, and what is useful of it.
func (w *discarding) ageSecond(cell, t int, useful *float64) {
	share, leave := w.life2[cell].row(t)
	at := cell*w.n + t
	for a := range t {
		for c, v := range w.again[cell][a*w.c : (a+1)*w.c] {
			if v == 0 {
				continue
			}
			w.amounts[secondOut][at] += v * leave[a]
			w.amounts[secondStock][at] += v * share[a]
			w.amounts[secondUseful][at] += v * share[a] * w.health(cell, a, c, t)
		}
		w.carrySecond(cell, a, t, share[a], leave[a])
	}
	*useful += w.amounts[secondUseful][at]
}

// settle lets the share f of the willing in and sends the rest to recycling.
func (w *discarding) settle(cell, t int, f float64, wanted []float64) {
	at := cell*w.n + t
	for c, v := range w.out[cell][t*w.c : (t+1)*w.c] {
		in := 0.0
		if c < len(wanted) {
			in = f * wanted[c]
		}
		w.again[cell][t*w.c+c] = in
		w.amounts[direct][at] += v*w.collection[at] - in
		w.carry(toRecycling, cell, t, c, v*w.collection[at]-in)
		if in == 0 {
			continue
		}
		h := w.health(cell, t, c, t)
		share, leave := w.life2[cell].row(t)
		w.amounts[secondIn][at] += in
		w.amounts[secondInUseful][at] += in * h
		w.amounts[secondOut][at] += in * leave[t]
		w.amounts[secondStock][at] += in * share[t]
		w.amounts[secondUseful][at] += in * share[t] * h
		for j := range w.load.extraN {
			w.frozenIn[cell][t*w.load.extraN+j] += in * w.intensity(cell, j, c)
		}
	}
	if w.e.Second != nil {
		share, leave := w.life2[cell].row(t)
		w.carrySecond(cell, t, t, share[t], leave[t])
		w.amounts[again][at] = w.collect2[at] * w.amounts[secondOut][at]
		w.amounts[lost][at] = w.amounts[secondOut][at] - w.amounts[again][at]
	}
	w.amounts[lost][at] += (1 - w.collection[at]) * w.amounts[discarded][at]
}

func (w *discarding) intensity(cell, j, c int) float64 {
	return w.load.frozen[(w.load.rowOf[cell]*w.load.extraN+j)*w.c+c]
}

// carry adds the minerals in v units of cohort c.
func (w *discarding) carry(kind, cell, t, c int, v float64) {
	if v == 0 {
		return
	}
	for j := range w.load.extraN {
		w.minerals[kind][(cell*w.load.extraN+j)*w.n+t] += v * w.intensity(cell, j, c)
	}
}

// carrySecond adds the minerals of what entered second use in step a: what is
// still there, and what is collected again for recycling.
func (w *discarding) carrySecond(cell, a, t int, share, leave float64) {
	collect := w.collect2[cell*w.n+t]
	for j := range w.load.extraN {
		v := w.frozenIn[cell][a*w.load.extraN+j]
		at := (cell*w.load.extraN+j)*w.n + t
		w.minerals[inSecondUse][at] += v * share
		w.minerals[toRecycling][at] += v * leave * collect
		w.minerals[neverCollected][at] += v * leave * (1 - collect)
	}
}

func (w *discarding) result() (*Discards, error) {
	d := w.d
	r := &Discards{run: d}
	for i, dst := range [amountKinds]*quantity.Array{&r.Discarded, &r.Collected, &r.Eligible, &r.SecondIn, &r.SecondInUseful,
		&r.SecondOut, &r.SecondStock, &r.SecondUseful, &r.Direct, &r.Lost, &r.again} {
		if *dst = d.array(w.amounts[i], nil); dst.Err() != nil {
			return nil, fmt.Errorf("mfa: EndOfLife: %w", dst.Err())
		}
	}
	unit := d.unit.Times(w.load.unit).String()
	for i, dst := range [mineralKinds]*quantity.Array{&r.Contained, &r.ToRecycling, &r.InSecondUse, &r.NeverCollected} {
		axes := append(d.curves.cells.with(w.load.extra...), quantity.Axis{Name: "year", Labels: d.curves.g.years})
		order := append(slices.Clone(d.order), axisList(w.load.extra)...)
		*dst = quantity.New(unit, w.minerals[i], axes...).Transpose(order...).WithSources(d.by...).WithSources(w.load.sources...)
		if dst.Err() != nil {
			return nil, fmt.Errorf("mfa: EndOfLife: %w", dst.Err())
		}
	}
	if w.demand != nil {
		names := append(axisList(w.demandAxes), "year")
		axes := append(slices.Clone(w.demandAxes), quantity.Axis{Name: "year", Labels: d.curves.g.years})
		used := sumOthers(r.SecondUseful, names).Transpose(names...)
		unmet := slices.Clone(w.demand)
		for i, v := range used.Data() {
			if unmet[i] -= v; unmet[i] <= 1e-12*w.demand[i] { // met, but for rounding
				unmet[i] = 0
			}
		}
		r.Unmet = quantity.New(d.unit.String(), unmet, axes...).WithSources(used.Sources()...)
	}
	return r, nil
}
