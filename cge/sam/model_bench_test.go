package sam_test

import (
	"context"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
)

// A tariff of a quarter on machinery in the economy of 52 activities, from the
// benchmark.
func BenchmarkUSATariff(b *testing.B) {
	m := usa(b, "balanced")
	built, c := model(b, m, usaRule(b, m))
	sc := built.Scenario("tariff").With("tm:C_MACHIN", 0.25)
	steps := 0
	for b.Loop() {
		eq := must[*cge.Equilibrium](b)(c.Solve(context.Background(), sc, nil))
		steps = eq.Certificate.Iterations
	}
	b.ReportMetric(float64(steps), "steps/op")
	b.ReportMetric(float64(c.N()), "unknowns")
}

func BenchmarkUSABuild(b *testing.B) {
	m := usa(b, "balanced")
	r := usaRule(b, m)
	for b.Loop() {
		model(b, m, r)
	}
}
