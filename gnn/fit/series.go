package fit

import (
	"maps"
	"math"
	"slices"
)

// A Series is yearly; a year without an observation is not in it.
type Series map[int]float64

// Years lists the years in order.
func (s Series) Years() []int { return slices.Sorted(maps.Keys(s)) }

// Growth is the change of the log over a year, where both years are there and
// above zero.
func (s Series) Growth() Series {
	out := Series{}
	for y, v := range s {
		if before, ok := s[y-1]; ok && v > 0 && before > 0 {
			out[y] = math.Log(v / before)
		}
	}
	return out
}

// Log is the series of logs; years at zero are left out.
func (s Series) Log() Series {
	out := Series{}
	for y, v := range s {
		if v > 0 {
			out[y] = math.Log(v)
		}
	}
	return out
}

// change is the difference over a year.
func (s Series) change() Series {
	out := Series{}
	for y, v := range s {
		if before, ok := s[y-1]; ok {
			out[y] = v - before
		}
	}
	return out
}

// common lists the years that all series have, and each series over them.
func common(list ...Series) ([]int, [][]float64) {
	var years []int
	for _, y := range list[0].Years() {
		if !slices.ContainsFunc(list, func(s Series) bool { _, ok := s[y]; return !ok }) {
			years = append(years, y)
		}
	}
	out := make([][]float64, len(list))
	for i, s := range list {
		for _, y := range years {
			out[i] = append(out[i], s[y])
		}
	}
	return years, out
}

// Resource follows the log price with speed nu, from the first price on: the
// resource of a mine of the coupled model at e = 0, L = 1.
//
//	R[t] = R[t-1] + nu (p[t-1] - R[t-1])
func Resource(price Series, nu float64) Series {
	p, out := price.Log(), Series{}
	years := p.Years()
	for i, y := range years {
		switch {
		case i == 0:
			out[y] = p[y]
		case years[i-1] == y-1:
			out[y] = out[y-1] + nu*(p[y-1]-out[y-1])
		default: // a hole: it stays where it was
			out[y] = out[years[i-1]]
		}
	}
	return out
}

// Stock of knowledge from yearly additions (patents), with depreciation and a
// lag; it begins at the first addition over depreciation plus growth of the
// first five years.
func Stock(added Series, depreciation float64, lag int) Series {
	years := added.Years()
	if len(years) < 6 {
		return Series{}
	}
	growth := 0.
	if a, b := added[years[0]], added[years[5]]; a > 0 && b > 0 {
		growth = math.Log(b/a) / 5
	}
	out, stock := Series{}, added[years[0]]/math.Max(depreciation+growth, .05)
	for i, y := range years {
		if i > 0 {
			stock = (1-depreciation)*stock + added[y]
		}
		out[y+lag] = stock
	}
	return out
}
