package cge

// A Nest is one side of a producer, or the wants of a consumer: a commodity in
// a quantity, or an aggregate of nests with an elasticity between them. Nests
// are values; the methods return changed copies.
//
// All nests are in calibrated share form (Rutherford 2002): the quantities and
// reference prices describe one point, the elasticities the curvature through
// it. With value shares θ at the reference point and prices relative to it ρ,
//
//	unit cost     c = [Σ θ ρ^(1-σ)]^(1/(1-σ))       σ = 0 Leontief, σ = 1 Cobb-Douglas: c = Π ρ^θ
//	unit revenue  r = [Σ θ ρ^(1+τ)]^(1/(1+τ))       τ = 0 fixed proportions
//	quantity      x = x⁰ (c/ρ)^σ,  x = x⁰ (ρ/r)^τ
type Nest struct {
	kind  nestKind
	name  string
	s     number // elasticity
	kids  []Nest
	goods []Commodity // of a column of leaves
	amts  []float64
	c     Commodity // of a leaf; of a volume node the commodity that its index counts in
	q, p  number
	taxes []taxation
}

type nestKind uint8

const (
	noNest nestKind = iota
	leafNest
	cesNest
	volumeNest
	columnNest
)

// A number is a constant, or an expression of names.
type number struct {
	v    float64
	expr string
}

type taxation struct {
	to   Agent
	rate number
}

// Of is a quantity of the commodity at the reference point.
func (c Commodity) Of(quantity float64) Nest {
	return Nest{kind: leafNest, c: c, q: number{v: quantity}, p: number{v: 1}}
}

// OfExpr is a quantity that is computed, from parameters or variables:
// labour.OfExpr("100*(1-U)").
func (c Commodity) OfExpr(quantity string) Nest {
	return Nest{kind: leafNest, c: c, q: number{expr: quantity}, p: number{v: 1}}
}

// At is the same leaf at another reference price than 1: what the buyer pays or
// the seller gets, tax included.
func (n Nest) At(price float64) Nest {
	n.p = number{v: price}
	return n
}

// AtExpr is the same leaf at a reference price that is computed from parameters.
func (n Nest) AtExpr(price string) Nest {
	n.p = number{expr: price}
	return n
}

// Taxed adds an ad valorem tax on the market price, paid to the agent: buyers
// pay p(1+rate), sellers get p(1-rate). A negative rate is a subsidy.
func (n Nest) Taxed(to Agent, rate float64) Nest {
	n.taxes = append(n.taxes[:len(n.taxes):len(n.taxes)], taxation{to, number{v: rate}})
	return n
}

// TaxedExpr is Taxed with a rate that is computed, from parameters or variables.
func (n Nest) TaxedExpr(to Agent, rate string) Nest {
	n.taxes = append(n.taxes[:len(n.taxes):len(n.taxes)], taxation{to, number{expr: rate}})
	return n
}

// Named gives the nest a name, by which its elasticity is a parameter (see
// Model.Parameters) and the export speaks of it.
func (n Nest) Named(name string) Nest {
	n.name = name
	return n
}

// CES aggregates with a constant elasticity of substitution.
func CES(elasticity float64, inputs ...Nest) Nest {
	return Nest{kind: cesNest, s: number{v: elasticity}, kids: inputs}
}

// CESExpr is CES with an elasticity that is computed from parameters.
func CESExpr(elasticity string, inputs ...Nest) Nest {
	return Nest{kind: cesNest, s: number{expr: elasticity}, kids: inputs}
}

// CET splits output with a constant elasticity of transformation. It is the
// same nest as CES; the side of the producer it stands on tells them apart.
func CET(elasticity float64, outputs ...Nest) Nest { return CES(elasticity, outputs...) }

// Leontief aggregates in fixed proportions.
func Leontief(inputs ...Nest) Nest { return CES(0, inputs...) }

// CobbDouglas aggregates with fixed shares of value.
func CobbDouglas(inputs ...Nest) Nest { return CES(1, inputs...) }

// Column is many plain leaves at once, as a column of an input-output table
// gives them: quantities[i] of goods[i] at reference price 1, without tax. It
// stands among the inputs of a nest; the slices are kept, not copied.
func Column(goods []Commodity, quantities []float64) Nest {
	return Nest{kind: columnNest, goods: goods, amts: quantities}
}

// Volume chooses among options that deliver the same unit of service, such as
// battery chemistries: quantities add up to the demand exactly, as CES
// quantities do not. It is the absolute-cost logit as a cost function. With
// reference shares s⁰ of the quantities, reference prices p⁰ with mean p̄ = Σ s⁰p⁰,
// T = p̄/elasticity and the price π of level (base 1):
//
//	unit cost   k = p̄π - Tπ ln Σ s⁰ exp(-(p - p⁰π)/(Tπ))        (p⁰ at base: s = s⁰, k = p̄)
//	share       s = ∂k/∂p, which sum to 1
//	integration e = ∂k/∂π = (k - Σ s p)/π, in units of level
//
// level is the commodity that the scale of costs is counted in, so that k is
// homogeneous of degree one; what integrating a mix takes or saves against p̄
// is bought or given back in it. The elasticity is that of the ratio of two
// shares to the price of one, at the mean reference price.
func Volume(elasticity float64, level Commodity, options ...Nest) Nest {
	return Nest{kind: volumeNest, s: number{v: elasticity}, c: level, kids: options}
}

// VolumeExpr is Volume with an elasticity that is computed from parameters.
func VolumeExpr(elasticity string, level Commodity, options ...Nest) Nest {
	return Nest{kind: volumeNest, s: number{expr: elasticity}, c: level, kids: options}
}
