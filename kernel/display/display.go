// Package display is what a notebook cell shows.
//
// Everything a cell shows travels as one bundle: the same content in several
// forms, of which each viewer picks the best it knows.
//
//	Payload ──Renderer.Render──▶ text/html                    live chart around a static picture
//	   │                         image/svg+xml or image/png   the static picture alone
//	   │                         text/plain                   for terminals and diffs
//	   └────────────────────────▶ application/vnd.lodestone.v1+json   the payload itself
//
// The payload is the truth and the other forms are functions of it: whoever
// holds the payload can render it again and compare, byte by byte. That is
// how `lodestone verify` finds an altered digit or picture while staying blind
// to noise. Renderers are handed in (notebooks/charts is one); this package
// renders only declared values.
//
// Outside a notebook the text/plain form goes to standard output, so the same
// code runs in tests, Examples and plain programs.
package display

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"sync"

	"github.com/janpfeifer/gonb/gonbui"
	"github.com/janpfeifer/gonb/gonbui/protocol"
)

// MIME types of a bundle.
const (
	MIMEPayload = "application/vnd.lodestone.v1+json"
	MIMEHTML    = "text/html"
	MIMEText    = "text/plain"
	MIMESVG     = "image/svg+xml"
	MIMEPNG     = "image/png" // base64
)

// Kinds this package knows itself; renderers add their own ("line", "table", ...).
const (
	KindValue    = "value"    // one declared number
	KindClaim    = "claim"    // a statement that was checked when it was shown
	KindVolatile = "volatile" // shown, never compared: timings, host facts
)

// DefaultTolerance is the relative difference at which a verified value still
// agrees: one part in 1e9 covers another CPU class, not another result.
const DefaultTolerance = 1e-9

// A Payload says what is shown, completely: a renderer needs nothing else.
type Payload struct {
	Kind  string `json:"kind"`
	ID    string `json:"id"` // unique within its notebook, chosen by the author
	Title string `json:"title,omitempty"`
	Unit  string `json:"unit,omitempty"` // of Values

	// A labelled array: Values is row-major over Axes.
	Axes   []Axis `json:"axes,omitempty"`
	Values Values `json:"values,omitempty"`

	// A table: columns of equal length, of text or of numbers.
	Columns []Column `json:"columns,omitempty"`

	Tolerance float64         `json:"tolerance,omitempty"` // relative; 0 means DefaultTolerance
	View      json.RawMessage `json:"view,omitempty"`      // how to draw, owned by the renderer
	Notes     []string        `json:"notes,omitempty"`     // lines under the figure
	Sources   []Source        `json:"sources,omitempty"`   // footnote
}

// Axis is an ordered set of labels.
type Axis struct {
	Name   string   `json:"name"`
	Labels []string `json:"labels"`
}

// Column is one column of a table; either Text or Values is set.
type Column struct {
	Name   string   `json:"name"`
	Unit   string   `json:"unit,omitempty"`
	Text   []string `json:"text,omitempty"`
	Values Values   `json:"values,omitempty"`
}

// Source is a line of the footnote.
type Source struct {
	ID            string `json:"id"`
	Citation      string `json:"citation"`
	NonCommercial bool   `json:"non_commercial,omitempty"`
}

// Values are numbers as they are stored: shortest digits that round-trip, and
// null for a gap, which is NaN in memory.
type Values []float64

// MarshalJSON writes shortest round-trip digits and null for NaN; Inf is an error.
func (v Values) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, x := range v {
		if i > 0 {
			b = append(b, ',')
		}
		switch {
		case math.IsNaN(x):
			b = append(b, "null"...)
		case math.IsInf(x, 0):
			return nil, fmt.Errorf("display: value %d is %v", i, x)
		default:
			b = strconv.AppendFloat(b, x, 'g', -1, 64)
		}
	}
	return append(b, ']'), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (v *Values) UnmarshalJSON(b []byte) error {
	var ps []*float64
	if err := json.Unmarshal(b, &ps); err != nil {
		return err
	}
	*v = make(Values, len(ps))
	for i, p := range ps {
		if (*v)[i] = math.NaN(); p != nil {
			(*v)[i] = *p
		}
	}
	return nil
}

// Check reports a payload that no renderer could draw: no kind or id, a wrong
// number of values, columns of unequal length.
func (p Payload) Check() error {
	if p.Kind == "" {
		return fmt.Errorf("display: payload %q has no kind", p.ID)
	}
	if p.ID == "" {
		return fmt.Errorf("display: a %s has no id", p.Kind)
	}
	n := 1
	for _, a := range p.Axes {
		n *= len(a.Labels)
	}
	if (p.Axes != nil || p.Values != nil) && n != len(p.Values) {
		return fmt.Errorf("display: %s %q: %d values for %d cells", p.Kind, p.ID, len(p.Values), n)
	}
	for _, c := range p.Columns {
		if k, first := max(len(c.Text), len(c.Values)), p.Columns[0]; k != max(len(first.Text), len(first.Values)) {
			return fmt.Errorf("display: %s %q: column %q has %d rows, column %q has %d",
				p.Kind, p.ID, c.Name, k, first.Name, max(len(first.Text), len(first.Values)))
		}
		if c.Text != nil && c.Values != nil {
			return fmt.Errorf("display: %s %q: column %q holds text and numbers", p.Kind, p.ID, c.Name)
		}
	}
	return nil
}

// Encode writes the payload as one line of JSON: fields in declaration order,
// the same bytes for the same payload.
func (p Payload) Encode() (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := p.Check(); err != nil {
		return "", err
	}
	if err := e.Encode(p); err != nil {
		return "", fmt.Errorf("display: %s %q: %w", p.Kind, p.ID, err)
	}
	return string(bytes.TrimRight(b.Bytes(), "\n")), nil
}

// Decode reads a payload from a notebook. The kernel's wire carries it as a
// JSON string; an object is read as well.
func Decode(raw json.RawMessage) (Payload, error) {
	var p Payload
	var s string
	if json.Unmarshal(raw, &s) == nil {
		raw = json.RawMessage(s)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("display: payload: %w", err)
	}
	return p, p.Check()
}

// A Bundle is one output in several forms: MIME type to content; PNG is base64.
type Bundle map[string]string

// A Renderer turns payloads into what people see. It is a pure function: the
// same payload gives the same bytes, on any machine, any number of times. The
// bundle it returns lacks MIMEPayload; Show adds that.
type Renderer interface {
	Render(Payload) (Bundle, error)
}

// RendererFunc is a function as a Renderer.
type RendererFunc func(Payload) (Bundle, error)

// Render calls f.
func (f RendererFunc) Render(p Payload) (Bundle, error) { return f(p) }

// Values and volatile output are rendered here, so that a cell without charts
// links nothing else.
var plain = RendererFunc(func(p Payload) (Bundle, error) {
	switch p.Kind {
	case KindValue:
		line := p.ID + " = " + strconv.FormatFloat(p.Values[0], 'g', 6, 64)
		if p.Unit != "" && p.Unit != "1" {
			line += " " + p.Unit
		}
		return Bundle{MIMEText: line}, nil
	case KindClaim:
		return Bundle{MIMEText: "✓ " + p.Title}, nil
	case KindVolatile:
		return Bundle{MIMEText: p.Title}, nil
	}
	return nil, fmt.Errorf("display: no renderer for kind %q", p.Kind)
})

// Plain renders the kinds of this package: value, claim and volatile.
func Plain() Renderer { return plain }

// Show renders the payload and sends the bundle to the notebook.
func Show(r Renderer, p Payload) error {
	b, err := Render(r, p)
	if err != nil {
		return err
	}
	return Send(b)
}

// Render is what Show sends: the renderer's forms and the payload itself.
func Render(r Renderer, p Payload) (Bundle, error) {
	text, err := p.Encode()
	if err != nil {
		return nil, err
	}
	b, err := r.Render(p)
	if err != nil {
		return nil, err
	}
	if b[MIMEText] == "" {
		return nil, fmt.Errorf("display: %s %q: the renderer gave no text/plain", p.Kind, p.ID)
	}
	b[MIMEPayload] = text
	return b, nil
}

// Value declares a number: it is printed and, when the notebook is verified,
// compared at its tolerance.
//
//	display.Value("lithium 2040", 1240.5, "kt")
func Value(id string, value float64, unit string) error {
	return ValueWithin(id, value, unit, DefaultTolerance)
}

// ValueWithin is Value with a relative tolerance of its own.
func ValueWithin(id string, value float64, unit string, tolerance float64) error {
	if math.IsNaN(value) || math.IsInf(value, 0) {
		return fmt.Errorf("display: value %q is %v", id, value)
	}
	p := Payload{Kind: KindValue, ID: id, Unit: unit, Values: Values{value}, Tolerance: tolerance}
	return Show(plain, p)
}

// Volatile shows text that differs from run to run, such as a timing; it is
// never compared.
func Volatile(format string, args ...any) error {
	return Show(plain, Payload{Kind: KindVolatile, ID: KindVolatile, Title: fmt.Sprintf(format, args...)})
}

var mu sync.Mutex // one bundle at a time

// Send hands a bundle to the notebook, or prints its text outside of one. It
// returns when the kernel has the bundle, so that nothing is lost if the cell
// exits at once.
func Send(b Bundle) error {
	mu.Lock()
	defer mu.Unlock()
	if !gonbui.IsNotebook {
		_, err := fmt.Fprintln(os.Stdout, b[MIMEText])
		return err
	}
	data := make(map[protocol.MIMEType]any, len(b))
	for mime, content := range b {
		data[protocol.MIMEType(mime)] = content
	}
	gonbui.SendData(&protocol.DisplayData{Data: data})
	gonbui.Sync()
	if err := gonbui.Error(); err != nil {
		return fmt.Errorf("display: sending to the kernel: %w", err)
	}
	return nil
}

// Claim states what a notebook says in its prose, and fails the cell if it
// does not hold: it panics with the statement.
//
//	display.Claim(ratio < 1.35, "half the rows lie within a factor of %.2f", ratio)
func Claim(holds bool, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !holds {
		panic("this claim does not hold: " + text)
	}
	Check(Show(plain, Payload{Kind: KindClaim, ID: text, Title: text}))
}

// Check stops the cell with the error, if there is one.
func Check(err error) {
	if err != nil {
		panic(err)
	}
}
