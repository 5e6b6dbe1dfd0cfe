package mfa

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// layer is what one process takes in, gives out and holds in one measure.
type layer struct {
	process string
	name    string
	parts   []part
}

// part enters a balance with a sign: +1 for inflow, -1 for outflow, and a
// stock with its change taken negative.
type part struct {
	name   string
	values quantity.Array
	sign   float64
	stock  bool
	before quantity.Array
}

// layers groups the flows and stocks of a process in the order in which they
// were declared.
func (s *System) layers(process string) []*layer {
	var out []*layer
	add := func(name string, p part) {
		if name == "" {
			name = p.values.Unit().Dimension()
		}
		i := slices.IndexFunc(out, func(l *layer) bool { return l.name == name })
		if i < 0 {
			out, i = append(out, &layer{process: process, name: name}), len(out)
		}
		out[i].parts = append(out[i].parts, p)
	}
	for _, f := range s.Flows {
		if f.To == process {
			add(f.Layer, part{name: f.Name, values: f.Values, sign: 1})
		}
		if f.From == process {
			add(f.Layer, part{name: f.Name, values: f.Values, sign: -1})
		}
	}
	for _, l := range s.Stocks {
		if l.Process == process {
			add(l.Layer, part{name: l.Name, values: l.Values, sign: -1, stock: true, before: l.Before})
		}
	}
	return out
}

// axes that all parts share; elements must be shared if any part has them.
func (l *layer) axes() ([]string, error) {
	first := l.parts[0]
	shared := axisList(first.values.Axes())
	for _, p := range l.parts[1:] {
		shared = slices.DeleteFunc(shared, func(a string) bool { _, ok := p.values.Axis(a); return !ok })
	}
	for _, e := range []string{"element", "mineral"} {
		for _, p := range l.parts {
			if _, ok := p.values.Axis(e); ok && !slices.Contains(shared, e) {
				for _, q := range l.parts {
					if _, ok := q.values.Axis(e); !ok {
						return nil, fmt.Errorf("mfa: process %q: %q is told by %s and %q is not, so the balance of %s cannot be proved; give both the axis, or put them in different layers", l.process, p.name, e, q.name, e)
					}
				}
			}
		}
	}
	return shared, nil
}

// balance demands that what enters is what leaves and what is gained.
func (l *layer) balance() error {
	shared, err := l.axes()
	if err != nil {
		return err
	}
	ref := sumOthers(l.parts[0].values, shared)
	axes, unit := ref.Axes(), ref.Unit().String()
	gain := make([]float64, ref.Len())
	through := make([]float64, ref.Len())
	level := make([]float64, ref.Len())
	for _, p := range l.parts {
		a := sumOthers(p.values, shared).To(unit)
		if a, err = spread(fmt.Sprintf("process %q: %q", l.process, p.name), a, axes); err != nil {
			return err
		}
		change := a.Data()
		if p.stock {
			if change, err = p.change(a, shared, unit, level); err != nil {
				return err
			}
		}
		for i, v := range change {
			gain[i] += p.sign * v
			through[i] += math.Abs(v)
		}
	}
	floor := max(tiny, negligible*max(largest(through), largest(level)))
	for i, g := range gain {
		if math.Abs(g) > balanceTol*through[i]+roundingTol*level[i]+floor {
			return l.imbalance(-g, through[i], unit, cellsOf(axes).name(i))
		}
	}
	return nil
}

func (l *layer) imbalance(gain, through float64, unit string, at Cell) error {
	e := &Imbalance{What: fmt.Sprintf("process %q", l.process), Amount: gain, Unit: unit, Share: math.Abs(gain) / max(through, math.Abs(gain))}
	var rest []string
	for i, a := range at.axes {
		if a == "year" {
			e.Year = at.labels[i]
		} else {
			rest = append(rest, a+" "+at.labels[i])
		}
	}
	e.Where = strings.Join(rest, ", ")
	return e
}

// change is the difference of a stock from step to step, over the axes of a.
// It adds the size of the levels, whose rounding the difference inherits.
func (p part) change(a quantity.Array, shared []string, unit string, level []float64) ([]float64, error) {
	axes := a.Axes()
	years, _ := a.Axis("year")
	step := stride(a, []quantity.Axis{years})[0]
	var before []float64
	if given(p.before) {
		b := sumOthers(p.before, shared).To(unit)
		if b.Err() == nil {
			b = b.Expand(years)
		}
		b, err := spread(fmt.Sprintf("stock %q before the first step", p.name), b, axes)
		if err != nil {
			return nil, err
		}
		before = b.Data()
	}
	v := a.Data()
	out := make([]float64, len(v))
	for i := range v {
		level[i] += math.Abs(v[i])
		switch {
		case i/step%years.Len() > 0:
			out[i] = v[i] - v[i-step]
		case before != nil:
			out[i] = v[i] - before[i]
		default:
			out[i] = v[i]
		}
	}
	return out, nil
}
