//go:build !unix

package mfa_test

// cpu is not measured here.
func cpu() float64 { return 0 }
