package quantity

import (
	"fmt"
	"math"
	"slices"
)

// firstErr returns the first error among the operands of op.
func firstErr(as ...Array) error {
	for _, a := range as {
		if err := a.Err(); err != nil {
			return err
		}
	}
	return nil
}

// Times multiplies cell by cell over the union of the axes (those of a first,
// then those only b has) and multiplies the units. An axis both have must
// carry the same labels, in any order.
func (a Array) Times(b Array) Array {
	return a.broadcast("Times", b, a.unit.Times(b.unit), func(x, y float64) float64 { return x * y })
}

// Over divides as Times multiplies. Division by zero is an error that names
// the cell.
func (a Array) Over(b Array) Array {
	return a.broadcast("Over", b, a.unit.Over(b.unit), func(x, y float64) float64 { return x / y })
}

func (a Array) broadcast(op string, b Array, u Unit, f func(x, y float64) float64) Array {
	if err := firstErr(a, b); err != nil {
		return failed(err)
	}
	axes := slices.Clone(a.axes)
	for _, ax := range b.axes {
		if a.axisIndex(ax.Name) < 0 {
			axes = append(axes, ax)
		}
	}
	b = b.aligned(op, a)
	if b.err != nil {
		return b
	}
	sa, sb := stridesIn(a, axes), stridesIn(b, axes)
	out := Array{axes: axes, unit: u, data: make([]float64, size(axes)), sources: union(a.sources, b.sources)}
	walk(axes, sa, sb, func(i, ia, ib, n, da, db int) {
		for k := range n {
			out.data[i+k] = f(a.data[ia+k*da], b.data[ib+k*db])
		}
	})
	return out.checked(op)
}

// stridesIn gives the stride of a along each of axes, 0 where a lacks it.
func stridesIn(a Array, axes []Axis) []int {
	own := strides(a.axes)
	out := make([]int, len(axes))
	for k, ax := range axes {
		if j := a.axisIndex(ax.Name); j >= 0 {
			out[k] = own[j]
		}
	}
	return out
}

// walk visits the cells of axes in row-major order, one run along the last
// axis at a time: i is the position in the result, ia and ib in the operands,
// n the run's length, da and db the operands' steps along it.
func walk(axes []Axis, sa, sb []int, run func(i, ia, ib, n, da, db int)) {
	last := len(axes) - 1
	if last < 0 {
		run(0, 0, 0, 1, 0, 0)
		return
	}
	n := len(axes[last].Labels)
	pos := make([]int, last)
	i, ia, ib := 0, 0, 0
	for {
		run(i, ia, ib, n, sa[last], sb[last])
		i += n
		k := last - 1
		for ; k >= 0; k-- {
			pos[k]++
			ia += sa[k]
			ib += sb[k]
			if pos[k] < len(axes[k].Labels) {
				break
			}
			ia -= sa[k] * pos[k]
			ib -= sb[k] * pos[k]
			pos[k] = 0
		}
		if k < 0 {
			return
		}
	}
}

// aligned reorders the labels of b's axes to the order a has; axes a lacks
// stay as they are.
func (b Array) aligned(op string, a Array) Array {
	for k, ax := range b.axes {
		j := a.axisIndex(ax.Name)
		if j < 0 {
			continue
		}
		pos, err := ax.positions(a.axes[j])
		if err != nil {
			return fail(op, "%w", err)
		}
		if pos != nil {
			b = b.take(k, pos, a.axes[j].Labels)
		}
	}
	return b
}

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

// Plus adds arrays over the same axes (order does not matter) in the same
// unit. Convert first where they differ: a.Plus(b.To("kt")).
func (a Array) Plus(b Array) Array {
	return a.likeWith("Plus", b, func(x, y float64) float64 { return x + y })
}

// Minus subtracts as Plus adds.
func (a Array) Minus(b Array) Array {
	return a.likeWith("Minus", b, func(x, y float64) float64 { return x - y })
}

// likeWith combines two arrays that must have the same axes and unit.
func (a Array) likeWith(op string, b Array, f func(x, y float64) float64) Array {
	if err := firstErr(a, b); err != nil {
		return failed(err)
	}
	for _, ax := range b.axes {
		if a.axisIndex(ax.Name) < 0 {
			return fail(op, "axis %q: right has it, left has %s; Expand or Sum first", ax.Name, a.axisNames())
		}
	}
	for _, ax := range a.axes {
		if b.axisIndex(ax.Name) < 0 {
			return fail(op, "axis %q: left has it, right has %s; Expand or Sum first", ax.Name, b.axisNames())
		}
	}
	if !a.unit.Equal(b.unit) {
		if a.unit.SameDimension(b.unit) {
			return fail(op, "units %s and %s: convert one, for instance right.To(%q)", a.unit, b.unit, a.unit)
		}
		return fail(op, "units clash: left is %s (%s), right is %s (%s)", a.unit, a.unit.Dimension(), b.unit, b.unit.Dimension())
	}
	return a.broadcast(op, b, a.unit, f)
}

// Scale multiplies every value by a pure number.
func (a Array) Scale(f float64) Array {
	return a.Map(func(x float64) float64 { return f * x })
}

// Map applies f to every value; the unit stays. NaN and Inf are errors.
func (a Array) Map(f func(float64) float64) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	data := make([]float64, len(a.data))
	for i, v := range a.data {
		data[i] = f(v)
	}
	a.data = data
	return a.checked("Map")
}

// To converts to another unit of the same dimension.
func (a Array) To(unit string) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	u, err := ParseUnit(unit)
	if err != nil {
		return failed(err)
	}
	f, err := a.unit.convert(u)
	if err != nil {
		return fail("To", "%w", err)
	}
	if f != 1 {
		a = a.Map(func(x float64) float64 { return f * x })
	}
	a.unit = u
	return a
}

// Sum adds up the named axes and drops them.
func (a Array) Sum(axes ...string) Array {
	return a.reduce("Sum", axes, 0, func(acc, x float64) float64 { return acc + x })
}

// Max takes the largest value along the named axes and drops them.
func (a Array) Max(axes ...string) Array { return a.reduce("Max", axes, math.Inf(-1), math.Max) }

// Min takes the smallest value along the named axes and drops them.
func (a Array) Min(axes ...string) Array { return a.reduce("Min", axes, math.Inf(1), math.Min) }

func (a Array) reduce(op string, names []string, start float64, f func(acc, x float64) float64) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	if len(names) == 0 {
		return fail(op, "no axis named; this array has %s", a.axisNames())
	}
	for _, n := range names {
		k := a.axisIndex(n)
		if k < 0 {
			return fail(op, "no axis %q%s; this array has %s", n, DidYouMean(n, a.namesOfAxes()), a.axisNames())
		}
		a = a.reduceAxis(k, start, f)
	}
	return a.checked(op)
}

// reduceAxis folds axis k in the order of its labels.
func (a Array) reduceAxis(k int, start float64, f func(acc, x float64) float64) Array {
	st, n := strides(a.axes)[k], len(a.axes[k].Labels)
	data := make([]float64, len(a.data)/n)
	for i := range data {
		data[i] = start
	}
	for base, o := 0, 0; base < len(a.data); base, o = base+st*n, o+st {
		for p := range n {
			row := a.data[base+p*st : base+(p+1)*st]
			for j, x := range row {
				data[o+j] = f(data[o+j], x)
			}
		}
	}
	a.axes = slices.Delete(slices.Clone(a.axes), k, k+1)
	a.data = data
	return a
}

// CumSum replaces each value by the running total along an axis, in the order
// of its labels.
func (a Array) CumSum(axis string) Array {
	if err := a.Err(); err != nil {
		return failed(err)
	}
	k := a.axisIndex(axis)
	if k < 0 {
		return fail("CumSum", "no axis %q%s; this array has %s", axis, DidYouMean(axis, a.namesOfAxes()), a.axisNames())
	}
	st, n := strides(a.axes)[k], len(a.axes[k].Labels)
	a.data = slices.Clone(a.data)
	for i := range a.data {
		if i/st%n > 0 {
			a.data[i] += a.data[i-st]
		}
	}
	return a.checked("CumSum")
}

// Shares divides by the total along an axis, so that the values along it sum
// to 1. A total of zero is an error that names the cell.
func (a Array) Shares(axis string) Array {
	s := a.Over(a.Sum(axis))
	s.unit = Unit{}
	return s
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
			return fail("Pick", "no axis %q%s; this array has %s", pairs[i], DidYouMean(pairs[i], a.namesOfAxes()), a.axisNames())
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
		return fail(op, "no axis %q%s; this array has %s", axis, DidYouMean(axis, a.namesOfAxes()), a.axisNames())
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
			return fail("Transpose", "no axis %q%s; this array has %s", n, DidYouMean(n, a.namesOfAxes()), a.axisNames())
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
		return fail("Rename", "no axis %q%s; this array has %s", axis, DidYouMean(axis, a.namesOfAxes()), a.axisNames())
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
		return fail("Relabel", "no axis %q%s; this array has %s", axis, DidYouMean(axis, a.namesOfAxes()), a.axisNames())
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
		return fail("Group", "no axis %q%s; this array has %s", axis, DidYouMean(axis, a.namesOfAxes()), a.axisNames())
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

// Near reports whether a and b hold the same numbers: same axes and labels in
// any order, convertible units, every value within tol relative to the larger
// of the two magnitudes. The error names the first cell that differs.
func (a Array) Near(b Array, tol float64) error {
	b = b.To(a.unit.String())
	d := a.Minus(b)
	if d.err != nil {
		return d.err
	}
	b = b.aligned("Near", a).Transpose(namesOf(a.axes)...)
	for i, x := range a.data {
		if y := b.data[i]; math.Abs(x-y) > tol*math.Max(math.Abs(x), math.Abs(y)) {
			return fmt.Errorf("quantity: Near: %v and %v %s at %s", x, y, a.unit, a.where(i))
		}
	}
	return nil
}
