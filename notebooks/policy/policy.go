// Package policy is the experiment of notebooks 07 and 09: what a country that
// mines, and the builders of mines and refineries, can count on when technology
// may go one way or another.
//
//	futures.Follow ──▶ canada.New          ──▶ Bets, Depletion, Left, Verdicts
//	               └─▶ infrastructure.New  ──▶ Investments, Concentrations
//
// The accounts are cge/pathway/base/canada and infrastructure; this package
// arranges their results as figures.
package policy

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway/base/canada"
	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
	"github.com/lodestone-model/lodestone/cge/pathway/base/infrastructure"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// tolerance is what results may differ by between machines: a year is solved to
// 1e-11, and 27 of them follow one another.
const tolerance = 1e-6

// Futures follows all paths to 2050.
func Futures() ([]futures.Future, error) {
	return futures.Follow(context.Background(), futures.Settings{})
}

// List says what each future is.
func List(all []futures.Future) charts.Figure {
	var name, what []string
	for _, f := range all {
		name, what = append(name, f.Name), append(what, f.What)
	}
	return charts.Columns("futures", []charts.Column{charts.Text("future", name...), charts.Text("what it is", what...)}, charts.Title("The futures"))
}

// Bets are what futures say of Canada's minerals in a year: revenue over that of
// 2024.
func Bets(o *canada.Outlook, year int) (charts.Figure, error) {
	bets, err := o.Bets(year)
	if err != nil {
		return charts.Figure{}, err
	}
	var mineral, low, high, verdict []string
	var base, reference, least, most []float64
	for _, b := range bets {
		mineral, verdict = append(mineral, starred(b.Mineral, b.Priority)), append(verdict, string(b.Verdict))
		low, high = append(low, b.LowIn), append(high, b.HighIn)
		base, reference = append(base, b.Base), append(reference, b.Reference)
		least, most = append(least, b.Low), append(most, b.High)
	}
	return charts.Columns(fmt.Sprintf("bets %d", year), []charts.Column{charts.Text("mineral", mineral...), charts.Numbers("2024", "GUSD2024", base...).Digits(3),
		charts.Numbers("stated policies", "1", reference...).Digits(2), charts.Numbers("least", "1", least...).Digits(2), charts.Text("in", low...),
		charts.Numbers("most", "1", most...).Digits(2), charts.Text("in ", high...), charts.Text("verdict", verdict...)},
		charts.Title(fmt.Sprintf("Revenue of Canada's minerals in %d over 2024, over all futures", year)), charts.Tolerance(tolerance), charts.Sources(o.Sources...),
		charts.Note("* one of the six minerals that the strategy of 2022 puts first. Gross value at world prices; Canada keeps its share of the world's output.")), nil
}

func starred(name string, star bool) string {
	if star {
		return name + " *"
	}
	return name
}

// Left are the minerals of Canada's list that the account cannot hold, by reason.
func Left(o *canada.Outlook) charts.Figure {
	var reasons, minerals []string
	for _, m := range o.Left {
		at := slices.Index(reasons, m.Missing)
		if at < 0 {
			reasons, minerals = append(reasons, m.Missing), append(minerals, m.Name)
			continue
		}
		minerals[at] += ", " + m.Name
	}
	return charts.Columns("left out", []charts.Column{charts.Text("why", reasons...), charts.Text("minerals", minerals...)}, charts.Title("Minerals of the list that are not in the account"))
}

// Depletion is what is taken of today's reserves to 2050.
func Depletion(o *canada.Outlook) charts.Figure {
	var mineral, when []string
	var reserves, least, most []float64
	for _, d := range o.Depletion() {
		first := "no future"
		if d.First > 0 {
			first = strconv.Itoa(d.First) + " (" + d.In + ")"
		}
		mineral, when = append(mineral, d.Mineral), append(when, first)
		reserves, least, most = append(reserves, d.Reserves), append(least, 100*d.Low), append(most, 100*d.High)
	}
	return charts.Columns("depletion", []charts.Column{charts.Text("mineral", mineral...), charts.Numbers("reserves", "kt", reserves...),
		charts.Numbers("least", "%", least...).Digits(0), charts.Numbers("most", "%", most...).Digits(0), charts.Text("all taken first in", when...)},
		charts.Title("What is mined to 2050 of today's reserves"), charts.Tolerance(tolerance), charts.Sources(o.Sources...),
		charts.Note("Reserves are what is economic today; exploration adds to them."))
}

// Verdicts sets the verdicts of several accounts side by side.
func Verdicts(year int, names []string, accounts []*canada.Outlook) (charts.Figure, error) {
	columns := []charts.Column{}
	for i, o := range accounts {
		bets, err := o.Bets(year)
		if err != nil {
			return charts.Figure{}, err
		}
		var mineral, verdict []string
		for _, m := range accounts[0].Names() {
			for _, b := range bets {
				if b.Mineral == m {
					mineral = append(mineral, m)
					verdict = append(verdict, fmt.Sprintf("%s (%.2f to %.2f)", b.Verdict, b.Low, b.High))
				}
			}
		}
		if i == 0 {
			columns = append(columns, charts.Text("mineral", mineral...))
		}
		columns = append(columns, charts.Text(names[i], verdict...))
	}
	return charts.Columns(fmt.Sprintf("verdicts %d", year), columns, charts.Title(fmt.Sprintf("Revenue in %d over 2024: does the verdict hold?", year)), charts.Sources(accounts[0].Sources...)), nil
}

// Investments are what is missing beyond the plan in a year, or idle.
func Investments(p *infrastructure.Plan, year int) (charts.Figure, error) {
	rows, err := p.Investments(year)
	if err != nil {
		return charts.Figure{}, err
	}
	var stage, mineral, lowIn, highIn, verdict []string
	var planned, low, high []float64
	for _, r := range rows {
		stage, mineral, verdict = append(stage, string(r.Stage)), append(mineral, r.Mineral), append(verdict, string(r.Verdict))
		planned, low, high = append(planned, r.Planned), append(low, r.Low), append(high, r.High)
		lowIn, highIn = append(lowIn, r.LowIn), append(highIn, r.HighIn)
	}
	return charts.Columns(fmt.Sprintf("investments %d", year), []charts.Column{charts.Text("stage", stage...), charts.Text("mineral", mineral...), charts.Numbers("planned", "kt/yr", planned...).Digits(0),
		charts.Numbers("least missing", "kt/yr", low...).Digits(0), charts.Text("in", lowIn...), charts.Numbers("most missing", "kt/yr", high...).Digits(0), charts.Text("in ", highIn...), charts.Text("verdict", verdict...)},
		charts.Title(fmt.Sprintf("Capacity needed beyond the plan in %d", year)), charts.Tolerance(tolerance), charts.Sources(p.Sources...),
		charts.Note("Below zero: planned capacity that stands idle. Planned: the IEA's base case, existing and announced projects after closures.")), nil
}

// Concentrations say how much of planned supply few countries hold.
func Concentrations(p *infrastructure.Plan, year int) (charts.Figure, error) {
	rows, err := p.Concentrations(year)
	if err != nil {
		return charts.Figure{}, err
	}
	var stage, mineral, leader []string
	var share, hhi, least, most, ifLeader, ifOthers []float64
	for _, r := range rows {
		stage, mineral, leader = append(stage, string(r.Stage)), append(mineral, r.Mineral), append(leader, r.Leader)
		share, hhi = append(share, 100*r.Share), append(hhi, r.Low)
		least, most = append(least, 100*r.WithoutLeast), append(most, 100*r.WithoutMost)
		ifLeader, ifOthers = append(ifLeader, r.IfLeader), append(ifOthers, r.IfOthers)
	}
	return charts.Columns(fmt.Sprintf("concentration %d", year), []charts.Column{charts.Text("stage", stage...), charts.Text("mineral", mineral...), charts.Text("leader", leader...),
		charts.Numbers("its share", "%", share...).Digits(0), charts.Numbers("HHI", "1", hhi...).Digits(2), charts.Numbers("need met without it, least", "%", least...).Digits(0),
		charts.Numbers("most", "%", most...).Digits(0), charts.Numbers("HHI if the leader fills the gap", "1", ifLeader...).Digits(2), charts.Numbers("if newcomers do", "1", ifOthers...).Digits(2)},
		charts.Title(fmt.Sprintf("Who holds planned supply in %d", year)), charts.Tolerance(tolerance), charts.Sources(p.Sources...),
		charts.Note("HHI: sum of squared shares of countries, 1 where one holds all; the lower of two bounds, since part of supply has no country.")), nil
}

// Assumptions are accounts of Canada under what matters most beside technology
// itself: how mature options become that nobody buys yet, how Canada's mines
// answer, and how uses outside the transition grow. The paths end in 2040.
func Assumptions() (names []string, accounts []*canada.Outlook, err error) {
	kept := map[float64][]futures.Future{}
	for _, a := range []struct {
		name   string
		latent float64
		set    canada.Settings
	}{
		{"shares kept, maturity 0.5", 0.5, canada.Settings{}},
		{"maturity 0.1", 0.1, canada.Settings{}},
		{"maturity 1", 1, canada.Settings{}},
		{"own mines answer", 0.5, canada.Settings{Response: canada.Own}},
		{"other uses as published", 0.5, canada.Settings{PublishedOthers: true}},
	} {
		if kept[a.latent] == nil {
			if kept[a.latent], err = futures.Follow(context.Background(), futures.Settings{Names: priced, Last: 2040, Latent: a.latent}); err != nil {
				return nil, nil, err
			}
		}
		o, err := canada.New(kept[a.latent], a.set)
		if err != nil {
			return nil, nil, err
		}
		names, accounts = append(names, a.name), append(accounts, o)
	}
	return names, accounts, nil
}

// priced are the futures in which prices answer, but for the one without research.
var priced = []string{"STEPS", "still", "LFP-rich", "sodium", "NZE"}
