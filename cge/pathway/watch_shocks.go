package pathway

import (
	"math"

	"github.com/lodestone-model/lodestone/cge/lamppost"
	"github.com/lodestone-model/lodestone/cge/network"
)

// Shocks are what costs do from year to year beyond what a path announces, measured
// on past prices: a square-root year, in logs.
type Shocks struct {
	// Prices are covariances of mineral prices, mineral by mineral; what is not
	// named does not move.
	Prices map[string]map[string]float64
	// Costs are standard deviations of what options cost beside minerals, by use or
	// service; Common is the correlation between options of one.
	Costs  map[string]float64
	Common float64
}

// exposures are how much the price of each option of a book rises with the log of
// each mineral's price: what it holds, and what its parts hold, [option][mineral].
func (r *run) exposures(y *state, b int) [][]float64 {
	m := r.m
	var out [][]float64
	for k, name := range m.spec.bookUnits(b) {
		u := m.ix.unit[name]
		by := 1.0
		if b < len(m.spec.Uses) {
			by = m.lifeFactor(&m.spec.Uses[b], y.tech.life[u])
		} else {
			by = 1 / PresentValue(y.tech.life[u], m.spec.Discount) / m.spec.Services[b-len(m.spec.Uses)].Plants[k].Output
		}
		row := m.holdings(y, u)
		for i := range row {
			row[i] *= by
		}
		out = append(out, row)
	}
	return out
}

// holdings are the minerals in a unit and its parts, in money.
func (m *Model) holdings(y *state, u int) []float64 {
	row := make([]float64, len(m.spec.Minerals))
	for i, a := range y.tech.content[u] {
		row[i] = a * y.offer[m.spec.Minerals[i].Name]
	}
	for _, p := range m.spec.Units[u].Parts {
		b := m.ix.use[p.Use]
		for k, o := range m.spec.Uses[b].Options {
			if y.share[b][k] == 0 {
				continue
			}
			for i, v := range m.holdings(y, m.ix.unit[o.Unit]) {
				row[i] += p.Amount * y.share[b][k] * v
			}
		}
	}
	return row
}

// shaken is what shocks of mineral prices do to what is followed, as of a page: the
// standard deviation of a year's change,
//
//	d ln K(S') - d ln K(S) = Σ_k by_k (Σ_m x_km d ln p_m + (p̃_k - Σ_m x_km) d ln c_k),   by_k = share_k(S')/K(S') - share_k(S)/K(S)
//
// x exposures, c cost beside minerals. Buyers are taken not to answer within the
// year.
func (l *LampPosts) shaken(r *Result, p *page, f followed) float64 {
	if l.Shocks == nil || f.measure == lamppost.Activity {
		return 0
	}
	n, v, pi := r.nodes[f.book], &p.books[f.book], r.numeraire()
	by := make([]float64, len(n.options))
	if f.measure == lamppost.Leader {
		by[f.from] -= 1 / (n.temper * pi)
		by[f.to] += 1 / (n.temper * pi)
	} else {
		add := func(s set, sign float64) {
			cost := n.costs(v.weight, v.price, pi)(s)
			for k, x := range n.shares(s, v.weight, v.price, pi) {
				by[k] += sign * x / cost
			}
		}
		add(network.Set(f.to), 1)
		add(network.Set(f.from), -1)
	}
	return math.Sqrt(max(0, l.Shocks.ofPrices(r.Spec, v, by)+l.Shocks.ofCosts(n.name, v, by)))
}

// ofPrices is the variance of Σ_k by_k x_km d ln p_m.
func (s *Shocks) ofPrices(spec *Spec, v *view, by []float64) (variance float64) {
	e := make([]float64, len(spec.Minerals))
	for k, row := range v.exposure {
		for i, x := range row {
			e[i] += by[k] * x
		}
	}
	for i := range e {
		of := s.Prices[spec.Minerals[i].Name]
		for j := range e {
			if v := e[i] * e[j]; v != 0 {
				variance += v * of[spec.Minerals[j].Name]
			}
		}
	}
	return variance
}

// ofCosts is the variance of Σ_k by_k (p̃_k - Σ_m x_km) d ln c_k.
func (s *Shocks) ofCosts(name string, v *view, by []float64) float64 {
	squares, total := 0.0, 0.0
	for k, f := range by {
		rest := v.price[k]
		for _, x := range v.exposure[k] {
			rest -= x
		}
		squares, total = squares+f*f*rest*rest, total+f*rest
	}
	sd := s.Costs[name]
	return sd * sd * ((1-s.Common)*squares + s.Common*total*total)
}
