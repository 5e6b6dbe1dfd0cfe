package casefile

import (
	"fmt"
	"io"
	"math"

	"github.com/lodestone-model/lodestone/cge"
)

// A Case is a model with the scenarios that its file names.
type Case struct {
	ID, Title string
	Kind      string // "mpsge", "mcp" or "gen"
	Economy   *cge.Economy
	Scenarios []Scenario
	gen       *generated
}

// A Scenario is a scenario with what its file expects of the solution.
type Scenario struct {
	cge.Scenario
	// Expect has values of variables, Flows of flows under the keys
	// "sector|commodity|out", "sector|commodity|inp" (per unit of activity) and
	// "agent|commodity|dem" (total).
	Expect, Flows map[string]float64
	// AnyOf lists solutions, of which one is to be found.
	AnyOf []map[string]float64
	// Tolerance is relative, 1e-6 unless the file says otherwise.
	Tolerance float64
	// Indeterminate names variables that the equations leave open.
	Indeterminate []string
}

// Read reads a case. Errors name the place in the file.
func Read(in io.Reader) (*Case, error) {
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("casefile: %w", err)
	}
	v, err := decode(data)
	if err != nil {
		return nil, err
	}
	r := &reader{}
	root := spot{r, "", v}
	schema := root.must("schema").text()
	var c *Case
	switch {
	case r.err != nil:
	case schema == "lodestone-gen/1":
		c = readGenerated(root)
	case schema == "lodestone-case/1":
		c = readCase(root)
	default:
		r.fail("schema", "is %q; this reads lodestone-case/1 and lodestone-gen/1", schema)
	}
	if r.err != nil {
		return nil, r.err
	}
	if err := c.Economy.Err(); err != nil {
		return nil, fmt.Errorf("casefile: %w", err)
	}
	return c, nil
}

func readCase(root spot) *Case {
	c := &Case{ID: "unnamed", Kind: root.must("kind").text()}
	if s, ok := root.get("id"); ok {
		c.ID = s.text()
	}
	if s, ok := root.get("title"); ok {
		c.Title = s.text()
	}
	c.Economy = cge.NewEconomy(c.ID)
	switch c.Kind {
	case "mpsge":
		readEconomy(root, c.Economy)
	case "mcp":
		readBare(root, c.Economy)
	default:
		root.r.fail("kind", "is %q; equilibria are of kind mpsge or mcp", c.Kind)
	}
	for _, s := range root.must("scenarios").items() {
		c.Scenarios = append(c.Scenarios, readScenario(root, s))
	}
	if len(c.Scenarios) == 0 {
		root.r.fail("scenarios", "there is none; the benchmark is {\"name\": \"benchmark\"}")
	}
	return c
}

func readParams(root spot, e *cge.Economy) {
	if s, ok := root.get("params"); ok {
		for _, k := range s.keys() {
			x, _ := s.get(k)
			e.Param(k, x.float())
		}
	}
	if s, ok := root.get("derived"); ok {
		for _, k := range s.keys() {
			x, _ := s.get(k)
			if v, expr := x.number(); expr != "" {
				e.Derived(k, expr)
			} else {
				e.Param(k, v)
			}
		}
	}
}

// economyReader holds the names while a model is read.
type economyReader struct {
	e     *cge.Economy
	goods map[string]cge.Commodity
	agent map[string]cge.Agent
}

func readEconomy(root spot, e *cge.Economy) {
	r := &economyReader{e, map[string]cge.Commodity{}, map[string]cge.Agent{}}
	readParams(root, e)
	for _, s := range root.must("commodities").items() {
		name := s.text()
		r.goods[name] = e.Commodity(name)
	}
	demands := root.must("demands").items()
	for _, d := range demands {
		name := d.must("agent").text()
		r.agent[name] = e.Consumer(name)
	}
	for _, s := range root.must("sectors").items() {
		s.only("name", "out", "inp", "productivity", "note")
		p := e.Producer(s.must("name").text(), r.nest(s.must("out")), r.nest(s.must("inp")))
		if z, ok := s.get("productivity"); ok {
			p.Productivity(expression(z.number()))
		}
	}
	for _, d := range demands {
		d.only("agent", "d", "e", "needs", "note")
		a := r.agent[d.must("agent").text()].Wants(r.nest(d.must("d")))
		if s, ok := d.get("e"); ok {
			for _, x := range s.items() {
				a.Owns(r.leaf(x))
			}
		}
		if s, ok := d.get("needs"); ok {
			for _, x := range s.items() {
				a.Needs(r.leaf(x))
			}
		}
	}
	readAux(root, e)
	if s, ok := root.get("start"); ok {
		for _, k := range s.keys() {
			x, _ := s.get(k)
			e.Start(k, x.float())
		}
	}
	if s, ok := root.get("money"); ok {
		for _, x := range s.items() {
			e.Money(x.text())
		}
	}
}

// expression is a number as text.
func expression(v float64, expr string) string {
	if expr == "" {
		return fmt.Sprint(v)
	}
	return expr
}

func readAux(root spot, e *cge.Economy) {
	s, ok := root.get("aux")
	if !ok {
		return
	}
	for _, a := range s.items() {
		a.only("name", "lo", "up", "start", "f", "note")
		x := e.Aux(a.must("name").text(), a.must("f").text())
		lo, up := bounds(a, 0)
		x.Between(lo, up)
		if v, ok := a.get("start"); ok {
			x.Start(v.float())
		}
	}
}

// bounds reads lo and up: missing is the default below and none above, null is
// none.
func bounds(s spot, below float64) (lo, up float64) {
	lo, up = below, math.Inf(1)
	o, ok := s.v.(ordered)
	if !ok {
		return lo, up
	}
	if v, there := o.at["lo"]; there && v == nil {
		lo = math.Inf(-1)
	}
	if x, there := s.get("lo"); there {
		lo = x.float()
	}
	if x, there := s.get("up"); there {
		up = x.float()
	}
	return lo, up
}

func (r *economyReader) nest(s spot) cge.Nest {
	if s.r.err != nil {
		return cge.Nest{}
	}
	if _, leaf := s.get("c"); leaf {
		return r.leaf(s)
	}
	s.only("s", "in", "name", "volume")
	var kids []cge.Nest
	for _, k := range s.must("in").items() {
		kids = append(kids, r.nest(k))
	}
	v, expr := s.must("s").number()
	var n cge.Nest
	if x, ok := s.get("volume"); ok {
		n = cge.Volume(v, r.good(x), kids...)
		if expr != "" {
			n = cge.VolumeExpr(expr, r.good(x), kids...)
		}
	} else if expr != "" {
		n = cge.CESExpr(expr, kids...)
	} else {
		n = cge.CES(v, kids...)
	}
	if x, ok := s.get("name"); ok {
		n = n.Named(x.text())
	}
	return n
}

func (r *economyReader) good(s spot) cge.Commodity {
	name := s.text()
	c, ok := r.goods[name]
	if !ok && s.r.err == nil {
		s.fail("names %q, which is not among the commodities", name)
	}
	return c
}

func (r *economyReader) leaf(s spot) cge.Nest {
	s.only("c", "q", "p", "tax", "note")
	c := r.good(s.must("c"))
	v, expr := s.must("q").number()
	n := c.Of(v)
	if expr != "" {
		n = c.OfExpr(expr)
	}
	if x, ok := s.get("p"); ok {
		v, expr := x.number()
		if expr != "" {
			n = n.AtExpr(expr)
		} else {
			n = n.At(v)
		}
	}
	if x, ok := s.get("tax"); ok {
		for _, t := range x.items() {
			n = r.tax(n, t)
		}
	}
	return n
}

func (r *economyReader) tax(n cge.Nest, s spot) cge.Nest {
	pair := s.items()
	if len(pair) != 2 {
		s.fail("a tax is [agent, rate]")
		return n
	}
	a, ok := r.agent[pair[0].text()]
	if !ok && s.r.err == nil {
		pair[0].fail("names %q, which is not among the agents", pair[0].text())
	}
	v, expr := pair[1].number()
	if expr != "" {
		return n.TaxedExpr(a, expr)
	}
	return n.Taxed(a, v)
}

// readBare reads variables with one expression each.
func readBare(root spot, e *cge.Economy) {
	readParams(root, e)
	vars, f := root.must("vars").items(), root.must("F").items()
	if len(vars) != len(f) {
		root.r.fail("F", "there are %d equations for %d variables; each variable has one", len(f), len(vars))
		return
	}
	for i, v := range vars {
		v.only("name", "lo", "up", "start", "note")
		lo, up := bounds(v, math.Inf(-1))
		x := e.Aux(v.must("name").text(), expression(f[i].number())).Between(lo, up).Start(1)
		if s, ok := v.get("start"); ok {
			x.Start(s.float())
		}
	}
}

func readScenario(root, s spot) Scenario {
	s.only("name", "set", "fix", "start", "lo", "up", "expect", "expect_flows", "tol", "note", "any_of_solutions",
		"indeterminate", "reference_check", "solution_refined", "expect_utility")
	table := func(key string) map[string]float64 {
		if x, ok := s.get(key); ok {
			return x.table()
		}
		return nil
	}
	out := Scenario{Expect: table("expect"), Flows: table("expect_flows"), Tolerance: 1e-6}
	out.Name = s.must("name").text()
	out.Set, out.Fix, out.Start = table("set"), table("fix"), table("start")
	out.Lower, out.Upper = limits(s, "lo", math.Inf(-1)), limits(s, "up", math.Inf(1))
	if x, ok := s.get("tol"); ok {
		out.Tolerance = x.float()
	}
	if x, ok := s.get("any_of_solutions"); ok && x.v == true {
		for _, y := range root.must("solutions").items() {
			out.AnyOf = append(out.AnyOf, y.table())
		}
	}
	if x, ok := s.get("indeterminate"); ok {
		for _, y := range x.items() {
			out.Indeterminate = append(out.Indeterminate, y.text())
		}
	}
	return out
}

// limits reads bounds by variable; null is none.
func limits(s spot, key string, none float64) map[string]float64 {
	x, ok := s.get(key)
	if !ok {
		return nil
	}
	out := map[string]float64{}
	for _, k := range x.keys() {
		out[k] = none
		if v, given := x.get(k); given {
			out[k] = v.float()
		}
	}
	return out
}
