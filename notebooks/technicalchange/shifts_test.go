package technicalchange_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
	"github.com/lodestone-model/lodestone/notebooks/technicalchange"
)

// world is the open economy, anew for each test.
func world(t *testing.T) *pathway.Spec {
	t.Helper()
	s, err := technicalchange.World(technicalchange.Case{Scenario: "OPEN"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func value(t *testing.T, a quantity.Array, at ...string) float64 {
	t.Helper()
	v, err := a.At(at...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// column is a column of words of a figure.
func column(t *testing.T, f charts.Figure, name string) []string {
	t.Helper()
	p, err := f.Payload()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range p.Columns {
		if c.Name == name {
			return c.Text
		}
	}
	t.Fatalf("%s has no column %q", p.ID, name)
	return nil
}

// Tables list every switch of the path and the lamp posts of a choice; a warning is
// a probability, and certain while the option is at work.
func TestWatched(t *testing.T) {
	r, err := technicalchange.Watched(world(t))
	if err != nil {
		t.Fatal(err)
	}
	years := column(t, technicalchange.Switches(r), "year")
	if len(years) == 0 || len(years) != len(r.Switches()) {
		t.Errorf("%d switches in the table, %d on the path", len(years), len(r.Switches()))
	}
	if to := column(t, technicalchange.Posts(r, "ev_battery", 2030, 8), "change"); len(to) != 8 || !strings.ContainsAny(to[0], "+−") {
		t.Errorf("lamp posts %q", to)
	}
	lfp, solid := technicalchange.Warning(r, "ev_battery", "lfp"), technicalchange.Warning(r, "ev_battery", "solid_state")
	if v := value(t, lfp, "year", "2024"); v != 100 {
		t.Errorf("LFP is at work, the warning is %v", v)
	}
	least, most := 100., 0.
	for _, v := range solid.Data() {
		least, most = min(least, v), max(most, v)
	}
	if least < 0 || most > 100 || least == most {
		t.Errorf("warnings of solid state from %v to %v", least, most)
	}
}

// Packs of LFP that get cheaper take shares from packs with cobalt, whose metal
// is needed less and gets no dearer; nothing moves before.
func TestCheaper(t *testing.T) {
	before, err := technicalchange.Endogenous(world(t))
	if err != nil {
		t.Fatal(err)
	}
	s := world(t)
	if err := technicalchange.Cheaper(s, "lfp", .3, 2027); err != nil {
		t.Fatal(err)
	}
	after, err := technicalchange.Endogenous(s)
	if err != nil {
		t.Fatal(err)
	}
	need, price := technicalchange.Change(before, after, []string{"cobalt"}, 2026, 2040), technicalchange.PriceChange(before, after, []string{"cobalt"}, 2026, 2040)
	if v := value(t, need, "mineral", "cobalt", "year", "2026"); v != 0 {
		t.Errorf("the need of 2026 moves by %v %%", v)
	}
	if n, p := value(t, need, "mineral", "cobalt", "year", "2040"), value(t, price, "mineral", "cobalt", "year", "2040"); n >= 0 || p > 0 {
		t.Errorf("in 2040 cobalt's need moves by %v %%, its price by %v %%", n, p)
	}
	cheap := func(r *pathway.Result) float64 {
		return value(t, technicalchange.UnitPrices(r, "lfp"), "sub_technology", technicalchange.Name("lfp"), "year", "2040")
	}
	if cheap(after) >= cheap(before) {
		t.Errorf("an LFP pack of 2040 costs %v, and %v of 2024 where it got cheaper", cheap(before), cheap(after))
	}
	if err := technicalchange.Cheaper(s, "lpf", .3, 2027); err == nil || !strings.Contains(err.Error(), `"lpf"`) {
		t.Error(err)
	}
	if err := technicalchange.Change(before, after, []string{"cobalt"}, 2060).Err(); err == nil || !strings.Contains(err.Error(), fmt.Sprint(2060)) {
		t.Error(err)
	}
}

// What a path needs over 2024 is what it needs, over 2024.
func TestRelative(t *testing.T) {
	both, err := technicalchange.Follow(world(t))
	if err != nil {
		t.Fatal(err)
	}
	needs, over := both.Needs("lithium"), both.Relative("lithium")
	at := []string{"mineral", "lithium", "path", "traditional", "year", "2040"}
	first := value(t, needs, "mineral", "lithium", "path", "endogenous", "year", "2024")
	if got, want := value(t, over, at...), value(t, needs, at...)/first; got != want {
		t.Errorf("%v, want %v", got, want)
	}
}
