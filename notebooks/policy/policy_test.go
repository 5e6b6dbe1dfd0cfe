package policy

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base/canada"
	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
	"github.com/lodestone-model/lodestone/cge/pathway/base/infrastructure"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// Figures hold what the accounts say, row by row.
func TestFigures(t *testing.T) {
	all, err := futures.Follow(t.Context(), futures.Settings{Names: []string{"STEPS", "sodium"}, Last: 2030})
	if err != nil {
		t.Fatal(err)
	}
	o, err := canada.New(all, canada.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	p, err := infrastructure.New(all, infrastructure.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	bets, err := Bets(o, 2030)
	rows(t, bets, err, len(o.Names()), "robust gain", "copper *")
	verdicts, err := Verdicts(2030, []string{"one", "two"}, []*canada.Outlook{o, o})
	rows(t, verdicts, err, len(o.Names()), "robust gain (")
	rows(t, Left(o), nil, 2, "rare earth elements")
	rows(t, Depletion(o), nil, len(o.Depletion()), "nickel")
	investments, err := Investments(p, 2030)
	rows(t, investments, err, 2*len(infrastructure.Minerals()), "mining", "contingent")
	concentrations, err := Concentrations(p, 2030)
	rows(t, concentrations, err, 2*len(infrastructure.Minerals()), "Indonesia")
	rows(t, List(all), nil, 2, "sodium")
	if _, err := Bets(o, 1999); err == nil {
		t.Error("a year without a path has bets")
	}
}

// rows looks for words in the text of a figure with a table of so many rows.
func rows(t *testing.T, f charts.Figure, err error, n int, words ...string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.Payload()
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprint(p.Columns)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%s: no %q in %s", p.ID, w, text)
		}
	}
	if got := len(p.Columns[0].Text); got != n {
		t.Errorf("%s: %d rows, want %d", p.ID, got, n)
	}
}
