package casefile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"strconv"
	"unicode/utf8"
)

// A writer makes JSON in a given order, an entry a line, rows of numbers on one
// line. Its first error stays.
type writer struct {
	buf   bytes.Buffer
	depth int
	first bool // nothing stands in the object or list yet
	line  bool // entries stand on one line
	err   error
}

func (j *writer) raw(s string) { j.buf.WriteString(s) }
func (j *writer) newline()     { j.buf.WriteByte('\n') }

// next begins an entry.
func (j *writer) next() {
	if !j.first {
		j.raw(",")
	}
	if j.line && !j.first {
		j.raw(" ")
	} else if !j.line {
		j.indent()
	}
	j.first = false
}

// indent begins a line.
func (j *writer) indent() {
	j.newline()
	for range j.depth {
		j.buf.WriteByte(' ')
	}
}

// nest writes entries between brackets.
func (j *writer) nest(open, end string, line bool, entries func()) {
	was := j.line
	j.raw(open)
	j.depth, j.first, j.line = j.depth+1, true, was || line
	entries()
	j.depth--
	if !j.first && !j.line {
		j.indent()
	}
	j.first, j.line = false, was
	j.raw(end)
}

func (j *writer) object(members func()) { j.nest("{", "}", false, members) }
func (j *writer) flat(members func())   { j.nest("{", "}", true, members) }

func (j *writer) list(n int, entry func(i int)) {
	j.nest("[", "]", false, func() { j.entries(n, entry) })
}

func (j *writer) row(n int, entry func(i int)) {
	j.nest("[", "]", true, func() { j.entries(n, entry) })
}

func (j *writer) entries(n int, entry func(i int)) {
	for i := range n {
		j.next()
		entry(i)
	}
}

func (j *writer) key(name string) {
	j.next()
	j.text(name)
	j.raw(": ")
}

// text writes a text; only what JSON asks for is escaped.
func (j *writer) text(s string) {
	if plainText(s) {
		j.buf.WriteByte('"')
		j.buf.WriteString(s)
		j.buf.WriteByte('"')
		return
	}
	if !utf8.ValidString(s) && j.err == nil {
		j.err = fmt.Errorf("casefile: %q is no text that JSON can hold; names are in UTF-8", s)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil && j.err == nil {
		j.err = fmt.Errorf("casefile: writing %q: %w", s, err)
	}
	j.buf.Write(bytes.TrimRight(b.Bytes(), "\n"))
}

// plainText tells a text that stands in JSON as it is.
func plainText(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= utf8.RuneSelf || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func (j *writer) number(v float64) {
	if (math.IsNaN(v) || math.IsInf(v, 0)) && j.err == nil {
		j.err = fmt.Errorf("casefile: a figure is %v, which JSON cannot hold", v)
	}
	j.buf.Write(strconv.AppendFloat(j.buf.AvailableBuffer(), v, 'g', -1, 64))
}

// text is a number with as many digits as reading it back takes.
func text(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func (j *writer) flush(w io.Writer) error {
	if j.err != nil {
		return j.err
	}
	if _, err := w.Write(j.buf.Bytes()); err != nil {
		return fmt.Errorf("casefile: %w", err)
	}
	return nil
}
