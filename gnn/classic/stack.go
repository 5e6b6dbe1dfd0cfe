package classic

import (
	"math"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// stack is a regime of the panel with member x region means taken out.
type stack struct {
	p       *panel.Panel
	R, T, E int
	seen    []bool
	y, x, w []float64 // quantity, price, predicted price: [region][year][edge]
	v       []float64 // [region][edge], variance of the own shock, mean one
	full    bool
}

func newStack(p *panel.Panel, seg panel.Segment) *stack {
	s := &stack{p: p, R: p.Regions, T: seg.To - seg.From, E: len(p.Edges), full: true}
	n := s.R * s.T * s.E
	s.seen, s.y, s.x, s.w, s.v = make([]bool, n), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, s.R*s.E)
	for i := range s.v {
		s.v[i] = 1
	}
	sum, count := make([]float64, p.Nodes), make([]int, p.Nodes)
	for r := range s.R {
		for t := range s.T {
			clear(sum)
			clear(count)
			from, to := p.At(r, t+seg.From, 0), (r*s.T+t)*s.E
			net := func(e int) float64 {
				if p.ZWedge == nil {
					return p.LogP[from+e]
				}
				return p.LogP[from+e] - p.ZWedge[from+e]
			}
			for e, g := range p.Edges {
				if p.Observed[from+e] {
					sum[g.Src] += net(e)
					count[g.Src]++
				}
			}
			for e, g := range p.Edges {
				if !p.Observed[from+e] || count[g.Src] < 2 {
					s.full = false
					continue
				}
				s.seen[to+e], s.y[to+e], s.x[to+e] = true, p.LogX[from+e], p.LogP[from+e]
				own := net(e)
				s.w[to+e] = (sum[g.Src]-own)/float64(count[g.Src]-1) + p.LogP[from+e] - own
			}
		}
	}
	for _, v := range [][]float64{s.y, s.x, s.w} {
		s.centre(v)
	}
	return s
}

// centre takes the mean over years out of each purchase.
func (s *stack) centre(v []float64) {
	for r := range s.R {
		for e := range s.E {
			sum, n := 0.0, 0.0
			for t := range s.T {
				if i := (r*s.T+t)*s.E + e; s.seen[i] {
					sum, n = sum+v[i], n+1
				}
			}
			for t := range s.T {
				if i := (r*s.T+t)*s.E + e; s.seen[i] {
					v[i] -= sum / n
				}
			}
		}
	}
}

// own returns the residuals after nest x year means and good x year means, in
// turn: what is left is the shock of the purchase.
func (s *stack) own(sigma []float64) []float64 {
	e := make([]float64, len(s.y))
	for i := range e {
		if s.seen[i] {
			e[i] = s.y[i] + sigma[s.p.Edges[i%s.E].Nest]*s.x[i]
		}
	}
	sum, count := make([]float64, s.p.Nodes+len(s.p.Nests)), make([]float64, s.p.Nodes+len(s.p.Nests))
	for rt := range s.R * s.T {
		for range 6 {
			for _, place := range []func(panel.Edge) int{
				func(g panel.Edge) int { return g.Src },
				func(g panel.Edge) int { return s.p.Nodes + g.Nest },
			} {
				clear(sum)
				clear(count)
				for i, g := range s.p.Edges {
					if at := rt*s.E + i; s.seen[at] {
						sum[place(g)] += e[at]
						count[place(g)]++
					}
				}
				for i, g := range s.p.Edges {
					if at := rt*s.E + i; s.seen[at] {
						e[at] -= sum[place(g)] / count[place(g)]
					}
				}
			}
		}
	}
	return e
}

// noise is the variance of a purchase's own shock in units of v, drawn to
// 0.05 as by ten observations: a panel of gaps may leave none.
func (s *stack) noise(sigma []float64) float64 {
	const prior, weight = .05, 10
	e, sum, cells := s.own(sigma), 0.0, 0
	for i := range e {
		if s.seen[i] {
			sum += e[i] * e[i] / s.v[i/(s.T*s.E)*s.E+i%s.E]
			cells++
		}
	}
	free := float64(max(cells-s.effects(), 0))
	return (sum + prior*weight) / (free + weight)
}

// effects counts the means that own and centre take out: good x year and nest
// x year (one less for each connected part of a year's purchases) and member x
// region.
func (s *stack) effects() int {
	count, nodes := 0, s.p.Nodes+len(s.p.Nests)
	for rt := range s.R * s.T {
		part := make([]int, nodes)
		for i := range part {
			part[i] = i
		}
		root := func(i int) int {
			for part[i] != i {
				part[i] = part[part[i]]
				i = part[i]
			}
			return i
		}
		for i, g := range s.p.Edges { // an edge that joins two parts is one more mean
			if a, b := root(g.Src), root(s.p.Nodes+g.Nest); s.seen[rt*s.E+i] && a != b {
				part[a] = b
				count++
			}
		}
	}
	for r := range s.R {
		for e := range s.E {
			for t := range s.T {
				if s.seen[(r*s.T+t)*s.E+e] {
					count++
					break
				}
			}
		}
	}
	return count
}

// reweigh estimates the size of the own shock of each purchase and region,
// drawn to the mean as by ten further years.
func (s *stack) reweigh(sigma []float64) {
	const years = 10
	e := s.own(sigma)
	mean, cells := 0.0, 0.0
	for i := range e {
		if s.seen[i] {
			mean, cells = mean+e[i]*e[i], cells+1
		}
	}
	mean /= math.Max(cells, 1)
	for r := range s.R {
		for i := range s.E {
			sum, n := 0.0, 0.0
			for t := range s.T {
				if at := (r*s.T+t)*s.E + i; s.seen[at] {
					sum, n = sum+e[at]*e[at], n+1
				}
			}
			s.v[r*s.E+i] = (sum/math.Max(mean, 1e-12) + years) / (n + years)
		}
	}
}
