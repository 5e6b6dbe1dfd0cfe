package choice

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/network"
)

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
	// Group names a platform that several options share. It is paid once, so all of
	// them state the same Platform, and they enter together or not at all. "" is a
	// platform of the option's own.
	Group string
	// Life is the factor from a price to the life-adjusted price that choices
	// compare at the reference point, PV(reference lifetime)/PV(own lifetime); 0 is 1.
	Life float64
	// LifeNow is that factor where it moves, an expression of parameters; "" is Life.
	LifeNow string
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

func (v *Volume) inputs() []cge.Commodity {
	out := make([]cge.Commodity, len(v.Options))
	for k, o := range v.Options {
		out[k] = o.Commodity
	}
	return out
}

// blocks are the platforms, in the order of their first options.
func (v *Volume) blocks() []Set {
	var out []Set
	at := map[string]int{}
	for k, o := range v.Options {
		i, known := at[o.Group]
		if !known || o.Group == "" {
			i = len(out)
			at[o.Group] = i
			out = append(out, 0)
		}
		out[i] |= 1 << k
	}
	return out
}

// platform is what the platforms of a set cost; whole is false for a set that
// holds a part of a group.
func (v *Volume) platform(blocks []Set, s Set) (cost float64, whole bool) {
	for _, b := range blocks {
		switch s & b {
		case 0:
		case b:
			cost += v.Options[first(b)].Platform
		default:
			return 0, false
		}
	}
	return cost, true
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
		if !(o.Share >= 0) || !(o.Price > 0) || !(o.weight() > 0) || !(o.life() > 0) || !(o.Platform >= 0) || math.IsInf(o.weight()+o.Price+o.life()+o.Platform, 1) {
			return fmt.Errorf("choice: option %q of %s: share %v, weight %v, price %v, life %v, platform %v; prices, weights and lives are above zero, the others not below, all finite",
				o.Name, v.Name, o.Share, o.weight(), o.Price, o.life(), o.Platform)
		}
	}
	switch n := len(v.blocks()); {
	case n == 0 || len(v.Options) > network.MaxOptions:
		return fmt.Errorf("choice: %s has %d options; it takes 1 to %d", v.Name, len(v.Options), network.MaxOptions)
	case math.Abs(total-1) > 1e-9:
		return fmt.Errorf("choice: shares of %s add up to %v, not 1", v.Name, total)
	case !(v.Elasticity > 0) || !(v.Units > 0) || math.IsInf(v.Elasticity+v.Units, 1) || math.IsNaN(v.Assembly) || math.IsInf(v.Assembly, 0):
		return fmt.Errorf("choice: %s has elasticity %v, makes %v units and adds %v for assembly; the first two are above zero, all finite", v.Name, v.Elasticity, v.Units, v.Assembly)
	}
	return v.checkGroups()
}

func (v *Volume) checkGroups() error {
	for _, b := range v.blocks() {
		first := v.Options[first(b)]
		for k, o := range v.Options {
			if b.Has(k) && (o.Platform != first.Platform || (o.Share > 0) != (first.Share > 0)) {
				return fmt.Errorf("choice: options %q and %q of %s share platform %q, but state platform costs %v and %v, shares %v and %v; the cost is one, and either all are in the reference or none",
					first.Name, o.Name, v.Name, o.Group, first.Platform, o.Platform, first.Share, o.Share)
			}
		}
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

// ledger is the consumer that keeps the books of life-adjusted prices, "" where
// all lives are those of the reference.
func (v *Volume) ledger() string {
	for _, o := range v.Options {
		if o.life() != 1 || o.LifeNow != "" {
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
	platform, _ := v.platform(v.blocks(), s)
	rest := v.mean() - mean - t*math.Log(weight) + v.Assembly + platform
	var options []cge.Nest
	for k := range v.Options {
		if s.Has(k) {
			options = append(options, v.leaf(e, &v.Options[k], v.Units*v.Options[k].weight()/weight))
		}
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

// leaf is an option at its life-adjusted reference price.
func (v *Volume) leaf(e *cge.Economy, o *Option, units float64) cge.Nest {
	leaf := o.Commodity.Of(units).At(o.Price * o.life())
	switch {
	case o.LifeNow != "":
		return leaf.TaxedExpr(e.Agent(v.ledger()), "`"+v.factorName(o)+"`-1")
	case o.life() != 1:
		return leaf.Taxed(e.Agent(v.ledger()), o.life()-1)
	}
	return leaf
}

// open declares the books of life-adjusted prices: the maker pays its suppliers
// p, but compares p times the life factor. The difference is a tax to the
// ledger, which a refund on output gives back in full. The ledger keeps an
// amount of the level commodity that it buys back, so that its income is not
// zero. Factors that move are variables, so that they can be read and answer.
func (v *Volume) open(e *cge.Economy) {
	name := v.ledger()
	if name == "" {
		return
	}
	e.Consumer(name).Owns(v.Level.Of(v.Units)).Wants(v.Level.Of(v.Units))
	e.Aux(v.subsidy(), fmt.Sprintf("`%s`-%v*`%s`", name, v.Units, v.Level)).Between(math.Inf(-1), math.Inf(1))
	for k := range v.Options {
		if o := &v.Options[k]; o.LifeNow != "" {
			e.Aux(v.factorName(o), fmt.Sprintf("`%s`-(%s)", v.factorName(o), o.LifeNow)).Between(math.Inf(-1), math.Inf(1)).Start(o.life())
		}
	}
}

func (v *Volume) subsidy() string             { return v.Name + " refund" }
func (v *Volume) factorName(o *Option) string { return v.Name + " life of " + o.Name }
