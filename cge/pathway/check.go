package pathway

import (
	"fmt"
	"math"
)

// checker collects the first thing that is wrong with a Spec.
type checker struct {
	s   *Spec
	ix  *index
	err error
}

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("pathway: %s: "+format, append([]any{c.s.Name}, args...)...)
	}
}

// check refuses what no path can be made of.
func (s *Spec) check(ix *index) error {
	c := &checker{s: s, ix: ix}
	if len(s.Years) == 0 {
		c.fail("no years; the first is the base year")
	}
	for i := 1; i < len(s.Years); i++ {
		if s.Years[i] != s.Years[i-1]+1 {
			c.fail("year %d follows %d; years follow one by one", s.Years[i], s.Years[i-1])
		}
	}
	c.share("Collection", s.Collection)
	c.positive("Discount", s.Discount)
	c.account()
	for i := range s.Minerals {
		c.positive("price of mineral "+s.Minerals[i].Name, s.Minerals[i].Price)
		c.ceiling(&s.Minerals[i])
	}
	for i := range s.Mines {
		c.mine(&s.Mines[i])
	}
	for i := range s.Units {
		c.unit(&s.Units[i])
	}
	for i := range s.Uses {
		c.use(&s.Uses[i])
	}
	for i := range s.Services {
		c.service(&s.Services[i])
	}
	c.circles()
	c.recovery()
	c.research()
	return c.err
}

func (c *checker) positive(what string, v float64) {
	if !(v > 0) || math.IsInf(v, 1) {
		c.fail("%s is %v; it must be above zero", what, v)
	}
}

func (c *checker) share(what string, v float64) {
	if !(v >= 0 && v <= 1) {
		c.fail("%s is %v; it is a share between 0 and 1", what, v)
	}
}

// path checks the length and numbers of a path; nil is the base year for ever.
func (c *checker) path(what string, v []float64, infinite bool) {
	if v == nil {
		return
	}
	if len(v) != len(c.s.Years) {
		c.fail("%s has %d entries for %d years", what, len(v), len(c.s.Years))
	}
	for i, x := range v {
		if !(x >= 0) || math.IsInf(x, 1) && !infinite {
			c.fail("%s is %v in the %d. year; it must be zero or more", what, x, i+1)
		}
	}
}

// relative is a path that begins at 1.
func (c *checker) relative(what string, v []float64) {
	c.path(what, v, false)
	if len(v) > 0 && math.Abs(v[0]-1) > 1e-12 {
		c.fail("%s begins at %v; it is relative to the base year and begins at 1", what, v[0])
	}
}

func (c *checker) agent(what, name string) {
	if _, ok := c.ix.agent[name]; !ok {
		c.fail("%s names the agent %q, which is not in the account", what, name)
	}
}

// nest checks that inputs are known and positive.
func (c *checker) nest(what string, n *Nest, needed bool) {
	if needed && !(n.value() > 0) {
		c.fail("%s: inputs are worth %v; give at least one value above zero", what, n.value())
	}
	if !(n.Elasticity >= 0) || math.IsInf(n.Elasticity, 1) {
		c.fail("%s: elasticity %v; it is zero or more", what, n.Elasticity)
	}
	n.each(1, func(of string, v float64) {
		if !(v >= 0) || math.IsInf(v, 1) {
			c.fail("%s: the value of %q is %v; it is zero or more", what, of, v)
		}
		for _, kind := range []map[string]int{c.ix.sector, c.ix.factor, c.ix.mineral, c.ix.unit, c.ix.use, c.ix.service} {
			if _, ok := kind[of]; ok {
				return
			}
		}
		c.fail("%s: nothing makes %q", what, of)
	})
}

func (c *checker) account() {
	a := &c.s.Account
	if _, ok := c.ix.sector[a.Level]; !ok {
		c.fail("Account.Level is %q, which no sector makes", a.Level)
	}
	c.agent("Account.Rest", a.Rest)
	for i := range a.Sectors {
		x := &a.Sectors[i]
		c.positive("output of sector "+x.Name, x.Output)
		c.nest("sector "+x.Name, &x.Inputs, true)
		c.path("productivity of sector "+x.Name, x.Productivity, false)
		if x.Tax != 0 {
			c.agent("the tax of sector "+x.Name, x.TaxTo)
		}
		if !(x.Tax < 1) {
			c.fail("the tax of sector %q is %v; it is below 1", x.Name, x.Tax)
		}
	}
	for i := range a.Factors {
		c.agent("factor "+a.Factors[i].Name, a.Factors[i].Owner)
		c.relative("path of factor "+a.Factors[i].Name, a.Factors[i].Path)
	}
	for i := range a.Agents {
		c.nest("agent "+a.Agents[i].Name, &a.Agents[i].Wants, false)
		if len(a.Agents[i].Wants.Inputs) == 0 {
			c.fail("agent %q wants nothing; it must spend its income on something", a.Agents[i].Name)
		}
		for _, n := range a.Agents[i].Needs {
			c.relative("need of "+a.Agents[i].Name+" for "+n.Of, n.Path)
		}
	}
	for _, t := range a.Transfers {
		c.agent("a transfer", t.From)
		c.agent("a transfer", t.To)
		c.relative("transfer from "+t.From+" to "+t.To, t.Path)
	}
}

func (c *checker) mine(x *Mine) {
	what := "mine " + x.Name
	c.agent(what, x.Owner)
	if !(x.Rent > 0 && x.Rent < 1) {
		c.fail("%s: rent share %v; it lies between 0 and 1, both excluded", what, x.Rent)
	}
	c.positive(what+": elasticity of supply", x.Short)
	c.nest(what, &x.Inputs, true)
	c.relative("resource path of "+what, x.Path)
	if len(x.Outputs) == 0 {
		c.fail("%s makes nothing", what)
	}
	for _, o := range x.Outputs {
		if _, ok := c.ix.mineral[o.Mineral]; !ok {
			c.fail("%s makes %q, which is no mineral", what, o.Mineral)
		}
	}
	hosted := 0.0
	for _, h := range x.Hosts {
		if _, ok := c.ix.mine[h.Mine]; !ok || h.Mine == x.Name {
			c.fail("%s: its host %q is no other mine", what, h.Mine)
		}
		hosted += h.Share
		if (h.Ceiling > 0) != (x.Hosts[0].Ceiling > 0) || h.Ceiling > 0 && h.Ceiling < 1 {
			c.fail("%s: ceilings of hosts are all 0 or all 1 and more; that of %q is %v", what, h.Mine, h.Ceiling)
		}
	}
	if hosted > 1+1e-9 {
		c.fail("%s: hosts give %v of it; shares of hosts add up to one at most", what, hosted)
	}
	if len(x.Hosts) > 0 && x.Hosts[0].Ceiling > 0 && hosted < 1-1e-9 {
		c.fail("%s: a ceiling of recovery needs all of it to come from hosts; %v does", what, hosted)
	}
}
