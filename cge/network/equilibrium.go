package network

import (
	"fmt"
	"math"
	"slices"
)

// An Equilibrium has prices and sets of a network.
type Equilibrium struct {
	// LogP is the log price of every industry's good, in the network's order; the
	// wage is 1.
	LogP []float64
	// Sets are the optional inputs in use. Of several sets that cost the same it
	// is the one with the fewest links, then the lowest index.
	Sets        []Set
	Certificate Certificate

	model *Model
}

// A Certificate says how good an equilibrium is.
type Certificate struct {
	Rounds   int     // of policy iteration
	Residual float64 // largest |log P - log (1+mu) min K|
	// Homogeneity is the same when the wage and all prices are doubled.
	Homogeneity float64
	// Within bounds the distance of every log price from the exact equilibrium:
	// (1 ± it) u is below and above its own image, which brackets the only fixed
	// point. nil where an industry has no labour to bound it by.
	Within *float64
	// Radius is the spectral radius of the matrix of cost shares: how much a
	// change of all productivities is multiplied at most is 1/(1 - Radius).
	Radius float64
}

// certify measures log prices that solve the equations of some sets.
func (v *solving) certify(sets []Set, logP []float64) Certificate {
	var c Certificate
	within, bounded := 0.0, true
	for i := range sets {
		_, cost, _ := v.at(i, logP).best(0, 0)
		miss := math.Abs(cost + v.m.logMu[i] - logP[i])
		c.Residual = max(c.Residual, miss)
		room := v.m.recipes[i].leastLabour(v.m.logMu[i], logP[i]) - math.Abs(1-v.m.net.Sigma)*miss
		bounded = bounded && room > 0
		within = max(within, miss/room)
	}
	if bounded {
		within += roundings * float64(v.m.n)
		c.Within = &within
	}
	doubled := make([]float64, len(logP))
	for i, p := range logP {
		doubled[i] = p + math.Ln2
	}
	for i := range sets {
		_, cost, _ := v.atWage(i, doubled, math.Ln2).best(0, 0)
		c.Homogeneity = max(c.Homogeneity, math.Abs(cost+v.m.logMu[i]-doubled[i]))
	}
	c.Radius, _ = v.m.shares(sets, logP).perron(v.m.n, false)
	return c
}

// roundings is what the arithmetic of one check may miss, for each industry.
const roundings = 0x1p-52

// leastLabour is the least share of labour in the price of an industry, over
// all its sets: what keeps prices from moving by as much as their inputs' prices.
func (r *recipe) leastLabour(logMu, logP float64) float64 {
	if r.sigma == 1 {
		return 1 - r.heaviest()
	}
	e := 1 - r.sigma
	low, high := r.productivities()
	least := math.Inf(1)
	for _, a := range []float64{low, high} {
		least = min(least, r.wL*math.Exp(e*(logMu-a-logP)))
	}
	return least
}

// productivities are the least and the most that log A can be.
func (r *recipe) productivities() (low, high float64) {
	if r.sets != nil {
		return r.logA0 + slices.Min(r.logA), r.logA0 + slices.Max(r.logA)
	}
	low, high = r.logA0, r.logA0
	for _, in := range r.inputs {
		low, high = low+min(0, in.B), high+max(0, in.B)
	}
	return low, high
}

// heaviest is the largest sum of weights of a feasible set.
func (r *recipe) heaviest() float64 {
	all, most := 0.0, 0.0
	for k, in := range r.inputs {
		if k < r.required || r.sets == nil {
			all += in.Weight
		}
	}
	for _, s := range r.sets {
		sum := 0.0
		for ; s != 0; s &= s - 1 {
			sum += r.inputs[r.required+s.first()].Weight
		}
		most = max(most, sum)
	}
	return all + most
}

// shares are the shares of inputs in the price of each industry.
func (m *Model) shares(sets []Set, logP []float64) inputMatrix {
	a := m.inputs(sets)
	if m.cobbDouglas() {
		for i := range a.fixed {
			a.fixed[i] = 1
		}
		for k, w := range a.weight {
			a.fixed[a.to[k]] -= w
		}
		return a
	}
	e := 1 - m.net.Sigma
	for i := range a.fixed {
		a.fixed[i] *= math.Exp(-e * logP[i])
	}
	for k := range a.weight {
		a.weight[k] *= math.Exp(e * (logP[a.from[k]] - logP[a.to[k]]))
	}
	return a
}

// A Link is an input in use, optional or required.
type Link struct {
	From, To string  // supplier and user
	Share    float64 // of the user's unit cost
	Optional bool
}

// Links are the inputs in use: by user, then in the order of its inputs.
func (e *Equilibrium) Links() []Link {
	a := e.model.shares(e.Sets, e.LogP)
	out := make([]Link, 0, len(a.weight))
	k := 0
	for i := range e.model.n {
		r := &e.model.recipes[i]
		for j, in := range r.inputs {
			if j < r.required || e.Sets[i].Has(j-r.required) {
				out = append(out, Link{From: in.From, To: e.model.net.Industries[i].Name, Share: a.weight[k], Optional: j >= r.required})
				k++
			}
		}
	}
	return out
}

// Changed compares the links with those of another equilibrium: new ones are
// in use here and not there, lost ones there and not here.
func (e *Equilibrium) Changed(from *Equilibrium) (added, lost []Link) {
	missing := func(in, of []Link) []Link {
		known := map[[2]string]bool{}
		for _, l := range of {
			known[[2]string{l.From, l.To}] = true
		}
		var out []Link
		for _, l := range in {
			if !known[[2]string{l.From, l.To}] {
				out = append(out, l)
			}
		}
		return out
	}
	here, there := e.Links(), from.Links()
	return missing(here, there), missing(there, here)
}

// Industries are the names, in the order of LogP and Sets.
func (e *Equilibrium) Industries() []string { return e.model.Industries() }

// Suppliers are the optional inputs in use of an industry, by name; none of an
// industry that is not there.
func (e *Equilibrium) Suppliers(industry string) []string {
	if i, ok := e.model.index[industry]; ok {
		return e.model.named(i, e.Sets[i])
	}
	return nil
}

// Choice looks at an industry's choice at the equilibrium's prices: its cost,
// the next best set and the gap to it.
func (e *Equilibrium) Choice(industry string) (Choice, error) {
	i, err := e.model.find(industry)
	if err != nil {
		return Choice{}, err
	}
	v := &solving{m: e.model}
	return v.at(i, e.LogP).choice(), nil
}

// LinkGap is how far an optional link is from being used: ln K of the best set
// with it less ln K of the best set without it, above 0 where it is not adopted.
// For Cobb-Douglas that is weight log P - b.
func (e *Equilibrium) LinkGap(user, supplier string) (float64, error) {
	i, err := e.model.find(user)
	if err != nil {
		return 0, err
	}
	r := &e.model.recipes[i]
	k := slices.IndexFunc(r.inputs[r.required:], func(in Input) bool { return in.From == supplier })
	if k < 0 {
		return 0, fmt.Errorf("network: %q is no optional input of %q", supplier, user)
	}
	v := &solving{m: e.model}
	p := v.at(i, e.LogP)
	_, with, _ := p.best(SetOf(k), 0)
	_, without, _ := p.best(0, SetOf(k))
	if math.IsInf(with, 0) || math.IsInf(without, 0) {
		return 0, fmt.Errorf("network: every feasible set of %q decides %q the same way; there is no gap", user, supplier)
	}
	return with - without, nil
}

func (m *Model) find(industry string) (int, error) {
	if i, ok := m.index[industry]; ok {
		return i, nil
	}
	return 0, fmt.Errorf("network: %s: no industry is called %q", m.net.label(), industry)
}
