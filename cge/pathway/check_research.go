package pathway

import (
	"math"

	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// research checks drivers against what they move.
func (c *checker) research() {
	r := c.s.Research
	if r == nil {
		return
	}
	c.agent("research", r.Buyer)
	if _, ok := c.ix.sector[r.Good]; !ok {
		c.fail("research is bought as %q, which no sector makes", r.Good)
	}
	c.share("belief of research", r.Belief)
	if r.Payer != "" {
		c.agent("the payer of research", r.Payer)
	}
	if !(r.Rate >= 0 && r.Rate <= 1) || r.Horizon < 0 || r.Expect > Foresight {
		c.fail("research: rate %v, horizon %d, expectation %d; the rate is between 0 and 1, the horizon 0 or more years, the expectation Myopic, Steady or Foresight", r.Rate, r.Horizon, r.Expect)
	}
	if e := r.Entry; e != nil && !(e.Horizon >= 0 && e.Volatility >= 0 && !math.IsInf(e.Horizon+e.Volatility, 1)) {
		c.fail("research: belief looks %v years ahead at volatility %v; both are zero or more", e.Horizon, e.Volatility)
	}
	if len(r.Drivers) != len(r.Block.Keys) {
		c.fail("research has %d drivers for %d stocks of knowledge", len(r.Drivers), len(r.Block.Keys))
		return
	}
	for i, key := range r.Block.Keys {
		d := &r.Drivers[i]
		what := "research on " + key.String()
		c.positive(what, d.Base)
		if !(d.Public >= 0 && d.Public <= d.Base) {
			c.fail("%s: %v of %v is public; it lies between none and all", what, d.Public, d.Base)
		}
		c.relative("public part of "+what, d.Path)
		c.path("subsidy of "+what, d.Subsidy, false)
		for t, v := range d.Subsidy {
			if !(v < 1) || v > 0 && r.Payer == "" {
				c.fail("%s: a subsidy of %v in the %d. year; it is below 1, and Research.Payer names who pays it", what, v, t+1)
			}
		}
		c.effects(what, key, d)
	}
}

// effects checks that what a driver moves begins where the Spec does.
func (c *checker) effects(what string, key knowledge.Key, d *Driver) {
	if key.Driver == knowledge.Recycling {
		if _, ok := c.ix.mineral[key.Object]; !ok {
			c.fail("%s: %q is no mineral", what, key.Object)
		}
		return
	}
	u, ok := c.ix.unit[key.Object]
	if !ok {
		c.fail("%s: %q is no unit", what, key.Object)
		return
	}
	unit := &c.s.Units[u]
	for _, x := range unit.Content {
		if e := d.Content[x.Mineral]; e != nil && !near(e.At(1), x.Amount) {
			c.fail("%s: %s is %v per unit in the base year, but its effect begins at %v", what, x.Mineral, x.Amount, e.At(1))
		}
	}
	if d.Life != nil && !near(d.Life.At(1), unit.Life) {
		c.fail("%s: life is %v in the base year, but its effect begins at %v", what, unit.Life, d.Life.At(1))
	}
	if d.Cost != nil && !near(d.Cost.At(1), 1) {
		c.fail("%s: cost is relative to the base year, but its effect begins at %v", what, d.Cost.At(1))
	}
}

func near(a, b float64) bool { return a-b <= 1e-9*b && b-a <= 1e-9*b }
