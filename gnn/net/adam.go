package net

import "math"

// Adam is the optimiser of Kingma and Ba (2015) with decoupled weight decay
// (Loshchilov and Hutter 2019); the gradient of each member is cut to a norm.
type Adam struct {
	Rate, Decay, Clip float64
	m, v              map[string][]float64
	steps             int
}

// NewAdam returns an optimiser with moments at zero.
func NewAdam(rate, decay, clip float64) *Adam {
	return &Adam{Rate: rate, Decay: decay, Clip: clip, m: map[string][]float64{}, v: map[string][]float64{}}
}

const beta1, beta2, epsilon = .9, .999, 1e-8

// Step moves the parameters by one step along grads, in the order of their
// names; scale multiplies the rate.
func (a *Adam) Step(p *Params, grads []Array, scale float64) {
	a.steps++
	c1, c2 := 1-math.Pow(beta1, float64(a.steps)), 1-math.Pow(beta2, float64(a.steps))
	cut := a.cuts(p, grads)
	for i, name := range p.names {
		w, g := p.arrays[name].Data, grads[i].Data
		if a.m[name] == nil {
			a.m[name], a.v[name] = make([]float64, len(w)), make([]float64, len(w))
		}
		m, v, each := a.m[name], a.v[name], len(w)/p.members
		for k := range w {
			x := g[k] * cut[k/each]
			m[k] = beta1*m[k] + (1-beta1)*x
			v[k] = beta2*v[k] + (1-beta2)*x*x
			w[k] -= a.Rate * scale * (m[k]/c1/(math.Sqrt(v[k]/c2)+epsilon) + a.Decay*w[k])
		}
	}
}

// cuts returns the factor that brings each member's gradient to the norm.
func (a *Adam) cuts(p *Params, grads []Array) []float64 {
	norm := make([]float64, p.members)
	for _, g := range grads {
		each := len(g.Data) / p.members
		for k, x := range g.Data {
			norm[k/each] += x * x
		}
	}
	for i, n := range norm {
		norm[i] = 1
		if n = math.Sqrt(n); a.Clip > 0 && n > a.Clip {
			norm[i] = a.Clip / n
		}
	}
	return norm
}
