package kernel

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A FaultKind says how a cell failed.
type FaultKind string

// The ways in which a cell fails.
const (
	Compile FaultKind = "compile" // it is not Go, or names what does not exist
	Panic   FaultKind = "panic"   // a panic, a deadlock or another error of Go's runtime
	Exit    FaultKind = "exit"    // os.Exit or log.Fatal with a status other than 0
	Command FaultKind = "command" // a shell line or a magic failed
	Timeout FaultKind = "timeout" // it ran past the time limit
	Memory  FaultKind = "memory"  // it took more memory than RunSettings.Memory
	Killed  FaultKind = "killed"  // the cell's process or the whole kernel was ended by a signal
)

// A Fault is a cell that failed: the error of Run.
type Fault struct {
	Notebook string    `json:"notebook"`
	Kind     FaultKind `json:"kind"`
	Cell     int       `json:"cell"`      // number of the cell that was running, all cells counted from 1
	Count    int       `json:"count"`     // its execution count, the number in Jupyter's brackets
	At       Position  `json:"at"`        // where in the notebook the fault lies
	Certain  bool      `json:"certain"`   // false: no trace names the line, and At is the likeliest or the cell's first
	Message  string    `json:"message"`   // one line, such as the panic's own
	Text     string    `json:"line_text"` // the source line at At
}

// A Position is a line of a cell, both counted from 1.
type Position struct {
	Cell int `json:"cell"`
	Line int `json:"line"`
}

// Error names the notebook, the cell, the line and the fault, and quotes the
// line.
func (f *Fault) Error() string {
	place := fmt.Sprintf("cell %d [%d] line %d", f.Cell, f.Count, f.At.Line)
	if f.At.Cell != f.Cell {
		place = fmt.Sprintf("cell %d [%d], in what cell %d line %d defines", f.Cell, f.Count, f.At.Cell, f.At.Line)
	} else if !f.Certain {
		place = fmt.Sprintf("cell %d [%d], near line %d", f.Cell, f.Count, f.At.Line)
	}
	return fmt.Sprintf("%s: %s: %s\n\t%s", f.Notebook, place, f.Message, strings.TrimSpace(f.Text))
}

// A reply is the content of execute_reply.
type reply struct {
	Status     string   `json:"status"`
	ErrorValue string   `json:"evalue"`
	Traceback  []string `json:"traceback"`
}

var (
	exitStatus  = regexp.MustCompile(`^(exit status \d+|signal: .+)$`)
	runtimeLine = regexp.MustCompile(`(?m)^(panic: .*|fatal error: .*|SIGQUIT: .*)$`)
	unknown     = regexp.MustCompile(`"%.*" unknown or not implemented yet`)
	commandLine = regexp.MustCompile(`^\s*(!|%%(bash|sh|script)\b)`)
	loopLine    = regexp.MustCompile(`^\s*for\b`)
	magicLine   = regexp.MustCompile(`^\s*[!%]`)
	exitCall    = regexp.MustCompile(`\bos\.Exit\(|\blog\.Fatal|\bklog\.(Fatal|Exit)`)
)

// judge decides whether the cell failed, from GoNB's answer and, where that
// says ok, from the trace that a failing command leaves on stderr.
func judge(r reply, stderr, source string) (kind FaultKind, message string, failed bool) {
	value := strings.TrimSpace(r.ErrorValue)
	switch {
	case r.Status != "ok" && exitStatus.MatchString(value):
		if said := runtimeLine.FindString(stderr); said != "" {
			return Panic, said, true
		}
		if strings.HasPrefix(value, "signal: ") {
			return Killed, "the cell's process was ended, " + value, true
		}
		return Exit, "the cell's program ended with " + value, true
	case r.Status != "ok":
		return Compile, compileMessage(r), true
	}
	if said := unknown.FindString(stderr); said != "" {
		return Command, said, true
	}
	for line := range strings.Lines(source) {
		if commandLine.MatchString(line) {
			return commandFault(stderr)
		}
	}
	return "", "", false
}

// commandFault looks for the status that GoNB writes to stderr after a failing
// shell line or script.
func commandFault(stderr string) (FaultKind, string, bool) {
	for line := range strings.Lines(stderr) {
		if line = strings.TrimSpace(line); exitStatus.MatchString(line) {
			return Command, "a command ended with " + line, true
		}
	}
	return "", "", false
}

// compileMessage is the compiler's first complaint: the last line of the first
// traceback entry that GoNB could place in a cell.
func compileMessage(r reply) string {
	for _, entry := range r.Traceback {
		if cellInfo.MatchString(entry) {
			lines := strings.Split(strings.TrimSpace(entry), "\n")
			return withModuleCure(plainText(lines[len(lines)-1]))
		}
	}
	for line := range strings.Lines(r.ErrorValue + "\n" + strings.Join(r.Traceback, "\n")) {
		if line = plainText(line); line != "" && !strings.HasPrefix(line, "# ") { // "# package" is a heading
			return withModuleCure(line)
		}
	}
	return "it does not compile, and the go command does not say why"
}

// withModuleCure says where a cell's modules come from, in place of the go
// command's advice, which a cell cannot follow.
func withModuleCure(said string) string {
	if what, ok := strings.CutSuffix(said, "; to add it:"); ok {
		return what + " (cells see the modules of the clone's go.mod; run `go get` there to add one)"
	}
	if strings.Contains(said, "module lookup disabled by GOPROXY=off") {
		return said + " (the module is not on this machine: run `go mod download` in the clone, with a network)"
	}
	return said
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

func plainText(s string) string { return strings.TrimSpace(ansi.ReplaceAllString(s, "")) }

// Where GoNB writes the place of a line: in a compiler's complaint, and in a
// stack trace on stderr. Counts are execution counts.
var (
	cellInfo  = regexp.MustCompile(`Cell\[(\d+)\]: Line (\d+)`)
	cellTrace = regexp.MustCompile(`\[\[ Cell \[(\d+)\] Line (\d+) \]\]`)
	mainTrace = regexp.MustCompile(`/main\.go:(\d+)`)
)

// A locator turns what GoNB says about places into positions in the notebook.
type locator struct {
	nb      *Notebook
	ran     []int  // cell index by execution count, from 1 on; ran[0] is unused
	program string // main.go as GoNB composed it, "" if it is gone
}

// locate finds the line at fault in the running cell, which is the last that
// ran.
func (l *locator) locate(kind FaultKind, r reply, stderr string) (Position, bool) {
	switch kind {
	case Compile:
		for _, m := range cellInfo.FindAllStringSubmatch(strings.Join(r.Traceback, "\n"), -1) {
			if p, ok := l.position(m[1], m[2]); ok {
				return p, true
			}
		}
	case Panic, Timeout, Killed:
		if p, ok := l.trace(stderr); ok {
			return p, true
		}
		if lines := l.lines(loopLine); kind == Timeout && len(lines) > 0 {
			return lines[0], false // an empty loop has no line of its own in the program
		}
	case Exit:
		if lines := l.lines(exitCall); len(lines) == 1 {
			return lines[0], true
		} else if len(lines) > 1 {
			return lines[0], false
		}
	case Command:
		if lines := l.lines(magicLine); len(lines) > 0 {
			return lines[0], len(lines) == 1
		}
	}
	return l.first(), false
}

// trace finds the topmost frame of a stack trace that lies in a cell. Go
// prints a trace in small pieces; where GoNB got the path and the line number
// in two, it could not place them, and the program's text is matched instead.
func (l *locator) trace(stderr string) (Position, bool) {
	if at := runtimeLine.FindStringIndex(stderr); at != nil {
		stderr = stderr[at[1]:]
	}
	for line := range strings.Lines(stderr) {
		if m := cellTrace.FindStringSubmatch(line); m != nil {
			if p, ok := l.position(m[1], m[2]); ok {
				return p, true
			}
		}
		if m := mainTrace.FindStringSubmatch(line); m != nil {
			if p, ok := l.match(m[1]); ok {
				return p, true
			}
		}
	}
	return Position{}, false
}

// position checks a place that GoNB named.
func (l *locator) position(count, line string) (Position, bool) {
	c, _ := strconv.Atoi(count)
	n, _ := strconv.Atoi(line)
	if c < 1 || c >= len(l.ran) {
		return Position{}, false
	}
	p := Position{Cell: l.ran[c] + 1, Line: n}
	return p, l.text(p) != ""
}

// match finds a line of main.go in the cells that ran, the running one first.
func (l *locator) match(line string) (Position, bool) {
	n, _ := strconv.Atoi(line)
	program := strings.Split(l.program, "\n")
	if n < 1 || n > len(program) || strings.TrimSpace(program[n-1]) == "" {
		return Position{}, false
	}
	want := strings.TrimSpace(program[n-1])
	for c := len(l.ran) - 1; c > 0; c-- {
		for i, got := range strings.Split(l.nb.Cells[l.ran[c]].Source, "\n") {
			if strings.TrimSpace(got) == want {
				return Position{Cell: l.ran[c] + 1, Line: i + 1}, true
			}
		}
	}
	return Position{}, false
}

// lines lists the lines of the running cell that match.
func (l *locator) lines(re *regexp.Regexp) []Position {
	var found []Position
	cell := l.ran[len(l.ran)-1]
	for i, line := range strings.Split(l.nb.Cells[cell].Source, "\n") {
		if re.MatchString(line) {
			found = append(found, Position{Cell: cell + 1, Line: i + 1})
		}
	}
	return found
}

// first is the first line that the running cell runs: after its %%, or else
// its first line of code.
func (l *locator) first() Position {
	cell := l.ran[len(l.ran)-1]
	lines := strings.Split(l.nb.Cells[cell].Source, "\n")
	start := 1 + slices.Index(lines, "%%")
	for i, line := range lines[start:] {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			return Position{Cell: cell + 1, Line: start + i + 1}
		}
	}
	return Position{Cell: cell + 1, Line: 1}
}

// text is the source line at a position, "" where there is none.
func (l *locator) text(p Position) string {
	if p.Cell < 1 || p.Cell > len(l.nb.Cells) {
		return ""
	}
	lines := strings.Split(l.nb.Cells[p.Cell-1].Source, "\n")
	if p.Line < 1 || p.Line > len(lines) {
		return ""
	}
	return lines[p.Line-1]
}
