package sam

import "math"

// ras sweeps, and where sweeps alone converge too slowly (large cells that
// cancel, parts that hardly trade with one another) lets Newton steps finish:
// rows and columns that meet their totals are the conditions of both.
func (p *program) ras(most int) (int, error) {
	n, done := p.sweep(min(most, rasSweeps))
	if done || n == most {
		return n, p.unless(done, RAS, n)
	}
	steps, done := p.newton(most - n)
	return n + steps, p.unless(done, RAS, n+steps)
}

func (p *program) unless(done bool, method Method, steps int) error {
	if done {
		return nil
	}
	return p.notConverged(method, steps)
}

// sweep runs RAS, or GRAS where cells are negative: it sets the multiplier of
// every row so that the row meets its total, then of every column, and again,
// until every gap is within the tolerance.
func (p *program) sweep(most int) (sweeps int, done bool) {
	touching := make([][]int, len(p.nodes))
	for i, e := range p.edges {
		touching[e.row] = append(touching[e.row], i)
		touching[e.col] = append(touching[e.col], i)
	}
	for n := 0; ; n++ {
		if _, share := p.open(); within(share, p.tol) {
			return n, true
		}
		if n == most {
			return n, false
		}
		for _, nodes := range [][]int{p.rowOf, p.colOf} {
			for _, k := range nodes {
				p.meet(k, touching[k])
			}
		}
	}
}

// within reports that no value exceeds tol; NaN does.
func within(values []float64, tol float64) bool {
	for _, v := range values {
		if !(v <= tol) {
			return false
		}
	}
	return true
}

// meet sets the multiplier of one node so that its condition holds: receipts a
// and payments b under the present multipliers become a·r - b/r = need, which
// is the factor of Junius and Oosterhaven; where a is 0 it is r = -b/need
// (Temurshoev, Miller and Bouwmeester).
func (p *program) meet(k int, edges []int) {
	a, b := 0.0, 0.0
	for _, i := range edges {
		if _, to := p.edges[i].ends(); to == k {
			a += p.flow(p.edges[i])
		} else {
			b += p.flow(p.edges[i])
		}
	}
	if r := gras(a, b, -p.nodes[k].supply); r > 0 && !math.IsInf(r, 0) {
		p.u[k] += math.Log(r)
	}
}

// gras is the positive root of a·r - b/r = need, 0 where there is none.
func gras(a, b, need float64) float64 {
	root := math.Hypot(need, 2*math.Sqrt(a)*math.Sqrt(b))
	switch {
	case a > 0 && need >= 0:
		return (need + root) / (2 * a)
	case a > 0 || b > 0 && need < 0: // the same root without cancellation
		return 2 * b / (root - need)
	}
	return 0
}
