package lamppost

import (
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
)

type fixed struct {
	producers []Producer
	err       error
}

func (f fixed) Producers(int) ([]Producer, error) { return f.producers, f.err }

func one(a Alternative) fixed {
	return fixed{producers: []Producer{{Name: "cells", Chosen: "NMC", Alternatives: []Alternative{a}}}}
}

func watchOne(t *testing.T, a Alternative) Row {
	t.Helper()
	table, err := Watch(one(a), 2024, nil)
	if err != nil {
		t.Fatal(err)
	}
	return table[0]
}

func TestMixedSetsPinTheGap(t *testing.T) {
	a := Alternative{To: "LFP", Measure: Activity, Gap: .4, Volatility: .05,
		Drift: []Push{{"prices", .01}, {"knowledge", -.06}}}
	r := watchOne(t, a)
	if r.Gap != 0 || r.Measure != "lambda" || r.Driver != "knowledge (lambda)" {
		t.Errorf("row %+v", r)
	}
	near(t, "d lambda", r.Drift, -.05, 1e-15, "one sum")
	near(t, "probability", r.Probability, Passage{Gap: .4, Drift: -.05, Volatility: .05}.within(10), 1e-15, "the passage of the lambdas")
	near(t, "expected", *r.Expected, 2032, 1e-9, ".4/.05 years")
}

func TestKinksWidenTheInterval(t *testing.T) {
	a := Alternative{To: "LFP", Gap: .1, Volatility: .02, Drift: []Push{{"prices", -.01}}}
	smooth := watchOne(t, a)
	a.Kink = []Push{{"prices", .01}}
	kinked := watchOne(t, a)
	near(t, "smooth interval", smooth.ProbHi, smooth.ProbLo, 1e-15, "one draw")
	near(t, "upper", kinked.ProbHi, smooth.Probability, 1e-15, "the side in use")
	near(t, "lower", kinked.ProbLo, Passage{Gap: .1, Drift: .01, Volatility: .02}.within(10), 1e-15, "the other side")
	if kinked.Driver != "prices (kink)" || kinked.Expected != nil {
		t.Errorf("row %+v", kinked)
	}
}

func TestDrawsAndYearsEnterTheProbability(t *testing.T) {
	a := Alternative{To: "LFP", Gap: .1, Volatility: .02, Years: 12}
	r := watchOne(t, a)
	if !(r.ProbLo < r.Probability && r.Probability < r.ProbHi) {
		t.Errorf("no interval from 12 years: %+v", r)
	}
	a.Years, a.Draws = 0, []Passage{{Gap: .1, Volatility: .02}, {Gap: .1, Drift: -.02, Volatility: .02}}
	want := (a.Draws[0].within(10) + a.Draws[1].within(10)) / 2
	near(t, "mean", watchOne(t, a).Probability, want, 1e-15, "two terms")
	if d := watchOne(t, a).Driver; d != "volatility" {
		t.Errorf("driver %q without pushes", d)
	}
}

func TestWatchRefuses(t *testing.T) {
	good := Alternative{To: "LFP", Gap: .1, Volatility: .02}
	for want, change := range map[string]func(*Alternative){
		"no name":    func(a *Alternative) { a.To = "" },
		"measure 7":  func(a *Alternative) { a.Measure = 7 },
		"0..1":       func(a *Alternative) { a.Measure, a.Gap = Activity, 1.5 },
		"1 changes":  func(a *Alternative) { a.Years = 1 },
		"finite":     func(a *Alternative) { a.Gap = math.NaN() },
		"at least 0": func(a *Alternative) { a.Volatility = -1 },
		"not finite": func(a *Alternative) { a.Kink = []Push{{"prices", math.Inf(1)}} },
	} {
		a := good
		change(&a)
		_, err := Watch(one(a), 2024, nil)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), `"cells"`) {
			t.Errorf("want an error with %q and the producer, got %v", want, err)
		}
	}
	if _, err := Watch(fixed{err: errors.New("unsolved")}, 2024, nil); err == nil {
		t.Error("the economy's error was lost")
	}
	if _, err := Watch(one(good), 2024, &Settings{Horizon: -1}); err == nil {
		t.Error("a negative horizon passed")
	}
}

func TestNeverIsNull(t *testing.T) {
	table, err := Watch(one(Alternative{To: "LFP", Gap: .1, Volatility: .02, Drift: []Push{{"paths", .01}}}), 2024, nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(table)
	if err != nil || !strings.Contains(string(text), `"expected_year":null`) {
		t.Errorf("%s, %v", text, err)
	}
	if !strings.Contains(table.String(), "never in expectation") {
		t.Error(table.String())
	}
	var b strings.Builder
	if err := table.WriteCSV(&b); err != nil || !strings.Contains(b.String(), ",10,,paths\n") {
		t.Errorf("%s, %v", b.String(), err)
	}
}
