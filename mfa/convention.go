package mfa

import (
	"fmt"
	"math"
)

// A Convention says when within its step a cohort enters, and so how old it
// is when the step ends. Stocks always stand at the end of a step. A choice is
// always made aloud: the zero Convention is refused.
type Convention int

// The common conventions. In a step of one year a cohort reaches age 0, ½ or 1
// at the end of the year in which it enters.
const (
	EndOfYear   Convention = iota + 1 // enters at the end: age 0 (the default of ODYM)
	MidYear                           // enters in the middle: age ½ (the default of flodym)
	StartOfYear                       // enters at the beginning: age 1
)

// lobattoBase keeps Gauss-Lobatto conventions apart from the named ones.
const lobattoBase Convention = 1000

// GaussLobatto spreads the inflow over the step and integrates survival over
// the moment of entry with n points, both ends of the step included; n from 2
// to 33. Five points are exact to ten digits for smooth lifetimes of several
// years. Other n give a convention that every stock refuses.
func GaussLobatto(n int) Convention {
	if n < 2 || n > 33 {
		return lobattoBase
	}
	return lobattoBase + Convention(n)
}

// String names the convention as it is printed with a stock.
func (c Convention) String() string {
	switch {
	case c == EndOfYear:
		return "inflow at the end of the year"
	case c == MidYear:
		return "inflow in the middle of the year"
	case c == StartOfYear:
		return "inflow at the start of the year"
	case c > lobattoBase:
		return fmt.Sprintf("inflow over the year, %d Gauss-Lobatto points", int(c-lobattoBase))
	}
	return fmt.Sprintf("no age convention (%d)", int(c))
}

// entries returns the moments of entry as fractions of the step (0 is its
// start) and their weights.
func (c Convention) entries() (x, w []float64, err error) {
	switch {
	case c == EndOfYear:
		return []float64{1}, []float64{1}, nil
	case c == MidYear:
		return []float64{0.5}, []float64{1}, nil
	case c == StartOfYear:
		return []float64{0}, []float64{1}, nil
	case c > lobattoBase:
		x, w = lobatto(int(c - lobattoBase))
		return x, w, nil
	case c == lobattoBase:
		return nil, nil, fmt.Errorf("mfa: GaussLobatto takes 2 to 33 points")
	}
	return nil, nil, fmt.Errorf("mfa: Use.Age is not set: choose mfa.EndOfYear, mfa.MidYear, mfa.StartOfYear or mfa.GaussLobatto(n)")
}

// lobatto returns the n Gauss-Lobatto nodes and weights on [0,1]: the ends and
// the extrema of the Legendre polynomial of degree n-1, by Newton's method.
func lobatto(n int) (x, w []float64) {
	x, w = make([]float64, n), make([]float64, n)
	for i := range n {
		z := -math.Cos(math.Pi * float64(i) / float64(n-1))
		p := 0.0
		for range 100 {
			pm := 1.0
			p = z
			for k := 2; k < n; k++ {
				pm, p = p, (float64(2*k-1)*z*p-float64(k-1)*pm)/float64(k)
			}
			if n == 2 {
				break
			}
			step := (z*p - pm) / (float64(n) * p)
			z -= step
			if math.Abs(step) < 1e-16 {
				break
			}
		}
		x[i] = (z + 1) / 2
		w[i] = 1 / (float64(n*(n-1)) * p * p)
	}
	return x, w
}
