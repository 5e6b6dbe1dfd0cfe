package choice

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge"
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
func (r *Recipe) ledger() string      { return "" }

func (r *Recipe) options() []string {
	out := make([]string, len(r.Optional))
	for k, o := range r.Optional {
		out[k] = o.Name
	}
	return out
}

func (r *Recipe) check() error {
	if len(r.Optional) > mostOptions {
		return fmt.Errorf("choice: %s has %d optional inputs; it takes up to %d", r.Name, len(r.Optional), mostOptions)
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

type recipeCosts struct {
	r        *Recipe
	base     float64 // of factor and required inputs: log cost, or power sum
	optional []float64
}

func (r *Recipe) unit(p prices) unitCosts {
	u := &recipeCosts{r: r}
	w := p(r.Factor)
	if r.Form == CobbDouglas {
		u.base = math.Log(w)
		for _, in := range r.Required {
			u.base += in.Weight * math.Log(p(in.Commodity)/w)
		}
		for _, in := range r.Optional {
			u.optional = append(u.optional, in.Weight*math.Log(p(in.Commodity)/w))
		}
		return u
	}
	e := 1 - r.Sigma
	u.base = r.FactorW * math.Pow(w, e)
	for _, in := range r.Required {
		u.base += in.Weight * math.Pow(p(in.Commodity), e)
	}
	for _, in := range r.Optional {
		u.optional = append(u.optional, in.Weight*math.Pow(p(in.Commodity), e))
	}
	return u
}

func (u *recipeCosts) cost(s Set) float64 {
	a, ok := u.r.logA(s)
	if !ok {
		return math.Inf(1)
	}
	total := u.base
	for k, v := range u.optional {
		if s.Has(k) {
			total += v
		}
	}
	if u.r.Form == CobbDouglas {
		return math.Exp(total - a)
	}
	return math.Pow(total, 1/(1-u.r.Sigma)) * math.Exp(-a)
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
