package mfa

// dot5avx needs AVX and FMA; see hasFMA.
//
//go:noescape
func dot5avx(x, y *float64, n, stride int, out *[5]float64)

func cpuid(leaf, sub uint32) (eax, ebx, ecx, edx uint32)

func xgetbv() (eax uint32)

// hasFMA reports whether processor and operating system keep 256-bit registers
// and fused multiply-adds.
var hasFMA = func() bool {
	_, _, c, _ := cpuid(1, 0)
	const fma, osxsave, avx = 1 << 12, 1 << 27, 1 << 28
	return c&fma != 0 && c&osxsave != 0 && c&avx != 0 && xgetbv()&6 == 6
}()

// dot5 multiplies x with five rows of y that lie stride numbers apart.
func dot5(x, y []float64, stride int, out *[5]float64) {
	if hasFMA && len(x)%8 == 0 && len(x) > 0 && 4*stride+len(x) <= len(y) {
		dot5avx(&x[0], &y[0], len(x), stride, out)
		return
	}
	dot5rows(x, y, stride, out)
}
