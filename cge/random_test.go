package cge

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// A randomized economy is in balance at prices 1 and levels 1: intermediate
// inputs, by-products, factor and output taxes, nests of random depth, volume
// nodes, needs, several households and a government.
type randomized struct {
	e              *Economy
	r              *rand.Rand
	n, nf, nh      int
	a, out, v, tax [][]float64 // by row and producer
	outTax         []float64
	x, c           []float64
	goods, factors []Commodity
	gov            Agent
	homes          []Agent
	perm           []int // order in which producers and goods are declared
	needs, volume  bool
	computed       bool // some quantities and taxes are expressions of parameters and of an unknown
}

func newRandomized(seed uint64, n int) *randomized {
	r := rand.New(rand.NewPCG(seed, 7))
	z := &randomized{r: r, n: n, nf: 2 + r.IntN(2), nh: 1 + r.IntN(3), needs: r.IntN(2) == 0, volume: r.IntN(2) == 0, computed: r.IntN(2) == 0}
	z.technology()
	z.perm = make([]int, n)
	for i := range z.perm {
		z.perm[i] = i
	}
	return z
}

// technology draws coefficients per unit of output value and solves for the
// gross outputs that meet a random final demand.
func (z *randomized) technology() {
	r, n := z.r, z.n
	table := func(rows int) [][]float64 {
		t := make([][]float64, rows)
		for i := range t {
			t[i] = make([]float64, n)
		}
		return t
	}
	z.a, z.out, z.v, z.tax = table(n), table(n), table(z.nf), table(z.nf)
	z.outTax, z.c = make([]float64, n), make([]float64, n)
	for j := range n {
		z.out[j][j] = 1
		if r.IntN(4) == 0 && n > 1 {
			k := (j + 1 + r.IntN(n-1)) % n
			z.out[j][j], z.out[k][j] = 0.9, 0.1
		}
		if r.IntN(4) == 0 {
			z.outTax[j] = 0.1 * r.Float64()
		}
		left := 1 - z.outTax[j]
		inter := left * (0.2 + 0.4*r.Float64())
		total := 0.0
		for i := range n {
			if r.IntN(3) > 0 {
				z.a[i][j] = r.ExpFloat64()
				total += z.a[i][j]
			}
		}
		for i := range n {
			if total > 0 {
				z.a[i][j] *= inter / total
			}
		}
		if total == 0 {
			inter = 0
		}
		z.factorCosts(j, left-inter)
		z.c[j] = 0.2 + r.ExpFloat64()
	}
	z.outputs()
}

func (z *randomized) factorCosts(j int, value float64) {
	total := 0.0
	for f := range z.nf {
		z.v[f][j] = 0.1 + z.r.Float64()
		total += z.v[f][j]
	}
	for f := range z.nf {
		if z.r.IntN(3) == 0 {
			z.tax[f][j] = 0.3 * z.r.Float64()
		}
		z.v[f][j] *= value / total / (1 + z.tax[f][j])
	}
}

// outputs solves (out - a) x = c.
func (z *randomized) outputs() {
	n := z.n
	m := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			m.Set(i, j, z.out[i][j]-z.a[i][j])
		}
	}
	var x mat.VecDense
	if err := x.SolveVec(m, mat.NewVecDense(n, z.c)); err != nil {
		panic(err)
	}
	z.x = make([]float64, n)
	for j := range n {
		if z.x[j] = x.AtVec(j); z.x[j] <= 0 { // by-products too large: make more of everything final
			for i := range n {
				z.c[i]++
			}
			for k := range n {
				for i := range n {
					if i != k {
						z.out[k][k] += z.out[i][k]
						z.out[i][k] = 0
					}
				}
			}
			z.outputs()
			return
		}
	}
}

// elasticity draws one, often a corner.
func (z *randomized) elasticity() float64 {
	return []float64{0, 1, 0.3 + z.r.Float64(), 0.5, 2, 1 + 3*z.r.Float64()}[z.r.IntN(6)]
}

// build declares the economy. With permute the order of everything changes but
// not what it says.
func (z *randomized) build(permute *rand.Rand) *Economy {
	n := z.n
	e := NewEconomy("random economy")
	z.e = e
	if permute != nil {
		z.perm = permute.Perm(n)
	}
	z.goods, z.factors = make([]Commodity, n), make([]Commodity, z.nf)
	for _, i := range z.perm {
		z.goods[i] = e.Commodity(fmt.Sprintf("p%d", i))
	}
	for f := range z.nf {
		z.factors[f] = e.Commodity(fmt.Sprintf("w%d", f))
		e.Param(fmt.Sprintf("k%d", f), 1)
	}
	e.Param("m", 1)
	e.Param("lever", 0.1)
	e.Derived("pull", "lever*(k0-1)")
	if z.computed {
		e.Aux("u", "u-pull").Between(-0.5, 0.5)
	}
	z.gov = e.Consumer("government")
	z.homes = nil
	for h := range z.nh {
		z.homes = append(z.homes, e.Consumer(fmt.Sprintf("home%d", h)))
	}
	r := z.r
	seeds := make([]uint64, n+1)
	for i := range seeds {
		seeds[i] = r.Uint64()
	}
	for _, j := range z.perm {
		z.r = rand.New(rand.NewPCG(seeds[j], 1))
		z.producer(j)
	}
	z.r = rand.New(rand.NewPCG(seeds[n], 1))
	z.consumers()
	z.r = r
	return e
}

func (z *randomized) producer(j int) {
	e, x := z.e, z.x[j]
	e.Param(fmt.Sprintf("z%d", j), 1)
	e.Param(fmt.Sprintf("t%d", j), z.outTax[j])
	var outs []Nest
	for i := range z.n {
		if q := z.out[i][j] * x; q > 0 {
			leaf := z.goods[i].Of(q)
			if z.outTax[j] > 0 {
				leaf = leaf.At(1-z.outTax[j]).TaxedExpr(z.gov, fmt.Sprintf("t%d", j))
			}
			outs = append(outs, leaf)
		}
	}
	var goods, factors []Nest
	for i := range z.n {
		if q := z.a[i][j] * x; q > 0 {
			goods = append(goods, z.good(i, q))
		}
	}
	for f := range z.nf {
		leaf := z.factors[f].Of(z.v[f][j] * x)
		if t := z.tax[f][j]; t > 0 {
			leaf = leaf.At(1+t).Taxed(z.gov, t)
		}
		factors = append(factors, leaf)
	}
	in := append([]Nest{CES(z.elasticity(), factors...).Named("va")}, z.group(goods)...)
	e.Producer(fmt.Sprintf("y%d", j), CET(z.elasticity(), outs...), CES(z.elasticity(), in...)).Productivity(fmt.Sprintf("z%d", j))
}

// good is an input: plain, or with a quantity or a tax that is computed.
func (z *randomized) good(i int, q float64) Nest {
	if !z.computed {
		return z.goods[i].Of(q)
	}
	switch z.r.IntN(5) {
	case 0:
		return z.goods[i].OfExpr(fmt.Sprintf("%v*m", q))
	case 1:
		return z.goods[i].OfExpr(fmt.Sprintf("%v*(1+u)", q))
	case 2:
		return z.goods[i].Of(q).TaxedExpr(z.homes[0], "u+lever*(m-1)")
	}
	return z.goods[i].Of(q)
}

// group nests goods at random.
func (z *randomized) group(goods []Nest) []Nest {
	if len(goods) < 2 {
		return goods
	}
	switch k := len(goods) / 2; z.r.IntN(4) {
	case 0:
		return goods
	case 1:
		return []Nest{CES(z.elasticity(), goods...)}
	case 2:
		if z.volume {
			return []Nest{Volume(0.5+3*z.r.Float64(), z.factors[0], goods[:k]...), CES(z.elasticity(), goods[k:]...)}
		}
	}
	k := len(goods) / 2
	return []Nest{CES(z.elasticity(), z.group(goods[:k])...), CES(z.elasticity(), goods[k:]...)}
}

// consumers split final demand: the government by its revenue, households by
// their shares of the factors.
func (z *randomized) consumers() {
	owned := make([]float64, z.nf)
	revenue, total := 0.0, 0.0
	for j, x := range z.x {
		revenue += z.outTax[j] * x
		for f := range z.nf {
			owned[f] += z.v[f][j] * x
			revenue += z.v[f][j] * x * z.tax[f][j]
		}
		total += z.c[j]
	}
	part := revenue / total
	gov := z.bundle(part)
	if part == 0 {
		gov = z.bundle(1)
	}
	z.gov.Wants(CES(z.elasticity(), gov...))
	shares, sum := make([]float64, z.nh), 0.0
	for h := range shares {
		shares[h] = 0.2 + z.r.Float64()
		sum += shares[h]
	}
	for h, home := range z.homes {
		s := shares[h] / sum
		for f, q := range owned {
			ration := ""
			if z.computed && f == 1 {
				ration = "*(1-u)"
			}
			home.Owns(z.factors[f].OfExpr(fmt.Sprintf("%v*k%d%s", q*s, f, ration)))
		}
		amount := (1 - part) * s
		if z.needs {
			home.Needs(z.bundle(amount * 0.3)...)
			amount *= 0.7
		}
		home.Wants(CES(z.elasticity(), z.group(z.bundle(amount))...))
	}
}

func (z *randomized) bundle(part float64) []Nest {
	var out []Nest
	for i, c := range z.c {
		out = append(out, z.goods[i].Of(c*part))
	}
	return out
}
