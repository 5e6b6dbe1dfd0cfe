package quantity_test

import (
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// wantErr demands an error that mentions every word.
func wantErr(t fataler, a quantity.Array, words ...string) {
	t.Helper()
	err := a.Err()
	if err == nil {
		t.Fatalf("no error; want one that names %q", words)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Fatalf("error %q does not name %q", err, w)
		}
	}
}
