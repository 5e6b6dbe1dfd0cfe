package mpsge

import (
	"fmt"
	"math"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// A builder makes an economy from a program that was read.
type builder struct {
	*program
	e     *cge.Economy
	goods map[*symbol]cge.Commodity
	agent map[*symbol]cge.Agent
}

// build makes the economy and the scenarios, and compiles once to be sure.
func (p *program) build() (*Model, error) {
	name := p.model.name
	if p.note.economy != nil {
		name = *p.note.economy
	}
	b := &builder{p, cge.NewEconomy(name), map[*symbol]cge.Commodity{}, map[*symbol]cge.Agent{}}
	if err := b.parameters(); err != nil {
		return nil, err
	}
	b.declareAll()
	for _, s := range p.variables {
		switch s.kind {
		case sectorSymbol:
			f := p.model.production[s]
			b.e.Producer(s.name, b.tree(f, "t", true), b.tree(f, "s", false))
		case consumerSymbol:
			b.consumer(s)
		}
	}
	for i, s := range p.variables {
		if s.kind == auxSymbol {
			lo, up := b.bounds(i)
			b.e.Aux(s.name, p.model.constraints[s]).Between(lo, up)
		}
		if s.moved {
			b.e.Start(s.name, s.start)
		}
	}
	b.money()
	scenarios, err := b.scenarios()
	if err != nil {
		return nil, err
	}
	if _, err := cge.Compile(b.e); err != nil {
		return nil, fmt.Errorf("mpsge: model %s: %w", p.model.name, err)
	}
	return &Model{p.model.name, b.e, scenarios}, nil
}

// declareAll enters commodities and consumers, which others speak of.
func (b *builder) declareAll() {
	for _, s := range b.variables {
		switch s.kind {
		case commoditySymbol:
			b.goods[s] = b.e.Commodity(s.name)
		case consumerSymbol:
			b.agent[s] = b.e.Consumer(s.name)
		}
	}
}

// parameters enters the scalars that the model speaks of. One that gets its
// number after $sysinclude counts from the first solve.
func (b *builder) parameters() error {
	for i, s := range b.program.scalars {
		if !s.used {
			continue
		}
		if s.base.unknown != "" && len(b.snapshots) > 0 {
			s.base = b.snapshots[0].value[i]
		}
		if s.base.unknown != "" {
			return b.fail(s.pos, "the scalar %q depends on %s, which only a solution tells", s.id, s.base.unknown)
		}
		b.e.Param(s.name, s.base.v)
	}
	return nil
}

// money passes on which scalars and variables are amounts of money.
func (b *builder) money() {
	for _, id := range b.note.money {
		if s := b.symbols[id]; s != nil && (s.kind == auxSymbol || s.kind == scalarSymbol && s.used) {
			b.e.Money(s.name)
		}
	}
}

func (b *builder) consumer(s *symbol) {
	f, agent := b.model.demand[s], b.agent[s]
	agent.Wants(b.tree(f, "s", false))
	for _, k := range f.leaves {
		if k.letter == 'E' {
			agent.Owns(b.endowment(k))
		}
	}
}

// endowment is a quantity, or one times an auxiliary variable.
func (b *builder) endowment(k leafLine) cge.Nest {
	good := b.goods[k.commodity]
	switch {
	case k.ration != nil:
		return good.OfExpr(factor(k.quantity) + "*" + quoteName(k.ration.name))
	case k.quantity.Expr != "":
		return good.OfExpr(k.quantity.Expr)
	}
	return good.Of(k.quantity.Value)
}

// factor writes a number as part of a product.
func factor(n cge.Number) string {
	if n.Expr == "" {
		return "(" + digitsOf(n.Value) + ")"
	}
	return "(" + n.Expr + ")"
}

// tree makes a side of a block: the leaves and nests under a tag.
func (b *builder) tree(f *function, tag string, outputs bool) cge.Nest {
	n := f.nest(tag)
	if n == nil {
		n = &tagged{tag: tag}
	}
	var kids []cge.Nest
	for _, k := range f.leaves {
		mine := k.tag == tag || k.tag == "" && (tag == "s" || tag == "t")
		if mine && k.letter != 'E' && (k.letter == 'O') == outputs {
			kids = append(kids, b.leaf(k))
		}
	}
	for _, sub := range f.nests {
		if sub.parent == tag && sub.tag != "s" && sub.tag != "t" && f.filled(sub) {
			kids = append(kids, b.tree(f, sub.tag, outputs))
		}
	}
	out := cge.CES(n.elasticity.Value, kids...)
	if n.elasticity.Expr != "" {
		out = cge.CESExpr(n.elasticity.Expr, kids...)
	}
	switch {
	case n.name != "":
		out = out.Named(n.name)
	case tag != "s" && tag != "t":
		out = out.Named(tag)
	}
	return out
}

// filled reports whether a nest holds leaves, itself or in nests inside.
func (f *function) filled(n *tagged) bool {
	for _, k := range f.leaves {
		if k.tag == n.tag {
			return true
		}
	}
	for _, sub := range f.nests {
		if sub.parent == n.tag && f.filled(sub) {
			return true
		}
	}
	return false
}

func (b *builder) leaf(k leafLine) cge.Nest {
	n := b.goods[k.commodity].Of(k.quantity.Value)
	if k.quantity.Expr != "" {
		n = b.goods[k.commodity].OfExpr(k.quantity.Expr)
	}
	if k.price.Expr != "" {
		n = n.AtExpr(k.price.Expr)
	} else {
		n = n.At(k.price.Value)
	}
	for _, t := range k.taxes {
		n = b.tax(n, t)
	}
	return n
}

// tax is T + N*M.
func (b *builder) tax(n cge.Nest, t taxField) cge.Nest {
	var parts []string
	if t.rate != nil {
		if t.rate.Expr == "" && t.aux == nil {
			return n.Taxed(b.agent[t.to], t.rate.Value)
		}
		parts = append(parts, factor(*t.rate))
	}
	if t.aux != nil {
		part := quoteName(t.aux.name)
		if t.multiplier != nil {
			part = factor(*t.multiplier) + "*" + part
		}
		parts = append(parts, part)
	}
	if len(parts) == 0 {
		return n
	}
	return n.TaxedExpr(b.agent[t.to], strings.Join(parts, "+"))
}

// bounds of an auxiliary variable are those of the first solve that leaves it
// free, and as wide as the values at which others hold it.
func (b *builder) bounds(i int) (lo, up float64) {
	lo, up = 0, math.Inf(1)
	for _, s := range b.snapshots {
		if x := s.bound[i]; x.lo < x.up {
			lo, up = x.lo, x.up
			break
		}
	}
	for _, s := range b.snapshots {
		if x := s.bound[i]; x.lo == x.up {
			lo, up = min(lo, x.lo), max(up, x.up)
		}
	}
	return lo, up
}

func (b *builder) scenarios() ([]cge.Scenario, error) {
	var out []cge.Scenario
	for _, s := range b.snapshots {
		sc := cge.Scenario{Name: s.name, Set: map[string]float64{}, Fix: map[string]float64{},
			Lower: map[string]float64{}, Upper: map[string]float64{}, Start: s.start}
		for i, x := range b.program.scalars {
			if i >= len(s.value) || !x.used {
				continue
			}
			if s.value[i].unknown != "" {
				return nil, b.fail(x.pos, "in %q the scalar %q depends on %s, which only a solution tells", s.name, x.id, s.value[i].unknown)
			}
			if s.value[i] != x.base {
				sc.Set[x.name] = s.value[i].v
			}
		}
		b.hold(&sc, s)
		out = append(out, sc)
	}
	return out, nil
}

// hold gives a scenario its bounds and what it fixes.
func (b *builder) hold(sc *cge.Scenario, s snapshot) {
	for i, x := range b.variables {
		lo, up := 0.0, math.Inf(1)
		if x.kind == auxSymbol {
			lo, up = b.bounds(i)
		}
		w := s.bound[i]
		if w.lo == w.up {
			sc.Fix[x.name] = w.lo
			continue
		}
		if w.lo != lo {
			sc.Lower[x.name] = w.lo
		}
		if w.up != up {
			sc.Upper[x.name] = w.up
		}
	}
}
