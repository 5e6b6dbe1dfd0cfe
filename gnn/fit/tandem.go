package fit

import "fmt"

// Market is a mineral's supply equation, ready for an instrument from outside:
// what an equilibrium says of the price.
type Market struct {
	ID     string
	Years  []int
	Demand []float64 // growth of world activity
	Loss   []float64 // granular shock of countries, positive where output grew
	Price  []float64 // growth of the price

	quantity []float64
	controls [][]float64
	prior    Prior
}

// NewMarket lays out the years in which a mineral has output by country, price
// and shifters.
func NewMarket(m Mineral, s Shifters, prior Prior) (*Market, error) {
	g := NewGranular(m.Output)
	years, c := common(g.Mean, m.Price.Growth(), s.Energy.Growth(), Resource(m.Price, resourceSpeed).change(), s.Activity.Growth(), g.Shock)
	if len(years) < leastN {
		return nil, fmt.Errorf("fit: market of %s: %d years with output by country, price and activity; %d are needed", m.ID, len(years), leastN)
	}
	return &Market{ID: m.ID, Years: years, quantity: c[0], Price: c[1], controls: c[2:4], Demand: c[4], Loss: c[5], prior: prior}, nil
}

// Estimate is the elasticity of supply within the year with an instrument for
// the price: the equation with its diagnostics, and the posterior of the log.
func (m *Market) Estimate(instrument []float64) (*IV, Moments, error) {
	if len(instrument) != len(m.Years) {
		return nil, Moments{}, fmt.Errorf("fit: market of %s: an instrument of %d years for %d", m.ID, len(instrument), len(m.Years))
	}
	e := Equation{Y: m.quantity, X: m.Price, Controls: m.controls, Instruments: [][]float64{instrument}}
	iv, err := e.Solve()
	if err != nil {
		return nil, Moments{}, fmt.Errorf("fit: market of %s: %w", m.ID, err)
	}
	r, err := e.reduce()
	if err != nil {
		return nil, Moments{}, err
	}
	f := r.forms(r.y, r.x)
	post, err := posterior1(m.prior, func(v float64) float64 { return f.statistic(1, -v) })
	return iv, post, err
}
