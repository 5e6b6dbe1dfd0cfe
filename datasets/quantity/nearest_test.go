package quantity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func ExampleDidYouMean() {
	metals := quantity.NewAxis("mineral", "lithium", "cobalt", "nickel")
	demand := quantity.Full("kt", 1, metals)
	fmt.Println(demand.Pick("mineral", "Lithum").Err())
	// Output:
	// quantity: Pick: axis "mineral" has no label "Lithum" (did you mean "lithium"?); it is mineral[3: lithium cobalt nickel]
}

func ExampleNearest() {
	fmt.Println(quantity.Nearest("SILVR", []string{"silicon", "silver", "steel", "copper"}))
	// Output:
	// [silver]
}

func TestDidYouMean(t *testing.T) {
	known := []string{"lithium", "cobalt", "CPS", "STEPS", "NZE"}
	for name, want := range map[string]string{"Lithum": "lithium", "colbat": "cobalt", "STEP": "STEPS", "SDS": "", "iron": "", "nze": "NZE"} {
		got := quantity.DidYouMean(name, known)
		if want == "" && got != "" || want != "" && !strings.Contains(got, `"`+want+`"`) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}

// A unit written in full, or misspelt, is answered with the unit to write.
func TestUnitsInWords(t *testing.T) {
	for name, want := range map[string]string{"gigawatt": "GW", "gigawat": "GW", "Kilotons": "kt", "tonnes": "t", "MWW": "MW", "dollars": "USD2020", "percent": "%"} {
		_, err := quantity.ParseUnit(name)
		if err == nil || !strings.Contains(err.Error(), fmt.Sprintf("did you mean %q?", want)) {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
		if _, err := quantity.ParseUnit(want); err != nil {
			t.Errorf("%s is suggested and is no unit: %v", want, err)
		}
	}
}
