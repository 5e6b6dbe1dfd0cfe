package verify_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/kernel/verify"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// A page is a notebook file under mutation: plain JSON, as any tool would
// change it, and the dice that choose where.
type page struct {
	*rand.Rand
	doc      map[string]any
	backward bool // keys are written from z to a
}

// An operator changes a notebook somewhere and says where, "" if the notebook
// holds nothing that it could change.
type operator struct {
	name  string
	apply func(p *page) string
}

// perOperator is how many mutants of each notebook an operator makes.
const perOperator = 12

// mutate applies every operator to every notebook, seeded, and calls judge with
// the mutant; it returns the number of mutants.
func mutate(t *testing.T, operators []operator, judge func(name, where string, v verify.Verdict)) int {
	t.Helper()
	made := 0
	for k, path := range []string{every, flagship} {
		fresh := executed(t, path)
		file := encode(t, fresh)
		for o, op := range operators {
			before := made
			for seed := range perOperator {
				p := &page{Rand: rand.New(rand.NewPCG(uint64(1000*k+o), uint64(seed))), doc: open(t, file)}
				where := op.apply(p)
				if where == "" {
					continue
				}
				made++
				judge(op.name, fmt.Sprintf("%s, seed %d: %s", path, seed, where), p.judged(t, fresh))
			}
			if made == before && k == 0 {
				t.Errorf("operator %q finds nothing to change in %s", op.name, path)
			}
		}
	}
	return made
}

// judged writes the mutant as a file, reads it and compares it; a file that
// cannot be read is found out as well.
func (p *page) judged(t *testing.T, fresh *kernel.Notebook) verify.Verdict {
	t.Helper()
	file, err := json.Marshal(p.doc)
	if p.backward && err == nil {
		file, err = backward(p.doc)
	}
	if err != nil {
		t.Fatal(err)
	}
	nb, err := kernel.DecodeNotebook(bytes.NewReader(file))
	if err != nil {
		return verify.Failed("mutant", err)
	}
	return compare(nb, fresh)
}

// backward writes JSON with the keys of objects from z to a.
func backward(v any) ([]byte, error) {
	var parts [][]byte
	switch v := v.(type) {
	case map[string]any:
		keys := slices.Sorted(maps.Keys(v))
		slices.Reverse(keys)
		for _, k := range keys {
			b, err := backward(v[k])
			if err != nil {
				return nil, err
			}
			parts = append(parts, append([]byte(fmt.Sprintf("%q:", k)), b...))
		}
		return []byte("{" + string(bytes.Join(parts, []byte(","))) + "}"), nil
	case []any:
		for _, x := range v {
			b, err := backward(x)
			if err != nil {
				return nil, err
			}
			parts = append(parts, b)
		}
		return []byte("[" + string(bytes.Join(parts, []byte(","))) + "]"), nil
	}
	return json.Marshal(v)
}

// Of the notebooks that somebody altered, at most one in a hundred passes.
func TestDamageIsFound(t *testing.T) {
	var survivors []string
	n := mutate(t, damage, func(name, where string, v verify.Verdict) {
		if v.State != verify.Differs {
			survivors = append(survivors, name+": "+where)
		}
	})
	t.Logf("%d operators, %d mutants, %d survivors", len(damage), n, len(survivors))
	for _, s := range survivors {
		t.Logf("survived: %s", s)
	}
	if len(damage) < 20 || n < 500 || 100*len(survivors) > n {
		t.Errorf("%d of %d mutants of %d operators survive", len(survivors), n, len(damage))
	}
}

// What tools and reviewers' machines change is never taken for damage.
func TestNoiseIsNoDamage(t *testing.T) {
	n := mutate(t, noise, func(name, where string, v verify.Verdict) {
		if v.State == verify.Differs {
			t.Errorf("%s: %s\n%v", name, where, v.Findings())
		}
	})
	t.Logf("%d operators, %d mutants", len(noise), n)
	if len(noise) < 10 || n < 200 {
		t.Errorf("only %d mutants of %d operators", n, len(noise))
	}
}

// cells lists the cells of a type with their place in the notebook.
func (p *page) cells(kind string) (at []int) {
	for i, c := range p.all() {
		if c.(map[string]any)["cell_type"] == kind {
			at = append(at, i)
		}
	}
	return at
}

func (p *page) all() []any                { return p.doc["cells"].([]any) }
func (p *page) cell(i int) map[string]any { return p.all()[i].(map[string]any) }
func (p *page) pick(list []int) int       { return list[p.IntN(len(list))] }

// An output under mutation.
type output struct {
	cell, index int
	doc         map[string]any
}

func (o output) String() string { return fmt.Sprintf("cell %d, output %d", o.cell+1, o.index+1) }

func (p *page) outputs(keep func(o output) bool) (found []output) {
	for _, i := range p.cells("code") {
		list, _ := p.cell(i)["outputs"].([]any)
		for k, o := range list {
			if out := (output{i, k, o.(map[string]any)}); keep(out) {
				found = append(found, out)
			}
		}
	}
	return found
}

// choose picks an output; ok is false where none is fit.
func (p *page) choose(keep func(o output) bool) (output, bool) {
	found := p.outputs(keep)
	if len(found) == 0 {
		return output{}, false
	}
	return found[p.IntN(len(found))], true
}

func (o output) form(mime string) string {
	data, _ := o.doc["data"].(map[string]any)
	return text(data[mime])
}

func (o output) setForm(mime string, v any) { o.doc["data"].(map[string]any)[mime] = v }

func text(v any) string {
	if list, ok := v.([]any); ok {
		var b strings.Builder
		for _, x := range list {
			b.WriteString(x.(string))
		}
		return b.String()
	}
	s, _ := v.(string)
	return s
}

func isBundle(o output) bool { return o.doc["data"] != nil }

// has reports whether the output has a form.
func has(mime string) func(o output) bool {
	return func(o output) bool { return o.form(mime) != "" && !isKind(display.KindVolatile)(o) }
}

func isKind(kinds ...string) func(o output) bool {
	return func(o output) bool {
		p, ok := o.payload()
		for _, k := range kinds {
			if ok && p.Kind == k {
				return true
			}
		}
		return false
	}
}

func (o output) payload() (display.Payload, bool) {
	raw := o.form(display.MIMEPayload)
	if raw == "" {
		return display.Payload{}, false
	}
	p, err := display.Decode(json.RawMessage(raw))
	return p, err == nil
}

func declared(o output) bool {
	p, ok := o.payload()
	return ok && p.Kind != display.KindVolatile
}

// show stores a payload with everything it renders to, as a forger would who
// has our tools; one that does not render keeps its old forms.
func (o output) show(p display.Payload) {
	text, err := p.Encode()
	if err != nil {
		return
	}
	if b, err := charts.Renderer.Render(p); err == nil {
		o.doc["data"] = map[string]any{}
		for mime, form := range b {
			o.setForm(mime, form)
		}
	}
	o.setForm(display.MIMEPayload, text)
}

// digit changes one digit of a text.
func (p *page) digit(s string) (string, bool) {
	var at []int
	for i, c := range []byte(s) {
		if c >= '0' && c <= '9' {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return s, false
	}
	i := p.pick(at)
	d := '0' + (s[i]-'0'+1+byte(p.IntN(9)))%10
	return s[:i] + string(d) + s[i+1:], true
}
