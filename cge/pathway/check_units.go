package pathway

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

func (c *checker) unit(x *Unit) {
	what := "unit " + x.Name
	c.positive("price of "+what, x.Price)
	c.positive("life of "+what, x.Life)
	c.positive("shape of the life of "+what, x.Shape)
	c.nest(what, &x.Inputs, true)
	c.relative("cost path of "+what, x.Cost)
	for _, y := range x.Content {
		if _, ok := c.ix.mineral[y.Mineral]; !ok || !(y.Amount >= 0) || math.IsInf(y.Amount, 1) {
			c.fail("%s holds %v of %q; it must be a mineral and zero or more", what, y.Amount, y.Mineral)
		}
	}
	for _, p := range x.Parts {
		if _, ok := c.ix.use[p.Use]; !ok || !(p.Amount >= 0) {
			c.fail("%s has %v of %q among its parts; it must be a use and zero or more", what, p.Amount, p.Use)
		}
	}
	c.change(what, &x.Exogenous)
	c.recipes(x)
}

// circles refuses units that are made of themselves: what is built of them would
// have no end.
func (c *checker) circles() {
	state := make([]int, len(c.s.Uses)) // 1: above in the chain, 2: done
	var visit func(i int, chain []string)
	visit = func(i int, chain []string) {
		name := c.s.Uses[i].Name
		if state[i] == 1 {
			from := slices.Index(chain, name)
			c.fail("parts go round in a circle: %s; take one part out", strings.Join(append(chain[from:], name), " → "))
		}
		if state[i] != 0 {
			return
		}
		state[i] = 1
		for _, o := range c.s.Uses[i].Options {
			u, ok := c.ix.unit[o.Unit]
			if !ok {
				continue
			}
			for _, p := range c.s.Units[u].Parts {
				if j, ok := c.ix.use[p.Use]; ok {
					visit(j, append(slices.Clone(chain), name, o.Unit))
				}
			}
		}
		state[i] = 2
	}
	for i := range c.s.Uses {
		visit(i, nil)
	}
}

func (c *checker) change(what string, x *Change) {
	c.path("exogenous cost of "+what, x.Cost, false)
	c.path("exogenous life of "+what, x.Life, false)
	for name, p := range x.Content {
		c.path("exogenous content of "+name+" in "+what, p, false)
		if _, ok := c.ix.mineral[name]; !ok {
			c.fail("exogenous change of %s names %q, which is no mineral", what, name)
		}
	}
}

func (c *checker) use(x *Use) {
	what := "use " + x.Name
	c.relative("path of "+what, x.Path)
	if x.Buyer != "" {
		c.agent("the buyer of "+what, x.Buyer)
	}
	for _, o := range x.Options {
		if _, ok := c.ix.unit[o.Unit]; !ok {
			c.fail("%s has the option %q, which is no unit", what, o.Unit)
		}
		c.share("share of "+o.Unit+" in "+what, o.Share)
		c.path("weight of "+o.Unit+" in "+what, o.Weight, false)
		c.path("imposed share of "+o.Unit+" in "+what, o.Imposed, false)
		c.history("history of "+o.Unit+" in "+what, o.History)
		if x.Sets == AllOptions && o.Share == 0 && o.Weight != nil && o.Weight[0] != 0 {
			c.fail("%s: %s has no share in the base year, so its weight there must be 0, or sets must be Chosen", what, o.Unit)
		}
	}
	if f := x.Follows; f != nil {
		if _, ok := c.ix.service[f.Service]; !ok || len(f.Reference) != len(c.s.Years) {
			c.fail("%s follows service %q with %d reference shares for %d years", what, f.Service, len(f.Reference), len(c.s.Years))
		}
	}
}

func (c *checker) history(what string, v []float64) {
	for i, x := range v {
		if !(x >= 0) || math.IsInf(x, 1) {
			c.fail("%s is %v in the %d. year; it must be zero or more", what, x, i+1)
		}
	}
}

func (c *checker) service(x *Service) {
	what := "service " + x.Name
	c.agent("the investor of "+what, x.Investor)
	c.relative("path of "+what, x.Path)
	c.positive("new supply of "+what, x.New)
	for i := range x.Plants {
		p := &x.Plants[i]
		if _, ok := c.ix.unit[p.Unit]; !ok {
			c.fail("%s has a plant of %q, which is no unit", what, p.Unit)
		}
		c.positive("output of "+p.Unit+" in "+what, p.Output)
		c.share("share of "+p.Unit+" in "+what, p.Share)
		c.nest("plant "+p.Unit, &p.Inputs, p.Operating > 0)
		if !(p.Spread >= 0 && p.Spread < 1) || p.Spread > 0 && !(p.Operating > 0) {
			c.fail("%s: the spread of what %s costs to run is %v of %v; it is zero or more and below 1, of a cost above zero", what, p.Unit, p.Spread, p.Operating)
		}
		c.path("weight of "+p.Unit, p.Weight, false)
		c.path("cap of "+p.Unit, p.Cap, true)
		c.path("imposed share of "+p.Unit, p.Imposed, false)
		c.history("history of "+p.Unit+" in "+what, p.History)
		if p.Share == 0 && p.Weight != nil && p.Weight[0] != 0 {
			c.fail("%s: %s has no share in the base year, so its weight there must be 0", what, p.Unit)
		}
	}
	if c.s.Carbon != nil {
		c.agent("the carbon market", c.s.Carbon.Owner)
		c.path("limit of carbon", c.s.Carbon.Limit, true)
	}
}

// recovery checks recyclers and second lives.
func (c *checker) recovery() {
	for i := range c.s.Recyclers {
		r := &c.s.Recyclers[i]
		what := "recycler " + r.Name
		c.agent(what, r.Owner)
		c.nest(what, &r.Inputs, r.Cost > 0)
		if len(r.Yields) == 0 || r.PerMineral && len(r.Yields) != 1 {
			c.fail("%s yields %d minerals; it yields at least one, and one only if it works per mineral", what, len(r.Yields))
		}
		for _, y := range r.Yields {
			if _, ok := c.ix.mineral[y.Mineral]; !ok {
				c.fail("%s yields %q, which is no mineral", what, y.Mineral)
			}
			c.share(what+": yield of "+y.Mineral, y.Base)
			c.relative(what+": yield of "+y.Mineral, y.Path)
			for t, v := range y.Path {
				c.share(fmt.Sprintf("%s: yield of %s in the %d. year", what, y.Mineral, t+1), y.Base*v)
			}
		}
	}
	for i := range c.s.SecondLife {
		x := &c.s.SecondLife[i]
		what := "second life from " + x.From + " in " + x.To
		c.agent(what, x.Owner)
		c.share(what+": share", x.Share)
		c.positive(what+": health", x.Health)
		c.positive(what+": life", x.Life)
		c.positive(what+": shape", x.Shape)
		c.positive(what+": cost of refurbishing", x.Cost)
		c.nest(what, &x.Inputs, true)
		from, ok1 := c.ix.use[x.From]
		to, ok2 := c.ix.use[x.To]
		if !ok1 || !ok2 || c.s.Uses[to].Path == nil || c.s.Uses[to].Buyer == "" || !(c.s.Uses[to].RefLife > 0) {
			c.fail("%s: both are uses, and the second has a Path, a Buyer and a RefLife", what)
			continue
		}
		if j := slices.IndexFunc(c.s.SecondLife, func(o SecondLife) bool { return o.From == x.From }); j != i {
			c.fail("use %q feeds two second lives", c.s.Uses[from].Name)
		}
	}
}
