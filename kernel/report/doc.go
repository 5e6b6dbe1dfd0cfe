// Package report turns an executed notebook into one page of HTML that needs
// nothing else: no network, no Jupyter, no other file.
//
//	kernel.Notebook ──Write──▶ report.html
//	    markdown   rendered, formulas as MathML ($..$, $$..$$, \begin{align})
//	    code       coloured lightly, each cell folds
//	    outputs    the best form: html, svg, png, text; streams; errors
//	    headings   a table of contents
//
// Pictures are static unless Options.ECharts holds the echarts library, which
// then goes in once and makes every chart of package charts live, offline. The
// page forbids itself all requests by a Content-Security-Policy and is fit to
// print.
//
// # Trust
//
// The HTML that cells showed is the notebook's own and goes in as it is; show
// reports of notebooks whose code you would run. Everything else is escaped:
// markdown keeps only plain tags such as <sub>, pictures come from the cell's
// attachments or Options.Files, streams and errors are text.
//
// # What it will not do
//
// Run cells, widgets, or TeX beyond what package comment and tests show: a
// formula it cannot draw stands there as TeX.
package report
