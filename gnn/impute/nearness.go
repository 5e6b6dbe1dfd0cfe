package impute

import (
	"math"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// nearness is exp(-d/2), d the mean over features that both have of the squared
// difference in standard deviations; 1/2 where they share none. The second
// result are the features themselves, from their mean in standard deviations.
func nearness(objects, names []string, values map[string]map[string]float64) (near, x [][]float64) {
	x = make([][]float64, len(objects))
	known := make([][]bool, len(objects))
	for _, f := range names {
		var v []float64
		for _, o := range objects {
			if y, ok := values[o][f]; ok || strings.Contains(f, "=") {
				v = append(v, y)
			}
		}
		mean, sd := moments(v)
		if sd == 0 {
			continue
		}
		for i, o := range objects {
			y, ok := values[o][f]
			ok = ok || strings.Contains(f, "=")
			known[i] = append(known[i], ok)
			x[i] = append(x[i], 0)
			if ok {
				x[i][len(x[i])-1] = (y - mean) / sd
			}
		}
	}
	near = symmetric(len(objects), func(i, j int) float64 {
		d, n := 0.0, 0.0
		for f := range x[i] {
			if known[i][f] && known[j][f] {
				d, n = d+(x[i][f]-x[j][f])*(x[i][f]-x[j][f]), n+1
			}
		}
		if n == 0 {
			return .5
		}
		return math.Exp(-d / n / 2)
	})
	return near, x
}

func moments(v []float64) (mean, sd float64) {
	for _, x := range v {
		mean += x / float64(len(v))
	}
	for _, x := range v {
		sd += (x - mean) * (x - mean) / float64(len(v))
	}
	return mean, math.Sqrt(sd)
}

// addLinks counts parents in common over all of either node's.
func (g *Graph) addLinks(links quantity.Table) {
	parents := map[string]map[string]bool{}
	for _, r := range links.Rows {
		if parents[r.Key[0]] == nil {
			parents[r.Key[0]] = map[string]bool{}
		}
		parents[r.Key[0]][r.Key[2]+" "+r.Key[1]] = true
	}
	g.Kin = symmetric(len(g.Nodes), func(i, j int) float64 {
		a, b, both := parents[g.Nodes[i]], parents[g.Nodes[j]], 0
		for p := range a {
			if b[p] {
				both++
			}
		}
		all := len(a) + len(b) - both
		if all == 0 {
			return 0
		}
		return float64(both) / float64(all)
	})
}

// relate computes what nodes and minerals share by the edges between them.
func (g *Graph) relate() {
	weight := make([]float64, len(g.Minerals)) // rare contents say more
	for m := range g.Minerals {
		holders := 1.0
		for n := range g.Nodes {
			if g.Contents[n][m] {
				holders++
			}
		}
		weight[m] = math.Log(1 + float64(len(g.Nodes))/holders)
	}
	g.Shared = symmetric(len(g.Nodes), func(i, j int) float64 { return jaccard(g.Contents[i], g.Contents[j], weight) })
	g.Together = symmetric(len(g.Minerals), g.cosine)
}

// symmetric is the matrix of of(i, j), with ones on the diagonal.
func symmetric(n int, of func(i, j int) float64) [][]float64 {
	out := square(n)
	for i := range n {
		for j := range i {
			out[i][j] = of(i, j)
			out[j][i] = out[i][j]
		}
	}
	return out
}

// jaccard is the weight of what both hold over that of what either holds.
func jaccard(x, y []bool, weight []float64) float64 {
	both, all := 0.0, 0.0
	for m, w := range weight {
		if x[m] && y[m] {
			both += w
		}
		if x[m] || y[m] {
			all += w
		}
	}
	if all == 0 {
		return 0
	}
	return both / all
}

// cosine is how many nodes hold both minerals over the geometric mean of those
// that hold either.
func (g *Graph) cosine(i, j int) float64 {
	both, a, b := 0.0, 0.0, 0.0
	for n := range g.Nodes {
		x, y := g.Contents[n][i], g.Contents[n][j]
		if x && y {
			both++
		}
		if x {
			a++
		}
		if y {
			b++
		}
	}
	if both == 0 {
		return 0
	}
	return both / math.Sqrt(a*b)
}
