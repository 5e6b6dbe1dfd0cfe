package verify_test

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// damage is what verification must find.
var damage = []operator{
	{"a value by 1e-3, payload alone", func(p *page) string { return p.number(false) }},
	{"a value by 1e-3, drawn again", func(p *page) string { return p.number(true) }},
	{"a value dropped", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool { return p.change(q, func(float64) float64 { return math.NaN() }) })
	}},
	{"a digit of the text", func(p *page) string { return p.digitIn(display.MIMEText, "") }},
	{"a digit of the HTML", func(p *page) string { return p.digitIn(display.MIMEHTML, "") }},
	{"a point of a picture", func(p *page) string { return p.digitIn(display.MIMESVG, " d=\"") }},
	{"a picture of another chart", func(p *page) string {
		a, ok := p.choose(has(display.MIMESVG))
		b, _ := p.choose(func(o output) bool {
			return has(display.MIMESVG)(o) && o.form(display.MIMESVG) != a.form(display.MIMESVG)
		})
		if !ok || b.doc == nil {
			return ""
		}
		a.setForm(display.MIMESVG, b.form(display.MIMESVG))
		return a.String()
	}},
	{"a picture removed", func(p *page) string {
		o, ok := p.choose(has(display.MIMESVG))
		if !ok {
			return ""
		}
		delete(o.doc["data"].(map[string]any), display.MIMESVG)
		return o.String()
	}},
	{"a form added", func(p *page) string {
		o, ok := p.choose(declared)
		if !ok {
			return ""
		}
		o.setForm("text/markdown", "**1240 kt**")
		return o.String()
	}},
	{"two labels swapped, drawn again", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool {
			for i := range q.Axes {
				if l := q.Axes[i].Labels; len(l) > 1 {
					k := p.IntN(len(l) - 1)
					l[k], l[k+1] = l[k+1], l[k]
					return true
				}
			}
			return false
		})
	}},
	{"a text of a table, drawn again", func(p *page) string { return p.repaint(p.cellText) }},
	{"a row of a table removed, drawn again", func(p *page) string { return p.repaint(p.row) }},
	{"two rows of a column swapped, drawn again", func(p *page) string { return p.repaint(p.swapRows) }},
	{"a unit, drawn again", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool {
			if q.Unit == "" {
				return false
			}
			q.Unit = map[bool]string{true: "t", false: "kt"}[q.Unit == "kt"]
			return true
		})
	}},
	{"a title, drawn again", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool {
			if q.Title == "" || q.Kind == display.KindClaim {
				return false
			}
			q.Title += ", world"
			return true
		})
	}},
	{"a note, drawn again", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool {
			if len(q.Notes) == 0 {
				q.Notes = []string{"Published figures."}
			} else {
				q.Notes = q.Notes[:len(q.Notes)-1]
			}
			return true
		})
	}},
	{"a source, drawn again", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool {
			if len(q.Sources) == 0 {
				q.Sources = []display.Source{{ID: "iea", Citation: "IEA (2025)"}}
			} else {
				q.Sources[p.IntN(len(q.Sources))].Citation += " (revised)"
			}
			return true
		})
	}},
	{"the tolerance", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool { q.Tolerance = 0.1; return true })
	}},
	{"how it is drawn", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool {
			if len(q.View) == 0 {
				return false
			}
			q.View = nil
			return true
		})
	}},
	{"an id", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool { q.ID += " 2"; return true })
	}},
	{"a claim", func(p *page) string {
		o, ok := p.choose(isKind(display.KindClaim))
		q, _ := o.payload()
		if said, changed := p.digit(q.Title); ok && changed {
			q.ID, q.Title = said, said
			o.show(q)
			return o.String()
		}
		return ""
	}},
	{"a claim removed", func(p *page) string { return p.removeOutput(isKind(display.KindClaim)) }},
	{"the payload removed", func(p *page) string {
		o, ok := p.choose(declared)
		if !ok {
			return ""
		}
		delete(o.doc["data"].(map[string]any), display.MIMEPayload)
		return o.String()
	}},
	{"another output's data", func(p *page) string {
		a, ok := p.choose(declared)
		b, more := p.choose(func(o output) bool { return declared(o) && o.form(display.MIMEPayload) != a.form(display.MIMEPayload) })
		if !ok || !more {
			return ""
		}
		a.doc["data"] = b.doc["data"]
		return a.String()
	}},
	{"an output removed", func(p *page) string { return p.removeOutput(counts) }},
	{"an output added", func(p *page) string {
		o, _ := p.choose(counts)
		i := p.pick(p.cells("code"))
		p.cell(i)["outputs"] = append(p.cell(i)["outputs"].([]any), o.doc)
		return fmt.Sprint("cell ", i+1)
	}},
	{"two outputs of a cell swapped", func(p *page) string {
		o, ok := p.choose(func(o output) bool { return declared(o) && o.index > 0 && declared(p.output(o.cell, o.index-1)) })
		if !ok {
			return ""
		}
		list := p.cell(o.cell)["outputs"].([]any)
		list[o.index], list[o.index-1] = list[o.index-1], list[o.index]
		return o.String()
	}},
	{"an error planted", func(p *page) string {
		i := p.pick(p.cells("code"))
		p.cell(i)["outputs"] = append(p.cell(i)["outputs"].([]any), map[string]any{
			"output_type": "error", "ename": "ERROR", "evalue": "exit status 2", "traceback": []any{}})
		return fmt.Sprint("cell ", i+1)
	}},
	{"a word of standard output", func(p *page) string {
		return p.printed(func(s string) (string, bool) { return p.digit(s) })
	}},
	{"a line of standard output removed", func(p *page) string {
		return p.printed(func(s string) (string, bool) {
			lines := strings.SplitAfter(strings.TrimSuffix(s, "\n"), "\n")
			k := p.IntN(len(lines))
			return strings.Join(slices.Delete(lines, k, k+1), ""), true
		})
	}},
	{"standard output planted", func(p *page) string {
		i := p.pick(p.cells("code"))
		p.cell(i)["outputs"] = append(p.cell(i)["outputs"].([]any), map[string]any{"output_type": "stream", "name": "stdout", "text": "1240 kt\n"})
		return fmt.Sprint("cell ", i+1)
	}},
	{"an output without payload", func(p *page) string {
		o, ok := p.choose(func(o output) bool { return isBundle(o) && o.form(display.MIMEPayload) == "" })
		if !ok {
			return ""
		}
		for mime := range o.doc["data"].(map[string]any) {
			s, _ := p.digit(o.form(mime))
			o.setForm(mime, s)
		}
		return o.String()
	}},
	{"volatile output dressed up", func(p *page) string {
		o, ok := p.choose(isKind(display.KindVolatile))
		if !ok {
			return ""
		}
		o.setForm(display.MIMEHTML, "<b>1240 kt</b>")
		return o.String()
	}},
	{"a cell of code dropped", func(p *page) string {
		i := p.pick(p.cells("code"))
		p.doc["cells"] = slices.Delete(p.all(), i, i+1)
		return fmt.Sprint("cell ", i+1)
	}},
	{"a cell of code duplicated", func(p *page) string {
		i := p.pick(p.cells("code"))
		p.doc["cells"] = slices.Insert(p.all(), i+p.IntN(len(p.all())-i), p.all()[i])
		return fmt.Sprint("cell ", i+1)
	}},
	{"two cells of code exchanged", func(p *page) string {
		code := p.cells("code")
		k := p.IntN(len(code) - 1)
		a, b := code[k], code[k+1]
		p.all()[a], p.all()[b] = p.all()[b], p.all()[a]
		p.cell(a)["execution_count"], p.cell(b)["execution_count"] = p.cell(b)["execution_count"], p.cell(a)["execution_count"]
		return fmt.Sprint("cell ", a+1)
	}},
	{"a cell of code edited", func(p *page) string {
		i := p.pick(p.cells("code"))
		s, changed := p.digit(text(p.cell(i)["source"]))
		if !changed {
			s += "\n// as published"
		}
		p.cell(i)["source"] = s
		return fmt.Sprint("cell ", i+1)
	}},
	{"a cell of code made prose", func(p *page) string {
		i := p.pick(p.cells("code"))
		p.all()[i] = map[string]any{"cell_type": "markdown", "id": p.cell(i)["id"], "metadata": map[string]any{}, "source": p.cell(i)["source"]}
		return fmt.Sprint("cell ", i+1)
	}},
	{"a cell of code added", func(p *page) string {
		i := p.IntN(len(p.all()))
		p.doc["cells"] = slices.Insert(p.all(), i, any(map[string]any{"cell_type": "code", "id": "new", "metadata": map[string]any{},
			"execution_count": nil, "outputs": []any{}, "source": "%%\nfmt.Println(1)"}))
		return fmt.Sprint("cell ", i+1)
	}},
	{"a cell of prose dropped", func(p *page) string {
		i := p.pick(p.cells("markdown"))
		p.doc["cells"] = slices.Delete(p.all(), i, i+1)
		return fmt.Sprint("cell ", i+1)
	}},
	{"a word of prose", func(p *page) string {
		i := p.pick(p.cells("markdown"))
		p.cell(i)["source"] = text(p.cell(i)["source"]) + " Not so."
		return fmt.Sprint("cell ", i+1)
	}},
	{"an execution count", func(p *page) string {
		i := p.pick(p.cells("code"))
		p.cell(i)["execution_count"] = 1000 + p.IntN(1000)
		return fmt.Sprint("cell ", i+1)
	}},
	{"outputs cleared", func(p *page) string {
		o, _ := p.choose(counts)
		p.cell(o.cell)["outputs"], p.cell(o.cell)["execution_count"] = []any{}, nil
		return fmt.Sprint("cell ", o.cell+1)
	}},
}
