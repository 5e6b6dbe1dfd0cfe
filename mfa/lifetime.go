package mfa

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mathext"
)

// A Lifetime is a survival curve: the share still in use at an age in years.
// It lies between 0 and 1 and never rises. Lifetimes are plain values:
//
//	life := mfa.Weibull{Shape: 3.5, Scale: 15}
//
// Package mfatest holds a suite for implementers.
type Lifetime interface {
	Survival(age float64) float64
}

// Fixed keeps everything while age < Mean and nothing after. Mean 0 discards
// everything in the step in which it enters.
type Fixed struct{ Mean float64 }

// Normal is the normal distribution with the given mean and standard
// deviation in years. It is not cut at age 0: the mass at negative ages leaves
// at once, so Survival(0) is a little below 1.
type Normal struct{ Mean, SD float64 }

// FoldedNormal is the distribution of |X|, X normal with Mean and SD: both
// belong to the normal before it is folded.
type FoldedNormal struct{ Mean, SD float64 }

// LogNormal is the log-normal distribution; Mean and SD are those of the
// lifetime itself, in years, not of its logarithm.
type LogNormal struct{ Mean, SD float64 }

// Weibull is the Weibull distribution: survival exp(-(age/Scale)^Shape), Scale
// in years. Shape above 1 is wear, 1 chance, below 1 early failure.
type Weibull struct{ Shape, Scale float64 }

// WeibullOf is the Weibull distribution of a mean life in years, as the
// literature quotes it, with Scale = mean / Γ(1 + 1/shape).
func WeibullOf(mean, shape float64) Weibull {
	return Weibull{Shape: shape, Scale: mean / math.Gamma(1+1/shape)}
}

// Gamma is the gamma distribution with mean Shape × Scale; Scale in years.
type Gamma struct{ Shape, Scale float64 }

// Logistic is the logistic distribution: survival 1/(1+exp((age-Mean)/Scale)).
// Like Normal it is not cut at age 0.
type Logistic struct{ Mean, Scale float64 }

// Table is a measured survival curve: Share[i] is still there at Ages[i],
// linear between; 1 before the first age, the last share after the last age,
// so that a curve that ends above 0 keeps that share for ever.
type Table struct{ Ages, Share []float64 }

// Stretched lengthens every life of Of by Factor: Survival(age) is
// Of.Survival(age/Factor). Mean and spread grow by the same factor.
type Stretched struct {
	Of     Lifetime
	Factor float64
}

// Survival is 1 while age < Mean, then 0.
func (f Fixed) Survival(age float64) float64 {
	if age < f.Mean {
		return 1
	}
	return 0
}

// above is the share of a standard normal above z.
func above(z float64) float64 { return 0.5 * math.Erfc(z/math.Sqrt2) }

// Survival is the upper tail of the normal distribution.
func (n Normal) Survival(age float64) float64 { return above((age - n.Mean) / n.SD) }

// Survival is the upper tail of |X|.
func (n FoldedNormal) Survival(age float64) float64 {
	if age <= 0 {
		return 1
	}
	return above((age-n.Mean)/n.SD) + above((age+n.Mean)/n.SD)
}

// logs returns mean and standard deviation of the logarithm.
func (l LogNormal) logs() (mu, sigma float64) {
	r := l.SD / l.Mean
	v := math.Log1p(r * r)
	return math.Log(l.Mean) - v/2, math.Sqrt(v)
}

// Survival is the upper tail of the log-normal distribution.
func (l LogNormal) Survival(age float64) float64 {
	if age <= 0 {
		return 1
	}
	mu, sigma := l.logs()
	return above((math.Log(age) - mu) / sigma)
}

// Survival is exp(-(age/Scale)^Shape).
func (w Weibull) Survival(age float64) float64 {
	if age <= 0 {
		return 1
	}
	return math.Exp(-math.Pow(age/w.Scale, w.Shape))
}

// Survival is the regularized upper incomplete gamma function.
func (g Gamma) Survival(age float64) float64 {
	if age <= 0 {
		return 1
	}
	return mathext.GammaIncRegComp(g.Shape, age/g.Scale)
}

// Survival is 1/(1+exp((age-Mean)/Scale)).
func (l Logistic) Survival(age float64) float64 { return 1 / (1 + math.Exp((age-l.Mean)/l.Scale)) }

// Survival interpolates the measured shares.
func (t Table) Survival(age float64) float64 {
	if len(t.Ages) == 0 || age < t.Ages[0] {
		return 1
	}
	last := len(t.Ages) - 1
	for i := 0; i < last; i++ {
		if a, b := t.Ages[i], t.Ages[i+1]; age < b {
			return t.Share[i] + (t.Share[i+1]-t.Share[i])*(age-a)/(b-a)
		}
	}
	return t.Share[last]
}

// Survival reads the curve at age/Factor.
func (s Stretched) Survival(age float64) float64 { return s.Of.Survival(age / s.Factor) }

// Validate reports a lifetime that cannot be meant: a parameter that is NaN,
// infinite or out of range, a table out of order, or no lifetime at all. The
// error names type, parameter and value. Lifetimes of other packages may have
// a method Validate() error of their own, which is asked.
func Validate(l Lifetime) error {
	switch l := l.(type) {
	case nil:
		return fmt.Errorf("mfa: no lifetime is given: set one, such as mfa.Weibull{Shape: 3.5, Scale: 15}")
	case Fixed:
		if !(l.Mean >= 0) || math.IsInf(l.Mean, 0) {
			return fmt.Errorf("mfa: lifetime Fixed: Mean is %v; it must be 0 or a positive number of years", l.Mean)
		}
		return nil
	case Normal:
		return positive("Normal", "Mean", l.Mean, "SD", l.SD)
	case FoldedNormal:
		return positive("FoldedNormal", "Mean", l.Mean, "SD", l.SD)
	case LogNormal:
		return positive("LogNormal", "Mean", l.Mean, "SD", l.SD)
	case Weibull:
		return positive("Weibull", "Shape", l.Shape, "Scale", l.Scale)
	case Gamma:
		return positive("Gamma", "Shape", l.Shape, "Scale", l.Scale)
	case Logistic:
		return positive("Logistic", "Mean", l.Mean, "Scale", l.Scale)
	case Table:
		return l.validate()
	case Stretched:
		if err := positive("Stretched", "Factor", l.Factor, "Factor", l.Factor); err != nil {
			return err
		}
		return Validate(l.Of)
	case interface{ Validate() error }:
		return l.Validate()
	}
	return nil
}

// positive checks two parameters of a lifetime.
func positive(kind, name1 string, v1 float64, name2 string, v2 float64) error {
	name, v := name1, v1
	if v > 0 && v <= math.MaxFloat64 {
		if name, v = name2, v2; v > 0 && v <= math.MaxFloat64 {
			return nil
		}
	}
	return fmt.Errorf("mfa: lifetime %s: %s is %v; it must be positive and finite", kind, name, v)
}

func (t Table) validate() error {
	if len(t.Ages) == 0 || len(t.Ages) != len(t.Share) {
		return fmt.Errorf("mfa: lifetime Table: %d ages and %d shares; give one share an age, at least one", len(t.Ages), len(t.Share))
	}
	for i, a := range t.Ages {
		s := t.Share[i]
		switch {
		case math.IsNaN(a) || math.IsInf(a, 0) || i > 0 && a <= t.Ages[i-1]:
			return fmt.Errorf("mfa: lifetime Table: Ages[%d] is %v; ages are finite and rise", i, a)
		case !(s >= 0 && s <= 1):
			return fmt.Errorf("mfa: lifetime Table: Share[%d] is %v at age %v; a share lies between 0 and 1", i, s, a)
		case i > 0 && s > t.Share[i-1]:
			return fmt.Errorf("mfa: lifetime Table: Share[%d] is %v at age %v, above the share before it; survival never rises", i, s, a)
		}
	}
	return nil
}

// LegacyTable is the survival curve of the program dynamic_stock_model 1.0
// (2015), for reading papers that used it: nothing leaves in the first year,
// and for the normal distribution what leaves at age k is the density at k, not
// a difference of the distribution, so that the curve need not end at 0. Use it
// with EndOfYear; n is the number of years.
func LegacyTable(l Lifetime, n int) (Table, error) {
	if err := Validate(l); err != nil {
		return Table{}, err
	}
	if n < 1 {
		return Table{}, fmt.Errorf("mfa: LegacyTable: %d years", n)
	}
	t := Table{Ages: []float64{0}, Share: []float64{1}}
	for k := 1; k < n; k++ {
		age := float64(k)
		share := l.Survival(age)
		if d, ok := l.(Normal); ok {
			z := (age - d.Mean) / d.SD
			share = t.Share[k-1] - math.Exp(-z*z/2)/(d.SD*math.Sqrt(2*math.Pi))
		}
		t.Ages, t.Share = append(t.Ages, age), append(t.Share, max(share, 0))
	}
	return t, nil
}
