package charts

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// An Option sets one thing of a figure. An option that a kind of figure has no
// use for is an error, not silence.
type Option struct {
	name  string
	kinds []string // nil: all
	apply func(*draft) error
}

var (
	forCharts = []string{KindLine, KindArea, KindBar, KindFan, KindMultiples}
	forLines  = []string{KindLine, KindFan, KindMultiples}
	forPoints = []string{KindScatter}
	forLinks  = []string{KindSankey, KindGraph}
)

func option(name string, kinds []string, apply func(*draft)) Option {
	return Option{name, kinds, func(d *draft) error { apply(d); return nil }}
}

// A draft is a figure in the making.
type draft struct {
	payload   display.Payload
	view      view
	x         string
	by        []string
	panels    string // axis of the panels
	name      string // of the only series
	low, high *quantity.Array
	mask      *quantity.Array
	points    []overlay
	sources   []string
}

// An overlay is an array drawn as points beside the others.
type overlay struct {
	label string
	array quantity.Array
}

func newDraft(kind, id string, options []Option) (*draft, error) {
	d := &draft{payload: display.Payload{Kind: kind, ID: id}}
	for _, o := range options {
		if o.kinds != nil && !slices.Contains(o.kinds, kind) {
			return d, fmt.Errorf("%s does not apply; it is for %s", o.name, strings.Join(o.kinds, ", "))
		}
		if o.apply == nil {
			return d, fmt.Errorf("an empty Option")
		}
		if err := o.apply(d); err != nil {
			return d, fmt.Errorf("%s: %w", o.name, err)
		}
	}
	return d, nil
}

// Title is the line above the figure, and the text that stands for the picture
// where it cannot be seen.
func Title(text string) Option {
	return option("Title", nil, func(d *draft) { d.payload.Title = text })
}

// Note adds lines under the figure.
func Note(lines ...string) Option {
	return option("Note", nil, func(d *draft) { d.payload.Notes = append(d.payload.Notes, lines...) })
}

// Sources adds source ids to those that the arrays carry.
func Sources(ids ...string) Option {
	return option("Sources", nil, func(d *draft) { d.cite(ids) })
}

// Tolerance is the relative difference at which a verified figure still
// agrees; without it display.DefaultTolerance holds.
func Tolerance(relative float64) Option {
	return Option{"Tolerance", nil, func(d *draft) error {
		if !(relative >= 0) || math.IsInf(relative, 0) {
			return fmt.Errorf("%v is no relative difference", relative)
		}
		d.payload.Tolerance = relative
		return nil
	}}
}

// X names the axis that runs along x, or across a table. Without it that is
// "year" in charts if there is one, otherwise the last axis. In a chart of
// points it says what x is.
func X(axis string) Option {
	return option("X", slices.Concat(forCharts, forPoints, []string{KindTable, KindHeat}), func(d *draft) { d.x = axis })
}

// By names the axis that gives the series. With several their labels are
// joined: "lithium · net zero".
func By(axes ...string) Option {
	return option("By", slices.Concat(forCharts, forPoints), func(d *draft) { d.by = axes })
}

// Y names the vertical axis; its unit is added: "demand (kt)".
func Y(name string) Option {
	return option("Y", slices.Concat(forCharts, forPoints, []string{KindHeat}), func(d *draft) { d.view.Y = name })
}

// Named gives the only series a name, so that it has a place in the legend.
func Named(label string) Option { return option("Named", forCharts, func(d *draft) { d.name = label }) }

// Panels names the axis of small multiples that gives each of its labels a
// panel.
func Panels(axis string) Option {
	return option("Panels", []string{KindMultiples}, func(d *draft) { d.panels = axis })
}

// Stacked puts the bars of a category on one another, or stacks areas in small
// multiples.
func Stacked() Option {
	return option("Stacked", []string{KindBar, KindMultiples}, func(d *draft) { d.view.Stacked = true })
}

// Log makes the vertical axis logarithmic; every value must be above zero.
func Log() Option {
	return option("Log", slices.Concat(forLines, forPoints, []string{KindHeat}), func(d *draft) { d.view.Log = true })
}

// LogX makes the horizontal axis of points logarithmic.
func LogX() Option { return option("LogX", forPoints, func(d *draft) { d.view.LogX = true }) }

// Diagonal draws the line on which x and y of points are equal.
func Diagonal() Option {
	return option("Diagonal", forPoints, func(d *draft) { d.view.Diagonal = true })
}

// Labelled writes the labels of points beside them, where there is room.
func Labelled() Option {
	return option("Labelled", forPoints, func(d *draft) { d.view.Labelled = true })
}

// Dashed draws the named series dashed.
func Dashed(labels ...string) Option {
	return option("Dashed", forLines, func(d *draft) { d.view.Dashed = append(d.view.Dashed, labels...) })
}

// DashedAfter sets off the years after the last published one as assumptions:
// dashed lines, pale bars, a dashed rule in a stack of areas. A line under the
// figure says so.
func DashedAfter(year int) Option {
	return option("DashedAfter", forCharts, func(d *draft) { d.view.After = &year })
}

// Band draws a pale surface between two arrays with the axes and unit of the
// one that is shown.
func Band(low, high quantity.Array) Option {
	return option("Band", []string{KindLine, KindMultiples}, func(d *draft) { d.low, d.high = &low, &high })
}

// Points adds another array as points, for instance a published series beside
// a computed one. It has the x axis of the chart, with years of its own if
// need be, and no other; its unit is converted.
func Points(label string, a quantity.Array) Option {
	return Option{"Points", []string{KindLine, KindFan}, func(d *draft) error {
		if label == "" {
			return fmt.Errorf("no label")
		}
		d.points = append(d.points, overlay{label, a})
		return nil
	}}
}

// Mask leaves gaps where mask is 0, as quantity.Table.Masked returns it. Lines
// pass over a gap, and dots show where values are.
func Mask(mask quantity.Array) Option {
	return option("Mask", []string{KindLine, KindBar, KindMultiples, KindScatter, KindHeat, KindTable}, func(d *draft) { d.mask = &mask })
}

// Paint gives a label a colour of its own, as #rrggbb.
func Paint(label, hex string) Option {
	return Option{"Paint", slices.Concat(forCharts, forPoints, forLinks), func(d *draft) error {
		if _, ok := rgb(hex); !ok {
			return fmt.Errorf("%q: %q is no colour; write it as #rrggbb", label, hex)
		}
		if d.view.Colours == nil {
			d.view.Colours = map[string]string{}
		}
		d.view.Colours[label] = hex
		return nil
	}}
}

// Layered puts the groups of a graph side by side in columns, in the order in
// which they first appear; without it nodes stand where their links draw them.
func Layered() Option {
	return option("Layered", []string{KindGraph}, func(d *draft) { d.view.Layered = true })
}

// Undirected draws the links of a graph without arrowheads.
func Undirected() Option {
	return option("Undirected", []string{KindGraph}, func(d *draft) { d.view.Undirected = true })
}

// Size is the picture's width and height in px. Without it a picture is 720
// wide and as high as its legend needs.
func Size(width, height int) Option {
	return option("Size", slices.Concat(forCharts, forPoints, forLinks, []string{KindHeat}), func(d *draft) { d.view.Width, d.view.Height = width, height })
}

// Digits is the number of digits after the point in a table of an array;
// columns have a method of that name. Without it numbers have four
// significant digits.
func Digits(n int) Option {
	return Option{"Digits", []string{KindTable}, func(d *draft) error {
		if n < 0 || n > maxDigits {
			return fmt.Errorf("%d; it lies between 0 and %d", n, maxDigits)
		}
		d.view.Digits = []int{n}
		return nil
	}}
}

// cite adds source ids, sorted and distinct.
func (d *draft) cite(ids []string) {
	d.sources = append(d.sources, ids...)
	slices.Sort(d.sources)
	d.sources = slices.Compact(d.sources)
}
