package mfa

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"gonum.org/v1/gonum/floats"
)

// SplitDriven is StockDriven for a stock of several technologies of which only
// the total is given: in each step what is missing is filled by an inflow
// split in the given shares, which count what still stands at the end of the
// step. split has one axis that stock lacks ("technology"), the axis "year",
// and any axes of stock; along the new axis it sums to 1. Lives may differ by
// technology; the run has the new axis too, and so has Use.Initial.
func SplitDriven(stock, split quantity.Array, use Use) (*Dynamics, error) {
	kind, err := newAxis(stock, split)
	if err != nil {
		return nil, err
	}
	parts, err := splitParts(stock, split, kind)
	if err != nil {
		return nil, err
	}
	all := stock.Expand(kind)
	names := append(axisList(stock.Axes()), kind.Name)
	d, total, err := prepare("stock", all.Transpose(names...), use)
	if err != nil {
		return nil, err
	}
	k := newKernel(d)
	k.told = append(k.told, make([]float64, len(k.told[0])))
	n, g := len(d.curves.g.years), kind.Len()
	for base := 0; base < len(d.series); base += g {
		if err := k.splitGroup(base, g, total[base*n:(base+1)*n], parts.Data()[base*n:(base+g)*n]); err != nil {
			return nil, err
		}
	}
	d.Warnings, d.raw = k.notes.lines(), k.told
	return d, d.result(&d.Inflow, &d.Outflow, &d.Stock)
}

func axisList(axes []quantity.Axis) []string {
	names := make([]string, len(axes))
	for i, ax := range axes {
		names[i] = ax.Name
	}
	return names
}

// newAxis is the one axis of split that stock lacks.
func newAxis(stock, split quantity.Array) (quantity.Axis, error) {
	var found []quantity.Axis
	for _, ax := range split.Axes() {
		if _, ok := stock.Axis(ax.Name); !ok {
			found = append(found, ax)
		}
	}
	if err := stock.Err(); err != nil {
		return quantity.Axis{}, fmt.Errorf("mfa: stock: %w", err)
	}
	if err := split.Err(); err != nil {
		return quantity.Axis{}, fmt.Errorf("mfa: split: %w", err)
	}
	if len(found) != 1 {
		return quantity.Axis{}, fmt.Errorf("mfa: split has %d axes that the stock lacks (%s); it needs one, such as \"technology\"", len(found), axisNames(found))
	}
	return found[0], nil
}

// splitParts checks the shares and spreads them over cells and years.
func splitParts(stock, split quantity.Array, kind quantity.Axis) (quantity.Array, error) {
	years, ok := stock.Axis("year")
	if !ok {
		return stock, fmt.Errorf("mfa: stock has no axis \"year\"")
	}
	if have, ok := split.Axis("year"); ok {
		for _, y := range years.Labels {
			if have.Index(y) < 0 {
				return split, fmt.Errorf("mfa: split has no shares for year %s", y)
			}
		}
		split = split.Select("year", years.Labels...)
	}
	a, err := spread("split", split.To("1"), cellsOf(stock.Axes(), "year").with(kind, years))
	if err != nil {
		return a, err
	}
	return a, checkShares("split", a, kind.Name)
}

// checkShares demands values in [0,1] that sum to 1 along an axis; rounding is
// forgiven.
func checkShares(what string, a quantity.Array, axis string) error {
	c := cellsOf(a.Axes())
	for i, v := range a.Data() {
		if v < -1e-12 || v > 1+1e-12 {
			return fmt.Errorf("mfa: %s is %v%s; a share lies between 0 and 1", what, v, c.place(i))
		}
	}
	sums := a.Sum(axis)
	c = cellsOf(sums.Axes())
	for i, v := range sums.Data() {
		if math.Abs(v-1) > 1e-9 {
			return fmt.Errorf("mfa: %s sums to %v over %s%s; shares sum to 1 (quantity's Shares makes them)", what, v, axis, c.place(i))
		}
	}
	return nil
}

// splitGroup runs the g cells that share one total.
func (k *kernel) splitGroup(base, g int, total, parts []float64) error {
	d, n := k.d, len(k.g.years)
	group := make([]splitCell, g)
	for i := range group {
		k.cell = base + i
		c, err := d.curves.at(base + i)
		if err != nil {
			return err
		}
		group[i].curve = c.clone()
		k.begin(group[i].curve)
		group[i].first = k.firstOut
		group[i].alive = slices.Clone(k.alive)
		group[i].s = &d.series[base+i]
		group[i].part = parts[i*n : (i+1)*n]
	}
	for t, want := range total {
		if err := k.splitStep(base, t, want, group); err != nil {
			return err
		}
	}
	return nil
}

type splitCell struct {
	curve *curve
	alive []float64
	part  []float64
	first float64
	s     *series

	in, out, stock float64 // of the step under way
}

func (k *kernel) splitStep(base, t int, want float64, group []splitCell) error {
	if want < 0 {
		return fmt.Errorf("mfa: the stock is %v %v at year %s; a stock is not negative", want, k.d.unit, k.g.years[t])
	}
	var standing float64
	last := k.g.early + t
	for i := range group {
		c := &group[i]
		share, leave := c.curve.row(t)
		c.stock = floats.Dot(share[:last], c.alive[:last])
		c.out = floats.Dot(leave[:last], c.alive[:last])
		if t == 0 {
			c.out += c.first
		}
		standing += c.stock
	}
	gap := want - standing
	for i := range group {
		c := &group[i]
		k.cell, c.in = base+i, 0
		if gap < 0 && k.d.use.Negative == ScrapEarly {
			keep := want / standing
			c.out += c.stock * (1 - keep)
			c.stock *= keep
			k.alive = c.alive
			k.scrap(c.s, t, keep, c.alive[:last])
		} else if err := k.fill(c, t, last, gap*c.part[t]); err != nil {
			return err
		}
		k.tell(0, t, c.in)
		k.tell(1, t, c.out)
		k.tell(2, t, c.stock)
	}
	return nil
}

// fill adds the inflow of one technology that leaves part standing at the end
// of the step.
func (k *kernel) fill(c *splitCell, t, last int, part float64) error {
	share, leave := c.curve.row(t)
	if share[last] == 0 {
		if part != 0 {
			return fmt.Errorf("mfa: nothing that enters at %s is left at the end of that step; use shorter steps or a longer lifetime", k.at(t))
		}
		return nil
	}
	in := part / share[last]
	if in < 0 && -in > 1e-12*c.stock {
		if err := k.negative(t, in, fallsFaster); err != nil {
			return err
		}
	}
	c.in, c.s.in[t], c.alive[last] = in, in, in
	c.out += leave[last] * in
	c.stock += share[last] * in
	return nil
}
