package mfa

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Einsum multiplies arrays over the union of their axes and adds up every axis
// that keep does not name, without building the full product:
//
//	scrap := mfa.Einsum([]string{"year", "element"}, outflow, content, yield)
//
// Axes of one name must carry the same labels, in any order; units multiply.
// Arrays are taken from left to right, and an axis is added up as soon as no
// later array has it. It is the short form of Times and Sum, for experts.
func Einsum(keep []string, arrays ...quantity.Array) quantity.Array {
	if len(arrays) == 0 {
		return quantity.Failed(fmt.Errorf("mfa: Einsum: no arrays"))
	}
	for i, k := range keep {
		if slices.Contains(keep[:i], k) {
			return quantity.Failed(fmt.Errorf("mfa: Einsum: axis %q is kept twice", k))
		}
		if !slices.ContainsFunc(arrays, func(a quantity.Array) bool { _, ok := a.Axis(k); return ok }) && firstError(arrays) == nil {
			return quantity.Failed(fmt.Errorf("mfa: Einsum: axis %q is kept, and no array has it", k))
		}
	}
	if all, ok := small(arrays); ok {
		return product(keep, arrays, all)
	}
	acc := arrays[0]
	for i := range arrays {
		var later []string
		later = append(later, keep...)
		for _, a := range arrays[i+1:] {
			later = append(later, axisList(a.Axes())...)
		}
		if i == 0 {
			acc = sumOthers(acc, later)
			continue
		}
		acc = contract(acc, arrays[i], later)
	}
	if acc.Err() != nil {
		return acc
	}
	return acc.Transpose(keep...)
}

// small reports whether the full product has few cells, so that one pass over
// it is cheaper than results in between. It returns the axes of the product.
func small(arrays []quantity.Array) (axes []quantity.Axis, ok bool) {
	cells := 1
	for _, a := range arrays {
		for _, ax := range a.Axes() {
			if !slices.ContainsFunc(axes, func(x quantity.Axis) bool { return x.Name == ax.Name }) {
				axes, cells = append(axes, ax), cells*ax.Len()
			}
		}
	}
	return axes, cells <= 1<<12 && firstError(arrays) == nil
}

// product multiplies all arrays cell by cell over the given axes.
func product(keep []string, arrays []quantity.Array, all []quantity.Axis) quantity.Array {
	kept := make([]quantity.Axis, len(keep))
	for i, k := range keep {
		kept[i] = all[slices.IndexFunc(all, func(x quantity.Axis) bool { return x.Name == k })]
	}
	outStride := make([]int, len(all))
	n := 1
	for i := len(kept) - 1; i >= 0; i-- {
		outStride[slices.IndexFunc(all, func(x quantity.Axis) bool { return x.Name == kept[i].Name })] = n
		n *= kept[i].Len()
	}
	full := make([]float64, cellsOf(all).n)
	for i := range full {
		full[i] = 1
	}
	unit, none := arrays[0].Unit(), make([]int, len(all))
	var sources []string
	for i, a := range arrays {
		for _, ax := range a.Axes() {
			same := all[slices.IndexFunc(all, func(x quantity.Axis) bool { return x.Name == ax.Name })]
			if slices.Equal(same.Labels, ax.Labels) {
				continue
			}
			var err error
			if a, err = aligned(a, quantity.Full("1", 1, same)); err != nil {
				return quantity.Failed(fmt.Errorf("mfa: Einsum: %w", err))
			}
		}
		if i > 0 {
			unit = unit.Times(a.Unit())
		}
		sources = append(sources, a.Sources()...)
		v, at := a.Data(), 0
		visit(all, stride(a, all), none, func(ia, _, n, da, _ int) {
			for k := range n {
				full[at+k] *= v[ia+k*da]
			}
			at += n
		})
	}
	out, at := make([]float64, n), 0
	visit(all, outStride, none, func(io, _, n, d, _ int) {
		for k := range n {
			out[io+k*d] += full[at+k]
		}
		at += n
	})
	return quantity.Own(unit, out, kept...).WithSources(sources...)
}

func firstError(arrays []quantity.Array) error {
	for _, a := range arrays {
		if err := a.Err(); err != nil {
			return err
		}
	}
	return nil
}

// sumOthers adds up the axes that are not needed any more.
func sumOthers(a quantity.Array, needed []string) quantity.Array {
	var gone []string
	for _, ax := range a.Axes() {
		if !slices.Contains(needed, ax.Name) {
			gone = append(gone, ax.Name)
		}
	}
	if len(gone) == 0 {
		return a
	}
	return a.Sum(gone...)
}

// contract multiplies two arrays and adds up the axes that are not needed.
func contract(a, b quantity.Array, needed []string) quantity.Array {
	if err := firstError([]quantity.Array{a, b}); err != nil {
		return quantity.Failed(err)
	}
	var err error
	if b, err = aligned(b, a); err != nil {
		return quantity.Failed(fmt.Errorf("mfa: Einsum: %w", err))
	}
	var kept, gone []quantity.Axis
	for _, ax := range unionAxes(a, b) {
		if slices.Contains(needed, ax.Name) {
			kept = append(kept, ax)
		} else {
			gone = append(gone, ax)
		}
	}
	all := append(slices.Clone(kept), gone...)
	out := make([]float64, cellsOf(kept).n)
	inner := cellsOf(gone).n
	x, y := a.Data(), b.Data()
	i := 0
	visit(all, stride(a, all), stride(b, all), func(ia, ib, n, da, db int) {
		for k := range n {
			out[(i+k)/inner] += x[ia+k*da] * y[ib+k*db]
		}
		i += n
	})
	unit := a.Unit().Times(b.Unit())
	return quantity.Own(unit, out, kept...).WithSources(a.Sources()...).WithSources(b.Sources()...)
}

// aligned puts the labels of b in the order they have in a.
func aligned(b, a quantity.Array) (quantity.Array, error) {
	for _, ax := range b.Axes() {
		other, ok := a.Axis(ax.Name)
		if !ok || slices.Equal(ax.Labels, other.Labels) {
			continue
		}
		if ax.Len() != other.Len() {
			return b, fmt.Errorf("axis %q has %d labels on the left and %d on the right", ax.Name, other.Len(), ax.Len())
		}
		if b = b.Select(ax.Name, other.Labels...); b.Err() != nil {
			return b, b.Err()
		}
	}
	return b, nil
}

// unionAxes lists the axes of a, then those only b has.
func unionAxes(a, b quantity.Array) []quantity.Axis {
	axes := a.Axes()
	for _, ax := range b.Axes() {
		if _, ok := a.Axis(ax.Name); !ok {
			axes = append(axes, ax)
		}
	}
	return axes
}

// stride is the distance in a's data between neighbours along each axis, 0
// where a lacks it.
func stride(a quantity.Array, axes []quantity.Axis) []int {
	own := a.Axes()
	out := make([]int, len(axes))
	n := 1
	for k := len(own) - 1; k >= 0; k-- {
		for i := range axes {
			if axes[i].Name == own[k].Name {
				out[i] = n
			}
		}
		n *= own[k].Len()
	}
	return out
}

// visit walks over axes in row-major order, a run of n along the last axis at a
// time: ia and ib are positions in two arrays, da and db their steps.
func visit(axes []quantity.Axis, sa, sb []int, run func(ia, ib, n, da, db int)) {
	last := len(axes) - 1
	if last < 0 {
		run(0, 0, 1, 0, 0)
		return
	}
	pos := make([]int, last)
	ia, ib := 0, 0
	for {
		run(ia, ib, axes[last].Len(), sa[last], sb[last])
		k := last - 1
		for ; k >= 0; k-- {
			pos[k]++
			ia, ib = ia+sa[k], ib+sb[k]
			if pos[k] < axes[k].Len() {
				break
			}
			ia, ib = ia-sa[k]*pos[k], ib-sb[k]*pos[k]
			pos[k] = 0
		}
		if k < 0 {
			return
		}
	}
}
