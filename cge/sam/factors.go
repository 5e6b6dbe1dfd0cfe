package sam

import (
	"fmt"
	"maps"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// resourcePrefix names the price of an activity's resource: RES:A_MINE.
const resourcePrefix = "RES:"

// carved is what a resource takes out of what activity a pays factor f.
func (b *builder) carved(a, f int) float64 {
	if r, ok := b.rule.Resources[b.acts[a]]; ok && r.Factor == b.facts[f] {
		return r.Share * b.hires[a][f]
	}
	return 0
}

// checkResources refuses resources that cannot be carved.
func (b *builder) checkResources() error {
	for _, name := range slices.Sorted(maps.Keys(b.rule.Resources)) {
		r := b.rule.Resources[name]
		a, isActivity := b.ai[name]
		f, isFactor := b.fi[r.Factor]
		switch {
		case !isActivity:
			return fmt.Errorf("sam: Model: the rule gives %q a resource, which is no activity; there are %s", name, listed(b.acts, 8))
		case !isFactor:
			return fmt.Errorf("sam: Model: the resource of %q is carved out of %q, which is no factor; there are %s", name, r.Factor, listed(b.facts, 8))
		case !(r.Share > 0 && r.Share <= 1):
			return fmt.Errorf("sam: Model: the resource of %q takes the share %v of its %s; it must be above 0 and at most 1", name, r.Share, r.Factor)
		case !(r.SupplyElasticity >= 0 && r.Substitution >= 0):
			return fmt.Errorf("sam: Model: the resource of %q has elasticity %v and %v; elasticities are zero or more", name, r.SupplyElasticity, r.Substitution)
		case b.hires[a][f] == 0:
			return fmt.Errorf("sam: Model: %q pays no %s, so no resource can be carved out of it", name, r.Factor)
		}
	}
	return nil
}

// factors declares the portions of every factor.
func (b *builder) factors() {
	b.supply = make([][]portion, len(b.facts))
	add := func(f int, name string, quantity float64, a int) {
		if quantity > 0 {
			b.m.owned[name] = true
			b.supply[f] = append(b.supply[f], portion{name, quantity, b.e.Commodity(name), a})
		}
	}
	for f, name := range b.facts {
		var free exact
		for a := range b.acts {
			free.add(b.hires[a][f] - b.carved(a, f))
		}
		if b.rule.Closure.Factors[name].kind != specific {
			add(f, name, free.value(), -1)
		}
		for a, act := range b.acts {
			if b.rule.Closure.Factors[name].kind == specific {
				add(f, name+":"+act, b.hires[a][f]-b.carved(a, f), a)
			}
			add(f, resourcePrefix+act, b.carved(a, f), a)
		}
	}
}

// endow gives the portions of every factor to who receives its income, and the
// factor's income from abroad.
func (b *builder) endow() error {
	for f, name := range b.facts {
		total := sum(b.owns[f])
		if len(b.supply[f]) > 0 && !(total > 0) {
			return fmt.Errorf("sam: Model: factor %q is paid by activities but pays %s to its owners; enter who receives its income", name, number(total))
		}
		for g, v := range b.owns[f] {
			if v == 0 {
				continue
			}
			for _, p := range b.supply[f] {
				b.agent[g].Owns(p.com.OfExpr(b.endowment(f, p, v/total)))
			}
			if b.abroad[f] != 0 {
				b.agent[g].Owns(b.fx.Of(b.abroad[f] * v / total))
			}
		}
	}
	return nil
}

// endowment is the quantity of a portion that belongs to an owner with a share.
func (b *builder) endowment(f int, p portion, share float64) string {
	name := b.facts[f]
	supply := product(p.quantity*share, b.param("supply:"+name, 1))
	if p.name != name {
		supply = product(p.quantity*share, b.param("supply:"+p.name, 1))
	}
	market := b.rule.Closure.Factors[name]
	if market.kind != unemployed || p.activity >= 0 {
		return supply
	}
	idle := "U:" + name
	if !b.m.has[idle] {
		b.m.has[idle] = true
		b.param("wage:"+name, 1)
		b.e.Aux(idle, ref(name)+" - "+ref("wage:"+name)+"*"+ref(b.m.Numeraire)).Between(0, 1).Start(market.rate)
	}
	return fmt.Sprintf("%s*(1 - %s)/%s", supply, ref(idle), num(1-market.rate))
}

// withResource puts the resource of activity a above the rest of its nest. cost
// is what the activity spends.
func (b *builder) withResource(name string, r Resource, resource, rest cge.Nest, cost float64, a int) (cge.Nest, error) {
	f := b.fi[r.Factor]
	worth := r.Share * (b.hires[a][f] + b.hireTax[a][f].total())
	theta := worth / cost
	sigma := r.Substitution
	if r.SupplyElasticity > 0 {
		if theta >= 1 {
			return rest, fmt.Errorf("sam: Model: the resource is all that %q pays for; its supply cannot have an elasticity", name)
		}
		sigma = r.SupplyElasticity * theta / (1 - theta)
	}
	b.note("%s: %s of its %s, %s of cost, is a resource of its own; substitution %s", name, percent(r.Share), r.Factor, percent(theta), small(sigma))
	if theta >= 1 {
		return resource, nil
	}
	return cge.CES(sigma, resource, rest), nil
}

func percent(share float64) string { return small(100*share) + " %" }
