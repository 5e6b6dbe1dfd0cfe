//go:build browser

package lab

import (
	"fmt"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// pictures counts the charts of a notebook that have a picture; a table is
// text and has none.
func pictures(nb *kernel.Notebook) int {
	n := 0
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			n += strings.Count(o.Data["text/html"], "<img src=\"data:image/")
		}
	}
	return n
}

// expectStill demands that all charts show their picture, drawn, and that none
// is live.
func (p *page) expectStill(want int) {
	p.Helper()
	const shown = `[...document.querySelectorAll('.lodestone > img')].filter(i => i.complete && i.naturalWidth > 0 && i.getBoundingClientRect().width > 100)`
	p.wait(30*time.Second, fmt.Sprintf(`%s.length === %d`, shown, want))
	live := -1
	p.eval(&live, `document.querySelectorAll('.lodestone-live').length`)
	if live != 0 {
		p.Errorf("%d charts are live", live)
	}
}

// expectLive demands that every chart is drawn by the library and hides its
// picture.
func (p *page) expectLive(want int) {
	p.Helper()
	p.wait(30*time.Second, fmt.Sprintf(`document.querySelectorAll('.lodestone-live svg').length === %d`, want))
	still := -1
	p.eval(&still, `[...document.querySelectorAll('.lodestone > img')].filter(i => i.getBoundingClientRect().width > 0).length`)
	if still != 0 {
		p.Errorf("%d pictures stand beside live charts", still)
	}
}

// A box is a rectangle of the window.
type box struct{ X, Y, Width, Height float64 }

// hover moves the mouse over chart i until its tooltip holds a number, and
// returns the tooltip's text.
func (p *page) hover(i int) string {
	p.Helper()
	var b box
	p.eval(&b, fmt.Sprintf(`(async () => { const e = document.querySelectorAll('.lodestone-live')[%d]; e.scrollIntoView({block: 'center'});
		await new Promise(r => setTimeout(r, 60)); const b = e.getBoundingClientRect(); return {x: b.x, y: b.y, width: b.width, height: b.height} })()`, i))
	text := ""
	for _, at := range places {
		p.point(b.X+at[0]*b.Width, b.Y+at[1]*b.Height, false)
		p.eval(&text, fmt.Sprintf(`new Promise(r => setTimeout(() => r([...document.querySelectorAll('.lodestone-live')[%d].querySelectorAll('div')]
			.filter(d => d.style.visibility !== 'hidden' && d.style.opacity !== '0' && d.innerText && !d.querySelector('svg')).map(d => d.innerText).join('|')), 60))`, i))
		if strings.ContainsAny(text, "0123456789") {
			return text
		}
	}
	return ""
}

// places of a chart where a mouse finds something, as shares of its size: along
// the middle first, then a grid.
var places = func() (out [][2]float64) {
	for _, y := range []float64{0.5, 0.6, 0.4, 0.7, 0.3, 0.8, 0.25} {
		for _, x := range []float64{0.5, 0.3, 0.7, 0.2, 0.15, 0.4, 0.6, 0.1} {
			out = append(out, [2]float64{x, y})
		}
	}
	return out
}()

// toggle clicks the first entry of the legend of chart i twice, and reports
// whether there is a legend, and whether its series went and came back.
func (p *page) toggle(i int) (has, works bool) {
	p.Helper()
	var at []float64
	p.eval(&at, fmt.Sprintf(`(() => { const e = document.querySelectorAll('.lodestone-live')[%d], o = echarts.getInstanceByDom(e).getOption();
		const names = (o.legend && o.legend[0] && o.legend[0].data || []).map(d => d.name || d);
		const t = [...e.querySelectorAll('svg text')].find(t => names.includes(t.textContent));
		if (!t) return []; const b = t.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2] })()`, i))
	if len(at) == 0 {
		return false, true
	}
	hidden := func() (n int) {
		p.eval(&n, fmt.Sprintf(`Object.values(echarts.getInstanceByDom(document.querySelectorAll('.lodestone-live')[%d]).getOption().legend[0].selected || {}).filter(s => !s).length`, i))
		return n
	}
	p.point(at[0], at[1], true)
	gone := hidden()
	p.point(at[0], at[1], true)
	return true, gone > 0 && hidden() == 0
}

// exercise hovers over every live chart and toggles every legend.
func (p *page) exercise(want int) {
	p.Helper()
	legends := 0
	for i := range want {
		if p.hover(i) == "" {
			p.shot(fmt.Sprintf("no-tooltip-%d", i))
			p.Errorf("chart %d shows no value under the mouse", i+1)
		}
		has, works := p.toggle(i)
		if !works {
			p.shot(fmt.Sprintf("no-toggle-%d", i))
			p.Errorf("the legend of chart %d does not toggle", i+1)
		}
		if has {
			legends++
		}
	}
	p.Logf("%d live charts, %d legends", want, legends)
}
