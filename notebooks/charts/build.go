package charts

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// joint stands between the labels of several axes in one series.
const joint = " · "

// A block is values over series and x, the shape in which charts are stored.
type block struct {
	labels []string // of the series
	x      []string
	cells  [][]float64 // [series][x], NaN for a gap
}

// chart lays the array out as [estimate, series, x] and stores it.
func (d *draft) chart(a quantity.Array) error {
	if err := a.Err(); err != nil {
		return err
	}
	switch d.payload.Kind {
	case KindFan:
		return d.fan(a)
	case KindMultiples:
		return d.multiples(a)
	}
	if err := d.chooseAxes(a); err != nil {
		return err
	}
	blocks, err := d.blocks(a)
	if err != nil {
		return err
	}
	if err := d.overlay(a, blocks, 0); err != nil {
		return err
	}
	return d.store(a, display.Axis{Name: "estimate", Labels: estimates[:len(blocks)]}, blocks)
}

// blocks are the value and, with a band, its edges.
func (d *draft) blocks(a quantity.Array) ([]block, error) {
	value, err := d.block(a, a)
	if err != nil {
		return nil, err
	}
	d.cite(a.Sources())
	blocks := []block{value}
	if d.low == nil {
		return blocks, nil
	}
	for i, edge := range []*quantity.Array{d.low, d.high} {
		b, err := d.block(edgeOf(a, *edge), a)
		if err != nil {
			return nil, fmt.Errorf("Band: %s: %w", estimates[i+1], err)
		}
		blocks = append(blocks, b)
		d.cite(edge.Sources())
	}
	if err := rising(blocks[1:], estimates[1:]); err != nil {
		return nil, fmt.Errorf("Band: %w", err)
	}
	return blocks, nil
}

// chooseAxes settles which axis is x and which are the series.
func (d *draft) chooseAxes(a quantity.Array) error {
	var names []string
	for _, x := range a.Axes() {
		names = append(names, x.Name)
	}
	if len(names) == 0 {
		return fmt.Errorf("a single number; show it with display.Value")
	}
	for _, n := range append([]string{d.x}, d.by...) {
		if n != "" && !slices.Contains(names, n) {
			return fmt.Errorf("no axis %q%s; it has %s", n, quantity.DidYouMean(n, names), strings.Join(names, ", "))
		}
	}
	rest := slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(d.by, n) })
	if d.x == "" && len(rest) > 0 {
		if d.x = rest[len(rest)-1]; slices.Contains(rest, "year") {
			d.x = "year"
		}
	}
	rest = slices.DeleteFunc(rest, func(n string) bool { return n == d.x })
	switch {
	case d.x == "" || slices.Contains(d.by, d.x):
		return fmt.Errorf("axis %q runs along x and cannot give the series too", d.x)
	case d.by == nil && len(rest) <= 1:
		d.by = rest
	case len(rest) > 0:
		return fmt.Errorf("axes %s are neither x nor series; name them in By, or Sum or Pick before", strings.Join(rest, ", "))
	}
	return nil
}

// block spreads an array over series and x, with the mask of the chart.
func (d *draft) block(a, like quantity.Array) (block, error) {
	t := a.Transpose(append(slices.Clone(d.by), d.x)...)
	if err := t.Err(); err != nil {
		return block{}, err
	}
	data := slices.Clone(t.Data())
	if d.mask != nil {
		m := quantity.Full("1", 0, like.Axes()...).Plus(*d.mask).Transpose(append(slices.Clone(d.by), d.x)...)
		if err := m.Err(); err != nil {
			return block{}, fmt.Errorf("Mask: %w", err)
		}
		for i, v := range m.Data() {
			if v == 0 {
				data[i] = math.NaN()
			}
		}
	}
	axes := t.Axes()
	b := block{labels: d.seriesLabels(axes[:len(axes)-1]), x: axes[len(axes)-1].Labels}
	for i := range b.labels {
		b.cells = append(b.cells, data[i*len(b.x):(i+1)*len(b.x)])
	}
	return b, nil
}

// edgeOf aligns the edge of a band with the array it belongs to: Plus refuses
// other labels and units.
func edgeOf(a, edge quantity.Array) quantity.Array { return a.Scale(0).Plus(edge) }

// seriesLabels joins the labels of the series axes.
func (d *draft) seriesLabels(axes []quantity.Axis) []string {
	if len(axes) == 0 {
		return []string{d.name}
	}
	out := slices.Clone(axes[0].Labels)
	for _, a := range axes[1:] {
		var joined []string
		for _, l := range out {
			for _, m := range a.Labels {
				joined = append(joined, l+joint+m)
			}
		}
		out = joined
	}
	return out
}

// rising checks that no block stands above the one after it.
func rising(blocks []block, names []string) error {
	for n, low := range blocks[:len(blocks)-1] {
		high := blocks[n+1]
		for i, row := range low.cells {
			for k, v := range row {
				if v > high.cells[i][k] {
					return fmt.Errorf("%s %v is above %s %v at %s", names[n], v, names[n+1], high.cells[i][k], strings.TrimSpace(low.labels[i]+" "+low.x[k]))
				}
			}
		}
	}
	return nil
}

// overlay appends the arrays drawn as points to the block of values and gaps to
// the others; x grows by labels of theirs.
func (d *draft) overlay(a quantity.Array, blocks []block, value int) error {
	if len(d.points) == 0 {
		return nil
	}
	if len(d.by) == 0 && d.name == "" {
		return fmt.Errorf("Points: the line needs a name beside them; give it with Named")
	}
	x := blocks[0].x
	for i, o := range d.points {
		c := o.array.To(a.Unit().String())
		axes := c.Axes()
		if err := c.Err(); err != nil {
			return fmt.Errorf("Points %q: %w", o.label, err)
		}
		if len(axes) != 1 || axes[0].Name != d.x {
			return fmt.Errorf("Points %q: has %d axes; it needs the axis %q alone", o.label, len(axes), d.x)
		}
		d.points[i].array = c
		d.cite(c.Sources())
		x = union(x, axes[0].Labels)
	}
	for i := range blocks {
		blocks[i].widen(x)
		for _, o := range d.points {
			blocks[i].add(o, i == value)
		}
	}
	for _, o := range d.points {
		d.view.Points = append(d.view.Points, o.label)
	}
	return nil
}

// union merges the labels of x; years stay in rising order.
func union(x, more []string) []string {
	out := slices.Clone(x)
	for _, l := range more {
		if !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	sorted := slices.Clone(out)
	slices.SortStableFunc(sorted, func(a, b string) int {
		u, _ := strconv.ParseFloat(a, 64)
		v, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(u, v)
	})
	if _, ok := numbersOf(sorted); ok {
		return sorted
	}
	return out
}

// widen spreads the cells over more labels of x, with gaps.
func (b *block) widen(x []string) {
	for i, row := range b.cells {
		wide := gaps(len(x))
		for k, l := range b.x {
			wide[slices.Index(x, l)] = row[k]
		}
		b.cells[i] = wide
	}
	b.x = x
}

func gaps(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}

// add appends an overlay; edges of a band have gaps there.
func (b *block) add(o overlay, value bool) {
	row := gaps(len(b.x))
	if value {
		for k, l := range o.array.Axes()[0].Labels {
			row[slices.Index(b.x, l)] = o.array.Data()[k]
		}
	}
	b.labels, b.cells = append(slices.Clone(b.labels), o.label), append(b.cells, row)
}

// checkLabels refuses two series of one name, and options that name none.
func (d *draft) checkLabels(labels []string) error {
	for i, l := range labels {
		if slices.Contains(labels[:i], l) {
			return fmt.Errorf("two series are called %q", l)
		}
	}
	for _, l := range d.view.Dashed {
		if !slices.Contains(labels, l) {
			return fmt.Errorf("Dashed: no series %q%s; there are %s", l, quantity.DidYouMean(l, labels), listOr(labels, "none with a name: give one with Named"))
		}
	}
	for _, l := range slices.Sorted(maps.Keys(d.view.Colours)) {
		if !slices.Contains(labels, l) && len(d.by) > 0 {
			return fmt.Errorf("Paint: no series %q%s; there are %s", l, quantity.DidYouMean(l, labels), listOr(labels, "none with a name: give one with Named"))
		}
	}
	return nil
}

// store writes the blocks into the payload, after an axis that names them if
// there are several.
func (d *draft) store(a quantity.Array, axis display.Axis, blocks []block) error {
	first := blocks[0]
	if err := d.checkLabels(first.labels); err != nil {
		return err
	}
	p := &d.payload
	p.Unit = a.Unit().String()
	if len(blocks) > 1 {
		p.Axes = append(p.Axes, axis)
	}
	if len(blocks) > 1 || len(first.labels) > 1 || first.labels[0] != "" {
		p.Axes = append(p.Axes, display.Axis{Name: d.seriesName(), Labels: first.labels})
	}
	p.Axes = append(p.Axes, display.Axis{Name: d.x, Labels: first.x})
	for _, b := range blocks {
		p.Values = append(p.Values, b.flat()...)
	}
	return nil
}

// flat are the cells, row after row.
func (b block) flat() []float64 { return slices.Concat(b.cells...) }

// seriesName is the name of the series axis.
func (d *draft) seriesName() string {
	if len(d.by) == 0 {
		return "series"
	}
	return strings.Join(d.by, joint)
}

// listOr lists labels, or says what to do where there is none.
func listOr(labels []string, none string) string {
	if len(labels) == 0 || len(labels) == 1 && labels[0] == "" {
		return none
	}
	return strings.Join(labels, ", ")
}
