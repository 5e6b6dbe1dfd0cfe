package network

import (
	"fmt"
	"math"
	"math/rand/v2"
)

func stream(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 5)) }

func between(r *rand.Rand, low, high float64) float64 { return low + (high-low)*r.Float64() }

// random is a network of n industries with three required inputs and the given
// number of candidates each, whose full network (all candidates adopted) has the
// given spectral radius. For Cobb-Douglas the radius is that of the exponents.
func random(seed uint64, n, candidates int, sigma, radius float64) Network {
	r := stream(seed)
	net := Network{Name: fmt.Sprintf("random %d", seed), Sigma: sigma, Consumer: map[string]float64{}}
	for i := range n {
		x := Industry{Name: fmt.Sprintf("i%03d", i), LogA0: between(r, -.1, .1), WL: between(r, .4, .8)}
		if r.IntN(4) == 0 {
			x.Mu = between(r, 0, .1)
		}
		if sigma == 1 {
			x.WL = 0
		}
		required := min(3, n-1)
		for k, j := range r.Perm(n)[:min(n, required+candidates)] {
			in := Input{From: fmt.Sprintf("i%03d", j), Weight: between(r, .02, .3)}
			if k < required {
				x.Required = append(x.Required, in)
				continue
			}
			if in.B = between(r, -.1, .02); sigma < 1 {
				in.B = between(r, 0, .2)
			}
			x.Optional = append(x.Optional, in)
		}
		net.Industries = append(net.Industries, x)
		net.Consumer[x.Name] = 1 / float64(n)
	}
	return net.scaled(radius)
}

// scaled has all input weights multiplied by one number, so that the radius of
// the network of all candidates, at the best productivity, is as given.
func (n Network) scaled(radius float64) Network {
	m, err := Compile(n.weighted(1e-3))
	if err != nil {
		panic(err)
	}
	all := make([]Set, m.n)
	for i := range all {
		all[i] = full(m.recipes[i].options())
	}
	now, _ := m.inputsAt(all, func(i int) float64 {
		_, most := m.recipes[i].productivities()
		return most
	}).perron(m.n, false)
	f := 1e-3 * radius / now
	if n.Sigma == 1 { // no sum of exponents above the radius
		f = 0
		for _, x := range n.Industries {
			sum := 0.0
			for _, in := range append(append([]Input(nil), x.Required...), x.Optional...) {
				sum += in.Weight
			}
			f = math.Max(f, sum)
		}
		f = radius / f
	}
	return n.weighted(f)
}

func (n Network) weighted(f float64) Network {
	out := n
	out.Industries = append([]Industry(nil), n.Industries...)
	for i, x := range out.Industries {
		for _, list := range []*[]Input{&x.Required, &x.Optional} {
			*list = append([]Input(nil), *list...)
			for k := range *list {
				(*list)[k].Weight *= f
			}
		}
		out.Industries[i] = x
	}
	return out
}
