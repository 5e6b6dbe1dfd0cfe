package impute

import (
	"math"
	"slices"
)

// scores gathers errors by method.
type scores struct {
	miss  map[string][][]float64 // [method][seed][pair]
	in, n map[string]float64
	width map[string]float64
	runs  int
}

func newScores() *scores {
	return &scores{miss: map[string][][]float64{}, in: map[string]float64{}, n: map[string]float64{}, width: map[string]float64{}}
}

func (s *scores) start() { s.runs++ }

func (s *scores) add(all map[string]prediction, y []float64) {
	for name, p := range all {
		for len(s.miss[name]) < s.runs {
			s.miss[name] = append(s.miss[name], nil)
		}
		for i := range y {
			miss := p.mean[i] - y[i]
			s.miss[name][s.runs-1] = append(s.miss[name][s.runs-1], miss)
			if p.half != nil {
				s.n[name]++
				s.width[name] += 2 * p.half[i]
				if math.Abs(miss) <= p.half[i] {
					s.in[name]++
				}
			}
		}
	}
}

func (s *scores) rows(test Test) []Row {
	var out []Row
	order := append(append(slices.Clone(plain), BestPlain), append(slices.Clone(graphic), Combination)...)
	for k, name := range order {
		if s.miss[name] == nil {
			continue
		}
		r := Row{Test: test, Method: name, Edges: k > len(plain)}
		var all []float64
		for _, seed := range s.miss[name] {
			sum := 0.0
			for _, m := range seed {
				sum += m * m
				all = append(all, math.Abs(m))
			}
			r.Seeds = append(r.Seeds, math.Sqrt(sum/float64(len(seed))))
		}
		slices.Sort(all)
		r.RMSE, r.MedianAbs = average(r.Seeds), all[len(all)/2]
		if n := float64(len(r.Seeds)); n > 1 {
			_, sd := moments(r.Seeds)
			r.SE = sd / math.Sqrt(n-1)
		}
		if s.n[name] > 0 {
			r.Cover, r.Width = s.in[name]/s.n[name], s.width[name]/s.n[name]
		}
		out = append(out, r)
	}
	return out
}
