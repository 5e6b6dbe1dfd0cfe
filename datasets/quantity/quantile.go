package quantity

// Quantile is quantile q, from 0 to 1, of values in rising order, at least one:
// between two of them in proportion (definition 7 of Hyndman and Fan 1996, which
// numpy and R take).
func Quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[i] + (at-float64(i))*(sorted[i+1]-sorted[i])
}
