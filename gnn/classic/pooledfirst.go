package classic

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// pooledFirst fills Moments.PooledFirst of a regime: two-stage least squares
// whose first stage is one for all nests, apart for mined and made goods. What
// a cost does to a price differs little between nests; a common first stage is
// strong where each nest's own is weak. How far a nest's prices follow it, one
// on average, is estimated too and drawn to one by how little is known of it,
// so that the bias of weak instruments towards least squares is gone.
func (f *Fit) pooledFirst(regime int) {
	p, members := f.Panel, f.Panel.Members()
	blocks := make([]*block, f.Nests)
	columns := make([][][]float64, f.Nests) // [nest][instrument x kind]
	var a *mat.Dense
	var c *mat.VecDense
	for u, m := range members {
		if len(m) < 2 {
			continue
		}
		b := cut(p, m, f.Segments[regime])
		blocks[u], columns[u] = b, b.byKind(p, m)
		n := len(columns[u])
		if n == 0 {
			return
		}
		if a == nil {
			a, c = mat.NewDense(n, n, nil), mat.NewVecDense(n, nil)
		}
		x := b.demean(b.p)
		for i := range n {
			for j := range n {
				a.Set(i, j, a.At(i, j)+dot(columns[u][i], columns[u][j]))
			}
			c.SetVec(i, c.AtVec(i)+dot(columns[u][i], x))
		}
	}
	if a == nil {
		return
	}
	for i := range c.Len() {
		a.Set(i, i, a.At(i, i)+1e-9)
	}
	var g mat.VecDense
	if err := g.SolveVec(a, c); err != nil {
		if _, cond := err.(mat.Condition); !cond {
			return
		}
	}
	fits := make([][]float64, f.Nests)
	for u, b := range blocks {
		if b != nil {
			fits[u] = combine(g.RawVector().Data, columns[u])
		}
	}
	f.follow(regime, blocks, fits)
}

// follow estimates with each nest's fitted prices z as the one instrument.
func (f *Fit) follow(regime int, blocks []*block, fits [][]float64) {
	kappa, noise := make([]float64, f.Nests), make([]float64, f.Nests)
	spread, n := 0.0, 0.0
	for u, b := range blocks {
		if b == nil || !(dot(fits[u], fits[u]) > 1e-9) {
			continue
		}
		p, z := b.demean(b.p), fits[u]
		zz := dot(z, z)
		kappa[u] = dot(z, p) / zz
		cells, pairs, dates := b.counts()
		noise[u] = math.Max(dot(p, p)-kappa[u]*kappa[u]*zz, 0) / math.Max(float64(cells-pairs-dates), 5) / zz
		spread, n = spread+(kappa[u]-1)*(kappa[u]-1)-noise[u], n+1
	}
	spread = math.Max(spread/math.Max(n, 1), 1e-4)
	for u, b := range blocks {
		if b == nil || kappa[u] == 0 {
			continue
		}
		k := math.Max(1+(kappa[u]-1)*spread/(spread+noise[u]), .2)
		m := &f.Moments[regime*f.Nests+u]
		m.PooledFirst = b.just(fits[u], k)
		m.strength = k * math.Sqrt(dot(fits[u], fits[u]))
	}
}

// byKind returns each instrument, effects out, for mined members and for made
// ones.
func (b *block) byKind(p *panel.Panel, members []int) (out [][]float64) {
	for _, z := range b.z {
		for _, mined := range []bool{true, false} {
			v := make([]float64, len(z))
			for i := range z {
				if (p.Edges[members[i%b.K]].Src < p.Minerals) == mined {
					v[i] = z[i]
				}
			}
			out = append(out, b.demean(v))
		}
	}
	return out
}

// just is the estimate with instrument z, of whose unit prices move by k.
func (b *block) just(z []float64, k float64) Estimate {
	y, p := b.demean(b.y), b.demean(b.p)
	d := k * dot(z, z)
	sigma := -dot(z, y) / d
	e := residual(y, p, sigma)
	return estimate(sigma, math.Sqrt(newey(b.scores(z, e), b.R, 3))/d)
}

// squares are the sums that give the variance of the residual at any sigma.
type squares struct{ yy, yp, pp, free float64 }

func (b *block) squares() squares {
	y, p := b.demean(b.y), b.demean(b.p)
	cells, _, dates := b.counts()
	return squares{dot(y, y), dot(y, p), dot(p, p), math.Max(float64(cells-dates-b.R*b.K), 8)}
}

// variance of y + sigma p.
func (s squares) variance(sigma float64) float64 {
	return math.Max((s.yy+2*sigma*s.yp+sigma*sigma*s.pp)/s.free, 1e-8)
}
