package casefile

import (
	"math"
	"strconv"

	"github.com/lodestone-model/lodestone/cge"
)

// generated is what a generated economy's file says of its solution.
type generated struct {
	producers, goods, factors []string
	y, p, w                   []float64
}

// readGenerated builds the economy of a lodestone-gen/1 file: activities with
// CES nests over intermediate goods and over factors, one consumer, a shock of
// productivities z, factor taxes t and endowments e.
func readGenerated(root spot) *Case {
	n, m, f := int(root.must("n").float()), int(root.must("m").float()), int(root.must("F").float())
	if root.r.err != nil || n < 1 || m < n || f < 1 || m > 1<<20 || f > 1<<10 {
		root.fail("needs n >= 1 goods, m >= n activities, F >= 1 factors")
		return nil
	}
	g := &genReader{root: root, n: n, m: m, f: f, e: cge.NewEconomy("generated economy")}
	g.numbers()
	if root.r.err != nil {
		return nil
	}
	g.names()
	g.build()
	c := &Case{ID: "generated", Title: g.e.Name, Kind: "gen", Economy: g.e, gen: &generated{producers: g.ys, goods: g.ps, factors: g.ws}}
	shock := cge.Scenario{Name: "shock", Set: g.set, Fix: map[string]float64{g.ws[0]: 1}}
	out := Scenario{Scenario: shock, Tolerance: 1e-8, Expect: map[string]float64{}}
	if s, ok := root.get("solution"); ok {
		g.solution(s, c.gen, out.Expect)
	}
	c.Scenarios = []Scenario{out}
	return c
}

type genReader struct {
	root            spot
	n, m, f         int
	s0, s1, s2, s3  float64
	good            []int
	markup, x       []float64
	columns         [][]int // rows of a by column
	values          [][]float64
	v               [][]float64
	c0, end, z, shE []float64
	t               [][]float64
	e               *cge.Economy
	ys, ps, ws      []string
	set             map[string]float64
}

// list reads numbers of a known count.
func (g *genReader) list(s spot, count int) []float64 {
	v := s.floats()
	if len(v) != count {
		s.fail("has %d numbers, not %d", len(v), count)
		return make([]float64, count)
	}
	return v
}

func (g *genReader) table(s spot) [][]float64 {
	rows := s.items()
	if len(rows) != g.f {
		s.fail("has %d rows, one a factor are %d", len(rows), g.f)
		return nil
	}
	out := make([][]float64, g.f)
	for i, r := range rows {
		out[i] = g.list(r, g.m)
	}
	return out
}

func (g *genReader) numbers() {
	sigma := g.root.must("sigma")
	g.s0, g.s1, g.s2, g.s3 = sigma.must("s0").float(), sigma.must("s1").float(), sigma.must("s2").float(), sigma.must("s3").float()
	g.good = make([]int, g.m)
	for k, v := range g.list(g.root.must("good"), g.m) {
		if v != math.Trunc(v) || v < 0 || v >= float64(g.n) {
			g.root.r.fail("good["+strconv.Itoa(k)+"]", "is %v; goods are numbered 0 to %d", v, g.n-1)
			v = 0
		}
		g.good[k] = int(v)
	}
	g.markup, g.x = g.list(g.root.must("markup"), g.m), g.list(g.root.must("x"), g.m)
	g.v, g.c0, g.end = g.table(g.root.must("v")), g.list(g.root.must("c0"), g.n), g.list(g.root.must("e"), g.f)
	shock := g.root.must("shock")
	g.z, g.t, g.shE = g.list(shock.must("z"), g.m), g.table(shock.must("t")), g.list(shock.must("e"), g.f)
	g.matrix(g.root.must("a"))
}

// matrix sorts the entries of a by column.
func (g *genReader) matrix(a spot) {
	i, j, v := a.must("i").floats(), a.must("j").floats(), a.must("v").floats()
	if len(i) != len(j) || len(i) != len(v) {
		a.fail("i, j and v have %d, %d and %d entries", len(i), len(j), len(v))
		return
	}
	count := make([]int, g.m)
	for k := range v {
		if i[k] < 0 || int(i[k]) >= g.n || j[k] < 0 || int(j[k]) >= g.m {
			a.fail("entry %d is at row %v, column %v, outside %d goods and %d activities", k, i[k], j[k], g.n, g.m)
			return
		}
		count[int(j[k])]++
	}
	g.columns, g.values = make([][]int, g.m), make([][]float64, g.m)
	for k, c := range count {
		g.columns[k], g.values[k] = make([]int, 0, c), make([]float64, 0, c)
	}
	for k := range v {
		c := int(j[k])
		g.columns[c], g.values[c] = append(g.columns[c], int(i[k])), append(g.values[c], v[k])
	}
}

func numbered(prefix string, count int) []string {
	out := make([]string, count)
	for i := range out {
		out[i] = prefix + strconv.Itoa(i+1)
	}
	return out
}

func (g *genReader) names() {
	g.ys, g.ps, g.ws = numbered("y", g.m), numbered("p", g.n), numbered("w", g.f)
}

func (g *genReader) build() {
	e := g.e
	goods, factors := e.Commodities(g.ps...), e.Commodities(g.ws...)
	home := e.Consumer("income")
	g.set = map[string]float64{}
	for f, c := range factors {
		name := "e" + strconv.Itoa(f+1)
		e.Param(name, 1)
		g.set[name] = g.shE[f]
		home.Owns(c.OfExpr(text(g.end[f]) + "*" + name))
	}
	home.Wants(cge.CES(g.s3, cge.Column(goods, g.c0)))
	for k := range g.m {
		g.activity(k, goods, factors, home)
	}
}

// activity adds activity k: its inputs are per unit of output times x, dearer
// by the markup.
func (g *genReader) activity(k int, goods, factors []cge.Commodity, home cge.Agent) {
	id := strconv.Itoa(k + 1)
	size := g.x[k] * g.markup[k]
	inputs, amounts := make([]cge.Commodity, len(g.columns[k])), make([]float64, len(g.columns[k]))
	for i, row := range g.columns[k] {
		inputs[i], amounts[i] = goods[row], g.values[k][i]*size
	}
	value := make([]cge.Nest, g.f)
	for f, c := range factors {
		value[f] = c.Of(g.v[f][k] * size)
		if g.t[f][k] != 0 {
			name := "t" + strconv.Itoa(f+1) + "_" + id
			g.e.Param(name, 0)
			g.set[name] = g.t[f][k]
			value[f] = value[f].TaxedExpr(home, name)
		}
	}
	in := cge.CES(g.s0, cge.CES(g.s1, cge.Column(inputs, amounts)), cge.CES(g.s2, value...))
	p := g.e.Producer(g.ys[k], goods[g.good[k]].Of(g.x[k]), in)
	if g.z[k] != 1 {
		name := "z" + id
		g.e.Param(name, 1)
		g.set[name] = g.z[k]
		p.Productivity(name)
	}
	if k >= g.n {
		g.e.Start(g.ys[k], 0)
	}
}

func text(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// solution turns the solution's arrays into expectations by name.
func (g *genReader) solution(s spot, out *generated, expect map[string]float64) {
	out.y, out.p, out.w = g.list(s.must("y"), g.m), g.list(s.must("p"), g.n), g.list(s.must("w"), g.f)
	for _, part := range []struct {
		names  []string
		values []float64
	}{{g.ys, out.y}, {g.ps, out.p}, {g.ws, out.w}} {
		for i, name := range part.names {
			expect[name] = part.values[i]
		}
	}
}
