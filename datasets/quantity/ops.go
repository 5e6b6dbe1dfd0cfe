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
