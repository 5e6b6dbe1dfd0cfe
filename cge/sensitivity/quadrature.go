package sensitivity

import "math"

// A quadrature is a set of points z, each with one standardized coordinate per
// parameter, and weights that sum to 1.
type quadrature struct {
	z        [][]float64
	w        []float64
	kurtosis []float64 // of the coordinates, for order 5
}

// order3 is the formula of degree 3 with 2n equal weights of A. H. Stroud,
// "Remarks on the disposition of points in numerical integration formulas",
// Mathematical Tables and Other Aids to Computation 11 (1957) 257-261, for any
// symmetric and independent coordinates of variance 1 (C. Arndt, "An
// introduction to systematic sensitivity analysis via Gaussian quadrature",
// GTAP Technical Paper 2, 1996; E. A. DeVuyst and P. V. Preckel, "Sensitivity
// analysis revisited: a quadrature-based approach", Journal of Policy Modeling
// 19 (1997) 175-185). For k = 1..2n and r = 1..⌊n/2⌋
//
//	z[2r-1] = √2 cos((2r-1)kπ/n)   z[2r] = √2 sin((2r-1)kπ/n)   z[n] = (-1)^k for odd n
//
// Point k+n is the mirror image of point k. No coordinate exceeds √2, which is
// inside the support of every distribution here.
func order3(n int) quadrature {
	q := quadrature{}
	for k := 1; k <= 2*n; k++ {
		z := make([]float64, n)
		for r := 1; r <= n/2; r++ {
			// The angle as a fraction of a turn, reduced in whole numbers.
			turn := math.Pi * float64((2*r-1)*k%(2*n)) / float64(n)
			z[2*r-2], z[2*r-1] = math.Sqrt2*math.Cos(turn), math.Sqrt2*math.Sin(turn)
		}
		if n%2 == 1 {
			z[n-1] = float64(1 - 2*(k%2))
		}
		q.z, q.w = append(q.z, z), append(q.w, 1/float64(2*n))
	}
	return q
}

// order5 is the formula of degree 5 with 2n²+1 points of P. C. Hammer and A. H.
// Stroud, "Numerical evaluation of multiple integrals II", Mathematics of
// Computation 12 (1958) 272-280 (Stroud 1971, Cn 5-2), with the three-point
// Gauss rule of each parameter in place of that of the cube: nodes 0 and ±√κ,
// κ the kurtosis. With every κ = 9/5 it is their formula. Points and weights are
//
//	0                     what the others leave of 1
//	±√κi on axis i        (1 - Σj≠i 1/κj) / 2κi
//	(±√κi, ±√κj)          1 / 4κiκj
//
// in this order, pairs i < j as ++, +-, -+, --. Nodes are inside the support;
// weights of axes turn negative as n grows, the variance does not (see spread5).
func order5(kurtosis []float64) quadrature {
	n := len(kurtosis)
	q := quadrature{kurtosis: kurtosis}
	total := 0.0
	add := func(w float64, at ...float64) { // index, coordinate, index, coordinate ...
		z := make([]float64, n)
		for i := 0; i < len(at); i += 2 {
			z[int(at[i])] = at[i+1]
		}
		q.z, q.w = append(q.z, z), append(q.w, w)
		total += w
	}
	add(0)
	inverse := 0.0
	for _, k := range kurtosis {
		inverse += 1 / k
	}
	for i, k := range kurtosis {
		w := (1 - (inverse - 1/k)) / (2 * k)
		add(w, float64(i), math.Sqrt(k))
		add(w, float64(i), -math.Sqrt(k))
	}
	for i := range n {
		for j := i + 1; j < n; j++ {
			w := 1 / (4 * kurtosis[i] * kurtosis[j])
			for _, s := range signs {
				add(w, float64(i), s[0]*math.Sqrt(kurtosis[i]), float64(j), s[1]*math.Sqrt(kurtosis[j]))
			}
		}
	}
	q.w[0] = 1 - total
	return q
}

// signs of the four points of a pair, in order.
var signs = [4][2]float64{{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}

// mean of results around the central one.
func (q *quadrature) mean(f []float64, central float64) float64 {
	sum := 0.0
	for k, w := range q.w {
		sum += w * (f[k] - central)
	}
	return central + sum
}

// spread is the variance of a result and what each parameter alone makes of it.
func (q *quadrature) spread(f []float64) (variance float64, alone []float64) {
	if q.kurtosis == nil {
		return q.spread3(f)
	}
	return q.spread5(f)
}

// spread3 takes the variance over the points. The part of a parameter is the
// square of the slope Σ w z f; the coordinates are orthonormal over the points,
// so the parts do not exceed the variance, and the slopes are exact for results
// of degree 2.
func (q *quadrature) spread3(f []float64) (variance float64, alone []float64) {
	mean := q.mean(f, f[0])
	alone = make([]float64, len(q.z[0]))
	for k, w := range q.w {
		variance += w * (f[k] - mean) * (f[k] - mean)
		for i, z := range q.z[k] {
			alone[i] += w * z * (f[k] - mean)
		}
	}
	for i, slope := range alone {
		alone[i] = slope * slope
	}
	return variance, alone
}

// spread5 takes the variance of the function that runs through all points: the
// value at the centre, plus a parabola along each axis, plus a product of two
// for each pair, integrated with the product of the three-point rules. Its mean
// is that of the formula; its variance is exact where the result is of degree 2,
// and a sum of squares with positive weights, which Σ w f² - mean² is not. The
// part of a parameter is the variance of the mean given that parameter (the
// first-order index of Sobol 1993, not divided yet).
func (q *quadrature) spread5(f []float64) (variance float64, alone []float64) {
	n := len(q.kurtosis)
	main := make([][2]float64, n) // effect of a parameter at its upper and lower node, others averaged
	axis := func(i, s int) float64 { return f[1+2*i+s] - f[0] }
	for i := range main {
		main[i] = [2]float64{axis(i, 0), axis(i, 1)}
	}
	at := 1 + 2*n
	for i := range n {
		for j := i + 1; j < n; j++ {
			var d [2][2]float64
			for s := range signs {
				a, b := s/2, s%2
				d[a][b] = f[at+s] - f[0] - axis(i, a) - axis(j, b)
			}
			at += 4
			variance += interaction(d, q.kurtosis[i], q.kurtosis[j])
			for s := range 2 {
				main[i][s] += (d[s][0] + d[s][1]) / (2 * q.kurtosis[j])
				main[j][s] += (d[0][s] + d[1][s]) / (2 * q.kurtosis[i])
			}
		}
	}
	alone = make([]float64, n)
	for i, m := range main {
		alone[i] = threePoint(m[0], m[1], q.kurtosis[i])
		variance += alone[i]
	}
	return variance, alone
}

// threePoint is the variance of a function that is 0 at the centre, given its
// values at the nodes, each of which weighs 1/2κ.
func threePoint(up, down, kurtosis float64) float64 {
	w := 1 / (2 * kurtosis)
	mean := w * (up + down)
	return w*((up-mean)*(up-mean)+(down-mean)*(down-mean)) + (1-2*w)*mean*mean
}

// interaction is the variance that is left of a function of two parameters when
// its means over either are taken out. It is d at the four corners and 0 at the
// other five nodes.
func interaction(d [2][2]float64, ki, kj float64) float64 {
	wi, wj := 1/(2*ki), 1/(2*kj)
	wi3, wj3 := [3]float64{wi, wi, 1 - 2*wi}, [3]float64{wj, wj, 1 - 2*wj}
	var rows, cols [3]float64
	all := 0.0
	for a := range 2 {
		for b := range 2 {
			rows[a] += wj * d[a][b]
			cols[b] += wi * d[a][b]
			all += wi * wj * d[a][b]
		}
	}
	variance := 0.0
	for a := range 3 {
		for b := range 3 {
			v := all - rows[a] - cols[b]
			if a < 2 && b < 2 {
				v += d[a][b]
			}
			variance += wi3[a] * wj3[b] * v * v
		}
	}
	return variance
}
