package verify_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// counts reports whether an output is compared at all.
func counts(o output) bool { return o.doc["name"] != "stderr" && !isKind(display.KindVolatile)(o) }

func (p *page) output(cell, index int) output {
	return output{cell, index, p.cell(cell)["outputs"].([]any)[index].(map[string]any)}
}

// repaint changes the payload of an output for which change returns true, and
// draws it again.
func (p *page) repaint(change func(q *display.Payload) bool) string {
	found := p.outputs(declared)
	p.Shuffle(len(found), func(i, j int) { found[i], found[j] = found[j], found[i] })
	for _, o := range found {
		if q, _ := o.payload(); change(&q) {
			o.show(q)
			return fmt.Sprintf("%s, %s %q", o, q.Kind, q.ID)
		}
	}
	return ""
}

// number changes one number by a thousandth.
func (p *page) number(drawn bool) string {
	change := func(q *display.Payload) bool { return p.change(q, func(x float64) float64 { return x * (1 + 1e-3) }) }
	if drawn {
		return p.repaint(change)
	}
	o, _ := p.choose(func(o output) bool {
		q, ok := o.payload()
		return ok && (slices.ContainsFunc(q.Values, isNumber) || slices.ContainsFunc(q.Columns, func(c display.Column) bool { return slices.ContainsFunc(c.Values, isNumber) }))
	})
	q, _ := o.payload()
	change(&q)
	s, err := q.Encode()
	if err != nil {
		return ""
	}
	o.setForm(display.MIMEPayload, s)
	return fmt.Sprintf("%s, %s %q", o, q.Kind, q.ID)
}

func isNumber(x float64) bool { return x != 0 && !math.IsNaN(x) }

// change applies f to one number of the payload.
func (p *page) change(q *display.Payload, f func(float64) float64) bool {
	var places []*float64
	for i := range q.Values {
		places = append(places, &q.Values[i])
	}
	for _, c := range q.Columns {
		for i := range c.Values {
			places = append(places, &c.Values[i])
		}
	}
	places = slices.DeleteFunc(places, func(x *float64) bool { return !isNumber(*x) })
	if len(places) == 0 {
		return false
	}
	x := places[p.IntN(len(places))]
	*x = f(*x)
	return true
}

// digitIn changes a digit of a form, behind a mark if one is given.
func (p *page) digitIn(mime, mark string) string {
	o, ok := p.choose(func(o output) bool { return has(mime)(o) && strings.ContainsAny(o.form(mime), "0123456789") })
	if !ok {
		return ""
	}
	s := o.form(mime)
	at := 0
	if i := strings.LastIndex(s, mark); mark != "" && i >= 0 {
		at = i
	}
	tail, _ := p.digit(s[at:])
	o.setForm(mime, s[:at]+tail)
	return o.String()
}

func (p *page) cellText(q *display.Payload) bool {
	for _, c := range q.Columns {
		if len(c.Text) > 0 {
			c.Text[p.IntN(len(c.Text))] += "*"
			return true
		}
	}
	return false
}

func (p *page) row(q *display.Payload) bool {
	if len(q.Columns) == 0 || max(len(q.Columns[0].Text), len(q.Columns[0].Values)) < 2 {
		return false
	}
	k := p.IntN(max(len(q.Columns[0].Text), len(q.Columns[0].Values)))
	for i := range q.Columns {
		c := &q.Columns[i]
		if c.Text != nil {
			c.Text = slices.Delete(c.Text, k, k+1)
		} else {
			c.Values = slices.Delete(c.Values, k, k+1)
		}
	}
	return true
}

func (p *page) swapRows(q *display.Payload) bool {
	for _, c := range q.Columns {
		for i := 1; i < len(c.Values); i++ {
			if math.Abs(c.Values[i]-c.Values[i-1]) > 1e-6 {
				c.Values[i], c.Values[i-1] = c.Values[i-1], c.Values[i]
				return true
			}
		}
	}
	return false
}

func (p *page) removeOutput(keep func(o output) bool) string {
	o, ok := p.choose(keep)
	if !ok {
		return ""
	}
	p.cell(o.cell)["outputs"] = slices.Delete(p.cell(o.cell)["outputs"].([]any), o.index, o.index+1)
	return o.String()
}

// printed changes a text on standard output.
func (p *page) printed(change func(string) (string, bool)) string {
	o, ok := p.choose(func(o output) bool {
		return o.doc["name"] == "stdout" && strings.ContainsAny(text(o.doc["text"]), "0123456789")
	})
	if !ok {
		return ""
	}
	s, changed := change(text(o.doc["text"]))
	if !changed {
		return ""
	}
	o.doc["text"] = s
	return o.String()
}
