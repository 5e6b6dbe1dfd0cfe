package knowledge

import (
	"fmt"
	"math"
)

// A Spillover says how much knowledge elsewhere helps research here: one factor
// for each stock, 1 where every h is 1. h is in the order of the keys.
type Spillover interface {
	Factors(h []float64) []float64
}

// Weighted is exp(Kappa sum over s' of omega[s,s'] log h[s']): a geometric mean
// of the knowledge of others, to the power Kappa. Make it with NewWeighted.
type Weighted struct {
	Kappa float64
	omega [][]float64
}

// NewWeighted takes weights omega[s][s'] of any scale, 0 on the diagonal, and
// makes every row sum to 1; a row of zeros receives nothing. A Kappa of 0
// switches spillovers off.
func NewWeighted(kappa float64, omega [][]float64) (Weighted, error) {
	if !(kappa >= 0 && kappa <= 1) {
		return Weighted{}, fmt.Errorf("knowledge: NewWeighted: kappa is %v; it must be between 0 and 1", kappa)
	}
	w := Weighted{Kappa: kappa, omega: make([][]float64, len(omega))}
	for i, row := range omega {
		if len(row) != len(omega) {
			return Weighted{}, fmt.Errorf("knowledge: NewWeighted: row %d has %d weights, want %d, one a stock", i, len(row), len(omega))
		}
		sum := 0.0
		for j, v := range row {
			if !usable(v) || i == j && v != 0 {
				return Weighted{}, fmt.Errorf("knowledge: NewWeighted: weight [%d][%d] is %v; weights are 0 or above, 0 on the diagonal", i, j, v)
			}
			sum += v
		}
		if sum == 0 {
			sum = 1
		}
		if sum > math.MaxFloat64 {
			return Weighted{}, fmt.Errorf("knowledge: NewWeighted: row %d sums to more than a number can hold; weights of any scale will do", i)
		}
		w.omega[i] = make([]float64, len(row))
		for j, v := range row {
			w.omega[i][j] = v / sum
		}
	}
	return w, nil
}

// Factors are the geometric means; 1 where the weights do not reach.
func (w Weighted) Factors(h []float64) []float64 {
	logs := make([]float64, len(h))
	for i, v := range h {
		logs[i] = math.Log(level(v))
	}
	out := ones(len(h))
	for i := range min(len(h), len(w.omega)) {
		sum := 0.0
		for j := range min(len(h), len(w.omega)) {
			sum += w.omega[i][j] * logs[j]
		}
		out[i] = math.Exp(w.Kappa * sum)
	}
	return out
}

// CatchUp is (mean h of the group / h)^Exponent: who is behind learns from who
// is ahead. Groups list stocks by their place; a stock in none receives nothing.
type CatchUp struct {
	Exponent float64
	Groups   [][]int
}

// Factors compares each stock with its group.
func (c CatchUp) Factors(h []float64) []float64 {
	out := ones(len(h))
	for _, g := range c.Groups {
		sum, n := 0.0, 0
		for _, i := range g {
			if i >= 0 && i < len(h) {
				sum += level(h[i])
				n++
			}
		}
		for _, i := range g {
			if i >= 0 && i < len(h) {
				out[i] = math.Pow(sum/float64(n)/level(h[i]), c.Exponent)
			}
		}
	}
	return out
}

func ones(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = 1
	}
	return out
}
