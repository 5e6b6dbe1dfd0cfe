package choice

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/network"
)

// A Form is how a recipe combines its inputs.
type Form uint8

// CobbDouglas: log K = -log A(S) + Σ α log P + (1 - Σ α) log w.
// CES: K = [wL w^(1-σ) + Σ ω P^(1-σ)]^(1/(1-σ)) / A(S).
const (
	CobbDouglas Form = iota
	CES
)

// An Input of a recipe: its share or weight, and what adopting it adds to log A.
type Input struct {
	Name      string
	Commodity cge.Commodity
	Weight    float64 // α of Cobb-Douglas, ω of CES
	B         float64 // of an optional input
}

// A Recipe maker combines a factor with required and optional inputs.
type Recipe struct {
	Name       string
	Makes      cge.Commodity
	Form       Form
	Sigma      float64       // of CES, not 1
	Factor     cge.Commodity // w: labour, or a composite of factors
	FactorW    float64       // wL of CES
	LogA       float64
	Required   []Input
	Optional   []Input
	Table      map[Set]float64 // log A by set instead of LogA + Σ B; sets that are missing are not feasible
	Wedge      float64         // P = (1+μ) K
	WedgeTo    cge.Agent       // who gets it
	Productive string          // expression of parameters that multiplies A; "" is 1
}

func (r *Recipe) maker() string       { return r.Name }
func (r *Recipe) made() cge.Commodity { return r.Makes }
func (r *Recipe) empty() bool         { return true }
func (r *Recipe) wedge() float64      { return r.Wedge }
func (r *Recipe) begin() (Set, bool)  { return 0, false }
func (r *Recipe) open(*cge.Economy)   {}

func (r *Recipe) blocks() []Set {
	out := make([]Set, len(r.Optional))
	for k := range out {
		out[k] = 1 << k
	}
	return out
}

func (r *Recipe) inputs() []cge.Commodity {
	var out []cge.Commodity
	for _, in := range slices.Concat(r.Required, r.Optional) {
		out = append(out, in.Commodity)
	}
	return out
}

func (r *Recipe) options() []string {
	out := make([]string, len(r.Optional))
	for k, o := range r.Optional {
		out[k] = o.Name
	}
	return out
}

func (r *Recipe) check() error {
	if len(r.Optional) > network.MaxOptions {
		return fmt.Errorf("choice: %s has %d optional inputs; it takes up to %d", r.Name, len(r.Optional), network.MaxOptions)
	}
	total := 0.0
	for _, in := range append(append([]Input(nil), r.Required...), r.Optional...) {
		if !(in.Weight > 0) || math.IsNaN(in.B) || math.IsInf(in.B, 0) {
			return fmt.Errorf("choice: input %q of %s: weight %v, b %v; weights are above zero", in.Name, r.Name, in.Weight, in.B)
		}
		total += in.Weight
	}
	switch {
	case r.Form == CobbDouglas && total >= 1:
		return fmt.Errorf("choice: shares of the inputs of %s add up to %v; with every input adopted something must be left for the factor", r.Name, total)
	case r.Form == CES && (r.Sigma == 1 || !(r.Sigma >= 0) || !(r.FactorW > 0)):
		return fmt.Errorf("choice: %s has sigma %v and factor weight %v; sigma is zero or more and not 1 (that is Cobb-Douglas), the weight above zero", r.Name, r.Sigma, r.FactorW)
	case r.Table != nil && len(r.Table) == 0:
		return fmt.Errorf("choice: %s has a table without entries, so no set is feasible; list one, or leave Table nil", r.Name)
	case !(r.Wedge > -1):
		return fmt.Errorf("choice: the wedge of %s is %v; it is above -1", r.Name, r.Wedge)
	}
	return nil
}

// logA is the productivity of a set; false if the set is not feasible.
func (r *Recipe) logA(s Set) (float64, bool) {
	if r.Table != nil {
		v, ok := r.Table[s]
		return v, ok
	}
	a := r.LogA
	for k, o := range r.Optional {
		if s.Has(k) {
			a += o.B
		}
	}
	return a, true
}

// recipeCosts are unit costs before Productive, which all sets share.
type recipeCosts struct {
	r        *Recipe
	base     float64 // of factor and required inputs: log cost, or power sum
	optional []float64
	baseMove float64 // changes of base and optional, where a move is asked
	moves    []float64
}

func (r *Recipe) unit(at market) unitCosts {
	u := &recipeCosts{r: r}
	u.base, u.baseMove = r.term(at, r.Factor, r.factorWeight())
	for _, in := range r.Required {
		v, d := r.term(at, in.Commodity, in.Weight)
		u.base, u.baseMove = u.base+v, u.baseMove+d
	}
	for _, in := range r.Optional {
		v, d := r.term(at, in.Commodity, in.Weight)
		u.optional, u.moves = append(u.optional, v), append(u.moves, d)
	}
	return u
}

// factorWeight is 1 in Cobb-Douglas form, where each input takes its share from
// the factor.
func (r *Recipe) factorWeight() float64 {
	if r.Form == CobbDouglas {
		return 1
	}
	return r.FactorW
}

// term is what a commodity adds to the log cost of a Cobb-Douglas recipe or to
// the power sum of a CES recipe, and how that moves.
func (r *Recipe) term(at market, c cge.Commodity, weight float64) (v, move float64) {
	p, w := at.price(c), at.price(r.Factor)
	if at.move != nil {
		move = at.move.price(c) / p
	}
	switch {
	case r.Form == CES:
		v = weight * math.Pow(p, 1-r.Sigma)
		return v, v * (1 - r.Sigma) * move
	case c == r.Factor:
		return weight * math.Log(p), weight * move
	}
	if at.move != nil {
		move -= at.move.price(r.Factor) / w
	}
	return weight * math.Log(p/w), weight * move
}

func (u *recipeCosts) cost(s Set) float64 {
	a, ok := u.r.logA(s)
	if !ok {
		return math.Inf(1)
	}
	total := u.sum(s, u.base, u.optional)
	if u.r.Form == CobbDouglas {
		return math.Exp(total - a)
	}
	return math.Pow(total, 1/(1-u.r.Sigma)) * math.Exp(-a)
}

// node has the optional inputs as options, and values in logarithms.
func (u *recipeCosts) node() *network.Node {
	n := &network.Node{Fixed: u.base, Cost: make([]float64, len(u.optional)), Quantity: u.optional}
	if u.r.Form == CobbDouglas {
		copy(n.Cost, u.optional)
	} else {
		n.Fixed, n.K, n.Base = 0, 1/(1-u.r.Sigma), u.base
	}
	if u.r.Table == nil {
		n.Fixed -= u.r.LogA
		for k, o := range u.r.Optional {
			n.Cost[k] -= o.B
		}
	}
	for _, s := range slices.Sorted(maps.Keys(u.r.Table)) {
		n.Feasible, n.Own = append(n.Feasible, s), append(n.Own, -u.r.Table[s])
	}
	return n
}

func (u *recipeCosts) sum(s Set, base float64, optional []float64) float64 {
	for k, v := range optional {
		if s.Has(k) {
			base += v
		}
	}
	return base
}

func (u *recipeCosts) along(s Set) float64 {
	move := u.sum(s, u.baseMove, u.moves)
	if u.r.Form == CobbDouglas {
		return move
	}
	return move / (1 - u.r.Sigma) / u.sum(s, u.base, u.optional)
}

// activity adds the activity of a set: one unit of output at prices of one takes
// inputs worth the unit cost there.
func (r *Recipe) activity(e *cge.Economy, s Set, name string) {
	inputs := append([]Input(nil), r.Required...)
	for k, o := range r.Optional {
		if s.Has(k) {
			inputs = append(inputs, o)
		}
	}
	a, _ := r.logA(s)
	sigma, factor := 1.0, 1.0
	if r.Form == CES {
		sigma, factor = r.Sigma, r.FactorW
	}
	total := factor
	for _, in := range inputs {
		if r.Form == CobbDouglas {
			factor -= in.Weight
		} else {
			total += in.Weight
		}
	}
	scale := math.Exp(-a) // unit cost at prices of one
	if r.Form == CES {
		scale *= math.Pow(total, 1/(1-sigma))
	} else {
		total = 1
	}
	nests := []cge.Nest{r.Factor.Of(scale * factor / total)}
	for _, in := range inputs {
		nests = append(nests, in.Commodity.Of(scale*in.Weight/total))
	}
	out := r.Makes.Of(1)
	if r.Wedge != 0 {
		out = out.Taxed(r.WedgeTo, r.Wedge/(1+r.Wedge))
	}
	p := e.Producer(name, out, cge.CES(sigma, nests...))
	if r.Productive != "" {
		p.Productivity(r.Productive)
	}
}
