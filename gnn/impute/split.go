package impute

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Test says what is hidden together.
type Test string

const (
	// WholeNode hides all coefficients of a node, and of its twins: nodes that
	// share at least three and half of their common coefficients to six digits,
	// which one source copied from the other.
	WholeNode Test = "node"
	// MineralOfFamily hides a mineral in all nodes of a family.
	MineralOfFamily Test = "mineral of a family"
	// WholeFamily hides all coefficients of a family.
	WholeFamily Test = "family"
)

// Groups numbers what is hidden together, for each pair.
func (g *Graph) Groups(test Test) ([]int, error) {
	out := make([]int, len(g.Pairs))
	twin := g.twins()
	for i, p := range g.Pairs {
		switch test {
		case WholeNode:
			out[i] = twin[p.Node]
		case MineralOfFamily:
			out[i] = (g.Family[p.Node]+1)*len(g.Minerals) + p.Mineral
		case WholeFamily:
			out[i] = g.Family[p.Node] + 1
		default:
			return nil, fmt.Errorf("impute: no test %q: tests are %q, %q and %q", test, WholeNode, MineralOfFamily, WholeFamily)
		}
	}
	return out, nil
}

// twins returns for each node the first of those it copies.
func (g *Graph) twins() []int {
	value := make([]map[int]float64, len(g.Nodes))
	first := make([]int, len(g.Nodes))
	for n := range g.Nodes {
		value[n], first[n] = map[int]float64{}, n
	}
	for i, p := range g.Pairs {
		value[p.Node][p.Mineral] = g.Log[i]
	}
	for a := range g.Nodes {
		for b := range a {
			same, both := 0, 0
			for m, v := range value[a] {
				if w, ok := value[b][m]; ok {
					both++
					if math.Abs(v-w) < 1e-6 {
						same++
					}
				}
			}
			if same >= 3 && 2*same >= both {
				from, to := max(first[a], first[b]), min(first[a], first[b])
				for n := range first {
					if first[n] == from {
						first[n] = to
					}
				}
			}
		}
	}
	return first
}

// folds deals groups to k folds of about equal size: the fold of each entry of
// groups. The groups are shuffled by the seed.
func folds(groups []int, k int, seed uint64) []int {
	distinct := slices.Clone(groups)
	slices.Sort(distinct)
	distinct = slices.Compact(distinct)
	r := rand.New(rand.NewPCG(seed, 5))
	r.Shuffle(len(distinct), func(i, j int) { distinct[i], distinct[j] = distinct[j], distinct[i] })
	fold := map[int]int{}
	for i, id := range distinct {
		fold[id] = i % k
	}
	out := make([]int, len(groups))
	for i, id := range groups {
		out[i] = fold[id]
	}
	return out
}
