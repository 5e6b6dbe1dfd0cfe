package kernel

import (
	"encoding/json"
	"strings"
)

// A collector gathers what one cell shows.
//
// GoNB carries stdout, stderr and bundles over three channels that race, so
// their order says nothing. It is fixed here instead: what the cell printed,
// what it displayed in order, what it wrote to stderr, and how it failed.
// The same run then gives the same notebook.
type collector struct {
	stdout, stderr strings.Builder
	shown          []*Output
	failure        *Output
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
			c.stderr.WriteString(p.Text)
		} else {
			c.stdout.WriteString(p.Text)
		}
	case "display_data", "execute_result":
		o := &Output{Type: DisplayOutput, Data: texts(p.Data), Metadata: rest(p.Metadata)}
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

// outputs lists what the cell showed, in the fixed order.
func (c *collector) outputs() []Output {
	var out []Output
	if c.stdout.Len() > 0 {
		out = append(out, Output{Type: StreamOutput, Name: "stdout", Text: c.stdout.String()})
	}
	for _, o := range c.shown {
		out = append(out, *o)
	}
	if c.stderr.Len() > 0 {
		out = append(out, Output{Type: StreamOutput, Name: "stderr", Text: c.stderr.String()})
	}
	if c.failure != nil {
		out = append(out, *c.failure)
	}
	return out
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
