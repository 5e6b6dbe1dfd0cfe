package sam

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// A builder writes the book into an economy.
type builder struct {
	*book
	m *Model
	e *cge.Economy

	agent              []cge.Agent // by agent; the world's only where it earns
	earns              []bool      // by agent: it is an agent of the economy
	fx                 cge.Commodity
	bundle             []cge.Commodity // by agent: what it buys
	composite, output  []cge.Commodity // by commodity
	home               int             // the agent whose bundle is the numeraire
	made, sold, atHome []float64
	reexported         []bool
	stocks             []float64
	supply             [][]portion // by factor: how much of it is where
}

// A portion is a part of a factor with a price of its own.
type portion struct {
	name     string
	quantity float64
	com      cge.Commodity
	activity int // -1: mobile
}

// ref is a name as expressions write it.
func ref(name string) string { return "`" + strings.ReplaceAll(name, "`", "``") + "`" }

// num is a number as expressions write it.
func num(v float64) string {
	s := strconv.FormatFloat(v, 'g', -1, 64)
	if v < 0 {
		return "(" + s + ")"
	}
	return s
}

// product joins factors of an expression, the number first.
func product(v float64, names ...string) string {
	parts := []string{num(v)}
	for _, n := range names {
		parts = append(parts, ref(n))
	}
	return strings.Join(parts, "*")
}

// param adds a parameter that scenarios set, once.
func (b *builder) param(name string, v float64) string {
	if !b.m.has[name] {
		b.m.has[name] = true
		b.e.Param(name, v)
	}
	return name
}

// rate adds a tax rate and lists it.
func (b *builder) rate(name, on string, base, paid float64) float64 {
	v := 0.0
	if base != 0 {
		v = paid / base
	}
	b.param(name, v)
	b.m.Rates = append(b.m.Rates, Rate{name, on, base, paid, v})
	return v
}

// taxed levies a tax with a rate of its own name on a leaf, for whoever
// receives it. Where nothing is paid yet, the government would receive it.
func (b *builder) taxed(leaf cge.Nest, name string, paid levied) cge.Nest {
	total := paid.total()
	if total == 0 {
		return leaf.TaxedExpr(b.agent[b.collector()], ref(name))
	}
	for g, v := range paid {
		switch {
		case v == total:
			return leaf.TaxedExpr(b.agent[g], ref(name))
		case v != 0:
			leaf = leaf.TaxedExpr(b.agent[g], product(v/total, name))
		}
	}
	return leaf
}

// collector receives taxes that the matrix does not have yet.
func (b *builder) collector() int {
	if g, ok := b.gi[b.rule.Government]; ok {
		return g
	}
	return b.home
}

// elasticity is a parameter by name, times the one that scales all of its
// kind.
func (b *builder) elasticity(kind, of string, v float64, other map[string]float64) string {
	if o, ok := other[of]; ok {
		v = o
	}
	return ref(b.param(kind+":"+of, v)) + "*" + ref(b.param("esub:"+kind, 1))
}

// measure adds up what goes through each commodity.
func (b *builder) measure() error {
	nc := len(b.coms)
	b.made, b.sold, b.atHome, b.stocks, b.reexported = make([]float64, nc), make([]float64, nc), make([]float64, nc), make([]float64, nc), make([]bool, nc)
	for c, name := range b.coms {
		var made, used exact
		for a := range b.acts {
			made.add(b.makes[a][c])
			used.add(b.uses[a][c])
		}
		for g := range b.agents {
			made.add(b.stock[g][c])
			b.stocks[c] += b.stock[g][c]
			used.add(b.buys[g][c])
		}
		b.made[c], b.sold[c], b.atHome[c] = made.value(), used.value(), made.value()-b.exports[c]
		if b.exports[c] > b.made[c] {
			b.reexported[c] = true
			b.atHome[c] = b.made[c]
			b.sold[c] += b.exports[c]
			b.note("exports of %s, %s, exceed domestic supply of %s: taken from the composite of domestic and imported", name, number(b.exports[c]), number(b.made[c]))
		}
		if b.atHome[c] <= 1e-12*b.made[c] || b.sold[c] == 0 { // all of it is exported, but for rounding
			b.atHome[c] = 0
		}
		if b.atHome[c]+b.imports[c] <= 0 && b.sold[c] > 0 {
			return fmt.Errorf("sam: Model: commodity %q is bought for %s, but nobody makes or imports it for the home market", name, number(b.sold[c]))
		}
	}
	return nil
}

// goods declares commodities.
func (b *builder) goods() {
	nc := len(b.coms)
	b.composite, b.output = make([]cge.Commodity, nc), make([]cge.Commodity, nc)
	for c, name := range b.coms {
		if b.made[c] > 0 {
			b.output[c] = b.e.Commodity("PX:" + name)
		}
		if b.sold[c] > 0 {
			b.composite[c] = b.e.Commodity("PQ:" + name)
		}
	}
	if b.traded() {
		b.fx = b.e.Commodity("FX")
	}
	b.bundle = make([]cge.Commodity, len(b.agents))
	for g, name := range b.agents {
		if b.roles[name] != world {
			b.bundle[g] = b.e.Commodity("P:" + name)
		}
	}
}

// traded reports whether there is anything to do with the world.
func (b *builder) traded() bool { return b.rule.World != "" }

// trade adds, by commodity, the split of output between home and abroad, and
// the composite of what is made at home and what is imported.
func (b *builder) trade() {
	for c, name := range b.coms {
		var outs, ins []cge.Nest
		if b.atHome[c] > 0 {
			home := b.e.Commodity("PD:" + name)
			outs, ins = append(outs, home.Of(b.atHome[c])), append(ins, home.Of(b.atHome[c]))
		}
		if b.imports[c] > 0 {
			ins = append(ins, b.importing(c, name).Of(b.imports[c]+b.tariffs[c].total()))
		}
		switch {
		case b.reexported[c]:
			b.e.Producer("E:"+name, b.currency(c, name), b.composite[c].Of(b.exports[c]))
		case b.exports[c] > 0:
			outs = append(outs, b.currency(c, name))
		}
		if b.made[c] > 0 {
			b.e.Producer("X:"+name, cge.CESExpr(b.elasticity("cet", name, b.rule.Elasticities.Export, b.rule.Elasticities.ExportOf), outs...), b.output[c].Of(b.made[c]))
		}
		if b.sold[c] > 0 {
			b.compose(c, name, ins)
		}
	}
}

// importing adds the producer that turns foreign exchange into imports.
func (b *builder) importing(c int, name string) cge.Commodity {
	good := b.e.Commodity("PM:" + name)
	v, t := b.imports[c], b.tariffs[c].total()
	b.rate("tm:"+name, "imports of "+name, v, t)
	leaf := b.taxed(b.fx.OfExpr(product(v, b.param("pwm:"+name, 1))), "tm:"+name, b.tariffs[c])
	b.e.Producer("M:"+name, good.Of(v+t), leaf)
	return good
}

// currency is what exports of commodity c earn abroad. They need no market of
// their own: a quantity q·pwe of foreign exchange at the reference price 1/pwe
// is the quantity q of a good that sells at pwe·FX.
func (b *builder) currency(c int, name string) cge.Nest {
	b.param("pwe:"+name, 1)
	return b.fx.OfExpr(product(b.exports[c], "pwe:"+name)).AtExpr("1/" + ref("pwe:"+name))
}

// compose adds the Armington composite with its sales tax.
func (b *builder) compose(c int, name string, ins []cge.Nest) {
	e := &b.rule.Elasticities
	worth := b.atHome[c] + b.imports[c] + b.tariffs[c].total() + b.salesTax[c].total()
	t := b.rate("ts:"+name, "sales of "+name, worth, b.salesTax[c].total())
	out := b.taxed(b.composite[c].Of(worth).At(1-t), "ts:"+name, b.salesTax[c])
	b.e.Producer("Q:"+name, out, cge.CESExpr(b.elasticity("armington", name, e.Armington, e.ArmingtonOf), ins...))
}

// production adds the activities.
func (b *builder) production() error {
	for a, name := range b.acts {
		t := b.rate("ta:"+name, "output of "+name, sum(b.makes[a]), b.outTax[a].total())
		var outs []cge.Nest
		for c, v := range b.makes[a] {
			if v > 0 {
				outs = append(outs, b.taxed(b.output[c].Of(v).At(1-t), "ta:"+name, b.outTax[a]))
			}
		}
		in, err := b.inputs(a, name)
		if err != nil {
			return err
		}
		b.e.Producer(name, cge.CET(b.rule.Elasticities.Products, outs...), in).Productivity(ref(b.param("z:"+name, 1)))
	}
	return nil
}

// inputs is the nest of an activity: intermediates and value added, and the
// resource above both where there is one.
func (b *builder) inputs(a int, name string) (cge.Nest, error) {
	e := &b.rule.Elasticities
	var materials, hired []cge.Nest
	for c, v := range b.uses[a] {
		if v > 0 {
			materials = append(materials, b.composite[c].Of(v))
		}
	}
	resource := cge.Nest{}
	cost := sum(b.uses[a])
	for f, v := range b.hires[a] {
		if v == 0 {
			continue
		}
		cost += v + b.hireTax[a][f].total()
		for _, p := range b.supply[f] {
			if p.activity >= 0 && p.activity != a {
				continue
			}
			leaf := b.hire(a, f, p, v)
			if strings.HasPrefix(p.name, resourcePrefix) {
				resource = leaf
			} else {
				hired = append(hired, leaf)
			}
		}
	}
	var parts []cge.Nest
	if materials != nil {
		parts = append(parts, cge.CES(e.Intermediates, materials...).Named("intermediates"))
	}
	if hired != nil {
		parts = append(parts, cge.CESExpr(b.elasticity("va", name, e.ValueAdded, e.ValueAddedOf), hired...).Named("VA"))
	}
	if parts == nil && b.rule.Resources[name].Share == 0 {
		return cge.Nest{}, fmt.Errorf("sam: Model: activity %q takes no input; give it one or drop it", name)
	}
	top := e.Top
	if o, ok := e.TopOf[name]; ok {
		top = o
	}
	nest := cge.CES(top, parts...)
	if r, ok := b.rule.Resources[name]; ok {
		return b.withResource(name, r, resource, nest, cost, a)
	}
	return nest, nil
}

// hire is the leaf of one portion of a factor, with the tax on its use.
func (b *builder) hire(a, f int, p portion, paid float64) cge.Nest {
	q := p.quantity
	if p.activity < 0 {
		q = paid - b.carved(a, f)
	}
	t := b.hireTax[a][f]
	if magnitude(t) == 0 {
		return p.com.Of(q)
	}
	name := "tf:" + b.facts[f] + ":" + b.acts[a]
	r := t.total() / paid
	if !b.m.has[name] {
		r = b.rate(name, b.facts[f]+" in "+b.acts[a], paid, t.total())
	}
	return b.taxed(p.com.Of(q).At(1+r), name, t)
}

// checkElasticities refuses elasticities that are none and names that none is
// for.
func (b *builder) checkElasticities() error {
	e := &b.rule.Elasticities
	for _, v := range []float64{e.ValueAdded, e.Top, e.Intermediates, e.Products, e.Armington, e.Export, e.Households, e.Government, e.Investment} {
		if !(v >= 0) || math.IsInf(v, 0) {
			return fmt.Errorf("sam: Model: an elasticity is %v; elasticities are zero or more", v)
		}
	}
	for _, o := range []struct {
		of    map[string]float64
		known map[string]int
		kind  string
	}{{e.ValueAddedOf, b.ai, "activity"}, {e.TopOf, b.ai, "activity"}, {e.ArmingtonOf, b.ci, "commodity"}, {e.ExportOf, b.ci, "commodity"}} {
		for _, name := range slices.Sorted(maps.Keys(o.of)) {
			if _, ok := o.known[name]; !ok {
				return fmt.Errorf("sam: Model: the rule gives an elasticity of %q, which is no %s", name, o.kind)
			}
			if v := o.of[name]; !(v >= 0) || math.IsInf(v, 0) {
				return fmt.Errorf("sam: Model: the elasticity of %q is %v; elasticities are zero or more", name, v)
			}
		}
	}
	return nil
}
