package knowledge_test

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"pgregory.net/rapid"
)

// Published years keep their values, years between stay between.
func TestPathsStayBetweenNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.Float64Range(0, 100), 1, 6).Draw(t, "values")
		var years []int
		for i := range values {
			years = append(years, 2020+10*i)
		}
		p := must[*knowledge.Path](t)(knowledge.NewPath("yield", years, values))
		for i, y := range years {
			if got := must[float64](t)(p.At(y)); got != values[i] {
				t.Errorf("%d is %v", y, got)
			}
			if i == 0 {
				continue
			}
			for x := years[i-1]; x < y; x++ {
				if v := must[float64](t)(p.At(x)); v < min(values[i-1], values[i]) || v > max(values[i-1], values[i]) {
					t.Errorf("%d is %v, outside its neighbours", x, v)
				}
			}
		}
	})
}

func TestPathsOf(t *testing.T) {
	a := quantity.New("1", []float64{1, 1, 2, 4}, quantity.NewAxis("year", "2024", "2030"), quantity.NewAxis("mineral", "Li", "Co"))
	paths := must[map[string]*knowledge.Path](t)(knowledge.PathsOf(a, "mineral"))
	near(t, "Co in 2027", must[float64](t)(paths["Co"].At(2027)), 2.5, 1e-15)
	_, err := knowledge.PathsOf(a, "year")
	expectError(t, `want an array over "year" and "year"`, err)
	_, err = knowledge.PathsOf(a.Over(quantity.Scalar("t", 0)), "mineral")
	if err == nil {
		t.Error("a failed array passed")
	}
}

func TestPathsRefuse(t *testing.T) {
	_, err := knowledge.NewPath("h of LFP", []int{2024}, nil)
	expectError(t, "path of h of LFP: 1 years and 0 values", err)
	_, err = knowledge.NewPath("h", []int{2024, 2024}, []float64{1, 1})
	expectError(t, "2024 follows 2024", err)
	_, err = knowledge.NewPath("h", []int{2024}, []float64{math.Inf(1)})
	expectError(t, "the value of 2024 is +Inf", err)
	p := must[*knowledge.Path](t)(knowledge.NewPath("h", []int{2024, 2030}, []float64{1, 2}))
	_, err = p.At(2031)
	expectError(t, "2031 is asked, it runs from 2024 to 2030", err)
}
