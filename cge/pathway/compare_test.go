package pathway_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Sums of a comparison are the totals of the two paths, and changes are their
// difference, however they are added up.
func TestComparisonAddsUp(t *testing.T) {
	s := miniOf(t, "mini_base").spec("compared")
	reference, err := pathway.Baseline(context.Background(), s, pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	other := runPath(t, s, pathway.Options{})
	c, err := pathway.Compare(reference, other)
	if err != nil {
		t.Fatal(err)
	}
	sums := c.Sum("year", "mineral")
	for _, d := range sums {
		i := d.Year - 2024
		a, b := reference.Years[i].Total(d.Mineral).Total(), other.Years[i].Total(d.Mineral).Total()
		if math.Abs(d.Reference-a) > 1e-12*a || math.Abs(d.Other-b) > 1e-12*b {
			t.Errorf("%d %s: %v and %v, totals %v and %v", d.Year, d.Mineral, d.Reference, d.Other, a, b)
		}
	}
	if len(sums) != 10*len(s.Minerals) {
		t.Errorf("%d sums for 10 years of %d minerals", len(sums), len(s.Minerals))
	}
	change := 0.0
	for _, d := range c.Needs {
		change += d.Change()
	}
	if all := c.Sum(); len(all) != 1 || math.Abs(all[0].Change()-change) > 1e-9*math.Abs(change) {
		t.Errorf("all together change by %v, one by one by %v", all, change)
	}
	if err := c.Table().Check(); err != nil {
		t.Error(err)
	}
	if got := len(c.Sheet().Rows); got != len(c.Needs) {
		t.Errorf("%d rows of a sheet for %d differences", got, len(c.Needs))
	}
}

// A path compared with itself differs nowhere; one that has the shifters of the
// reference keeps them.
func TestComparedWithItself(t *testing.T) {
	a := runPath(t, researched(4), pathway.Options{})
	b := runPath(t, researched(4), a.Beside(pathway.Options{}))
	c, err := pathway.Compare(a, b, 2025, 2027)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Needs) == 0 || len(c.Prices) != 2*len(minerals) {
		t.Fatalf("%d requirements and %d prices", len(c.Needs), len(c.Prices))
	}
	for _, d := range append(c.Needs, c.Prices...) {
		if math.Abs(d.Change()) > 1e-11*max(math.Abs(d.Reference), 1e-3) { // both are solved to it
			t.Errorf("%+v", d)
		}
	}
}

func TestCompareRefusals(t *testing.T) {
	a := runPath(t, researched(3), pathway.Options{})
	shifters := a.Shifters()
	for name := range shifters {
		shifters[name] = []float64{1, 1, 1}
	}
	free := runPath(t, researched(3), pathway.Options{Closure: pathway.Response, Shifters: shifters})
	if _, err := pathway.Compare(a, free); err == nil || !strings.Contains(err.Error(), "reference.Beside") {
		t.Errorf("other shifters: %v", err)
	}
	if _, err := pathway.Compare(a, a, 2031); err == nil || !strings.Contains(err.Error(), "no year 2031; it goes from 2024 to 2026") {
		t.Errorf("a year outside: %v", err)
	}
	if _, err := pathway.Compare(a, runPath(t, mini(t).spec("mini"), pathway.Options{})); err == nil || !strings.Contains(err.Error(), "different minerals") {
		t.Errorf("other minerals: %v", err)
	}
}

// What endogenous technical change does to the metals of the mini economy.
func ExampleEndogenization() {
	c, err := pathway.Endogenization(context.Background(), miniExample().spec("mini"), pathway.Options{}, 2028, 2033)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(c)
	// Output:
	// endogenous beside mfa, all channels held, kt
	//                                   2028                    2033
	// Li                109.8    108.7    -1%    160.1    157.2    -2%
	// Co                43.69    45.69    +5%    65.21     30.5   -53%
	// Cu                 1119     1123    +0%     1551     1593    +3%
	// Nd                8.095    8.144    +1%    9.926    10.05    +1%
}
