package quantity

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// An Array holds float64 values, dense and row-major, over ordered labelled
// axes, in one unit, with the ids of the sources it rests on. It is a value:
// methods return new arrays and never change their receiver or arguments.
//
// An array that could not be computed holds no numbers and carries its error;
// see Err. The zero Array is such an array.
type Array struct {
	axes    []Axis
	unit    Unit
	data    []float64
	sources []string // sorted, distinct
	err     error
}

var errZero = errors.New("quantity: the zero Array holds nothing; build one with New, Scalar or Table.Array")

// New builds an array from row-major values; the last axis runs fastest. With
// no axes it is a scalar and takes one value. A wrong number of values, a bad
// unit or axis, NaN and Inf are errors that name the place.
func New(unit string, values []float64, axes ...Axis) Array {
	u, err := ParseUnit(unit)
	if err != nil {
		return failed(err)
	}
	return build("New", u, slices.Clone(values), cloneAxes(axes), nil)
}

// Own is New for numerical kernels: it takes the slice over instead of copying
// it, and a unit that is parsed already. The caller must not touch the slice
// again.
func Own(unit Unit, values []float64, axes ...Axis) Array {
	return build("Own", unit, values, cloneAxes(axes), nil)
}

// Scalar is an array with no axes.
func Scalar(unit string, value float64) Array { return New(unit, []float64{value}) }

// Full repeats one value over all axes.
func Full(unit string, value float64, axes ...Axis) Array {
	return Scalar(unit, value).Expand(axes...)
}

// Generate fills an array by calling f with the labels of each cell, in
// row-major order. The slice handed to f is reused.
func Generate(unit string, f func(labels []string) float64, axes ...Axis) Array {
	u, err := ParseUnit(unit)
	if err != nil {
		return failed(err)
	}
	a := build("Generate", u, make([]float64, size(axes)), cloneAxes(axes), nil)
	if a.err != nil {
		return a
	}
	a.eachCell(func(i int, labels []string) { a.data[i] = f(labels) })
	return a.checked("Generate")
}

// Failed is an array that carries an error: for packages whose functions take
// part in formulas. A nil error gives the zero Array, which is a failed one too.
func Failed(err error) Array { return Array{err: err} }

func failed(err error) Array { return Failed(err) }

func fail(op, format string, args ...any) Array {
	return failed(fmt.Errorf("quantity: "+op+": "+format, args...))
}

// build owns data and axes from here on.
func build(op string, u Unit, data []float64, axes []Axis, sources []string) Array {
	seen := map[string]bool{}
	for _, ax := range axes {
		if err := ax.check(); err != nil {
			return fail(op, "%w", err)
		}
		if seen[ax.Name] {
			return fail(op, "axis %q stands twice", ax.Name)
		}
		seen[ax.Name] = true
	}
	if n := size(axes); n != len(data) {
		return fail(op, "%d values for %d cells of %s", len(data), n, shapeOf(axes))
	}
	return Array{axes: axes, unit: u, data: data, sources: sources}.checked(op)
}

// checked refuses NaN and Inf, naming the cell.
func (a Array) checked(op string) Array {
	for i, v := range a.data {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fail(op, "%v at %s", v, a.where(i))
		}
	}
	return a
}

func cloneAxes(axes []Axis) []Axis {
	out := make([]Axis, len(axes))
	for i, a := range axes {
		out[i] = Axis{a.Name, slices.Clone(a.Labels)}
	}
	return out
}

func size(axes []Axis) int {
	n := 1
	for _, a := range axes {
		n *= len(a.Labels)
	}
	return n
}

// strides returns the distance in data between neighbours along each axis.
func strides(axes []Axis) []int {
	s := make([]int, len(axes))
	n := 1
	for i := len(axes) - 1; i >= 0; i-- {
		s[i] = n
		n *= len(axes[i].Labels)
	}
	return s
}

// eachCell visits cells in row-major order; labels is reused.
func (a Array) eachCell(visit func(i int, labels []string)) {
	labels := make([]string, len(a.axes))
	pos := make([]int, len(a.axes))
	for k, ax := range a.axes {
		labels[k] = ax.Labels[0]
	}
	for i := range a.data {
		visit(i, labels)
		for k := len(pos) - 1; k >= 0; k-- {
			if pos[k]++; pos[k] < len(a.axes[k].Labels) {
				labels[k] = a.axes[k].Labels[pos[k]]
				break
			}
			pos[k] = 0
			labels[k] = a.axes[k].Labels[0]
		}
	}
}

// where names cell i: "year 2030, mineral lithium".
func (a Array) where(i int) string {
	if len(a.axes) == 0 {
		return "the scalar"
	}
	parts := make([]string, len(a.axes))
	for k, s := range strides(a.axes) {
		parts[k] = a.axes[k].Name + " " + a.axes[k].Labels[i/s%len(a.axes[k].Labels)]
	}
	return strings.Join(parts, ", ")
}

func shapeOf(axes []Axis) string {
	if len(axes) == 0 {
		return "a scalar"
	}
	parts := make([]string, len(axes))
	for i, a := range axes {
		parts[i] = fmt.Sprintf("%s %d", a.Name, len(a.Labels))
	}
	return strings.Join(parts, " × ")
}

// Err is nil for an array that holds numbers; otherwise the first error of
// the formula that was to compute it.
func (a Array) Err() error {
	if a.err == nil && a.data == nil {
		return errZero
	}
	return a.err
}

// Unit of every value.
func (a Array) Unit() Unit { return a.unit }

// Axes in order; the slice is a copy, its labels are shared: do not change them.
func (a Array) Axes() []Axis { return slices.Clone(a.axes) }

// Axis returns the named axis; ok is false when there is none.
func (a Array) Axis(name string) (ax Axis, ok bool) {
	if k := a.axisIndex(name); k >= 0 {
		return a.axes[k], true
	}
	return Axis{}, false
}

func (a Array) axisIndex(name string) int {
	return slices.IndexFunc(a.axes, func(x Axis) bool { return x.Name == name })
}

// noAxis is what an operation answers to an axis that is not there.
func (a Array) noAxis(op, name string) Array {
	return fail(op, "no axis %q%s; this array has %s", name, DidYouMean(name, a.namesOfAxes()), a.axisNames())
}

// axisNames lists the axes for error messages.
func (a Array) axisNames() string {
	if len(a.axes) == 0 {
		return "no axes"
	}
	return strings.Join(a.namesOfAxes(), ", ")
}

func (a Array) namesOfAxes() []string {
	names := make([]string, len(a.axes))
	for i, x := range a.axes {
		names[i] = x.Name
	}
	return names
}

// Data is the row-major storage itself, for numerical kernels: read it, do
// not write to it. It is nil when Err is not.
func (a Array) Data() []float64 { return a.data }

// Len is the number of cells, 0 when Err is not nil.
func (a Array) Len() int { return len(a.data) }

// Sources lists the ids of the sources the values rest on, sorted.
func (a Array) Sources() []string { return slices.Clone(a.sources) }

// WithSources adds source ids.
func (a Array) WithSources(ids ...string) Array {
	a.sources = union(a.sources, ids)
	return a
}

func union(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}

// At reads one cell. It takes axis, label pairs for every axis, in any order:
//
//	v, err := demand.At("year", "2030", "mineral", "lithium")
func (a Array) At(pairs ...string) (float64, error) {
	s := a.Pick(pairs...)
	if err := s.Err(); err != nil {
		return 0, err
	}
	if len(s.axes) > 0 {
		return 0, fmt.Errorf("quantity: At: no label given for axis %q, and a single value has none: give one in At, or Pick or Sum before", s.axes[0].Name)
	}
	return s.data[0], nil
}

// Value reads a scalar.
func (a Array) Value() (float64, error) { return a.At() }

// Must returns a when it holds numbers and panics with its error otherwise;
// for tests and for cells where a failed formula should stop everything.
func (a Array) Must() Array {
	if err := a.Err(); err != nil {
		panic(err)
	}
	return a
}
