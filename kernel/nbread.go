package kernel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// parseJSON decodes one JSON value, numbers as written; a syntax error names
// its line.
func parseJSON(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var v any
	err := d.Decode(&v)
	if err == nil {
		if _, err = d.Token(); err == io.EOF {
			return v, nil
		}
		err = errors.New("more text after the end of the JSON")
	}
	at := d.InputOffset()
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = syntax.Offset
	}
	line := 1 + bytes.Count(data[:min(at, int64(len(data)))], []byte("\n"))
	return nil, fmt.Errorf("line %d: %w", line, err)
}

// An nbReader turns decoded JSON into a notebook. It keeps the first error, so
// that its methods read as the format's own description.
type nbReader struct {
	err error
}

func (d *nbReader) fail(place, want string, got any) {
	if d.err == nil {
		d.err = fmt.Errorf("%s: want %s, got %s", place, want, jsonKind(got))
	}
}

func jsonKind(v any) string {
	switch v := v.(type) {
	case nil:
		return "nothing"
	case string:
		return fmt.Sprintf("the text %.40q", v)
	case json.Number:
		return "the number " + v.String()
	case bool:
		return fmt.Sprint(v)
	case []any:
		return "a list"
	}
	return "an object"
}

func (d *nbReader) notebook(v any) *Notebook {
	m := d.object("notebook", v)
	nb := &Notebook{Major: d.count("nbformat", m["nbformat"]), Minor: d.count("nbformat_minor", m["nbformat_minor"])}
	if d.err == nil && nb.Major != 4 {
		d.err = fmt.Errorf("nbformat is %d and only 4 is read; open and save it once in a current Jupyter", nb.Major)
	}
	nb.Metadata = d.optional("metadata", m["metadata"])
	for i, c := range d.list("cells", m["cells"]) {
		nb.Cells = append(nb.Cells, d.cell(fmt.Sprintf("cell %d", i+1), c))
	}
	return nb
}

func (d *nbReader) cell(place string, v any) Cell {
	m := d.object(place, v)
	c := Cell{
		Type:     d.oneOf(place+": cell_type", take(m, "cell_type"), CodeCell, MarkdownCell, RawCell),
		Source:   d.text(place+": source", take(m, "source")),
		Metadata: d.optional(place+": metadata", take(m, "metadata")),
	}
	if id, ok := m["id"]; ok {
		c.ID = d.text(place+": id", id)
		delete(m, "id")
	}
	if c.Type == CodeCell {
		c.Count = d.count(place+": execution_count", take(m, "execution_count"))
		if v := take(m, "outputs"); v != nil {
			for i, o := range d.list(place+": outputs", v) {
				c.Outputs = append(c.Outputs, d.output(fmt.Sprintf("%s: output %d", place, i+1), o))
			}
		}
	}
	c.Extra = rest(m)
	return c
}

func (d *nbReader) output(place string, v any) Output {
	m := d.object(place, v)
	o := Output{Type: d.oneOf(place+": output_type", take(m, "output_type"),
		StreamOutput, DisplayOutput, ResultOutput, ErrorOutput)}
	switch o.Type {
	case StreamOutput:
		o.Name = d.oneOf(place+": name", take(m, "name"), "stdout", "stderr")
		o.Text = d.text(place+": text", take(m, "text"))
	case ErrorOutput:
		o.ErrorName = d.text(place+": ename", take(m, "ename"))
		o.ErrorValue = d.text(place+": evalue", take(m, "evalue"))
		for _, line := range d.list(place+": traceback", take(m, "traceback")) {
			o.Traceback = append(o.Traceback, d.text(place+": traceback", line))
		}
	case ResultOutput:
		o.Count = d.count(place+": execution_count", take(m, "execution_count"))
		fallthrough
	case DisplayOutput:
		o.Data = d.bundle(place+": data", take(m, "data"))
		o.Metadata = d.optional(place+": metadata", take(m, "metadata"))
	}
	o.Extra = rest(m)
	return o
}

func (d *nbReader) bundle(place string, v any) map[string]string {
	data := map[string]string{}
	for mime, content := range d.object(place, v) {
		if isJSONType(mime) {
			b, err := jsonBytes(content, "")
			if err != nil && d.err == nil {
				d.err = fmt.Errorf("%s %q: %w", place, mime, err)
			}
			data[mime] = string(b)
			continue
		}
		data[mime] = d.text(fmt.Sprintf("%s %q", place, mime), content)
	}
	return data
}

// isJSONType reports whether content of a MIME type is JSON.
func isJSONType(mime string) bool {
	return mime == "application/json" || strings.HasPrefix(mime, "application/") && strings.HasSuffix(mime, "+json")
}

func (d *nbReader) object(place string, v any) map[string]any {
	m, ok := v.(map[string]any)
	if !ok {
		d.fail(place, "an object", v)
	}
	return m
}

// optional reads an object that may be absent.
func (d *nbReader) optional(place string, v any) Metadata {
	if v == nil {
		return nil
	}
	m := d.object(place, v)
	return rest(m)
}

func (d *nbReader) list(place string, v any) []any {
	l, ok := v.([]any)
	if !ok {
		d.fail(place, "a list", v)
	}
	return l
}

// text reads a string, or a list of strings as the format splits long ones.
func (d *nbReader) text(place string, v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	lines, ok := v.([]any)
	if !ok {
		d.fail(place, "text or a list of lines", v)
	}
	var b strings.Builder
	for _, line := range lines {
		s, ok := line.(string)
		if !ok {
			d.fail(place, "lines of text", line)
		}
		b.WriteString(s)
	}
	return b.String()
}

// count reads a number from 0 up; null counts as 0.
func (d *nbReader) count(place string, v any) int {
	if v == nil {
		return 0
	}
	n, ok := v.(json.Number)
	i, err := n.Int64()
	if !ok || err != nil || i < 0 || i > math.MaxInt32 {
		d.fail(place, "a count", v)
		return 0
	}
	return int(i)
}

func (d *nbReader) oneOf(place string, v any, known ...string) string {
	for _, k := range known {
		if v == k {
			return k
		}
	}
	d.fail(place, "one of "+strings.Join(known, ", "), v)
	return ""
}

// take removes a key and returns its value, so that what remains is what
// nobody knew.
func take(m map[string]any, key string) any {
	v := m[key]
	delete(m, key)
	return v
}

func rest(m map[string]any) Metadata {
	if len(m) == 0 {
		return nil
	}
	return m
}
