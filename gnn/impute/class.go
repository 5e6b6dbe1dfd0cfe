package impute

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// method predicts the logs of asked pairs from those of pairs that are seen.
type method func(g *Graph, pairs []Pair, y []float64, asked []Pair) ([]float64, error)

// means gives averages of classes of pairs, the finest that has any.
type means struct {
	sum, n map[[3]int]float64
}

// classes of a pair from fine to coarse.
func classes(g *Graph, p Pair) [][3]int {
	return [][3]int{{1, g.Family[p.Node], p.Mineral}, {2, g.Unit[p.Node], p.Mineral}, {3, p.Mineral, 0}, {4, g.Unit[p.Node], 0}, {5, 0, 0}}
}

func newMeans(g *Graph, pairs []Pair, y []float64) means {
	m := means{map[[3]int]float64{}, map[[3]int]float64{}}
	for i, p := range pairs {
		for _, c := range classes(g, p) {
			m.sum[c] += y[i]
			m.n[c]++
		}
	}
	return m
}

// at is the mean of the finest class from level on that has a member.
func (m means) at(g *Graph, p Pair, level int) float64 {
	for _, c := range classes(g, p)[level:] {
		if m.n[c] > 0 {
			return m.sum[c] / m.n[c]
		}
	}
	return 0
}

// classMeans: the mean of the mineral in the family; else of the mineral in
// the unit, of the mineral, of the unit.
func classMeans(g *Graph, pairs []Pair, y []float64, asked []Pair) ([]float64, error) {
	m := newMeans(g, pairs, y)
	out := make([]float64, len(asked))
	for i, p := range asked {
		out[i] = m.at(g, p, 0)
	}
	return out, nil
}

// unitMeans: the mean of all coefficients in the unit.
func unitMeans(g *Graph, pairs []Pair, y []float64, asked []Pair) ([]float64, error) {
	m := newMeans(g, pairs, y)
	out := make([]float64, len(asked))
	for i, p := range asked {
		out[i] = m.at(g, p, 3)
	}
	return out, nil
}

// twoWay: ridge regression on dummies of unit, mineral, mineral in the unit,
// family.
func twoWay(g *Graph, pairs []Pair, y []float64, asked []Pair) ([]float64, error) {
	M, U, F := len(g.Minerals), len(g.Units), len(g.families)+1
	row := func(p Pair) []float64 {
		x := make([]float64, U+M+U*M+F)
		x[g.Unit[p.Node]], x[U+p.Mineral] = 1, 1
		x[U+M+g.Unit[p.Node]*M+p.Mineral], x[U+M+U*M+g.Family[p.Node]+1] = 1, 1
		return x
	}
	return regress(pairs, y, asked, row, 1)
}

// regress is ridge regression around the mean, with features of pairs.
func regress(pairs []Pair, y []float64, asked []Pair, row func(Pair) []float64, ridge float64) ([]float64, error) {
	level := average(y)
	k := len(row(pairs[0]))
	x := mat.NewDense(len(pairs), k, nil)
	t := mat.NewVecDense(len(pairs), nil)
	for i, p := range pairs {
		x.SetRow(i, row(p))
		t.SetVec(i, y[i]-level)
	}
	var a mat.SymDense
	a.SymOuterK(1, x.T())
	for c := range k {
		a.SetSym(c, c, a.At(c, c)+ridge)
	}
	var b, w mat.VecDense
	b.MulVec(x.T(), t)
	var ch mat.Cholesky
	if !ch.Factorize(&a) {
		return nil, errors.New("impute: a ridge regression has no solution")
	}
	if err := ch.SolveVecTo(&w, &b); err != nil {
		return nil, err
	}
	out := make([]float64, len(asked))
	for i, p := range asked {
		out[i] = level + mat.Dot(mat.NewVecDense(k, row(p)), &w)
	}
	return out, nil
}

func average(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s / float64(len(v))
}

// nearest averages the same mineral over the k nearest nodes of the unit.
func nearest(near func(g *Graph) [][]float64, k int) method {
	return func(g *Graph, pairs []Pair, y []float64, asked []Pair) ([]float64, error) {
		m := newMeans(g, pairs, y)
		out := make([]float64, len(asked))
		for i, p := range asked {
			type other struct{ near, y float64 }
			var all []other
			for j, q := range pairs {
				if q.Mineral == p.Mineral && g.Unit[q.Node] == g.Unit[p.Node] {
					all = append(all, other{near(g)[p.Node][q.Node] + same(g.Family[p.Node], g.Family[q.Node]), y[j]})
				}
			}
			slices.SortStableFunc(all, func(a, b other) int { return -cmp.Compare(a.near, b.near) })
			all = all[:min(k, len(all))]
			out[i] = m.at(g, p, 1)
			for n, o := range all {
				if n == 0 {
					out[i] = 0
				}
				out[i] += o.y / float64(len(all))
			}
		}
		return out, nil
	}
}

// factors: low-rank factorisation of what two-way effects leave between
// families and minerals, by alternating ridge regressions (Koren, Bell and
// Volinsky 2009). A whole node has no factor of its own; its family has.
func factors(g *Graph, pairs []Pair, y []float64, asked []Pair) ([]float64, error) {
	const rank, ridge, rounds = 2, 3.0, 20
	both := append(slices.Clone(pairs), asked...)
	base, err := twoWay(g, pairs, y, both)
	if err != nil {
		return nil, err
	}
	row, col := start(len(g.families)+1, rank), start(len(g.Minerals), rank)
	rest := make([]float64, len(pairs))
	for i := range pairs {
		rest[i] = y[i] - base[i]
	}
	for range rounds {
		alternate(row, col, ridge, rest, func(i int) (int, int) { return g.Family[pairs[i].Node] + 1, pairs[i].Mineral })
		alternate(col, row, ridge, rest, func(i int) (int, int) { return pairs[i].Mineral, g.Family[pairs[i].Node] + 1 })
	}
	out := make([]float64, len(asked))
	for i, p := range asked {
		out[i] = base[len(pairs)+i]
		for r := range rank {
			out[i] += row[g.Family[p.Node]+1][r] * col[p.Mineral][r]
		}
	}
	return out, nil
}

// start is a fixed, uneven beginning.
func start(n, rank int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		for r := range rank {
			out[i] = append(out[i], math.Cos(float64((i+1)*(2*r+1))))
		}
	}
	return out
}

// alternate solves for the rows of a, b held.
func alternate(a, b [][]float64, ridge float64, y []float64, at func(i int) (int, int)) {
	rank := len(a[0])
	gram, right := make([]*mat.SymDense, len(a)), make([]*mat.VecDense, len(a))
	for k := range a {
		gram[k], right[k] = mat.NewSymDense(rank, nil), mat.NewVecDense(rank, nil)
		for r := range rank {
			gram[k].SetSym(r, r, ridge)
		}
	}
	for i, v := range y {
		k, l := at(i)
		w := mat.NewVecDense(rank, b[l])
		gram[k].SymRankOne(gram[k], 1, w)
		right[k].AddScaledVec(right[k], v, w)
	}
	for k := range a {
		var ch mat.Cholesky
		var w mat.VecDense
		if ch.Factorize(gram[k]) && ch.SolveVecTo(&w, right[k]) == nil {
			copy(a[k], w.RawVector().Data)
		}
	}
}

// neighbourMeans is ridge regression on means of what neighbours along the
// edges have: the same mineral in nodes near by contents, by parents, in the
// unit; what the node's other minerals have over their own means. For a pair
// that is seen its own node is left out of the means, as it is for one asked.
func neighbourMeans(g *Graph, pairs []Pair, y []float64, asked []Pair) ([]float64, error) {
	m, level := newMeans(g, pairs, y), average(y)
	row := func(p Pair) []float64 {
		own := newMeans(g, nil, nil)
		for j, q := range pairs {
			if q == p {
				own = newMeans(g, pairs[j:j+1], y[j:j+1])
			}
		}
		base := m.less(own).at(g, p, 1)
		x := []float64{0, 0, 0, base - level, 1}
		var weight [3]float64
		for j, q := range pairs {
			switch {
			case q == p:
			case q.Mineral == p.Mineral && g.Unit[q.Node] == g.Unit[p.Node]:
				for k, w := range []float64{math.Pow(g.Shared[p.Node][q.Node], 2), g.Kin[p.Node][q.Node]} {
					x[k] += w * (y[j] - base)
					weight[k] += w
				}
			case q.Node == p.Node:
				x[2] += y[j] - m.at(g, q, 1)
				weight[2]++
			}
		}
		for k, w := range weight {
			x[k] /= w + .2
		}
		return x
	}
	return regress(pairs, y, asked, row, 1)
}

// less takes the members of another set of means out.
func (m means) less(o means) means {
	if len(o.n) == 0 {
		return m
	}
	out := means{map[[3]int]float64{}, map[[3]int]float64{}}
	for c, n := range m.n {
		if n -= o.n[c]; n > 0 {
			out.n[c], out.sum[c] = n, m.sum[c]-o.sum[c]
		}
	}
	return out
}
