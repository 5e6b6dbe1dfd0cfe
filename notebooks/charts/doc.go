// Package charts shows numbers in a notebook: one call, one figure, with its
// unit, its notes and the sources it rests on.
//
//	charts.Show(charts.Line("lithium", demand, charts.Title("Lithium demand"), charts.DashedAfter(2030)))
//
// A [Figure] is plain data. The constructors take a quantity.Array and a few
// options; everything that is shown goes into a display.Payload, and
// [Renderer], a pure function of it, makes the forms that viewers pick from:
//
//	quantity.Array ──Line, Area, Bar, Table──▶ Figure (a display.Payload)
//	                                              │ Renderer
//	   text/html        a static picture, replaced by a live go-echarts chart
//	                    where scripts may run ◀────┤
//	   image/svg+xml    the static picture ◀───────┤ (image/png for a heat map)
//	   text/plain       title, a table, sources ◀──┘
//
// # Which kind
//
//	over the years       Line, Area (stacked), Fan (quantiles of an ensemble)
//	by category          Bar, or Stacked
//	many at once         Multiples (panels with the same scales), Heat
//	one against another  Scatter
//	what flows where     Sankey, Graph: from links of any type shaped like Link
//	in numbers           Table, Columns, Rows
//
// # Which axis goes where
//
// The axis "year" runs along x if there is one, otherwise the last axis does;
// the other axis gives the series. With more axes say which with [X] and [By],
// or Sum and Pick before. Series are drawn and listed in the order of their
// labels; a mineral or technology has one colour in every figure ([Colour]).
//
// # What is in the payload
//
// A chart stores Axes and Values, x last: [x], [series, x] or
// [estimate, series, x], where estimate is value, low, high, or the quantiles
// of a fan. Small multiples have an axis of panels before the series; a heat
// map is [row, column]. Points, flows and graphs store Columns, a row each. A
// table stores Axes and Values, or Columns. View holds drawing hints and
// nothing a number depends on: where nodes stand is computed when they are
// drawn, by the same arithmetic on every processor.
//
// # Live and static
//
// Both are drawn from the same scales, order, colours and margins. The echarts
// library is never stored in a notebook: the page's own (window.echarts) is
// used, else the copy at window.LODESTONE_ECHARTS_URL, else the one a local
// Jupyter server offers under static/echarts.min.js, else the one go-echarts
// names on the network. Where none loads, or scripts do not run, the static
// picture stays. A page that sets LODESTONE_ECHARTS_URL to "" keeps its charts
// from loading anything.
//
// # What it will not do
//
// Convert units, deflate, aggregate or smooth: what is stored is what is
// drawn. Coordinates are rounded to a tenth of a pixel and live charts to five
// significant digits; the payload keeps every digit.
package charts
