package coefficients

import (
	"fmt"
	"sync"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Imputed are the coefficients that no publication holds, over technology,
// sub_technology, mineral, model, n and bound: see the package comment. The
// table is written by the test of this package with -update and kept current
// by it.
func Imputed() (quantity.Table, error) { return imputed() }

var imputed = sync.OnceValues(func() (quantity.Table, error) {
	f, err := files.Open("imputed.csv")
	if err != nil {
		return quantity.Table{}, fmt.Errorf("coefficients: %w", err)
	}
	defer f.Close()
	t, err := quantity.ReadTable("imputed", f)
	if err != nil {
		return t, err
	}
	for _, r := range t.Rows {
		if r.Flag != "imputed" || !(r.Value > 0) {
			return quantity.Table{}, fmt.Errorf("coefficients: imputed.csv: %v: value %v and flag %q: every row is positive and flagged imputed", r.Key, r.Value, r.Flag)
		}
	}
	return t, nil
})
