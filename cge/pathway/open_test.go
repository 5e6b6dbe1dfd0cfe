package pathway_test

import (
	"context"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Nothing is left open in any year, also where every unit that is fit finds a
// second life: its scrap is then worth what treating it earns, the right to the
// unit what is left, and the equilibrium answers to parameters.
func TestNothingIsLeftOpen(t *testing.T) {
	s := researched(12)
	s.SecondLife[0].Cost = 0.02
	m, err := pathway.New(s, pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	taken := 0
	err = pathway.Equilibria(context.Background(), m, func(year int, eq *cge.Equilibrium) {
		if open := eq.Indeterminate(); len(open) > 0 {
			t.Errorf("%d: the equations leave %v open", year, open)
		}
		if at, err := eq.Respond(); err != nil {
			t.Errorf("%d: %v", year, err)
		} else if d, err := at.By("path of labour"); err != nil || len(d) != eq.Model().N() {
			t.Errorf("%d: %d derivatives, %v", year, len(d), err)
		}
		v := eq.Values()
		if !(v["fit pack in stationary"] > 0) {
			return
		}
		taken++
		if v["scrap battery recycling unused pack"] > 0 && !(v["treat battery recycling unused pack"] > 0) {
			t.Errorf("%d: scrap of packs costs %v and nobody treats it", year, v["scrap battery recycling unused pack"])
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if taken < 5 {
		t.Errorf("all packs find a second life in %d years, so the test shows nothing", taken)
	}
}
