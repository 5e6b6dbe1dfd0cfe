package lamppost

import "math"

// normal is the standard normal distribution function.
func normal(x float64) float64 { return 0.5 * math.Erfc(-x/math.Sqrt2) }

// scaledErfc is exp(x²) erfc(x) for x >= 0, which neither overflows nor
// vanishes. Above 25 the asymptotic series has a relative error under 3e-15.
func scaledErfc(x float64) float64 {
	if x < 25 {
		return math.Exp(x*x) * math.Erfc(x)
	}
	u := 1 / (2 * x * x)
	return (1 - u*(1-3*u*(1-5*u*(1-7*u*(1-9*u))))) / (x * math.Sqrt(math.Pi))
}

// mills is the normal density over the normal distribution function at x: the
// mean of a standard normal that is known to lie above -x.
func mills(x float64) float64 {
	if x < 0 {
		return math.Sqrt(2/math.Pi) / scaledErfc(-x/math.Sqrt2)
	}
	return math.Exp(-x*x/2) / math.Sqrt(2*math.Pi) / normal(x)
}

// logistic is the probability of log odds x.
func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func finite(vs ...float64) bool {
	for _, v := range vs {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
