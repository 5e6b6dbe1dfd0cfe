package pathway_test

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// The technology of an endogenous path, taken as a course from outside, is that
// path's technology: contents, lives and yields of every year.
func TestCourseOfAPath(t *testing.T) {
	s := subsidised(6, 0)
	r := runPath(t, s, pathway.Options{})
	along, err := s.Along([]pathway.Course{r.Course("its own")}, pathway.Transition{})
	if err != nil {
		t.Fatal(err)
	}
	m := runPath(t, along, pathway.Options{Mode: pathway.MFA})
	moved := 0
	for i := range r.Years {
		for unit, holds := range r.Years[i].Content {
			for mineral, v := range holds {
				if got := m.Years[i].Content[unit][mineral]; math.Abs(got/v-1) > 1e-9 {
					t.Errorf("%d: %s in %s is %v, on the path %v", r.Years[i].Year, mineral, unit, got, v)
				}
				if i > 0 && v != r.Years[0].Content[unit][mineral] {
					moved++
				}
			}
		}
		for unit, v := range r.Years[i].Life {
			if got := m.Years[i].Life[unit]; math.Abs(got/v-1) > 1e-9 {
				t.Errorf("%d: life of %s is %v, on the path %v", r.Years[i].Year, unit, got, v)
			}
		}
	}
	if moved == 0 {
		t.Error("nothing moved on the path")
	}
}
