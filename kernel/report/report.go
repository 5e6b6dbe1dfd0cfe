package report

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"

	_ "embed"

	"github.com/lodestone-model/lodestone/kernel"
)

// Options of a report; the zero value is a report with static pictures.
type Options struct {
	// Title of the page, for its tab; "" takes the notebook's first heading.
	Title string
	// ECharts is the echarts library, put into the page once so that charts are
	// live offline. Without it every chart stays a picture.
	ECharts []byte
	// Files holds pictures that markdown cells name, relative to the notebook.
	// Without it those show their name.
	Files fs.FS
	// Footer lines close the page: where it comes from, what made it.
	Footer []string
}

//go:embed report.css
var css string

// policy forbids the page every request: what it shows, it holds.
const policy = "default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

// Write writes the report of an executed notebook as one page of HTML. Errors
// name the cell. Nothing is written unless all of it can be.
func Write(w io.Writer, nb *kernel.Notebook, opts Options) error {
	if nb == nil {
		return errors.New("report: no notebook")
	}
	r := &reporter{md: newMarkdown(opts.Files), opts: opts, code: codeNumbers(nb)}
	for i, c := range nb.Cells {
		if err := r.cell(i, c); err != nil {
			return fmt.Errorf("report: cell %d: %w", i+1, err)
		}
	}
	_, err := w.Write(r.page())
	if err != nil {
		return fmt.Errorf("report: %w", err)
	}
	return nil
}

// A reporter collects the body of a report.
type reporter struct {
	bytes.Buffer
	md   *markdown
	opts Options
	code []int
}

// codeNumbers numbers the code cells of a notebook that was never run.
func codeNumbers(nb *kernel.Notebook) []int {
	out := make([]int, len(nb.Cells))
	n := 0
	for i, c := range nb.Cells {
		if c.Type == kernel.CodeCell {
			n++
			out[i] = n
			if c.Count > 0 {
				out[i] = c.Count
			}
		}
	}
	return out
}

func (r *reporter) cell(i int, c kernel.Cell) error {
	switch c.Type {
	case kernel.MarkdownCell:
		md, err := r.md.render(c.Source, attachments(c))
		if err != nil {
			return err
		}
		r.WriteString(md)
	case kernel.CodeCell:
		r.source(r.code[i], c)
		return r.outputs(c.Outputs)
	}
	return nil // raw cells are for other converters
}

func (r *reporter) source(number int, c kernel.Cell) {
	source := strings.TrimRight(c.Source, "\n")
	if strings.TrimSpace(source) == "" {
		return
	}
	open := " open"
	if sourceHidden(c) {
		open = ""
	}
	fmt.Fprintf(r, "<details class=\"code\"%s><summary>%d</summary><pre><code>%s</code></pre></details>\n", open, number, highlight(source))
}

// sourceHidden reports whether the author folded the cell in JupyterLab.
func sourceHidden(c kernel.Cell) bool {
	lab, _ := c.Metadata["jupyter"].(map[string]any)
	hidden, _ := lab["source_hidden"].(bool)
	return hidden
}

// attachments are the pictures of a markdown cell as data URIs, by name.
func attachments(c kernel.Cell) map[string]string {
	all, _ := c.Extra["attachments"].(map[string]any)
	out := map[string]string{}
	for name, v := range all {
		forms, _ := v.(map[string]any)
		var kinds []string
		for kind := range forms {
			kinds = append(kinds, kind)
		}
		slices.Sort(kinds)
		for _, kind := range kinds {
			if data, ok := forms[kind].(string); ok && strings.HasPrefix(kind, "image/") {
				out[name] = "data:" + kind + ";base64," + strings.Join(strings.Fields(data), "")
			}
		}
	}
	return out
}

// page puts the frame around the body.
func (r *reporter) page() []byte {
	var b bytes.Buffer
	title := html.EscapeString(r.title())
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n", policy)
	fmt.Fprintf(&b, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n<style>\n%s</style>\n%s</head>\n<body>\n", title, css, r.library())
	if len(r.md.headings) == 0 {
		fmt.Fprintf(&b, "<h1>%s</h1>\n", title)
	}
	before, after := r.split()
	fmt.Fprintf(&b, "<main>\n%s%s%s</main>\n", before, r.contents(), after)
	if len(r.opts.Footer) > 0 {
		fmt.Fprintf(&b, "<footer>%s</footer>\n", strings.Join(escaped(r.opts.Footer), "<br>\n"))
	}
	b.WriteString("</body>\n</html>\n")
	return b.Bytes()
}

// split parts the body behind its title, where the table of contents goes.
func (r *reporter) split() (before, after []byte) {
	const end = "</h1>\n"
	if len(r.md.headings) > 0 && r.md.headings[0].level == 1 {
		i := bytes.Index(r.Bytes(), []byte(end)) + len(end)
		return r.Bytes()[:i], r.Bytes()[i:]
	}
	return nil, r.Bytes()
}

var anyTag = regexp.MustCompile(`<annotation.*?</annotation>|<[^>]*>`)

// title is the page's title in plain words.
func (r *reporter) title() string {
	if r.opts.Title != "" {
		return r.opts.Title
	}
	if len(r.md.headings) > 0 {
		return html.UnescapeString(anyTag.ReplaceAllString(r.md.headings[0].html, ""))
	}
	return "Notebook"
}

func escaped(lines []string) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = html.EscapeString(l)
	}
	return out
}

// library is the echarts library, or the word that charts shall load none.
func (r *reporter) library() string {
	if len(r.opts.ECharts) == 0 {
		return "<script>window.LODESTONE_ECHARTS_URL=\"\"</script>\n"
	}
	// "</script" inside a JavaScript string may be written "<\/script"
	code := regexp.MustCompile(`(?i)</(script)`).ReplaceAll(r.opts.ECharts, []byte(`<\/$1`))
	return "<script>" + strings.ReplaceAll(string(code), "<!--", `<\!--`) + "</script>\n"
}

// contents is the table of contents: the headings of levels 1 to 3 below the
// title, if there are enough of them to lose one's way.
func (r *reporter) contents() string {
	var b strings.Builder
	n := 0
	for i, h := range r.md.headings {
		if title := i == 0 && h.level == 1; h.level <= 3 && !title {
			n++
			fmt.Fprintf(&b, "<li class=\"l%d\"><a href=\"#%s\">%s</a></li>\n", h.level, html.EscapeString(h.id), h.html)
		}
	}
	if n < 3 {
		return ""
	}
	return "<nav><details open><summary>Contents</summary>\n<ul>\n" + b.String() + "</ul></details></nav>\n"
}

// FindECharts returns the echarts library that `lodestone install` put into
// home, "" meaning kernel.DefaultHome; nil, and no error, where none is
// installed.
func FindECharts(home string) ([]byte, error) {
	inst, err := kernel.Load(home)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		return nil, err
	}
	data, err := os.ReadFile(inst.ECharts())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}
