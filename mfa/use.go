package mfa

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Use says how things leave a stock: their lifetime, the age convention, and
// what was there before. Life (one for all) or Lives (by label or cohort), and
// Age, must be given; the rest has defaults.
//
//	cars := mfa.Use{Life: mfa.Weibull{Shape: 3.5, Scale: 15}, Age: mfa.MidYear}
type Use struct {
	Life  Lifetime   // of everything; or
	Lives Lives      // by label, parameter array or cohort
	Age   Convention // when in its step a cohort enters

	// Initial is the stock at the end of the step before the first, by year of
	// entry: axis "cohort", and the other axes of the stock. Survivors age on
	// from there. Without it the stock starts empty. See InitialFromGrowth
	// and Dynamics.CohortsAt.
	Initial quantity.Array

	// Extend stretches lives by calendar year: axis "year", and any other axes
	// of the stock; pure numbers, 1.2 for a fifth longer. In year t everything
	// in use, whatever its cohort, faces the risk of the stretched curve at its
	// age (hazard replacement; Krych et al. 2024, doi 10.1111/jiec.13586).
	// Stretching by cohort is a parameter of Lives.
	Extend quantity.Array

	// Bounds are the n+1 ends of the n steps, in years, where steps are not
	// the calendar years of the labels: see StepsEnding. Flows stay amounts
	// per step.
	Bounds []float64

	// Negative says what StockDriven does when the stock falls faster than
	// lives end.
	Negative Negative
}

// Negative is the choice for a stock that falls faster than lives end.
type Negative int

// The three answers to a negative inflow.
const (
	WarnNegative   Negative = iota // keep the negative inflow and warn, naming the years
	ScrapEarly                     // no inflow; all cohorts are scrapped in proportion until the stock is met; warn
	RefuseNegative                 // an error
)

// String names the choice.
func (n Negative) String() string {
	switch n {
	case WarnNegative:
		return "negative inflow kept"
	case ScrapEarly:
		return "early scrapping"
	case RefuseNegative:
		return "negative inflow refused"
	}
	return fmt.Sprintf("Negative(%d)", int(n))
}

// StepsEnding is the Bounds of steps whose labels are their last year: with
// first = 5, the years 2025, 2030, 2040 stand for 2021-2025, 2026-2030 and
// 2031-2040.
func StepsEnding(first int, years ...int) []float64 {
	if len(years) == 0 {
		return nil
	}
	out := []float64{float64(years[0] + 1 - first)}
	for _, y := range years {
		out = append(out, float64(y+1))
	}
	return out
}

// grid is the time axis: steps, and the cohorts that may stand in them.
type grid struct {
	years   []string  // labels of the steps
	cohorts []string  // labels of all cohorts: early ones, then the steps
	early   int       // how many cohorts are older than the first step
	lo, hi  []float64 // when each cohort enters: between lo and hi
	start   float64   // begin of the first step
	ends    []float64 // end of each step
	uniform bool      // age depends on the difference of positions alone
}

// length of step t in years.
func (g grid) length(t int) float64 { return g.hi[g.early+t] - g.lo[g.early+t] }

func (u Use) grid(axis quantity.Axis) (grid, error) {
	years, err := axis.Years()
	if err != nil {
		return grid{}, fmt.Errorf("mfa: %w", err)
	}
	n := len(years)
	g := grid{years: axis.Labels}
	bounds := u.Bounds
	if bounds == nil {
		if bounds, err = calendar(years); err != nil {
			return g, err
		}
	}
	if err := checkBounds(bounds, n); err != nil {
		return g, err
	}
	if given(u.Initial) {
		if err := g.addEarly(u.Initial, bounds[0]); err != nil {
			return g, err
		}
	}
	g.cohorts = append(g.cohorts, axis.Labels...)
	g.lo, g.hi = append(g.lo, bounds[:n]...), append(g.hi, bounds[1:]...)
	g.start, g.ends = bounds[0], bounds[1:]
	g.uniform = evenly(g.lo, g.hi)
	return g, nil
}

// calendar gives each year its own step, and refuses gaps.
func calendar(years []int) ([]float64, error) {
	out := []float64{float64(years[0])}
	for i, y := range years {
		if i > 0 && y != years[i-1]+1 {
			return nil, fmt.Errorf("mfa: year %d follows %d: steps that are not single calendar years in order need Use.Bounds (see mfa.StepsEnding)", y, years[i-1])
		}
		out = append(out, float64(y+1))
	}
	return out, nil
}

func checkBounds(b []float64, n int) error {
	if len(b) != n+1 {
		return fmt.Errorf("mfa: Use.Bounds: %d bounds for %d steps; there must be %d", len(b), n, n+1)
	}
	for i, v := range b {
		if math.IsNaN(v) || math.IsInf(v, 0) || i > 0 && v <= b[i-1] {
			return fmt.Errorf("mfa: Use.Bounds[%d] is %v; bounds are finite and rise", i, v)
		}
	}
	return nil
}

// addEarly puts the cohorts of the initial stock before the steps.
func (g *grid) addEarly(initial quantity.Array, start float64) error {
	ax, ok := initial.Axis("cohort")
	if !ok {
		return fmt.Errorf("mfa: Use.Initial has no axis \"cohort\": give the initial stock by year of entry, or see mfa.InitialFromGrowth")
	}
	years, err := ax.Years()
	if err != nil {
		return fmt.Errorf("mfa: Use.Initial: %w", err)
	}
	slices.Sort(years)
	for _, y := range years {
		if float64(y+1) > start {
			return fmt.Errorf("mfa: Use.Initial: cohort %d enters after the first step begins (%v); the initial stock stands before it", y, start)
		}
		g.cohorts = append(g.cohorts, strconv.Itoa(y))
		g.lo, g.hi = append(g.lo, float64(y)), append(g.hi, float64(y+1))
	}
	g.early = len(years)
	return nil
}

// evenly reports whether cohorts follow one another in steps of one length.
func evenly(lo, hi []float64) bool {
	for i := range lo {
		if hi[i]-lo[i] != hi[0]-lo[0] || i > 0 && lo[i] != hi[i-1] {
			return false
		}
	}
	return true
}

// lives is the one rule that Life or Lives states.
func (u Use) lives() (Lives, error) {
	switch {
	case u.Life != nil && u.Lives != nil:
		return nil, fmt.Errorf("mfa: Use has both Life and Lives; set one")
	case u.Lives != nil:
		return u.Lives, nil
	}
	return everywhere{u.Life}, Validate(u.Life)
}
