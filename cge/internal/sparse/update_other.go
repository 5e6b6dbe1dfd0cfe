//go:build !amd64

package sparse

const hasFMA = false

// update4x8 is for amd64.
func update4x8(a []float64, c, l, stride int, u []float64) {
	panic("sparse: update4x8 without hasFMA")
}
