package verify

import (
	"encoding/base64"
	"html/template"
	"io"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// WritePage writes what differs as one page of HTML, stored beside fresh:
// pictures as they look, text as it reads. The page asks for nothing from
// elsewhere and runs no script of the notebook's.
func (v Verdict) WritePage(w io.Writer) error {
	return page.Execute(w, v)
}

// A side is one form of a finding as the page shows it.
type side struct {
	Picture template.URL // a data URI; or
	Frame   string       // HTML for a frame without scripts; or
	Text    string
}

// sides are the stored and the fresh form, nil where a finding has none.
func sides(f Finding) []side {
	if f.mime == "" {
		return nil
	}
	return []side{newSide(f.mime, f.stored), newSide(f.mime, f.fresh)}
}

func newSide(mime, content string) side {
	switch {
	case content == "":
		return side{Text: "(nothing)"}
	case mime == display.MIMESVG:
		return side{Picture: template.URL("data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(content)))}
	case mime == display.MIMEPNG:
		if _, err := base64.StdEncoding.DecodeString(content); err == nil {
			return side{Picture: template.URL("data:image/png;base64," + content)}
		}
	case mime == display.MIMEHTML:
		return side{Frame: content}
	}
	return side{Text: content}
}

var page = template.Must(template.New("page").Funcs(template.FuncMap{"sides": sides, "place": CellVerdict.place}).Parse(`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Notebook}}: {{.State}}</title>
<style>
body{font:15px/1.5 system-ui,sans-serif;max-width:76rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin:2rem 0 .3rem;border-top:1px solid #ddd;padding-top:1rem}
.state{font-weight:600}.differs{color:#a3260f}.stale{color:#7a5900}.agrees{color:#1d6b34}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem;margin:.5rem 0 1.5rem}
.pair>div{min-width:0}.pair h3{font-size:.85rem;margin:0 0 .3rem;color:#555}
pre{overflow-x:auto;background:#f6f6f6;padding:.6rem;margin:0;white-space:pre-wrap;overflow-wrap:anywhere;max-height:30rem}
img{max-width:100%}iframe{width:100%;height:26rem;border:1px solid #ddd}
@media(max-width:45rem){.pair{grid-template-columns:1fr}}
</style>
</head>
<body>
<h1>{{.Notebook}}</h1>
<p class="state {{.State}}">{{.Sum}}</p>
{{with .Stale}}<ul>{{range .}}<li>{{.}}</li>{{end}}</ul>
{{end}}{{range .Cells}}{{if .Findings}}<h2>{{place .}}</h2>
{{range .Findings}}<p>{{.}}</p>
{{with sides .}}<div class="pair">
<div><h3>stored</h3>{{template "side" index . 0}}</div>
<div><h3>fresh</h3>{{template "side" index . 1}}</div>
</div>
{{end}}{{end}}{{end}}{{end}}</body>
</html>
{{define "side"}}{{if .Picture}}<img alt="" src="{{.Picture}}">{{else if .Frame}}<iframe sandbox srcdoc="{{.Frame}}"></iframe>{{else}}<pre>{{.Text}}</pre>{{end}}{{end}}`))
