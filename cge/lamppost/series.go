package lamppost

// window is the last half of a series.
func window(xs []float64) []float64 { return xs[len(xs)/2:] }

func differences(xs []float64) []float64 {
	var out []float64
	for i := 1; i < len(xs); i++ {
		out = append(out, xs[i]-xs[i-1])
	}
	return out
}

// meanVariance is the mean and the variance with n-1; 0 where there are too few.
func meanVariance(xs []float64) (mean, variance float64) {
	if len(xs) == 0 {
		return 0, 0
	}
	for _, x := range xs {
		mean += x / float64(len(xs))
	}
	if len(xs) < 2 {
		return mean, 0
	}
	for _, x := range xs {
		variance += (x - mean) * (x - mean) / float64(len(xs)-1)
	}
	return mean, variance
}

// autocovariance is the covariance of neighbours.
func autocovariance(xs []float64) float64 {
	if len(xs) < 2 {
		return 0
	}
	mean, _ := meanVariance(xs)
	sum := 0.0
	for i := 1; i < len(xs); i++ {
		sum += (xs[i] - mean) * (xs[i-1] - mean)
	}
	return sum / float64(len(xs)-1)
}

// lag1 is the first autocorrelation, 0 for a series that does not vary.
func lag1(xs []float64) float64 {
	_, v := meanVariance(xs)
	if v == 0 {
		return 0
	}
	return autocovariance(xs) / v
}

// detrended is the series less its least-squares straight line.
func detrended(xs []float64) []float64 {
	n := float64(len(xs))
	mean, _ := meanVariance(xs)
	var up, across float64
	for i, x := range xs {
		t := float64(i) - (n-1)/2
		up, across = up+t*(x-mean), across+t*t
	}
	slope := 0.0
	if across > 0 {
		slope = up / across
	}
	out := make([]float64, len(xs))
	for i, x := range xs {
		out[i] = x - mean - slope*(float64(i)-(n-1)/2)
	}
	return out
}

// rolling applies f to every window of the given width.
func rolling(xs []float64, width int, f func([]float64) float64) []float64 {
	var out []float64
	for i := 0; width > 0 && i+width <= len(xs); i++ {
		out = append(out, f(xs[i:i+width]))
	}
	return out
}

// kendall is the rank correlation of a series with time (tau a: ties count as
// neither).
func kendall(xs []float64) float64 {
	sum, pairs := 0, 0
	for i := range xs {
		for _, later := range xs[i+1:] {
			pairs++
			switch {
			case later > xs[i]:
				sum++
			case later < xs[i]:
				sum--
			}
		}
	}
	if pairs == 0 {
		return 0
	}
	return float64(sum) / float64(pairs)
}
