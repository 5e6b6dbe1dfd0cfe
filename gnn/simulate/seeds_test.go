package simulate_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/simulate"
)

func ExampleSeeds() {
	seeds, err := simulate.Seeds("201-204,300")
	fmt.Println(seeds, err)
	_, err = simulate.Seeds("204-201")
	fmt.Println(err)
	// Output:
	// [201 202 203 204 300] <nil>
	// simulate: seeds "204-201": write 201-204 or 201,203
}

func FuzzSeeds(f *testing.F) {
	for _, list := range []string{"201-204", "1,2,3", "7", "18446744073709551614-18446744073709551615", "0-18446744073709551615", "1-", "-1", "", "1-2-3", " 1"} {
		f.Add(list)
	}
	f.Fuzz(func(t *testing.T, list string) {
		seeds, err := simulate.Seeds(list)
		if err != nil {
			return
		}
		if len(seeds) == 0 {
			t.Fatal("no seed and no error")
		}
		// The list written out, one by one, says the same.
		text := strings.Trim(strings.ReplaceAll(fmt.Sprint(seeds), " ", ","), "[]")
		again, err := simulate.Seeds(text)
		if err != nil || !slices.Equal(again, seeds) {
			t.Fatalf("%q gives %v, written out %v, %v", list, seeds, again, err)
		}
	})
}
