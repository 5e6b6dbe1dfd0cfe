package forecast

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// grams are the cross products of each node.
type grams struct {
	width int
	xx    []*mat.SymDense
	xy    []*mat.VecDense
}

func newGrams(nodes, width int) *grams {
	g := &grams{width: width}
	for range nodes {
		g.xx = append(g.xx, mat.NewSymDense(width, nil))
		g.xy = append(g.xy, mat.NewVecDense(width, nil))
	}
	return g
}

func (g *grams) add(node int, x []float64, y float64) {
	v := mat.NewVecDense(g.width, x)
	g.xx[node].SymRankOne(g.xx[node], 1, v)
	g.xy[node].AddScaledVec(g.xy[node], y, v)
}

// coefficients for each penalty, [penalty][node][feature].
func (g *grams) coefficients(p Pooling, grid []penalty) [][][]float64 {
	out := make([][][]float64, len(grid))
	cache := map[float64]*departed{}
	for k, pen := range grid {
		switch p {
		case PerNode:
			for i := range g.xx {
				out[k] = append(out[k], ridgeSolve(g.xx[i], g.xy[i], pen.own))
			}
		case Pooled:
			xx, xy := mat.NewSymDense(g.width, nil), mat.NewVecDense(g.width, nil)
			for i := range g.xx {
				xx.AddSym(xx, g.xx[i])
				xy.AddVec(xy, g.xy[i])
			}
			b := ridgeSolve(xx, xy, pen.common)
			for range g.xx {
				out[k] = append(out[k], b)
			}
		case Shrunken:
			if cache[pen.own] == nil {
				cache[pen.own] = g.depart(pen.own)
			}
			out[k] = cache[pen.own].coefficients(pen.common)
		}
	}
	return out
}

// ridgeSolve is (xx + p I)^-1 xy.
func ridgeSolve(xx mat.Symmetric, xy mat.Vector, p float64) []float64 {
	n := xx.SymmetricDim()
	a := mat.NewSymDense(n, nil)
	a.CopySym(xx)
	for k := range n {
		a.SetSym(k, k, a.At(k, k)+p)
	}
	var chol mat.Cholesky
	b := mat.NewVecDense(n, nil)
	if !chol.Factorize(a) || chol.SolveVecTo(b, xy) != nil {
		for k := range n {
			b.SetVec(k, math.NaN()) // named by the caller
		}
	}
	return b.RawVector().Data
}

// departed has each node's departure solved for in terms of the common
// coefficients: d_i = own_i - pull_i b.
type departed struct {
	own  []*mat.VecDense
	pull []*mat.Dense
	xx   *mat.SymDense // what is left for the common coefficients
	xy   *mat.VecDense
}

func (g *grams) depart(penalty float64) *departed {
	d := &departed{xx: mat.NewSymDense(g.width, nil), xy: mat.NewVecDense(g.width, nil)}
	for i := range g.xx {
		a := mat.NewSymDense(g.width, nil)
		a.CopySym(g.xx[i])
		for k := range g.width {
			a.SetSym(k, k, a.At(k, k)+penalty)
		}
		own, pull := mat.NewVecDense(g.width, nil), mat.NewDense(g.width, g.width, nil)
		var chol mat.Cholesky
		if chol.Factorize(a) { // positive definite by the penalty
			_ = chol.SolveVecTo(own, g.xy[i])
			_ = chol.SolveTo(pull, g.xx[i])
		}
		// xx - xx (xx + q)^-1 xx = q (xx + q)^-1 xx
		for k := range g.width {
			for l := k; l < g.width; l++ {
				d.xx.SetSym(k, l, d.xx.At(k, l)+penalty*(pull.At(k, l)+pull.At(l, k))/2)
			}
		}
		d.xy.AddScaledVec(d.xy, penalty, own)
		d.own, d.pull = append(d.own, own), append(d.pull, pull)
	}
	return d
}

// coefficients are b + d_i of each node.
func (d *departed) coefficients(penalty float64) [][]float64 {
	b := mat.NewVecDense(d.xy.Len(), ridgeSolve(d.xx, d.xy, penalty))
	out := make([][]float64, len(d.own))
	for i := range out {
		v := mat.NewVecDense(b.Len(), nil)
		v.MulVec(d.pull[i], b)
		v.SubVec(d.own[i], v)
		v.AddVec(v, b)
		out[i] = v.RawVector().Data
	}
	return out
}
