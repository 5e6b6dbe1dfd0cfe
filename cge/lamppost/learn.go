package lamppost

import (
	"fmt"
	"math"
)

// Learn updates a prior with a gap seen once a year, oldest first: for every
// combination of noise, volatility, drift before and after a break, and time
// of the break, a Kalman filter follows the gap; the likelihoods weigh the
// combinations. Nothing is chosen or tuned: what the series leaves open stays
// open in the posterior.
//
// Unless the prior says NoSurvival, it is also used that the gap was above 0
// at every observation: the producer's set did not change. Each filter's
// distribution is then cut at 0 and replaced by the normal distribution with
// the same mean and variance.
//
// At least two observations are needed; NaN, an infinity or a series that no
// combination explains is an error.
func Learn(prior Prior, seen []float64) (*Posterior, error) {
	if err := prior.Check(); err != nil {
		return nil, err
	}
	if len(seen) < 2 {
		return nil, fmt.Errorf("lamppost: Learn: %d observations; at least 2 are needed", len(seen))
	}
	for i, y := range seen {
		if !finite(y) {
			return nil, fmt.Errorf("lamppost: Learn: observation %d is %v; leave gaps out or fill them aloud", i, y)
		}
	}
	f := newFilter(prior, seen[0])
	for _, y := range seen[1:] {
		f.step(y)
		if !f.rescale() {
			return nil, fmt.Errorf("lamppost: Learn: observation %v is out of reach of the prior; widen volatility or noise", y)
		}
	}
	return f.posterior(), nil
}

// node is a normal distribution of the gap under one drift, with the weight
// of the combination.
type node struct{ mean, variance, weight float64 }

// strand is all that shares noise and volatility: nodes by drift before a
// break, and, for each time of a break, nodes by drift after it.
type strand struct {
	noise, volatility float64 // variances
	s                 float64 // volatility as a standard deviation
	intact            []node
	broken            [][]node
}

type filter struct {
	prior   Prior
	drifts  []float64
	strands []strand
	t       int // observations used
}

func newFilter(p Prior, first float64) *filter {
	f := &filter{prior: p, drifts: p.Drift.values(), t: 1}
	for _, r := range p.Noise.values() {
		for _, s := range p.Volatility.values() {
			st := strand{noise: r * r, volatility: s * s, s: s, intact: make([]node, len(f.drifts))}
			for i := range st.intact {
				st.intact[i] = f.survive(node{first, r * r, 1 / float64(len(f.drifts))})
			}
			f.strands = append(f.strands, st)
		}
	}
	return f
}

// step takes one more observation.
func (f *filter) step(y float64) {
	f.t++
	p := f.prior.breaks(f.t)
	for k := range f.strands {
		st := &f.strands[k]
		if p > 0 {
			st.broken = append(st.broken, f.spread(collapse(st.intact), p))
		}
		f.update(st, st.intact, y)
		for _, group := range st.broken {
			f.update(st, group, y)
		}
	}
}

// spread starts a node for every drift after a break.
func (f *filter) spread(from node, p float64) []node {
	out := make([]node, len(f.drifts))
	from.weight *= p / float64(len(out))
	for i := range out {
		out[i] = from
	}
	return out
}

func (f *filter) update(st *strand, nodes []node, y float64) {
	for i := range nodes {
		n := &nodes[i]
		if n.weight == 0 {
			continue
		}
		mean, variance := n.mean+f.drifts[i], n.variance+st.volatility
		total := variance + st.noise
		gain, off := variance/total, y-mean
		*n = f.survive(node{mean + gain*off, variance * (1 - gain), n.weight * math.Exp(-off*off/(2*total)) / math.Sqrt(total)})
	}
}

// survive conditions a node on a gap above 0.
func (f *filter) survive(n node) node {
	sd := math.Sqrt(n.variance)
	a := n.mean / sd
	if f.prior.NoSurvival || a > 6 { // beyond 6 the cut changes the weight by less than 1e-9
		return n
	}
	l := mills(a)
	return node{n.mean + sd*l, n.variance * max(1-l*(l+a), 1e-6), n.weight * normal(a)}
}

// collapse is the normal distribution with the mean and variance of a mixture.
func collapse(nodes []node) node {
	var c node
	for _, n := range nodes {
		c.weight += n.weight
		c.mean += n.weight * n.mean
	}
	if c.weight == 0 {
		return node{variance: 1}
	}
	c.mean /= c.weight
	for _, n := range nodes {
		d := n.mean - c.mean
		c.variance += n.weight * (n.variance + d*d)
	}
	c.variance /= c.weight
	return c
}

// negligible is the relative weight below which a combination is dropped.
const negligible = 1e-9

// rescale makes the weights add up to 1 and drops what is negligible; it
// reports false where nothing is left.
func (f *filter) rescale() bool {
	sum := 0.0
	f.each(func(n *node) { sum += n.weight })
	if !(sum > 0) {
		return false
	}
	f.each(func(n *node) {
		if n.weight /= sum; n.weight < negligible {
			n.weight = 0
		}
	})
	return true
}

func (f *filter) each(visit func(*node)) {
	for k := range f.strands {
		for i := range f.strands[k].intact {
			visit(&f.strands[k].intact[i])
		}
		for _, group := range f.strands[k].broken {
			for i := range group {
				visit(&group[i])
			}
		}
	}
}
