package kernel

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"

	"github.com/go-zeromq/zmq4"
)

// A relay stands on the shell channel between Jupyter and GoNB so that "Run
// all" stops at a cell that fails: of all kernels Jupyter expects that they
// answer "aborted" to the cells that wait behind it, and GoNB runs them.
//
//	Jupyter ──▶ ROUTER  relay: one cell at a time, the others wait  DEALER ──▶ GoNB
//
// A cell that is not to run goes to GoNB without its code, since GoNB tells
// Jupyter on another channel when it begins and ends; in its answer the relay
// writes "aborted". All else passes as it came. A run of Run needs no relay:
// it sends a cell when the one before has ended well.
type relay struct {
	wire         // its key and its signature
	front, inner zmq4.Socket

	mu      sync.Mutex
	clients map[string][]byte // who asked, by the id of the request
	running *cellRequest      // the cell that GoNB has; nil for none
	waiting []*cellRequest    // the cells behind it
}

// A cellRequest asks for the execution of a cell.
type cellRequest struct {
	id      string
	frames  [][]byte // from <IDS|MSG> on
	stops   bool     // its failure keeps others from running
	aborted bool
}

// A connection is a connection file.
type connection map[string]any

func (c connection) address(port string) (string, error) {
	transport, ip := fmt.Sprint(c["transport"]), fmt.Sprint(c["ip"])
	n, ok := c[port].(float64)
	if !ok {
		return "", fmt.Errorf("the connection file has no %s", port)
	}
	if transport == "ipc" {
		return "ipc://" + ip + "-" + strconv.Itoa(int(n)), nil
	}
	return transport + "://" + net.JoinHostPort(ip, strconv.Itoa(int(n))), nil
}

// startRelay takes Jupyter's end of the shell channel and returns the
// connection file that GoNB shall have in its place. It lives until the process
// ends.
func startRelay(ctx context.Context, path, dir string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	var c connection
	if err := json.Unmarshal(data, &c); err != nil {
		return "", fmt.Errorf("the connection file %s: %w", path, err)
	}
	outside, err := c.address("shell_port")
	if err != nil {
		return "", err
	}
	if c["shell_port"], err = anotherPort(c); err != nil {
		return "", err
	}
	inside, err := c.address("shell_port")
	if err != nil {
		return "", err
	}
	if data, err = json.Marshal(c); err != nil {
		return "", err
	}
	theirs := filepath.Join(dir, "connection.json")
	if err := os.WriteFile(theirs, data, 0o600); err != nil {
		return "", err
	}
	key, _ := c["key"].(string)
	r := newRelay(ctx, []byte(key))
	if err := r.front.Listen(outside); err != nil {
		return "", fmt.Errorf("the shell channel at %s: %w", outside, err)
	}
	go r.run(ctx, inside)
	return theirs, nil
}

// anotherPort is free on the connection's address.
func anotherPort(c connection) (float64, error) {
	if c["transport"] == "ipc" {
		n, _ := c["shell_port"].(float64)
		return n + 1000, nil
	}
	l, err := net.Listen("tcp", net.JoinHostPort(fmt.Sprint(c["ip"]), "0"))
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return float64(l.Addr().(*net.TCPAddr).Port), nil
}

func newRelay(ctx context.Context, key []byte) *relay {
	return &relay{wire: wire{key: key}, front: zmq4.NewRouter(ctx), inner: zmq4.NewDealer(ctx), clients: map[string][]byte{}}
}

// run waits for GoNB to listen and passes messages both ways.
func (r *relay) run(ctx context.Context, inside string) {
	for ctx.Err() == nil && r.inner.Dial(inside) != nil {
		time.Sleep(20 * time.Millisecond)
	}
	go r.each(r.inner, r.answer)
	r.each(r.front, r.request)
}

// each hands over messages until the socket closes.
func (r *relay) each(socket zmq4.Socket, handle func(zmq4.Msg) error) {
	for {
		raw, err := socket.Recv()
		if err != nil {
			return
		}
		if err := handle(raw); err != nil {
			fmt.Fprintf(os.Stderr, "lodestone: kernel: %v\n", err)
		}
	}
}

// request passes on what Jupyter asks; a cell waits for the one before it.
func (r *relay) request(raw zmq4.Msg) error {
	m, err := r.decode(raw.Frames)
	if err != nil {
		return err
	}
	if len(raw.Frames) < 7 || string(raw.Frames[1]) != "<IDS|MSG>" {
		return errors.New("kernel: a request comes from nobody")
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	frames := raw.Frames[1:]
	r.clients[m.id] = raw.Frames[0]
	if m.kind != "execute_request" {
		return r.inner.SendMulti(zmq4.NewMsgFrom(frames...))
	}
	asked := struct {
		Stop *bool `json:"stop_on_error"`
	}{}
	json.Unmarshal(m.content, &asked)
	r.waiting = append(r.waiting, &cellRequest{id: m.id, frames: frames, stops: asked.Stop == nil || *asked.Stop})
	return r.next()
}

// next gives GoNB the next cell, if it has none.
func (r *relay) next() error {
	if r.running != nil || len(r.waiting) == 0 {
		return nil
	}
	cell := r.waiting[0]
	r.running, r.waiting = cell, r.waiting[1:]
	if cell.aborted {
		cell.frames = r.rewritten(cell.frames, `{"code":"","silent":true,"store_history":false,"user_expressions":{},"allow_stdin":false,"stop_on_error":false}`)
	}
	return r.inner.SendMulti(zmq4.NewMsgFrom(cell.frames...))
}

// rewritten is a message with other content, signed.
func (r *relay) rewritten(frames [][]byte, content string) [][]byte {
	parts := [][]byte{frames[2], frames[3], frames[4], []byte(content)}
	return append([][]byte{frames[0], r.sign(parts)}, parts...)
}

// answer passes on what GoNB says to whoever asked.
func (r *relay) answer(raw zmq4.Msg) error {
	m, err := r.decode(raw.Frames)
	if err != nil {
		return err
	}
	frames := raw.Frames
	for string(frames[0]) != "<IDS|MSG>" {
		frames = frames[1:]
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	client, ok := r.clients[m.parent]
	if !ok {
		return nil // nobody waits for it
	}
	delete(r.clients, m.parent)
	if m.kind != "execute_reply" || r.running == nil || r.running.id != m.parent {
		return r.tell(client, frames)
	}
	done := r.running
	r.running = nil
	if done.aborted {
		frames = r.rewritten(frames, `{"status":"aborted"}`)
	} else if done.stops && failed(m) {
		for _, cell := range r.waiting {
			cell.aborted = true
		}
	}
	return errors.Join(r.tell(client, frames), r.next())
}

func (r *relay) tell(client []byte, frames [][]byte) error {
	return r.front.SendMulti(zmq4.NewMsgFrom(append([][]byte{client}, frames...)...))
}

func failed(m message) bool {
	var reply struct{ Status string }
	return json.Unmarshal(m.content, &reply) == nil && reply.Status == "error"
}
