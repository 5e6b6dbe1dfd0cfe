package choice_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// A year of the node economy, begun at a solution: the equilibrium, and then the
// look ahead along one step of its own parameters.
func BenchmarkYear(b *testing.B) {
	s, err := randomNode(rand.New(rand.NewPCG(11, 12))).build()
	if err != nil {
		b.Fatal(err)
	}
	s.Economy.Param("wear", 0)
	sc := cge.Scenario{Fix: map[string]float64{"labour": 1}}
	sol, err := s.Solve(context.Background(), sc, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("solve", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Solve(context.Background(), sc, &choice.Settings{Start: sol.Values()}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("ahead", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Ahead(context.Background(), sol, []choice.Step{{Driver: "wear", By: map[string]float64{"wear": 1}}}, nil); err != nil {
				b.Fatal(err)
			}
		}
	})
}
