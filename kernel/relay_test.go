package kernel

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-zeromq/zmq4"
)

// A relayed is a client of a relay, behind which a GoNB of the test's answers
// what its cells say: a cell "fail" fails, and seen lists the cells it was given.
type relayed struct {
	wire
	seen chan string
}

func newRelayed(t *testing.T, transport string) *relayed {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r := &relayed{wire: wire{key: []byte("k"), session: "s"}, seen: make(chan string, 20)}
	dir, ip := t.TempDir(), "127.0.0.1"
	if transport == "ipc" {
		ip = filepath.Join(dir, "s")
	}
	c := connection{"transport": transport, "ip": ip, "key": "k", "shell_port": 1.0}
	if transport == "tcp" {
		var err error
		if c["shell_port"], err = anotherPort(c); err != nil {
			t.Fatal(err)
		}
	}
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "jupyters.json")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	theirs, err := startRelay(ctx, path, dir)
	if err != nil {
		t.Fatal(err)
	}
	go r.gonb(t, ctx, theirs)
	outside, err := c.address("shell_port")
	if err != nil {
		t.Fatal(err)
	}
	r.shell, r.replies = zmq4.NewDealer(ctx), make(chan message)
	if err := r.shell.Dial(outside); err != nil {
		t.Fatal(err)
	}
	go r.receive(ctx, r.shell, r.replies)
	return r
}

// gonb answers in order, a cell 20 ms after it came.
func (r *relayed) gonb(t *testing.T, ctx context.Context, path string) {
	var c connection
	data, err := os.ReadFile(path)
	if err != nil || json.Unmarshal(data, &c) != nil {
		t.Error(err)
		return
	}
	address, err := c.address("shell_port")
	if err != nil {
		t.Error(err)
	}
	socket := zmq4.NewRouter(ctx)
	if err := socket.Listen(address); err != nil {
		t.Error(err)
		return
	}
	for {
		raw, err := socket.Recv()
		if err != nil {
			return
		}
		m, err := r.decode(raw.Frames)
		if err != nil {
			t.Error(err)
			continue
		}
		var asked struct{ Code string }
		json.Unmarshal(m.content, &asked)
		answer := `{"status":"ok"}`
		if m.kind == "execute_request" {
			time.Sleep(20 * time.Millisecond)
			r.seen <- asked.Code
			if strings.HasPrefix(asked.Code, "fail") {
				answer = `{"status":"error"}`
			}
		}
		parts := [][]byte{[]byte(`{"msg_type":"` + strings.Replace(m.kind, "request", "reply", 1) + `"}`), raw.Frames[3], []byte("{}"), []byte(answer)}
		socket.SendMulti(zmq4.NewMsgFrom(append([][]byte{raw.Frames[0], []byte("<IDS|MSG>"), r.sign(parts)}, parts...)...))
	}
}

// cells sends cells all at once and returns their fates in order.
func (r *relayed) cells(t *testing.T, codes ...string) string {
	t.Helper()
	place := map[string]int{}
	for i, code := range codes {
		id, err := r.ask("execute_request", map[string]any{"code": code, "stop_on_error": !strings.Contains(code, "on")})
		if err != nil {
			t.Fatal(err)
		}
		place[id] = i
	}
	fates := make([]string, len(codes))
	for range codes {
		select {
		case m := <-r.replies:
			var reply struct{ Status string }
			json.Unmarshal(m.content, &reply)
			fates[place[m.parent]] = reply.Status
		case <-time.After(10 * time.Second):
			t.Fatalf("no answer; so far %q", fates)
		}
	}
	return strings.Join(fates, " ")
}

func TestRelayStopsAtAFailingCell(t *testing.T) {
	for _, transport := range []string{"tcp", "ipc"} {
		t.Run(transport, func(t *testing.T) {
			r := newRelayed(t, transport)
			for cells, want := range map[string]string{
				"a b c":        "ok ok ok",
				"a fail b c":   "ok error aborted aborted",
				"fail-on a":    "error ok", // the client asked to go on
				"fail a fail":  "error aborted aborted",
				"a fail":       "ok error",
				"fail fail-on": "error aborted",
			} {
				if got := r.cells(t, strings.Fields(cells)...); got != want {
					t.Errorf("%s: %s, want %s", cells, got, want)
				}
			}
			close(r.seen)
			ran := slices.Collect(func(yield func(string) bool) {
				for code := range r.seen {
					if code != "" && !yield(code) {
						return
					}
				}
			})
			if len(ran) != 11 {
				t.Errorf("%d cells ran: %q", len(ran), ran)
			}
		})
	}
}

// Requests that are no cells do not wait for cells, and what is not signed
// reaches nobody.
func TestRelayPassesOn(t *testing.T) {
	r := newRelayed(t, "tcp")
	if got := r.cells(t, "a"); got != "ok" {
		t.Fatal(got)
	}
	id, err := r.ask("kernel_info_request", struct{}{})
	if err != nil {
		t.Fatal(err)
	}
	if m := <-r.replies; m.parent != id || m.kind != "kernel_info_reply" {
		t.Errorf("%+v", m)
	}
	r.shell.SendMulti(zmq4.NewMsgFrom([]byte("<IDS|MSG>"), []byte("forged"), []byte(`{"msg_type":"execute_request"}`), []byte("{}"), []byte("{}"), []byte(`{"code":"evil"}`)))
	if got := r.cells(t, "b"); got != "ok" {
		t.Fatal(got)
	}
	close(r.seen)
	if got := fmt.Sprint(slices.Collect(func(yield func(string) bool) {
		for code := range r.seen {
			if !yield(code) {
				return
			}
		}
	})); got != "[a b]" {
		t.Errorf("GoNB was given %s", got)
	}
}
