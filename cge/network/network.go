package network

import (
	"fmt"
	"maps"
	"slices"
)

// A Network is an economy of industries that choose their suppliers. It is
// plain data: copy it, change the copy, and Solve both.
type Network struct {
	Name string
	// Sigma is the elasticity of substitution between inputs in every recipe; 1
	// is Cobb-Douglas. Other values at least 1e-4 away from 1, above 0.
	Sigma float64
	// Industries make one good each, which bears the industry's name.
	Industries []Industry
	// Labour is how much labour the household owns, in wage units of 1: the wage
	// is the numeraire. 0 stands for 1.
	Labour float64
	// Consumer has the expenditure shares of the one Cobb-Douglas household by
	// industry; they sum to 1. Without it an equilibrium has prices and sets, but
	// no Accounts: nothing says how much is made of what.
	Consumer map[string]float64
	// Wasted is the share of wedge revenue that is lost, from 0 (the household
	// receives all of it) to 1. What is lost is output that melts away: a waster
	// makes 1+mu units to sell one.
	Wasted float64
}

// An Industry makes its good by a recipe: unit cost, for a set S of optional
// inputs (Acemoglu and Azar 2020),
//
//	K(S,P) = [wL w^(1-sigma) + sum over required and S of weight P^(1-sigma)]^(1/(1-sigma)) / A(S)
//
// and at sigma 1, where the exponent of the factors falls when an input is
// adopted so that K is homogeneous of degree 1,
//
//	log K = -log A(S) + sum weight log P + (1 - sum weight) log w
//
// with log A(S) = LogA0 + the sum of B over S, or LogA0 + the entry of Table.
// Its price is (1+Mu) min K over S.
type Industry struct {
	Name  string
	LogA0 float64
	// WL is the weight of the factors, above 0; unused (and 0) at sigma 1.
	WL float64
	// Mu is the wedge between price and unit cost, above -1.
	Mu       float64
	Required []Input
	Optional []Input
	// Table, if it is not empty, lists the feasible sets of optional inputs with
	// their technology; then B of the inputs is 0, and a set that is not listed is
	// not feasible.
	Table []Technology
}

// An Input is a good that a recipe takes or may take.
type Input struct {
	From   string  // the industry that makes it; the industry itself is allowed
	Weight float64 // above 0: the CES weight, or the cost share at sigma 1
	B      float64 // what adopting it adds to log A; optional inputs only
}

// A Technology is log A of one feasible set, on top of LogA0.
type Technology struct {
	With []string // names of optional inputs; none is the empty set
	LogA float64
}

// Shifted is the network with logA0 of the named industries moved by the
// deltas. An unknown name is an error.
func (n Network) Shifted(delta map[string]float64) (Network, error) {
	out := n
	out.Industries = slices.Clone(n.Industries)
	for _, name := range slices.Sorted(maps.Keys(delta)) {
		i := slices.IndexFunc(out.Industries, func(x Industry) bool { return x.Name == name })
		if i < 0 {
			return Network{}, fmt.Errorf("network: %s: no industry is called %q; its logA0 cannot be shifted", n.label(), name)
		}
		out.Industries[i].LogA0 += delta[name]
	}
	return out, nil
}

func (n Network) label() string {
	if n.Name == "" {
		return "unnamed network"
	}
	return n.Name
}
