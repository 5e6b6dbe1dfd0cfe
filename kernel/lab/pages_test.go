//go:build browser

package lab

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/report"
)

// The report of every notebook: charts live from what the page holds, and with
// scripts off the pictures.
func TestReports(t *testing.T) {
	c := newChromium(t)
	inst, _ := prepared(t)
	library, err := os.ReadFile(inst.ECharts())
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range published(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			nb, err := kernel.ReadNotebook(path)
			if err != nil {
				t.Fatal(err)
			}
			var html bytes.Buffer
			if err := report.Write(&html, nb, report.Options{ECharts: library}); err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), "report.html")
			if err := os.WriteFile(file, html.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			n := pictures(nb)
			p := c.open(t, "file://"+file)
			p.size(1000, 1000)
			p.expectLive(n)
			p.exercise(n)
			p.quiet()
			p.looks(n, "report")
			p.size(480, 900) // half a window
			p.fits()
			p.looks(n, "narrow")
			p.quiet()
			p.scriptless(file, n)
		})
	}
}

// fits demands that no word of a chart stands outside of it, but for those that
// a legend scrolls to, and that bars keep all their names.
func (p *page) fits() {
	p.Helper()
	time.Sleep(300 * time.Millisecond)
	var out []string
	p.eval(&out, `[...document.querySelectorAll('.lodestone-live')].flatMap(e => { const b = e.getBoundingClientRect();
		const o = echarts.getInstanceByDom(e).getOption(), names = (o.legend && o.legend[0] && o.legend[0].data || []).map(d => d.name || d);
		return [...e.querySelectorAll('svg text')].filter(t => { if (names.includes(t.textContent)) return false; const r = t.getBoundingClientRect(); return r.width > 0 && (r.left < b.left - 1 || r.right > b.right + 1) })
			.map(t => t.textContent) })`)
	if len(out) > 0 {
		p.Errorf("outside of their charts: %q", out)
	}
	p.eval(&out, `[...document.querySelectorAll('.lodestone-live')].flatMap(e => { const o = echarts.getInstanceByDom(e).getOption();
		if (!o.series.some(s => s.type === 'bar') || o.xAxis[0].axisLabel.interval !== 0) return [];
		const shown = [...e.querySelectorAll('svg text')].map(t => t.textContent);
		return o.xAxis[0].data.map(d => d.value || d).filter(d => !shown.includes(d)) })`)
	if len(out) > 0 {
		p.Errorf("bars without their names: %q", out)
	}
}

// quiet demands that the console called nothing an error.
func (p *page) quiet() {
	p.Helper()
	for _, said := range p.errors() {
		p.Errorf("on the console: %s", said)
	}
}

// scriptless loads a page with scripts off, and demands its pictures.
func (p *page) scriptless(file string, n int) {
	p.Helper()
	p.call("Emulation.setScriptExecutionDisabled", object{"value": true})
	p.call("Page.navigate", object{"url": "file://" + file + "?scriptless"})
	p.expectStill(n)
	p.shot("scriptless")
	p.call("Emulation.setScriptExecutionDisabled", object{"value": false})
}

// What nbconvert makes of the notebooks shows every picture, with scripts and
// without a network, and without scripts.
func TestNbconvert(t *testing.T) {
	c := newChromium(t)
	_, lab := prepared(t)
	dir := t.TempDir()
	all := published(t)
	args := append([]string{"nbconvert", "--to", "html", "--output-dir", dir}, all...)
	if out, err := exec.Command(lab.Jupyter, args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, path := range all {
		t.Run(filepath.Base(path), func(t *testing.T) {
			nb, err := kernel.ReadNotebook(path)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, strings.TrimSuffix(filepath.Base(path), ".ipynb")+".html")
			p := c.open(t, "")
			p.size(1000, 1000)
			p.call("Network.emulateNetworkConditions", object{"offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
			p.call("Page.navigate", object{"url": "file://" + file})
			p.expectStill(pictures(nb))
			p.scriptless(file, pictures(nb))
		})
	}
}
