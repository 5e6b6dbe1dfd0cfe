package report

import (
	"encoding/base64"
	"fmt"
	"html"
	"regexp"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
)

// forms are the MIME types a report shows, best first.
var forms = []string{"text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/latex", "text/plain"}

// outputs writes what a cell showed. Stream texts that follow one another in
// one channel are joined.
func (r *reporter) outputs(outs []kernel.Output) error {
	for i := 0; i < len(outs); i++ {
		o := outs[i]
		switch o.Type {
		case kernel.StreamOutput:
			text := o.Text
			for ; i+1 < len(outs) && outs[i+1].Type == o.Type && outs[i+1].Name == o.Name; i++ {
				text += outs[i+1].Text
			}
			r.stream(o.Name, text)
		case kernel.ErrorOutput:
			r.failure(o)
		default:
			if err := r.display(o.Data); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *reporter) stream(name, text string) {
	if text = terminal(text); strings.TrimSpace(text) != "" {
		class := "out"
		if name == "stderr" {
			class = "out err"
		}
		r.text(class, text)
	}
}

// text writes what was printed. A single line is no table, and may wrap.
func (r *reporter) text(class, s string) {
	if !strings.Contains(strings.TrimSpace(s), "\n") {
		class += " line"
	}
	fmt.Fprintf(r, "<pre class=\"%s\">%s</pre>\n", class, html.EscapeString(s))
}

func (r *reporter) failure(o kernel.Output) {
	text := o.ErrorName + ": " + o.ErrorValue
	if trace := strings.Join(o.Traceback, "\n"); strings.TrimSpace(trace) != "" {
		text += "\n" + trace
	}
	fmt.Fprintf(r, "<pre class=\"out failed\">%s</pre>\n", html.EscapeString(terminal(text)))
}

// display writes the best form of a bundle. HTML is the notebook's own and
// goes in as it is; SVG becomes an image, in which no script runs.
func (r *reporter) display(data map[string]string) error {
	for _, form := range forms {
		content, ok := data[form]
		if !ok {
			continue
		}
		switch form {
		case "text/html":
			fmt.Fprintf(r, "<div class=\"shown\">%s</div>\n", content)
		case "image/svg+xml":
			fmt.Fprintf(r, "<div class=\"shown\"><img src=\"%s\" alt=\"%s\"></div>\n", dataURI(form, []byte(content)), html.EscapeString(firstLine(data["text/plain"])))
		case "image/png", "image/jpeg":
			return r.bitmap(form, content, data["text/plain"])
		case "text/markdown", "text/latex":
			md, err := r.md.render(content, nil)
			if err != nil {
				return err
			}
			fmt.Fprintf(r, "<div class=\"shown\">%s</div>\n", md)
		default:
			r.text("out", terminal(content))
		}
		return nil
	}
	return nil
}

// bitmap writes a picture that the notebook stores in base64.
func (r *reporter) bitmap(kind, content, alt string) error {
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(content), ""))
	if err != nil {
		return fmt.Errorf("%s is not base64: %w", kind, err)
	}
	fmt.Fprintf(r, "<div class=\"shown\"><img src=\"%s\" alt=\"%s\"></div>\n", dataURI(kind, data), html.EscapeString(firstLine(alt)))
	return nil
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

var escapes = regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b\\][^\x07]*\x07")

// terminal reads text as a terminal shows it: colours gone, and of a line that
// was written over with \r the last version.
func terminal(s string) string {
	s = strings.ReplaceAll(escapes.ReplaceAllString(s, ""), "\r\n", "\n")
	if !strings.Contains(s, "\r") {
		return s
	}
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		l = strings.TrimRight(l, "\r")
		lines[i] = l[strings.LastIndexByte(l, '\r')+1:]
	}
	return strings.Join(lines, "\n")
}
