package network

import (
	"fmt"
	"math"
	"slices"
)

// A Choice is the best set at a node and what comes next.
type Choice struct {
	Set Set
	// Cost is ln K of a recipe; of a volume node K itself, in money per unit.
	Cost float64
	// Next is the best set other than Set, Gap = ln K(Next) - ln K(Set) >= 0 how
	// much dearer it is. A node with one feasible set has HasNext false, Gap 0.
	Next    Set
	Gap     float64
	HasNext bool
	// Ties are the sets that cost the same as Set to 1e-12, Set first, in the
	// order that decides between them: fewest links, then lowest index. At most 64.
	Ties []Set
	// Method says how the set was found: "sign", "prefix", "counting", "branches"
	// or "listing". All are exact.
	Method string
}

// Best is the exact choice of an industry's set of optional inputs at given
// prices: logP has the logarithm of the price of every input, logW that of the
// factor composite. The wedge plays no part.
//
// At sigma 1 each input enters by itself: iff weight (log P - log W) < B. At
// sigma < 1 the best set is a prefix of the order by B/(weight P^(1-sigma)),
// see complements. At sigma > 1 what is beyond doubt is settled first; up to 16
// inputs in doubt are counted through, more are branched on.
func (x Industry) Best(sigma float64, logP map[string]float64, logW float64) (Choice, error) {
	p, err := x.node(sigma, logP, logW)
	if err != nil {
		return Choice{}, fmt.Errorf("network: industry %q: %w", x.Name, err)
	}
	return p.choice(), nil
}

// UnitCost is ln K of an industry for one set of its optional inputs, at prices
// as in Best. A set that is not feasible is an error.
func (x Industry) UnitCost(sigma float64, s Set, logP map[string]float64, logW float64) (float64, error) {
	p, err := x.node(sigma, logP, logW)
	if err != nil {
		return 0, fmt.Errorf("network: industry %q: %w", x.Name, err)
	}
	if v := p.value(s & full(len(p.Cost))); finite(v) && s&^full(len(p.Cost)) == 0 {
		return v, nil
	}
	return 0, fmt.Errorf("network: industry %q: set %v of the optional inputs is not feasible", x.Name, s.Places())
}

func (x Industry) node(sigma float64, logP map[string]float64, logW float64) (*Node, error) {
	if err := checkSigma(sigma); err != nil {
		return nil, err
	}
	r, err := x.recipe(sigma)
	if err != nil {
		return nil, err
	}
	q := make([]float64, len(r.inputs))
	for k, in := range r.inputs {
		v, ok := logP[in.From]
		if !ok || !(math.Abs(v) <= widest) {
			return nil, fmt.Errorf("the log price of %q is %v (given: %v); it must be a number within ±%v", in.From, v, ok, widest)
		}
		q[k] = v
	}
	if !(math.Abs(logW) <= widest) {
		return nil, fmt.Errorf("the log price of factors is %v; it must be a number within ±%v", logW, widest)
	}
	p := &Node{}
	r.fill(p, q, logW)
	return p, nil
}

// widest bounds log prices: e^±1000 is no price of anything.
const widest = 1000

// recipe is an industry, checked.
type recipe struct {
	sigma, logA0, wL float64
	inputs           []Input // required ones, then optional ones
	required         int
	sets             []Set     // feasible sets of a table, nil where all are
	logA             []float64 // of each of them, on top of logA0
}

func (x Industry) recipe(sigma float64) (recipe, error) {
	if err := x.check(sigma); err != nil {
		return recipe{}, err
	}
	sets, logA, err := x.sets()
	if err != nil {
		return recipe{}, err
	}
	r := recipe{sigma: sigma, logA0: x.LogA0, wL: x.WL, inputs: slices.Concat(x.Required, x.Optional),
		required: len(x.Required), sets: sets, logA: logA}
	if sum := r.heaviest(); sigma == 1 && sum > 1+1e-12 { // rounding of a sum of decimals
		return recipe{}, fmt.Errorf("the exponents of a feasible set sum to %v; above 1 nothing is left for factors", sum)
	}
	return r, nil
}

func (r *recipe) options() int { return len(r.inputs) - r.required }

// fill states the choice at log prices q as a node. Quantities are scaled by
// the largest, so that P^(1-sigma) cannot run out of the range of numbers.
func (r *recipe) fill(p *Node, q []float64, logW float64) {
	m := r.options()
	p.Fixed, p.K, p.Base = -r.logA0, 0, 0
	p.Cost, p.Quantity = zeros(p.Cost, m), zeros(p.Quantity, m)
	if r.listing(p); r.sigma == 1 {
		r.fillCobbDouglas(p, q, logW)
		return
	}
	e := 1 - r.sigma
	top := e*logW + math.Log(r.wL)
	for k, in := range r.inputs {
		top = max(top, e*q[k]+math.Log(in.Weight))
	}
	p.K = 1 / e
	p.Fixed += top / e
	p.Base = math.Exp(e*logW + math.Log(r.wL) - top)
	for k, in := range r.inputs {
		x := math.Exp(e*q[k] + math.Log(in.Weight) - top)
		if k < r.required {
			p.Base += x
		} else {
			p.Cost[k-r.required], p.Quantity[k-r.required] = -in.B, x
		}
	}
	p.Base = max(p.Base, math.SmallestNonzeroFloat64)
}

// zeros is a slice of n zeros, in the memory of s where that is enough.
func zeros(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	s = s[:n]
	clear(s)
	return s
}

func (r *recipe) fillCobbDouglas(p *Node, q []float64, logW float64) {
	p.Fixed += logW
	for k, in := range r.inputs {
		v := in.Weight * (q[k] - logW)
		if k < r.required {
			p.Fixed += v
		} else {
			p.Cost[k-r.required] = v - in.B
		}
	}
}

func (r *recipe) listing(p *Node) {
	if p.Feasible = r.sets; r.sets == nil {
		return
	}
	p.Own = zeros(p.Own, len(r.logA))
	for t, a := range r.logA {
		p.Own[t] = -a
	}
}

// choice solves a node whose values are ln K, and looks at what comes next.
func (p *Node) choice() Choice {
	s, v, how := p.best(0, 0)
	out := Choice{Set: s, Cost: v, Method: string(how)}
	ties, next, gap := p.ties(v)
	out.Ties = ties
	if !math.IsInf(gap, 1) {
		out.Next, out.Gap, out.HasNext = next, gap, true
	}
	return out
}
