package knowledge

import (
	"fmt"
	"math"
)

// A Question asks for the benefits that are expected of one stock of knowledge.
type Question struct {
	Cell    int       // place of the key
	Year    int       // place of the year in the path, from 0
	Now     Benefit   // of this year
	Inflow  []float64 // new units of the object up to this year, oldest first; empty for minerals
	Horizon int       // years to answer for
}

// An Expectation answers with benefits of the years t+1 to t+Horizon.
type Expectation interface {
	Ahead(q Question) ([]float64, error)
}

// Static expects this year's benefit for ever.
type Static struct{}

// Ahead repeats the total.
func (Static) Ahead(q Question) ([]float64, error) { return project(q, 0) }

// Myopic expects constant prices, and an inflow that grows on at its own rate of
// the last years. The zero value takes 5 years and cuts the rate at 30 % a year
// up or down.
type Myopic struct {
	Window int     // years; 0 means 5
	Cap    float64 // 0 means 0.3; Static is for no growth at all
}

// Ahead grows the part that depends on inflow and holds the other.
func (m Myopic) Ahead(q Question) ([]float64, error) {
	g, err := m.Growth(q.Inflow)
	if err != nil {
		return nil, err
	}
	return project(q, g)
}

// Growth is the yearly rate over the window: of the years there are if fewer,
// since the first inflow above 0 if that is later, 0 where there is none.
func (m Myopic) Growth(inflow []float64) (float64, error) {
	window, bound := m.Window, m.Cap
	if window == 0 {
		window = 5
	}
	if bound == 0 {
		bound = 0.3
	}
	if window < 0 || !(bound > 0 && bound < 1) {
		return 0, fmt.Errorf("knowledge: Myopic: window %d years, cap %v; the window must be 1 or more (0 means 5), the cap above 0 and below 1 (0 means 0.3)", m.Window, m.Cap)
	}
	for i, v := range inflow {
		if !usable(v) {
			return 0, fmt.Errorf("knowledge: Myopic: the inflow %d years ago is %v; it must be 0 or above", len(inflow)-1-i, v)
		}
	}
	last := len(inflow) - 1
	for k := min(window, last); k > 0; k-- {
		if before := inflow[last-k]; before > 0 {
			g := math.Expm1((math.Log(inflow[last]) - math.Log(before)) / float64(k))
			return min(max(g, -bound), bound), nil
		}
	}
	return 0, nil
}

func project(q Question, growth float64) ([]float64, error) {
	if q.Horizon < 1 {
		return nil, fmt.Errorf("knowledge: a horizon of %d years; it must be 1 or more", q.Horizon)
	}
	out := make([]float64, q.Horizon)
	for k := range out {
		out[k] = q.Now.Growing*math.Pow(1+growth, float64(k+1)) + q.Now.Constant
		if !usable(out[k]) {
			return nil, fmt.Errorf("knowledge: the benefit expected %d years ahead is %v; it must be 0 or above", k+1, out[k])
		}
	}
	return out, nil
}

// Foreseen expects the benefits of an earlier pass over the path, year × key.
// Beyond its end the last year repeats.
type Foreseen struct{ Benefit [][]float64 }

// Ahead reads the pass.
func (p Foreseen) Ahead(q Question) ([]float64, error) {
	if len(p.Benefit) == 0 || q.Year < 0 || q.Horizon < 1 {
		return nil, fmt.Errorf("knowledge: Foreseen: year %d and %d further ones are asked of a pass of %d years", q.Year, q.Horizon, len(p.Benefit))
	}
	out := make([]float64, q.Horizon)
	for k := range out {
		row := p.Benefit[min(q.Year+k+1, len(p.Benefit)-1)]
		if q.Cell < 0 || q.Cell >= len(row) {
			return nil, fmt.Errorf("knowledge: Foreseen: key %d is asked of a pass with %d", q.Cell, len(row))
		}
		out[k] = row[q.Cell]
	}
	return out, nil
}
