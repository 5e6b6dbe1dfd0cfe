package mfa

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Lives says which lifetime holds where, when one does not fit all: by label
// of an axis (By), or by parameters over any axes and the cohort
// (LivesFrom). At is asked for a cell and the label of a cohort, the year in
// which it enters.
type Lives interface {
	At(cell Cell, cohort string) (Lifetime, error)
}

// A Cell names one place of a stock: a label on each axis but the year.
type Cell struct{ axes, labels []string }

// Label is the cell's label on an axis; ok is false when there is no such axis.
func (c Cell) Label(axis string) (label string, ok bool) {
	if i := slices.Index(c.axes, axis); i >= 0 {
		return c.labels[i], true
	}
	return "", false
}

// String names the cell: "region CA, technology wind".
func (c Cell) String() string {
	parts := make([]string, len(c.axes))
	for i := range c.axes {
		parts[i] = c.axes[i] + " " + c.labels[i]
	}
	return strings.Join(parts, ", ")
}

// By gives each label of an axis its lifetime. A label of the stock that the
// map lacks is an error.
//
//	mfa.By{Axis: "technology", Lives: map[string]mfa.Lifetime{"wind": mfa.Weibull{3, 25}, "pv": mfa.Weibull{5, 30}}}
type By struct {
	Axis  string
	Lives map[string]Lifetime
}

// Same is one lifetime for every cell and cohort, where Lives are asked for.
func Same(l Lifetime) Lives { return everywhere{l} }

type everywhere struct{ life Lifetime }

// anyCohort marks rules that never look at the cohort, which allows the fast
// way: one survival curve a cell.
type anyCohort interface{ sameForCohorts() bool }

func (everywhere) sameForCohorts() bool { return true }
func (By) sameForCohorts() bool         { return true }

func (e everywhere) At(Cell, string) (Lifetime, error) { return e.life, nil }

// check sees the axes of the stock before any cell is asked for.
func (b By) check(axes []quantity.Axis) error {
	for _, ax := range axes {
		if ax.Name != b.Axis {
			continue
		}
		for _, l := range ax.Labels {
			if b.Lives[l] == nil {
				return fmt.Errorf("mfa: By: axis %q has label %q, and no lifetime is given for it", b.Axis, l)
			}
		}
		for _, l := range sortedKeys(b.Lives) {
			if ax.Index(l) < 0 {
				return fmt.Errorf("mfa: By: a lifetime is given for %q, and axis %q has no such label", l, b.Axis)
			}
		}
		return nil
	}
	return fmt.Errorf("mfa: By: the stock has no axis %q", b.Axis)
}

// At looks the cell's label up.
func (b By) At(at Cell, _ string) (Lifetime, error) {
	label, ok := at.Label(b.Axis)
	if !ok {
		return nil, fmt.Errorf("mfa: By: the stock has no axis %q", b.Axis)
	}
	l := b.Lives[label]
	if l == nil {
		return nil, fmt.Errorf("mfa: By: axis %q has label %q, and no lifetime is given for it", b.Axis, label)
	}
	return l, nil
}

// Parameters builds lifetimes from arrays of parameters, which may have any
// axes of the stock, and the axis "cohort" where the lifetime belongs to the
// year of entry. See LivesFrom, Weibulls and Normals.
type Parameters struct {
	of     func(p []float64) Lifetime
	arrays []quantity.Array
	reads  [][]paramAxis // one list an array
}

type paramAxis struct {
	name   string
	stride int
	labels []string
	index  map[string]int // of long axes
}

// find returns the position of a label, or -1.
func (p paramAxis) find(label string) int {
	if p.index == nil {
		return slices.Index(p.labels, label)
	}
	if i, ok := p.index[label]; ok {
		return i
	}
	return -1
}

// LivesFrom calls of with the value of each array at the cell and the cohort:
//
//	lives, err := mfa.LivesFrom(func(p []float64) mfa.Lifetime { return mfa.Gamma{Shape: p[0], Scale: p[1]} }, shape, scale)
//
// Arrays in a unit of time are read in years, others must be pure numbers. An
// axis "year" means the year of entry, as "cohort" does.
func LivesFrom(of func(p []float64) Lifetime, params ...quantity.Array) (*Parameters, error) {
	out := &Parameters{of: of}
	for i, a := range params {
		if err := a.Err(); err != nil {
			return nil, fmt.Errorf("mfa: LivesFrom: parameter %d: %w", i, err)
		}
		if _, ok := a.Axis("cohort"); !ok {
			if _, ok := a.Axis("year"); ok {
				a = a.Rename("year", "cohort")
			}
		}
		unit := "1"
		if a.Unit().SameDimension(year) {
			unit = "yr"
		}
		if a = to(a, unit); a.Err() != nil {
			return nil, fmt.Errorf("mfa: LivesFrom: parameter %d: a lifetime parameter is in a unit of time or a pure number: %w", i, a.Err())
		}
		out.arrays = append(out.arrays, a)
		out.reads = append(out.reads, paramAxes(a))
	}
	return out, nil
}

var (
	year = quantity.MustUnit("yr")
	pure = quantity.MustUnit("1")
)

// to converts to a unit unless the array is in it.
func to(a quantity.Array, unit string) quantity.Array {
	if unit == "yr" && a.Unit().Equal(year) || unit == "1" && a.Unit().Equal(pure) {
		return a
	}
	return a.To(unit)
}

// Weibulls is LivesFrom for Weibull lifetimes.
func Weibulls(shape, scale quantity.Array) (*Parameters, error) {
	return LivesFrom(func(p []float64) Lifetime { return Weibull{Shape: p[0], Scale: p[1]} }, shape, scale)
}

// Normals is LivesFrom for Normal lifetimes.
func Normals(mean, sd quantity.Array) (*Parameters, error) {
	return LivesFrom(func(p []float64) Lifetime { return Normal{Mean: p[0], SD: p[1]} }, mean, sd)
}

func paramAxes(a quantity.Array) []paramAxis {
	axes := a.Axes()
	out := make([]paramAxis, len(axes))
	stride := 1
	for k := len(axes) - 1; k >= 0; k-- {
		out[k] = paramAxis{name: axes[k].Name, stride: stride, labels: axes[k].Labels}
		if axes[k].Len() > 8 {
			out[k].index = make(map[string]int, axes[k].Len())
			for i, l := range axes[k].Labels {
				out[k].index[l] = i
			}
		}
		stride *= axes[k].Len()
	}
	return out
}

func (p *Parameters) sameForCohorts() bool {
	for _, r := range p.reads {
		if slices.ContainsFunc(r, func(a paramAxis) bool { return a.name == "cohort" }) {
			return false
		}
	}
	return true
}

// At reads the parameters at the cell and the cohort.
func (p *Parameters) At(at Cell, cohort string) (Lifetime, error) {
	v := make([]float64, len(p.arrays))
	for i, reads := range p.reads {
		pos := 0
		for _, r := range reads {
			label, ok := cohort, true
			if r.name != "cohort" {
				label, ok = at.Label(r.name)
			}
			if !ok {
				return nil, fmt.Errorf("mfa: LivesFrom: parameter %d has axis %q, and the stock has none", i, r.name)
			}
			j := r.find(label)
			if j < 0 {
				cure := ""
				if r.name == "cohort" {
					cure = "; extend it (mfa.HoldFirst for the past)"
				}
				return nil, fmt.Errorf("mfa: LivesFrom: parameter %d has no value for %s %q%s", i, r.name, label, cure)
			}
			pos += j * r.stride
		}
		v[i] = p.arrays[i].Data()[pos]
	}
	return p.of(v), nil
}

// comparable reports whether == on a lifetime is allowed.
func comparable(l Lifetime) bool {
	switch l.(type) {
	case nil, Table:
		return false
	case Fixed, Normal, FoldedNormal, LogNormal, Weibull, Gamma, Logistic:
		return true
	}
	return reflect.ValueOf(l).Comparable()
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
