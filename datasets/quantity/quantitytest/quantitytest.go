// Package quantitytest is what tests of arrays have in common. In the spirit of
// testing/fstest:
//
//	v := quantitytest.At(t, stock, "year", "2030", "technology", "wind")
//	quantitytest.SameBits(t, "four workers", one, four)
package quantitytest

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// At is the number at the labels, in the array's unit: axis, label, axis, label.
// What the array refuses ends the test.
func At(t testing.TB, a quantity.Array, pairs ...string) float64 {
	t.Helper()
	v, err := a.At(pairs...)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// SameBits ends the test unless two arrays hold the same numbers in the same
// order, to the last bit. It does not look at labels.
func SameBits(t testing.TB, what string, a, b quantity.Array) {
	t.Helper()
	if a.Err() != nil || b.Err() != nil || len(a.Data()) != len(b.Data()) {
		t.Fatalf("%s: %d numbers (%v) and %d (%v)", what, len(a.Data()), a.Err(), len(b.Data()), b.Err())
	}
	for i, v := range a.Data() {
		if math.Float64bits(v) != math.Float64bits(b.Data()[i]) {
			t.Fatalf("%s: number %d is %v and %v", what, i, v, b.Data()[i])
		}
	}
}
