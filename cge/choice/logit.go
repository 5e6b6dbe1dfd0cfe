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
	adjusted []float64     // p̃
	logit    network.Logit // of p̃ - p̃⁰π
	move     []float64     // d p̃, where a move is asked
	moveOfPi float64
}

func (v *Volume) unit(at market) unitCosts {
	u := &volumeCosts{v: v, blocks: v.blocks(), pi: at.price(v.Level), t: v.Temper()}
	gap, weight := make([]float64, len(v.Options)), make([]float64, len(v.Options))
	for k := range v.Options {
		o := &v.Options[k]
		life := v.factor(o, at)
		u.adjusted = append(u.adjusted, life*at.price(o.Commodity))
		gap[k] = u.adjusted[k] - o.life()*o.Price*u.pi
		weight[k] = o.weight()
		if at.move != nil {
			d := life * at.move.price(o.Commodity)
			if o.LifeNow != "" {
				d += at.move.factor(v.factorName(o)) * at.price(o.Commodity)
			}
			u.move = append(u.move, d)
		}
	}
	u.logit = network.NewLogit(weight, gap, u.t*u.pi)
	if at.move != nil {
		u.moveOfPi = at.move.price(v.Level)
	}
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
	return u.pi*(u.v.mean()+u.v.Assembly+platform) + u.logit.Cost(s)
}

// node has the platforms as options, and values in units of Tπ.
func (u *volumeCosts) node() *network.Node {
	var cost []float64
	for _, b := range u.blocks {
		cost = append(cost, u.v.Options[first(b)].Platform/u.t)
	}
	return u.logit.Node(u.blocks, cost)
}

// along: shares are ∂K/∂p̃, and K has degree one in p̃ and π, which gives ∂K/∂π.
func (u *volumeCosts) along(s Set) float64 {
	d, spent, cost := 0.0, 0.0, u.cost(s)
	for k, share := range u.shares(s) {
		d += share * u.move[k]
		spent += share * u.adjusted[k]
	}
	return (d + u.moveOfPi*(cost-spent)/u.pi) / cost
}

// shares of the options in the volume of a set, by option.
func (u *volumeCosts) shares(s Set) []float64 { return u.logit.Shares(s) }
