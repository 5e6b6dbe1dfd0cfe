package pathway_test

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Rows of one level add up to the row above, and the first row of a mineral is
// its requirement.
func TestLongTableAddsUp(t *testing.T) {
	r := runPath(t, miniOf(t, "mini_base").spec("long"), pathway.Options{})
	s := r.IAMC("Lodestone", "mini")
	value := func(row []string, year int) float64 {
		if row[5+year] == "" {
			return 0
		}
		v, err := strconv.ParseFloat(row[5+year], 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	whole, origins, technologies, units := map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}
	seen := map[string]bool{}
	for _, row := range s.Rows {
		if seen[row[3]] || len(row) != len(s.Header) || row[0] != "Lodestone" || row[2] != "World" || row[4] == "" {
			t.Errorf("row %v", row)
		}
		seen[row[3]] = true
		parts := strings.Split(row[3], "|")
		if parts[0] != "Mineral Requirement" {
			continue
		}
		for i := range r.Years {
			key, v := parts[1]+s.Header[5+i], value(row, i)
			switch {
			case len(parts) == 2:
				whole[key] += v
			case len(parts) == 4:
				units[key] += v
			case parts[2] == "Primary" || parts[2] == "Recycled" || parts[2] == "Second Life":
				origins[key] += v
			default:
				technologies[key] += v
			}
		}
	}
	for key, v := range whole {
		for _, w := range []float64{origins[key], technologies[key], units[key]} {
			if math.Abs(v-w) > 1e-12*v {
				t.Errorf("%s: %v, its parts %v", key, v, w)
			}
		}
	}
	if len(whole) != 10*4 {
		t.Errorf("%d requirements of 4 minerals in 10 years", len(whole))
	}
}

// The first rows of the long table of a path, and its prices.
func ExampleResult_IAMC() {
	m, err := pathway.New(miniExample().spec("mini"), pathway.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := m.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	s := r.IAMC("Lodestone 0.1", "mini")
	for _, row := range s.Rows {
		if strings.HasPrefix(row[3], "Mineral Requirement|Li") && strings.Count(row[3], "|") < 3 || row[3] == "Price|Li" {
			v, _ := strconv.ParseFloat(row[14], 64)
			fmt.Printf("%s, %s, %s, %s, %s, ... %.1f\n", row[0], row[1], row[2], row[3], row[4], v)
		}
	}
	// Output:
	// Lodestone 0.1, mini, World, Mineral Requirement|Li, kt, ... 157.2
	// Lodestone 0.1, mini, World, Mineral Requirement|Li|Primary, kt, ... 148.4
	// Lodestone 0.1, mini, World, Mineral Requirement|Li|Recycled, kt, ... 5.7
	// Lodestone 0.1, mini, World, Mineral Requirement|Li|Second Life, kt, ... 3.1
	// Lodestone 0.1, mini, World, Mineral Requirement|Li|vehicle, kt, ... 144.9
	// Lodestone 0.1, mini, World, Mineral Requirement|Li|storage, kt, ... 12.3
	// Lodestone 0.1, mini, World, Price|Li, MUSD/kt, ... 40.7
}
