package mfa

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Sobol estimates first-order indices: the share of the variance of the result
// that goes away when one parameter is known. The result has the axis
// "parameter", first, and those of the model's result; parameters with an axis
// count as one group. It takes Draws × (parameters + 2) runs (Saltelli et al.
// 2010, doi 10.1016/j.cpc.2009.09.018, with the mean taken out). Where the
// result does not vary the index is 0. The error of an index is of the order
// of 1/√Draws; small indices may come out a little below 0.
func (e Ensemble) Sobol(model Model) (quantity.Array, error) {
	if len(e.Params) == 0 {
		return quantity.Array{}, fmt.Errorf("mfa: Ensemble.Sobol: no parameters")
	}
	s, err := e.prepare()
	if err != nil {
		return quantity.Array{}, err
	}
	n, groups := e.Draws, len(e.Params)
	all, err := s.run(n*(groups+2), func(k int) Draw { return s.saltelli(k/n, k%n) }, model)
	if err != nil {
		return quantity.Array{}, err
	}
	cells := len(all.values[0])
	out := make([]float64, groups*cells)
	for i := range cells {
		column := func(block int) []float64 {
			v := make([]float64, n)
			for k := range v {
				v[k] = all.values[block*n+k][i]
			}
			return v
		}
		a, b := column(0), column(1)
		mean, variance := pooled(a, b)
		for g := range groups {
			out[g*cells+i] = firstOrder(a, b, column(2+g), mean, variance)
		}
	}
	ax := quantity.Axis{Name: "parameter"}
	for _, p := range e.Params {
		ax.Labels = append(ax.Labels, p.Name)
	}
	return quantity.New("1", out, append([]quantity.Axis{ax}, all.axes...)...), nil
}

// saltelli is a draw of matrix A (block 0), of B (block 1), or of A with the
// values of one parameter taken from B.
func (s *sampler) saltelli(block, k int) Draw {
	if block < 2 {
		return s.draw(k, block)
	}
	d, b := s.draw(k, 0), s.draw(k, 1)
	p := s.e.Params[block-2]
	from := s.where[p.Name]
	copy(d.value[from:from+p.size()], b.value[from:from+p.size()])
	return d
}

// pooled is mean and variance of both samples together.
func pooled(a, b []float64) (mean, variance float64) {
	both := slices.Concat(a, b)
	for _, v := range both {
		mean += v / float64(len(both))
	}
	for _, v := range both {
		variance += (v - mean) * (v - mean) / float64(len(both))
	}
	return mean, variance
}

func firstOrder(a, b, ab []float64, mean, variance float64) float64 {
	if variance <= 1e-24*mean*mean {
		return 0
	}
	sum := 0.0
	for k := range a {
		sum += (b[k] - mean) * (ab[k] - a[k])
	}
	return sum / float64(len(a)) / variance
}
