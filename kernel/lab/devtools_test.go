//go:build browser

package lab

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// A chromium is a running browser, driven by the DevTools protocol over two
// pipes: JSON messages that end in a zero byte, requests numbered by us.
type chromium struct {
	in      *os.File
	mu      sync.Mutex
	last    int
	waiting map[int]chan answer
	pages   map[string]*page // by session
}

type answer struct {
	Result json.RawMessage
	Error  *struct{ Message string }
}

// newChromium starts the browser, or skips the test where there is none.
func newChromium(t *testing.T) *chromium {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no chromium or google-chrome on PATH")
	}
	theirs, ours, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	back, said, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions",
		"--hide-scrollbars", "--window-size=1280,1000", "--user-data-dir="+t.TempDir(), "about:blank")
	cmd.ExtraFiles = []*os.File{theirs, said}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	theirs.Close()
	said.Close()
	c := &chromium{in: ours, waiting: map[int]chan answer{}, pages: map[string]*page{}}
	go c.listen(back)
	t.Cleanup(func() {
		syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		cmd.Wait()
		ours.Close()
		back.Close()
	})
	return c
}

// listen hands answers to those who wait and events to their page.
func (c *chromium) listen(back *os.File) {
	for r := bufio.NewReader(back); ; {
		raw, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m struct {
			ID        int
			Method    string
			SessionID string
			Params    json.RawMessage
			answer
		}
		if json.Unmarshal(bytes.TrimRight(raw, "\x00"), &m) != nil {
			continue
		}
		c.mu.Lock()
		if wait := c.waiting[m.ID]; wait != nil {
			delete(c.waiting, m.ID)
			wait <- m.answer
		} else if p := c.pages[m.SessionID]; p != nil {
			p.event(m.Method, m.Params)
		}
		c.mu.Unlock()
	}
}

// call sends a request and waits for its answer.
func (c *chromium) call(session, method string, params any) (json.RawMessage, error) {
	wait := make(chan answer, 1)
	c.mu.Lock()
	c.last++
	id := c.last
	c.waiting[id] = wait
	c.mu.Unlock()
	m := map[string]any{"id": id, "method": method, "params": params}
	if session != "" {
		m["sessionId"] = session
	}
	b, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	if _, err := c.in.Write(append(b, 0)); err != nil {
		return nil, err
	}
	select {
	case a := <-wait:
		if a.Error != nil {
			return nil, fmt.Errorf("%s: %s", method, a.Error.Message)
		}
		return a.Result, nil
	case <-time.After(time.Minute):
		return nil, fmt.Errorf("%s: no answer", method)
	}
}

// A page is one tab.
type page struct {
	*testing.T
	c       *chromium
	session string
	said    []string // errors on the console; under c.mu
}

type object = map[string]any

// open opens an address in a tab of its own.
func (c *chromium) open(t *testing.T, url string) *page {
	t.Helper()
	p := &page{T: t, c: c}
	var target struct{ TargetID string }
	p.into(&target, "Target.createTarget", object{"url": "about:blank"})
	var attached struct{ SessionID string }
	p.into(&attached, "Target.attachToTarget", object{"targetId": target.TargetID, "flatten": true})
	p.session = attached.SessionID
	c.mu.Lock()
	c.pages[p.session] = p
	c.mu.Unlock()
	t.Cleanup(func() { c.call("", "Target.closeTarget", object{"targetId": target.TargetID}) })
	for _, domain := range []string{"Page", "Runtime", "Log", "Network"} {
		p.call(domain+".enable", object{})
	}
	if url != "" {
		p.call("Page.navigate", object{"url": url})
	}
	return p
}

func (p *page) call(method string, params any) json.RawMessage {
	p.Helper()
	r, err := p.c.call(p.session, method, params)
	if err != nil {
		p.Fatal(err)
	}
	return r
}

func (p *page) into(v any, method string, params any) {
	p.Helper()
	if err := json.Unmarshal(p.call(method, params), v); err != nil {
		p.Fatalf("%s: %v", method, err)
	}
}

// event keeps what the page's console calls an error.
func (p *page) event(method string, raw json.RawMessage) {
	switch method {
	case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled":
		var e struct {
			Type  string
			Entry struct{ Level, Text, URL string }
		}
		json.Unmarshal(raw, &e)
		if method == "Runtime.exceptionThrown" || e.Type == "error" || e.Entry.Level == "error" {
			text := string(raw)
			if e.Entry.Text != "" {
				text = e.Entry.Text + " " + e.Entry.URL
			}
			p.said = append(p.said, text)
		}
	}
}

// errors returns what the console called errors since the last call.
func (p *page) errors() []string {
	p.c.mu.Lock()
	defer p.c.mu.Unlock()
	said := p.said
	p.said = nil
	return said
}

// eval evaluates an expression of JavaScript, of a promise what it holds.
func (p *page) eval(v any, expression string) {
	p.Helper()
	var r struct {
		Result           struct{ Value json.RawMessage }
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	p.into(&r, "Runtime.evaluate", object{"expression": expression, "awaitPromise": true, "returnByValue": true})
	if r.ExceptionDetails != nil {
		p.Fatalf("%s: %s %s", expression, r.ExceptionDetails.Text, r.ExceptionDetails.Exception.Description)
	}
	if v != nil && len(r.Result.Value) > 0 {
		if err := json.Unmarshal(r.Result.Value, v); err != nil {
			p.Fatalf("%s: %v: %s", expression, err, r.Result.Value)
		}
	}
}

// wait waits until an expression is true.
func (p *page) wait(limit time.Duration, expression string) {
	p.Helper()
	for until := time.Now().Add(limit); ; time.Sleep(100 * time.Millisecond) {
		ok := false
		p.eval(&ok, "(()=>{try{return !!("+expression+")}catch(e){return false}})()")
		if ok {
			return
		}
		if time.Now().After(until) {
			p.shot("failed")
			p.Fatalf("not within %s: %s", limit, expression)
		}
	}
}

// shotsEnv names a folder for pictures of the window, for people to look at.
const shotsEnv = "LODESTONE_SHOTS"

// shot keeps a picture of the window, if it is asked for.
func (p *page) shot(name string) {
	p.Helper()
	dir := os.Getenv(shotsEnv)
	if dir == "" {
		return
	}
	var picture struct{ Data string }
	p.into(&picture, "Page.captureScreenshot", object{"format": "png"})
	b, err := base64.StdEncoding.DecodeString(picture.Data)
	if err != nil {
		p.Fatal(err)
	}
	file := strings.NewReplacer("/", "-", " ", "-").Replace(p.Name()+"-"+name) + ".png"
	if err := os.WriteFile(filepath.Join(dir, file), b, 0o644); err != nil {
		p.Fatal(err)
	}
}

// size sets the window's size in pixels.
func (p *page) size(width, height int) {
	p.Helper()
	p.call("Emulation.setDeviceMetricsOverride", object{"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false})
}

// point moves the mouse to a place, and clicks if asked to.
func (p *page) point(x, y float64, click bool) {
	p.Helper()
	p.call("Input.dispatchMouseEvent", object{"type": "mouseMoved", "x": x, "y": y})
	if click {
		for _, kind := range []string{"mousePressed", "mouseReleased"} {
			p.call("Input.dispatchMouseEvent", object{"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})
		}
	}
}

// keys of the keyboard that tests press.
var keys = map[string]int{"Tab": 9, "Enter": 13, "Escape": 27}

// press presses a key, with shift if asked to.
func (p *page) press(key string, shift bool) {
	p.Helper()
	modifiers := 0
	if shift {
		modifiers = 8
	}
	for _, kind := range []string{"rawKeyDown", "keyUp"} {
		p.call("Input.dispatchKeyEvent", object{"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": keys[key], "modifiers": modifiers})
	}
}

// write types text where the cursor is.
func (p *page) write(text string) {
	p.Helper()
	p.call("Input.insertText", object{"text": text})
}
