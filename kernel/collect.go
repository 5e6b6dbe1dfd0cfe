package kernel

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxOutput is what a cell may show, in bytes; the rest is dropped with a note.
// A notebook of more than that opens nowhere.
const maxOutput = 20 << 20

// A collector gathers what one cell shows.
//
// GoNB carries stdout, stderr and bundles over three channels that race, so
// their order says nothing. It is fixed here instead: what the cell printed,
// what it displayed in order, what it wrote to stderr, and how it failed.
// The same run then gives the same notebook.
type collector struct {
	stdout, stderr capped
	shown          []*Output
	size           int // bytes in shown
	failure        *Output
	dropped        int // bytes of bundles that came when shown was full
}

// A capped text keeps the first maxOutput bytes and counts the rest.
type capped struct {
	strings.Builder
	dropped int
}

func (c *capped) add(text string) {
	kept := cut(text, maxOutput-c.Len())
	c.WriteString(kept)
	c.dropped += len(text) - len(kept)
}

// cut returns the beginning of a text, n bytes at most, no character halved.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:max(n, 0)]
}

// displays finds the output that a later message replaces, by display id.
type displays map[string]*Output

// published is the content of every message that a cell may send, of which
// each kind fills its part.
type published struct {
	Name      string                     `json:"name"`
	Text      string                     `json:"text"`
	Data      map[string]json.RawMessage `json:"data"`
	Metadata  Metadata                   `json:"metadata"`
	Transient struct {
		ID string `json:"display_id"`
	} `json:"transient"`
	ErrorName  string   `json:"ename"`
	ErrorValue string   `json:"evalue"`
	Traceback  []string `json:"traceback"`
}

// add takes a message from iopub; kinds that show nothing are ignored.
func (c *collector) add(m message, ids displays) {
	var p published
	if json.Unmarshal(m.content, &p) != nil {
		return
	}
	switch m.kind {
	case "stream":
		if p.Name == "stderr" {
			c.stderr.add(p.Text)
		} else {
			c.stdout.add(p.Text)
		}
	case "display_data", "execute_result":
		o := &Output{Type: DisplayOutput, Data: texts(p.Data), Metadata: rest(p.Metadata)}
		if c.dropped > 0 || c.size+o.size() > maxOutput {
			c.dropped += o.size()
			return
		}
		c.size += o.size()
		c.shown = append(c.shown, o)
		if p.Transient.ID != "" {
			ids[p.Transient.ID] = o
		}
	case "update_display_data":
		if o := ids[p.Transient.ID]; o != nil {
			o.Data, o.Metadata = texts(p.Data), rest(p.Metadata)
		}
	case "error":
		c.failure = &Output{Type: ErrorOutput, ErrorName: p.ErrorName, ErrorValue: p.ErrorValue, Traceback: p.Traceback}
	}
}

// outputs lists what the cell showed, in the fixed order, and drops what is
// more than maxOutput. Channels race, and so the order of arrival may not
// decide what is dropped.
func (c *collector) outputs() []Output {
	var out []Output
	left, dropped := maxOutput, c.stdout.dropped+c.stderr.dropped+c.dropped
	stream := func(name, text string) {
		if kept := cut(text, left); kept != "" {
			out = append(out, Output{Type: StreamOutput, Name: name, Text: kept})
		}
		dropped += max(0, len(text)-left)
		left = max(0, left-len(text))
	}
	stream("stdout", c.stdout.String())
	for _, o := range c.shown {
		if left -= o.size(); left < 0 {
			dropped += o.size()
			left = 0
			continue
		}
		out = append(out, *o)
	}
	stream("stderr", c.stderr.String())
	if dropped > 0 {
		out = append(out, Output{Type: StreamOutput, Name: "stderr", Text: fmt.Sprintf(
			"lodestone: a cell shows %d MB at most; %.1f MB more were dropped\n", maxOutput>>20, float64(dropped)/(1<<20))})
	}
	if c.failure != nil {
		out = append(out, *c.failure)
	}
	return out
}

// size is the bytes of a bundle's forms.
func (o *Output) size() int {
	n := 0
	for _, form := range o.Data {
		n += len(form)
	}
	return n
}

// texts turns the forms of a bundle from the wire into those of Output.Data:
// strings are themselves, JSON types stay JSON.
func texts(data map[string]json.RawMessage) map[string]string {
	out := make(map[string]string, len(data))
	for mime, raw := range data {
		var s string
		if isJSONType(mime) || json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		out[mime] = s
	}
	return out
}
