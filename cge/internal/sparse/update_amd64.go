package sparse

import "golang.org/x/sys/cpu"

// update4x8avx needs AVX and FMA; see hasFMA.
//
//go:noescape
func update4x8avx(c, l *float64, stride int, u *float64, k int)

// hasFMA reports whether processor and operating system keep 256-bit registers
// and fused multiply-adds.
var hasFMA = cpu.X86.HasAVX && cpu.X86.HasFMA

// update4x8 subtracts from 4×8 numbers at a[c:] the product of 4×k numbers at
// a[l:] with the k×8 numbers of u. Rows of a lie stride numbers apart.
func update4x8(a []float64, c, l, stride int, u []float64) {
	k := len(u) / 8
	_, _ = a[c+3*stride+7], a[l+3*stride+k-1]
	update4x8avx(&a[c], &a[l], stride, &u[0], k)
}
