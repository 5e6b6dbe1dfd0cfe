package casefile

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/cge/network"
)

// A NetworkOutcome is a scenario of a network with its equilibrium.
type NetworkOutcome struct {
	Scenario    NetworkScenario
	Equilibrium *network.Equilibrium
	Accounts    *network.Accounts // nil in a network without a consumer
	// New and Lost are the links in use here and not in the first scenario, and
	// the other way round.
	New, Lost []network.Link
	Seconds   float64 // that solving it took
}

// SolveNetworks solves the scenarios of a network in order, or one alone if only
// is not empty. A network that is not viable ends it: the error holds a
// *network.NotViable, and the outcomes are those before it.
func (c *Case) SolveNetworks(ctx context.Context, only string) ([]NetworkOutcome, error) {
	var out []NetworkOutcome
	var first *network.Equilibrium
	for i, sc := range c.Networks {
		if i > 0 && only != "" && sc.Name != only {
			continue
		}
		o, err := sc.solve(ctx)
		if err != nil {
			return out, fmt.Errorf("casefile: scenario %q: %w", sc.Name, err)
		}
		if first == nil {
			first = o.Equilibrium
		}
		o.New, o.Lost = o.Equilibrium.Changed(first)
		if only == "" || sc.Name == only {
			out = append(out, o)
		}
	}
	return out, nil
}

func (sc NetworkScenario) solve(ctx context.Context) (NetworkOutcome, error) {
	m, err := network.Compile(sc.Network)
	if err != nil {
		return NetworkOutcome{}, err
	}
	began := time.Now()
	e, err := m.Solve(ctx, nil)
	if err != nil {
		return NetworkOutcome{}, err
	}
	o := NetworkOutcome{Scenario: sc, Equilibrium: e, Seconds: time.Since(began).Seconds()}
	if sc.Network.Consumer != nil {
		o.Accounts, err = e.Accounts()
	}
	return o, err
}

// A member of a tree of values: a number, texts, pairs of texts, or members.
type member struct {
	key   string
	value any // float64, []string, [][2]string or []member
}

// values mirror the keys of a file's expect, all gaps included.
func (o NetworkOutcome) values() []member {
	out := o.state()
	o.eachGap(func(name, industry, input string) {
		// An input that every feasible set decides the same way has no gap.
		if gap, err := o.Equilibrium.LinkGap(industry, input); err == nil {
			out = append(out, member{name, gap})
		}
	})
	return out
}

// eachGap visits the names of gaps: one a candidate, each of which takes a search.
func (o NetworkOutcome) eachGap(visit func(name, industry, input string)) {
	for _, x := range o.Scenario.Network.Industries {
		for _, in := range x.Optional {
			visit("gap_"+x.Name+"_"+in.From, x.Name, in.From)
		}
	}
}

// state are the values beside gaps.
func (o NetworkOutcome) state() []member {
	names := o.Equilibrium.Industries()
	numbers := func(v []float64) []member {
		out := make([]member, len(names))
		for i, name := range names {
			out[i] = member{name, v[i]}
		}
		return out
	}
	sets := make([]member, len(names))
	for i, name := range names {
		sets[i] = member{name, o.Equilibrium.Suppliers(name)}
	}
	out := []member{{"logP", numbers(o.Equilibrium.LogP)}, {"S", sets}}
	if a := o.Accounts; a != nil {
		out = append(out, member{"sales_share", numbers(a.Shares)}, member{"income", a.Income},
			member{"real_GDP", a.RealGDP}, member{"logGDP", math.Log(a.RealGDP)})
	}
	return append(out, member{"new_links", pairs(o.New)}, member{"lost_links", pairs(o.Lost)})
}

// pairs are links as user and supplier, the order of a gap's name.
func pairs(links []network.Link) [][2]string {
	out := make([][2]string, len(links))
	for i, l := range links {
		out[i] = [2]string{l.To, l.From}
	}
	return out
}

// A leaf of a tree of values: a number, or texts, sorted and joined.
type leaf struct {
	path   string
	number float64
	text   string
	texts  bool
}

// leaves flattens what a file expects, or what was found.
func leaves(path string, v any, out []leaf) []leaf {
	switch v := v.(type) {
	case float64:
		return append(out, leaf{path: path, number: v})
	case ordered:
		for _, k := range v.keys {
			out = leaves(join(path, k), v.at[k], out)
		}
		return out
	case []member:
		for _, m := range v {
			out = leaves(join(path, m.key), m.value, out)
		}
		return out
	}
	list := words(v)
	slices.Sort(list)
	return append(out, leaf{path: path, text: "{" + strings.Join(list, ", ") + "}", texts: true})
}

// words are the texts of a list, pairs as "user←supplier".
func words(v any) []string {
	var out []string
	switch v := v.(type) {
	case []string:
		return slices.Clone(v)
	case [][2]string:
		for _, p := range v {
			out = append(out, p[0]+"←"+p[1])
		}
	case []any:
		for _, x := range v {
			if pair, ok := x.([]any); ok {
				out = append(out, strings.Join(words(pair), "←"))
			} else {
				out = append(out, fmt.Sprint(x))
			}
		}
	case []float64: // names that are written as numbers
		for _, x := range v {
			out = append(out, strconv.FormatFloat(x, 'g', -1, 64))
		}
	default:
		out = append(out, kind(v))
	}
	return out
}

// Check compares the outcome with what the file expects: how many figures and
// sets were compared, and what differs, in words. Where a file counts links,
// their number is compared. An expectation of something that a network does not
// have is an error.
func (o NetworkOutcome) Check() (compared int, off []string, err error) {
	got := map[string]leaf{}
	for _, l := range leaves("", o.state(), nil) {
		got[l.path] = l
	}
	wanted := map[string]bool{}
	for _, l := range o.Scenario.expect {
		wanted[l.path] = true
	}
	o.eachGap(func(name, industry, input string) {
		if !wanted[name] {
			return
		}
		if gap, err := o.Equilibrium.LinkGap(industry, input); err == nil {
			got[name] = leaf{path: name, number: gap}
		}
	})
	for key, links := range map[string]int{"new_links": len(o.New), "lost_links": len(o.Lost)} {
		l := got[key]
		l.number = float64(links)
		got[key] = l
	}
	for _, want := range o.Scenario.expect {
		have, ok := got[want.path]
		counts := !want.texts && (want.path == "new_links" || want.path == "lost_links")
		if !ok || want.texts != have.texts && !counts {
			return 0, nil, fmt.Errorf("casefile: scenario %q: expect: %q is nothing that the network has", o.Scenario.Name, want.path)
		}
		compared++
		miss := math.Abs(have.number-want.number) / max(1, math.Abs(want.number))
		switch {
		case want.texts && want.text != have.text:
			off = append(off, fmt.Sprintf("%s = %s, not %s", want.path, have.text, want.text))
		case !want.texts && !(miss <= o.Scenario.Tolerance):
			off = append(off, fmt.Sprintf("%s = %.10g, not %.10g (off by %.1e)", want.path, have.number, want.number, miss))
		}
	}
	return compared, off, nil
}
