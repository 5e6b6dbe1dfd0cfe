package casefile

import (
	"math"
	"strconv"

	"github.com/lodestone-model/lodestone/cge"
)

// generated is how the file of a generated economy arranges its variables.
type generated struct {
	producers, goods, factors []string
}

// A part is a list of the solution in the file.
type part struct {
	key   string
	names []string
}

func (g *generated) parts() []part {
	return []part{{"y", g.producers}, {"p", g.goods}, {"w", g.factors}}
}

// generatedTolerance is that of the solutions in generated files, which were
// solved to a residual of 1e-11.
const generatedTolerance = 1e-8

// readGenerated builds the economy of a lodestone-gen/1 file: activities with
// CES nests over intermediate goods and over factors, one consumer, a shock of
// productivities z, factor taxes t and endowments e.
func readGenerated(root spot) *Case {
	root.spelt("sigma", "good", "markup", "shock", "solution")
	n := root.must("n").whole(1, 1<<20)
	m, f := root.must("m").whole(n, 1<<20), root.must("F").whole(1, 1<<10)
	if root.r.err != nil {
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
	out := Scenario{Scenario: shock, Tolerance: generatedTolerance, Expect: map[string]float64{}}
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

// amounts is a list of numbers above zero, or of zero or more.
func (g *genReader) amounts(s spot, count int, zero bool) []float64 {
	v := g.list(s, count)
	atLeast(s, v, zero)
	return v
}

func atLeast(s spot, v []float64, zero bool) {
	for i, x := range v {
		if x < 0 || x == 0 && !zero {
			if i < s.count() {
				s.item(i).positive(zero)
			}
			return
		}
	}
}

// table is a row of numbers for each factor.
func (g *genReader) table(s spot, read func(spot, int) []float64) [][]float64 {
	rows := s.items()
	if len(rows) != g.f {
		s.fail("has %d rows; one a factor are %d", len(rows), g.f)
		return nil
	}
	out := make([][]float64, g.f)
	for i, r := range rows {
		out[i] = read(r, g.m)
	}
	return out
}

func (g *genReader) numbers() {
	sigma := g.root.must("sigma")
	for i, to := range []*float64{&g.s0, &g.s1, &g.s2, &g.s3} {
		*to = sigma.must("s" + strconv.Itoa(i)).positive(true)
	}
	g.markup, g.x = g.amounts(g.root.must("markup"), g.m, false), g.amounts(g.root.must("x"), g.m, false)
	g.c0, g.end = g.amounts(g.root.must("c0"), g.n, true), g.amounts(g.root.must("e"), g.f, true)
	g.v = g.table(g.root.must("v"), func(s spot, count int) []float64 { return g.amounts(s, count, true) })
	shock := g.root.must("shock")
	g.z, g.t, g.shE = g.amounts(shock.must("z"), g.m, false), g.table(shock.must("t"), g.list), g.amounts(shock.must("e"), g.f, true)
	g.makes(g.root.must("good"))
	g.matrix(g.root.must("a"))
}

// makes reads which good each activity makes.
func (g *genReader) makes(s spot) {
	v := g.list(s, g.m)
	g.good = make([]int, g.m)
	for k := range v {
		g.good[k] = place(s, v, k, g.n)
	}
}

// place is entry k of a list of places, which count from 0.
func place(s spot, v []float64, k, count int) int {
	if v[k] >= 0 && v[k] < float64(count) && v[k] == math.Trunc(v[k]) {
		return int(v[k])
	}
	return s.item(k).whole(0, count-1)
}

// matrix sorts the entries of a by column.
func (g *genReader) matrix(a spot) {
	is, js, vs := a.must("i"), a.must("j"), a.must("v")
	i, j, v := is.floats(), js.floats(), vs.floats()
	if len(i) != len(j) || len(i) != len(v) {
		a.fail("i, j and v have %d, %d and %d entries; they belong together", len(i), len(j), len(v))
		return
	}
	atLeast(vs, v, true)
	rows, columns := make([]int, len(v)), make([]int, len(v))
	count := make([]int, g.m)
	for k := range v {
		rows[k], columns[k] = place(is, i, k, g.n), place(js, j, k, g.m)
		count[columns[k]]++
	}
	g.columns, g.values = make([][]int, g.m), make([][]float64, g.m)
	for k, c := range count {
		g.columns[k], g.values[k] = make([]int, 0, c), make([]float64, 0, c)
	}
	for k, c := range columns {
		g.columns[c], g.values[c] = append(g.columns[c], rows[k]), append(g.values[c], v[k])
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

// solution turns the solution's arrays into expectations by name.
func (g *genReader) solution(s spot, out *generated, expect map[string]float64) {
	for _, part := range out.parts() {
		for i, v := range g.list(s.must(part.key), len(part.names)) {
			expect[part.names[i]] = v
		}
	}
}
