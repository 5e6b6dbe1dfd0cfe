package classic

import "math"

// YearlyChannels is the number of figures of YearlyMoments for each year.
const YearlyChannels = 5

// YearlyMoments are the moments of a row year by year, nest-year aggregates
// over regions and members after effects are out: p p, p y, y y, z p and z y
// (z the sum of the instruments), the first three over the mean of p p or its
// scale, so that they have no unit. Sums over years give OLS and 2SLS back.
func (f *Fit) YearlyMoments(row int) [][]float64 {
	seg := f.Segments[row/f.Nests]
	b := cut(f.Panel, f.Panel.Members()[row%f.Nests], seg)
	y, p := b.demean(b.y), b.demean(b.p)
	z := make([]float64, len(y))
	for _, v := range b.z {
		for i, x := range b.demean(v) {
			z[i] += x
		}
	}
	out, pp, zz := make([][]float64, b.T), dot(p, p), dot(z, z)
	scaleP, scaleZ := math.Max(pp, 1e-9)/float64(b.T), math.Sqrt(math.Max(pp, 1e-9)*math.Max(zz, 1e-9))/float64(b.T)
	for t := range out {
		sums := make([]float64, YearlyChannels)
		for r := range b.R {
			for i := range b.K {
				at := b.at(r, t, i)
				for c, v := range []float64{p[at] * p[at], p[at] * y[at], y[at] * y[at], z[at] * p[at], z[at] * y[at]} {
					sums[c] += v
				}
			}
		}
		for c := range sums {
			scale := scaleP
			if c > 2 {
				scale = scaleZ
			}
			sums[c] = math.Asinh(sums[c] / scale)
		}
		out[t] = sums
	}
	return out
}
