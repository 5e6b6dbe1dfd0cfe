package sensitivity_test

import (
	"context"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sensitivity"
)

// BenchmarkRun solves the points of each method for three elasticities, on one
// worker.
func BenchmarkRun(b *testing.B) {
	for _, method := range []sensitivity.Method{sensitivity.Order3, sensitivity.Order5, sensitivity.MonteCarlo} {
		a := analysis(b, method, 100)
		a.Workers = 1
		b.Run(method.String(), func(b *testing.B) {
			for b.Loop() {
				s, err := a.Run(context.Background())
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(s.Len()), "points")
			}
		})
	}
}
