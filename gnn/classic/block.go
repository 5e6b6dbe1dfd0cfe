package classic

import (
	"math"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// block is one nest in one regime: arrays [region][year][member], flat.
type block struct {
	R, T, K int
	seen    []bool
	y, p    []float64
	z       [][]float64 // instruments
	full    bool        // no gaps
}

func (b *block) at(r, t, i int) int { return (r*b.T+t)*b.K + i }

// cut takes the members of a nest in a segment of years.
func cut(p *panel.Panel, members []int, s panel.Segment) *block {
	b := &block{R: p.Regions, T: s.To - s.From, K: len(members), full: true}
	size := b.R * b.T * b.K
	b.seen, b.y, b.p = make([]bool, 0, size), make([]float64, 0, size), make([]float64, 0, size)
	from := [][]float64{}
	for _, z := range [][]float64{p.ZSupply, p.ZWedge} {
		if z != nil {
			from = append(from, z)
			b.z = append(b.z, make([]float64, 0, size))
		}
	}
	for r := range b.R {
		for t := s.From; t < s.To; t++ {
			for _, e := range members {
				i := p.At(r, t, e)
				b.seen = append(b.seen, p.Observed[i])
				b.y, b.p = append(b.y, p.LogX[i]), append(b.p, p.LogP[i])
				b.full = b.full && p.Observed[i]
				for q := range from {
					b.z[q] = append(b.z[q], from[q][i])
				}
			}
		}
	}
	return b
}

// counts returns observations, pairs (region, member) and pairs (region, year)
// with any of them.
func (b *block) counts() (cells, pairs, dates int) {
	for r := range b.R {
		for i := range b.K {
			for t := range b.T {
				if b.seen[b.at(r, t, i)] {
					pairs++
					break
				}
			}
		}
		for t := range b.T {
			any := 0
			for i := range b.K {
				if b.seen[b.at(r, t, i)] {
					any = 1
					cells++
				}
			}
			dates += any
		}
	}
	return cells, pairs, dates
}

// demean takes out nest x region x year means, then member x region means, in
// turn until settled where there are gaps (twelve rounds).
func (b *block) demean(v []float64) []float64 {
	out := make([]float64, len(v))
	for i, ok := range b.seen {
		if ok {
			out[i] = v[i]
		}
	}
	rounds := 12
	if b.full {
		rounds = 1
	}
	for range rounds {
		for rt := range b.R * b.T {
			b.center(out, rt*b.K, 1, b.K)
		}
		for r := range b.R {
			for i := range b.K {
				b.center(out, b.at(r, 0, i), b.K, b.T)
			}
		}
	}
	return out
}

// center subtracts the mean of the observed cells of a strided run.
func (b *block) center(v []float64, from, stride, n int) {
	sum, count := 0.0, 0
	for i := range n {
		if at := from + i*stride; b.seen[at] {
			sum += v[at]
			count++
		}
	}
	if count == 0 {
		return
	}
	sum /= float64(count)
	for i := range n {
		if at := from + i*stride; b.seen[at] {
			v[at] -= sum
		}
	}
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// newey is the long-run variance of the scores [region][year]: Newey and West
// (1987) with the given lags inside a region, regions independent.
func newey(score []float64, regions, lags int) float64 {
	years := len(score) / regions
	v := dot(score, score)
	for l := 1; l <= lags && l < years; l++ {
		sum := 0.0
		for r := range regions {
			row := score[r*years : (r+1)*years]
			sum += dot(row[l:], row[:years-l])
		}
		v += 2 * (1 - float64(l)/float64(lags+1)) * sum
	}
	return math.Max(v, 1e-12)
}

// scores adds a*b over the members: [region][year].
func (b *block) scores(x, e []float64) []float64 {
	out := make([]float64, b.R*b.T)
	for i := range x {
		out[i/b.K] += x[i] * e[i]
	}
	return out
}
