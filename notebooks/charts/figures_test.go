package charts_test

import (
	"encoding/base64"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/notebooks/charts"
	"pgregory.net/rapid"
)

var (
	update  = flag.Bool("update", false, "rewrite the snapshots in testdata")
	gallery = flag.String("gallery", "", "write every figure of the tests to this folder, as pages to look at")
)

func init() {
	err := quantity.Register(
		quantity.Source{ID: "charts-atlas", Title: "Atlas of Test Metals", Publisher: "Test Press", Year: "2024", Licence: "CC BY 4.0"},
		quantity.Source{ID: "charts-closed", Title: "Ledger <closed>", Publisher: "Test & Sons", Year: "2023", Licence: "CC BY-NC 4.0", NonCommercial: true},
	)
	if err != nil {
		panic(err)
	}
}

// growth is a smooth series per label: start times a logistic rise.
func growth(unit string, years quantity.Axis, axis string, start, factor map[string]float64, labels ...string) quantity.Array {
	return quantity.Generate(unit, func(l []string) float64 {
		y, _ := strconv.ParseFloat(l[1], 64)
		rise := 1 / (1 + math.Exp(-(y-2037)/4))
		return start[l[0]] * (1 + factor[l[0]]*rise)
	}, quantity.NewAxis(axis, labels...), years)
}

func minerals() quantity.Array {
	start := map[string]float64{"lithium": 120, "cobalt": 190, "nickel": 420, "graphite": 800, "copper": 5400, "neodymium": 45}
	factor := map[string]float64{"lithium": 11, "cobalt": 2, "nickel": 5, "graphite": 4.2, "copper": 1.1, "neodymium": 3}
	return growth("kt", quantity.Years(2024, 2050), "mineral", start, factor,
		"lithium", "cobalt", "nickel", "graphite", "copper", "neodymium").WithSources("charts-atlas", "charts-closed")
}

func technologies() quantity.Array {
	labels := []string{"wind", "solar PV", "EV", "storage", "networks", "hydrogen", "nuclear", "hydro", "heat pumps", "other uses"}
	start, factor := map[string]float64{}, map[string]float64{}
	for i, l := range labels {
		start[l], factor[l] = float64(30+17*i%90), float64(1+i*7%11)
	}
	return growth("kt", quantity.Years(2000, 2050), "technology", start, factor, labels...).WithSources("charts-atlas")
}

func history(unit string) quantity.Array {
	return quantity.New(unit, []float64{31, 35, 82, 120, 180, 240}, quantity.YearsOf(2010, 2015, 2020, 2022, 2023, 2024)).WithSources("charts-closed")
}

// namedFigure is a figure of the tests: what a notebook might show.
type namedFigure struct {
	name   string
	figure charts.Figure
}

func figures() []namedFigure {
	m := minerals()
	lithium := m.Pick("mineral", "lithium")
	three := m.Select("mineral", "lithium", "nickel", "cobalt")
	routes := quantity.Generate("kt", func(l []string) float64 {
		y, _ := strconv.ParseFloat(l[1], 64)
		return map[string]float64{"primary": 300 + 9*(y-2024), "recycled": 4 * (y - 2024), "second life": 2 * (y - 2024)}[l[0]]
	}, quantity.NewAxis("supply", "primary", "recycled", "second life"), quantity.YearsOf(2025, 2030, 2035, 2040, 2045, 2050))
	welfare := quantity.New("GUSD2015", []float64{12, -8, 3.5, -2, 5, -14, 1, 0.4, 6.5, -3, -2.25, 1.5}, quantity.NewAxis("effect", "terms of trade", "efficiency", "rents"), quantity.NewAxis("region", "Africa", "Europe", "Asia", "Americas"))
	share := quantity.New("%", []float64{61, 44, 52, 38, 29, 47, 55, 40, 33}, quantity.NewAxis("sub-technology",
		"lithium nickel manganese cobalt oxide (NMC 811)", "lithium iron phosphate", "sodium-ion layered oxide", "solid state",
		"lithium-sulfur", "vanadium redox flow battery", "iron-air", "zinc bromine", "nickel cobalt aluminium oxide"))
	return append([]namedFigure{
		{"line", charts.Line("line", three, charts.Title("Demand for battery minerals in the reference scenario"), charts.Y("demand"), charts.DashedAfter(2030), charts.Note("Content of new products; losses in processing are not counted."))},
		{"single", charts.Line("single", lithium.To("Mt"), charts.Title("Lithium"))},
		{"band", charts.Line("band", lithium, charts.Named("Lodestone"), charts.Band(lithium.Scale(0.8), lithium.Scale(1.35)), charts.Points("published", history("t").Scale(1000)), charts.Title("Lithium demand, computed and published"), charts.Y("demand"))},
		{"log", charts.Line("log", m, charts.Log(), charts.Y("demand"), charts.Title("All minerals, in decades"), charts.Dashed("copper"))},
		{"logband", charts.Line("logband", three, charts.Log(), charts.Band(three.Scale(0.5), three.Scale(2)), charts.Y("demand"), charts.Title("A band in decades"))},
		{"area", charts.Area("area", technologies(), charts.Y("copper"), charts.Title("Copper in energy technologies, by technology and year: a long title that does not fit on one line of the picture"), charts.DashedAfter(2024))},
		{"bar", charts.Bar("bar", welfare, charts.X("region"), charts.Y("welfare"), charts.Title("Welfare by region"))},
		{"stacked", charts.Bar("stacked", routes, charts.Stacked(), charts.Y("lithium"), charts.Title("Where lithium comes from"), charts.DashedAfter(2030))},
		{"hanging", charts.Bar("hanging", welfare, charts.Stacked(), charts.X("region"), charts.Y("welfare"), charts.Title("Welfare, decomposed"))},
		{"slanted", charts.Bar("slanted", share, charts.Y("cost share"), charts.Title("Cost shares"))},
		{"years", charts.Bar("years", technologies().Sum("technology"), charts.Y("copper"), charts.Title("Copper"))},
		{"table", charts.Table("table", m.Select("year", "2024", "2030", "2040", "2050"), charts.Title("Demand"), charts.Note("Rounded to four digits."))},
		{"columns", charts.Columns("columns", []charts.Column{
			charts.Values("2030", m.Pick("year", "2030")),
			charts.Numbers("share", "%", 12.5, math.NaN(), 0.004, 1, 2, 3).Digits(1),
			charts.Marks("", "", "recalled", "", "calibrated", "", ""),
		}, charts.Title("Demand in 2030"))},
		{"hostile", charts.Line("<script>", quantity.New("kt", []float64{1, 2, 3, 4}, quantity.NewAxis("</script><u>", "\"><img src=x onerror=alert(1)>", "</script><script>alert(2)</script>"), quantity.Years(2024, 2025)), charts.Title("</script><script>alert(3)</script>'\"&"), charts.Y("<i>"), charts.Note("<script>alert(4)</script>"), charts.Sources("</p><script>alert(5)</script>"))},
	}, laterFigures()...)
}

// bundle renders a figure or fails the test.
func bundle(t rapid.TB, f charts.Figure) display.Bundle {
	t.Helper()
	p, err := f.Payload()
	if err != nil {
		t.Fatal(err)
	}
	b, err := display.Render(charts.Renderer, p)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// decoded is base64 as bytes.
func decoded(s string) string {
	b, _ := base64.StdEncoding.DecodeString(s)
	return string(b)
}

// TestGallery writes pages to look at: what untrusted and trusted viewers show.
// An echarts.min.js in the folder makes the second kind live.
func TestGallery(t *testing.T) {
	if *gallery == "" {
		*gallery = t.TempDir()
	}
	page := "<!doctype html><meta charset=utf-8>%s<body style='font-family:sans-serif'>%s"
	lib, _ := os.ReadFile(filepath.Join(*gallery, "echarts.min.js"))
	head := "<script>" + string(lib) + "</script>"
	all := ""
	for _, f := range figures() {
		b := bundle(t, f.figure)
		all += b[display.MIMEHTML]
		t.Logf("%-9s svg %6d  html %6d  text %5d  payload %6d", f.name, len(b[display.MIMESVG]), len(b[display.MIMEHTML]), len(b[display.MIMEText]), len(b[display.MIMEPayload]))
		for name, content := range map[string]string{
			f.name + ".svg":         b[display.MIMESVG],
			f.name + ".png":         decoded(b[display.MIMEPNG]),
			f.name + ".txt":         b[display.MIMEText] + "\n",
			f.name + ".static.html": fmt.Sprintf(page, "", b[display.MIMEHTML]),
			f.name + ".live.html":   fmt.Sprintf(page, head, b[display.MIMEHTML]),
		} {
			if content == "" {
				continue
			}
			if err := os.WriteFile(filepath.Join(*gallery, name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := os.WriteFile(filepath.Join(*gallery, "all.html"), []byte(fmt.Sprintf(page, head, all)), 0o644); err != nil {
		t.Fatal(err)
	}
}
