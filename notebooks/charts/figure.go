package charts

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// A Figure is what Show shows: a payload, or the error that kept it from being
// made. Build one with a constructor: Line, Area, Bar, Fan, Multiples, Table,
// Columns or Rows.
type Figure struct {
	payload display.Payload
	err     error
}

// Payload is the figure as it is stored in the notebook, or the error of the
// formula or option that it could not be made from.
func (f Figure) Payload() (display.Payload, error) {
	if f.err == nil && f.payload.Kind == "" {
		return f.payload, fmt.Errorf("charts: an empty Figure; build one with a constructor such as Line or Table")
	}
	return f.payload, f.err
}

// Show shows the figure in the notebook; outside of one its text goes to
// standard output. Errors of the arrays it was built from come back here.
func Show(f Figure) error {
	p, err := f.Payload()
	if err != nil {
		return err
	}
	return display.Show(Renderer, p)
}

// Line is a chart of lines: one per label of the series axis. Its vertical
// axis starts at zero unless the values lie far from it.
func Line(id string, a quantity.Array, options ...Option) Figure {
	return chart(KindLine, id, a, options)
}

// Area is a stack of areas, the first label at the bottom. Values are zero or
// more, and none is missing.
func Area(id string, a quantity.Array, options ...Option) Figure {
	return chart(KindArea, id, a, options)
}

// Bar is a chart of upright bars, side by side, or on one another if Stacked
// is given; stacked bars below zero hang from it.
func Bar(id string, a quantity.Array, options ...Option) Figure {
	return chart(KindBar, id, a, options)
}

// Fan is a chart of quantiles: the axis "quantile" holds labels such as
// "0.05", "0.5" and "0.95", as an ensemble returns them. The median is a line;
// each pair of quantiles is a band, and where bands lie on one another they
// are darker.
func Fan(id string, a quantity.Array, options ...Option) Figure {
	return chart(KindFan, id, a, options)
}

// Multiples is a page of small charts of lines with the same scales and one
// legend: a panel per label of the first axis that is neither x nor series, or
// of the one named by Panels. Stacked makes them stacks of areas, Band gives
// their lines bands.
func Multiples(id string, a quantity.Array, options ...Option) Figure {
	return chart(KindMultiples, id, a, options)
}

// Table is a table of an array: the last axis, or the one named by X, across
// and the others down.
func Table(id string, a quantity.Array, options ...Option) Figure {
	d, err := newDraft(KindTable, id, options)
	if err == nil {
		err = d.table(a)
	}
	return d.figure(err)
}

func chart(kind, id string, a quantity.Array, options []Option) Figure {
	d, err := newDraft(kind, id, options)
	if err == nil {
		err = d.chart(a)
	}
	return d.figure(err)
}

// figure finishes a draft. It reads the payload as the renderer does, so that
// what cannot be drawn is an error of the call that made it.
func (d *draft) figure(err error) Figure {
	p := d.payload
	if err == nil {
		err = d.finish(&p)
	}
	if err != nil {
		return Figure{payload: p, err: fmt.Errorf("charts: %s %q: %w", p.Kind, p.ID, err)}
	}
	return Figure{payload: p}
}

func (d *draft) finish(p *display.Payload) error {
	if p.ID == "" {
		return fmt.Errorf("no id; give one that is unique in its notebook")
	}
	if err := d.storeView(p); err != nil {
		return err
	}
	for _, s := range quantity.Cite(d.sources...) {
		p.Sources = append(p.Sources, display.Source{ID: s.ID, Citation: s.Citation(), NonCommercial: s.NonCommercial})
	}
	if p.Kind == KindTable {
		return p.Check()
	}
	_, err := pictures[p.Kind](*p)
	return err
}

// storeView writes the hints; a figure without any stores none.
func (d *draft) storeView(p *display.Payload) error {
	b, err := json.Marshal(d.view)
	if err != nil {
		return err
	}
	if string(b) != "{}" {
		p.View = b
	}
	return nil
}

// finite refuses infinities; NaN is a gap.
func finite(what string, values []float64) error {
	for i, v := range values {
		if math.IsInf(v, 0) {
			return fmt.Errorf("%s: value %d is %v", what, i+1, v)
		}
	}
	return nil
}
