package mpsge

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge"
)

// head writes the comments at the top.
func (x *exporter) head() {
	x.line("$title %s in MPSGE", x.name)
	x.line("* Written by Lodestone. Every scenario is solved from the levels of the one before")
	x.line("* and appended to %s.csv: scenario, variable, level.", x.name)
	x.line("*lodestone economy %s", strconv.Quote(x.d.Name))
	for _, n := range x.names.order {
		x.line("*lodestone name %s %s", x.names.gams(n), strconv.Quote(n))
	}
	for _, n := range x.d.Money {
		x.line("*lodestone money %s", x.names.gams(n))
	}
	for _, c := range x.d.Consumers {
		if x.needy[c.Name] {
			x.line("* The income of %s is what its needs, here negative endowments, leave.", x.names.gams(c.Name))
		}
	}
}

// scalars declares the parameters at their benchmark values.
func (x *exporter) scalars() {
	if len(x.scalar) == 0 {
		return
	}
	x.line("\nscalars")
	for _, s := range x.scalar {
		if s.expr != "" {
			x.line("  %s", s.gams)
		} else {
			x.line("  %s /%s/", s.gams, digitsOf(s.value))
			x.set[s.name] = s.value
		}
	}
	x.line(";")
	x.derive()
}

// derive assigns what is computed from parameters.
func (x *exporter) derive() {
	for _, s := range x.scalar {
		if s.expr != "" {
			x.line("%s = %s;", s.gams, x.gams(s.expr))
		}
	}
}

// setup declares the model and its results, and moves the starting levels.
func (x *exporter) setup() {
	x.line("$sysinclude mpsgeset %s", x.name)
	x.line("\n* MPSGE hands its numbers on as text: with 14 digits, not 9, and none too small.")
	x.line("MPS.nd = 13; MPS.nw = 20; MPSEPS = 1e-30;")
	x.line("$onecho > path.opt")
	x.line("convergence_tolerance 1e-9")
	x.line("$offecho")
	x.line("%s.optfile = 1;", x.name)
	x.line("file %s / \"%s.csv\" /;", x.file, x.name)
	x.line("%s.nr = 4; %s.nw = 0;", x.file, x.file)
	x.line("put %s 'scenario,variable,level' /;", x.file)
	for _, v := range x.variables() {
		x.now[v] = bound{lo: 0, up: math.Inf(1)}
		if l, ok := x.d.Start[v]; ok && !x.needy[v] {
			x.line("%s.l = %s;", x.names.gams(v), digitsOf(l))
		}
	}
}

// A bound is what the program says of a variable.
type bound struct {
	lo, up float64
}

// wanted are the bounds of a variable in a scenario.
func (x *exporter) wanted(v string, sc *cge.Scenario) bound {
	b := bound{lo: 0, up: math.Inf(1)}
	for _, a := range x.d.Aux {
		if a.Name == v {
			b.lo, b.up = a.Lower, a.Upper
		}
	}
	if lo, ok := sc.Lower[v]; ok {
		b.lo = lo
	}
	if up, ok := sc.Upper[v]; ok {
		b.up = up
	}
	if f, ok := sc.Fix[v]; ok {
		b.lo, b.up = f, f
	}
	return b
}

// boundedBelow reports whether an auxiliary variable that is not fixed always
// has a lower bound and no upper one.
func (x *exporter) boundedBelow(a cge.AuxView) bool {
	for i := range x.scenarios {
		b := x.wanted(a.Name, &x.scenarios[i])
		if b.lo != b.up && (math.IsInf(b.lo, -1) || !math.IsInf(b.up, 1)) {
			return false
		}
	}
	return true
}

// scenario writes what changes, the solve and the results.
func (x *exporter) scenario(i int) {
	sc := &x.scenarios[i]
	x.line("\n*lodestone scenario %s", strconv.Quote(sc.Name))
	x.assign(sc)
	x.bounds(sc)
	for _, v := range x.variables() {
		if l, ok := sc.Start[v]; ok && !x.needy[v] {
			x.line("%s.l = %s;", x.names.gams(v), digitsOf(l))
		}
	}
	x.line("$include %s.GEN", x.name)
	x.line("solve %s using mcp;", x.name)
	x.line("put %s;", x.file)
	for _, v := range x.variables() {
		x.line("put '%d,%s,' %s.l /;", i+1, x.names.gams(v), x.names.gams(v))
	}
	x.line("put '%d,.modelstat,' %s.modelstat /;", i+1, x.name)
}

// assign gives the parameters their values in a scenario.
func (x *exporter) assign(sc *cge.Scenario) {
	changed := false
	for _, s := range x.scalar {
		if s.expr != "" {
			continue
		}
		v, ok := sc.Set[s.name]
		if !ok {
			v = s.value
		}
		if v != x.set[s.name] {
			x.line("%s = %s;", s.gams, digitsOf(v))
			x.set[s.name], changed = v, true
		}
	}
	if changed {
		x.derive()
	}
}

// bounds moves the bounds that change. Where no price and no income is fixed,
// the income that package cge takes for the numeraire is.
func (x *exporter) bounds(sc *cge.Scenario) {
	numeraire := ""
	if !slices.ContainsFunc(slices.Collect(maps.Keys(sc.Fix)), func(v string) bool { return x.roles[v] == priceName || x.roles[v] == incomeName }) {
		numeraire = x.numeraire(sc.Name)
	}
	for _, v := range x.variables() {
		b, was, id := x.wanted(v, sc), x.now[v], x.names.gams(v)
		if v == numeraire {
			b = bound{x.incomes[v], x.incomes[v]}
		}
		x.now[v] = b
		switch {
		case b == was:
		case b.lo == b.up:
			x.line("%s.fx = %s;", id, digitsOf(b.lo))
		default:
			x.line("%s.lo = %s; %s.up = %s;", id, digitsOf(b.lo), id, digitsOf(b.up))
		}
	}
}

// numeraire is the consumer with the largest income in the benchmark, the first
// of several.
func (x *exporter) numeraire(scenario string) string {
	if x.incomes == nil {
		x.incomes = x.benchmarkIncomes(scenario)
	}
	most := x.d.Consumers[0].Name
	for _, c := range x.d.Consumers {
		if x.incomes[c.Name] > x.incomes[most] {
			most = c.Name
		}
	}
	if x.needy[most] {
		x.fail(x.incomeOfNeedy(most, fmt.Sprintf("scenario %q fixes no price, so that it is the numeraire", scenario)))
	}
	return most
}

// benchmarkIncomes are the incomes where package cge starts: what is given, else
// endowments and tax revenue with all else held at its start.
func (x *exporter) benchmarkIncomes(scenario string) map[string]float64 {
	hold := cge.Scenario{Name: "start", Fix: map[string]float64{}}
	for _, v := range x.variables() {
		start, given := x.d.Start[v]
		switch r := x.roles[v]; {
		case r == incomeName:
			continue
		case !given && r != auxName:
			start = 1
		}
		b := x.wanted(v, &hold)
		hold.Fix[v] = min(max(start, b.lo), b.up)
	}
	eq, err := x.m.Solve(context.Background(), hold, nil)
	if err != nil {
		x.fail(fmt.Errorf("mpsge: scenario %q fixes no price and no income, and incomes in the benchmark are not to be found; fix a price: %w", scenario, err))
		return map[string]float64{}
	}
	out := map[string]float64{}
	for _, c := range x.d.Consumers {
		out[c.Name], _ = eq.Value(c.Name)
		if v, ok := x.d.Start[c.Name]; ok {
			out[c.Name] = v
		}
	}
	return out
}
