package sensitivity

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Sample is what an analysis found: the results at every point, and what they
// say together. Arrays are pure numbers over the axes "result", "parameter",
// "point", "quantile" and "bound".
type Sample struct {
	// Skipped are the draws that were left out, by number; empty unless
	// SkipUnsolved was asked for.
	Skipped []*Failed

	method          Method
	quad            *quadrature
	params, results []string
	at              []int       // numbers of the points
	points, values  [][]float64 // by point
	central         []float64
	mean, sd        []float64
	shares          []float64 // of the quadratures, by result and parameter
}

// noise is the standard deviation over the mean below which a result counts as
// one that does not vary: equilibria are solved to 1e-10.
const noise = 1e-9

// summarize computes the moments and, of a quadrature, the shares.
func (s *Sample) summarize() error {
	for i, name := range s.results {
		f := s.column(i)
		var mean, variance float64
		shares := make([]float64, len(s.params))
		if s.quad == nil {
			mean, variance = moments(f)
		} else {
			mean = s.quad.mean(f, s.central[i])
			variance, shares = s.quad.spread(f)
			s.divide(shares, mean, variance)
		}
		sd := math.Sqrt(variance)
		if !finite(mean) || !finite(sd) {
			return fmt.Errorf("sensitivity: result %q: its values are too large for a mean and a variance", name)
		}
		s.mean, s.sd, s.shares = append(s.mean, mean), append(s.sd, sd), append(s.shares, shares...)
	}
	return nil
}

// divide turns parts into shares of the variance; those of noise are 0.
func (s *Sample) divide(parts []float64, mean, variance float64) {
	for p := range parts {
		if math.Sqrt(variance) <= noise*math.Abs(mean) {
			parts[p] = 0
			continue
		}
		parts[p] /= variance
	}
}

// moments are mean and variance (n-1) in the order of the draws.
func moments(f []float64) (mean, variance float64) {
	n := float64(len(f))
	for _, v := range f {
		mean += v / n
	}
	if n < 2 {
		return mean, 0
	}
	for _, v := range f {
		variance += (v - mean) * (v - mean) / (n - 1)
	}
	return mean, variance
}

func (s *Sample) column(i int) []float64 {
	f := make([]float64, len(s.values))
	for k, v := range s.values {
		f[k] = v[i]
	}
	return f
}

// Method is how the points were chosen.
func (s *Sample) Method() Method { return s.method }

// Len is the number of points that were solved.
func (s *Sample) Len() int { return len(s.values) }

func (s *Sample) array(values []float64, more ...quantity.Axis) quantity.Array {
	return quantity.New("1", values, append([]quantity.Axis{{Name: "result", Labels: s.results}}, more...)...)
}

// Central is the result with every parameter at its median.
func (s *Sample) Central() quantity.Array { return s.array(s.central) }

// Mean over the distribution of the parameters.
func (s *Sample) Mean() quantity.Array { return s.array(s.mean) }

// SD is the standard deviation; 0 for one draw.
func (s *Sample) SD() quantity.Array { return s.array(s.sd) }

// Interval is result × bound ("lower", "upper"): the mean plus and minus
// SD/√(1-probability). By Chebyshev's inequality the result lies there with at
// least that probability, whatever the shape of its distribution.
func (s *Sample) Interval(probability float64) quantity.Array {
	if !(probability >= 0 && probability < 1) {
		return quantity.Failed(fmt.Errorf("sensitivity: Interval: probability %v; it is at least 0 and less than 1", probability))
	}
	var out []float64
	for i := range s.results {
		r := s.reach(i, probability)
		out = append(out, s.mean[i]-r, s.mean[i]+r)
	}
	return s.array(out, quantity.NewAxis("bound", "lower", "upper"))
}

func (s *Sample) reach(i int, probability float64) float64 {
	return s.sd[i] / math.Sqrt(1-probability)
}

// Quantiles is result × quantile, with labels such as "0.05"; between draws it
// interpolates linearly. The points of a quadrature have none.
func (s *Sample) Quantiles(p ...float64) quantity.Array {
	if s.quad != nil {
		return quantity.Failed(fmt.Errorf("sensitivity: Quantiles: a %v knows no quantiles; use Interval, or draw by MonteCarlo", s.method))
	}
	ax := quantity.Axis{Name: "quantile"}
	for _, q := range p {
		if !(q >= 0 && q <= 1) {
			return quantity.Failed(fmt.Errorf("sensitivity: Quantiles: quantile %v; it lies between 0 and 1", q))
		}
		ax.Labels = append(ax.Labels, strconv.FormatFloat(q, 'g', -1, 64))
	}
	var out []float64
	for i := range s.results {
		f := slices.Sorted(slices.Values(s.column(i)))
		for _, q := range p {
			out = append(out, quantity.Quantile(f, q))
		}
	}
	return s.array(out, ax)
}

func (s *Sample) parameters() quantity.Axis {
	return quantity.Axis{Name: "parameter", Labels: s.params}
}

// Shares is result × parameter, of a quadrature: the share of the variance that
// each parameter causes alone. What is missing from 1 is curvature and
// interactions (order 3) or interactions (order 5). All are 0 for a result that
// does not vary.
func (s *Sample) Shares() quantity.Array {
	if s.quad == nil {
		return quantity.Failed(fmt.Errorf("sensitivity: Shares: draws by %v give rank correlations; use RankCorrelations, or a quadrature", s.method))
	}
	return s.array(s.shares, s.parameters())
}

// RankCorrelations is result × parameter, of draws: Spearman's correlation of
// the ranks, between -1 and 1. It is 0 where a result does not vary. Draws that
// have nothing to do with each other are correlated by about 1/√draws.
func (s *Sample) RankCorrelations() quantity.Array {
	if s.quad != nil {
		return quantity.Failed(fmt.Errorf("sensitivity: RankCorrelations: the points of a %v are no draws; use Shares", s.method))
	}
	byParam := make([][]float64, len(s.params))
	for p := range byParam {
		x := make([]float64, len(s.points))
		for k, at := range s.points {
			x[k] = at[p]
		}
		byParam[p] = Ranks(x)
	}
	var out []float64
	for i := range s.results {
		y := Ranks(s.column(i))
		for _, x := range byParam {
			if s.sd[i] <= noise*math.Abs(s.mean[i]) {
				out = append(out, 0)
				continue
			}
			out = append(out, Correlation(x, y))
		}
	}
	return s.array(out, s.parameters())
}

// Ranks of values, from 1; equal values share the mean of theirs.
func Ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	out := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			out[k] = float64(i+j+1) / 2
		}
		i = j
	}
	return out
}

// Correlation of two columns of one length (Pearson), 0 where one does not vary.
// That of [Ranks] is Spearman's.
func Correlation(x, y []float64) float64 {
	mx, vx := moments(x)
	my, vy := moments(y)
	if vx == 0 || vy == 0 {
		return 0
	}
	sum := 0.0
	for k := range x {
		sum += (x[k] - mx) * (y[k] - my) / float64(len(x)-1)
	}
	return min(max(sum/math.Sqrt(vx*vy), -1), 1)
}

// Points is point × parameter: where the model was solved. Labels are the
// numbers of the points, from "0".
func (s *Sample) Points() quantity.Array { return s.byPoint(s.points, s.parameters()) }

// Values is point × result.
func (s *Sample) Values() quantity.Array {
	return s.byPoint(s.values, quantity.Axis{Name: "result", Labels: s.results})
}

func (s *Sample) byPoint(rows [][]float64, ax quantity.Axis) quantity.Array {
	point := quantity.Axis{Name: "point"}
	for _, k := range s.at {
		point.Labels = append(point.Labels, strconv.Itoa(k))
	}
	return quantity.New("1", slices.Concat(rows...), point, ax)
}
