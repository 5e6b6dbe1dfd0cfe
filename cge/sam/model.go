package sam

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

var inf = math.Inf(1)

// balanced is the relative gap up to which a matrix is taken for balanced. A
// model replicates its benchmark as well as the matrix balances; Balance and
// published matrices in whole numbers do far better.
const balanced = 1e-9

// A Model is an economy built from a matrix, with what is needed to find things
// in it. Names of variables and parameters are listed in the package comment.
type Model struct {
	Economy *cge.Economy
	Rule    Rule // that it was built by
	// Numeraire is the price of the bundle of the household that spends most;
	// Scenario holds it at 1.
	Numeraire string
	Rates     []Rate   // calibrated, in the order of the model
	Notes     []string // what was done to accounts and cells that do not fit

	Activities, Commodities, Factors, Households []string

	has   map[string]bool // parameters and auxiliary variables declared so far
	kinds map[string]role
	owned map[string]bool // prices of factors
}

// A Rate is a share that the matrix fixes: of a tax, or of income that is saved.
type Rate struct {
	Name  string // of the parameter
	On    string // what it is levied on, in words
	Base  float64
	Paid  float64
	Value float64 // Paid over Base
}

// Unbalanced is the error for a matrix whose accounts do not balance.
type Unbalanced struct{ Report *Report }

// Error names the worst account, the first suspect and the cure.
func (u *Unbalanced) Error() string { return u.Report.Err().Error() + "; balance it first (Balance)" }

// Model builds the standard model of a small open economy from a balanced
// matrix. The package comment describes its equations. Accounts without any
// payment are dropped, negative cells moved to the other side; Notes say which.
// A matrix that does not balance is an [*Unbalanced], with the report of Check;
// a cell that the model has no place for is an error that names it.
func (m *SAM) Model(name string, r Rule) (*Model, error) {
	if m == nil || m.Len() == 0 {
		return nil, fmt.Errorf("sam: Model: the matrix has no accounts")
	}
	if report := m.Check(balanced); len(report.Gaps) > 0 {
		return nil, &Unbalanced{report}
	}
	kept, dropped, err := m.DropEmpty()
	if err != nil {
		return nil, err
	}
	r = r.without(dropped)
	b, err := kept.sort(&r)
	if err != nil {
		return nil, err
	}
	for _, d := range dropped {
		b.note("%s is empty: dropped", d)
	}
	return b.build(name)
}

// without is the rule without accounts that are empty.
func (r Rule) without(dropped []string) Rule {
	gone := func(a string) bool { return slices.Contains(dropped, a) }
	for _, list := range []*[]string{&r.Activities, &r.Commodities, &r.Factors, &r.Households, &r.Taxes, &r.Tariffs, &r.SalesTaxes} {
		*list = slices.DeleteFunc(slices.Clone(*list), gone)
	}
	for _, one := range []*string{&r.Government, &r.Savings, &r.World} {
		if gone(*one) {
			*one = ""
		}
	}
	r.FactorTaxes = maps.Clone(r.FactorTaxes)
	maps.DeleteFunc(r.FactorTaxes, func(t, _ string) bool { return gone(t) })
	return r
}

// build writes the economy.
func (b *book) build(name string) (*Model, error) {
	w := &builder{book: b, e: cge.NewEconomy(name)}
	w.m = &Model{Economy: w.e, Rule: *b.rule, has: map[string]bool{}, kinds: b.roles, owned: map[string]bool{},
		Activities: b.acts, Commodities: b.coms, Factors: b.facts, Households: slices.Clone(b.rule.Households)}
	w.people()
	for _, step := range []func() error{
		w.checkElasticities,
		func() error { return b.rule.Closure.check(b.facts) },
		w.checkResources,
		w.measure,
		func() error { w.goods(); w.factors(); w.trade(); return nil },
		w.production,
		w.endow,
		w.bundles,
		w.transfers,
		w.e.Err,
	} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	w.m.Notes = b.notes
	return w.m, nil
}

// Scenario begins a scenario with the numeraire held at 1, so that prices are
// those relative to the cost of what the household buys.
func (m *Model) Scenario(name string) cge.Scenario {
	return cge.Scenario{Name: name, Fix: map[string]float64{m.Numeraire: 1}}
}

// Composites are the prices that buyers pay for the composite of domestic and
// imported goods, over the axis "commodity"; 1 at the benchmark. Commodities
// that nobody buys at home have none.
func (m *Model) Composites(eq *cge.Equilibrium) quantity.Array {
	return pick(eq, "commodity", "PQ:", m.Commodities)
}

// Outputs are the prices that producers get, taxes included, over "commodity".
func (m *Model) Outputs(eq *cge.Equilibrium) quantity.Array {
	return pick(eq, "commodity", "PX:", m.Commodities)
}

// Levels are the levels of activities over the axis "activity"; 1 at the
// benchmark.
func (m *Model) Levels(eq *cge.Equilibrium) quantity.Array {
	return pick(eq, "activity", "", m.Activities)
}

// Exports are the quantities that are sold abroad over "commodity", in the unit
// of the matrix at world prices of the benchmark.
func (m *Model) Exports(eq *cge.Equilibrium) quantity.Array { return m.abroad(eq, cge.Output) }

// Imports are the quantities bought abroad, without tariffs, in the same unit.
func (m *Model) Imports(eq *cge.Equilibrium) quantity.Array { return m.abroad(eq, cge.Input) }

// abroad lists the trade of one direction.
func (m *Model) abroad(eq *cge.Equilibrium, kind cge.FlowKind) quantity.Array {
	amount := map[string]float64{}
	for _, f := range eq.Flows() {
		if f.Kind == kind && f.Commodity == "FX" {
			amount[traded(f.Owner)] += atBenchmark(eq, f)
		}
	}
	var labels []string
	var values []float64
	for _, c := range m.Commodities {
		if v, ok := amount[c]; ok {
			labels, values = append(labels, c), append(values, v)
		}
	}
	return quantity.New("1", values, quantity.Axis{Name: "commodity", Labels: labels})
}

// pick reads the variables that exist under a prefix.
func pick(eq *cge.Equilibrium, axis, prefix string, names []string) quantity.Array {
	var labels []string
	var values []float64
	all := eq.Values()
	for _, n := range names {
		if v, ok := all[prefix+n]; ok {
			labels, values = append(labels, n), append(values, v)
		}
	}
	return quantity.New("1", values, quantity.Axis{Name: axis, Labels: labels})
}
