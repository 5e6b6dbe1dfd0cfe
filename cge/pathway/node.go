package pathway

import (
	"fmt"
	"math"
	"strings"

	"github.com/lodestone-model/lodestone/cge/network"
)

// A node is the choice of a use or a service among its options: the volume
// node of MODEL section 1, on life-adjusted prices for uses and on yearly costs
// for services. With weights α, temper T and the price π of the level good,
//
//	k(S)   = p̄π - Tπ ln Σ_S α exp(-(p̃ - p̄π)/(Tπ)),   K(S) = k(S) + π(assembly + Σ_S F)
//	share  = α exp(-p̃/(Tπ)) / Σ_S (same)
type node struct {
	name     string
	options  []string  // commodities: unit in use
	share    []float64 // of the base year
	price    []float64 // p̃⁰
	mean     float64   // p̄
	temper   float64   // T
	weight   []float64 // α of incumbents; 0 for latent options
	latent   LatentRule
	grows    [][]float64 // Option.Weight
	platform []float64
	assembly float64
	chosen   bool
	base     set
	volume   float64 // of the base year
}

// A set is a set of options, bit k for option k.
type set = network.Set

// calibrate fills weights from shares and prices.
func (n *node) calibrate(elasticity float64) error {
	total := 0.0
	for k, s := range n.share {
		total += s
		n.mean += s * n.price[k]
		if s > 0 {
			n.base |= 1 << k
		}
	}
	switch {
	case len(n.options) == 0 || len(n.options) > network.MaxOptions:
		return fmt.Errorf("pathway: %s has %d options; it takes 1 to %d", n.name, len(n.options), network.MaxOptions)
	case math.Abs(total-1) > 1e-9:
		return fmt.Errorf("pathway: base shares of %s add up to %v, not 1", n.name, total)
	case !(elasticity > 0):
		return fmt.Errorf("pathway: the elasticity of %s is %v; it must be above zero", n.name, elasticity)
	}
	n.temper = n.mean / elasticity
	n.weight = make([]float64, len(n.share))
	for k, s := range n.share {
		if s > 0 {
			n.weight[k] = s * math.Exp((n.price[k]-n.mean)/n.temper)
		}
	}
	return nil
}

// weights are α in a year.
func (n *node) weights(t int) []float64 {
	out := append([]float64(nil), n.weight...)
	largest, sum := 0.0, 0.0
	for _, a := range n.weight {
		largest, sum = max(largest, a), sum+a
	}
	for k := range out {
		switch {
		case n.share[k] > 0:
		case n.latent == LatentMean:
			out[k] = sum / float64(n.base.Len())
		case n.grows[k] != nil:
			out[k] = n.grows[k][t] * largest
		}
	}
	return out
}

// overhead is what a set takes of the level good beside integration, per unit.
func (n *node) overhead(s set) float64 {
	f := n.assembly
	for k, p := range n.platform {
		if s.Has(k) {
			f += p
		}
	}
	return f
}

// costs are K(S) at prices, for any number of sets; p̄ is on both sides of the
// logarithm and leaves.
func (n *node) costs(weight, price []float64, pi float64) func(set) float64 {
	l := network.NewLogit(weight, price, n.temper*pi)
	return func(s set) float64 { return l.Cost(s) + pi*n.overhead(s) }
}

// shares of the options of a set.
func (n *node) shares(s set, weight, price []float64, pi float64) []float64 {
	return network.NewLogit(weight, price, n.temper*pi).Shares(s)
}

// able are the options that have a weight.
func (n *node) able(weight []float64) (s set) {
	for k, a := range weight {
		if a > 0 {
			s |= 1 << k
		}
	}
	return s
}

// A search is a choice at prices, in the numbers of package network: value(S) =
// Σ π F/(Tπ) - ln Σ α exp(-(p̃-low)/(Tπ)) over options that have a weight.
type search struct {
	node   *network.Node
	option []int // by option of the search
	cost   func(set) float64
}

func (n *node) search(weight, price []float64, pi float64) search {
	s := search{cost: n.costs(weight, price, pi)}
	l := network.NewLogit(weight, price, n.temper*pi)
	var blocks []set
	var cost []float64
	for k, v := range l.Terms {
		if v > 0 {
			s.option, blocks = append(s.option, k), append(blocks, 1<<k)
			cost = append(cost, n.platform[k]/n.temper)
		}
	}
	s.node = l.Node(blocks, cost)
	return s
}

// of translates a set of the search.
func (s search) of(found set) (out set) {
	for i, k := range s.option {
		if found.Has(i) {
			out |= 1 << k
		}
	}
	return out
}

// best is the cheapest set and its cost.
func (s search) best() (set, float64) {
	found, _ := s.node.Best()
	at := s.of(found)
	return at, s.cost(at)
}

// nearest are the cheapest sets, cheapest first, at most so many.
func (s search) nearest(most int) []set {
	var out []set
	for found := range s.node.Ranked() {
		if out = append(out, s.of(found)); len(out) == most {
			break
		}
	}
	return out
}

// label is a set's name: "vehicle {NMC, LFP}".
func (n *node) label(s set, units []string) string {
	var in []string
	for k, u := range units {
		if s.Has(k) {
			in = append(in, u)
		}
	}
	return n.name + " {" + strings.Join(in, ", ") + "}"
}
