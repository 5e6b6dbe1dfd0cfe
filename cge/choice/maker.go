package choice

import (
	"fmt"
	"iter"
	"math"
	"math/bits"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// A Set is a set of options, bit k for option k of its maker.
type Set uint64

// Of makes a set of the options numbered.
func Of(options ...int) Set {
	var s Set
	for _, k := range options {
		s |= 1 << k
	}
	return s
}

// Has reports whether option k is in the set.
func (s Set) Has(k int) bool { return s>>k&1 == 1 }

// Len is the number of options in the set.
func (s Set) Len() int { return bits.OnesCount64(uint64(s)) }

// A Maker is a producer with a choice: *Volume or *Recipe.
type Maker interface {
	maker() string      // its name
	options() []string  // names of its options
	begin() (Set, bool) // the set of the benchmark; false: the cheapest
	empty() bool        // may the set be empty?
	check() error       // what is wrong with its numbers
	unit(prices prices) unitCosts
	activity(e *cge.Economy, s Set, name string)
	made() cge.Commodity
	wedge() float64 // output price over unit cost, less one
	ledger() string // consumer that keeps the books of life-adjusted prices, "" if none
}

// prices are the market prices of commodities.
type prices func(cge.Commodity) float64

// unitCosts finds costs of sets at given prices.
type unitCosts interface {
	cost(Set) float64
}

const mostOptions = 16

// label names a set: "packs {nmc, lfp}".
func label(m Maker, s Set) string { return m.maker() + " {" + strings.Join(members(m, s), ", ") + "}" }

func members(m Maker, s Set) []string {
	out := []string{}
	for k, name := range m.options() {
		if s.Has(k) {
			out = append(out, name)
		}
	}
	return out
}

// sets are all sets that a maker may choose.
func sets(m Maker) iter.Seq[Set] {
	return func(yield func(Set) bool) {
		first := Set(1)
		if m.empty() {
			first = 0
		}
		for s := first; s < 1<<len(m.options()); s++ {
			if !yield(s) {
				return
			}
		}
	}
}

// best is the cheapest set at the prices, of fewest options and lowest numbers
// where several cost the same to 1e-12.
func best(m Maker, p prices) (Set, float64) {
	u := m.unit(p)
	least, at := math.Inf(1), Set(0)
	for s := range sets(m) {
		c := u.cost(s)
		switch {
		case c < least*(1-1e-12), c <= least*(1+1e-12) && s.Len() < at.Len():
			least, at = min(least, c), s
		}
	}
	return at, least
}

// An Option of a volume maker.
type Option struct {
	Name      string
	Commodity cge.Commodity
	// Share of the reference volume; 0 for a latent option.
	Share float64
	// Weight in the logit: the share itself for incumbents (0 takes it), and for a
	// latent option the share-like weight it would have beside them.
	Weight float64
	// Price of the commodity at the reference point.
	Price float64
	// Platform cost of having the option at all, in units of the level commodity by
	// unit of output. Platform(T, share) turns a minimum viable share into one.
	Platform float64
	// Life is the factor from a price to the life-adjusted price that choices
	// compare, PV(reference lifetime)/PV(own lifetime); 0 is 1.
	Life float64
}

// Platform is the platform cost that keeps an option out until its share would
// exceed the minimum viable one: -T ln(1 - share), with T the mean reference
// price over the elasticity (MODEL section 1).
func Platform(temper, viable float64) float64 { return -temper * math.Log1p(-viable) }

// A Volume maker turns options into one good, unit for unit.
type Volume struct {
	Name       string
	Makes      cge.Commodity
	Units      float64       // output at the reference point
	Level      cge.Commodity // that platform, assembly and integration are counted in
	Elasticity float64       // of the ratio of shares, at the mean reference price
	Assembly   float64       // units of level by unit of output, whatever the set
	Options    []Option
}

func (v *Volume) maker() string       { return v.Name }
func (v *Volume) made() cge.Commodity { return v.Makes }
func (v *Volume) empty() bool         { return false }
func (v *Volume) wedge() float64      { return 0 }

func (v *Volume) options() []string {
	out := make([]string, len(v.Options))
	for k, o := range v.Options {
		out[k] = o.Name
	}
	return out
}

func (v *Volume) begin() (Set, bool) {
	var s Set
	for k, o := range v.Options {
		if o.Share > 0 {
			s |= 1 << k
		}
	}
	return s, s != 0
}

func (v *Volume) check() error {
	total := 0.0
	for _, o := range v.Options {
		total += o.Share
		if !(o.Share >= 0) || !(o.Price > 0) || !(o.weight() > 0) || !(o.life() > 0) || !(o.Platform >= 0) {
			return fmt.Errorf("choice: option %q of %s: share %v, weight %v, price %v, life %v, platform %v; prices, weights and lives are above zero, the others not below",
				o.Name, v.Name, o.Share, o.weight(), o.Price, o.life(), o.Platform)
		}
	}
	switch {
	case len(v.Options) == 0 || len(v.Options) > mostOptions:
		return fmt.Errorf("choice: %s has %d options; it takes 1 to %d", v.Name, len(v.Options), mostOptions)
	case math.Abs(total-1) > 1e-9:
		return fmt.Errorf("choice: shares of %s add up to %v, not 1", v.Name, total)
	case !(v.Elasticity > 0) || !(v.Units > 0):
		return fmt.Errorf("choice: %s has elasticity %v and makes %v units; both are above zero", v.Name, v.Elasticity, v.Units)
	}
	return nil
}

func (o *Option) weight() float64 {
	if o.Weight == 0 {
		return o.Share
	}
	return o.Weight
}

func (o *Option) life() float64 {
	if o.Life == 0 {
		return 1
	}
	return o.Life
}

// mean is the mean life-adjusted reference price, p̄ of MODEL section 1.
func (v *Volume) mean() float64 {
	m := 0.0
	for _, o := range v.Options {
		m += o.Share * o.Price * o.life()
	}
	return m
}

// Temper is T = p̄/elasticity, the scale on which price gaps count.
func (v *Volume) Temper() float64 { return v.mean() / v.Elasticity }

// volumeCosts is K(S) = k(S) + π(c + Σ F) at some prices, on life-adjusted
// prices.
type volumeCosts struct {
	v        *Volume
	pi, t    float64
	exps     []float64 // weight · exp(-(p̃ - p̃⁰π - low)/(Tπ))
	low, fix float64
}

func (v *Volume) unit(p prices) unitCosts {
	u := &volumeCosts{v: v, pi: p(v.Level), t: v.Temper(), low: math.Inf(1)}
	gap := make([]float64, len(v.Options))
	for k, o := range v.Options {
		gap[k] = o.life() * (p(o.Commodity) - o.Price*u.pi)
		u.low = min(u.low, gap[k])
	}
	for k := range gap {
		o := &v.Options[k]
		u.exps = append(u.exps, o.weight()*math.Exp(-(gap[k]-u.low)/(u.t*u.pi)))
	}
	u.fix = (v.mean()+v.Assembly)*u.pi + u.low
	return u
}

func (u *volumeCosts) cost(s Set) float64 {
	total, platform := 0.0, 0.0
	for k, x := range u.exps {
		if s.Has(k) {
			total, platform = total+x, platform+u.v.Options[k].Platform
		}
	}
	return u.fix + u.pi*platform - u.t*u.pi*math.Log(total)
}

func (v *Volume) ledger() string {
	for _, o := range v.Options {
		if o.life() != 1 {
			return v.Name + " ledger"
		}
	}
	return ""
}

// activity adds the activity of a set: the volume node over its options, and the
// level commodity for assembly, platforms and the constant by which the set's
// node differs from K. Where that is negative it is an output.
func (v *Volume) activity(e *cge.Economy, s Set, name string) {
	weight, mean := 0.0, 0.0
	for k, o := range v.Options {
		if s.Has(k) {
			weight += o.weight()
			mean += o.weight() * o.Price * o.life()
		}
	}
	mean /= weight
	t := v.Temper()
	rest := v.mean() - mean - t*math.Log(weight) + v.Assembly
	var options []cge.Nest
	for k, o := range v.Options {
		if !s.Has(k) {
			continue
		}
		rest += o.Platform
		leaf := o.Commodity.Of(v.Units * o.weight() / weight).At(o.Price * o.life())
		if o.life() != 1 {
			leaf = leaf.Taxed(e.Agent(v.ledger()), o.life()-1)
		}
		options = append(options, leaf)
	}
	out := v.Makes.Of(v.Units)
	if v.ledger() != "" {
		out = out.TaxedExpr(e.Agent(v.ledger()), "-`"+v.subsidy()+"`")
	}
	inputs := []cge.Nest{cge.Volume(mean/t, v.Level, options...)}
	outputs := []cge.Nest{out}
	switch {
	case rest > 0:
		inputs = append(inputs, v.Level.Of(v.Units*rest))
	case rest < 0:
		outputs = append(outputs, v.Level.Of(-v.Units*rest))
	}
	e.Producer(name, cge.CET(0, outputs...), cge.Leontief(inputs...))
}

// open declares the books of life-adjusted prices: the maker pays its suppliers
// p, but compares p times the life factor. The difference is a tax to the
// ledger, which a refund on output gives back in full. The ledger keeps an
// amount of the level commodity that it buys back, so that its income is not zero.
func (v *Volume) open(e *cge.Economy, name string) {
	e.Consumer(name).Owns(v.Level.Of(v.Units)).Wants(v.Level.Of(v.Units))
	e.Aux(v.subsidy(), fmt.Sprintf("`%s`-%v*`%s`", name, v.Units, v.Level)).Between(math.Inf(-1), math.Inf(1))
}

func (v *Volume) subsidy() string { return v.Name + " refund" }
