package sam

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// GDP is gross domestic product from both sides, in units of the numeraire.
// The two sides agree as far as the equilibrium holds.
type GDP struct {
	Factors, Taxes                      float64 // income side; factors at what their owners get
	Consumption, Government, Investment float64 // expenditure side, less what negative demands sell
	Exports, Imports                    float64 // at world prices times the exchange rate
	Real                                float64 // expenditure with every quantity at its benchmark price
}

// Income is GDP from the income side.
func (g GDP) Income() float64 { return g.Factors + g.Taxes }

// Expenditure is GDP from the expenditure side.
func (g GDP) Expenditure() float64 {
	return g.Consumption + g.Government + g.Investment + g.Exports - g.Imports
}

// GDP adds up the flows of an equilibrium of this model. Unlike that of
// [cge.Equilibrium] it leaves out what the rest of the world lends and owns.
func (m *Model) GDP(eq *cge.Equilibrium) GDP {
	var g GDP
	for _, f := range eq.Flows() {
		g.Taxes += f.Tax
		switch k := m.kinds[f.Owner]; {
		case f.Kind == cge.Output && f.Commodity == "FX":
			g.Exports += f.Value()
			g.Real += atBenchmark(eq, f)
		case f.Kind == cge.Input && f.Commodity == "FX":
			g.Imports += f.Value() - f.Tax
			g.Real -= atBenchmark(eq, f)
		case f.Kind == cge.Demand && k != world:
			g.spend(k, f.Value(), f.Quantity)
		case f.Kind == cge.Endowment && m.owned[f.Commodity]:
			g.Factors += f.Value()
		case f.Kind == cge.Endowment && strings.HasPrefix(f.Commodity, "PX:"):
			g.spend(k, -f.Value(), -f.Quantity)
		}
	}
	return g
}

// atBenchmark is the foreign exchange that a producer X:, E: or M: of a
// commodity turns over, at the world price of the benchmark.
func atBenchmark(eq *cge.Equilibrium, f cge.Flow) float64 {
	name := "pwe:"
	if f.Kind == cge.Input {
		name = "pwm:"
	}
	if price, ok := eq.Scenario.Set[name+traded(f.Owner)]; ok && price > 0 {
		return f.Quantity / price
	}
	return f.Quantity
}

// traded is the commodity of a producer X:, E: or M:.
func traded(producer string) string {
	_, c, _ := strings.Cut(producer, ":")
	return c
}

// spend adds final demand of an agent.
func (g *GDP) spend(by role, value, quantity float64) {
	g.Real += quantity
	switch by {
	case government:
		g.Government += value
	case savings:
		g.Investment += value
	default:
		g.Consumption += value
	}
}

// RateTable prints the calibrated rates that are not 0, the largest payment
// first, at most n of them (all where n is 0).
func (m *Model) RateTable(n int) string {
	var rows []Rate
	for _, r := range m.Rates {
		if r.Paid != 0 {
			rows = append(rows, r)
		}
	}
	slices.SortStableFunc(rows, func(a, b Rate) int { return descending(math.Abs(a.Paid), math.Abs(b.Paid)) })
	rest := 0
	if n > 0 && len(rows) > n {
		rest = len(rows) - n
		rows = rows[:n]
	}
	var names, ons, rates []string
	var bases, paid []float64
	for _, r := range rows {
		names, ons, rates = append(names, r.Name), append(ons, r.On), append(rates, fmt.Sprintf("%.2f %%", 100*r.Value))
		bases, paid = append(bases, r.Base), append(paid, r.Paid)
	}
	t := table{left: 2}
	t.add("rate", names)
	t.add("on", ons)
	t.add("base", column(bases))
	t.add("paid", column(paid))
	t.add("value", rates)
	var b strings.Builder
	t.write(&b)
	if rest > 0 {
		fmt.Fprintf(&b, "... %d more rates\n", rest)
	}
	return strings.TrimRight(b.String(), "\n")
}
