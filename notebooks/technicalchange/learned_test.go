package technicalchange_test

import (
	"os"
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

// TestHeadlineTables prints the headline of 2050 by maturity of latent options and by
// parameters, as docs/validation.md has it.
func TestHeadlineTables(t *testing.T) {
	if os.Getenv("LODESTONE_LONG") == "" {
		t.Skip("prints tables; LODESTONE_LONG=1 runs it")
	}
	c := technicalchange.Case{Scenario: "STEPS", Standards: true}
	by, err := technicalchange.Maturity(c, technicalchange.Minerals...)
	if err != nil {
		t.Fatal(err)
	}
	learned, err := technicalchange.Learned(c, 40, technicalchange.Minerals...)
	if err != nil {
		t.Fatal(err)
	}
	for k, m := range technicalchange.Minerals {
		t.Logf("%-12s maturity: %.4g; parameters: %.4g", m, by.Data()[4*k:4*k+4], learned.Data()[5*k:5*k+5])
	}
}
