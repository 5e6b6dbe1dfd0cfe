package mfa

import "golang.org/x/sys/cpu"

// dot5avx needs AVX and FMA; see hasFMA.
//
//go:noescape
func dot5avx(x, y *float64, n, stride int, out *[5]float64)

// hasFMA reports whether processor and operating system keep 256-bit registers
// and fused multiply-adds.
var hasFMA = cpu.X86.HasAVX && cpu.X86.HasFMA

// dot5 multiplies x with five rows of y that lie stride numbers apart.
func dot5(x, y []float64, stride int, out *[5]float64) {
	if hasFMA && len(x)%8 == 0 && len(x) > 0 && 4*stride+len(x) <= len(y) {
		dot5avx(&x[0], &y[0], len(x), stride, out)
		return
	}
	dot5rows(x, y, stride, out)
}
