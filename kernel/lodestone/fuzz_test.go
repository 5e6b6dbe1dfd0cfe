package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// FuzzFlags: whatever stands behind a flag is refused or means what it says.
func FuzzFlags(f *testing.F) {
	for _, text := range []string{"", "3,5-7", "5-3", "1-1000001", "800MB", "2.5gib", "0.1", "1e-9T", "nan", "0.05,0.5", " 1 ,0", "NaN", "horizon=2040", "=", "mineral=lithium"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if cells, err := readCells(text); err == nil && len(cells) > 0 {
			if cells[0] < 1 || !slices.IsSorted(cells) || slices.Max(cells) > 1e6 {
				t.Fatalf("cells %v", cells)
			}
			again, err := readCells(strings.Trim(strings.ReplaceAll(fmt.Sprint(cells), " ", ","), "[]"))
			if err != nil || !slices.Equal(again, cells) {
				t.Fatalf("%v, written out %v, %v", cells, again, err)
			}
		}
		if n, err := readBytes(text); err == nil && text != "" && n < 1 {
			t.Fatalf("%q is %d bytes: no limit", text, n)
		}
		if quantiles, err := readQuantiles(text); err == nil {
			for _, q := range quantiles {
				if !(q >= 0 && q <= 1) {
					t.Fatalf("quantile %v", q)
				}
			}
		}
		if values, err := readValues([]string{text}); err == nil {
			for name, value := range values {
				if name+"="+value != text {
					t.Fatalf("%q is %q = %q", text, name, value)
				}
			}
		}
		if where, err := parseWhere([]string{text}); err == nil {
			for axis, labels := range where {
				if axis+"="+labels[0] != text {
					t.Fatalf("%q is %q = %q", text, axis, labels)
				}
			}
		}
	})
}
