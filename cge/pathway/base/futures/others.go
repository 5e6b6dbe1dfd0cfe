package futures

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// The model lets uses of a metal outside the transition grow with the economy; the
// IEA lets them grow far slower (copper to 2040 by a sixth, here by three fifths).
// Who counts tonnes may want to see both.

// groups are publications of several metals together.
var groups = map[string]string{"neodymium": "rare earth elements", "praseodymium": "rare earth elements", "dysprosium": "rare earth elements", "terbium": "rare earth elements"}

// Tempered is by how much use of a metal on a future's path is to be multiplied,
// by year, for its other uses to grow as the IEA publishes for the scenario
// (Critical Minerals Dataset of May 2025: copper, lithium, nickel, cobalt,
// graphite, rare earths). All other metals keep 1. Prices stay those of the path,
// so it is a count, not an equilibrium.
func Tempered(f Future, metal string) ([]float64, error) {
	years := f.Result.Years
	out := make([]float64, len(years))
	for t := range out {
		out[t] = 1
	}
	name := metal
	if g, ok := groups[metal]; ok {
		name = g
	}
	scenario := "STEPS"
	if f.Name == "NZE" {
		scenario = "NZE"
	}
	level, err := others(name, scenario)
	if err != nil || level == nil {
		return out, err
	}
	for t := range years {
		m := years[t].Minerals[metal]
		published := years[0].Minerals[metal].Other * between(level, years[t].Year) / level[years[0].Year]
		out[t] = (m.Units + published) / (m.Units + m.Other)
	}
	return out, nil
}

// others are published other uses by year; nil where there are none.
func others(name, scenario string) (map[int]float64, error) {
	t := datasets.MineralDemand().WhereFunc(func(r quantity.Row) bool {
		return r.Key[0] == "other uses" && r.Key[3] == name && (r.Key[1] == "base" || r.Key[1] == scenario)
	})
	if err := t.Err(); err != nil {
		return nil, err
	}
	var out map[int]float64
	for _, r := range t.Rows {
		y, err := strconv.Atoi(r.Key[2])
		if err != nil {
			return nil, fmt.Errorf("futures: other uses of %s: %w", name, err)
		}
		if out == nil {
			out = map[int]float64{}
		}
		out[y] = r.Value
	}
	return out, nil
}

// between is a straight line between years; beyond the last it stays.
func between(level map[int]float64, year int) float64 {
	var years []int
	for y := range level {
		years = append(years, y)
	}
	slices.Sort(years)
	i, exact := slices.BinarySearch(years, year)
	switch {
	case exact:
		return level[year]
	case i == 0:
		return level[years[0]]
	case i == len(years):
		return level[years[i-1]]
	}
	a, b := years[i-1], years[i]
	w := float64(year-a) / float64(b-a)
	return level[a]*(1-w) + level[b]*w
}
