package casefile

import (
	"math"

	"github.com/lodestone-model/lodestone/cge"
)

// economyReader holds the names while a model is read.
type economyReader struct {
	e     *cge.Economy
	goods map[string]cge.Commodity
	agent map[string]cge.Agent
}

func readEconomy(root spot, e *cge.Economy) {
	r := &economyReader{e, map[string]cge.Commodity{}, map[string]cge.Agent{}}
	readParams(root, e)
	for _, s := range root.must("commodities").items() {
		name := s.text()
		s.r.declare(name, s.path, false)
		r.goods[name] = e.Commodity(name)
	}
	sectors, demands := root.must("sectors").items(), root.must("demands").items()
	for _, d := range demands {
		name := declare(d.must("agent"))
		r.agent[name] = e.Consumer(name)
	}
	for _, s := range sectors {
		r.sector(s)
	}
	for _, d := range demands {
		r.demand(d)
	}
	readAux(root, e)
	readStart(root, e)
	readMoney(root, e)
}

// declare takes the name that stands at s for the thing around it.
func declare(s spot) string {
	name := s.text()
	s.r.declare(name, s.path, false)
	return name
}

func readParams(root spot, e *cge.Economy) {
	if s, ok := root.get("params"); ok {
		for _, k := range s.keys() {
			x, _ := s.get(k)
			s.r.declare(k, x.path, true)
			e.Param(k, x.float())
		}
	}
	if s, ok := root.get("derived"); ok {
		for _, k := range s.keys() {
			x, _ := s.get(k)
			v, expr := x.number(true)
			s.r.settle() // it speaks of those before it
			s.r.declare(k, x.path, true)
			if expr != "" {
				e.Derived(k, expr)
			} else {
				e.Param(k, v)
			}
		}
	}
}

func readStart(root spot, e *cge.Economy) {
	s, ok := root.get("start")
	if !ok {
		return
	}
	for _, k := range s.keys() {
		x, _ := s.get(k)
		s.r.lookup(x.path, k, "starts", isVariable, "variable")
		e.Start(k, x.float())
	}
}

func readMoney(root spot, e *cge.Economy) {
	s, ok := root.get("money")
	if !ok {
		return
	}
	for _, x := range s.items() {
		x.r.lookup(x.path, x.text(), "names", isAny, "parameter or auxiliary variable")
		e.Money(x.text())
	}
}

func (r *economyReader) sector(s spot) {
	s.only("name", "out", "inp", "productivity", "note")
	p := r.e.Producer(declare(s.must("name")), r.nest(s.must("out")), r.nest(s.must("inp")))
	if z, ok := s.get("productivity"); ok {
		p.Productivity(expression(z.number(false)))
	}
}

func (r *economyReader) demand(d spot) {
	d.only("agent", "d", "e", "needs", "note")
	a := r.agent[d.must("agent").text()].Wants(r.nest(d.must("d")))
	if s, ok := d.get("e"); ok {
		for _, x := range s.items() {
			x.only("c", "q", "note")
			a.Owns(r.quantity(x, true))
		}
	}
	if s, ok := d.get("needs"); ok {
		for _, x := range s.items() {
			a.Needs(r.leaf(x))
		}
	}
}

// expression is a number as text.
func expression(v float64, expr string) string {
	if expr == "" {
		return text(v)
	}
	return expr
}

func readAux(root spot, e *cge.Economy) {
	s, ok := root.get("aux")
	if !ok {
		return
	}
	for _, a := range s.items() {
		a.only("name", "lo", "up", "start", "f", "note")
		x := e.Aux(declare(a.must("name")), expression(a.must("f").number(false)))
		x.Between(bounds(a, 0))
		if v, ok := a.get("start"); ok {
			x.Start(v.float())
		}
	}
}

// bounds reads lo and up: missing is the default below and none above, null is
// none.
func bounds(s spot, below float64) (lo, up float64) {
	lo, up = below, math.Inf(1)
	o, ok := s.v.(ordered)
	if !ok {
		return lo, up
	}
	if v, there := o.at["lo"]; there && v == nil {
		lo = math.Inf(-1)
	}
	if x, there := s.get("lo"); there {
		lo = x.float()
	}
	if x, there := s.get("up"); there {
		up = x.float()
	}
	if lo > up {
		s.fail("the lower bound %v is above the upper bound %v", lo, up)
	}
	return lo, up
}

func (r *economyReader) nest(s spot) cge.Nest {
	if s.r.err != nil {
		return cge.Nest{}
	}
	if _, leaf := s.get("c"); leaf {
		return r.leaf(s)
	}
	s.only("s", "in", "name", "volume", "note")
	n := r.aggregate(s)
	if x, ok := s.get("name"); ok {
		n = n.Named(x.text())
	}
	return n
}

func (r *economyReader) aggregate(s spot) cge.Nest {
	in := s.must("in").items()
	if len(in) == 0 {
		s.fail("has an empty \"in\"; a nest needs at least one input, each a nest or {\"c\": COMMODITY, \"q\": QUANTITY}")
	}
	kids := make([]cge.Nest, len(in))
	for i, k := range in {
		kids[i] = r.nest(k)
	}
	x, volume := s.get("volume")
	v, expr := r.elasticity(s.must("s"), volume)
	switch {
	case volume && expr != "":
		return cge.VolumeExpr(expr, r.good(x), kids...)
	case volume:
		return cge.Volume(v, r.good(x), kids...)
	case expr != "":
		return cge.CESExpr(expr, kids...)
	}
	return cge.CES(v, kids...)
}

func (r *economyReader) elasticity(s spot, volume bool) (float64, string) {
	v, expr := s.number(true)
	if expr == "" {
		s.positive(!volume)
	}
	return v, expr
}

func (r *economyReader) good(s spot) cge.Commodity {
	name := s.text()
	c, ok := r.goods[name]
	if !ok && s.r.err == nil {
		s.fail("names %q, which is not among the commodities", name)
	}
	return c
}

// quantity reads c and q, which owners may also owe.
func (r *economyReader) quantity(s spot, negative bool) cge.Nest {
	c, q := r.good(s.must("c")), s.must("q")
	v, expr := q.number(false)
	if expr != "" {
		return c.OfExpr(expr)
	}
	if v < 0 && !negative {
		q.fail("is %v; quantities in nests are zero or more (move a negative one to the other side)", v)
	}
	return c.Of(v)
}

func (r *economyReader) leaf(s spot) cge.Nest {
	s.only("c", "q", "p", "tax", "name", "note")
	n := r.quantity(s, false)
	if x, ok := s.get("p"); ok {
		v, expr := x.number(true)
		if expr != "" {
			n = n.AtExpr(expr)
		} else {
			n = n.At(v)
			x.positive(false)
		}
	}
	if x, ok := s.get("tax"); ok {
		for _, t := range x.items() {
			n = r.tax(n, t)
		}
	}
	if x, ok := s.get("name"); ok {
		n = n.Named(x.text())
	}
	return n
}

func (r *economyReader) tax(n cge.Nest, s spot) cge.Nest {
	pair := s.items()
	if len(pair) != 2 {
		s.fail("a tax is [agent, rate]")
		return n
	}
	a, ok := r.agent[pair[0].text()]
	if !ok && s.r.err == nil {
		pair[0].fail("names %q, which is not among the agents", pair[0].text())
	}
	v, expr := pair[1].number(false)
	if expr != "" {
		return n.TaxedExpr(a, expr)
	}
	return n.Taxed(a, v)
}

// readBare reads variables with one expression each.
func readBare(root spot, e *cge.Economy) {
	readParams(root, e)
	vars, f := root.must("vars").items(), root.must("F").items()
	if len(vars) != len(f) {
		root.r.fail("F", "there are %d equations for %d variables; each variable has one", len(f), len(vars))
		return
	}
	for i, v := range vars {
		v.only("name", "lo", "up", "start", "note")
		x := e.Aux(declare(v.must("name")), expression(f[i].number(false)))
		x.Between(bounds(v, math.Inf(-1))).Start(1)
		if s, ok := v.get("start"); ok {
			x.Start(s.float())
		}
	}
	readStart(root, e)
	readMoney(root, e)
}
