package verify

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/display"
)

// A tally compares the outputs of one cell and counts what agrees.
type tally struct {
	renderer display.Renderer
	findings []Finding

	shown  []string // what agreed
	values int      // numbers in it
}

func (t *tally) find(f Finding) { t.findings = append(t.findings, f) }

// words says what was compared.
func (t *tally) words() string {
	if len(t.shown) == 0 {
		return "agrees: shows nothing"
	}
	s := "agrees: " + strings.Join(t.shown, ", ")
	if len(t.shown) > 3 {
		s = fmt.Sprintf("agrees: %s and %d more", strings.Join(t.shown[:2], ", "), len(t.shown)-2)
	}
	switch t.values {
	case 0:
		return s
	case 1:
		return s + " (1 number)"
	}
	return fmt.Sprintf("%s (%d numbers)", s, t.values)
}

// channels is what a cell shows, taken apart.
type channels struct {
	stdout   string
	bundles  []bundle
	volatile []bundle
	errors   []string
}

// A bundle is one output with its payload, if it has one.
type bundle struct {
	data    map[string]string
	payload *display.Payload
	name    string // such as `line "capacity"`
	fault   error  // why its payload cannot be read
}

func takeApart(outputs []kernel.Output) channels {
	var c channels
	for _, o := range outputs {
		switch o.Type {
		case kernel.StreamOutput:
			if o.Name != "stderr" {
				c.stdout += o.Text
			}
		case kernel.ErrorOutput:
			c.errors = append(c.errors, strings.TrimSpace(o.ErrorName+": "+o.ErrorValue))
		default:
			if b := readBundle(o.Data); b.payload != nil && b.payload.Kind == display.KindVolatile {
				c.volatile = append(c.volatile, b)
			} else {
				c.bundles = append(c.bundles, b)
			}
		}
	}
	return c
}

func readBundle(data map[string]string) bundle {
	b := bundle{data: make(map[string]string, len(data)), name: "an output without payload"}
	for mime, text := range data {
		b.data[mime] = plainForm(mime, text)
	}
	raw, ok := data[display.MIMEPayload]
	if !ok {
		return b
	}
	p, err := decodePayload(raw)
	if err != nil {
		b.name, b.fault = "an output with a broken payload", err
		return b
	}
	b.payload, b.name = &p, fmt.Sprintf("%s %q", p.Kind, p.ID)
	if p.Kind == display.KindClaim {
		b.name = "claim"
	}
	return b
}

// decodePayload reads a payload, as a JSON string or an object, and refuses
// what stands behind it.
func decodePayload(raw string) (display.Payload, error) {
	var s string
	if json.Unmarshal([]byte(raw), &s) == nil && !json.Valid([]byte(s)) {
		return display.Payload{}, fmt.Errorf("the payload is not JSON")
	}
	return display.Decode(json.RawMessage(raw))
}

// plainForm is a form without what writers of notebooks choose freely: line
// ends, the folding of base64, and the spelling of JSON.
func plainForm(mime, text string) string {
	if mime != "image/svg+xml" && (mime == "application/json" || strings.HasSuffix(mime, "+json")) {
		var v any
		d := json.NewDecoder(strings.NewReader(text))
		d.UseNumber()
		if d.Decode(&v) == nil {
			if b, err := json.Marshal(v); err == nil {
				return string(b)
			}
		}
		return text
	}
	if strings.HasPrefix(mime, "image/") && mime != "image/svg+xml" {
		return strings.Join(strings.Fields(text), "")
	}
	return strings.ReplaceAll(text, "\r\n", "\n")
}

// outputs compares channel by channel.
func (t *tally) outputs(stored, fresh []kernel.Output) {
	was, is := takeApart(stored), takeApart(fresh)
	t.stdout(was.stdout, is.stdout)
	if !slices.Equal(was.errors, is.errors) {
		t.find(Finding{What: "error", Stored: quote(strings.Join(was.errors, "; ")), Fresh: quote(strings.Join(is.errors, "; "))})
	}
	names := func(bs []bundle) (out []string) {
		for _, b := range bs {
			name := b.name
			if b.payload != nil {
				name = b.payload.Kind + " " + b.payload.ID
			}
			out = append(out, name)
		}
		return out
	}
	seen := make([]bool, len(was.bundles))
	for j, i := range commonSequence(names(was.bundles), names(is.bundles)) {
		if i < 0 {
			f := Finding{What: is.bundles[j].title() + " is missing, or stands elsewhere"}
			f.side(bundle{}, is.bundles[j])
			t.find(f)
			continue
		}
		seen[i] = true
		t.bundle(was.bundles[i], is.bundles[j])
	}
	for i, b := range was.bundles {
		if !seen[i] {
			f := Finding{What: b.title() + " is shown, and the cell does not show it here"}
			f.side(b, bundle{})
			t.find(f)
		}
	}
	for _, b := range was.volatile {
		t.forms(b, *b.payload, nil)
	}
}

// title is the name of a bundle; a claim's is its text.
func (b bundle) title() string {
	if b.payload != nil && b.payload.Kind == display.KindClaim {
		return "claim " + quote(b.payload.Title)
	}
	return b.name
}

// side keeps the best form of both bundles for the page.
func (f *Finding) side(stored, fresh bundle) {
	for _, mime := range []string{display.MIMESVG, display.MIMEPNG, display.MIMEHTML, display.MIMEText} {
		if stored.data[mime] != "" || fresh.data[mime] != "" {
			f.mime, f.stored, f.fresh = mime, stored.data[mime], fresh.data[mime]
			return
		}
	}
}

// bundle compares two bundles of one name.
func (t *tally) bundle(stored, fresh bundle) {
	before := len(t.findings)
	switch {
	case maps.Equal(stored.data, fresh.data):
	case stored.fault != nil:
		t.find(Finding{What: stored.fault.Error()})
	case stored.payload == nil:
		t.free(stored, fresh)
	default:
		t.payload(stored, fresh)
	}
	if len(t.findings) == before {
		t.shown = append(t.shown, stored.name)
		t.values += stored.numbers()
	}
}

func (b bundle) numbers() int {
	if b.payload == nil {
		return 0
	}
	n := len(b.payload.Values)
	for _, c := range b.payload.Columns {
		n += len(c.Values)
	}
	return n
}

// free compares bundles without payload byte by byte.
func (t *tally) free(stored, fresh bundle) {
	for _, mime := range bothKeys(stored.data, fresh.data) {
		if stored.data[mime] != fresh.data[mime] {
			t.text(stored.name+", "+mime, mime, stored.data[mime], fresh.data[mime])
		}
	}
}

// payload compares payloads, and the stored forms with what the stored payload
// renders to.
func (t *tally) payload(stored, fresh bundle) {
	p, q := *stored.payload, *fresh.payload
	before := len(t.findings)
	same := t.samePayload(stored.name, p, q)
	if sameJSON(p.View, q.View, 0) {
		p.View = q.View // the drawing's name is a hash that the order of keys enters
	}
	if same {
		t.forms(stored, p, fresh.data) // what it renders to is there already
	} else {
		t.forms(stored, p, nil)
	}
	if len(t.findings) > before && t.findings[before].mime == "" {
		t.findings[before].side(stored, fresh)
	}
}

// forms compares the forms of a stored bundle with those its payload renders
// to; rendered holds them if they are known.
func (t *tally) forms(stored bundle, p display.Payload, rendered map[string]string) {
	if rendered == nil {
		b, err := t.renderer.Render(p)
		if err != nil {
			t.find(Finding{What: stored.title() + " cannot be rendered again: " + err.Error()})
			return
		}
		rendered = map[string]string{}
		for mime, text := range b {
			rendered[mime] = plainForm(mime, text)
		}
	}
	for _, mime := range bothKeys(stored.data, rendered) {
		if mime == display.MIMEPayload || stored.data[mime] == rendered[mime] {
			continue
		}
		t.text(fmt.Sprintf("%s, %s is not what its values render to", stored.title(), mime), mime, stored.data[mime], rendered[mime])
		t.findings[len(t.findings)-1].drawn = true
	}
}

// text reports two texts that differ, with an excerpt around the first place.
func (t *tally) text(what, mime, stored, fresh string) {
	was, is := excerpts(stored, fresh)
	t.find(Finding{What: what, Stored: was, Fresh: is, mime: mime, stored: stored, fresh: fresh})
}

// excerpts cuts both texts around the first byte that differs.
func excerpts(a, b string) (string, string) {
	const around = 24
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	cut := func(s string) string {
		if s == "" {
			return ""
		}
		from, to := max(0, i-around), min(len(s), i+around)
		return quote(strings.ToValidUTF8(s[min(from, to):to], ""))
	}
	return cut(a), cut(b)
}

func quote(s string) string {
	if s == "" {
		return ""
	}
	return fmt.Sprintf("%q", s)
}

func bothKeys(a, b map[string]string) []string {
	keys := slices.Collect(maps.Keys(a))
	for k := range b {
		if _, ok := a[k]; !ok {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	return keys
}

// stdout compares what was printed and names the first word that differs.
func (t *tally) stdout(stored, fresh string) {
	stored, fresh = printed(stored), printed(fresh)
	if stored == fresh {
		if stored != "" {
			t.shown = append(t.shown, "standard output")
		}
		return
	}
	f := Finding{What: "standard output", mime: display.MIMEText, stored: stored, fresh: fresh}
	was, is := strings.Split(stored, "\n"), strings.Split(fresh, "\n")
	for i := range max(len(was), len(is)) {
		a, b := line(was, i), line(is, i)
		if a == b && (i < len(was)) == (i < len(is)) {
			continue
		}
		f.What = fmt.Sprintf("standard output, line %d", i+1)
		f.Stored, f.Fresh = quote(a), quote(b)
		words, others := strings.Fields(a), strings.Fields(b)
		for k := range min(len(words), len(others)) {
			if words[k] != others[k] && len(words) == len(others) {
				f.What += fmt.Sprintf(", word %d", k+1)
				f.Stored, f.Fresh = quote(words[k]), quote(others[k])
				break
			}
		}
		break
	}
	t.find(f)
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// printed is standard output without the choices of those who store it.
func printed(s string) string {
	return string(bytes.TrimRight(bytes.ReplaceAll([]byte(s), []byte("\r\n"), []byte("\n")), "\n"))
}
