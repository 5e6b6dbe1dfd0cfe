package kernel

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/go-zeromq/zmq4"
)

// A header opens every message of the Jupyter protocol, version 5.4.
type header struct {
	ID       string `json:"msg_id"`
	Type     string `json:"msg_type"`
	Username string `json:"username"`
	Session  string `json:"session"`
	Date     string `json:"date"`
	Version  string `json:"version"`
}

// A message is what came from the kernel: type, its id, the id of the request
// that it answers, and the content still in JSON.
type message struct {
	kind    string
	id      string
	parent  string
	content json.RawMessage
}

// A wire is the client's end of the five sockets of a kernel, of which it uses
// two: shell to ask and iopub to hear. It needs no other: a cell is ended by
// ending the kernel, since an interrupt does not reach the compiler.
//
// The sockets are files in a private folder (transport ipc), which nobody else
// can reach and which cannot collide with a port in use.
type wire struct {
	key     []byte
	session string
	sent    atomic.Int64
	shell   zmq4.Socket
	iopub   zmq4.Socket
	replies chan message // from shell
	news    chan message // from iopub
}

// Ports in the connection file; with ipc they are the ends of file names.
const (
	shellPort = iota + 1
	controlPort
	stdinPort
	iopubPort
	heartbeatPort
)

// maxSocketPath is what fits a socket's address on every system (104 bytes on
// macOS, 108 on Linux) with its terminating zero.
const maxSocketPath = 103

// writeConnection writes the connection file into dir and returns its path.
func (w *wire) writeConnection(dir string) (string, error) {
	if n := len(socketPath(dir, shellPort)); n > maxSocketPath {
		return "", fmt.Errorf("the temporary folder's path %s is too long for a socket; set TMPDIR to a shorter one", dir)
	}
	w.key, w.session = []byte(randomHex(32)), randomHex(16)
	b, err := json.Marshal(map[string]any{
		"transport": "ipc", "ip": filepath.Join(dir, "s"), "signature_scheme": "hmac-sha256", "key": string(w.key),
		"shell_port": shellPort, "control_port": controlPort, "stdin_port": stdinPort,
		"iopub_port": iopubPort, "hb_port": heartbeatPort,
	})
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "connection.json")
	return path, os.WriteFile(path, b, 0o600)
}

func socketPath(dir string, port int) string {
	return filepath.Join(dir, "s") + "-" + strconv.Itoa(port)
}

func randomHex(n int) string {
	b := make([]byte, n)
	rand.Read(b)
	return hex.EncodeToString(b)
}

// dial connects to a kernel whose sockets exist.
func (w *wire) dial(ctx context.Context, dir string) error {
	w.shell, w.iopub = zmq4.NewDealer(ctx), zmq4.NewSub(ctx)
	if err := w.iopub.SetOption(zmq4.OptionSubscribe, ""); err != nil {
		return err
	}
	if err := w.shell.Dial("ipc://" + socketPath(dir, shellPort)); err != nil {
		return err
	}
	if err := w.iopub.Dial("ipc://" + socketPath(dir, iopubPort)); err != nil {
		return err
	}
	w.replies, w.news = make(chan message), make(chan message)
	go w.receive(ctx, w.shell, w.replies)
	go w.receive(ctx, w.iopub, w.news)
	return nil
}

func (w *wire) close() {
	for _, s := range []zmq4.Socket{w.shell, w.iopub} {
		if s != nil {
			s.Close()
		}
	}
}

// ask signs and sends a request and returns its id, which answers carry as
// their parent.
func (w *wire) ask(kind string, content any) (string, error) {
	id := w.session + "-" + strconv.FormatInt(w.sent.Add(1), 10)
	h := header{ID: id, Type: kind, Username: "lodestone", Session: w.session,
		Date: time.Now().UTC().Format(time.RFC3339Nano), Version: "5.4"}
	parts := make([][]byte, 0, 4)
	for _, v := range []any{h, struct{}{}, struct{}{}, content} {
		b, err := json.Marshal(v)
		if err != nil {
			return "", err
		}
		parts = append(parts, b)
	}
	frames := append([][]byte{[]byte("<IDS|MSG>"), w.sign(parts)}, parts...)
	return id, w.shell.SendMulti(zmq4.NewMsgFrom(frames...))
}

func (w *wire) sign(parts [][]byte) []byte {
	mac := hmac.New(sha256.New, w.key)
	for _, p := range parts {
		mac.Write(p)
	}
	return []byte(hex.EncodeToString(mac.Sum(nil)))
}

// receive passes messages on until the context ends or the socket closes.
func (w *wire) receive(ctx context.Context, socket zmq4.Socket, to chan<- message) {
	for {
		raw, err := socket.Recv()
		if err != nil {
			return
		}
		m, err := w.decode(raw.Frames)
		if err != nil {
			continue // nothing a notebook could show; GoNB never sends such
		}
		select {
		case to <- m:
		case <-ctx.Done():
			return
		}
	}
}

// decode reads [identities...] <IDS|MSG> signature header parent metadata
// content, if the signature is of our key.
func (w *wire) decode(frames [][]byte) (message, error) {
	at := 0
	for at < len(frames) && string(frames[at]) != "<IDS|MSG>" {
		at++
	}
	if len(frames) < at+6 {
		return message{}, errors.New("kernel: a message is cut short")
	}
	if !hmac.Equal(frames[at+1], w.sign(frames[at+2:at+6])) {
		return message{}, errors.New("kernel: a message is not signed with this kernel's key")
	}
	var h, parent header
	if err := json.Unmarshal(frames[at+2], &h); err != nil {
		return message{}, err
	}
	if err := json.Unmarshal(frames[at+3], &parent); err != nil {
		return message{}, err
	}
	return message{kind: h.Type, id: h.ID, parent: parent.ID, content: frames[at+5]}, nil
}
