package gnn

import (
	"math"
	"math/rand/v2"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/net"
)

// Scaling centres and scales the moments: figures of the training set.
type Scaling struct {
	Mean  []float64 `json:"mean"`
	Scale []float64 `json:"scale"`
}

// NewScaling measures the moments of examples.
func NewScaling(examples []*Example) Scaling {
	width, n := len(MomentNames()), 0.0
	s := Scaling{make([]float64, width), make([]float64, width)}
	for _, e := range examples {
		for _, x := range e.X {
			n++
			for c, v := range x {
				s.Mean[c] += v
				s.Scale[c] += v * v
			}
		}
	}
	for c := range s.Mean {
		s.Mean[c] /= n
		s.Scale[c] = math.Sqrt(math.Max(s.Scale[c]/n-s.Mean[c]*s.Mean[c], 1e-6))
	}
	return s
}

// apply standardises one value and keeps it within five deviations: a panel
// unlike any of the training set must not throw the network far.
func (s Scaling) apply(c int, v float64) float64 {
	return math.Min(math.Max((v-s.Mean[c])/s.Scale[c], -5), 5)
}

// baseColumns are the moments that describe the posterior itself.
const baseColumns = 2

// pack lays a batch of examples out as the network's inputs: moments
// [1,b,n,c], posterior [1,b,n,2], target [1,b,n], weight [1,b,n] (zero in
// padding, summing to one), the relations [b,n,n] and, for a recurrent design, the
// yearly moments [1,b,n,t,c], which end in the last year.
func pack(d Design, s Scaling, batch []*Example, rows int) []net.Array {
	b, width := len(batch), len(MomentNames())
	x, base := net.NewArray(1, b, rows, width), net.NewArray(1, b, rows, 2)
	target, weight := net.NewArray(1, b, rows), net.NewArray(1, b, rows)
	out := []net.Array{x, base, target, weight}
	for range relations {
		out = append(out, net.NewArray(b, rows, rows))
	}
	if d.Recurrent {
		out = append(out, packSeries(batch, rows))
	}
	for i, e := range batch {
		for r := range rows {
			base.Data[(i*rows+r)*2+1] = 1
		}
		for r := range e.X {
			at := i*rows + r
			for c, v := range e.X[r] {
				if c < baseColumns || !d.NoMoments {
					x.Data[at*width+c] = s.apply(c, v)
				}
			}
			base.Data[at*2], base.Data[at*2+1] = e.Mean[r], math.Min(e.SD[r], 1) // nests without data may have a wide posterior
			if e.LogSigma != nil {
				target.Data[at], weight.Data[at] = e.LogSigma[r], 1/float64(b*len(e.X))
			}
		}
		packGraph(d, out[4:4+relations], i, rows, e)
	}
	return out
}

// longest is the number of years that a recurrent design reads.
const longest = 36

func packSeries(batch []*Example, rows int) net.Array {
	a := net.NewArray(1, len(batch), rows, longest, classic.YearlyChannels)
	for i, e := range batch {
		for r, years := range e.Series {
			if len(years) > longest {
				years = years[len(years)-longest:]
			}
			first := longest - len(years)
			for t, y := range years {
				copy(a.Data[(((i*rows+r)*longest)+first+t)*classic.YearlyChannels:], y)
			}
		}
	}
	return a
}

func packGraph(d Design, to []net.Array, i, rows int, e *Example) {
	if d.NoGraph {
		return
	}
	name := make([]int, len(e.X))
	for r := range name {
		name[r] = r
	}
	if d.Shuffled {
		r := rand.New(rand.NewPCG(e.Seed, 77))
		r.Shuffle(len(name), func(a, b int) { name[a], name[b] = name[b], name[a] })
	}
	for q, rel := range e.Graph {
		for _, arc := range rel.Arcs {
			to[q].Data[(i*rows+arc.To)*rows+name[arc.From]] = arc.W
		}
	}
}

// size rounds a number of rows up, so that few shapes are compiled.
func size(rows int) int {
	for _, s := range []int{48, 64, 96, 128, 176} {
		if rows <= s {
			return s
		}
	}
	return (rows + 63) / 64 * 64
}
