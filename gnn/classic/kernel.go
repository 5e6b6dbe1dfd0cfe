package classic

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Features returns the rows of features of each nest: those of its user and
// twice the share-weighted means of its edges' (own), then twice the means of
// its suppliers' (neighbours).
func (f *Fit) Features() (own, all [][]float64) {
	p := f.Panel
	members := p.Members()
	for u, nest := range p.Nests {
		row := append([]float64(nil), p.NodeFeatures[nest.User]...)
		edge, node := make([]float64, len(p.EdgeFeatures[0])), make([]float64, len(p.NodeFeatures[0]))
		for _, e := range members[u] {
			for c, v := range p.EdgeFeatures[e] {
				edge[c] += 2 * p.EdgeShare[e] * v
			}
			for c, v := range p.NodeFeatures[p.Edges[e].Src] {
				node[c] += 2 * p.EdgeShare[e] * v
			}
		}
		row = append(row, edge...)
		own = append(own, row)
		all = append(all, append(append([]float64(nil), row...), node...))
	}
	return own, all
}

// standardise centres and scales columns; constant ones become zero.
func standardise(x [][]float64) [][]float64 {
	n, out := float64(len(x)), make([][]float64, len(x))
	for i := range out {
		out[i] = make([]float64, len(x[0]))
	}
	for c := range x[0] {
		m, v := 0.0, 0.0
		for _, row := range x {
			m += row[c] / n
		}
		for _, row := range x {
			v += (row[c] - m) * (row[c] - m) / n
		}
		if v < 1e-24 {
			continue
		}
		for i, row := range x {
			out[i][c] = (row[c] - m) / math.Sqrt(v)
		}
	}
	return out
}

// kernelSpec says what a prior covariance is made of.
type kernelSpec struct {
	features [][]float64 // [nest][feature], nil: none
	smooth   bool        // add a squared-exponential part
	extra    []float64   // [regime*nests+nest], a column with a linear part of its own
}

func grow(theta float64) float64 { return math.Exp(math.Min(math.Max(theta, -9), 3)) }

// gp builds the prior over nests and regimes: a constant, features (linear,
// smooth), a part of each nest alone; the change after a regime start has
// parts of its own.
func (f *Fit) gp(spec kernelSpec) prior {
	regimes := len(f.Segments)
	if spec.features == nil {
		start := []float64{-1}
		if regimes > 1 {
			start = append(start, -3)
		}
		return prior{start: start, kernel: f.constantKernel}
	}
	g := f.gram(spec)
	start := []float64{-4, -4}
	if spec.smooth {
		start = append(start, -3, 0)
	}
	if regimes > 1 {
		start = append(start, -5)
		if spec.smooth {
			start = append(start, -4)
		}
	}
	if spec.extra != nil {
		start = append(start, -2)
	}
	return prior{start: start, kernel: g.kernel}
}

// gram holds what the kernel of features needs at every theta.
type gram struct {
	spec             kernelSpec
	rows, nests      int
	dim              float64
	dots, dist, unit []float64 // [nest][nest]; unit is the smooth part at unit length, for changes
}

func (f *Fit) gram(spec kernelSpec) *gram {
	x := standardise(spec.features)
	g := &gram{spec: spec, rows: len(f.Moments), nests: f.Nests, dim: float64(len(x[0]))}
	for i := range f.Nests {
		for j := range f.Nests {
			dot, d := 0.0, 0.0
			for c := range x[i] {
				dot += x[i][c] * x[j][c]
				d += (x[i][c] - x[j][c]) * (x[i][c] - x[j][c])
			}
			g.dots, g.dist = append(g.dots, dot), append(g.dist, d)
			g.unit = append(g.unit, math.Exp(-d/(2*g.dim)))
		}
	}
	return g
}

// kernel is the covariance of rows at theta.
func (g *gram) kernel(theta []float64) *mat.SymDense {
	t := make([]float64, len(theta))
	for i := range t {
		t[i] = grow(theta[i])
	}
	smooth, next := make([]float64, len(g.dist)), 2
	if g.spec.smooth {
		for i, d := range g.dist {
			smooth[i] = t[2] * math.Exp(-d/(2*g.dim*t[3]))
		}
		next = 4
	}
	k := mat.NewSymDense(g.rows, nil)
	for a := range g.rows {
		for b := a; b < g.rows; b++ {
			i, j := a%g.nests, b%g.nests
			at := i*g.nests + j
			v := 1 + t[0]*g.dots[at] + smooth[at]
			if i == j {
				v += t[1]
			}
			if later := float64(min(a/g.nests, b/g.nests)); later > 0 {
				v += later * g.change(at, i == j, t[next:])
			}
			if g.spec.extra != nil {
				v += t[len(t)-1] * g.spec.extra[a] * g.spec.extra[b]
			}
			k.SetSym(a, b, v)
		}
	}
	return k
}

// change is the covariance of what a regime start changes.
func (g *gram) change(at int, same bool, t []float64) float64 {
	c := .25 + t[0]*g.dots[at]
	if g.spec.smooth {
		c += t[1] * g.unit[at]
	}
	if same {
		c += .01
	}
	return c
}

func (f *Fit) constantKernel(theta []float64) *mat.SymDense {
	n := len(f.Moments)
	k := mat.NewSymDense(n, nil)
	for a := range n {
		for b := a; b < n; b++ {
			v, same := 1.0, a%f.Nests == b%f.Nests
			if same {
				v += grow(theta[0])
			}
			if later := float64(min(a/f.Nests, b/f.Nests)); later > 0 {
				v += later * .25
				if same {
					v += later * grow(theta[1])
				}
			}
			k.SetSym(a, b, v)
		}
	}
	return k
}

// sameNest is a covariance v between regimes of one nest, none between nests.
func (f *Fit) sameNest(v float64) func([]float64) *mat.SymDense {
	return func([]float64) *mat.SymDense {
		k := mat.NewSymDense(len(f.Moments), nil)
		for a := range f.Moments {
			for b := a; b < len(f.Moments); b += f.Nests {
				k.SetSym(a, b, v)
			}
		}
		return k
	}
}
