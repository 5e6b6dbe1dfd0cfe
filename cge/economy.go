package cge

import (
	"fmt"
	"math"
	"slices"
)

// An Economy is the description of a model: commodities with prices, producers
// with activity levels, consumers with incomes, auxiliary variables with a
// constraint each, and parameters. It is filled by its methods and compiled by
// Compile; it holds no numbers of a solution.
//
// The first slip (a name used twice, a quantity that is not a number, ...)
// stays with the economy and is returned by Compile and Err.
type Economy struct {
	Name string

	commodities []string
	producers   []producer
	consumers   []consumer
	aux         []auxiliary
	params      []parameter
	names       map[string]string // name → what it is
	start       map[string]float64
	money       map[string]bool // parameters and auxiliary variables counted in the numeraire
	err         error
}

type producer struct {
	name         string
	out, in      Nest
	productivity number
}

type consumer struct {
	name  string
	wants Nest
	needs []Nest
	owns  []Nest
	set   bool // Wants was called
}

type auxiliary struct {
	name   string
	lo, up float64
	f      string
}

type parameter struct {
	name  string
	value float64
	expr  string // "" for a given number
}

// NewEconomy begins an economy without anything in it.
func NewEconomy(name string) *Economy {
	return &Economy{Name: name, names: map[string]string{}, start: map[string]float64{}, money: map[string]bool{}}
}

// Err is the first slip in the description, nil if there is none.
func (e *Economy) Err() error { return e.err }

func (e *Economy) fail(format string, args ...any) {
	if e.err == nil {
		e.err = fmt.Errorf("cge: economy %q: "+format, append([]any{e.Name}, args...)...)
	}
}

// declare takes a name. Variables and parameters share one space of names,
// since expressions speak of both.
func (e *Economy) declare(name, kind string) {
	switch was, taken := e.names[name]; {
	case name == "":
		e.fail("a %s has no name", kind)
	case taken:
		e.fail("the name %q is taken by a %s; call the %s otherwise", name, was, kind)
	default:
		e.names[name] = kind
	}
}

// A Commodity is something with a price and a market: a good, a service, a
// factor. It belongs to the economy that made it.
type Commodity struct {
	e *Economy
	i int32
}

// Commodity adds a commodity. Its name is the name of its price as well.
func (e *Economy) Commodity(name string) Commodity {
	e.declare(name, "commodity")
	e.commodities = append(e.commodities, name)
	return Commodity{e, int32(len(e.commodities) - 1)}
}

// Commodities adds several, in order.
func (e *Economy) Commodities(names ...string) []Commodity {
	out := make([]Commodity, len(names))
	e.commodities = slices.Grow(e.commodities, len(names))
	for i, name := range names {
		out[i] = e.Commodity(name)
	}
	return out
}

// String is the commodity's name.
func (c Commodity) String() string {
	if c.e == nil {
		return "no commodity"
	}
	return c.e.commodities[c.i]
}

// A Producer is an activity with constant returns: it runs at a level that
// leaves no profit, or not at all. The level multiplies the quantities of both
// nests, so it is 1 in the benchmark they describe.
type Producer struct {
	e *Economy
	i int
}

// Producer adds an activity that makes out from in. Elasticities of the output
// nest are elasticities of transformation (CET), those of the input nest of
// substitution (CES).
func (e *Economy) Producer(name string, out, in Nest) Producer {
	e.declare(name, "producer")
	e.producers = append(e.producers, producer{name, out, in, number{v: 1}})
	return Producer{e, len(e.producers) - 1}
}

// Productivity divides the inputs of the producer by a number, 1 in the
// benchmark. The expression speaks of parameters or variables.
func (p Producer) Productivity(expr string) Producer {
	p.e.producers[p.i].productivity = number{expr: expr}
	return p
}

// String is the producer's name.
func (p Producer) String() string { return p.e.producers[p.i].name }

// An Agent receives income from what it owns and from taxes, and spends all of
// it: a household, a government, an investor, the rest of the world.
type Agent struct {
	e *Economy
	i int
}

// Consumer adds an agent. What it owns and wants is told by Owns and Wants.
func (e *Economy) Consumer(name string) Agent {
	e.declare(name, "consumer")
	e.consumers = append(e.consumers, consumer{name: name})
	return Agent{e, len(e.consumers) - 1}
}

// String is the agent's name.
func (a Agent) String() string {
	if a.e == nil {
		return "no agent"
	}
	return a.e.consumers[a.i].name
}

// Owns adds endowments: leaves such as labour.Of(100). A negative quantity is
// an obligation. A quantity that is an expression of an auxiliary variable
// rations the endowment: labour.OfExpr("100*(1-U)").
func (a Agent) Owns(endowments ...Nest) Agent {
	for _, n := range endowments {
		if n.kind != leafNest || len(n.taxes) > 0 {
			a.e.fail("%s owns something that is no plain quantity of a commodity; write labour.Of(100)", a)
			return a
		}
	}
	c := &a.e.consumers[a.i]
	c.owns = append(c.owns, endowments...)
	return a
}

// Wants states the preferences over what is bought with the income that Needs
// leaves: a nest at the quantities of the benchmark. Only proportions matter;
// the income decides the amounts.
func (a Agent) Wants(preferences Nest) Agent {
	c := &a.e.consumers[a.i]
	if c.set {
		a.e.fail("the wants of %s are stated twice; join them in one nest", a)
	}
	c.wants, c.set = preferences, true
	return a
}

// Needs adds amounts that are bought first, whatever they cost: the subsistence
// quantities of a linear expenditure system (Stone 1954, Geary 1950).
func (a Agent) Needs(subsistence ...Nest) Agent {
	for _, n := range subsistence {
		if n.kind != leafNest {
			a.e.fail("%s needs something that is no quantity of a commodity; write food.Of(10)", a)
			return a
		}
	}
	c := &a.e.consumers[a.i]
	c.needs = append(c.needs, subsistence...)
	return a
}

// An Aux is a variable of the user's own with a constraint f:
//
//	lower ≤ v ≤ upper,  f ≥ 0 where v is at its lower bound, f ≤ 0 at its upper bound, f = 0 between.
type Aux struct {
	e *Economy
	i int
}

// Aux adds a variable with the constraint "f(everything) is complementary to
// it", bounded below by 0. The expression speaks of prices, levels, incomes,
// auxiliary variables and parameters by name: e.Aux("unemployment", "wage-price").
func (e *Economy) Aux(name, f string) Aux {
	e.declare(name, "auxiliary variable")
	e.aux = append(e.aux, auxiliary{name, 0, math.Inf(1), f})
	return Aux{e, len(e.aux) - 1}
}

// Between moves the bounds; an infinite bound is none.
func (x Aux) Between(lower, upper float64) Aux {
	a := &x.e.aux[x.i]
	if math.IsNaN(lower) || math.IsNaN(upper) || lower > upper {
		x.e.fail("auxiliary variable %q is bounded by %v and %v", a.name, lower, upper)
	}
	a.lo, a.up = lower, upper
	return x
}

// Start says where the solver begins; 0 if it is not said.
func (x Aux) Start(v float64) Aux {
	x.e.Start(x.e.aux[x.i].name, v)
	return x
}

// Money says that the variable is an amount of money: when all prices double,
// it doubles.
func (x Aux) Money() Aux {
	x.e.money[x.e.aux[x.i].name] = true
	return x
}

// A Param is a number that expressions name and scenarios set.
type Param struct {
	e *Economy
	i int
}

// Param adds a parameter with its value in the benchmark.
func (e *Economy) Param(name string, value float64) Param {
	e.declare(name, "parameter")
	if !finite(value) {
		e.fail("parameter %q is %v", name, value)
	}
	e.params = append(e.params, parameter{name: name, value: value})
	return Param{e, len(e.params) - 1}
}

// Derived adds a parameter that is computed from parameters declared before it.
func (e *Economy) Derived(name, expr string) Param {
	e.declare(name, "derived parameter")
	e.params = append(e.params, parameter{name: name, expr: expr})
	return Param{e, len(e.params) - 1}
}

// Money says that the parameter is an amount of money: a subsidy, a price
// ceiling, a carbon price. The test of homogeneity scales it with the prices.
func (p Param) Money() Param {
	p.e.money[p.e.params[p.i].name] = true
	return p
}

// Start says where the solver begins for a price, a level, an income or an
// auxiliary variable. Without it prices and levels start at 1, incomes at the
// value of what is owned, auxiliary variables at 0. The start is the benchmark
// that the certificate replicates.
func (e *Economy) Start(name string, v float64) *Economy {
	if !finite(v) {
		e.fail("the start of %q is %v", name, v)
	}
	e.start[name] = v
	return e
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// Money says that a parameter or auxiliary variable is an amount of money, by
// its name.
func (e *Economy) Money(name string) *Economy {
	switch e.names[name] {
	case "parameter", "derived parameter", "auxiliary variable":
		e.money[name] = true
	default:
		e.fail("Money names %q, which is no parameter and no auxiliary variable", name)
	}
	return e
}

// Agent finds a consumer by name; a name that is not known is a slip.
func (e *Economy) Agent(name string) Agent {
	i := slices.IndexFunc(e.consumers, func(c consumer) bool { return c.name == name })
	if i < 0 {
		e.fail("Agent names %q, which is no consumer", name)
		return Agent{}
	}
	return Agent{e, i}
}

// Started is the price at which the solver begins for a commodity.
func (e *Economy) Started(c Commodity) float64 {
	if v, ok := e.start[c.String()]; ok {
		return v
	}
	return 1
}

// List is all commodities, in order.
func (e *Economy) List() []Commodity {
	out := make([]Commodity, len(e.commodities))
	for i := range out {
		out[i] = Commodity{e, int32(i)}
	}
	return out
}
