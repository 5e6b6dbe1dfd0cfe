package charts_test

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/notebooks/charts"
	"pgregory.net/rapid"
)

// snapshot compares got with testdata/name, or writes it there with -update.
func snapshot(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with `go test ./notebooks/charts -update`", err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s changed; look at it, then `go test ./notebooks/charts -update`\n%s", path, d)
	}
}

// The snapshots are the pictures and texts that were looked at and found good.
func TestSnapshots(t *testing.T) {
	pictures := []string{"line", "band", "stacked", "slanted", "fan", "multiples", "sankey", "graph", "layered", "scatter", "labelled"}
	for _, f := range figures() {
		b := bundle(t, f.figure)
		snapshot(t, f.name+".txt", b[display.MIMEText]+"\n")
		if slices.Contains(pictures, f.name) {
			snapshot(t, f.name+".svg", b[display.MIMESVG])
		}
	}
}

// A stored payload renders to the same bytes: this is what verification
// stands on.
func TestRenderIsPure(t *testing.T) {
	for _, f := range figures() {
		b := bundle(t, f.figure)
		p, err := display.Decode(json.RawMessage(b[display.MIMEPayload]))
		if err != nil {
			t.Fatal(err)
		}
		again, err := display.Render(charts.Renderer, p)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(b, again); d != "" {
			t.Errorf("%s: %s", f.name, d)
		}
	}
}

func TestRenderIsDeterministic(t *testing.T) {
	for _, procs := range []int{1, 4} {
		old := runtime.GOMAXPROCS(procs)
		for _, f := range figures() {
			want := bundle(t, f.figure)
			var group sync.WaitGroup
			times := 50
			if want[display.MIMEPNG] != "" { // takes a hundred times as long
				times = 4
			}
			for range times {
				group.Go(func() {
					if got := bundle(t, f.figure); !cmp.Equal(want, got) {
						t.Errorf("%s differs with GOMAXPROCS=%d", f.name, procs)
					}
				})
			}
			group.Wait()
		}
		runtime.GOMAXPROCS(old)
	}
}

var optionOf = regexp.MustCompile(`\}\)\("ls-[0-9a-f]{12}",(\{.*\}),"https://`)

// live is the part of echarts' option that the tests look at.
type live struct {
	Legend struct{ Data []struct{ Name string } }
	Grid   []struct{ Left, Right, Top, Bottom int }
	XAxis  []struct {
		Type string
		Data []string
	}
	YAxis []struct {
		Min, Max, Interval float64
		Data               []string
	}
	Series []struct{ ID, Name, Color, Type, Stack string }
}

func liveOf(t *testing.T, b display.Bundle) live {
	t.Helper()
	m := optionOf.FindStringSubmatch(b[display.MIMEHTML])
	if m == nil {
		t.Fatalf("no option in %s", b[display.MIMEHTML])
	}
	var o live
	if err := json.Unmarshal([]byte(m[1]), &o); err != nil {
		t.Fatal(err)
	}
	return o
}

// svgTexts are the texts of a picture in drawing order; reading them proves
// that it is well-formed.
func svgTexts(t *testing.T, svg string) []string {
	t.Helper()
	var out []string
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "text" {
			var s string
			if err := d.DecodeElement(&s, &e); err != nil {
				t.Fatal(err)
			}
			out = append(out, s)
		}
	}
}

// The live chart and the static picture list the same names in the same order,
// in the same colours, on the same axes.
func TestLiveAgreesWithStatic(t *testing.T) {
	for _, f := range figures() {
		b := bundle(t, f.figure)
		if b[display.MIMESVG] == "" {
			continue
		}
		o, texts := liveOf(t, b), svgTexts(t, b[display.MIMESVG])
		var names []string
		for _, k := range o.Legend.Data {
			names = append(names, k.Name)
		}
		if n := len(names); !cmp.Equal(names, texts[len(texts)-n:]) && n > 0 {
			t.Errorf("%s: live legend %q, static texts %q", f.name, names, texts)
		}
		for _, s := range o.Series {
			if !strings.Contains(b[display.MIMESVG], s.Color) {
				t.Errorf("%s: %s is %s in the live chart, which the static picture lacks", f.name, s.Name, s.Color)
			}
		}
		if len(o.YAxis) == 0 { // a picture of links
			continue
		}
		for _, x := range o.XAxis {
			if x.Type == "category" && len(x.Data) == 0 {
				t.Errorf("%s: a live axis of categories has no labels", f.name)
			}
		}
		if top := thousandsOf(o.YAxis[0].Max); !slices.Contains(texts, top) {
			t.Errorf("%s: the live axis ends at %s, static marks are %q", f.name, top, texts)
		}
	}
}

func thousandsOf(x float64) string {
	s := fmt.Sprintf("%g", x)
	if x >= 1000 {
		s = fmt.Sprintf("%d,%03d", int(x)/1000, int(x)%1000)
	}
	return s
}

func TestColoursFollowTheLabel(t *testing.T) {
	m := minerals()
	for _, labels := range [][]string{{"lithium", "cobalt"}, {"cobalt", "nickel", "lithium"}} {
		o := liveOf(t, bundle(t, charts.Line("c", m.Select("mineral", labels...))))
		for _, s := range o.Series {
			if want, _ := charts.Colour(s.Name); s.Color != want {
				t.Errorf("%s is %s in %q, want %s", s.Name, s.Color, labels, want)
			}
		}
	}
	if a, _ := charts.Colour("Solar_PV"); a == "" {
		t.Error("Solar_PV has no colour")
	}
}

// No text of a figure can open an element or end the script.
func TestTextsAreEscaped(t *testing.T) {
	for _, f := range figures() {
		h := bundle(t, f.figure)[display.MIMEHTML]
		scripts := strings.Count(h, "<script")
		if strings.Count(h, "</script") != scripts || scripts > 1 {
			t.Errorf("%s: %d scripts open, %d close", f.name, scripts, strings.Count(h, "</script"))
		}
		for _, bad := range []string{"<img src=x", "<u>", "<i>", "alert(1)>\""} {
			if strings.Contains(h, bad) {
				t.Errorf("%s: %q stands in the page", f.name, bad)
			}
		}
	}
}

// Whatever the numbers and labels, a chart renders to well-formed SVG without
// a panic, and its texts stay inside the picture.
func TestAnyNumbersRender(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, n := rapid.IntRange(1, 5).Draw(t, "rows"), rapid.IntRange(1, 30).Draw(t, "n")
		size := math.Pow(10, float64(rapid.IntRange(-30, 30).Draw(t, "size")))
		values := rapid.SliceOfN(rapid.Float64Range(-1, 1), rows*n, rows*n).Draw(t, "values")
		kind := rapid.SampledFrom([]string{"line", "area", "bar"}).Draw(t, "kind")
		for i := range values {
			if values[i] *= size; kind == "area" {
				values[i] = math.Abs(values[i])
			}
		}
		x := quantity.Years(2000, 1999+n)
		if rapid.Bool().Draw(t, "words") {
			x = quantity.NewAxis("word", rapid.SliceOfNDistinct(rapid.StringN(1, 30, -1), n, n, rapid.ID[string]).Draw(t, "labels")...)
		}
		a := quantity.New("kt", values, quantity.NewAxis("series", many(rows)...), x)
		make := map[string]func(string, quantity.Array, ...charts.Option) charts.Figure{"line": charts.Line, "area": charts.Area, "bar": charts.Bar}[kind]
		drawn(t, make("any", a, charts.Title(rapid.String().Draw(t, "title")), charts.X(x.Name),
			charts.Y(rapid.StringN(0, 200, -1).Draw(t, "y")), charts.Size(rapid.IntRange(300, 900).Draw(t, "width"), rapid.IntRange(250, 600).Draw(t, "height"))))
	})
}

// textsOutside names the first text that leaves the picture, or what is wrong
// with its XML. The descent of the lowest line may touch the edge.
func textsOutside(svg string) string {
	type text struct {
		X         int    `xml:"x,attr"`
		Y         int    `xml:"y,attr"`
		Length    int    `xml:"textLength,attr"`
		Transform string `xml:"transform,attr"`
		Text      string `xml:",chardata"`
	}
	var doc struct {
		Box   string `xml:"viewBox,attr"`
		Texts []text `xml:"text"`
	}
	if err := xml.Unmarshal([]byte(svg), &doc); err != nil {
		return err.Error()
	}
	var w, h int
	fmt.Sscanf(doc.Box, "0 0 %d %d", &w, &h)
	for _, s := range doc.Texts {
		right, low := s.X+s.Length, s.Y
		if s.Transform != "" { // slanted by 35 degrees, up to the right
			right, low = s.X+int(0.82*float64(s.Length)), s.Y
		}
		if s.X < 0 || right > w || low > h || s.Y < 0 {
			return fmt.Sprintf("%q runs from %d to %d at %d of %d × %d", s.Text, s.X, right, s.Y, w, h)
		}
	}
	return ""
}

// Ten charts of a notebook stay under 500 kB with everything that is stored.
func TestSizeOfANotebook(t *testing.T) {
	total := 0
	for _, f := range figures()[:10] {
		b := bundle(t, f.figure)
		stored, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		total += len(stored)
	}
	if total > 500_000 {
		t.Errorf("ten charts take %d bytes", total)
	}
	t.Logf("ten charts take %d bytes", total)
}

func BenchmarkRender(b *testing.B) {
	for _, f := range figures() {
		p, err := f.figure.Payload()
		if err != nil {
			b.Fatal(err)
		}
		b.Run(f.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := charts.Renderer.Render(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
