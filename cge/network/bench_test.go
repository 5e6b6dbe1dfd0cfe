package network

import (
	"context"
	"fmt"
	"testing"
)

// BenchmarkSolve is one full equilibrium from nothing: sets, prices, certificate.
func BenchmarkSolve(b *testing.B) {
	for _, n := range []int{60, 200} {
		for _, sigma := range []float64{.5, 1, 2} {
			for _, radius := range []float64{.6, .95} {
				b.Run(fmt.Sprintf("n=%d/sigma=%v/radius=%v", n, sigma, radius), func(b *testing.B) {
					m, err := Compile(random(1, n, 12, sigma, radius))
					if err != nil {
						b.Fatal(err)
					}
					for b.Loop() {
						if _, err := m.Solve(context.Background(), nil); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

// BenchmarkBest is the choice at one node by each method.
func BenchmarkBest(b *testing.B) {
	for _, sigma := range []float64{.5, 1, 2} {
		x, logP := node(stream(7), 12, sigma)
		p, err := x.node(sigma, logP, 0)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("sigma=%v", sigma), func(b *testing.B) {
			for b.Loop() {
				p.best(0, 0)
			}
		})
	}
}
