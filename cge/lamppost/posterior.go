package lamppost

import (
	"fmt"
	"math"
)

// A Posterior is what a series of observations says about a gap as of the last
// of them: a mixture over volatility, drift and whether the drift has broken,
// with a normal distribution of the gap in each.
type Posterior struct {
	parts []part
	prior Prior
	t     int
}

// part is one component: of an unbroken drift or of a broken one.
type part struct {
	node
	drift, volatility float64
	broken            bool
}

// posterior merges the times of the break, which no longer matter.
func (f *filter) posterior() *Posterior {
	p := &Posterior{prior: f.prior, t: f.t}
	left := 1 - f.prior.Break + f.prior.toCome(f.t, f.prior.Last)
	for _, st := range f.strands {
		for i, m := range f.drifts {
			n := st.intact[i]
			n.weight *= left
			p.add(part{n, m, st.s, false})
			same := make([]node, len(st.broken))
			for k, group := range st.broken {
				same[k] = group[i]
			}
			p.add(part{collapse(same), m, st.s, true})
		}
	}
	sum := 0.0
	for _, c := range p.parts {
		sum += c.weight
	}
	for i := range p.parts {
		p.parts[i].weight /= sum
	}
	return p
}

func (p *Posterior) add(c part) {
	if c.weight > 0 {
		p.parts = append(p.parts, c)
	}
}

// A Moment is a mean with its standard deviation.
type Moment struct{ Mean, SD float64 }

// Gap is the gap as of the last observation.
func (p *Posterior) Gap() Moment {
	return p.moment(func(c part) float64 { return c.mean }, func(c part) float64 { return c.variance })
}

// Drift is the drift now, after a break if there was one.
func (p *Posterior) Drift() Moment {
	return p.moment(func(c part) float64 { return c.drift }, func(part) float64 { return 0 })
}

// Volatility is the standard deviation of the process over a year, free of
// the noise of observation.
func (p *Posterior) Volatility() Moment {
	return p.moment(func(c part) float64 { return c.volatility }, func(part) float64 { return 0 })
}

// Broken is the probability that the drift has broken by now.
func (p *Posterior) Broken() float64 {
	sum := 0.0
	for _, c := range p.parts {
		if c.broken {
			sum += c.weight
		}
	}
	return min(sum, 1)
}

func (p *Posterior) moment(value, variance func(part) float64) Moment {
	var mean, second float64
	for _, c := range p.parts {
		mean += c.weight * value(c)
	}
	for _, c := range p.parts {
		d := value(c) - mean
		second += c.weight * (d*d + variance(c))
	}
	return Moment{mean, math.Sqrt(second)}
}

// Within is the probability that the gap, looked at once a year, is found
// crossed within h years, averaged over the posterior, with the interval that
// holds the share level of it.
func (p *Posterior) Within(h int, level float64) (Chance, error) {
	if h < 1 {
		return Chance{}, fmt.Errorf("lamppost: horizon %d: at least one year ahead", h)
	}
	if !(level > 0 && level < 1) {
		return Chance{}, fmt.Errorf("lamppost: level %v: an interval holds a share between 0 and 1", level)
	}
	var ps []weighted
	for _, c := range p.parts {
		ps = p.spread(ps, c, h)
	}
	return chance(ps, level), nil
}

// spread evaluates a component at the points of a quadrature over its gap,
// leaving out those below 0 when survival is used, and over a break to come.
func (p *Posterior) spread(ps []weighted, c part, h int) []weighted {
	sd, sum, at := math.Sqrt(c.variance), 0.0, len(ps)
	q := p.coming(c, h)
	for i, z := range hermite {
		g := c.mean + sd*z.value
		if g <= 0 && !p.prior.NoSurvival && i > 0 {
			continue
		}
		sum += z.weight
		ps = append(ps, weighted{p.ahead(c, max(g, 1e-9), h, q), z.weight})
	}
	for i := at; i < len(ps); i++ {
		ps[i].weight *= c.weight / sum
	}
	return ps
}

// coming is the probability of a break within the horizon.
func (p *Posterior) coming(c part, h int) float64 {
	if c.broken {
		return 0
	}
	return p.prior.toCome(p.t, h) / (1 - p.prior.Break + p.prior.toCome(p.t, p.prior.Last))
}

// ahead is the probability of a crossing from g on. A break to come with
// probability q is placed in the middle of the horizon: the mean drift is then
// halfway between the old one and one of three that stand for all new ones.
func (p *Posterior) ahead(c part, g float64, h int, q float64) float64 {
	at := Passage{Gap: g, Drift: c.drift, Volatility: c.volatility, Every: 1}
	out := (1 - q) * at.within(float64(h))
	if q == 0 {
		return out
	}
	three := p.prior.Drift
	three.Points = 3
	for _, m := range three.values() {
		at.Drift = (c.drift + m) / 2
		out += q / 3 * at.within(float64(h))
	}
	return out
}

// hermite are points and weights of Gauss-Hermite quadrature of order 5 for
// the standard normal distribution; the middle stands first.
var hermite = []weighted{
	{0, 8.0 / 15},
	{-1.355626179974266, 0.2220759220056126}, {1.355626179974266, 0.2220759220056126},
	{-2.856970013872806, 0.01125741132772069}, {2.856970013872806, 0.01125741132772069},
}
