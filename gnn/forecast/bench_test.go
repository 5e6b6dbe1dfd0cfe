package forecast_test

import (
	"testing"

	"github.com/lodestone-model/lodestone/gnn/forecast"
)

func benchmarkFit(b *testing.B, m forecast.Model) {
	s := wave(20, 200, 1)
	for b.Loop() {
		if _, err := m.Fit(b.Context(), s, 1); err != nil {
			b.Fatal(err)
		}
	}
}

// A shrunken ridge with its 36 pairs of penalties over four folds: 20 nodes,
// 200 rows.
func BenchmarkShrunkenRidge(b *testing.B) {
	benchmarkFit(b, forecast.Ridge{Label: "r", Sight: forecast.Sight{Lags: 4, Neighbours: true, All: true, Harmonics: 3}, Pooling: forecast.Shrunken})
}

func BenchmarkETS(b *testing.B) { benchmarkFit(b, forecast.ETS{}) }

func BenchmarkBlend(b *testing.B) { benchmarkFit(b, forecast.Blended(4)) }

// The training of one member of each cell, twice.
func BenchmarkNetworks(b *testing.B) {
	benchmarkFit(b, forecast.Network{Label: "n", Base: forecast.Ridge{Label: "r", Sight: forecast.Sight{Lags: 4}}, Cells: []forecast.Cell{forecast.GRU, forecast.TCN}})
}
