package casefile_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
)

// BenchmarkPeers solves the economies in the folder that LODESTONE_GEN names,
// made by the generator of docs/benchmarks/peers/cge: compiled and solved, and
// compiled alone.
func BenchmarkPeers(b *testing.B) {
	files, _ := filepath.Glob(filepath.Join(os.Getenv("LODESTONE_GEN"), "*.json"))
	if os.Getenv("LODESTONE_GEN") == "" || len(files) == 0 {
		b.Skip("LODESTONE_GEN names no folder with generated economies")
	}
	for _, file := range files {
		c := readCase(b, file)
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		b.Run(name+"/solve", func(b *testing.B) {
			for b.Loop() {
				m, err := cge.Compile(c.Economy)
				if err != nil {
					b.Fatal(err)
				}
				eq, err := m.Solve(context.Background(), c.Scenarios[0].Scenario, nil)
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(eq.Certificate.Iterations), "newton")
			}
		})
		b.Run(name+"/build", func(b *testing.B) {
			for b.Loop() {
				if _, err := cge.Compile(c.Economy); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkPeriods compares a period of growth begun at the last equilibrium
// with the same one begun at the benchmark.
func BenchmarkPeriods(b *testing.B) {
	files, _ := filepath.Glob(filepath.Join(os.Getenv("LODESTONE_GEN"), "*.json"))
	if os.Getenv("LODESTONE_GEN") == "" || len(files) == 0 {
		b.Skip("LODESTONE_GEN names no folder with generated economies")
	}
	for _, file := range files {
		c := readCase(b, file)
		m, err := cge.Compile(c.Economy)
		if err != nil {
			b.Fatal(err)
		}
		last := c.Scenarios[0].Scenario
		next := last.With("e1", 1.02*last.Set["e1"]).With("e2", 1.03*last.Set["e2"]).With("e3", 0.99*last.Set["e3"])
		begin, err := m.Solve(context.Background(), last, nil)
		if err != nil {
			b.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		session := m.Begin().From(begin)
		if _, err := session.Solve(context.Background(), last, nil); err != nil {
			b.Fatal(err)
		}
		turn := 0
		for _, how := range []struct {
			name  string
			solve func() (*cge.Equilibrium, error)
		}{
			{"cold", func() (*cge.Equilibrium, error) { return m.Solve(context.Background(), next, nil) }},
			{"warm", func() (*cge.Equilibrium, error) {
				return m.Solve(context.Background(), next, &cge.Settings{From: begin})
			}},
			{"session", func() (*cge.Equilibrium, error) { // there and back again, a period each time
				turn++
				return session.Solve(context.Background(), []cge.Scenario{last, next}[turn%2], nil)
			}},
		} {
			b.Run(name+"/"+how.name, func(b *testing.B) {
				for b.Loop() {
					eq, err := how.solve()
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(float64(eq.Certificate.Iterations), "newton")
				}
			})
		}
	}
}
