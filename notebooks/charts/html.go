package charts

import (
	"encoding/base64"
	"fmt"
	"html"
	"strings"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// pictureHTML is the picture as an image that every viewer shows, the lines
// under it, and the script that may replace the image.
func pictureHTML(p display.Payload, pic picture, id, src, js string) string {
	var b strings.Builder
	width, _ := pic.size()
	fmt.Fprintf(&b, "<div id=\"%s\" class=\"lodestone\" style=\"max-width:%dpx\">\n", id, width)
	alt := p.Title
	if alt == "" {
		alt = p.ID
	}
	fmt.Fprintf(&b, "<img src=\"%s\" alt=\"%s\" style=\"display:block;width:100%%;height:auto\">\n", src, html.EscapeString(alt))
	writeFootHTML(&b, append(pic.remarks(), p.Notes...), p.Sources)
	fmt.Fprintf(&b, "<script>%s</script>\n</div>", js)
	return b.String()
}

// dataURL holds a picture in the page; PNG comes as base64.
func dataURL(mime, content string) string {
	if mime == display.MIMESVG {
		content = base64.StdEncoding.EncodeToString([]byte(content))
	}
	return "data:" + mime + ";base64," + content
}

// remarks explain the drawing itself.
func (d *drawing) remarks() []string {
	var out []string
	if d.fan {
		var bands []string
		for _, b := range d.series[0].bands {
			bands = append(bands, b.lowName+" to "+b.highName)
		}
		out = append(out, "Line: the median. Bands: quantiles from "+strings.Join(bands, ", ")+".")
	}
	if d.after == nil {
		return out
	}
	how := map[string]string{KindLine: "Dashed", KindArea: "Right of the dashed line", KindBar: "Pale"}[d.kind]
	return append(out, fmt.Sprintf("%s: assumptions beyond the last published year, %d.", how, *d.after))
}

// openSources is how many sources stand open; more are folded away.
const openSources = 3

func sourceWord(n int) string {
	if n == 1 {
		return "Source: "
	}
	return "Sources: "
}

// writeFootHTML writes notes and sources in small print.
func writeFootHTML(b *strings.Builder, notes []string, sources []display.Source) {
	const small = "<p style=\"font-size:85%;margin:2px 0;opacity:.75\">"
	for _, n := range notes {
		b.WriteString(small + html.EscapeString(n) + "</p>\n")
	}
	if len(sources) == 0 {
		return
	}
	lines := make([]string, len(sources))
	for i, s := range sources {
		lines[i] = html.EscapeString(cited(s))
	}
	if len(lines) <= openSources {
		b.WriteString(small + sourceWord(len(lines)) + strings.Join(lines, "; ") + "</p>\n")
		return
	}
	fmt.Fprintf(b, "<details style=\"font-size:85%%;opacity:.75\"><summary>Sources (%d)%s</summary>\n<ul>\n", len(lines), warning(sources))
	for _, l := range lines {
		b.WriteString("<li>" + l + "</li>\n")
	}
	b.WriteString("</ul></details>\n")
}

// cited is a source with its mark: terms that forbid commercial use travel
// with the figure.
func cited(s display.Source) string {
	if s.NonCommercial {
		return s.Citation + " [non-commercial terms]"
	}
	return s.Citation
}

// warning says in the summary that a source among many has such terms.
func warning(sources []display.Source) string {
	for _, s := range sources {
		if s.NonCommercial {
			return ", non-commercial terms among them"
		}
	}
	return ""
}
