package choice

import (
	"math"

	"github.com/lodestone-model/lodestone/cge/network"
)

// volumeCosts is K(S) = k(S) + π(c + Σ F) at some prices, on life-adjusted
// prices.
type volumeCosts struct {
	v        *Volume
	blocks   []Set
	pi, t    float64
	adjusted []float64 // p̃
	exps     []float64 // weight · exp(-(p̃ - p̃⁰π - low)/(Tπ))
	low, fix float64
	move     []float64 // d p̃, where a move is asked
	moveOfPi float64
}

func (v *Volume) unit(at market) unitCosts {
	u := &volumeCosts{v: v, blocks: v.blocks(), pi: at.price(v.Level), t: v.Temper(), low: math.Inf(1)}
	gap := make([]float64, len(v.Options))
	for k := range v.Options {
		o := &v.Options[k]
		life := v.factor(o, at)
		u.adjusted = append(u.adjusted, life*at.price(o.Commodity))
		gap[k] = u.adjusted[k] - o.life()*o.Price*u.pi
		u.low = min(u.low, gap[k])
		if at.move != nil {
			d := life * at.move.price(o.Commodity)
			if o.LifeNow != "" {
				d += at.move.factor(v.factorName(o)) * at.price(o.Commodity)
			}
			u.move = append(u.move, d)
		}
	}
	for k := range gap {
		u.exps = append(u.exps, v.Options[k].weight()*math.Exp(-(gap[k]-u.low)/(u.t*u.pi)))
	}
	if at.move != nil {
		u.moveOfPi = at.move.price(v.Level)
	}
	u.fix = (v.mean()+v.Assembly)*u.pi + u.low
	return u
}

// factor is the life factor of an option as it is now.
func (v *Volume) factor(o *Option, at market) float64 {
	if o.LifeNow == "" {
		return o.life()
	}
	return at.factor(v.factorName(o))
}

func (u *volumeCosts) cost(s Set) float64 {
	platform, whole := u.v.platform(u.blocks, s)
	if !whole {
		return math.Inf(1)
	}
	return u.fix + u.pi*platform - u.t*u.pi*math.Log(u.total(s))
}

// node has the platforms as options, and values in units of Tπ.
func (u *volumeCosts) node() *network.Node {
	n := &network.Node{K: -1}
	for _, b := range u.blocks {
		n.Cost = append(n.Cost, u.v.Options[first(b)].Platform/u.t)
		n.Quantity = append(n.Quantity, u.total(b))
	}
	return n
}

func (u *volumeCosts) total(s Set) float64 {
	sum := 0.0
	for k, x := range u.exps {
		if s.Has(k) {
			sum += x
		}
	}
	return sum
}

// along: shares are ∂K/∂p̃, and K has degree one in p̃ and π, which gives ∂K/∂π.
func (u *volumeCosts) along(s Set) float64 {
	d, spent, total, cost := 0.0, 0.0, u.total(s), u.cost(s)
	for k, x := range u.exps {
		if s.Has(k) {
			d += x / total * u.move[k]
			spent += x / total * u.adjusted[k]
		}
	}
	return (d + u.moveOfPi*(cost-spent)/u.pi) / cost
}

// shares of the options in the volume of a set, by option.
func (u *volumeCosts) shares(s Set) []float64 {
	out, total := make([]float64, len(u.exps)), u.total(s)
	for k, x := range u.exps {
		if s.Has(k) {
			out[k] = x / total
		}
	}
	return out
}
