package lamppost_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
	"github.com/lodestone-model/lodestone/cge/lamppost"
)

// Known answer with recipes: industry 1 gets better by .02 a year from a = .3,
// P1 = exp(-a), and industry 2 adopts its good when .2 - a/2 reaches 0, in year
// 5. The lamp post of each year before says so.
func TestRecipesAnnounceTheirAdoption(t *testing.T) {
	e := cge.NewEconomy("two industries")
	labour, one, two := e.Commodity("labour"), e.Commodity("1"), e.Commodity("2")
	e.Param("a", 0)
	e.Consumer("home").Owns(labour.Of(1)).Wants(cge.CobbDouglas(one.Of(1), two.Of(1)))
	s := &choice.System{Economy: e, Makers: []choice.Maker{
		&choice.Recipe{Name: "industry 1", Makes: one, Factor: labour, Productive: "exp(a)"},
		&choice.Recipe{Name: "industry 2", Makes: two, Factor: labour, Optional: []choice.Input{{Name: "1", Commodity: one, Weight: .5, B: -.2}}},
	}}
	var b lamppost.Book
	for year := range 7 {
		a := .3 + .02*float64(year)
		sol, err := s.Solve(context.Background(), cge.Scenario{Set: map[string]float64{"a": a}, Fix: map[string]float64{"labour": 1}}, nil)
		if err != nil {
			t.Fatal(err)
		}
		steps := []choice.Step{{Driver: "knowledge", By: map[string]float64{"a": .02}}}
		looks, err := s.Ahead(context.Background(), sol, steps, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Write(year, steps, looks); err != nil {
			t.Fatal(err)
		}
		if adopted := slices.Equal(looks[1].Chosen.Options, []string{"1"}); adopted != (year > 5) && year != 5 { // at 5 both cost the same
			t.Errorf("year %d: %v", year, looks[1].Chosen.Options)
		}
		table, err := lamppost.Watch(&b, year, nil)
		if err != nil {
			t.Fatal(err)
		}
		if row := table[0]; year < 5 && (row.Producer != "industry 2" || row.From != "none" || row.To != "1" || row.Driver != "knowledge" ||
			math.Abs(row.Gap-(.2-a/2)) > 1e-9 || math.Abs(row.Drift+.01) > 1e-9 || row.Expected == nil || math.Abs(*row.Expected-5) > 1e-6) {
			t.Errorf("year %d: %+v", year, fmt.Sprint(table))
		}
	}
}
