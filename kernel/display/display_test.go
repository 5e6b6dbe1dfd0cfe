package display_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/lodestone-model/lodestone/kernel/display"
	"pgregory.net/rapid"
)

func ExampleValue() {
	err := display.Value("lithium 2040", 1240.5, "kt")
	fmt.Println(err)
	fmt.Println(display.Value("oops", math.NaN(), "kt"))
	// Output:
	// lithium 2040 = 1240.5 kt
	// <nil>
	// display: value "oops" is NaN
}

func ExampleClaim() {
	display.Claim(2+2 == 4, "two and two are %d", 4)
	defer func() { fmt.Println(recover()) }()
	display.Claim(2+2 == 5, "two and two are %d", 5)
	// Output:
	// ✓ two and two are 4
	// this claim does not hold: two and two are 5
}

func ExampleVolatile() {
	fmt.Println(display.Volatile("solved in %.1f s", 0.2))
	// Output:
	// solved in 0.2 s
	// <nil>
}

func ExampleShow() {
	shout := display.RendererFunc(func(p display.Payload) (display.Bundle, error) {
		return display.Bundle{display.MIMEText: strings.ToUpper(p.Title)}, nil
	})
	fmt.Println(display.Show(shout, display.Payload{Kind: "banner", ID: "b1", Title: "hello"}))
	fmt.Println(display.Show(shout, display.Payload{Kind: "banner", Title: "no id"}))
	// Output:
	// HELLO
	// <nil>
	// display: a banner has no id
}

func ExamplePayload_Encode() {
	p := display.Payload{Kind: "line", ID: "lithium", Unit: "kt",
		Axes:   []display.Axis{{Name: "year", Labels: []string{"2024", "2025"}}},
		Values: display.Values{0.1, math.NaN()}}
	text, err := p.Encode()
	fmt.Println(text, err)
	// Output:
	// {"kind":"line","id":"lithium","unit":"kt","axes":[{"name":"year","labels":["2024","2025"]}],"values":[0.1,null]} <nil>
}

func drawPayload(t *rapid.T) display.Payload {
	p := display.Payload{Kind: "table", ID: rapid.StringN(1, 8, -1).Draw(t, "id"), Title: rapid.String().Draw(t, "title"),
		Tolerance: rapid.Float64Range(0, 1).Draw(t, "tolerance")}
	rows := rapid.IntRange(1, 5).Draw(t, "rows")
	for i := range rapid.IntRange(0, 3).Draw(t, "columns") {
		c := display.Column{Name: fmt.Sprint("c", i), Unit: "kt"}
		if rapid.Bool().Draw(t, "is text") {
			c.Text = rapid.SliceOfN(rapid.String(), rows, rows).Draw(t, "text")
		} else {
			c.Values = rapid.SliceOfN(rapid.Float64Range(-math.MaxFloat64, math.MaxFloat64), rows, rows).Draw(t, "values")
			if rapid.Bool().Draw(t, "gap") {
				c.Values[0] = math.NaN()
			}
		}
		p.Columns = append(p.Columns, c)
	}
	n := rapid.IntRange(1, 4).Draw(t, "labels")
	p.Axes = []display.Axis{{Name: "a", Labels: rapid.SliceOfN(rapid.String(), n, n).Draw(t, "axis")}}
	p.Values = rapid.SliceOfN(rapid.Float64(), n, n).Filter(finite).Draw(t, "cells")
	return p
}

func finite(v []float64) bool {
	for _, x := range v {
		if math.IsInf(x, 0) {
			return false
		}
	}
	return true
}

// What a notebook stores decodes to the same payload, and encodes to the same
// bytes again: rendering it later starts from what was shown.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := drawPayload(t)
		text, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		asString, _ := json.Marshal(text)
		for _, raw := range []string{text, string(asString)} {
			q, err := display.Decode(json.RawMessage(raw))
			if err != nil {
				t.Fatal(err)
			}
			again, err := q.Encode()
			if err != nil || again != text {
				t.Fatalf("%v\n%s\n%s", err, text, again)
			}
			if d := cmp.Diff(p, q, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); d != "" && !strings.Contains(p.Title, "\ufffd") {
				if _, valid := asValid(p); valid {
					t.Fatal(d)
				}
			}
		}
	})
}

// asValid reports whether all text in p is valid UTF-8: JSON replaces the rest.
func asValid(p display.Payload) (display.Payload, bool) {
	b, _ := json.Marshal(p)
	return p, !bytes.Contains(b, []byte(`\ufffd`))
}

func TestCheckNamesTheFault(t *testing.T) {
	two := display.Values{1, 2}
	for _, c := range []struct {
		p    display.Payload
		want string
	}{
		{display.Payload{ID: "x"}, `"x" has no kind`},
		{display.Payload{Kind: "line", ID: "x", Values: two}, "2 values for 1 cells"},
		{display.Payload{Kind: "line", ID: "x", Axes: []display.Axis{{Name: "a", Labels: []string{"l"}}}, Values: two}, "2 values for 1 cells"},
		{display.Payload{Kind: "table", ID: "x", Columns: []display.Column{{Name: "a", Values: two}, {Name: "b", Text: []string{"t"}}}}, `column "b" has 1 rows, column "a" has 2`},
		{display.Payload{Kind: "table", ID: "x", Columns: []display.Column{{Name: "a", Values: two, Text: []string{"1", "2"}}}}, "text and numbers"},
		{display.Payload{Kind: "line", ID: "x", Values: display.Values{math.Inf(1)}}, "value 0 is +Inf"},
	} {
		if _, err := c.p.Encode(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}

func TestRenderNeedsText(t *testing.T) {
	mute := display.RendererFunc(func(display.Payload) (display.Bundle, error) { return display.Bundle{}, nil })
	if _, err := display.Render(mute, display.Payload{Kind: "k", ID: "i"}); err == nil || !strings.Contains(err.Error(), "no text/plain") {
		t.Error(err)
	}
	if _, err := display.Render(display.Plain(), display.Payload{Kind: "k", ID: "i"}); err == nil || !strings.Contains(err.Error(), `no renderer for kind "k"`) {
		t.Error(err)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"kind":"value","id":"x","values":[1]}`))
	f.Add([]byte(`"{\"kind\":\"line\",\"id\":\"x\",\"values\":[null]}"`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := display.Decode(raw)
		if err != nil {
			return
		}
		if _, err := p.Encode(); err != nil {
			t.Fatalf("decodes but does not encode: %v", err)
		}
	})
}
