package technicalchange_test

import (
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/notebooks/technicalchange"
)

// Learned parameters give another path than those of the tables, draws lie about
// it in order, and a number of draws that is not there is named.
func TestLearned(t *testing.T) {
	c := technicalchange.Case{Scenario: "OPEN"}
	v, err := technicalchange.Learned(c, 3, "lithium", "copper")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []string{"lithium", "copper"} {
		at := func(p string) float64 {
			x, err := v.At("mineral", m, "parameters", p)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		if at("tables") == at("learned") || !(at("draws, 5 %") < at("draws, median") && at("draws, median") < at("draws, 95 %")) {
			t.Errorf("%s: %v", m, v.Data())
		}
	}
	if _, err := technicalchange.Learned(c, 500, "lithium"); err == nil || !strings.Contains(err.Error(), "there are 2 to 200") {
		t.Errorf("got %v", err)
	}
}
