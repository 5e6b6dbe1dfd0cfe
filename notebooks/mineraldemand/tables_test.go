package mineraldemand_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/notebooks/charts"
	"github.com/lodestone-model/lodestone/notebooks/mineraldemand"
)

func ExampleByUse() {
	copper := mineraldemand.ByUse("copper")
	fmt.Println(copper.Select("year", "2024", "2035"))
	fmt.Println(mineraldemand.ByUse("kryptonite").Err())
	// Output:
	// use 5 × year 2, kt
	// use                 2024   2035
	// electric vehicles  438.2   1684
	// wind               440.4  584.1
	// solar pv            1520   1745
	// grid storage       97.62    196
	// networks            4929   5810
	// mineraldemand: no use takes "kryptonite"
}

func ExampleBounds() {
	low, central, high, err := mineraldemand.Bounds("APS", "electric_vehicles", "lithium")
	for _, a := range []fmt.Stringer{low.Pick("year", "2035"), central.Pick("year", "2035"), high.Pick("year", "2035")} {
		fmt.Println(a)
	}
	fmt.Println(err)
	// Output:
	// 394.5 kt
	// 466.1 kt
	// 540.3 kt
	// <nil>
}

func ExamplePublished() {
	fmt.Println(mineraldemand.Published("NZE", "grid_storage", "nickel"))
	// Output:
	// year 4, kt
	//  2024   2035   2040   2050
	// 16.97  186.1  293.1  578.4
}

func rows(t *testing.T) []base.Ratio {
	t.Helper()
	r, err := base.Ratios()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// column reads a column of a figure by its name.
func column(t *testing.T, f charts.Figure, name string) display.Column {
	t.Helper()
	p, err := f.Payload()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Columns {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no column %q", name)
	return display.Column{}
}

// The eight minerals stand in the headline table, every row with both figures,
// their ratio, and the vintage of each side.
func TestHeadlineIsComplete(t *testing.T) {
	f := mineraldemand.Headline(rows(t))
	minerals := column(t, f, "mineral").Text
	for _, m := range mineraldemand.Minerals {
		if !strings.Contains(strings.Join(minerals, " "), m) {
			t.Errorf("%s is missing", m)
		}
	}
	ours, theirs, ratio := column(t, f, "2024").Values, column(t, f, "IEA 2024").Values, column(t, f, "ratio").Values
	vintage := column(t, f, "vintage, ours / IEA").Text
	for i := range minerals {
		if math.Abs(ours[i]/theirs[i]-ratio[i]) > 1e-6 { // ratios are stored to six digits
			t.Errorf("%s: %v over %v is not %v", minerals[i], ours[i], theirs[i], ratio[i])
		}
		if !strings.HasSuffix(vintage[i], "/ May 2025") {
			t.Errorf("%s: vintage %q", minerals[i], vintage[i])
		}
	}
	p, _ := f.Payload()
	if p.ID != "headline" {
		t.Errorf("id %q", p.ID)
	}
	marked := false
	for _, s := range p.Sources {
		marked = marked || s.NonCommercial
	}
	if !marked {
		t.Error("the table rests on non-commercial figures and does not say so")
	}
}

func TestOutsideListsExactlyWhatDiffers(t *testing.T) {
	all := rows(t)
	want := 0
	for _, r := range all {
		if v := r.Value(); r.Gated && (v > 2 || v < 0.5) {
			want++
		}
	}
	got := column(t, mineraldemand.Outside(all), "ratio").Values
	if len(got) != want || want == 0 {
		t.Errorf("%d rows, want %d", len(got), want)
	}
}

func TestEveryTableShows(t *testing.T) {
	all := rows(t)
	alternatives, err := mineraldemand.Alternatives()
	if err != nil {
		t.Fatal(err)
	}
	figures := []charts.Figure{mineraldemand.Headline(all), mineraldemand.Outside(all), alternatives}
	for _, u := range base.Uses() {
		figures = append(figures, mineraldemand.Compare(all, u.ID))
		for _, tech := range u.Technologies {
			figures = append(figures, mineraldemand.Intensities(tech))
		}
	}
	for _, f := range figures {
		p, err := f.Payload()
		if err != nil {
			t.Error(err)
			continue
		}
		if b, err := display.Render(charts.Renderer, p); err != nil || len(b[display.MIMEText]) == 0 {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
}
