package pathway

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge"
)

// addSet declares the activity of a set of options of a book: the volume node
// over its options and, of the level good, overhead and the constant by which
// weights that do not add up to one differ,
//
//	K(S) = p̄π - Tπ ln Σ (α/A) exp(-(p̃-p̄π)/(Tπ)) + π(overhead - T ln A),   A = Σ_S α
//
// The last may be negative; it is an output then.
func (w *builder) addSet(b int, s set) {
	n := w.b.nodes[b]
	total, latent := "", false
	for k := range n.options {
		if s.Has(k) {
			total = total + "+" + w.weight(n, k)
			latent = latent || n.share[k] == 0
		}
	}
	level := w.com[w.m.spec.Account.Level]
	extra := ""
	if n.chosen {
		extra = "+" + w.param("extra cost of "+w.m.setName(b, s), 0)
	}
	total = "max(1e-30," + total[1:] + ")" // a set may have no weight in some years
	rest := fmt.Sprintf("(%s-%s*log(%s)%s)", num(n.overhead(s)), num(n.temper), total, extra)
	var options []cge.Nest
	for k, o := range n.options {
		if !s.Has(k) {
			continue
		}
		part := w.weight(n, k) + "/" + total
		options = append(options, w.com[o].OfExpr(part).At(n.mean))
	}
	in := []cge.Nest{cge.Volume(n.mean/n.temper, level, options...), level.OfExpr("max(0," + rest + ")")}
	out := []made{{c: w.com[n.name], per: 1, price: w.b.price[n.name]}, {c: level, expr: "max(0,-" + rest + ")", price: 1}}
	if !latent && !n.chosen {
		a := 0.0
		for k := range n.options {
			if s.Has(k) {
				a += n.weight[k]
			}
		}
		in = []cge.Nest{cge.Volume(n.mean/n.temper, level, w.plainOptions(n, s, a)...)}
		in, out = w.withLevel(in, out[:1], n.overhead(s)-n.temper*math.Log(a))
	}
	v := 0.0
	if s == w.m.opening(b) {
		v = w.opens(b)
	}
	w.producer(w.m.setName(b, s), v, out, cge.Leontief(in...))
}

func (w *builder) plainOptions(n *node, s set, total float64) (out []cge.Nest) {
	for k, o := range n.options {
		if s.Has(k) {
			out = append(out, w.com[o].Of(n.weight[k]/total).At(n.mean))
		}
	}
	return out
}

// withLevel puts an amount of the level good on the side where it is positive.
func (w *builder) withLevel(in []cge.Nest, out []made, v float64) ([]cge.Nest, []made) {
	level := w.com[w.m.spec.Account.Level]
	switch {
	case v > 0:
		in = append(in, level.Of(v))
	case v < 0:
		out = append(out, made{c: level, per: -v, price: 1})
	}
	return in, out
}

// weight is α of an option: a number for incumbents, a parameter else.
func (w *builder) weight(n *node, k int) string {
	if n.share[k] > 0 {
		return num(n.weight[k])
	}
	name := "weight of " + n.options[k]
	if !w.weights[name] {
		w.weights[name] = true
		w.e.Param(name, n.weights(0)[k])
	}
	return tick(name)
}

// addImposed declares the activity of imposed shares.
func (w *builder) addImposed(b int) {
	n := w.b.nodes[b]
	rest := w.b.price[n.name]
	var in []cge.Nest
	for k, o := range n.options {
		rest -= n.share[k] * n.price[k]
		in = append(in, w.com[o].OfExpr(w.param("imposed share of "+o, n.share[k])).At(n.price[k]))
	}
	in, out := w.withLevel(in, []made{{c: w.com[n.name], per: 1, price: w.b.price[n.name]}}, rest)
	w.producer(w.m.setName(b, n.base), w.opens(b), out, cge.Leontief(in...))
}

// opening is the set that a book begins with: the base set where sets are
// chosen, all options that ever have a weight else.
func (m *Model) opening(b int) set {
	n := m.base.nodes[b]
	s := n.base
	if n.chosen || m.holds(Network) {
		return s
	}
	for k := range n.options {
		if n.grows[k] != nil {
			s |= 1 << k
		}
	}
	return s
}

// setName names the activity of a set.
func (m *Model) setName(b int, s set) string {
	n := m.base.nodes[b]
	if !n.chosen {
		return "choose " + n.name
	}
	return n.label(s, m.spec.bookUnits(b))
}

// members are the units of a set, joined by "+".
func (m *Model) members(b int, s set) string { return members(m.spec.bookUnits(b), s) }

// opens is what a choice makes at the start.
func (w *builder) opens(b int) float64 {
	v := w.b.nodes[b].volume
	if b < len(w.passed) {
		v += w.passed[b]
	}
	return v
}
