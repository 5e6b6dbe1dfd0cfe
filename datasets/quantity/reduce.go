package quantity

import (
	"math"
	"slices"
)

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
			return a.noAxis(op, n)
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
		return a.noAxis("CumSum", axis)
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
