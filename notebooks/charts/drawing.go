package charts

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// Kinds of payload that Renderer draws.
const (
	KindLine      = "line"
	KindArea      = "area"
	KindBar       = "bar"
	KindFan       = "fan"       // lines with a band for each pair of quantiles
	KindMultiples = "multiples" // panels of lines or areas with the same scales
	KindSankey    = "sankey"    // flows between nodes, in columns
	KindGraph     = "graph"     // nodes and links
	KindScatter   = "scatter"   // points
	KindHeat      = "heat"      // a table of colours
	KindTable     = "table"
)

// A view is the drawing hints of a payload. No number depends on it.
type view struct {
	Y          string            `json:"y,omitempty"`          // name of the vertical axis; the unit is added
	Stacked    bool              `json:"stacked,omitempty"`    // bars on one another
	Log        bool              `json:"log,omitempty"`        // vertical axis in decades
	LogX       bool              `json:"logX,omitempty"`       // and the horizontal one, of points
	By         []string          `json:"by,omitempty"`         // points: columns that give the colour
	Diagonal   bool              `json:"diagonal,omitempty"`   // points: a line where x equals y
	Labelled   bool              `json:"labelled,omitempty"`   // points: their names beside them
	Dashed     []string          `json:"dashed,omitempty"`     // series drawn dashed throughout
	After      *int              `json:"after,omitempty"`      // last published year; later values are assumptions
	Points     []string          `json:"points,omitempty"`     // series drawn as points
	Colours    map[string]string `json:"colours,omitempty"`    // by label, #rrggbb
	Width      int               `json:"width,omitempty"`      // in px; 0 is defaultWidth
	Height     int               `json:"height,omitempty"`     // in px; 0 grows with the legend
	Layered    bool              `json:"layered,omitempty"`    // graph: a column for each group
	Undirected bool              `json:"undirected,omitempty"` // graph: links without arrowheads
	Digits     []int             `json:"digits,omitempty"`     // table: after the point, per column; -1 and -2 choose
	Marks      []int             `json:"marks,omitempty"`      // table: columns that mark their row
}

// parseView reads the hints; unknown ones are an error, so that an altered
// payload does not pass for another.
func parseView(raw json.RawMessage) (view, error) {
	var v view
	if len(raw) == 0 {
		return v, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&v); err != nil {
		return v, fmt.Errorf("view: %w", err)
	}
	for _, l := range slices.Sorted(maps.Keys(v.Colours)) {
		c := v.Colours[l]
		if _, ok := rgb(c); !ok {
			return v, fmt.Errorf("colour of %q is %q; write it as #rrggbb", l, c)
		}
	}
	return v, nil
}

// Limits of what one figure can show legibly.
const (
	maxSeries     = 40
	defaultWidth  = 720
	defaultHeight = 400
	minSide       = 160
	maxSide       = 3000
	maxWhole      = 1000   // the most whole numbers that live charts have categories for
	maxPosition   = 1e9    // beyond it, or closer than its inverse, x are categories
	tiny          = 1e-100 // drawn as zero; its inverse is the largest value that axes are made for
)

// A drawing is a payload read for drawing: everything that the static and the
// live picture share.
type drawing struct {
	kind, title, unit string
	yName, xName      string
	x                 []string
	at                []float64 // where each x stands: its number, or its position
	numeric           bool      // x are numbers in rising order
	whole             bool      // and whole, such as years
	named             bool      // the series have names, so there is a legend
	series            []series
	stacked           bool
	fan               bool // the bands are quantiles
	diagonal          bool // scattered points have a line of equal x and y
	after             *int
	width, height     int
	rightRoom         float64 // what a heat map needs at the right
	xs, ys            scale
}

// A series is one line, area or set of bars; NaN is a gap.
type series struct {
	label, colour string
	y             []float64
	bands         []band    // the widest first
	x             []float64 // of scattered points, with their names
	names         []string
	dashed        bool
	points        bool
}

// A band is the surface between two edges, which have names.
type band struct {
	low, high         []float64
	lowName, highName string
}

// gaps reports whether a value is missing between others.
func (s series) gaps() bool {
	at := present(s)
	return len(at) > 0 && at[len(at)-1]-at[0] >= len(at)
}

// read checks a chart's payload and lays out its scales.
func read(p display.Payload) (drawing, error) {
	v, err := parseView(p.View)
	if err != nil {
		return drawing{}, err
	}
	d := drawing{kind: p.Kind, title: p.Title, unit: p.Unit, yName: v.Y, after: v.After,
		stacked: v.Stacked || p.Kind == KindArea, width: v.Width, height: v.Height}
	c, err := readCube(p)
	if err != nil {
		return d, err
	}
	if d.fan = d.kind == KindFan; d.fan { // from here on it is a chart of lines with bands
		d.kind = KindLine
	}
	if err := d.readPanel(c, 0, v); err != nil {
		return d, err
	}
	if err := d.setSize(); err != nil {
		return d, err
	}
	return d, scaleTogether(v.Log, &d)
}

// readPanel takes the series of one panel and places x.
func (d *drawing) readPanel(c cube, panel int, v view) error {
	d.readSeries(c, panel, v)
	if err := d.checkSeries(); err != nil {
		return err
	}
	d.readNumbers()
	if v.After != nil && !d.numeric && d.kind != KindBar {
		return fmt.Errorf("axis %q holds no years, so none can be dashed after %d", d.xName, *v.After)
	}
	return nil
}

// checkSeries refuses what could only be drawn wrongly.
func (d *drawing) checkSeries() error {
	for _, s := range d.series {
		for i, y := range s.y {
			if d.kind == KindArea && (math.IsNaN(y) || y < 0) {
				return fmt.Errorf("%s is %v at %s %s; a stacked area holds values from zero up: use Line, or Bar with Stacked",
					strings.TrimSpace("value "+s.label), y, d.xName, d.x[i])
			}
		}
	}
	return nil
}

func (d *drawing) setSize() error {
	if d.width == 0 {
		d.width = defaultWidth
	}
	if d.height == 0 {
		d.height = max(defaultHeight, 90+legendStep*len(d.series))
	}
	return sizeError(d.width, d.height)
}

func sizeError(width, height int) error {
	if min(width, height) < minSide || max(width, height) > maxSide {
		return fmt.Errorf("size %d × %d px; both sides lie between %d and %d", width, height, minSide, maxSide)
	}
	return nil
}

// readNumbers places x by its numbers, such as years, if it holds any. Stacks
// and bands need whole ones: echarts stacks along categories only, and whole
// numbers can be those.
func (d *drawing) readNumbers() {
	if d.kind == KindBar {
		return
	}
	d.at, d.numeric = numbersOf(d.x)
	d.whole = d.numeric && allWhole(d.at) && d.at[len(d.at)-1]-d.at[0] <= maxWhole
	if !d.whole && (d.kind == KindArea || d.series[0].bands != nil) {
		d.numeric = false
	}
}

// numbersOf reads labels as numbers in rising order, such as years; ok is false
// if they are not.
func numbersOf(labels []string) (at []float64, ok bool) {
	at = make([]float64, len(labels))
	for i, l := range labels {
		v, err := strconv.ParseFloat(l, 64)
		if err != nil || !(math.Abs(v) <= maxPosition) || i > 0 && v < at[i-1]+1/maxPosition {
			return nil, false
		}
		at[i] = v
	}
	return at, true
}

// isAfter reports whether position i holds an assumption.
func (d *drawing) isAfter(i int) bool {
	if d.after == nil {
		return false
	}
	year, err := strconv.ParseFloat(d.x[i], 64)
	return err == nil && year > float64(*d.after)
}

// placeCategories puts x that are no numbers side by side.
func (d *drawing) placeCategories() {
	if d.numeric {
		return
	}
	d.at = make([]float64, len(d.x))
	for i := range d.at {
		d.at[i] = float64(i)
	}
	d.xs = categoryScale(d.x, 1)
}

// scaleTogether chooses the axes of drawings of one kind from all their data.
func scaleTogether(log bool, all ...*drawing) error {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, d := range all {
		d.placeCategories()
		l, h := d.extent()
		lo, hi = math.Min(lo, l), math.Max(hi, h)
		if log {
			if err := d.checkPositive(); err != nil {
				return err
			}
		}
	}
	if math.IsInf(lo, 0) {
		lo, hi = 0, 0
	}
	ys, err := all[0].yScale(lo, hi, log)
	for _, d := range all {
		d.ys = ys
	}
	return err
}

// yScale is the vertical axis for values from lo to hi.
func (d *drawing) yScale(lo, hi float64, log bool) (scale, error) {
	if big := math.Max(math.Abs(lo), math.Abs(hi)); big > 1/tiny {
		return scale{}, fmt.Errorf("values from %g to %g; choose a unit that brings them below %g", lo, hi, 1/tiny)
	} else if big < tiny && !log {
		lo, hi = 0, 0
	}
	switch {
	case !log:
		return valueScale(lo, hi, d.kind != KindLine && d.kind != KindScatter), nil
	case d.stacked || d.kind == KindBar:
		return scale{}, fmt.Errorf("a logarithmic axis has no zero for %ss to stand on; use Line", d.kind)
	case lo <= 0:
		return scale{}, fmt.Errorf("value %v; a logarithmic axis holds values above zero", lo)
	case lo < tiny:
		return scale{}, fmt.Errorf("values from %g; choose a unit that brings them above %g", lo, tiny)
	}
	return logScale(lo, hi), nil
}

// extent is the range of all values, stacked where they are; infinite, the
// wrong way round, where there are none.
func (d *drawing) extent() (lo, hi float64) {
	lo, hi = math.Inf(1), math.Inf(-1)
	see := func(v float64) {
		if !math.IsNaN(v) {
			lo, hi = math.Min(lo, v), math.Max(hi, v)
		}
	}
	for i := range d.x {
		up, down := 0.0, 0.0
		for _, s := range d.series {
			switch {
			case !d.stacked:
				see(s.y[i])
			case s.y[i] > 0:
				up += s.y[i]
			case s.y[i] < 0:
				down += s.y[i]
			}
			for _, b := range s.bands {
				see(b.low[i])
				see(b.high[i])
			}
		}
		if d.stacked {
			see(up)
			see(down)
		}
	}
	return lo, hi
}

func (d *drawing) checkPositive() error {
	any := false
	for _, s := range d.series {
		all := [][]float64{s.y}
		for _, b := range s.bands {
			all = append(all, b.low, b.high)
		}
		for _, values := range all {
			for i, v := range values {
				any = any || v > 0
				if v <= 0 {
					return fmt.Errorf("%s is %v at %s %s; a logarithmic axis holds values above zero",
						strings.TrimSpace("value "+s.label), v, d.xName, d.x[i])
				}
			}
		}
	}
	if !any {
		return fmt.Errorf("no values to draw")
	}
	return nil
}

// yTitle is the vertical axis in words: its name and unit.
func (d *drawing) yTitle() string { return withUnit(d.yName, d.unit) }

func withUnit(name, unit string) string {
	switch {
	case unit == "" || unit == "1":
		return name
	case name == "":
		return unit
	}
	return name + " (" + unit + ")"
}
