package sweep

import "math"

// moments are mean and standard deviation (n-1), in the order of the rows.
func moments(values []float64) (mean, sd float64) {
	for i, v := range values {
		mean += (v - mean) / float64(i+1)
	}
	if len(values) < 2 {
		return mean, 0
	}
	sum := 0.0
	for _, v := range values {
		sum += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(sum / float64(len(values)-1))
}

// between is quantile q of sorted values, linear between two of them. It is
// quantity.Quantile, which this room may not import; a test holds them together.
func between(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}

// A Sobol index says which part of the variance of a result in a scenario comes
// from a parameter: First alone, Total with all it takes part in.
type Sobol struct {
	Scenario  string  `json:"scenario"`
	Parameter string  `json:"parameter"`
	Result    string  `json:"result"`
	First     float64 `json:"first"`
	Total     float64 `json:"total"`
	N         int     `json:"n"` // draws of which no block failed
}

// indices are running sums of a Sobol design, for one scenario.
//
//	first  Σ (b-m)(ab-a) / n / V       Saltelli et al. 2010, doi 10.1016/j.cpc.2009.09.018
//	total  Σ (a-ab)² / 2n / V          Jansen 1999, doi 10.1016/S0010-4655(98)00154-4
//
// m and V are mean and variance of a and b together. The mean is known at the
// end alone, so sums are taken about the first a and moved there.
type indices struct {
	groups, results int
	n               int
	block           int         // the block that comes next
	whole           bool        // none of the draw's blocks failed so far
	rows            [][]float64 // of the draw under way, by block
	shift           []float64   // by result
	sum, square     []float64   // of a and b about the shift
	cross, diff, jn []float64   // by group and result
}

func newIndices(groups, results int) *indices {
	x := &indices{groups: groups, results: results, rows: make([][]float64, groups+2), shift: make([]float64, results)}
	for i := range x.rows {
		x.rows[i] = make([]float64, results)
	}
	x.sum, x.square = make([]float64, results), make([]float64, results)
	x.cross, x.diff, x.jn = make([]float64, groups*results), make([]float64, groups*results), make([]float64, groups*results)
	return x
}

// add takes the next row. A draw of which a block is missing or failed is left
// out.
func (x *indices) add(block int, values []float64, ok bool) {
	if block == 0 {
		x.block, x.whole = 0, true
	}
	x.whole = x.whole && ok && block == x.block
	copy(x.rows[block], values)
	x.block = block + 1
	if x.block == len(x.rows) && x.whole {
		x.draw()
	}
}

// draw adds a draw whose blocks are all there.
func (x *indices) draw() {
	a, b := x.rows[0], x.rows[1]
	if x.n == 0 {
		copy(x.shift, a)
	}
	x.n++
	for i, c := range x.shift {
		x.sum[i] += a[i] - c + b[i] - c
		x.square[i] += (a[i]-c)*(a[i]-c) + (b[i]-c)*(b[i]-c)
	}
	for g, ab := range x.rows[2:] {
		at := g * x.results
		for i, c := range x.shift {
			d := ab[i] - a[i]
			x.cross[at+i] += (b[i] - c) * d
			x.diff[at+i] += d
			x.jn[at+i] += d * d
		}
	}
}

// of is the pair of indices of a group and a result; 0 where the result does not
// vary.
func (x *indices) of(group, result int) (first, total float64) {
	if x.n == 0 {
		return 0, 0
	}
	n := float64(x.n)
	mean := x.sum[result] / (2 * n)
	variance := x.square[result]/(2*n) - mean*mean
	if whole := mean + x.shift[result]; variance <= 1e-24*whole*whole || variance <= 0 {
		return 0, 0
	}
	at := group*x.results + result
	return (x.cross[at] - mean*x.diff[at]) / n / variance, x.jn[at] / (2 * n) / variance
}
