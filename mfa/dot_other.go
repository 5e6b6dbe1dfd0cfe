//go:build !amd64

package mfa

// dot5 multiplies x with five rows of y that lie stride numbers apart.
func dot5(x, y []float64, stride int, out *[5]float64) { dot5rows(x, y, stride, out) }
