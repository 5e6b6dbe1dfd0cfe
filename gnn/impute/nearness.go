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
	near = square(len(objects))
	for i := range objects {
		for j := range i {
			d, n := 0.0, 0.0
			for f := range x[i] {
				if known[i][f] && known[j][f] {
					d, n = d+(x[i][f]-x[j][f])*(x[i][f]-x[j][f]), n+1
				}
			}
			near[i][j] = .5
			if n > 0 {
				near[i][j] = math.Exp(-d / n / 2)
			}
			near[j][i] = near[i][j]
		}
	}
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
	g.Kin = square(len(g.Nodes))
	for i, a := range g.Nodes {
		for j, b := range g.Nodes[:i] {
			both := 0
			for p := range parents[a] {
				if parents[b][p] {
					both++
				}
			}
			if all := len(parents[a]) + len(parents[b]) - both; all > 0 {
				g.Kin[i][j] = float64(both) / float64(all)
				g.Kin[j][i] = g.Kin[i][j]
			}
		}
	}
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
	g.Shared, g.Together = square(len(g.Nodes)), square(len(g.Minerals))
	for i := range g.Nodes {
		for j := range i {
			both, all := 0.0, 0.0
			for m, w := range weight {
				if g.Contents[i][m] && g.Contents[j][m] {
					both += w
				}
				if g.Contents[i][m] || g.Contents[j][m] {
					all += w
				}
			}
			if all > 0 {
				g.Shared[i][j] = both / all
				g.Shared[j][i] = both / all
			}
		}
	}
	for i := range g.Minerals {
		for j := range i {
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
			if both > 0 {
				g.Together[i][j] = both / math.Sqrt(a*b)
				g.Together[j][i] = g.Together[i][j]
			}
		}
	}
}
