package charts

import (
	"cmp"
	"slices"
)

// Products are converted to float64 before they are added: the compiler may
// then not fuse the two, and every processor gets the same picture.

// untangle orders nodes in columns so that few links cross: each node moves to
// the mean place of those it is linked to, from the left, from the right and
// again.
func untangle(columns [][]int, arcs []arc, nodes int) {
	place, column := make([]float64, nodes), make([]int, nodes)
	put := func(c []int) {
		for i, n := range c {
			place[n] = (float64(i) + 0.5) / float64(len(c))
		}
	}
	for k, c := range columns {
		put(c)
		for _, n := range c {
			column[n] = k
		}
	}
	for sweep := range 12 {
		for k := range columns {
			c, toLeft := columns[k], sweep%2 == 0
			if !toLeft {
				c = columns[len(columns)-1-k]
			}
			mean := meanPlaces(arcs, place, column, toLeft)
			slices.SortStableFunc(c, func(a, b int) int { return cmp.Compare(mean[a], mean[b]) })
			put(c)
		}
	}
}

// meanPlaces is the mean place of the neighbours of each node on one side,
// weighted by the links; a node without any keeps its own.
func meanPlaces(arcs []arc, place []float64, column []int, left bool) []float64 {
	sum, weight := make([]float64, len(place)), make([]float64, len(place))
	for _, a := range arcs {
		for _, p := range [][2]int{{a.from, a.to}, {a.to, a.from}} {
			if n, m := p[0], p[1]; left == (column[m] < column[n]) && column[m] != column[n] {
				w := a.value + 1e-9
				sum[n] += float64(w * place[m])
				weight[n] += w
			}
		}
	}
	for n := range sum {
		if weight[n] > 0 {
			sum[n] /= weight[n]
		} else {
			sum[n] = place[n]
		}
	}
	return sum
}
