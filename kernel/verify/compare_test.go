package verify_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/kernel/verify"
)

// notebook is a notebook of code cells as Run would leave it, sealed.
func notebook(cells ...kernel.Cell) *kernel.Notebook {
	nb := &kernel.Notebook{Major: 4, Minor: 5, Metadata: kernel.Metadata{}}
	for i, c := range cells {
		if c.Type = kernel.CodeCell; c.Source == "" {
			c.Source = "%%\nshow(" + string(rune('a'+i)) + ")"
		}
		c.Count = i + 1
		nb.Cells = append(nb.Cells, c)
	}
	seal := []any{}
	for _, s := range kernel.Seal(nb) {
		seal = append(seal, s)
	}
	nb.Metadata["lodestone"] = map[string]any{"version": "0.1.0", "go": "go1.26.5", "gonb": "v0.11.4", "cells": seal}
	return nb
}

func shows(t *testing.T, payloads ...display.Payload) kernel.Cell {
	t.Helper()
	var c kernel.Cell
	for _, p := range payloads {
		b, err := display.Render(display.Plain(), p)
		if err != nil {
			t.Fatal(err)
		}
		text := b[display.MIMEPayload]
		b[display.MIMEPayload] = `"` + strings.ReplaceAll(text, `"`, `\"`) + `"`
		c.Outputs = append(c.Outputs, kernel.Output{Type: kernel.DisplayOutput, Data: b})
	}
	return c
}

func value(x float64) display.Payload {
	return display.Payload{Kind: display.KindValue, ID: "x", Unit: "kt", Values: display.Values{x}}
}

func prints(s string) kernel.Cell {
	return kernel.Cell{Outputs: []kernel.Output{{Type: kernel.StreamOutput, Name: "stdout", Text: s}}}
}

// expectFindings compares two cells and reads the differences as lines.
func expectFindings(t *testing.T, stored, fresh kernel.Cell, want ...string) {
	t.Helper()
	v := verify.Compare(notebook(stored), notebook(fresh), nil)
	var got []string
	for _, f := range v.Findings() {
		got = append(got, f.String())
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestFindingsNameThePlace(t *testing.T) {
	expectFindings(t, shows(t, value(1240.5)), shows(t, value(1240.5)))
	expectFindings(t, shows(t, value(1240.5)), shows(t, value(1241)),
		`value "x": stored 1240.5, fresh 1241 (relative 4.0e-04, tolerance 1e-09)`)
	altered := shows(t, value(1240.5))
	altered.Outputs[0].Data[display.MIMEText] = "x = 1340.5 kt"
	expectFindings(t, altered, shows(t, value(1240.5)),
		`value "x", text/plain is not what its values render to: stored "x = 1340.5 kt", fresh "x = 1240.5 kt"`)
	expectFindings(t, prints("lithium 3 t\ncobalt 5 t\n"), prints("lithium 3 t\ncobalt 6 t\n"),
		`standard output, line 2, word 2: stored "5", fresh "6"`)
	expectFindings(t, prints("a\n"), prints("a\nb\n"), `standard output, line 2: stored nothing, fresh "b"`)
	expectFindings(t, kernel.Cell{}, shows(t, value(1)), `value "x" is missing, or stands elsewhere`)
	expectFindings(t, shows(t, value(1)), kernel.Cell{}, `value "x" is shown, and the cell does not show it here`)
	claim := func(s string) display.Payload { return display.Payload{Kind: display.KindClaim, ID: s, Title: s} }
	expectFindings(t, shows(t, claim("half of it")), shows(t, claim("a third of it")),
		`claim "a third of it" is missing, or stands elsewhere`, `claim "half of it" is shown, and the cell does not show it here`)
}

// A picture drawn by older code is no other result, and the sum says so.
func TestDrawnOtherwise(t *testing.T) {
	fresh := notebook(shows(t, value(1240.5)))
	stored := notebook(shows(t, value(1240.5)))
	stored.Cells[0].Outputs[0].Data[display.MIMEText] = "x: 1240.5 kt"
	const drawn = "DIFFERS: 1 of 1 cells, by how they are drawn: all numbers and texts of payloads agree"
	if got := verify.Compare(stored, fresh, nil).Sum(); got != drawn {
		t.Errorf("%q", got)
	}
	fresh.Metadata["lodestone"].(map[string]any)["packages"] = map[string]any{"notebooks/charts": "000000000000"}
	if got := verify.Compare(stored, fresh, nil).Sum(); got != drawn+", and code changed since the run, which may be why; -accept draws anew" {
		t.Errorf("%q", got)
	}
}

func TestPayloadThatIsNone(t *testing.T) {
	for _, raw := range []string{
		`"{\"kind\":"`,
		`"{\"kind\":\"value\",\"id\":\"x\",\"values\":[1]} {}"`,
		`"{\"kind\":\"value\",\"id\":\"x\",\"values\":[1],\"colour\":\"\"}"`,
	} {
		broken := shows(t, value(1))
		broken.Outputs[0].Data[display.MIMEPayload] = raw
		v := verify.Compare(notebook(broken), notebook(shows(t, value(1))), nil)
		if v.State != verify.Differs || !strings.Contains(v.Findings()[1].What, "an output with a broken payload") {
			t.Errorf("%s: %v", raw, v.Findings())
		}
	}
}

// Tolerances, at the value and at the scale of an array: a sum that cancels to
// nothing keeps rounding noise of its summands.
func TestTolerance(t *testing.T) {
	array := func(tol float64, xs ...float64) display.Payload {
		return display.Payload{Kind: display.KindValue, ID: "x", Tolerance: tol, Values: xs,
			Axes: []display.Axis{{Name: "i", Labels: []string{"a", "b"}}}}
	}
	for _, c := range []struct {
		was, is display.Payload
		agrees  bool
	}{
		{array(0, 1, 2), array(0, 1+9e-10, 2), true},
		{array(0, 1, 2), array(0, 1+2e-9, 2), false},
		{array(1e-3, 1, 2), array(1e-3, 1.0009, 2), true},
		{array(1e-3, 1, 2), array(1e-4, 1, 2), false},
		{array(0, 1e6, 3e-12), array(0, 1e6, 0), true},
		{array(0, 1e6, 3e-6), array(0, 1e6, 0), false},
		{array(0, 1, math.NaN()), array(0, 1, math.NaN()), true},
		{array(0, 1, math.NaN()), array(0, 1, 0), false},
	} {
		v := verify.Compare(notebook(shows(t, c.was)), notebook(shows(t, c.is)), nil)
		if (v.State == verify.Agrees) != c.agrees {
			t.Errorf("%v and %v: %s %v", c.was.Values, c.is.Values, v.State, v.Findings())
		}
	}
}

// Edits are told by the seal of the stamp, even where the outputs agree.
func TestEdits(t *testing.T) {
	sources := func(list string) *kernel.Notebook {
		var cells []kernel.Cell
		for _, s := range strings.Fields(list) {
			cells = append(cells, kernel.Cell{Source: s})
		}
		return notebook(cells...)
	}
	for _, c := range []struct{ was, is, want string }{
		{"a b c d", "a b c d", ""},
		{"a b c d", "a B c d", "2 this cell was edited after the run"},
		{"a b c d", "a b d", "2 after this cell a cell of code was dropped after the run"},
		{"a b c d", "b c d", "0 after this cell a cell of code was dropped after the run"},
		{"a b c d", "a b b c d", "3 this cell is a copy, made after the run"},
		{"a b c d", "a b x c d", "3 this cell was added after the run"},
		{"a b c d", "d a b c", "1 this cell was moved here after the run"},
		{"a b c d", "a c b d", "3 this cell was moved here after the run"},
		{"a b c d", "a b X D", "3 this cell was edited after the run; 4 this cell was edited after the run"},
	} {
		var got []string
		for _, e := range verify.Edits(sources(c.is), kernel.Seal(sources(c.was))) {
			got = append(got, strings.TrimSpace(string(rune('0'+e.Cell))+" "+e.What))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%s -> %s: %q, want %q", c.was, c.is, s, c.want)
		}
	}
}

func TestStaleIsNoFailure(t *testing.T) {
	stored, fresh := notebook(prints("1\n")), notebook(prints("1\n"))
	fresh.Metadata["lodestone"].(map[string]any)["go"] = "go1.27.0"
	v := verify.Compare(stored, fresh, nil)
	if v.State != verify.Stale || len(v.Stale) != 1 || v.Stale[0] != "Go was go1.26.5 and is go1.27.0" {
		t.Errorf("%+v", v)
	}
	delete(stored.Metadata, "lodestone")
	if v := verify.Compare(stored, fresh, nil); v.State != verify.Stale || !strings.Contains(v.Stale[0], "no stamp") {
		t.Errorf("%+v", v)
	}
}

// The page holds both sides and nothing that runs.
func TestPage(t *testing.T) {
	fresh := executed(t, every)
	stored := fresh.Clone()
	for i, c := range stored.Cells {
		for k, o := range c.Outputs {
			if svg := o.Data[display.MIMESVG]; svg != "" {
				data := map[string]string{}
				for mime, form := range o.Data {
					data[mime] = strings.Replace(form, "Battery metals", "<script>alert(1)</script>", 1)
				}
				stored.Cells[i].Outputs[k].Data = data
			}
		}
	}
	var page bytes.Buffer
	v := compare(stored, fresh)
	if err := v.WritePage(&page); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"DIFFERS: 1 of 6 cells", "<h3>stored</h3><img", "<h3>fresh</h3><img", "iframe sandbox", "default-src 'none'"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if strings.Contains(page.String(), "<script") {
		t.Error("a script of the notebook's stands in the page")
	}
}
