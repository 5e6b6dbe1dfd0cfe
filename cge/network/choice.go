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
	p, err := x.problem(sigma, logP, logW)
	if err != nil {
		return Choice{}, fmt.Errorf("network: industry %q: %w", x.Name, err)
	}
	return p.choice(), nil
}

// UnitCost is ln K of an industry for one set of its optional inputs, at prices
// as in Best. A set that is not feasible is an error.
func (x Industry) UnitCost(sigma float64, s Set, logP map[string]float64, logW float64) (float64, error) {
	p, err := x.problem(sigma, logP, logW)
	if err != nil {
		return 0, fmt.Errorf("network: industry %q: %w", x.Name, err)
	}
	if v := p.value(s & full(len(p.c))); finite(v) && s&^full(len(p.c)) == 0 {
		return v, nil
	}
	return 0, fmt.Errorf("network: industry %q: set %v of the optional inputs is not feasible", x.Name, s.Places())
}

func (x Industry) problem(sigma float64, logP map[string]float64, logW float64) (*problem, error) {
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
	p := &problem{}
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

// fill states the choice at log prices q as a problem. Quantities are scaled by
// the largest, so that P^(1-sigma) cannot run out of the range of numbers.
func (r *recipe) fill(p *problem, q []float64, logW float64) {
	m := r.options()
	p.c0, p.k, p.base = -r.logA0, 0, 0
	p.c, p.x = zeros(p.c, m), zeros(p.x, m)
	if r.listing(p); r.sigma == 1 {
		r.fillCobbDouglas(p, q, logW)
		return
	}
	e := 1 - r.sigma
	top := e*logW + math.Log(r.wL)
	for k, in := range r.inputs {
		top = max(top, e*q[k]+math.Log(in.Weight))
	}
	p.k = 1 / e
	p.c0 += top / e
	p.base = math.Exp(e*logW + math.Log(r.wL) - top)
	for k, in := range r.inputs {
		x := math.Exp(e*q[k] + math.Log(in.Weight) - top)
		if k < r.required {
			p.base += x
		} else {
			p.c[k-r.required], p.x[k-r.required] = -in.B, x
		}
	}
	p.base = max(p.base, math.SmallestNonzeroFloat64)
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

func (r *recipe) fillCobbDouglas(p *problem, q []float64, logW float64) {
	p.c0 += logW
	for k, in := range r.inputs {
		v := in.Weight * (q[k] - logW)
		if k < r.required {
			p.c0 += v
		} else {
			p.c[k-r.required] = v - in.B
		}
	}
}

func (r *recipe) listing(p *problem) {
	if p.listed = r.sets; r.sets == nil {
		return
	}
	p.own = zeros(p.own, len(r.logA))
	for t, a := range r.logA {
		p.own[t] = -a
	}
}

// choice solves a problem whose values are ln K, and looks at what comes next.
func (p *problem) choice() Choice {
	s, v, how := p.best(0, 0)
	out := Choice{Set: s, Cost: v, Method: string(how), Ties: []Set{s}}
	next, w := p.next(s)
	if math.IsInf(w, 1) {
		return out
	}
	out.Next, out.HasNext = next, true
	out.Gap = max(0, w-v)
	if w <= v+p.tie() {
		out.Ties = p.ties(s)
	}
	return out
}
