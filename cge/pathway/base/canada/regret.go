package canada

import (
	"math"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Regret is what a plan that counts on one future loses in another, over plan and
// truth, in GUSD2024 of the year: capacity is built for the output that pays in
// the planned future, and earns the prices of the true one. The cost of a mine
// rises along the world's law of supply after its resource has adjusted
// (elasticity ε, growth of the resource g), so the loss of building K where Q
// would be best is a triangle:
//
//	profit(K; p) = p K - ∫0..K c(q) dq,   c(q) = p0 (q / q0 e^(g t))^(1/ε)
//	Q(p)         = q0 e^(g t) (p/p0)^ε,   regret = profit(Q(p); p) - profit(K; p) >= 0
//
// Minerals are added up; none are all of the account.
func (o *Outlook) Regret(year int, minerals ...string) quantity.Array {
	if err := o.checkYear(year); err != nil {
		return quantity.Failed(err)
	}
	return o.crossed("GUSD2024", minerals, year, func(p plan) float64 { return p.best() - p.profit() }, true)
}

// Misplanned is capacity built for the plan over what would be best in the truth,
// over plan and truth, for one mineral: above 1 is stranded, below 1 missed.
func (o *Outlook) Misplanned(year int, mineral string) quantity.Array {
	if err := o.checkYear(year); err != nil {
		return quantity.Failed(err)
	}
	return o.crossed("1", []string{mineral}, year, func(p plan) float64 { return math.Pow(p.planned/p.truth, p.elasticity) }, false)
}

// A plan is capacity in a mineral built for one price that earns another.
type plan struct {
	planned, truth, base float64 // USD per t
	size                 float64 // kt at the base year's price
	elasticity           float64
}

func (p plan) profitOf(price float64) float64 {
	q := p.size * math.Pow(price/p.base, p.elasticity)
	cost := p.base * p.size / (1 + 1/p.elasticity) * math.Pow(q/p.size, 1+1/p.elasticity)
	return (p.truth*q - cost) / 1e6 // kt x USD/t in GUSD
}

func (p plan) profit() float64 { return p.profitOf(p.planned) }
func (p plan) best() float64   { return p.profitOf(p.truth) }

// crossed works out every plan in every truth.
func (o *Outlook) crossed(unit string, minerals []string, year int, of func(plan) float64, add bool) quantity.Array {
	if len(minerals) == 0 {
		minerals = o.Names()
	}
	prices := o.Prices(minerals...)
	if err := prices.Err(); err != nil {
		return prices
	}
	n, years := len(o.Futures), o.Years.Len()
	v := make([]float64, n*n)
	for i, name := range minerals {
		at := func(future, t int) float64 { return prices.Data()[(i*n+future)*years+t] }
		mine, q0 := o.lawOf(name)
		t := o.index(year)
		for plans := range n {
			for truth := range n {
				x := of(plan{planned: at(plans, t), truth: at(truth, t), base: at(0, 0), size: q0 * math.Exp(mine.Growth*float64(t)), elasticity: mine.Long})
				if add {
					v[plans*n+truth] += x
				} else {
					v[plans*n+truth] = x
				}
			}
		}
	}
	return quantity.New(unit, v, quantity.NewAxis("plan", o.Futures...), quantity.NewAxis("truth", o.Futures...)).WithSources(o.Sources...)
}

// lawOf a mineral is that of its largest part, with all its tonnes.
func (o *Outlook) lawOf(name string) (pathway.Mine, float64) {
	for _, m := range o.Minerals {
		if m.Name != name {
			continue
		}
		sum, most, mine := 0.0, 0.0, pathway.Mine{}
		for _, p := range m.Parts {
			sum += p.Production
			if p.Production > most {
				most, mine = p.Production, o.supply[p.ID]
			}
		}
		return mine, sum
	}
	return pathway.Mine{}, 0
}
