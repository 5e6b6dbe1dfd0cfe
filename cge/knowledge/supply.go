package knowledge

import (
	"fmt"
	"math"
)

// A Supply says how much research is offered at a price, not falling with it.
type Supply interface {
	At(price float64) float64
	Slope(price float64) float64 // d supply / d price
}

// Pool is a fixed number of scientists: the same research at any price.
type Pool float64

// At is the pool.
func (p Pool) At(float64) float64 { return float64(p) }

// Slope is 0.
func (p Pool) Slope(float64) float64 { return 0 }

// Sector makes research from scientists, a specific factor, and an input at a
// given price (labour), in calibrated share form:
//
//	P^(1-s) = th q^(1-s) + (1-th) c^(1-s),   R = Base Factor (q/P)^s,   s = Elasticity th/(1-th)
//
// P is the price of research and q the earning of scientists, both 1 in the base
// year; s is the elasticity of substitution. Below s = 1 there is a price
// under which nothing is made and an output that no price exceeds; above it,
// scientists become dispensable at a finite price. In the full model the
// economy makes research; this is its partial equilibrium at constant wages.
type Sector struct {
	Base       float64 // research of the base year
	Specific   float64 // th: share of scientists in its cost, in (0, 1)
	Elasticity float64 // of supply to price in the base year, above 0
	Factor     float64 // scientists, 1 in the base year
	Wage       float64 // c: price of the other input, 1 in the base year
}

// NewSector is a sector with a specific factor of half the cost and elasticity
// 1 (Cobb-Douglas), in the base year.
func NewSector(base float64) Sector {
	return Sector{Base: base, Specific: 0.5, Elasticity: 1, Factor: 1, Wage: 1}
}

// Check refuses parameters outside their ranges.
func (s Sector) Check() error {
	for _, v := range []float64{s.Base, s.Elasticity, s.Factor, s.Wage} {
		if !(v > 0) || !usable(v) {
			return fmt.Errorf("knowledge: Sector: base %v, elasticity %v, factor %v, wage %v; all must be above 0 (factor and wage are 1 in the base year)", s.Base, s.Elasticity, s.Factor, s.Wage)
		}
	}
	if !(s.Specific > 0 && s.Specific < 1) {
		return fmt.Errorf("knowledge: Sector: the specific factor's share is %v; it must be above 0 and below 1", s.Specific)
	}
	return nil
}

// sigma is the elasticity of substitution; one is 1 so closely that the limit
// is used.
func (s Sector) sigma() (sg float64, one bool) {
	sg = s.Elasticity * s.Specific / (1 - s.Specific)
	return sg, math.Abs(sg-1) < 1e-12
}

// ratio is q/P at a price: 0 below the choke price, +Inf where scientists are
// dispensable.
func (s Sector) ratio(price float64) float64 {
	if !(price > 0) {
		price = 0
	}
	sg, one := s.sigma()
	x, th := price/s.Wage, s.Specific
	if one {
		return math.Pow(x, (1-th)/th)
	}
	// ((1 - (1-th) x^(sg-1))/th)^(1/(1-sg)) by way of small differences, which
	// keep their digits near sg = 1
	rest := max(-1, -(1-th)/th*math.Expm1((sg-1)*math.Log(x)))
	return math.Exp(math.Log1p(rest) / (1 - sg))
}

// At is the research offered, at most the largest float64.
func (s Sector) At(price float64) float64 {
	sg, _ := s.sigma()
	return limit(s.Base * s.Factor * math.Pow(s.ratio(price), sg))
}

// Slope is the derivative of At; 0 where nothing is offered.
func (s Sector) Slope(price float64) float64 {
	u := s.ratio(price)
	if u == 0 || math.IsInf(u, 1) || !(price > 0) {
		return 0
	}
	// d ln R/d ln P = sg (d ln q/d ln P - 1), and P^(1-sg) = th q^(1-sg) + ...
	// gives d ln q/d ln P = u^(sg-1)/th.
	sg, _ := s.sigma()
	return limit(s.At(price) / price * sg * (math.Pow(u, sg-1)/s.Specific - 1))
}

// Price is the inverse: the price at which an amount of research is offered.
func (s Sector) Price(research float64) (float64, error) {
	if err := s.Check(); err != nil {
		return 0, err
	}
	sg, one := s.sigma()
	if !(research > 0) || !usable(research) {
		return 0, fmt.Errorf("knowledge: Sector: research of %v; a price is asked of an amount above 0", research)
	}
	th, log := s.Specific, math.Log(research/(s.Base*s.Factor))/sg // of u = q/P
	var p float64
	if one {
		p = s.Wage * math.Exp(log*th/(1-th))
	} else {
		rest := -th / (1 - th) * math.Expm1((1-sg)*log)
		if !(rest > -1) {
			bound := s.Base * s.Factor * math.Pow(th, -sg/(1-sg))
			return 0, fmt.Errorf("knowledge: Sector: research of %v is beyond %v, the %s that its scientists can make at any price", research, limit(bound), map[bool]string{true: "most", false: "least"}[sg < 1])
		}
		p = s.Wage * math.Exp(-math.Log1p(rest)/(1-sg))
	}
	if !usable(p) {
		return 0, fmt.Errorf("knowledge: Sector: research of %v has a price that a number cannot hold", research)
	}
	return p, nil
}
