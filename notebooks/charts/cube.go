package charts

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// estimates are the labels of the axis "estimate" of a chart with a band.
var estimates = []string{"value", "low", "high"}

// A cube is the values of a chart by estimate, panel, series and x. An axis
// that the payload lacks has one label, "".
type cube struct {
	estimates, panels, series, x display.Axis
	values                       []float64
	line                         int    // the estimate that is drawn as a line
	edges                        []edge // of the bands, the widest first
}

// An edge pair of a band: positions on the axis of estimates, and names.
type edge struct {
	low, high         int
	lowName, highName string
}

// readCube says which axis of a payload is which; the kind decides.
func readCube(p display.Payload) (cube, error) {
	axes := p.Axes
	if most := map[string]int{KindMultiples: 4}[p.Kind]; len(axes) == 0 || len(axes) > max(most, 3) || len(p.Values) == 0 {
		return cube{}, fmt.Errorf("a chart has one to three axes and at least one value; this has %d axes and %d values", len(axes), len(p.Values))
	}
	none := display.Axis{Labels: []string{""}}
	c := cube{estimates: none, panels: none, series: none, values: p.Values}
	axes, c.x = axes[:len(axes)-1], axes[len(axes)-1]
	if p.Kind == KindMultiples {
		if len(axes) < 2 {
			return c, fmt.Errorf("small multiples have an axis of panels, one of series and one along x")
		}
		k := len(axes) - 2
		c.panels = axes[k]
		axes = slices.Delete(slices.Clone(axes), k, k+1)
	}
	if n := len(axes); p.Kind != KindFan && n > 0 || n > 1 {
		axes, c.series = axes[:n-1], axes[n-1]
	}
	if n := len(c.series.Labels); n > maxSeries {
		return c, fmt.Errorf("%d series (%s, ...) cannot be told apart; Select, Group or Sum to at most %d", n, c.series.Labels[0], maxSeries)
	}
	return c, c.readEstimates(p.Kind, axes)
}

// readEstimates reads what is left of the axes: none, or the estimates.
func (c *cube) readEstimates(kind string, axes []display.Axis) error {
	if len(axes) == 0 && kind != KindFan {
		return nil
	}
	if len(axes) == 0 {
		return fmt.Errorf("a fan has an axis of quantiles and one along x")
	}
	c.estimates = axes[0]
	if kind == KindFan {
		return c.readQuantiles(axes[0].Labels)
	}
	if !slices.Equal(axes[0].Labels, estimates) {
		return fmt.Errorf("axis %q: labels are %q; the first of three axes holds %q", axes[0].Name, axes[0].Labels, estimates)
	}
	c.edges = []edge{{1, 2, "low", "high"}}
	return nil
}

// readQuantiles pairs quantiles: the lowest with the highest, and so on, the
// median in the middle.
func (c *cube) readQuantiles(labels []string) error {
	at, ok := numbersOf(labels)
	n := len(at)
	if !ok || at[0] <= 0 || at[n-1] >= 1 || n%2 == 0 || n < 3 {
		return fmt.Errorf("quantiles %q; a fan has an odd number of them, rising between 0 and 1, such as 0.05, 0.5, 0.95", labels)
	}
	for i := range n/2 + 1 {
		if math.Abs(at[i]+at[n-1-i]-1) > 1e-9 {
			return fmt.Errorf("quantiles %s and %s are no pair about the median, 0.5", labels[i], labels[n-1-i])
		}
		if i < n/2 {
			c.edges = append(c.edges, edge{i, n - 1 - i, percentOf(at[i]), percentOf(at[n-1-i])})
		}
	}
	c.line = n / 2
	return nil
}

// percentOf is 0.05 as "5 %".
func percentOf(q float64) string { return strconv.FormatFloat(shortest(100*q, 6), 'f', -1, 64) + " %" }

// row is the values of one series along x.
func (c cube) row(estimate, panel, series int) []float64 {
	n := len(c.x.Labels)
	at := ((estimate*len(c.panels.Labels)+panel)*len(c.series.Labels) + series) * n
	return c.values[at : at+n]
}

// readSeries takes the series of one panel.
func (d *drawing) readSeries(c cube, panel int, v view) {
	d.x, d.xName = c.x.Labels, c.x.Name
	labels := c.series.Labels
	d.named = len(labels) > 1 || labels[0] != ""
	hex := colours(labels, v.Colours)
	for i, l := range labels {
		s := series{label: l, colour: hex[i], y: c.row(c.line, panel, i),
			dashed: slices.Contains(v.Dashed, l), points: slices.Contains(v.Points, l)}
		for _, e := range c.edges {
			s.bands = append(s.bands, band{c.row(e.low, panel, i), c.row(e.high, panel, i), e.lowName, e.highName})
		}
		d.series = append(d.series, s)
	}
}
