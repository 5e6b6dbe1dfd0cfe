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
