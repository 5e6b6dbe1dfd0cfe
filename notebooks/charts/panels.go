package charts

import (
	"fmt"
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// Sizes of small multiples in px.
const (
	panelTitle = 17  // above each panel
	panelGap   = 18  // between two rows, and at least between two columns
	panelLeast = 130 // width below which there are fewer columns
	panelHigh  = 130 // height of the plotting area, unless Size says otherwise
	maxPanels  = 36
)

// panels are small charts with the same scales and one legend.
type panels struct {
	width, height int
	l             layout // of the whole; left and right of the first and last column
	names         []string
	each          []*drawing
	at            []layout // of each panel
	columns       int
	gap           float64 // between them
	axis          string
}

func readPanels(p display.Payload) (picture, error) {
	v, err := parseView(p.View)
	if err != nil {
		return nil, err
	}
	c, err := readCube(p)
	if err != nil {
		return nil, err
	}
	if n := len(c.panels.Labels); n > maxPanels {
		return nil, fmt.Errorf("%d panels; Select at most %d", n, maxPanels)
	}
	m := &panels{names: c.panels.Labels, axis: c.panels.Name, width: v.Width, height: v.Height}
	for k := range m.names {
		d := &drawing{kind: KindLine, unit: p.Unit, yName: v.Y, title: p.Title, after: v.After, stacked: v.Stacked}
		if v.Stacked {
			d.kind = KindArea
		}
		if err := d.readPanel(c, k, v); err != nil {
			return nil, fmt.Errorf("%s: %w", m.names[k], err)
		}
		m.each = append(m.each, d)
	}
	if err := scaleTogether(v.Log, m.each...); err != nil {
		return nil, err
	}
	return m, m.arrange()
}

func (m *panels) size() (width, height int) { return m.width, m.height }
func (m *panels) remarks() []string         { return m.each[0].remarks() }

// arrange lays the panels out in rows of equal length, the last one shorter.
func (m *panels) arrange() error {
	first := m.each[0]
	if m.width == 0 {
		m.width = defaultWidth
	}
	first.width, first.height = m.width, defaultHeight
	l := first.place() // the room that title, legend and labels take
	room := float64(m.width) - l.left - l.right
	n := len(m.each)
	m.gap = panelGap
	if first.numeric { // the marks at both ends of an axis reach beyond it
		for _, x := range []string{first.x[0], first.x[len(first.x)-1]} {
			m.gap = math.Max(m.gap, widthOf(x, baseSize, false)+tickGap)
		}
	}
	m.columns = min(n, max(1, int((room+m.gap)/(panelLeast+m.gap))))
	rows := (n + m.columns - 1) / m.columns
	m.columns = (n + rows - 1) / rows
	if m.height == 0 {
		legend := l.legendY + float64(legendStep*len(l.legend))
		m.height = whole(math.Max(l.top+l.bottom+float64(rows*(panelTitle+panelHigh)+(rows-1)*panelGap), legend+margin))
	}
	if err := sizeError(m.width, m.height); err != nil {
		return err
	}
	m.l = l
	wide := (room - float64(m.columns-1)*m.gap) / float64(m.columns)
	high := (float64(m.height)-l.top-l.bottom-float64((rows-1)*panelGap))/float64(rows) - panelTitle
	return m.place(wide, high)
}

// place gives each panel its layout and its marks on x.
func (m *panels) place(wide, high float64) error {
	w, h := float64(m.width), float64(m.height)
	for k, d := range m.each {
		column, row := k%m.columns, k/m.columns
		l := layout{bareY: column > 0, bareX: k+m.columns < len(m.each)}
		l.left = m.l.left + float64(column)*(wide+m.gap)
		l.right = w - l.left - wide
		l.top = m.l.top + panelTitle + float64(row)*(high+panelGap+panelTitle)
		l.bottom = h - l.top - high
		d.width, d.height = m.width, m.height
		if !l.bareX {
			l.xName = shorten(d.xName, baseSize, wide)
		}
		d.markPanel(&l, wide)
		m.at = append(m.at, l)
		if err := l.check(m.width, m.height); err != nil {
			return err
		}
	}
	return nil
}

// markPanel chooses marks on x for a panel; categories are thinned, since
// there is no room for slanted labels.
func (d *drawing) markPanel(l *layout, wide float64) {
	widest := 0.0
	for _, x := range d.x {
		widest = math.Max(widest, widthOf(x, baseSize, false))
	}
	fit := max(1, int(wide/(widest+markSpace)))
	if d.numeric {
		d.xs = numberScale(d.at, min(fit, 6))
	} else if d.xs = categoryScale(d.x, 1); fit < len(d.x) {
		d.thin(fit)
		for i := range d.xs.marks {
			m := &d.xs.marks[i]
			m.label = shorten(m.label, baseSize, wide/float64(len(d.xs.marks)))
		}
	}
}

// draw draws the panels one after another.
func (m *panels) draw(p pen) {
	p.heading(m.l)
	for k, d := range m.each {
		l := m.at[k]
		room := float64(m.width) - l.left - l.right
		sty := style(baseSize, true, ink)
		p.text(l.left, l.top-6, shorten(m.names[k], baseSize, 0.9*room), sty)
		p.axes(d, l)
	}
	p.legend(m.l)
}

// table has a row per panel and series.
func (m *panels) table() (heading string, rows [][]string, left int) {
	for k, d := range m.each {
		part := d.seriesRows()
		if k == 0 {
			rows = append(rows, append([]string{m.axis, ""}, part[0][1:]...))
			rows[0][1] = part[0][0]
		}
		for _, r := range part[1:] {
			rows = append(rows, append([]string{m.names[k]}, r...))
		}
	}
	return m.each[0].yTitle(), rows, 2
}

// live gives each panel a grid of its own; live.js sets them in fewer columns
// on a narrow page.
func (m *panels) live() (object, error) {
	c := charts.NewLine()
	c.SetGlobalOptions(globals(m.l, "axis")...)
	c.XAxisList, c.YAxisList = nil, nil
	if x := categories(m.each[0]); x != nil { // go-echarts gives these to the first axis, whatever that has
		c.SetXAxis(x)
	}
	for k, d := range m.each {
		x, y := liveX(d, m.at[k]), liveY(d, m.at[k])
		x.GridIndex, y.GridIndex, y.Name = k, k, m.names[k]
		x.AxisLabel.Show, y.AxisLabel.Show = opts.Bool(!m.at[k].bareX), opts.Bool(!m.at[k].bareY)
		if labels := categories(d); labels != nil {
			x.Data = labels
		}
		c.ExtendXAxis(x)
		c.ExtendYAxis(y)
		for i, s := range d.series {
			for _, part := range liveSeries(d, i, s) {
				part.Id += "." + fmt.Sprint(k)
				if part.Stack != "" {
					part.Stack += "." + fmt.Sprint(k)
				}
				part.XAxisIndex, part.YAxisIndex = k, k
				c.MultiSeries = append(c.MultiSeries, part)
			}
		}
	}
	o, err := optionOf(c, m)
	if err != nil {
		return nil, err
	}
	var grids []object
	for k, d := range m.each {
		grids = append(grids, gridOf(m.at[k]))
		completeAxes(o, k, d, m.at[k])
		o["xAxis"].([]any)[k].(object)["nameGap"] = whole(m.l.bottom) - margin - baseSize
		y := o["yAxis"].([]any)[k].(object)
		y["nameGap"], y["nameTextStyle"] = 6, object{"color": hexOf(ink), "fontSize": baseSize, "fontWeight": "bold", "align": "left",
			"width": whole(float64(m.width) - m.at[k].left - m.at[k].right), "overflow": "truncate"}
	}
	o["grid"] = grids
	o["panels"] = object{"gap": whole(m.gap), "pitch": panelGap + panelTitle, "x": m.l.xName}
	o["margin"] = whole(m.l.bottom)
	under(o, m.l)
	behind(o)
	return o, nil
}

// under writes the line below the title, which charts with one pair of axes
// write as the name of y.
func under(o object, l layout) {
	title := o["title"].(object)
	title["subtext"], title["itemGap"] = l.yName, 6
	title["subtextStyle"] = object{"color": hexOf(faint), "fontSize": baseSize, "fontFamily": fontFamily}
}
