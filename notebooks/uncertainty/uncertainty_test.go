package uncertainty

import "testing"

// A few draws: bands widen from nothing, every mineral of the tables is there, and
// nothing fails.
func TestRun(t *testing.T) {
	d, err := Run(3)
	if err != nil || len(d.Failed) > 0 {
		t.Fatal(err, d.Failed)
	}
	bands, err := Bands(d, "lithium")
	if err != nil {
		t.Fatal(err)
	}
	at := func(quantile, year string) float64 {
		v, err := bands.At("quantile", quantile, "year", year)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if first, last := at("0.95", "2024")/at("0.05", "2024"), at("0.95", "2040")/at("0.05", "2040"); !(last > first && first < 1.5) {
		t.Errorf("bands from %v to %v", first, last)
	}
	need, price, err := Needs(d)
	if err != nil || need.Err() != nil || price.Err() != nil || need.Len() != 3*len(Minerals) || price.Len() != need.Len() {
		t.Errorf("%v %v %v", need, price, err)
	}
	if m, err := Matters(d, "lithium", "cobalt"); err != nil || m.Err() != nil || m.Len() != 2*len(d.Inputs) {
		t.Errorf("%v %v", m, err)
	}
}
