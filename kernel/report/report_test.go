package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/lodestone-model/lodestone/kernel"
)

var update = flag.Bool("update", false, "rewrite the snapshots in testdata")

// sample is a small executed notebook with one of everything.
func sample(t *testing.T) *kernel.Notebook {
	t.Helper()
	nb, err := kernel.ReadNotebook(filepath.Join("testdata", "sample.ipynb"))
	if err != nil {
		t.Fatal(err)
	}
	return nb
}

func write(t *testing.T, nb *kernel.Notebook, opts Options) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, nb, opts); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestSnapshot(t *testing.T) {
	files := fstest.MapFS{"dot.png": {Data: []byte("\x89PNG\r\n\x1a\n")}}
	got := write(t, sample(t), Options{Files: files, Footer: []string{"go 1.26 <stamp>"}})
	path := filepath.Join("testdata", "sample.html")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s changed; look at it, then `go test ./kernel/report -update`\n%s", path, d)
	}
}

func markdownOnly(source string) *kernel.Notebook {
	return &kernel.Notebook{Major: 4, Cells: []kernel.Cell{{Type: kernel.MarkdownCell, Source: source}}}
}

func body(t *testing.T, nb *kernel.Notebook) string {
	t.Helper()
	_, rest, _ := strings.Cut(write(t, nb, Options{}), "<main>\n")
	rest, _, _ = strings.Cut(rest, "</main>")
	return rest
}

func TestMarkdownIsMadeHarmless(t *testing.T) {
	for _, c := range []struct{ source, want, never string }{
		{`<script>alert(1)</script>`, "&lt;script&gt;", "<script"},
		{`x <img src=x onerror=alert(1)> y`, "&lt;img", "<img"},
		{`<div onclick="x()">` + "\n\nhi", "&lt;div", "<div"},
		{`H<sub>2</sub>O`, "H<sub>2</sub>O", ""},
		{`a <b onmouseover=x>c</b>`, "&lt;b onmouseover", "<b on"},
		{`[go](javascript:alert(1))`, `href=""`, "javascript:"},
		{`![remote](https://example.org/a.png)`, "picture not in this report: remote, https://example.org/a.png", "<img"},
		{`![up](../../etc/passwd)`, "picture not in this report", "<img"},
		{"# T <script>x</script>", "&lt;script&gt;", "<script"},
		{"$\\text{<script>alert(1)</script>}$", "&lt;script&gt;", "<script"},
		{"$\\weird{<script>}$", `<span class="tex">\weird{&lt;script&gt;}</span>`, "<script>"},
		{"a \ue0007\ue001 b", "a 7 b", ""},
	} {
		got := body(t, markdownOnly(c.source))
		if !strings.Contains(got, c.want) || c.never != "" && strings.Contains(got, c.never) {
			t.Errorf("%q gives %q", c.source, got)
		}
	}
}

func TestFormulasAreFound(t *testing.T) {
	for source, want := range map[string]string{
		"a $x$ b":                             "x",
		"$$\na_1 * b_1 * c\n- d\n$$":          "\na_1 * b_1 * c\n- d\n",
		"costs $5 and $10 more":               "",
		"`$x$` and ``a ` $y$``":               "",
		"```\n$x$\n```\n$y$":                  "y",
		"~~~go\n$x$\n``` \n~~~\n":             "",
		`\$x\$ and $z$`:                       "z",
		"$ x$ $x $":                           "",
		"$a\n\nb$":                            "",
		"\\begin{align}a&=b\\end{align} text": `\begin{align}a&=b\end{align}`,
		"unclosed $$ x":                       "",
		"`unclosed $x$":                       "x",
	} {
		_, found := takeFormulas(source)
		got := ""
		for _, f := range found {
			got += f.tex
		}
		if got != want {
			t.Errorf("%q: found %q, want %q", source, got, want)
		}
	}
}

func TestMathML(t *testing.T) {
	for tex, want := range map[string]string{
		`x_i^2`:            `<msubsup><mi>x</mi><mrow><mi>i</mi></mrow><mrow><mn>2</mn></mrow></msubsup>`,
		`\frac12`:          `<mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac>`,
		`\sigma = 0.5`:     `<mi>σ</mi><mo>=</mo><mn>0.5</mn>`,
		`\sum_{t=1}^T`:     `<munderover><mo>∑</mo>`,
		`\int_0^1`:         `<msubsup><mo>∫</mo>`,
		`f'(x)`:            `<msup><mi>f</mi><mrow><mo>′</mo></mrow></msup>`,
		`\left( a \right.`: `<mo stretchy="true" fence="true">(</mo><mi>a</mi></mrow>`,
		`\text{if } a < b`: "<mtext>if\u00a0</mtext><mi>a</mi><mo>&lt;</mo>",
		`\mathbb{R}^n`:     `<mi>ℝ</mi>`,
		`\mathcal{L}`:      `<mi>ℒ</mi>`,
		`\hat{\beta}`:      `<mover accent="true"><mrow><mrow><mi>β</mi></mrow></mrow><mo>^</mo></mover>`,
		`\sqrt[3]{x}`:      `<mroot>`,
		`\begin{cases} 1 & x \\ 0 & y \end{cases}`:        `<mtr><mtd style="text-align:left"><mn>0</mn></mtd>`,
		`\begin{aligned} a &= b \\ &= c \\ \end{aligned}`: `<mtd style="text-align:left"><mo>=</mo><mi>c</mi></mtd></mtr></mtable>`,
		`\mathrm{kg/MW}`: `<mi>kg/MW</mi>`,
		`\max_{x}`:       `<munder><mi>max</mi>`,
	} {
		got, err := mathML(tex, true)
		if err != nil || !strings.Contains(got, want) {
			t.Errorf("%s: %v\n got %s\nwant %s", tex, err, got, want)
		}
	}
	for _, tex := range []string{`\unknown`, `{`, `}`, `\frac{1}`, `a_b_c`, `\left(x`, `\begin{cases}1`, `\begin{odd}\end{odd}`,
		`\sqrt[`, `x^`, `\mathbf{\alpha_1}`, `&`, strings.Repeat("{", 500), `\text{a`, `\`, `\left`, `\begin{array}`} {
		if got, err := mathML(tex, false); err == nil {
			t.Errorf("%s gives %s, want an error", tex, got)
		}
	}
}

func FuzzMathML(f *testing.F) {
	f.Add(`\frac{a_1}{\sqrt[3]{x}} \left( \begin{cases} 1 & x \\ 0 \end{cases} \right)`)
	f.Fuzz(func(t *testing.T, tex string) {
		got, err := mathML(tex, true)
		if err == nil && strings.Contains(got, "<script") {
			t.Error(got)
		}
	})
}

func FuzzMarkdown(f *testing.F) {
	f.Add("# a $x$ `b` <img src=x> ![p](q)\n```\ncode\n```\n| a | b |\n|---|---|\n| 1 | $y$ |")
	f.Fuzz(func(t *testing.T, source string) {
		html, err := newMarkdown(nil).render(source, nil)
		if err == nil && (strings.Contains(html, "<script") || strings.Contains(html, "<iframe")) {
			t.Error(html)
		}
	})
}

func TestHighlightKeepsTheText(t *testing.T) {
	for _, source := range []string{"x := \"a<b\" // c", "!ls -l\n%%\nfor i := range 3 {}", "not go: 'unclosed \"", "`raw\n<>`", "a\r\nb", "%", "/* open"} {
		got := anyTag.ReplaceAllString(highlight(source), "")
		if want := escaped([]string{source})[0]; got != want {
			t.Errorf("%q became %q", source, got)
		}
	}
	if got := highlight("if x { return 1 }"); !strings.Contains(got, `<span class="kw">if</span>`) || !strings.Contains(got, `<span class="nu">1</span>`) {
		t.Error(got)
	}
}

func TestTerminal(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[31mred\x1b[0m":      "red",
		"10%\r50%\r100%\ndone\n":  "100%\ndone\n",
		"a\r\nb\r":                "a\nb",
		"\x1b]8;;x\x07link\x1b[K": "link",
	} {
		if got := terminal(in); got != want {
			t.Errorf("%q shows %q, want %q", in, got, want)
		}
	}
}

func TestLibraryGoesInOnceAndCannotEnd(t *testing.T) {
	got := write(t, sample(t), Options{ECharts: []byte(`var a="</script><!--"`)})
	if !strings.Contains(got, `<script>var a="<\/script><\!--"</script>`) {
		t.Error("the library ends its own script")
	}
	if strings.Contains(got, "LODESTONE_ECHARTS_URL=\"\"") {
		t.Error("charts are told to load nothing, beside a library")
	}
}

func TestErrorsNameTheCell(t *testing.T) {
	nb := &kernel.Notebook{Cells: []kernel.Cell{{Type: kernel.MarkdownCell}, {Type: kernel.CodeCell,
		Outputs: []kernel.Output{{Type: kernel.DisplayOutput, Data: map[string]string{"image/png": "%%"}}}}}}
	var b bytes.Buffer
	if err := Write(&b, nb, Options{}); err == nil || !strings.Contains(err.Error(), "cell 2: image/png is not base64") || b.Len() > 0 {
		t.Errorf("%v, and %d bytes written", err, b.Len())
	}
	if err := Write(&b, nil, Options{}); err == nil {
		t.Error("no notebook, no error")
	}
}

func TestFindECharts(t *testing.T) {
	home := t.TempDir()
	if lib, err := FindECharts(home); lib != nil || err != nil {
		t.Error(lib, err)
	}
	inst := &kernel.Installation{Home: home}
	for path, content := range map[string]string{filepath.Join(home, "installation.json"): "{}", inst.ECharts(): "lib"} {
		if err := kernel.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if lib, err := FindECharts(home); string(lib) != "lib" || err != nil {
		t.Error(lib, err)
	}
}
