package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/casefile"
	"github.com/lodestone-model/lodestone/cge/network"
)

// networkSolve solves the scenarios of a network of industries that choose
// their suppliers.
func (a *app) networkSolve(ctx context.Context, c *casefile.Case, s *solving) error {
	if s.only != "" && !slices.ContainsFunc(c.Networks, func(sc casefile.NetworkScenario) bool { return sc.Name == s.only }) {
		names := make([]string, len(c.Networks))
		for i, sc := range c.Networks {
			names[i] = strconv.Quote(sc.Name)
		}
		return callError{fmt.Errorf("%s has no scenario %q; it has %s", c.ID, s.only, strings.Join(names, ", "))}
	}
	outcomes, err := c.SolveNetworks(ctx, s.only)
	var lost *network.NotViable
	if errors.As(err, &lost) {
		return a.notViable(s.path, lost, c, outcomes)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.path, err)
	}
	if s.out == "" && !a.json {
		return writeNetworks(a.out, c, outcomes)
	}
	var results bytes.Buffer
	if err := casefile.WriteNetworkJSON(&results, outcomes); err != nil {
		return err
	}
	return a.saveResults(s, results.Bytes(), len(outcomes))
}

// failedNetwork is what -json prints of a network without an equilibrium.
type failedNetwork struct {
	OK         bool       `json:"ok"`
	Error      string     `json:"error"`
	Scenario   string     `json:"scenario"`
	Radius     float64    `json:"spectral_radius"`
	Industries []carrying `json:"industries"`
	Solved     []string   `json:"solved"` // scenarios before it
}

type carrying struct {
	Industry  string   `json:"industry"`
	Weight    float64  `json:"weight"` // elasticity of the radius to the industry's inputs
	Suppliers []string `json:"suppliers"`
}

func (a *app) notViable(path string, lost *network.NotViable, c *casefile.Case, before []casefile.NetworkOutcome) error {
	failed := failedNetwork{Error: lost.Error(), Scenario: c.Networks[len(before)].Name, Radius: lost.Radius, Solved: []string{}}
	fmt.Fprintf(a.err, "lodestone: %s: scenario %q has no equilibrium: the spectral radius of the input matrix is %.4g, and must be below 1.\n"+
		"Its industries need more of one another than they make; raise their productivity, or lower their input weights or wedges:\n",
		path, failed.Scenario, lost.Radius)
	rows := [][]string{{"  industry", "carries", "optional suppliers"}}
	for i, x := range lost.Industries {
		failed.Industries = append(failed.Industries, carrying{x.Industry, x.Weight, lost.Sets[i]})
		rows = append(rows, []string{"  " + x.Industry, fmt.Sprintf("%.0f %%", 100*x.Weight), listed(lost.Sets[i])})
	}
	io.WriteString(a.err, aligned(rows, "lrl"))
	for _, o := range before {
		failed.Solved = append(failed.Solved, o.Scenario.Name)
	}
	if err := a.print(failed, ""); err != nil {
		return err
	}
	return errFailed
}

func listed(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

// writeNetworks writes what a person wants to see of a network first: a row for
// each scenario, then who buys from whom, or what changed.
func writeNetworks(w io.Writer, c *casefile.Case, outcomes []casefile.NetworkOutcome) error {
	var b strings.Builder
	fmt.Fprintln(&b, strings.TrimSuffix(c.ID+": "+c.Title, ": "))
	options := 0
	for _, x := range outcomes[0].Scenario.Network.Industries {
		options += len(x.Optional)
	}
	fmt.Fprintf(&b, "%s, %s\n\n", several(len(outcomes[0].Scenario.Network.Industries), "industry", "industries"), several(options, "optional input", "optional inputs"))
	rows, missed := [][]string{}, []string{}
	for _, o := range outcomes {
		compared, off, err := o.Check()
		expected, more := expectations(o.Scenario.Name, compared, off, err)
		missed = append(missed, more...)
		cert := o.Equilibrium.Certificate
		gdp := ""
		if o.Accounts != nil {
			gdp = digits(o.Accounts.RealGDP)
		}
		rows = append(rows, []string{shortened(o.Scenario.Name), strconv.Itoa(cert.Rounds), residual(&cert.Residual), residual(cert.Within),
			fmt.Sprintf("%.3f", cert.Radius), gdp, strconv.Itoa(used(o)), expected, duration(o.Seconds)})
	}
	b.WriteString(headed([]string{"scenario", "rounds", "residual", "within", "radius", "real GDP", "links", "expected", "time"}, rows, "lrrrrrrrr"))
	b.WriteString(misses(missed))
	if len(outcomes) == 1 {
		industries(&b, outcomes[0])
	} else {
		moves(&b, outcomes)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// used counts the optional links in use.
func used(o casefile.NetworkOutcome) int {
	n := 0
	for _, s := range o.Equilibrium.Sets {
		n += s.Len()
	}
	return n
}

// shownIndustries is how many industries a person sees of one scenario.
const shownIndustries = 20

// industries lists prices, sales and suppliers.
func industries(b *strings.Builder, o casefile.NetworkOutcome) {
	rows := [][]string{{"industry", "price", "sales share", "optional suppliers"}}
	names := o.Equilibrium.Industries()
	for i, name := range names[:min(len(names), shownIndustries)] {
		share := ""
		if o.Accounts != nil {
			share = digits(o.Accounts.Shares[i])
		}
		rows = append(rows, []string{name, digits(math.Exp(o.Equilibrium.LogP[i])), share, listed(o.Equilibrium.Suppliers(name))})
	}
	b.WriteString("\n" + aligned(rows, "lrrl"))
	if left := len(names) - shownIndustries; left > 0 {
		fmt.Fprintf(b, "and %d more; -json and -o give all\n", left)
	}
}

// moves lists links that came and went, and the prices that moved most, against
// the first scenario.
func moves(b *strings.Builder, outcomes []casefile.NetworkOutcome) {
	rows := [][]string{}
	for _, o := range outcomes[1:] {
		label := "  " + shortened(o.Scenario.Name)
		rows = append(rows, []string{label, links("+", o.New) + links("-", o.Lost), priceMoves(outcomes[0], o)})
	}
	fmt.Fprintf(b, "\nagainst %q\n%s", shortened(outcomes[0].Scenario.Name),
		headed([]string{"  scenario", "links (user ← supplier)", "prices"}, rows, "lll"))
}

func links(sign string, list []network.Link) string {
	var out strings.Builder
	for i, l := range list {
		if i == shownChanges {
			fmt.Fprintf(&out, "and %d more  ", len(list)-i)
			break
		}
		fmt.Fprintf(&out, "%s %s ← %s  ", sign, l.To, l.From)
	}
	return out.String()
}

func priceMoves(base, o casefile.NetworkOutcome) string {
	var list []change
	for i, name := range base.Equilibrium.Industries() {
		list = append(list, change{name, math.Exp(base.Equilibrium.LogP[i]), math.Exp(o.Equilibrium.LogP[i])})
	}
	slices.SortStableFunc(list, func(x, y change) int { return cmp.Compare(y.size(), x.size()) })
	var out []string
	for _, c := range list[:min(len(list), shownChanges)] {
		if c.size() > smallestChange {
			out = append(out, c.name+" "+c.percent())
		}
	}
	return listed(out)
}
