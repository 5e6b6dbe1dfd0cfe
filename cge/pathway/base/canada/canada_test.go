package canada_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base/canada"
	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
)

// paths to 2035 of some futures, followed once.
var paths = sync.OnceValues(func() ([]futures.Future, error) {
	return futures.Follow(context.Background(), futures.Settings{Last: 2035, Names: []string{"STEPS", "mfa", "LFP-rich", "sodium"}})
})

func outlook(t *testing.T, r canada.Response) *canada.Outlook {
	t.Helper()
	all, err := paths()
	if err != nil {
		t.Fatal(err)
	}
	o, err := canada.New(all, canada.Settings{Response: r})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestListHas34OfWhichEveryOneIsAccountedFor(t *testing.T) {
	list, err := canada.Minerals()
	if err != nil {
		t.Fatal(err)
	}
	six := 0
	for _, m := range list {
		if m.Priority {
			six++
		}
		if (m.Missing == "") != (len(m.Parts) > 0) {
			t.Errorf("%s: parts %v and reason %q", m.Name, m.Parts, m.Missing)
		}
		for _, p := range m.Parts {
			if !(p.Share() > 0 && p.Share() < .5) {
				t.Errorf("%s: Canada makes %.0f %% of the world's %s", m.Name, 100*p.Share(), p.ID)
			}
		}
	}
	if o := outlook(t, canada.Share); len(o.Minerals) != 11 || len(o.Left) != 23 {
		t.Errorf("%d minerals in the account, %d left out; the tour says 23", len(o.Minerals), len(o.Left))
	}
	if len(list) != 34 || six != 6 {
		t.Errorf("%d minerals, %d priorities; the list has 34 and 6", len(list), six)
	}
}

// Tonnes times price is revenue, the base year is the same in every future, and
// shares of the world stay where they are said to.
func TestAccountAddsUp(t *testing.T) {
	all, _ := paths()
	for _, r := range []canada.Response{canada.Share, canada.Own, canada.Fixed} {
		o := outlook(t, r)
		for _, row := range o.Rows {
			if d := row.Production*row.Price/1e6 - row.Revenue; math.Abs(d) > 1e-9*row.Revenue {
				t.Errorf("%s: %s %s %d: revenue %v is not tonnes times price", r, row.Future, row.Mineral, row.Year, row.Revenue)
			}
			if first := o.Of("STEPS", row.Mineral, 2024); row.Year == 2024 && math.Abs(row.Revenue/first.Revenue-1) > 1e-8 { // measured: 7e-10; each future solves a base year, to 1e-11 of every equation
				t.Errorf("%s: base year of %s differs in %s", r, row.Mineral, row.Future)
			}
			if r == canada.Fixed && row.Production != o.Of("STEPS", row.Mineral, 2024).Production {
				t.Errorf("fixed: %s moves", row.Mineral)
			}
		}
	}
	o := outlook(t, canada.Share)
	revenue, product := o.Revenue(), o.Production().Times(o.Prices()).To("GUSD2024")
	if revenue.Err() != nil || product.Err() != nil {
		t.Fatal(revenue.Err(), product.Err())
	}
	for i, v := range revenue.Data() {
		if d := product.Data()[i] - v; math.Abs(d) > 1e-12*v { // rounding of two factors
			t.Errorf("revenue %v, tonnes times price %v", v, product.Data()[i])
		}
	}
	for _, m := range o.Minerals {
		kt, gusd := m.At(&all[0].Result.Years[0], &all[0].Result.Years[11])
		if row := o.Of("STEPS", m.Name, 2035); math.Abs(kt/row.Production-1) > 1e-12 || math.Abs(gusd/row.Revenue-1) > 1e-12 {
			t.Errorf("%s: %v kt and %v GUSD; the account has %+v", m.Name, kt, gusd, row)
		}
	}
	last := all[0].Result.Years[11].Minerals["nickel"].Mined / all[0].Result.Years[0].Minerals["nickel"].Mined
	if got := o.Of("STEPS", "nickel", 2035).Production / o.Of("STEPS", "nickel", 2024).Production; math.Abs(got-last) > 1e-12 {
		t.Errorf("nickel grows %v in Canada and %v in the world", got, last)
	}
}

// For a mine without hosts and limits the world's law of supply and its share
// of world output are two ways to the same number, as far as a curve of constant
// elasticity is one of constant substitution.
func TestResponsesAgreeWhereTheyMust(t *testing.T) {
	share, own := outlook(t, canada.Share), outlook(t, canada.Own)
	for _, m := range []string{"copper", "nickel", "lithium"} {
		a, b := share.Of("STEPS", m, 2035).Production, own.Of("STEPS", m, 2035).Production
		if math.Abs(a/b-1) > .03 { // measured: 2.1 % of lithium, 1.6 % of nickel
			t.Errorf("%s 2035: %.3f by share, %.3f by the law of supply", m, a, b)
		}
	}
}

// With Deplete nothing beyond the reserves is mined, and before they are used up
// nothing changes.
func TestDeplete(t *testing.T) {
	all, err := paths()
	if err != nil {
		t.Fatal(err)
	}
	o, err := canada.New(all, canada.Settings{Deplete: true})
	if err != nil {
		t.Fatal(err)
	}
	free := outlook(t, canada.Share)
	for _, m := range o.Minerals {
		end := o.Of("STEPS", m.Name, 2035)
		if m.Reserves > 0 && end.Used > m.Reserves*(1+1e-12) {
			t.Errorf("%s: %v kt are mined of %v", m.Name, end.Used, m.Reserves)
		}
		if a, b := o.Of("STEPS", m.Name, 2030), free.Of("STEPS", m.Name, 2030); *a != *b {
			t.Errorf("%s 2030: %+v with reserves, %+v without", m.Name, a, b)
		}
	}
	if a, b := o.Of("STEPS", "copper", 2035).Used, 7000.; math.Abs(a-b) > 1e-9*b {
		t.Errorf("copper: %v kt used by 2035, reserves are %v", a, b)
	}
}

func TestPublishedOthersLowerCopper(t *testing.T) {
	all, err := paths()
	if err != nil {
		t.Fatal(err)
	}
	o, err := canada.New(all, canada.Settings{PublishedOthers: true})
	if err != nil {
		t.Fatal(err)
	}
	free := outlook(t, canada.Share)
	if a, b := o.Of("STEPS", "copper", 2035).Production, free.Of("STEPS", "copper", 2035).Production; a >= b {
		t.Errorf("copper 2035: %v kt with published other uses, %v without", a, b)
	}
	if a, b := o.Of("STEPS", "platinum-group metals", 2035).Production, free.Of("STEPS", "platinum-group metals", 2035).Production; a != b {
		t.Errorf("platinum metals 2035: %v kt and %v; nothing is published of them", a, b)
	}
}

func TestRegretIsZeroOnTheDiagonalAndNeverBelow(t *testing.T) {
	o := outlook(t, canada.Share)
	r := o.Regret(2035)
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
	n := len(o.Futures)
	for i, v := range r.Data() {
		if i%(n+1) == 0 && math.Abs(v) > 1e-9 || v < -1e-9 {
			t.Errorf("regret of plan %s in %s is %v", o.Futures[i/n], o.Futures[i%n], v)
		}
	}
	if r.Data()[1] <= 0 {
		t.Error("a plan for STEPS loses nothing where prices stay")
	}
	x := o.Misplanned(2035, "cobalt")
	if a, b := x.Data()[2], x.Data()[2*n]; math.Abs(a*b-1) > 1e-9 {
		t.Errorf("over- and underbuilding of cobalt are %v and %v, not each other's inverse", a, b)
	}
}

func TestBetsDepletionAndRisk(t *testing.T) {
	o := outlook(t, canada.Share)
	bets, err := o.Bets(2035)
	if err != nil {
		t.Fatal(err)
	}
	if len(bets) != len(o.Minerals) || !bets[0].Priority {
		t.Errorf("%d bets, the first is %+v", len(bets), bets[0])
	}
	for _, b := range bets {
		if b.Low > b.Reference || b.High < b.Reference || b.Verdict == canada.RobustGain && b.Low <= 1 {
			t.Errorf("%+v", b)
		}
	}
	risk := o.AtRisk()
	sum := 0.0
	for i := 0; i < len(o.Minerals); i++ {
		if risk.Data()[3*i+2] < 0 {
			t.Errorf("%s: negative value at risk", o.Minerals[i].Name)
		}
		sum += risk.Data()[3*i]
	}
	if all := risk.Data()[3*len(o.Minerals)]; math.Abs(sum/all-1) > 1e-12 {
		t.Errorf("values of minerals add up to %v, all is %v", sum, all)
	}
	for _, d := range o.Depletion() {
		if d.Low > d.High || (d.First > 0) != (d.High > 1) {
			t.Errorf("%+v", d)
		}
	}
}

// What Canada's stock gives is less than what it took, and grows.
func TestSecondary(t *testing.T) {
	all, err := paths()
	if err != nil {
		t.Fatal(err)
	}
	s := canada.Secondary(all[0])
	for _, m := range []string{"cobalt", "nickel", "copper", "lithium", "silver"} {
		a, err1 := s.At("mineral", m, "year", "2025")
		b, err2 := s.At("mineral", m, "year", "2035")
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		if !(a > 0 && b > a) {
			t.Errorf("%s: %v kt in 2025, %v kt in 2035", m, a, b)
		}
	}
}

func TestErrorsNameTheThing(t *testing.T) {
	all, _ := paths()
	o := outlook(t, canada.Share)
	_, noFutures := canada.New(nil, canada.Settings{})
	_, response := canada.New(all, canada.Settings{Response: "clever"})
	_, others := canada.New(all, canada.Settings{Response: canada.Own, PublishedOthers: true})
	_, year := o.Bets(1999)
	for want, err := range map[string]error{"no futures": noFutures, `"clever"`: response, `"own"`: others, "1999": year, `"gold"`: o.Revenue("gold").Err(), "2099": o.Regret(2099).Err()} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not name %s", err, want)
		}
	}
}

func ExampleMinerals() {
	list, err := canada.Minerals()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range list {
		switch {
		case !m.Priority:
		case m.Missing != "":
			fmt.Printf("%-20s %s\n", m.Name, m.Missing)
		default:
			fmt.Printf("%-20s %6.4g kt, %.2g %% of the world; reserves %.4g kt\n", m.Name, m.Parts[0].Production, 100*m.Share(), m.Reserves)
		}
	}
	// Output:
	// cobalt                 3.35 kt, 1.1 % of the world; reserves 220 kt
	// copper                  515 kt, 2.2 % of the world; reserves 7000 kt
	// graphite               11.7 kt, 0.75 % of the world; reserves 5900 kt
	// lithium                4.82 kt, 2.2 % of the world; reserves 1600 kt
	// nickel                  125 kt, 3.4 % of the world; reserves 2200 kt
	// rare earth elements  no publication held gives Canadian output
}
