package sam

import (
	"math"
	"slices"
)

// newton minimizes the dual of the information distance,
//
//	D(u) = Σ size·exp(u[to] - u[from]) + Σ supply·u,
//
// which is convex, with gradient open() and the Laplacian of the network of
// flows as its matrix of second derivatives. Adding a constant to the
// multipliers of a connected part changes nothing; solveLaplacian holds one of
// each part.
func (p *program) newton(most int) (steps int, done bool) {
	for n := 0; ; n++ {
		rest, share := p.open()
		if within(share, p.tol) {
			return n, true
		}
		if n == most {
			return n, false
		}
		for k := range rest {
			rest[k] = -rest[k]
		}
		p.step(p.solve(rest))
	}
}

// solve returns d of Laplacian·d = b under the present flows.
func (p *program) solve(b []float64) []float64 {
	n := len(p.nodes)
	w := make([]float64, n*n)
	for _, e := range p.edges {
		x := p.flow(e)
		w[e.row*n+e.col] += x
		w[e.col*n+e.row] += x
	}
	return solveLaplacian(w, b)
}

// solveLaplacian solves L·x = b, L the Laplacian of the symmetric weights w:
// L[i][j] = -w[i][j], rows adding up to 0. It eliminates node after node by the
// star-mesh rule, which only adds, multiplies and divides positive numbers, so
// that no digit is lost however far apart the weights are (Grassmann, Taksar
// and Heyman 1985). The last node of each connected part gets 0. It overwrites
// w and b.
func solveLaplacian(w, b []float64) []float64 {
	n := len(b)
	degree := make([]float64, n)
	for k := range n {
		row := w[k*n : (k+1)*n]
		for j := k + 1; j < n; j++ {
			degree[k] += row[j]
		}
		if degree[k] == 0 {
			continue
		}
		for i := k + 1; i < n; i++ {
			share := row[i] / degree[k]
			if share == 0 {
				continue
			}
			b[i] += share * b[k]
			to := w[i*n : (i+1)*n]
			for j := k + 1; j < n; j++ {
				to[j] += share * row[j]
			}
			to[i] = 0
		}
	}
	x := make([]float64, n)
	for k := n - 1; k >= 0; k-- {
		if degree[k] == 0 {
			continue
		}
		sum := b[k]
		for j := k + 1; j < n; j++ {
			sum += w[k*n+j] * x[j]
		}
		x[k] = sum / degree[k]
	}
	return x
}

// surely is the largest change of a logarithm at which a full Newton step
// contracts the error whatever the flows: (exp(½)-1-½)/½ is 0.3.
const surely = 0.5

// step moves the multipliers along d. A full step is tried first and halved
// while the dual does not fall; log(1+m)/m, m the largest change of a
// logarithm, always makes it fall, because the third derivative is at most m
// times the second (Sun and Tran-Dinh 2019, doi 10.1007/s10107-018-1282-4).
func (p *program) step(d []float64) {
	m, slope := 0.0, 0.0
	for _, e := range p.edges {
		change := d[e.row] - d[e.col]
		m = max(m, math.Abs(change))
		slope -= p.flow(e) * change * change
	}
	start := slices.Clone(p.u)
	move := func(t float64) {
		for k := range p.u {
			p.u[k] = start[k] + t*d[k]
		}
	}
	if m <= surely {
		move(1)
		return
	}
	before, safe := p.dual(), math.Log1p(m)/m
	for t := 1.0; ; t /= 2 {
		move(max(t, safe))
		if t <= safe || p.dual() <= before+1e-4*t*slope {
			return
		}
	}
}

// dual is D(u); far from the answer it may be +Inf.
func (p *program) dual() float64 {
	var sum exact
	for _, e := range p.edges {
		x := p.flow(e)
		if math.IsInf(x, 0) {
			return x
		}
		sum.add(x)
	}
	for k, nd := range p.nodes {
		sum.add(nd.supply * p.u[k])
	}
	return sum.value()
}
