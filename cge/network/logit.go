package network

import "math"

// A Logit is the absolute-cost logit at given prices: its terms are
//
//	weight exp(-(price - low)/scale),   low = the least price of an option with a weight
//
// scale is T times the price level. An option of weight 0 is none.
type Logit struct {
	Terms      []float64
	Low, Scale float64
}

// NewLogit takes weights of 0 or above and finite prices; scale is above 0.
func NewLogit(weight, price []float64, scale float64) Logit {
	l := Logit{Terms: make([]float64, len(price)), Low: math.Inf(1), Scale: scale}
	for k, p := range price {
		if weight[k] > 0 {
			l.Low = min(l.Low, p)
		}
	}
	for k, p := range price {
		if weight[k] > 0 {
			l.Terms[k] = weight[k] * math.Exp(-(p-l.Low)/scale)
		}
	}
	return l
}

// Total is the sum of the terms of a set.
func (l Logit) Total(s Set) float64 {
	z := 0.0
	for k, x := range l.Terms {
		if s.Has(k) {
			z += x
		}
	}
	return z
}

// Cost is low - scale ln Σ of the terms of a set, +Inf if it has none.
func (l Logit) Cost(s Set) float64 { return l.Low - l.Scale*math.Log(l.Total(s)) }

// Shares of the options in a set with an option, which are the derivatives of
// its cost by their prices; they sum to 1.
func (l Logit) Shares(s Set) []float64 {
	out, z := make([]float64, len(l.Terms)), l.Total(s)
	for k, x := range l.Terms {
		if s.Has(k) {
			out[k] = x / z
		}
	}
	return out
}

// Node is the choice among blocks of options that enter together, each for a
// cost of its own in units of scale (such as platforms).
func (l Logit) Node(blocks []Set, cost []float64) *Node {
	n := &Node{K: -1, Cost: cost}
	for _, b := range blocks {
		n.Quantity = append(n.Quantity, l.Total(b))
	}
	return n
}
