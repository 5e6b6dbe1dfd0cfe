package network

import (
	"fmt"
	"math"
)

// A Volume is a node whose options deliver the same service unit, so that their
// quantities add up: chemistries of a battery, technologies of generation. Unit
// cost of a set S is that of the absolute-cost logit, plus an overhead:
//
//	K(S) = k(S) + PY (C0 + sum over S of F)
//	k(S) = PBar PY - T PY ln sum over S of Alpha exp(-(Price - PBar PY)/(T PY))
//
// Prices are life-adjusted option prices, all in the same money per unit. An
// option pays for its platform iff its share after entry is above 1 - exp(-F/T):
// PlatformCost states F that way.
type Volume struct {
	PBar    float64 // mean option price of the base year
	T       float64 // PBar over the own-price elasticity of the share ratio, above 0
	PY      float64 // price level of the final good, above 0
	C0      float64 // cost besides the options, units of the final good per unit
	Options []Option
}

// An Option is one way to deliver the service.
type Option struct {
	Name  string
	Alpha float64 // weight, above 0
	Price float64 // life-adjusted price, money per unit
	F     float64 // platform cost, units of the final good per unit of the node's output, 0 or more
	// Platform names what F pays for. Options of the same platform (not "") pay F
	// once for all of them, and must state the same F; then all of them enter or
	// none does. So halving an option's weight over two options of one platform
	// changes nothing else.
	Platform string
}

// An Observed option is what a base year shows of it.
type Observed struct {
	Name         string
	Share, Price float64
}

// Calibrate makes the volume node that has the observed shares at the observed
// prices, with PY = 1 and no overhead: PBar is the mean price, T = PBar/sigma,
// Alpha = share exp((price - PBar)/T). Shares are above 0 and sum to 1; what has
// no share yet is appended with a weight of its own.
func Calibrate(sigma float64, base []Observed) (Volume, error) {
	v := Volume{PY: 1}
	total := 0.0
	for _, o := range base {
		if !(o.Share > 0) || !finite(o.Price) {
			return Volume{}, fmt.Errorf("network: option %q: share %v at price %v; shares are above 0, prices finite", o.Name, o.Share, o.Price)
		}
		total += o.Share
		v.PBar += o.Share * o.Price
	}
	if v.T = v.PBar / sigma; math.Abs(total-1) > sumTolerance || !(v.T > 0) || !finite(v.T) {
		return Volume{}, fmt.Errorf("network: shares sum to %v, the mean price is %v and sigma %v; shares sum to 1, the others are above 0", total, v.PBar, sigma)
	}
	for _, o := range base {
		alpha := o.Share * math.Exp((o.Price-v.PBar)/v.T)
		v.Options = append(v.Options, Option{Name: o.Name, Alpha: alpha, Price: o.Price})
	}
	return v, v.check()
}

// PlatformCost is the F with which an option enters iff its share after entry
// is above minShare, 0 or more and below 1: F = -T ln(1 - minShare), in units of
// the final good per unit of output.
func PlatformCost(t, minShare float64) (float64, error) {
	if !(t > 0) || !finite(t) || !(minShare >= 0 && minShare < 1) {
		return 0, fmt.Errorf("network: T is %v and the least share %v; T must be above 0, the share from 0 to below 1", t, minShare)
	}
	return -t * math.Log1p(-minShare), nil
}

// A Unit is what a volume node does with one unit of its output.
type Unit struct {
	Cost        float64   // K(S), money per unit
	Shares      []float64 // of the options, 0 outside the set; they sum to 1
	Integration float64   // (k - sum of share price)/PY: final good per unit, without C0 and F
	Platforms   float64   // sum of F over the platforms of the set: final good per unit
}

// Unit values a non-empty set of options. What the options, the integration and
// the overhead (C0 and Platforms, at PY) cost adds up to Cost.
func (v Volume) Unit(s Set) (Unit, error) {
	if err := v.check(); err != nil {
		return Unit{}, err
	}
	if s == 0 || s&^full(len(v.Options)) != 0 {
		return Unit{}, fmt.Errorf("network: set %v of a node with %d options; it must not be empty and hold options of the node", s.Places(), len(v.Options))
	}
	l := v.logit(s)
	u := Unit{Shares: l.Shares(s)}
	paid := map[string]bool{}
	mean := 0.0
	for _, k := range s.Places() {
		o := v.Options[k]
		mean += u.Shares[k] * o.Price
		if !paid[o.Platform] {
			u.Platforms += o.F
		}
		paid[o.Platform] = o.Platform != ""
	}
	k := l.Cost(s)
	u.Integration = (k - mean) / v.PY
	u.Cost = k + v.PY*(v.C0+u.Platforms)
	if !finite(u.Cost) || !finite(u.Integration) {
		return Unit{}, fmt.Errorf("network: set %v costs %v: prices or weights leave the range of numbers", s.Places(), u.Cost)
	}
	return u, nil
}

// logit has the options of a set.
func (v Volume) logit(s Set) Logit {
	weight, price := make([]float64, len(v.Options)), make([]float64, len(v.Options))
	for k, o := range v.Options {
		if price[k] = o.Price; s.Has(k) {
			weight[k] = o.Alpha
		}
	}
	return NewLogit(weight, price, v.T*v.PY)
}

// Best is the exact choice of a non-empty set of options: the least K. Among
// options of equal F, and wherever the order by Alpha exp(-Price/(T PY)) is the
// order by F too, it is a prefix of that order (see nested); otherwise what is
// beyond doubt is settled, up to 16 platforms in doubt are counted through and
// more are branched on. A node at which the best unit cost is not positive is an
// error: its gap would have no logarithm.
func (v Volume) Best() (Choice, error) {
	if err := v.check(); err != nil {
		return Choice{}, err
	}
	p, groups := v.node()
	c := p.choice()
	c.Set, c.Next = spreadGroups(c.Set, groups), spreadGroups(c.Next, groups)
	for i, s := range c.Ties {
		c.Ties[i] = spreadGroups(s, groups)
	}
	u, err := v.Unit(c.Set)
	if err != nil {
		return Choice{}, err
	}
	if c.Cost = u.Cost; !(c.Cost > 0) {
		return Choice{}, fmt.Errorf("network: the best set %v costs %v; a unit cost must be above 0", c.Set.Places(), c.Cost)
	}
	// The node is in units of T PY: ln K(Next) - ln K(Set) = ln(1 + dK/K).
	c.Gap = math.Log1p(c.Gap * v.T * v.PY / c.Cost)
	if !finite(c.Gap) {
		return Choice{}, fmt.Errorf("network: the next best set %v is beyond the range of numbers", c.Next.Places())
	}
	return c, nil
}

// node states the choice in units of T PY, with K = -1 and Base 0: the empty
// set costs infinity. Its options are the platforms; groups are their options.
func (v Volume) node() (p *Node, groups []Set) {
	var cost []float64
	at := map[string]int{}
	for k, o := range v.Options {
		g, shared := at[o.Platform]
		if o.Platform == "" || !shared {
			g = len(groups)
			at[o.Platform] = g
			groups, cost = append(groups, 0), append(cost, o.F/v.T)
		}
		groups[g] |= SetOf(k)
	}
	return v.logit(full(len(v.Options))).Node(groups, cost), groups
}

func spreadGroups(s Set, groups []Set) Set {
	var out Set
	for ; s != 0; s &= s - 1 {
		out |= groups[s.first()]
	}
	return out
}

func (v Volume) check() error {
	if !(v.T > 0) || !(v.PY > 0) || !finite(v.T) || !finite(v.PY) || !finite(v.PBar) || !finite(v.C0) {
		return fmt.Errorf("network: volume node: T %v, PY %v, PBar %v, C0 %v; T and PY must be above 0, all finite", v.T, v.PY, v.PBar, v.C0)
	}
	if n := len(v.Options); n == 0 || n > MaxOptions {
		return fmt.Errorf("network: volume node with %d options; 1 to %d", n, MaxOptions)
	}
	cost := map[string]float64{}
	for k, o := range v.Options {
		if !(o.Alpha > 0) || !finite(o.Alpha) || !finite(o.Price) || !(o.F >= 0) || !finite(o.F) {
			return fmt.Errorf("network: option %d (%q): weight %v, price %v, F %v; the weight must be above 0, F 0 or more, all finite", k+1, o.Name, o.Alpha, o.Price, o.F)
		}
		if f, seen := cost[o.Platform]; seen && o.Platform != "" && f != o.F {
			return fmt.Errorf("network: option %d (%q): F is %v, but platform %q costs %v; a platform is paid once and has one F", k+1, o.Name, o.F, o.Platform, f)
		}
		cost[o.Platform] = o.F
	}
	return nil
}
