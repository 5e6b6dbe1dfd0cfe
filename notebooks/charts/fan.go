package charts

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// quantile is the axis of a fan that holds 0.05, 0.5 and so on.
const quantile = "quantile"

// fan stores quantiles as [quantile, series, x], the lowest first.
func (d *draft) fan(a quantity.Array) error {
	labels, err := quantilesOf(a)
	if err != nil {
		return err
	}
	if err := d.chooseAxes(a.Pick(quantile, labels[0])); err != nil {
		return err
	}
	var blocks []block
	for _, l := range labels {
		b, err := d.blocks(a.Pick(quantile, l))
		if err != nil {
			return err
		}
		blocks = append(blocks, b...)
	}
	if err := rising(blocks, labels); err != nil {
		return fmt.Errorf("quantile %w", err)
	}
	if err := d.overlay(a, blocks, len(blocks)/2); err != nil {
		return err
	}
	return d.store(a, display.Axis{Name: quantile, Labels: labels}, blocks)
}

// quantilesOf are the labels of the axis of quantiles, rising.
func quantilesOf(a quantity.Array) ([]string, error) {
	axis, ok := a.Axis(quantile)
	if !ok {
		return nil, fmt.Errorf("no axis %q; it holds labels such as 0.05, 0.5, 0.95", quantile)
	}
	labels := slices.Clone(axis.Labels)
	slices.SortStableFunc(labels, func(a, b string) int {
		u, _ := strconv.ParseFloat(a, 64)
		v, _ := strconv.ParseFloat(b, 64)
		return cmp.Compare(u, v)
	})
	return labels, new(cube).readQuantiles(labels)
}

// multiples stores an array as [estimate, panel, series, x].
func (d *draft) multiples(a quantity.Array) error {
	if err := d.choosePanels(a); err != nil {
		return err
	}
	axis, _ := a.Axis(d.panels)
	if err := d.chooseAxes(a.Pick(d.panels, axis.Labels[0])); err != nil {
		return err
	}
	var pages [][]block // by panel
	for _, l := range axis.Labels {
		page, err := d.panel(l).blocks(a.Pick(d.panels, l))
		if err != nil {
			return fmt.Errorf("%s: %w", l, err)
		}
		pages = append(pages, page)
	}
	d.cite(a.Sources())
	if d.low != nil {
		d.cite(append(d.low.Sources(), d.high.Sources()...))
	}
	return d.storePages(a, axis, pages)
}

// choosePanels settles which axis gives the panels: the first that is free.
func (d *draft) choosePanels(a quantity.Array) error {
	var free []string
	for _, x := range a.Axes() {
		if x.Name != d.x && !slices.Contains(d.by, x.Name) && (x.Name != "year" || d.x != "") {
			free = append(free, x.Name)
		}
	}
	if d.panels == "" && len(free) > 0 && len(a.Axes()) > 1 {
		d.panels = free[0]
	}
	if _, ok := a.Axis(d.panels); !ok || d.panels == d.x || slices.Contains(d.by, d.panels) {
		return fmt.Errorf("no axis %q to give the panels; free are %s", d.panels, strings.Join(free, ", "))
	}
	return nil
}

// panel is the draft of one panel: what belongs to the array is picked too.
func (d *draft) panel(label string) *draft {
	pick := func(a *quantity.Array) *quantity.Array {
		if a == nil {
			return nil
		}
		if _, ok := a.Axis(d.panels); !ok { // one for all panels
			return a
		}
		picked := a.Pick(d.panels, label)
		return &picked
	}
	return &draft{payload: d.payload, x: d.x, by: d.by, name: d.name,
		low: pick(d.low), high: pick(d.high), mask: pick(d.mask)}
}

// storePages writes panels of blocks into the payload, estimates outermost.
func (d *draft) storePages(a quantity.Array, panels quantity.Axis, pages [][]block) error {
	first := pages[0]
	if err := d.checkLabels(first[0].labels); err != nil {
		return err
	}
	p := &d.payload
	p.Unit = a.Unit().String()
	if len(first) > 1 {
		p.Axes = append(p.Axes, display.Axis{Name: "estimate", Labels: estimates})
	}
	p.Axes = append(p.Axes, display.Axis{Name: panels.Name, Labels: panels.Labels},
		display.Axis{Name: d.seriesName(), Labels: first[0].labels}, display.Axis{Name: d.x, Labels: first[0].x})
	for e := range first {
		for _, page := range pages {
			p.Values = append(p.Values, page[e].flat()...)
		}
	}
	return nil
}
