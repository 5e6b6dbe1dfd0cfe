package quantity

import (
	"fmt"
	"slices"
)

// take builds the array with labels along axis k, read from positions pos.
func (a Array) take(k int, pos []int, labels []string) Array {
	axes := slices.Clone(a.axes)
	axes[k] = Axis{axes[k].Name, slices.Clone(labels)}
	st := strides(a.axes)[k]
	old := len(a.axes[k].Labels)
	data := make([]float64, 0, size(axes))
	for base := 0; base < len(a.data); base += st * old {
		for _, p := range pos {
			data = append(data, a.data[base+p*st:base+(p+1)*st]...)
		}
	}
	a.axes, a.data = axes, data
	return a
}

// Pick fixes axes at one label each and drops them; it takes axis, label
// pairs: wind := demand.Pick("technology", "wind").
func (a Array) Pick(pairs ...string) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	if len(pairs)%2 != 0 {
		return fail("Pick", "an odd number of arguments: axis, label pairs are wanted")
	}
	for i := 0; i < len(pairs); i += 2 {
		k := a.axisIndex(pairs[i])
		if k < 0 {
			return a.noAxis("Pick", pairs[i])
		}
		p := a.axes[k].Index(pairs[i+1])
		if p < 0 {
			return fail("Pick", "axis %q has no label %q%s; it is %s", pairs[i], pairs[i+1], DidYouMean(pairs[i+1], a.axes[k].Labels), a.axes[k])
		}
		a = a.take(k, []int{p}, a.axes[k].Labels[p:p+1])
		a.axes = slices.Delete(a.axes, k, k+1)
	}
	return a
}

// Select keeps the given labels of an axis, in the given order.
func (a Array) Select(axis string, labels ...string) Array {
	return a.reindex("Select", axis, labels, nil)
}

// Reindex gives an axis new labels: known ones are kept, new ones need Fill.
//
//	demand.Reindex("mineral", "lithium", "terbium")   // error: no label "terbium"
//	demand.Fill(0, "mineral", "lithium", "terbium")   // terbium is 0, said aloud
func (a Array) Reindex(axis string, labels ...string) Array {
	return a.reindex("Reindex", axis, labels, nil)
}

// Fill is Reindex with a value for labels the axis does not have.
func (a Array) Fill(value float64, axis string, labels ...string) Array {
	return a.reindex("Fill", axis, labels, &value)
}

func (a Array) reindex(op, axis string, labels []string, fill *float64) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	k := a.axisIndex(axis)
	if k < 0 {
		return a.noAxis(op, axis)
	}
	if err := (Axis{axis, labels}).check(); err != nil {
		return fail(op, "%w", err)
	}
	idx := a.axes[k].index()
	pos := make([]int, len(labels))
	for i, l := range labels {
		p, ok := idx[l]
		if !ok && fill == nil {
			return fail(op, "axis %q has no label %q%s; it is %s", axis, l, DidYouMean(l, a.axes[k].Labels), a.axes[k])
		}
		if !ok {
			p = -1
		}
		pos[i] = p
	}
	return a.takeFilled(k, pos, labels, fill).checked(op)
}

// takeFilled is take with position -1 standing for the fill value.
func (a Array) takeFilled(k int, pos []int, labels []string, fill *float64) Array {
	if !slices.Contains(pos, -1) {
		return a.take(k, pos, labels)
	}
	safe := slices.Clone(pos)
	for i := range safe {
		safe[i] = max(safe[i], 0)
	}
	out := a.take(k, safe, labels)
	st := strides(out.axes)[k]
	for i := range out.data {
		if pos[i/st%len(labels)] < 0 {
			out.data[i] = *fill
		}
	}
	return out
}

// Expand repeats the array over further axes, which come first.
func (a Array) Expand(axes ...Axis) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	all := append(cloneAxes(axes), a.axes...)
	n := 1
	for _, ax := range axes {
		n *= len(ax.Labels)
	}
	data := make([]float64, 0, n*len(a.data))
	for range n {
		data = append(data, a.data...)
	}
	return build("Expand", a.unit, data, all, a.sources)
}

// Transpose puts the axes in the named order; all of them must be named.
func (a Array) Transpose(names ...string) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	axes := make([]Axis, 0, len(names))
	for _, n := range names {
		ax, ok := a.Axis(n)
		if !ok {
			return a.noAxis("Transpose", n)
		}
		axes = append(axes, ax)
	}
	if len(axes) != len(a.axes) {
		return fail("Transpose", "%d of %d axes named; this array has %s", len(axes), len(a.axes), a.axisNames())
	}
	out := build("Transpose", a.unit, make([]float64, len(a.data)), axes, a.sources)
	if out.err != nil {
		return out
	}
	s := stridesIn(a, axes)
	walk(axes, s, s, func(i, ia, _, n, d, _ int) {
		for k := range n {
			out.data[i+k] = a.data[ia+k*d]
		}
	})
	return out
}

// Rename gives an axis another name.
func (a Array) Rename(axis, name string) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	k := a.axisIndex(axis)
	if k < 0 {
		return a.noAxis("Rename", axis)
	}
	axes := slices.Clone(a.axes)
	axes[k].Name = name
	return build("Rename", a.unit, a.data, axes, a.sources)
}

// Relabel gives the labels of an axis other names; they must stay distinct.
func (a Array) Relabel(axis string, f func(label string) string) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	k := a.axisIndex(axis)
	if k < 0 {
		return a.noAxis("Relabel", axis)
	}
	axes := cloneAxes(a.axes)
	for i, l := range axes[k].Labels {
		axes[k].Labels[i] = f(l)
	}
	return build("Relabel", a.unit, a.data, axes, a.sources)
}

// Group adds up labels of an axis under new ones: f maps each label to its
// group. Groups stand in the order in which they first appear.
func (a Array) Group(axis string, f func(label string) string) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	k := a.axisIndex(axis)
	if k < 0 {
		return a.noAxis("Group", axis)
	}
	var groups []string
	parts := map[string][]string{}
	for _, l := range a.axes[k].Labels {
		g := f(l)
		if g == "" {
			return fail("Group", "axis %q: label %q has the empty group", axis, l)
		}
		if parts[g] == nil {
			groups = append(groups, g)
		}
		parts[g] = append(parts[g], l)
	}
	sums := make([]Array, len(groups))
	for i, g := range groups {
		sums[i] = a.Select(axis, parts[g]...).Sum(axis).Expand(Axis{axis, []string{g}})
	}
	return Concat(axis, sums...).Transpose(namesOf(a.axes)...)
}

func namesOf(axes []Axis) []string {
	out := make([]string, len(axes))
	for i, x := range axes {
		out[i] = x.Name
	}
	return out
}

// Concat joins arrays along an axis they all have. The other axes must carry
// the same labels, the units must be equal, and labels along the axis distinct.
func Concat(axis string, arrays ...Array) Array {
	if err := firstErr(arrays...); err != nil {
		return failed(err)
	}
	if len(arrays) == 0 {
		return fail("Concat", "no arrays")
	}
	var labels []string
	var data []float64
	var sources []string
	first := arrays[0]
	if first.axisIndex(axis) < 0 {
		return fail("Concat", "no axis %q; the first array has %s", axis, first.axisNames())
	}
	rest := slices.DeleteFunc(namesOf(first.axes), func(n string) bool { return n == axis })
	order := append([]string{axis}, rest...)
	for i, b := range arrays {
		if !b.unit.Equal(first.unit) {
			return fail("Concat", "array %d is in %s, the first in %s", i, b.unit, first.unit)
		}
		b = b.Transpose(order...)
		if b.err != nil {
			return failed(fmt.Errorf("quantity: Concat: array %d: %w", i, b.err))
		}
		for _, n := range rest {
			want, _ := first.Axis(n)
			have, _ := b.Axis(n)
			pos, err := have.positions(want)
			if err != nil {
				return fail("Concat", "array %d: %w", i, err)
			}
			if pos != nil {
				b = b.take(b.axisIndex(n), pos, want.Labels)
			}
		}
		labels = append(labels, b.axes[0].Labels...)
		data = append(data, b.data...)
		sources = union(sources, b.sources)
	}
	axes := []Axis{{axis, labels}}
	for _, n := range rest {
		ax, _ := first.Axis(n)
		axes = append(axes, ax)
	}
	return build("Concat", first.unit, data, axes, sources).Transpose(namesOf(first.axes)...)
}
