//go:build browser

package lab

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// homeEnv names a folder where the installation and the environment of these
// tests are kept from run to run; without it they are made anew.
const homeEnv = "LODESTONE_BROWSER_HOME"

// A workbench is a running JupyterLab on a copy of the published notebooks,
// with a browser to look at it.
type workbench struct {
	*chromium
	inst    *kernel.Installation
	lab     *JupyterLab
	dir     string // of the notebooks
	address *url.URL
}

// published lists the notebooks.
func published(t *testing.T) []string {
	t.Helper()
	all, err := filepath.Glob("../../notebooks/*.ipynb")
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	return all
}

// prepared is JupyterLab as `lodestone lab -pinned` makes it, once for all
// tests, or a skip where Python or its index cannot be had.
func prepared(t *testing.T) (*kernel.Installation, *JupyterLab) {
	t.Helper()
	inst, err := install()
	if err != nil {
		t.Fatal(err)
	}
	lab, err := prepare()
	if err != nil {
		t.Skipf("no JupyterLab to look at: %v", err)
	}
	if _, err := os.Stat(inst.ECharts()); err != nil {
		t.Skipf("no echarts library, which npm fetches: %v", err)
	}
	return inst, lab
}

var install = sync.OnceValues(func() (*kernel.Installation, error) {
	home := os.Getenv(homeEnv)
	if home == "" {
		var err error
		if home, err = os.MkdirTemp("", "lodestone-browser-"); err != nil {
			return nil, err
		}
		atEnd = func() { os.RemoveAll(home) }
	}
	os.Setenv(kernel.HomeEnv, home)
	os.Setenv(kernel.JupyterEnv, filepath.Join(home, "jupyter"))
	inst, _, err := kernel.Install(context.Background(), &kernel.InstallSettings{Home: home, Progress: os.Stderr})
	return inst, err
})

var prepare = sync.OnceValues(func() (*JupyterLab, error) {
	inst, err := install()
	if err != nil {
		return nil, err
	}
	return Prepare(context.Background(), Settings{Install: inst, Pinned: true, Progress: os.Stderr})
})

// newWorkbench serves a copy of the notebooks, with those that tests add.
func newWorkbench(t *testing.T, more map[string]*kernel.Notebook) *workbench {
	t.Helper()
	w := &workbench{chromium: newChromium(t), dir: t.TempDir()}
	w.inst, w.lab = prepared(t)
	os.Remove(filepath.Join(os.Getenv(kernel.JupyterEnv), "nbsignatures.db")) // what was trusted once stays so
	for _, path := range published(t) {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(w.dir, filepath.Base(path)), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, nb := range more {
		if err := kernel.WriteNotebook(filepath.Join(w.dir, name), nb); err != nil {
			t.Fatal(err)
		}
	}
	w.serve(t)
	return w
}

// serve runs the server until the test ends.
func (w *workbench) serve(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() {
		ended <- w.lab.Serve(ctx, Session{Open: w.dir, Ready: func(url string) { ready <- url },
			Flags: []string{"--no-browser", "--expose-app-in-browser", "--ServerApp.port=0"}})
	}()
	t.Cleanup(func() {
		cancel()
		<-ended
	})
	select {
	case address := <-ready:
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		w.address = u
	case err := <-ended:
		ended <- err
		t.Fatalf("JupyterLab ended: %v", err)
	}
}

// notebook opens a notebook in JupyterLab, alone, and waits until its cells
// are there.
func (w *workbench) notebook(t *testing.T, name string) *page {
	t.Helper()
	u := *w.address
	u.Path = fmt.Sprintf("/lab/workspaces/%s/tree/%s", strings.TrimSuffix(name, ".ipynb"), name)
	u.RawQuery += "&reset"
	p := w.open(t, "")
	p.size(1280, 1000)
	p.call("Page.navigate", object{"url": u.String()})
	p.ready(name)
	return p
}

// ready waits for the cells of a notebook to be there.
func (p *page) ready(name string) {
	p.Helper()
	p.wait(time.Minute, `jupyterapp.shell.currentWidget.context.path === `+quote(name)+` && jupyterapp.shell.currentWidget.content.model.cells.length > 0`)
	p.wait(time.Minute, `jupyterapp.shell.currentWidget.node.querySelectorAll('.jp-Notebook .jp-Cell').length >= jupyterapp.shell.currentWidget.content.model.cells.length`)
}

// quote writes a text as JavaScript does.
func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}
