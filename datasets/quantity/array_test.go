package quantity_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

var techs = quantity.NewAxis("technology", "wind", "pv")

func Example() {
	additions := quantity.New("GW", []float64{100, 400, 120, 500}, quantity.YearsOf(2024, 2030), quantity.NewAxis("technology", "wind", "pv"))
	intensity := quantity.New("kg/MW", []float64{2800, 10, 3500, 0}, quantity.NewAxis("technology", "pv", "wind"), quantity.NewAxis("mineral", "copper", "silver"))
	demand := additions.Times(intensity).Sum("technology").To("kt")
	fmt.Println(demand)
	// Output:
	// year 2 × mineral 2, kt
	// year  copper  silver
	// 2024    1470       4
	// 2030    1820       5
}

func TestErrorsNameThePlace(t *testing.T) {
	add := quantity.New("GW", []float64{1, 2}, techs)
	other := quantity.New("GW", []float64{1, 2}, quantity.NewAxis("technology", "wind", "hydro"))
	for _, c := range []struct {
		got  quantity.Array
		want string
	}{
		{add.Times(other), `axis "technology": left has "pv", right has "hydro"`},
		{add.Plus(quantity.New("MW", []float64{1, 2}, techs)), `units GW and MW: convert one`},
		{add.Plus(quantity.New("kt", []float64{1, 2}, techs)), `units clash: left is GW (power), right is kt (mass)`},
		{add.Plus(quantity.Scalar("GW", 1)), `axis "technology": left has it, right has no axes`},
		{add.Over(quantity.New("GW", []float64{1, 0}, techs)), `+Inf at technology pv`},
		{quantity.New("kt", []float64{1}, techs), `1 values for 2 cells of technology 2`},
		{quantity.New("kilotonne", nil), `"kilotonne" is not a known unit`},
		{add.Sum("year"), `no axis "year"; this array has technology`},
		{add.Pick("technology", "coal"), `axis "technology" has no label "coal"`},
		{quantity.Array{}, "the zero Array"},
	} {
		if err := c.got.Err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
}
