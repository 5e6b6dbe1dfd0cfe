package verify

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// noiseFloor, times the tolerance and the largest number of an array, is a
// difference that counts as none: a sum that cancels to zero keeps rounding
// noise of its summands, which no relative tolerance covers.
const noiseFloor = 1e-6

// mostFindings is how many differing numbers of one series are told singly.
const mostFindings = 3

// samePayload compares payloads and reports whether they are equal to the bit.
func (t *tally) samePayload(name string, p, q display.Payload) bool {
	before := len(t.findings)
	exactly := func(what string, was, is any) {
		if !reflect.DeepEqual(was, is) {
			a, b := excerpts(asText(was), asText(is))
			t.find(Finding{What: name + ", " + what, Stored: a, Fresh: b})
		}
	}
	exactly("title", p.Title, q.Title)
	exactly("unit", p.Unit, q.Unit)
	exactly("axes", len(p.Axes), len(q.Axes))
	for i := range min(len(p.Axes), len(q.Axes)) {
		exactly("name of an axis", p.Axes[i].Name, q.Axes[i].Name)
		exactly("labels of axis "+q.Axes[i].Name, p.Axes[i].Labels, q.Axes[i].Labels)
	}
	exactly("tolerance", tolerance(p), tolerance(q))
	if !sameJSON(p.View, q.View, tolerance(q)) {
		a, b := excerpts(string(p.View), string(q.View))
		t.find(Finding{What: name + ", how it is drawn", Stored: a, Fresh: b})
	}
	exactly("notes", p.Notes, q.Notes)
	exactly("sources", p.Sources, q.Sources)
	place := func(i int) string { return placeOf(q.Axes, i) }
	same := t.numbers(name, p.Values, q.Values, tolerance(q), place)
	return t.columns(name, p, q) && same && len(t.findings) == before && sameJSON(p.View, q.View, 0)
}

func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []string:
		return strings.Join(v, "; ")
	}
	b, _ := json.Marshal(v)
	return string(b)
}

func tolerance(p display.Payload) float64 {
	if p.Tolerance == 0 {
		return display.DefaultTolerance
	}
	return p.Tolerance
}

// columns compares the columns of tables.
func (t *tally) columns(name string, p, q display.Payload) bool {
	header := func(cs []display.Column) (out []string) {
		for _, c := range cs {
			out = append(out, fmt.Sprintf("%s [%s]", c.Name, c.Unit))
		}
		return out
	}
	if was, is := header(p.Columns), header(q.Columns); !slices.Equal(was, is) {
		a, b := excerpts(asText(was), asText(is))
		t.find(Finding{What: name + ", columns", Stored: a, Fresh: b})
		return false
	}
	same := true
	for k, c := range q.Columns {
		was := p.Columns[k]
		place := func(i int) string { return fmt.Sprintf("column %s, row %d", c.Name, i+1) }
		same = t.numbers(name, was.Values, c.Values, tolerance(q), place) && same
		if len(was.Text) != len(c.Text) {
			t.find(Finding{What: name + ", column " + c.Name + ", rows", Stored: fmt.Sprint(len(was.Text)), Fresh: fmt.Sprint(len(c.Text))})
			continue
		}
		for i := range c.Text {
			if was.Text[i] != c.Text[i] {
				t.find(Finding{What: name + ", " + place(i), Stored: quote(was.Text[i]), Fresh: quote(c.Text[i])})
			}
		}
	}
	return same
}

// numbers compares numbers by a relative tolerance, and reports whether they
// are equal to the bit. A gap (NaN) agrees with a gap alone.
func (t *tally) numbers(name string, was, is display.Values, tol float64, place func(int) string) bool {
	if len(was) != len(is) {
		t.find(Finding{What: name + ", count of numbers", Stored: fmt.Sprint(len(was)), Fresh: fmt.Sprint(len(is))})
		return false
	}
	floor := 0.0
	if len(is) > 1 {
		for _, x := range is {
			floor = math.Max(floor, noiseFloor*tol*zeroIfNaN(math.Abs(x)))
		}
	}
	same, bad := true, 0
	for i := range is {
		a, b := was[i], is[i]
		same = same && math.Float64bits(a) == math.Float64bits(b)
		if near(a, b, tol, floor) {
			continue
		}
		if bad++; bad <= mostFindings {
			at := name
			if where := place(i); where != "" {
				at += ", " + where
			}
			t.find(Finding{What: at, Stored: number(a), Fresh: fmt.Sprintf("%s (relative %.1e, tolerance %g)", number(b), relative(a, b), tol)})
		}
	}
	if bad > mostFindings {
		t.find(Finding{What: fmt.Sprintf("%s, and %d more numbers", name, bad-mostFindings)})
	}
	return same
}

func zeroIfNaN(x float64) float64 {
	if math.IsNaN(x) {
		return 0
	}
	return x
}

func near(a, b, tol, floor float64) bool {
	if math.IsNaN(a) || math.IsNaN(b) {
		return math.IsNaN(a) && math.IsNaN(b)
	}
	return math.Abs(a-b) <= math.Max(tol*math.Max(math.Abs(a), math.Abs(b)), floor)
}

func relative(a, b float64) float64 {
	if d := math.Max(math.Abs(a), math.Abs(b)); d > 0 {
		return math.Abs(a-b) / d
	}
	return 0
}

func number(x float64) string {
	if math.IsNaN(x) {
		return "a gap"
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}

// placeOf names the labels of a value.
func placeOf(axes []display.Axis, i int) string {
	parts := make([]string, len(axes))
	for k, a := range slices.Backward(axes) {
		if n := len(a.Labels); n > 0 {
			parts[k] = a.Name + " " + a.Labels[i%n]
			i /= n
		}
	}
	return strings.Join(parts, ", ")
}

// sameJSON compares JSON as values: the order of keys does not count, and
// numbers agree within the tolerance.
func sameJSON(a, b json.RawMessage, tol float64) bool {
	if string(a) == string(b) {
		return true
	}
	var x, y any
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		return false
	}
	return sameValue(x, y, tol)
}

func sameValue(x, y any, tol float64) bool {
	switch x := x.(type) {
	case map[string]any:
		y, ok := y.(map[string]any)
		if !ok || len(x) != len(y) {
			return false
		}
		for k, v := range x {
			if w, ok := y[k]; !ok || !sameValue(v, w, tol) {
				return false
			}
		}
		return true
	case []any:
		y, ok := y.([]any)
		return ok && slices.EqualFunc(x, y, func(v, w any) bool { return sameValue(v, w, tol) })
	case float64:
		y, ok := y.(float64)
		return ok && near(x, y, tol, 0)
	}
	return x == y
}
