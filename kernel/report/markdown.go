package report

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// A markdown renders the markdown cells of one notebook.
type markdown struct {
	engine   goldmark.Markdown
	files    fs.FS // for pictures beside the notebook; may be nil
	ids      map[string]int
	headings []heading
}

// A heading is a line of the table of contents.
type heading struct {
	level    int
	id, html string
}

func newMarkdown(files fs.FS) *markdown {
	m := &markdown{files: files, ids: map[string]int{}}
	m.engine = goldmark.New(
		goldmark.WithExtensions(extension.GFM),
		goldmark.WithRendererOptions(renderer.WithNodeRenderers(util.Prioritized(guard{}, 1))))
	return m
}

// render turns one cell into HTML. attachments are the pictures that the cell
// carries itself, by name.
func (m *markdown) render(source string, attachments map[string]string) (string, error) {
	held, formulas := takeFormulas(source)
	src := []byte(held)
	doc := m.engine.Parser().Parse(text.NewReader(src))
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if entering {
			switch n := n.(type) {
			case *ast.Heading:
				m.heading(n, src, formulas)
			case *ast.Image:
				m.picture(n, attachments)
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := m.engine.Renderer().Render(&b, src, doc); err != nil {
		return "", fmt.Errorf("markdown: %w", err)
	}
	return restore(b.String(), formulas), nil
}

var holder = regexp.MustCompile(string(holdOpen) + `(\d+)` + string(holdClose))

func placeholder(i int) string { return string(holdOpen) + strconv.Itoa(i) + string(holdClose) }

// restore puts the formulas back.
func restore(s string, formulas []formula) string {
	return holder.ReplaceAllStringFunc(s, func(h string) string {
		i, err := strconv.Atoi(strings.Trim(h, string(holdOpen)+string(holdClose)))
		if err != nil || i >= len(formulas) {
			return ""
		}
		return formulas[i].html()
	})
}

// heading gives a heading an id and a line in the table of contents.
func (m *markdown) heading(n *ast.Heading, src []byte, formulas []formula) {
	words := plainText(n, src)
	id := slug(holder.ReplaceAllString(words, ""))
	if m.ids[id]++; m.ids[id] > 1 {
		id += "-" + strconv.Itoa(m.ids[id])
	}
	n.SetAttributeString("id", []byte(id))
	m.headings = append(m.headings, heading{n.Level, id, restore(html.EscapeString(words), formulas)})
}

// plainText joins the words of a node.
func plainText(n ast.Node, src []byte) string {
	var b strings.Builder
	ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch c := c.(type) {
		case *ast.Text:
			b.Write(c.Segment.Value(src))
			if c.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		}
		return ast.WalkContinue, nil
	})
	return b.String()
}

// slug makes an id of words as Jupyter does, so that links within a notebook
// work: blanks become hyphens, case stays.
func slug(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.:", r):
			return r
		case unicode.IsSpace(r):
			return '-'
		}
		return -1
	}, strings.TrimSpace(s))
	if s == "" {
		return "section"
	}
	return s
}

// maxPicture is the largest picture that is taken into a report, in bytes.
const maxPicture = 4 << 20

// picture replaces the address of an image by its content: one attached to the
// cell, or a file beside the notebook.
func (m *markdown) picture(n *ast.Image, attachments map[string]string) {
	dest := string(n.Destination)
	if name, ok := strings.CutPrefix(dest, "attachment:"); ok && attachments[name] != "" {
		n.Destination = []byte(attachments[name])
	} else if data, ok := m.file(dest); ok {
		n.Destination = data
	}
}

// file reads a picture beside the notebook as a data URI.
func (m *markdown) file(dest string) ([]byte, bool) {
	name, err := url.PathUnescape(dest)
	if err != nil || m.files == nil || strings.Contains(dest, ":") || !fs.ValidPath(path.Clean(name)) {
		return nil, false
	}
	data, err := fs.ReadFile(m.files, path.Clean(name))
	if err != nil || len(data) > maxPicture {
		return nil, false
	}
	kind := mime.TypeByExtension(path.Ext(name))
	if kind == "" {
		kind = http.DetectContentType(data)
	}
	if !strings.HasPrefix(kind, "image/") {
		return nil, false
	}
	return []byte(dataURI(kind, data)), true
}

func dataURI(kind string, data []byte) string {
	return "data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(data)
}

// A guard writes the nodes that could reach outside the report. HTML in
// markdown becomes text, except for plain tags without attributes that only
// set type; a picture that is not in the report becomes its address.
type guard struct{}

var harmless = regexp.MustCompile(`^</?(?i:br|hr|sub|sup|b|i|u|s|em|strong|small|kbd|mark|details|summary|center)\s*/?>$`)

var tags = regexp.MustCompile(`<[^<>]*>`)

// RegisterFuncs hands goldmark the functions.
func (g guard) RegisterFuncs(reg renderer.NodeRendererFuncRegisterer) {
	reg.Register(ast.KindRawHTML, g.inline)
	reg.Register(ast.KindHTMLBlock, g.block)
	reg.Register(ast.KindImage, g.image)
}

func (guard) image(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		dest, alt := string(n.(*ast.Image).Destination), html.EscapeString(plainText(n, src))
		if strings.HasPrefix(dest, "data:image/") {
			fmt.Fprintf(w, `<img src="%s" alt="%s">`, html.EscapeString(dest), alt)
		} else {
			fmt.Fprintf(w, `<span class="missing">[picture not in this report: %s, %s]</span>`, alt, html.EscapeString(dest))
		}
	}
	return ast.WalkSkipChildren, nil
}

func (guard) inline(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		for i := range n.(*ast.RawHTML).Segments.Len() {
			seg := n.(*ast.RawHTML).Segments.At(i)
			w.WriteString(defuse(string(seg.Value(src))))
		}
	}
	return ast.WalkSkipChildren, nil
}

func (guard) block(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	b := n.(*ast.HTMLBlock)
	if entering {
		for i := range b.Lines().Len() {
			seg := b.Lines().At(i)
			w.WriteString(defuse(string(seg.Value(src))))
		}
	} else if b.HasClosure() {
		w.WriteString(defuse(string(b.ClosureLine.Value(src))))
	}
	return ast.WalkContinue, nil
}

// defuse escapes all but harmless tags; comments vanish.
func defuse(s string) string {
	if strings.HasPrefix(strings.TrimSpace(s), "<!--") && strings.HasSuffix(strings.TrimSpace(s), "-->") {
		return ""
	}
	var b strings.Builder
	at := 0
	for _, span := range tags.FindAllStringIndex(s, -1) {
		b.WriteString(html.EscapeString(s[at:span[0]]))
		if tag := s[span[0]:span[1]]; harmless.MatchString(tag) {
			b.WriteString(tag)
		} else {
			b.WriteString(html.EscapeString(tag))
		}
		at = span[1]
	}
	return b.String() + html.EscapeString(s[at:])
}
