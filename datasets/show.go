package datasets

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// WriteShow writes rows of a table: those that carry, for each axis (or
// "unit", "source", "confidence", "flag") in where, one of its labels; at most
// limit of them, all if limit is 0 or less. Notes stand below the rows,
// sources in full below the notes. Rows quoted from memory are marked
// "recalled". An unknown table, axis or label is an error that suggests near
// ones.
func WriteShow(w io.Writer, table string, where map[string][]string, limit int, asJSON bool) error {
	t, err := Open(table)
	if err != nil {
		return err
	}
	if t, err = filter(t, where); err != nil {
		return err
	}
	total := len(t.Rows)
	if limit > 0 && total > limit {
		t.Rows = t.Rows[:limit]
	}
	if asJSON {
		return writeJSON(w, showJSON(t, total))
	}
	p := &printer{w: w}
	p.show(t, total)
	return p.err
}

// filter applies Where axis by axis, with errors that suggest.
func filter(t quantity.Table, where map[string][]string) (quantity.Table, error) {
	columns := append(slices.Clone(t.Axes), "unit", "source", "confidence", "flag")
	for _, axis := range slices.Sorted(maps.Keys(where)) {
		if !slices.Contains(columns, axis) {
			return t, fmt.Errorf("datasets: table %q has no axis %q%s", t.Name, axis, suggest(axis, columns))
		}
		have := t.Labels(axis)
		for _, label := range where[axis] {
			if !slices.Contains(have, label) {
				return t, fmt.Errorf("datasets: table %q: no row chosen so far has %s %q%s", t.Name, axis, label, suggestLabel(label, have))
			}
		}
		t = t.Where(axis, where[axis]...)
	}
	return t, t.Err()
}

// suggestLabel is suggest for labels, which it lists when none is near.
func suggestLabel(label string, have []string) string {
	if s := suggest(label, have); !strings.Contains(s, "data list") {
		return s
	}
	n := min(len(have), 8)
	return fmt.Sprintf("; there are %s and %d more", strings.Join(have[:n], ", "), len(have)-n)
}

func (p *printer) show(t quantity.Table, total int) {
	shelvesMu.RLock()
	_, entry, _ := find(t.Name)
	shelvesMu.RUnlock()
	p.line("%s: %s", t.Name, entry.Doc)
	notes := map[string]int{}
	var noted []string
	cells := [][]string{append(slices.Clone(t.Axes), "value", "unit", "source", "")}
	for _, r := range t.Rows {
		var marks []string
		if r.Confidence == quantity.Recalled {
			marks = append(marks, "recalled")
		}
		if r.Flag != "" {
			marks = append(marks, r.Flag)
		}
		if r.Note != "" {
			if notes[r.Note] == 0 {
				noted = append(noted, r.Note)
				notes[r.Note] = len(noted)
			}
			marks = append(marks, fmt.Sprintf("[%d]", notes[r.Note]))
		}
		cells = append(cells, append(slices.Clone(r.Key), quantity.FormatValue(r.Value), r.Unit.String(), r.Source, strings.Join(marks, " ")))
	}
	p.line("")
	p.columns(cells, len(t.Axes))
	if more := total - len(t.Rows); more > 0 {
		p.line("... %d more rows: narrow them by axis, or raise the limit", more)
	}
	if len(noted) > 0 {
		p.line("\nNotes")
	}
	for i, n := range noted {
		p.wrap(fmt.Sprintf("  [%d] ", i+1), n)
	}
	p.line("\nSources")
	p.sources(cite(t.Sources()))
}

// shown is a table in the JSON of the command line.
type shown struct {
	Name    string       `json:"name"`
	Axes    []string     `json:"axes"`
	Total   int          `json:"total"` // rows chosen, before the limit
	Rows    []shownRow   `json:"rows"`
	Sources []sourceJSON `json:"sources"`
}

type shownRow struct {
	Key        map[string]string `json:"key"`
	Value      float64           `json:"value"`
	Unit       string            `json:"unit"`
	Source     string            `json:"source"`
	Confidence string            `json:"confidence"`
	Flag       string            `json:"flag,omitempty"`
	Note       string            `json:"note,omitempty"`
}

func showJSON(t quantity.Table, total int) shown {
	s := shown{Name: t.Name, Axes: t.Axes, Total: total, Rows: []shownRow{}, Sources: cite(t.Sources())}
	for _, r := range t.Rows {
		key := make(map[string]string, len(t.Axes))
		for k, a := range t.Axes {
			key[a] = r.Key[k]
		}
		s.Rows = append(s.Rows, shownRow{key, r.Value, r.Unit.String(), r.Source, string(r.Confidence), r.Flag, r.Note})
	}
	return s
}

// A printer writes text for people and keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// width is where wrapped text breaks.
const width = 100

// wrap prints text behind a first indent; later lines are indented by as much.
func (p *printer) wrap(indent, text string) {
	p.hang(indent, strings.Repeat(" ", utf8.RuneCountInString(indent)), text)
}

// hang prints text behind a first indent, and later lines behind rest.
func (p *printer) hang(indent, rest, text string) {
	line := indent
	empty := true
	for _, word := range strings.Fields(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			p.line("%s", line)
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line += word
		empty = false
	}
	p.line("%s", line)
}

// columns prints cells aligned; column right (the values) to the right.
func (p *printer) columns(cells [][]string, right int) {
	widths := make([]int, len(cells[0]))
	for _, row := range cells {
		for k, c := range row {
			widths[k] = max(widths[k], utf8.RuneCountInString(c))
		}
	}
	for _, row := range cells {
		var b strings.Builder
		for k, c := range row {
			pad := strings.Repeat(" ", widths[k]-utf8.RuneCountInString(c))
			if k == right {
				c, pad = pad+c, ""
			}
			b.WriteString(c + pad + "  ")
		}
		p.line("%s", strings.TrimRight(b.String(), " "))
	}
}

func (p *printer) sources(list []sourceJSON) {
	for _, s := range list {
		text := quantity.Source(s).Citation()
		if s.NonCommercial {
			text = "[NON-COMMERCIAL] " + text
		}
		if s.URL != "" {
			text += ". " + s.URL
		}
		p.hang("  "+s.ID+"  ", "      ", text)
	}
}
