package kernel

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"
)

// GoNB marks a line of a trace with its cell where the path and the number
// stand together in what it reads at once. Go's runtime writes a trace word by
// word, so that they often do not. The launcher therefore stands between:
//
//	cell ──words──▶ launcher ──whole lines, one a read──▶ GoNB
//
// What GoNB takes for the cell's program is a link to this command. It hands
// the launcher the far end of a pipe and its own stderr, puts the pipe in the
// place of stderr, and becomes the program, which so keeps its process, its
// parent and the signals it gets.
const (
	stderrSocket = "stderr" // in the kernel's folder: where the launcher takes them
	cellSuffix   = ".cell"  // of the program itself
	cellPrefix   = "gonb_"  // GoNB builds a cell to gonb_ID/gonb_ID
	lineLimit    = 4096     // bytes that the system keeps together (PIPE_BUF)
)

// lineWait is how long the beginning of a line waits for its end: what asks a
// question or draws a progress bar on stderr is seen all the same.
const lineWait = 50 * time.Millisecond

// isCell reports whether a path is where GoNB looks for a cell's program.
func isCell(path string) bool {
	name := filepath.Base(path)
	return strings.HasPrefix(name, cellPrefix) && name == filepath.Base(filepath.Dir(path))
}

// divertCell changes the arguments of a build so that the program lands beside
// its place and this command is linked there. Where that cannot be done the
// program goes where it always went.
func divertCell(args []string) []string {
	for i := range len(args) - 1 {
		at := args[i+1]
		if args[i] != "-o" || !isCell(at) || os.Getenv(kernelDirEnv) == "" {
			continue
		}
		exe, err := os.Executable()
		if err != nil {
			return args
		}
		os.Remove(at)
		if os.Symlink(exe, at) != nil {
			return args
		}
		out := append([]string(nil), args...)
		out[i+1] = at + cellSuffix
		return out
	}
	return args
}

// listenStderr takes the stderr of cells until the listener closes.
func listenStderr(dir string) (*net.UnixListener, error) {
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, stderrSocket), Net: "unix"})
	if err != nil {
		return nil, err
	}
	go func() {
		for {
			conn, err := l.AcceptUnix()
			if err != nil {
				return
			}
			go takeStderr(conn)
		}
	}()
	return l, nil
}

// takeStderr copies the stderr of the cell that calls.
func takeStderr(conn *net.UnixConn) {
	path, from, to, err := receiveStderr(conn)
	conn.Close()
	if err != nil {
		return // the cell keeps its own stderr
	}
	defer from.Close()
	defer to.Close()
	copyLines(to, from, path)
}

// A slowReader can give up waiting.
type slowReader interface {
	io.Reader
	SetReadDeadline(time.Time) error
}

// copyLines copies text so that each write holds whole lines, as far as they
// fit, and whole characters. path is how the names of the program's files
// begin: a line that begins with it as traces do, or may yet, waits for its end
// however long that takes.
func copyLines(to io.Writer, from slowReader, path string) error {
	var kept []byte
	buffer := make([]byte, 32<<10)
	for {
		limit := time.Time{}
		if characters(kept) > 0 && !tracing(kept, path) {
			limit = time.Now().Add(lineWait)
		}
		from.SetReadDeadline(limit)
		n, err := from.Read(buffer)
		kept = append(kept, buffer[:n]...)
		whole := 1 + bytes.LastIndexAny(kept, "\n\r")
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded): // it is waiting for something
			whole = characters(kept)
		case err != nil:
			whole = len(kept)
		}
		for ; whole > 0 || len(kept) >= lineLimit; whole = max(0, whole) {
			piece := firstPiece(kept, whole)
			if _, err := to.Write(kept[:piece]); err != nil {
				return err
			}
			kept, whole = kept[piece:], whole-piece
		}
		if err != nil && !errors.Is(err, os.ErrDeadlineExceeded) {
			if err == io.EOF {
				return nil
			}
			return err
		}
	}
}

// tracing reports whether the beginning of a line may be that of a line of a
// trace that names the program.
func tracing(line []byte, path string) bool {
	rest, ok := strings.CutPrefix(string(line), "\t")
	return ok && (strings.HasPrefix(rest, path) || strings.HasPrefix(path, rest))
}

// firstPiece is how much of text goes into one write: the lines of its first
// whole bytes that fit, or else the characters.
func firstPiece(text []byte, whole int) int {
	if whole > 0 && whole <= lineLimit {
		return whole
	}
	n := min(len(text), lineLimit)
	if end := bytes.LastIndexAny(text[:n], "\n\r"); end >= 0 {
		return end + 1
	}
	if c := characters(text[:n]); c > 0 {
		return c
	}
	return n // it is no text
}

// characters is the length of text without a last character of which bytes
// are missing.
func characters(text []byte) int {
	for i := len(text) - 1; i >= 0 && i > len(text)-utf8.UTFMax; i-- {
		if utf8.RuneStart(text[i]) {
			if utf8.FullRune(text[i:]) {
				break
			}
			return i
		}
	}
	return len(text)
}
