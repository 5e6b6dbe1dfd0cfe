package gnn

import (
	"slices"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// graph lists the relations between rows (regime x nest):
//
//	rival    another nest buys the same good in the same regime
//	sibling  another nest of the same user
//	supplier the nest of a user that makes a good bought here
//	regime   the same nest in another regime
func graph(p *panel.Panel, regimes int) []Relation {
	members, n := p.Members(), len(p.Nests)
	buyers, makers := make([][]int, p.Nodes), make([][]int, p.Nodes) // edges that buy a good, nests of its maker
	for e, g := range p.Edges {
		buyers[g.Src] = append(buyers[g.Src], e)
	}
	for u, nest := range p.Nests {
		makers[nest.User] = append(makers[nest.User], u)
	}
	out := []Relation{{Name: "rival"}, {Name: "sibling"}, {Name: "supplier"}, {Name: "regime"}}
	for q := range regimes {
		for u := range n {
			row := q*n + u
			rival, sibling, supplier := map[int]float64{}, map[int]float64{}, map[int]float64{}
			for _, e := range members[u] {
				for _, b := range buyers[p.Edges[e].Src] {
					if v := p.Edges[b].Nest; v != u {
						rival[q*n+v] += p.EdgeShare[e] * p.EdgeShare[b]
					}
				}
				for _, v := range makers[p.Edges[e].Src] {
					supplier[q*n+v] += p.EdgeShare[e]
				}
			}
			for _, v := range makers[p.Nests[u].User] {
				if v != u {
					sibling[q*n+v] = 1
				}
			}
			other := map[int]float64{}
			for r := range regimes {
				if r != q {
					other[r*n+u] = 1
				}
			}
			for i, w := range []map[int]float64{rival, sibling, supplier, other} {
				out[i].Arcs = append(out[i].Arcs, arcs(row, w)...)
			}
		}
	}
	return out
}

// arcs orders and normalises the weights into a row.
func arcs(to int, w map[int]float64) (out []Arc) {
	keys, sum := make([]int, 0, len(w)), 0.0
	for k := range w {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	for _, k := range keys {
		sum += w[k]
	}
	for _, k := range keys {
		if sum > 0 {
			out = append(out, Arc{to, k, w[k] / sum})
		}
	}
	return out
}

func middle(v []float64) float64 {
	s := slices.Clone(v)
	slices.Sort(s)
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}
