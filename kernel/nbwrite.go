package kernel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Encode writes the notebook as Jupyter does: keys sorted, indent 1, text as
// lists of lines, a newline at the end.
func (nb *Notebook) Encode(w io.Writer) error {
	cells := []any{}
	for i, c := range nb.Cells {
		doc, err := encodeCell(c)
		if err != nil {
			return fmt.Errorf("kernel: writing a notebook: cell %d: %w", i+1, err)
		}
		cells = append(cells, doc)
	}
	doc := map[string]any{
		"cells": cells, "metadata": object(nb.Metadata), "nbformat": nb.Major, "nbformat_minor": nb.Minor,
	}
	b, err := jsonBytes(doc, " ")
	if err != nil {
		return fmt.Errorf("kernel: writing a notebook: %w", err)
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

func encodeCell(c Cell) (map[string]any, error) {
	doc := cloneMap(object(c.Extra))
	doc["cell_type"], doc["metadata"], doc["source"] = c.Type, object(c.Metadata), splitLines(c.Source)
	if c.ID != "" {
		doc["id"] = c.ID
	}
	switch c.Type {
	case MarkdownCell, RawCell:
		return doc, nil
	case CodeCell:
	default:
		return nil, fmt.Errorf("unknown cell type %q", c.Type)
	}
	outputs := []any{}
	for i, o := range c.Outputs {
		out, err := encodeOutput(o)
		if err != nil {
			return nil, fmt.Errorf("output %d: %w", i+1, err)
		}
		outputs = append(outputs, out)
	}
	doc["execution_count"], doc["outputs"] = countOrNull(c.Count), outputs
	return doc, nil
}

func encodeOutput(o Output) (map[string]any, error) {
	doc := cloneMap(object(o.Extra))
	doc["output_type"] = o.Type
	switch o.Type {
	case StreamOutput:
		doc["name"], doc["text"] = o.Name, splitLines(o.Text)
	case ErrorOutput:
		doc["ename"], doc["evalue"], doc["traceback"] = o.ErrorName, o.ErrorValue, append([]string{}, o.Traceback...)
	case DisplayOutput, ResultOutput:
		data, err := encodeBundle(o.Data)
		if err != nil {
			return nil, err
		}
		doc["data"], doc["metadata"] = data, object(o.Metadata)
		if o.Type == ResultOutput {
			doc["execution_count"] = countOrNull(o.Count)
		}
	default:
		return nil, fmt.Errorf("unknown output type %q", o.Type)
	}
	return doc, nil
}

func encodeBundle(data map[string]string) (map[string]any, error) {
	doc := map[string]any{}
	for mime, content := range data {
		switch {
		case isJSONType(mime):
			v, err := parseJSON([]byte(content))
			if err != nil {
				return nil, fmt.Errorf("data %q is not JSON: %w", mime, err)
			}
			doc[mime] = v
		case strings.HasPrefix(mime, "text/"), mime == "application/javascript", mime == "image/svg+xml":
			doc[mime] = splitLines(content)
		default:
			doc[mime] = content
		}
	}
	return doc, nil
}

// object stands an empty object in for none, as the format requires one.
func object(m Metadata) Metadata {
	if m == nil {
		return Metadata{}
	}
	return m
}

func countOrNull(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

// splitLines cuts text after each line break, at the places where Jupyter's
// own writer (Python's str.splitlines) does.
func splitLines(s string) []string {
	lines := []string{}
	start := 0
	for i, r := range s {
		if !isLineBreak(r) || r == '\r' && strings.HasPrefix(s[i+1:], "\n") {
			continue
		}
		end := i + utf8.RuneLen(r)
		lines = append(lines, s[start:end])
		start = end
	}
	if start < len(s) {
		lines = append(lines, s[start:])
	}
	return lines
}

func isLineBreak(r rune) bool {
	return r >= '\n' && r <= '\r' || r >= 0x1c && r <= 0x1e || r == 0x85 || r == 0x2028 || r == 0x2029
}

// jsonBytes encodes with sorted keys and with <, > and & as they are.
func jsonBytes(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return unescape(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), nil
}

// unescape writes U+2028, U+2029 and U+FFFD raw, as Jupyter does; the Go
// encoder escapes them (the last one where it stands for a broken byte).
func unescape(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '\\' {
			out = append(out, b[i])
			continue
		}
		if n := min(i+6, len(b)); rawInJupyter[string(b[i:n])] != "" {
			out = append(out, rawInJupyter[string(b[i:n])]...)
			i = n - 1
			continue
		}
		out = append(out, b[i], b[i+1]) // the whole pair: the second may be a backslash
		i++
	}
	return out
}

var rawInJupyter = map[string]string{`\u2028`: "\u2028", `\u2029`: "\u2029", `\ufffd`: "\ufffd"}
