//go:build browser

package lab

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// quick is the published notebook that a test runs in the browser.
const quick = "00-start.ipynb"

func codeNotebook(cells ...string) *kernel.Notebook {
	nb := &kernel.Notebook{Major: 4, Minor: 5, Metadata: kernel.Metadata{
		"kernelspec": map[string]any{"display_name": kernel.DisplayName, "language": "go", "name": kernel.SpecName}}}
	for i, source := range cells {
		nb.Cells = append(nb.Cells, kernel.Cell{ID: fmt.Sprintf("cell-%02d", i+1), Type: kernel.CodeCell, Source: source})
	}
	return nb
}

// One server and one browser serve all looks at JupyterLab.
func TestJupyterLab(t *testing.T) {
	w := newWorkbench(t, map[string]*kernel.Notebook{
		"failing.ipynb":  codeNotebook("%%\nfmt.Println(\"before\")", "%%\nx := []int{1}\ni := 3\nfmt.Println(x[i])", "%%\nfmt.Println(\"after\")"),
		"mistyped.ipynb": codeNotebook("%%\nfmt.Println(\"before\")", "func f() int {\n\treturn \"one\"\n}", "%%\nfmt.Println(\"after\")"),
		"typing.ipynb":   codeNotebook("import (\n\t\"github.com/lodestone-model/lodestone/cge/pathway/base\"\n\t\"github.com/lodestone-model/lodestone/kernel/display\"\n)", "%%\n"),
	})
	t.Run("not trusted", w.untrusted)
	t.Run("trusted and run", w.trusted)
	t.Run("a cell that panics", func(t *testing.T) { w.stops(t, "failing.ipynb", "index out of range", "Cell [2]", "Line 4") })
	t.Run("a cell that does not compile", func(t *testing.T) { w.stops(t, "mistyped.ipynb", "cannot use \"one\"", "return \"one\"") })
	t.Run("completion and documentation", w.completes)
}

// untrusted is what a reader sees who opens the notebooks of somebody else.
func (w *workbench) untrusted(t *testing.T) {
	p := w.notebook(t, quick)
	for _, path := range published(t) {
		nb, err := kernel.ReadNotebook(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		p.eval(nil, `jupyterapp.commands.execute('docmanager:open', {path: `+quote(name)+`, factory: 'Notebook', kernelPreference: {shouldStart: false, canStart: false}}).then(() => 0)`)
		p.ready(name)
		p.expectStill(pictures(nb))
		for _, said := range p.errors() {
			t.Errorf("%s: on the console: %s", name, said)
		}
		if pictures(nb) > 0 {
			p.eval(nil, `jupyterapp.shell.currentWidget.node.querySelector('.lodestone > img').scrollIntoView({block: 'center'})`)
		}
		p.shot(name)
	}
}

// closeKernel ends the page's kernel, so that they do not gather.
func (p *page) closeKernel() {
	p.eval(nil, `jupyterapp.shell.currentWidget.sessionContext.shutdown()`)
}

// accept clicks the button of a dialog that says yes.
func (p *page) accept() {
	p.Helper()
	p.wait(10*time.Second, `document.querySelector('.jp-Dialog .jp-mod-accept')`)
	p.eval(nil, `document.querySelector('.jp-Dialog .jp-mod-accept').click()`)
}

// runAll runs all cells and waits until the kernel has nothing left to do.
func (p *page) runAll() {
	p.Helper()
	p.wait(time.Minute, `jupyterapp.shell.currentWidget.sessionContext.session.kernel.connectionStatus === 'connected'`)
	p.eval(nil, `jupyterapp.commands.execute('notebook:run-all-cells').then(() => 0)`)
	p.wait(2*time.Minute, `jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle' &&
		![...document.querySelectorAll('.jp-InputPrompt')].some(e => e.innerText.includes('*'))`)
}

func (w *workbench) trusted(t *testing.T) {
	p := w.notebook(t, quick)
	p.eval(nil, `void jupyterapp.commands.execute('notebook:trust')`)
	p.accept()
	p.runAll()
	nb, err := kernel.ReadNotebook(filepath.Join(w.dir, quick))
	if err != nil {
		t.Fatal(err)
	}
	n := pictures(nb)
	p.expectLive(n)
	p.exercise(n)
	for _, said := range p.errors() {
		t.Errorf("on the console: %s", said)
	}
	p.looks(n, "light")
	p.eval(nil, `jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Dark'}).then(() => 0)`)
	p.wait(10*time.Second, `document.body.dataset.jpThemeLight === 'false'`)
	p.looks(n, "dark")
	p.eval(nil, `jupyterapp.commands.execute('apputils:change-theme', {theme: 'JupyterLab Light'}).then(() => 0)`)
	p.closeKernel()
}

// looks keeps a picture of every chart, for people to look at.
func (p *page) looks(n int, theme string) {
	if os.Getenv(shotsEnv) == "" {
		return
	}
	for i := range n {
		p.hover(i)
		p.shot(fmt.Sprintf("%s-%02d", theme, i+1))
	}
}

// stops demands that an error stands under its cell with its place, and that
// the cells behind it did not run.
func (w *workbench) stops(t *testing.T, name string, words ...string) {
	p := w.notebook(t, name)
	var texts []string
	p.runAll()
	p.eval(&texts, `[...document.querySelectorAll('.jp-CodeCell')].map(c => (c.querySelector('.jp-OutputArea') || {}).innerText || '')`)
	if len(texts) != 3 || !strings.Contains(texts[0], "before") || strings.Contains(texts[2], "after") {
		t.Errorf("the cells show %q", texts)
	}
	for _, word := range words {
		if !strings.Contains(texts[1], word) {
			t.Errorf("the error lacks %q: %s", word, texts[1])
		}
	}
	p.shot("error")
	p.closeKernel()
}

// completes types as a user does: Tab for what there is, Shift-Tab for what it
// is. The first answer waits for gopls to read the module.
func (w *workbench) completes(t *testing.T) {
	if w.lab.Gopls == "" {
		t.Skip("no gopls, which the module proxy serves")
	}
	if err := w.lab.Warm(t.Context()); err != nil {
		t.Error(err)
	}
	p := w.notebook(t, "typing.ipynb")
	p.runAll()
	p.eval(nil, `(async () => { const n = jupyterapp.shell.currentWidget.content; n.activeCellIndex = 1; n.mode = 'edit';
		const e = n.activeCell.editor; e.focus(); e.setCursorPosition({line: 1, column: 0}) })()`)
	p.write("f, err := base.FlowsO")
	p.until(3*time.Minute, "Tab", false, `[...document.querySelectorAll('.jp-Completer-item')].some(e => e.innerText.includes('FlowsOf')) ||
		jupyterapp.shell.currentWidget.content.activeCell.model.sharedModel.source.includes('FlowsOf')`)
	p.shot("completion")
	p.press("Enter", false)
	p.eval(nil, `jupyterapp.commands.execute('completer:dismiss').catch(() => 0)`)
	p.eval(nil, `(() => { const c = jupyterapp.shell.currentWidget.content.activeCell; c.model.sharedModel.setSource('%%\nf, err := base.FlowsOf("STEPS", "solar_pv")');
		c.editor.focus(); c.editor.setCursorPosition({line: 1, column: 18}) })()`)
	p.until(time.Minute, "Tab", true, `document.querySelector('.jp-Tooltip') && document.querySelector('.jp-Tooltip').innerText.includes('FlowsOf runs a technology through a scenario')`)
	p.shot("documentation")
	p.closeKernel()
}

// until presses a key again and again until an expression is true.
func (p *page) until(limit time.Duration, key string, shift bool, expression string) {
	p.Helper()
	began := time.Now()
	for time.Since(began) < limit {
		p.press(key, shift)
		for range 40 {
			ok := false
			p.eval(&ok, `!!(`+expression+`)`)
			if ok {
				p.Logf("after %s", time.Since(began).Round(100*time.Millisecond))
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		p.press("Escape", false)
		p.eval(nil, `jupyterapp.shell.currentWidget.content.activeCell.editor.focus()`)
	}
	p.shot("failed")
	p.Fatalf("not within %s: %s", limit, expression)
}
