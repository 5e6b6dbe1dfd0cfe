package recursive_test

import "testing"

// BenchmarkThirty runs thirty years, each from the one before (warm) or from
// the model's own start (cold).
func BenchmarkThirty(b *testing.B) {
	for _, cold := range []bool{false, true} {
		p := catchingUp(b, 30)
		p.Cold = cold
		b.Run(map[bool]string{false: "warm", true: "cold"}[cold], func(b *testing.B) {
			for b.Loop() {
				b.ReportMetric(float64(run(b, p).Iterations()), "newton")
			}
		})
	}
}
