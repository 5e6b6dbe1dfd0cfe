package pathway

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge"
)

// builder writes the economy of package cge: declared once, its years are
// values of parameters. Names (commodities and their prices carry one name):
//
//	GOOD, FACTOR, MINERAL, UNIT, USE, SERVICE   what the Spec calls them
//	recipe of UNIT                              the minerals of a unit, by whatever set of inputs is cheapest
//	UNIT in USE, UNIT in SERVICE                an option: life-adjusted price, yearly cost of new supply
//	make GOOD, mine MINE, build UNIT            producers
//	recipe of UNIT {SET}                        a set of inputs of a unit at work: level = units it serves
//	take UNIT in USE                            a use takes units: level = additions
//	USE {A, B}                                  a set of options at work: level = units it makes
//	old UNIT in SERVICE, new UNIT in SERVICE    plants: level = service delivered
//	again FROM in TO, fit FROM in TO            second life: level = useful units; the right to one
//	treat STREAM, scrap STREAM                  recycling: level and rent in units of the stream
//	resource MINE, ramp MINE, capacity UNIT in SERVICE, site UNIT in SERVICE, CO2   what earns rents
//	additions USE, shifter NAME, transfer A to B  auxiliary variables
type builder struct {
	m     *Model
	b     *base
	a     *accounts
	e     *cge.Economy
	com   map[string]cge.Commodity
	agent map[string]cge.Agent

	weights  map[string]bool // parameters of latent options that are declared
	builds   map[string]bool // producers that build units
	waits    map[string]bool // producers whose tax is the wait for scrap
	option   map[string]bool // goods that are options of a choice
	size     map[string]float64
	benefits []string // of research, by stock of knowledge, as expressions
	believed map[string]bool
	tried    []float64 // by unit: built for trial alone
	passed   []float64 // by use: taken by units built for trial
}

// tick quotes a name inside an expression.
func tick(name string) string { return "`" + name + "`" }

// num writes a number, in expressions and in cells, so that reading it gives the
// same number.
func num(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

func (m *Model) economy() (*builder, error) {
	w := &builder{m: m, b: m.base, a: m.books, e: cge.NewEconomy(m.spec.Name), com: map[string]cge.Commodity{}, agent: map[string]cge.Agent{}, weights: map[string]bool{}, builds: map[string]bool{}, waits: map[string]bool{}, option: map[string]bool{}, believed: map[string]bool{}, size: m.sizes()}
	for book, n := range w.b.nodes {
		for _, s := range m.known(book) {
			w.size[m.setName(book, s)] = n.volume
		}
	}
	w.trials()
	w.declare()
	for _, part := range []func(){w.sectors, w.units, w.minerals, w.uses, w.services, w.second, w.recyclers, w.research, w.agents, w.transfers} {
		part()
	}
	return w, w.e.Err()
}

// good declares a commodity with the price it starts at.
func (w *builder) good(name string, price float64) cge.Commodity {
	c := w.e.Commodity(name)
	w.e.Start(name, price)
	w.com[name] = c
	return c
}

// param declares a parameter and returns its name as expressions write it.
func (w *builder) param(name string, v float64) string {
	w.e.Param(name, v)
	return tick(name)
}

func (w *builder) declare() {
	s := w.m.spec
	for i := range s.Account.Agents {
		w.agent[s.Account.Agents[i].Name] = w.e.Consumer(s.Account.Agents[i].Name)
	}
	for i := range s.Account.Sectors {
		w.good(s.Account.Sectors[i].Name, 1)
	}
	for i := range s.Account.Factors {
		w.good(s.Account.Factors[i].Name, 1)
	}
	for i := range s.Minerals {
		w.good(s.Minerals[i].Name, s.Minerals[i].Price)
		w.ceiling(&s.Minerals[i])
	}
	for i := range s.Units {
		w.good(s.Units[i].Name, s.Units[i].Price)
	}
	for b := range s.books() {
		name := s.bookName(b)
		w.good(name, w.b.price[name])
		if w.m.shifted(name) {
			w.shifter(name, b)
		}
		for k, o := range w.b.nodes[b].options {
			w.good(o, w.b.nodes[b].price[k])
			w.option[o] = true
		}
	}
	if s.Carbon != nil {
		w.good("CO2", 0)
		w.agent[s.Carbon.Owner].Owns(w.com["CO2"].OfExpr(w.param("limit of CO2", w.m.carbonLimit(0))))
	}
}

// shifter scales what users take of a good; its constraint is the service that
// must be rendered (closure target).
func (w *builder) shifter(name string, b int) {
	w.e.Aux("shifter "+name, w.rendered(b)).Start(1)
}

// rendered is what a book renders less what must be, as an expression.
func (w *builder) rendered(b int) string {
	if s := w.m.spec; b >= len(s.Uses) {
		return w.delivered(b-len(s.Uses)) + "-" + w.param("demand for "+s.bookName(b), w.b.demand[b-len(s.Uses)])
	}
	return w.standing(b)
}

// standing is the stock of a use that this year adds less the gap to its target.
func (w *builder) standing(b int) string {
	u := &w.m.spec.Uses[b]
	f, gap := "", w.b.target[b]-sum(w.b.found.surviving[b])
	for k, o := range w.b.nodes[b].options {
		f += "(" + w.amount("take "+o) + "-" + num(w.m.tries(b, k)) + ")*" + w.param("kept "+o, w.b.found.kept[b][k]) + "+"
	}
	for j := range w.m.spec.SecondLife {
		x := &w.m.spec.SecondLife[j]
		if x.To == u.Name {
			f += w.amount("again "+x.From+" in "+x.To) + "*" + num(w.b.found.keptAgain[j]) + "+"
			gap -= w.b.found.useful[j]
		}
	}
	target := w.param("gap of "+u.Name, gap)
	if u.Follows != nil {
		target += "+" + w.param("target of "+u.Name, 0) + "*(" + w.followed(u.Follows) + "-1)"
	}
	return f + "0-(" + target + ")"
}

// followed is (share of the plants / reference)^exponent.
func (w *builder) followed(x *Follow) string {
	i := w.m.ix.service[x.Service]
	part := "0"
	for k, p := range w.m.spec.Services[i].Plants {
		if slices.Contains(x.Plants, p.Unit) {
			part += "+" + w.amount("old "+p.Unit+" in "+x.Service) + "+" + w.newly(i, k)
		}
	}
	return fmt.Sprintf("((%s)/((%s)*%s))**%s", part, w.delivered(i), w.param(referenceName(x), x.Reference[0]), num(x.Exponent))
}

func referenceName(x *Follow) string { return fmt.Sprintf("reference of %s %v", x.Service, x.Plants) }

// delivered is all that the plants of a service deliver.
func (w *builder) delivered(i int) string {
	out := "0"
	for k, o := range w.b.nodes[len(w.m.spec.Uses)+i].options {
		out += "+" + w.amount("old "+o) + "+" + w.newly(i, k)
	}
	return "(" + out + ")"
}

// newly is what new plants of an option deliver, what is for trial left out.
func (w *builder) newly(i, k int) string {
	book := len(w.m.spec.Uses) + i
	return "(" + w.amount("new "+w.b.nodes[book].options[k]) + "-" + num(w.m.tries(book, k)) + ")"
}

// nest turns values into quantities at base prices, scaled to a total; by is a
// factor on all of them ("" for none). A good with a shifter is scaled by it.
func (w *builder) nest(n *Nest, total float64, by string) cge.Nest {
	return w.scaled(n, total/n.value(), by)
}

func (w *builder) scaled(n *Nest, scale float64, by string) cge.Nest {
	var in []cge.Nest
	for i := range n.Inputs {
		x := &n.Inputs[i]
		if x.Nest != nil {
			in = append(in, w.scaled(x.Nest, scale, by))
			continue
		}
		in = append(in, w.leaf(x.Of, x.Value*scale, by))
	}
	return cge.CES(n.Elasticity, in...)
}

// leaf is a value of a good at base prices.
func (w *builder) leaf(of string, value float64, by string) cge.Nest {
	c, ok := w.com[of]
	if !ok {
		w.fail("nothing makes %q", of)
	}
	price := w.b.price[of]
	expr := by
	if w.m.shifted(of) {
		expr = join(expr, tick("shifter "+of))
	}
	if expr == "" {
		return c.Of(value / price).At(price)
	}
	return c.OfExpr(num(value/price) + "*" + expr).At(price)
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "*" + b
}

func (w *builder) fail(format string, args ...any) {
	if w.m.err == nil {
		w.m.err = fmt.Errorf("pathway: %s: "+format, append([]any{w.m.spec.Name}, args...)...)
	}
}

func (w *builder) sectors() {
	s := w.m.spec
	for i := range s.Account.Sectors {
		x := &s.Account.Sectors[i]
		out := w.com[x.Name].Of(x.Output).At(1 - x.Tax)
		if x.Tax != 0 {
			out = out.Taxed(w.agent[x.TaxTo], x.Tax)
		}
		p := w.e.Producer("make "+x.Name, out, w.nest(&x.Inputs, x.Output*(1-x.Tax), ""))
		if x.Productivity != nil {
			p.Productivity(w.param("productivity of "+x.Name, 1))
		}
		w.e.Start("make "+x.Name, 1)
	}
	for i := range s.Account.Factors {
		f := &s.Account.Factors[i]
		w.agent[f.Owner].Owns(w.com[f.Name].OfExpr(num(w.a.use[f.Name]) + "*" + w.param("path of "+f.Name, 1)))
	}
}

// units are built of minerals, parts and the rest, in fixed proportions.
func (w *builder) units() {
	s := w.m.spec
	for u := range s.Units {
		x := &s.Units[u]
		var in []cge.Nest
		var amounts []string
		for _, c := range x.Content {
			leaf, amount := w.com[c.Mineral].Of(c.Amount), num(c.Amount)
			if w.m.changes(x) {
				amount = w.param(c.Mineral+" per "+x.Name, c.Amount)
				leaf = w.com[c.Mineral].OfExpr(amount)
			}
			in, amounts = append(in, leaf.At(w.b.price[c.Mineral])), append(amounts, amount)
		}
		cost := ""
		if w.m.costMoves(x) {
			cost = w.param("cost of "+x.Name, 1)
		}
		if len(w.m.recipesOf(x)) > 0 {
			in = []cge.Nest{w.recipes(u, in, amounts)}
		}
		for _, p := range x.Parts {
			in = append(in, w.com[p.Use].Of(p.Amount).At(w.b.price[p.Use]))
		}
		in = append(in, w.nest(&x.Inputs, w.b.rest[u], cost))
		w.producer("build "+x.Name, w.b.built[u]+w.tried[u], []made{{c: w.com[x.Name], per: 1, price: x.Price}}, cge.Leontief(in...))
		w.builds["build "+x.Name] = true
	}
}

// carbonLimit is the limit of a year; no limit is ten times what is emitted in the base year.
func (m *Model) carbonLimit(t int) float64 {
	if v := m.spec.Carbon.Limit[t]; !math.IsInf(v, 1) {
		return v
	}
	total := 0.0
	for i := range m.spec.Services {
		for k, p := range m.spec.Services[i].Plants {
			total += 10 * p.Emissions * m.generated(m.base, i, k)
		}
	}
	return total + 1
}
