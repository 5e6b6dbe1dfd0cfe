package knowledge_test

import (
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// modes is a path whose benefits answer to those counted on in three
// directions, by given factors: 1.5 runs away from the fixpoint however much
// passes are damped, -3 and more swing over it.
func modes(seed uint64, factor [3]float64) (rest [][]float64, run func(knowledge.Expectation) (knowledge.Pass, error)) {
	const years, keys = 4, 3
	r := rand.New(rand.NewPCG(seed, 12))
	var to, from [3][]float64 // orthonormal enough: each mode has places of its own
	rest = make([][]float64, years)
	for y := range rest {
		for range keys {
			rest[y] = append(rest[y], 1+r.Float64())
		}
	}
	for m := range to {
		to[m], from[m] = make([]float64, years*keys), make([]float64, years*keys)
		for k := m; k < years*keys; k += 3 {
			to[m][k], from[m][k] = 1, 3./(years*keys)
		}
	}
	return rest, func(e knowledge.Expectation) (knowledge.Pass, error) {
		pass := knowledge.Pass{}
		var off [years * keys]float64
		if f, ok := e.(knowledge.Foreseen); ok {
			for y := range f.Benefit {
				for i, v := range f.Benefit[y] {
					off[y*keys+i] = v - rest[y][i]
				}
			}
		} else {
			for k := range off {
				off[k] = 0.2 * (r.Float64() - 0.5)
			}
		}
		for y := range rest {
			b, research := make([]float64, keys), make([]float64, keys)
			for i := range b {
				b[i] = rest[y][i]
				for m := range to {
					c := 0.0
					for k, v := range from[m] {
						c += v * off[k]
					}
					b[i] += factor[m] * c * to[m][y*keys+i]
				}
				b[i] = max(b[i], 0.05)
				research[i] = max(0, 1+off[y*keys+i])
			}
			pass.Benefit, pass.Research = append(pass.Benefit, b), append(pass.Research, research)
		}
		return pass, nil
	}
}

// Modes that passes do not contract, damped or not, are solved.
func TestForesightSettlesWhatDoesNotContract(t *testing.T) {
	most := 0
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 13))
		factor := [3]float64{1.2 + r.Float64(), -2 - 2*r.Float64(), 0.9 * r.Float64()}
		rest, run := modes(seed, factor)
		fix := must[*knowledge.Fixpoint](t)(knowledge.Foresight{}.Run(run))
		most = max(most, len(fix.Changes)+1)
		for y := range rest {
			for i, want := range rest[y] {
				// log r is settled to 1e-6 and the map stretches by 4 at most
				near(t, "benefit", fix.Benefit[y][i], want, 1e-5)
			}
		}
	}
	if most > 20 {
		t.Errorf("took up to %d passes", most)
	}
}

// Where expectations bring about one of two things and each brings the other,
// nothing settles; the error has both.
func TestForesightSwings(t *testing.T) {
	flip := func(e knowledge.Expectation) (knowledge.Pass, error) {
		b := 1.0
		if f, ok := e.(knowledge.Foreseen); ok && f.Benefit[0][0] < 1.5 {
			b = 2
		}
		return knowledge.Pass{Benefit: [][]float64{{b}}, Research: [][]float64{{3 - b}}}, nil
	}
	_, err := knowledge.Foresight{}.Run(flip)
	var open *knowledge.NotForeseen
	if !errors.As(err, &open) {
		t.Fatal(err)
	}
	if low, high := open.Bracket(); low[0][0] != 1 || high[0][0] != 2 {
		t.Errorf("research lies between %v and %v, want 1 and 2", low, high)
	}
}
