package verify_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// noise is what verification must not mistake for damage.
var noise = []operator{
	{"metadata of the notebook", func(p *page) string {
		meta := p.doc["metadata"].(map[string]any)
		meta["authors"] = []any{map[string]any{"name": fmt.Sprint("reviewer ", p.IntN(100))}}
		delete(meta, []string{"kernelspec", "language_info"}[p.IntN(2)])
		return "metadata"
	}},
	{"the order of keys", func(p *page) string {
		p.backward = true
		return "everywhere"
	}},
	{"metadata and timing of a cell", func(p *page) string {
		i := p.pick(p.cells("code"))
		p.cell(i)["metadata"] = map[string]any{"collapsed": true, "tags": []any{"figure"},
			"execution": map[string]any{"iopub.execute_input": fmt.Sprintf("2026-03-%02dT10:00:00Z", 1+p.IntN(28))}}
		return fmt.Sprint("cell ", i+1)
	}},
	{"metadata of an output", func(p *page) string {
		o, _ := p.choose(isBundle)
		o.doc["metadata"] = map[string]any{"isolated": true, "needs_background": "light"}
		return o.String()
	}},
	{"ids of cells", func(p *page) string {
		for i := range p.all() {
			p.cell(i)["id"] = fmt.Sprintf("%08x", p.Uint32())
		}
		return "all cells"
	}},
	{"no ids of cells", func(p *page) string {
		for i := range p.all() {
			delete(p.cell(i), "id")
		}
		p.doc["nbformat_minor"] = 4
		return "all cells"
	}},
	{"white space in prose", func(p *page) string {
		i := p.pick(p.cells("markdown"))
		p.cell(i)["source"] = strings.ReplaceAll(text(p.cell(i)["source"]), "\n", "  \n") + "\n\n"
		return fmt.Sprint("cell ", i+1)
	}},
	{"standard error", func(p *page) string {
		i := p.pick(p.cells("code"))
		said := map[string]any{"output_type": "stream", "name": "stderr", "text": fmt.Sprintf("took %d ms\n", p.IntN(1000))}
		p.cell(i)["outputs"] = append([]any{said}, p.cell(i)["outputs"].([]any)...)
		return fmt.Sprint("cell ", i+1)
	}},
	{"volatile output", func(p *page) string {
		o, ok := p.choose(isKind(display.KindVolatile))
		if !ok {
			return ""
		}
		q, _ := o.payload()
		q.Title = fmt.Sprintf("computed at %d", p.Int())
		o.show(q)
		return o.String()
	}},
	{"stamp of newer tools", func(p *page) string {
		stamp := p.stamp()
		stamp["go"], stamp["gonb"], stamp["cpu"] = fmt.Sprint("go1.", 27+p.IntN(5)), "v0.12.0", "arm64"
		return "stamp"
	}},
	{"stamp of other packages and tables", func(p *page) string {
		for _, part := range []string{"packages", "data"} {
			list, _ := p.stamp()[part].(map[string]any)
			for k := range list {
				list[k] = fmt.Sprintf("%012x", p.Uint32())
			}
		}
		return "stamp"
	}},
	{"no stamp", func(p *page) string {
		delete(p.doc["metadata"].(map[string]any), "lodestone")
		return "stamp"
	}},
	{"a payload as an object", func(p *page) string {
		o, _ := p.choose(declared)
		d := json.NewDecoder(strings.NewReader(o.form(display.MIMEPayload)))
		d.UseNumber()
		var v map[string]any
		if d.Decode(&v) != nil {
			return ""
		}
		o.setForm(display.MIMEPayload, v)
		p.backward = p.IntN(2) == 0
		return o.String()
	}},
	{"texts as one string", func(p *page) string { return p.refold(func(s string) any { return s }) }},
	{"texts as lists of lines", func(p *page) string {
		return p.refold(func(s string) any {
			lines := []any{}
			for _, l := range strings.SplitAfter(s, "\n") {
				lines = append(lines, l)
			}
			return lines
		})
	}},
	{"the order of channels", func(p *page) string {
		o, ok := p.choose(func(o output) bool { return o.doc["name"] == "stdout" })
		if !ok {
			return ""
		}
		list := p.cell(o.cell)["outputs"].([]any)
		s := text(o.doc["text"])
		half := p.IntN(len(s))
		list = slices.Delete(list, o.index, o.index+1)
		for _, part := range []string{s[:half], s[half:]} {
			list = append(list, map[string]any{"output_type": "stream", "name": "stdout", "text": part})
		}
		p.cell(o.cell)["outputs"] = list
		return o.String()
	}},
	{"another processor's last bits", func(p *page) string {
		return p.repaint(func(q *display.Payload) bool {
			return p.change(q, func(x float64) float64 { return x * (1 + 4e-15*float64(1+p.IntN(1000))) })
		})
	}},
	{"a result instead of a display", func(p *page) string {
		o, _ := p.choose(isBundle)
		o.doc["output_type"], o.doc["execution_count"] = "execute_result", p.cell(o.cell)["execution_count"]
		return o.String()
	}},
	{"line ends of another system", func(p *page) string {
		return p.refold(func(s string) any { return strings.ReplaceAll(s, "\n", "\r\n") })
	}},
}

func (p *page) stamp() map[string]any {
	return p.doc["metadata"].(map[string]any)["lodestone"].(map[string]any)
}

// refold writes the texts of a cell in another way.
func (p *page) refold(write func(s string) any) string {
	o, _ := p.choose(isBundle)
	c := p.cell(o.cell)
	c["source"] = write(text(c["source"]))
	for _, x := range c["outputs"].([]any) {
		out := x.(map[string]any)
		if data, ok := out["data"].(map[string]any); ok {
			for _, mime := range []string{display.MIMEText, display.MIMEHTML, display.MIMESVG} {
				if data[mime] != nil {
					data[mime] = write(text(data[mime]))
				}
			}
		} else if out["text"] != nil {
			out["text"] = write(text(out["text"]))
		}
	}
	return fmt.Sprint("cell ", o.cell+1)
}
