package mfa

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Transition leaves one scenario for another: nothing changes before Year,
// from Year on the second scenario weighs 1/(Ramp+1) more each year, and from
// Year+Ramp on it holds alone. Ramp 0 is a break in Year.
type Transition struct {
	From, To string
	Year     int
	Ramp     int // years
}

// Weight of the second scenario in a year.
func (t Transition) Weight(year int) float64 {
	return min(1, max(0, float64(year-t.Year+1)/float64(t.Ramp+1)))
}

// Follow goes from scenario to scenario along a path of transitions, each
// beginning where the one before led. Every path is the weighted mean of both
// (shares stay shares); of a cohort that enters during the ramp, a part of the
// weight's size lives by the second scenario. Cohorts keep the content and the
// lives they entered with. The initial stock is that of the first scenario.
func Follow(scenarios []Scenario, path ...Transition) (Scenario, error) {
	if len(path) == 0 {
		return Scenario{}, fmt.Errorf("mfa: Follow: no transition is given")
	}
	now, err := named(scenarios, path[0].From)
	if err != nil {
		return Scenario{}, err
	}
	at := path[0].From
	for i, t := range path {
		switch {
		case t.From != at:
			return Scenario{}, fmt.Errorf("mfa: Follow: transition %d leaves %q, and the one before led to %q", i, t.From, at)
		case t.Ramp < 0:
			return Scenario{}, fmt.Errorf("mfa: Follow: transition %d from %q to %q has a ramp of %d years", i, t.From, t.To, t.Ramp)
		case i > 0 && t.Year < path[i-1].Year+path[i-1].Ramp:
			return Scenario{}, fmt.Errorf("mfa: Follow: transition %d begins in %d, before the one before is through (%d)", i, t.Year, path[i-1].Year+path[i-1].Ramp)
		}
		next, err := named(scenarios, t.To)
		if err != nil {
			return Scenario{}, err
		}
		if now, err = t.blend(now, next); err != nil {
			return Scenario{}, fmt.Errorf("mfa: transition from %q to %q: %w", t.From, t.To, err)
		}
		at = t.To
	}
	return now, nil
}

func named(scenarios []Scenario, name string) (Scenario, error) {
	for _, s := range scenarios {
		if s.Name == name {
			return s, nil
		}
	}
	var have []string
	for _, s := range scenarios {
		have = append(have, s.Name)
	}
	return Scenario{}, fmt.Errorf("mfa: Follow: no scenario %q; there are %q", name, have)
}

// blend mixes two scenarios year by year.
func (t Transition) blend(a, b Scenario) (Scenario, error) {
	out := a
	out.Name = fmt.Sprintf("%s, %s from %d", a.Name, b.Name, t.Year)
	m := mixer{t: t}
	m.years(a.Service, b.Service, a.Additions, b.Additions)
	m.array(&out.Service, "Service", a.Service, b.Service)
	m.array(&out.Shares, "Shares", a.Shares, b.Shares)
	m.array(&out.Additions, "Additions", a.Additions, b.Additions)
	m.array(&out.Intensity, "Intensity", a.Intensity, b.Intensity)
	m.array(&out.Displaces, "Displaces", a.Displaces, b.Displaces)
	m.array(&out.Use.Extend, "Use.Extend", a.Use.Extend, b.Use.Extend)
	out.Use.Life, out.Use.Lives = nil, m.lives(a.Use, b.Use)
	if a.Use.Age != b.Use.Age && m.err == nil {
		m.err = fmt.Errorf("Use.Age is %v in one and %v in the other", a.Use.Age, b.Use.Age)
	}
	if !slices.Equal(a.Pools, b.Pools) && m.err == nil {
		m.err = fmt.Errorf("Scenario.Pools are %q in one and %q in the other", a.Pools, b.Pools)
	}
	out.End = m.end(a.End, b.End)
	return out, m.err
}

// mixer blends one field after the other and keeps the first error.
type mixer struct {
	t    Transition
	axis quantity.Axis // years of the scenario
	err  error
}

// years takes the time axis from the first array that has one.
func (m *mixer) years(arrays ...quantity.Array) {
	for _, a := range arrays {
		if ax, ok := a.Axis("year"); ok {
			m.axis = ax
			return
		}
	}
	m.err = fmt.Errorf("neither Service nor Additions has the axis \"year\"")
}

// array is the weighted mean; an axis only one of them has is repeated in the
// other. A path that only one scenario has cannot be blended.
func (m *mixer) array(dst *quantity.Array, what string, a, b quantity.Array) {
	if m.err != nil || !given(a) && !given(b) {
		return
	}
	if given(a) != given(b) {
		m.err = fmt.Errorf("%s is set in one scenario only; set it in both", what)
		return
	}
	if a.Err() == nil && b.Err() == nil && m.same(a, b) {
		*dst = a
		return
	}
	axis := "year"
	for _, x := range []quantity.Array{a, b} {
		if _, ok := x.Axis("cohort"); ok {
			axis = "cohort"
		}
	}
	time := quantity.Axis{Name: axis, Labels: m.axis.Labels}
	for _, x := range []quantity.Array{a, b} {
		if ax, ok := x.Axis(axis); ok {
			time = ax
			break
		}
	}
	w, err := m.weights(time)
	if err != nil {
		m.err = fmt.Errorf("%s: %w", what, err)
		return
	}
	b = b.To(a.Unit().String())
	ones := quantity.Full("1", 1, time)
	left := a.Times(ones.Minus(w)).Times(expandLike(b))
	right := b.Times(w).Times(expandLike(a))
	names := axisList(left.Axes())
	*dst = left.Plus(right.Transpose(names...))
	if err := dst.Err(); err != nil {
		m.err = fmt.Errorf("%s: %w", what, err)
	}
}

// expandLike is 1 over the axes of a: multiplying by it repeats another array
// over them.
func expandLike(a quantity.Array) quantity.Array { return quantity.Full("1", 1, a.Axes()...) }

// same reports whether both are one array, so that it need not be spread over
// the years.
func (m *mixer) same(a, b quantity.Array) bool {
	return a.Unit().Equal(b.Unit()) && len(a.Axes()) == len(b.Axes()) && a.Near(b, 0) == nil
}

// weights of the second scenario along an axis of years.
func (m *mixer) weights(time quantity.Axis) (quantity.Array, error) {
	years, err := time.Years()
	if err != nil {
		return quantity.Array{}, err
	}
	w := make([]float64, len(years))
	for i, y := range years {
		w[i] = m.t.Weight(y)
	}
	return quantity.New("1", w, time), nil
}

// lives lets a part of each cohort live by the second scenario.
func (m *mixer) lives(a, b Use) Lives {
	la, err := a.lives()
	if err != nil && m.err == nil {
		m.err = err
	}
	lb, err := b.lives()
	if err != nil && m.err == nil {
		m.err = err
	}
	return mixedLives{m.t, la, lb}
}

type mixedLives struct {
	t    Transition
	a, b Lives
}

// At mixes the lives of both scenarios by the weight of the cohort's year.
func (l mixedLives) At(cell Cell, cohort string) (Lifetime, error) {
	y, err := strconv.Atoi(cohort)
	if err != nil {
		return nil, fmt.Errorf("mfa: cohort %q is not a year", cohort)
	}
	w := l.t.Weight(y)
	if w == 0 {
		return l.a.At(cell, cohort)
	}
	if w == 1 {
		return l.b.At(cell, cohort)
	}
	la, err := l.a.At(cell, cohort)
	if err != nil {
		return nil, err
	}
	lb, err := l.b.At(cell, cohort)
	return Mixed{la, lb, w}, err
}

// Mixed is a cohort of which the share W lives by B and the rest by A.
type Mixed struct {
	A, B Lifetime
	W    float64
}

// Survival is the weighted mean of both curves.
func (m Mixed) Survival(age float64) float64 {
	return (1-m.W)*m.A.Survival(age) + m.W*m.B.Survival(age)
}

// Validate checks the weight and both lifetimes.
func (m Mixed) Validate() error {
	if !(m.W >= 0 && m.W <= 1) || math.IsNaN(m.W) {
		return fmt.Errorf("mfa: lifetime Mixed: W is %v; it lies between 0 and 1", m.W)
	}
	if err := Validate(m.A); err != nil {
		return err
	}
	return Validate(m.B)
}

// end blends two ends of life; a scenario without one collects nothing.
func (m *mixer) end(a, b *EndOfLife) *EndOfLife {
	if m.err != nil || a == nil && b == nil {
		return nil
	}
	if a == nil || b == nil {
		m.err = fmt.Errorf("Scenario.End is set in one scenario only; set it in both (a Collection of 0 is none)")
		return nil
	}
	if !slices.Equal(a.Closed, b.Closed) {
		m.err = fmt.Errorf("End.Closed is %q in one and %q in the other", a.Closed, b.Closed)
		return nil
	}
	out := &EndOfLife{Closed: a.Closed}
	m.array(&out.Collection, "End.Collection", a.Collection, b.Collection)
	m.array(&out.Routes, "End.Routes", a.Routes, b.Routes)
	m.array(&out.Yield, "End.Yield", a.Yield, b.Yield)
	m.array(&out.Grades, "End.Grades", a.Grades, b.Grades)
	out.Second = m.second(a.Second, b.Second)
	return out
}

func (m *mixer) second(a, b *SecondLife) *SecondLife {
	if m.err != nil || a == nil && b == nil {
		return nil
	}
	if a == nil || b == nil { // one reuses nothing: the other's rules with a share that fades
		some := a
		if a == nil {
			some = b
		}
		none := *some
		none.Share = quantity.Scalar("1", 0)
		if a == nil {
			a = &none
		} else {
			b = &none
		}
	}
	out := &SecondLife{Lives: m.lives(Use{Life: a.Life, Lives: a.Lives}, Use{Life: b.Life, Lives: b.Lives})}
	m.array(&out.Share, "SecondLife.Share", a.Share, b.Share)
	m.array(&out.MaxAge, "SecondLife.MaxAge", a.MaxAge, b.MaxAge)
	m.array(&out.MinHealth, "SecondLife.MinHealth", a.MinHealth, b.MinHealth)
	m.array(&out.Fade, "SecondLife.Fade", a.Fade, b.Fade)
	m.array(&out.FadeSecond, "SecondLife.FadeSecond", a.FadeSecond, b.FadeSecond)
	m.array(&out.Demand, "SecondLife.Demand", a.Demand, b.Demand)
	m.array(&out.Collection, "SecondLife.Collection", a.Collection, b.Collection)
	return out
}
