package sam

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// people declares the agents. The world is one only where it owns factors or
// receives taxes; all else that it pays or gets is foreign exchange.
func (b *builder) people() {
	b.agent, b.earns = make([]cge.Agent, len(b.agents)), make([]bool, len(b.agents))
	for g, name := range b.agents {
		if b.earns[g] = b.roles[name] != world || b.worldEarns(g); b.earns[g] {
			b.agent[g] = b.e.Consumer(name)
		}
	}
	most := 0.0
	for g, name := range b.agents {
		if v := sum(b.buys[g]); b.roles[name] == household && v > most {
			most, b.home = v, g
		}
	}
	b.m.Numeraire = "P:" + b.agents[b.home]
}

func (b *builder) worldEarns(g int) bool {
	earns := func(lists ...[]levied) bool {
		return slices.ContainsFunc(slices.Concat(lists...), func(l levied) bool { return l[g] != 0 })
	}
	return earns(b.outTax, b.salesTax, b.tariffs, b.incomeTax) || earns(b.hireTax...) ||
		slices.ContainsFunc(b.owns, func(o []float64) bool { return o[g] != 0 })
}

// bundles adds what every agent buys, as one good, and what negative demands
// sell.
func (b *builder) bundles() error {
	e := &b.rule.Elasticities
	for g, name := range b.agents {
		if b.roles[name] == world {
			if b.earns[g] {
				b.agent[g].Wants(b.fx.Of(1))
			}
			continue
		}
		elasticity := map[role]float64{household: e.Households, government: e.Government, savings: e.Investment}[b.roles[name]]
		free, needs, err := b.needs(g)
		if err != nil {
			return err
		}
		b.agent[g].Needs(needs...)
		var leaves []cge.Nest
		for c, v := range free {
			if v > 0 {
				leaves = append(leaves, b.composite[c].Of(v))
			}
		}
		b.e.Producer("C:"+name, b.bundle[g].Of(sum(free)), cge.CES(elasticity, leaves...))
		b.agent[g].Wants(b.bundle[g].Of(sum(free)))
		b.e.Start(name, sum(b.buys[g]))
		for c, v := range b.stock[g] {
			if v > 0 {
				b.agent[g].Owns(b.output[c].Of(v))
			}
		}
	}
	return nil
}

// needs splits what a household with an LES buys into what is free and what it
// needs.
func (b *builder) needs(g int) (free []float64, needs []cge.Nest, err error) {
	les, ok := b.rule.LES[b.agents[g]]
	free = b.buys[g]
	if !ok {
		return free, nil, nil
	}
	name := b.agents[g]
	if !(les.Frisch <= -1) {
		return nil, nil, fmt.Errorf("sam: Model: the Frisch parameter of %q is %v; it is -1 or below", name, les.Frisch)
	}
	weight := make([]float64, len(free))
	for c, v := range free {
		eta, given := les.Income[b.coms[c]]
		if !given {
			eta = 1
		}
		weight[c] = eta * v
	}
	total, spent := sum(weight), sum(free)
	if !(total > 0) {
		return nil, nil, fmt.Errorf("sam: Model: the income elasticities of %q leave nothing to spend on", name)
	}
	free = slices.Clone(free)
	for c, v := range free {
		beta := weight[c] / total
		free[c] = beta * spent / -les.Frisch
		need := v - free[c]
		if free[c] < 0 || need < -1e-12*v {
			return nil, nil, fmt.Errorf("sam: Model: the income elasticity of %s in the LES of %q is %s after they are scaled to add up; it must lie between 0 and -Frisch, %v",
				b.coms[c], name, small(beta*spent/v), -les.Frisch)
		}
		if need > 0 {
			needs = append(needs, b.composite[c].Of(need))
		}
	}
	return free, needs, nil
}

// transfers adds income taxes, other payments between agents, and saving.
func (b *builder) transfers() error {
	for g, name := range b.agents {
		switch b.roles[name] {
		case household:
			if err := b.householdPays(g, name); err != nil {
				return err
			}
		case government:
			if err := b.governmentSaves(g, name); err != nil {
				return err
			}
		case world:
			if err := b.foreignSaving(g); err != nil {
				return err
			}
		}
		for to, v := range b.gifts[g] {
			b.give(g, to, v)
		}
	}
	return b.invest()
}

// give is a fixed transfer: in foreign exchange with the world, else in the
// bundle of a household on either side.
func (b *builder) give(from, to int, v float64) {
	if v == 0 || from == to {
		return
	}
	in := b.bundle[to]
	switch {
	case b.roles[b.agents[from]] == world || b.roles[b.agents[to]] == world:
		in = b.fx
	case b.roles[b.agents[to]] != household:
		in = b.bundle[from]
	}
	if b.roles[b.agents[from]] != world {
		b.agent[from].Owns(in.Of(-v))
	}
	if b.roles[b.agents[to]] != world {
		b.agent[to].Owns(in.Of(v))
	}
}

// pay moves a quantity that an expression names from one agent to others in
// shares.
func (b *builder) pay(from int, in cge.Commodity, quantity string, to []float64) {
	total := sum(to)
	b.agent[from].Owns(in.OfExpr("-" + quantity))
	for g, v := range to {
		if v != 0 {
			b.agent[g].Owns(in.OfExpr(num(v/total) + "*" + quantity))
		}
	}
}

// only is a share of everything for one agent.
func (b *builder) only(g int) []float64 {
	out := make([]float64, len(b.agents))
	out[g] = 1
	return out
}

// householdPays adds income tax and saving, fixed shares of income after
// transfers: with s and t of income, s/(1-s-t) and t/(1-s-t) of what is spent.
func (b *builder) householdPays(g int, name string) error {
	spent, saved, paid := sum(b.buys[g]), b.saves[g], b.incomeTax[g].total()
	income := spent + saved + paid
	if !(income > 0) {
		return fmt.Errorf("sam: Model: household %q has an income of %s; it must be above 0", name, number(income))
	}
	s, t := "0", "0"
	if saved != 0 {
		b.rate("s:"+name, "income of "+name+", saved", income, saved)
		s = ref("s:" + name)
		if b.rule.Closure.Savings == InvestmentDriven {
			s = "MPS*" + s
		}
	}
	if magnitude(b.incomeTax[g]) != 0 {
		b.rate("ty:"+name, "income of "+name, income, paid)
		t = ref("ty:" + name)
	}
	kept := "(1 - " + s + " - " + t + ")"
	if t != "0" {
		b.free("TY:"+name, fmt.Sprintf("%s*%s - %s*%s/%s", ref("TY:"+name), ref("P:"+name), t, ref(name), kept), paid)
		b.pay(g, b.bundle[g], ref("TY:"+name), b.incomeTax[g])
	}
	if s != "0" {
		b.free("SAV:"+name, fmt.Sprintf("%s*%s - %s*%s/%s", ref("SAV:"+name), ref("P:"+b.rule.Savings), s, ref(name), kept), saved)
		b.pay(g, b.invested(), ref("SAV:"+name), b.only(b.gi[b.rule.Savings]))
	}
	return nil
}

// free adds an auxiliary variable without bounds.
func (b *builder) free(name, f string, start float64) {
	b.e.Aux(name, f).Between(-inf, inf).Start(start)
}

// invested is the good that savings are counted in.
func (b *builder) invested() cge.Commodity { return b.bundle[b.gi[b.rule.Savings]] }

// governmentSaves adds the saving of the government and what balances its
// budget.
func (b *builder) governmentSaves(g int, name string) error {
	consumed, saved := sum(b.buys[g]), b.saves[g]
	hasSavings := b.rule.Savings != ""
	balance := fmt.Sprintf("%s - %s*%s", ref(name), product(consumed, "g:"+name), ref("P:"+name))
	switch b.rule.Closure.Government {
	case ConsumptionAdjusts:
		if saved == 0 {
			return nil
		}
		if consumed+saved <= 0 {
			return fmt.Errorf("sam: Model: %q consumes %s and saves %s, so it has no income that could be saved in shares; take another closure", name, number(consumed), number(saved))
		}
		b.rate("s:"+name, "income of "+name+", saved", consumed+saved, saved)
		s := ref("s:" + name)
		b.free("SAV:"+name, fmt.Sprintf("%s*%s - %s*%s/(1 - %s)", ref("SAV:"+name), ref("P:"+b.rule.Savings), s, ref(name), s), saved)
		b.pay(g, b.invested(), ref("SAV:"+name), b.only(b.gi[b.rule.Savings]))
	case TransferAdjusts:
		b.param("g:"+name, 1)
		if saved != 0 {
			b.agent[g].Owns(b.invested().Of(-saved))
			b.agent[b.gi[b.rule.Savings]].Owns(b.invested().Of(saved))
		}
		b.free("LS:"+name, balance, 0)
		b.lumpSum(g, ref("LS:"+name))
	case SavingAdjusts:
		if !hasSavings {
			return fmt.Errorf("sam: Model: the government's saving cannot adjust: the rule names no savings account")
		}
		b.param("g:"+name, 1)
		b.free("SAV:"+name, balance, saved)
		b.pay(g, b.invested(), ref("SAV:"+name), b.only(b.gi[b.rule.Savings]))
	}
	return nil
}

// lumpSum takes a quantity of the numeraire's bundle from households, in
// proportion to what they spend.
func (b *builder) lumpSum(to int, quantity string) {
	total := 0.0
	for g, name := range b.agents {
		if b.roles[name] == household {
			total += sum(b.buys[g])
		}
	}
	in := b.bundle[b.home]
	for g, name := range b.agents {
		if b.roles[name] == household {
			b.agent[g].Owns(in.OfExpr("-" + num(sum(b.buys[g])/total) + "*" + quantity))
		}
	}
	b.agent[to].Owns(in.OfExpr(quantity))
}

// foreignSaving adds what the world lends, in foreign exchange.
func (b *builder) foreignSaving(g int) error {
	saved := b.saves[g]
	fixed := b.rule.Closure.External == FixedForeignSavings
	if b.rule.Savings == "" {
		if !fixed {
			return fmt.Errorf("sam: Model: foreign savings cannot adjust: the rule names no savings account")
		}
		return nil
	}
	to := b.agent[b.gi[b.rule.Savings]]
	if fixed {
		to.Owns(b.fx.OfExpr(ref(b.param("fsav", saved))))
		return nil
	}
	b.param("xr", 1)
	b.free("FSAV", "FX - xr*"+ref(b.m.Numeraire), saved)
	to.Owns(b.fx.OfExpr("FSAV"))
	return nil
}

// invest adds the scale of saving rates where investment is fixed.
func (b *builder) invest() error {
	if b.rule.Closure.Savings != InvestmentDriven {
		return nil
	}
	name := b.rule.Savings
	saving := 0.0
	for g, agent := range b.agents {
		if b.roles[agent] == household {
			saving += b.saves[g]
		}
	}
	if name == "" || saving == 0 {
		return fmt.Errorf("sam: Model: investment cannot drive saving: households save nothing; take SavingsDriven")
	}
	b.param("i:"+name, 1)
	b.free("MPS", fmt.Sprintf("%s - %s*%s", ref(name), product(sum(b.buys[b.gi[name]]), "i:"+name), ref("P:"+name)), 1)
	return nil
}
