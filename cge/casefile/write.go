package casefile

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// Write writes an economy and scenarios as a lodestone-case/1 file that Read
// reads as the same model: of kind mcp if the economy has auxiliary variables
// alone, else of kind mpsge. Columns are spelt out, so that a nest without a name
// that stands behind one has a later number in the name of its elasticity;
// parameters come before derived ones; no scenario stands for the benchmark.
// What does not compile or would not be read back is an error, and nothing is
// written. Alternative solutions are one list for the whole file: scenarios
// cannot have different ones.
func Write(w io.Writer, e *cge.Economy, scenarios []Scenario) error {
	if _, err := cge.Compile(e); err != nil {
		return fmt.Errorf("casefile: %w", err)
	}
	d, err := e.Describe()
	if err != nil {
		return fmt.Errorf("casefile: %w", err)
	}
	if len(scenarios) == 0 {
		scenarios = []Scenario{{Scenario: cge.Scenario{Name: "benchmark"}}}
	}
	alternatives, err := commonSolutions(scenarios)
	if err != nil {
		return err
	}
	c := &caseWriter{}
	if len(d.Commodities) > 0 {
		c.any = d.Commodities[0]
	}
	c.object(func() {
		c.member("schema", schemaCase)
		c.member("id", d.Name)
		if len(d.Producers)+len(d.Consumers)+len(d.Commodities) == 0 {
			c.member("kind", "mcp")
			c.params(d)
			c.bare(d)
		} else {
			c.member("kind", "mpsge")
			c.params(d)
			c.economy(d)
		}
		if len(d.Money) > 0 {
			c.texts("money", d.Money)
		}
		c.many("solutions", len(alternatives), func(i int) { c.table(alternatives[i]) })
		c.key("scenarios")
		c.list(len(scenarios), func(i int) { c.scenario(&scenarios[i]) })
	})
	c.newline()
	if c.err == nil {
		if _, err := Read(bytes.NewReader(c.buf.Bytes())); err != nil {
			return fmt.Errorf("casefile: the file would not be read back: %w", err)
		}
	}
	return c.flush(w)
}

func commonSolutions(scenarios []Scenario) ([]map[string]float64, error) {
	var common []map[string]float64
	for _, s := range scenarios {
		switch {
		case len(s.AnyOf) == 0:
		case common == nil:
			common = s.AnyOf
		case !reflect.DeepEqual(common, s.AnyOf):
			return nil, fmt.Errorf("casefile: scenario %q has other solutions than one before it; a file holds one list of them", s.Name)
		}
	}
	return common, nil
}

// A caseWriter writes the parts of a model.
type caseWriter struct {
	writer
	any string // a commodity
}

func (c *caseWriter) member(key, value string) {
	c.key(key)
	c.text(value)
}

// many writes a list unless it is empty.
func (c *caseWriter) many(key string, n int, entry func(i int)) {
	if n > 0 {
		c.key(key)
		c.list(n, entry)
	}
}

func (c *caseWriter) texts(key string, list []string) {
	c.key(key)
	c.row(len(list), func(i int) { c.text(list[i]) })
}

// table writes numbers by name, sorted.
func (c *caseWriter) table(m map[string]float64) {
	c.flat(func() {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			c.key(k)
			c.number(m[k])
		}
	})
}

func (c *caseWriter) tables(key string, m map[string]float64) {
	if len(m) > 0 {
		c.key(key)
		c.table(m)
	}
}

// bound writes a bound, null where it is none.
func (c *caseWriter) bound(key string, v, none float64) {
	c.key(key)
	if v == none {
		c.raw("null")
	} else {
		c.number(v)
	}
}

func (c *caseWriter) limits(key string, m map[string]float64, none float64) {
	if len(m) == 0 {
		return
	}
	c.key(key)
	c.flat(func() {
		for _, k := range slices.Sorted(maps.Keys(m)) {
			c.bound(k, m[k], none)
		}
	})
}

// value writes a number or an expression.
func (c *caseWriter) value(key string, n cge.Number) {
	c.key(key)
	c.figure(n)
}

func (c *caseWriter) params(d *cge.Description) {
	given := slices.DeleteFunc(slices.Clone(d.Params), func(p cge.ParamView) bool { return p.Expr != "" })
	derived := slices.DeleteFunc(slices.Clone(d.Params), func(p cge.ParamView) bool { return p.Expr == "" })
	c.paramsOf("params", given)
	c.paramsOf("derived", derived)
}

func (c *caseWriter) paramsOf(key string, list []cge.ParamView) {
	if len(list) == 0 {
		return
	}
	c.key(key)
	c.object(func() {
		for _, p := range list {
			c.value(p.Name, cge.Number{Value: p.Value, Expr: p.Expr})
		}
	})
}

func (c *caseWriter) economy(d *cge.Description) {
	c.texts("commodities", d.Commodities)
	c.key("sectors")
	c.list(len(d.Producers), func(i int) { c.producer(&d.Producers[i]) })
	c.key("demands")
	c.list(len(d.Consumers), func(i int) { c.consumer(&d.Consumers[i]) })
	c.many("aux", len(d.Aux), func(i int) { c.aux(&d.Aux[i]) })
	c.tables("start", d.Start)
}

func (c *caseWriter) producer(p *cge.ProducerView) {
	c.object(func() {
		c.member("name", p.Name)
		c.key("out")
		c.tree(&p.Out)
		c.key("inp")
		c.tree(&p.In)
		if p.Productivity.Expr != "" {
			c.member("productivity", p.Productivity.Expr)
		}
	})
}

func (c *caseWriter) consumer(a *cge.ConsumerView) {
	c.object(func() {
		c.member("agent", a.Name)
		c.key("d")
		c.tree(&a.Wants)
		c.many("e", len(a.Owns), func(i int) {
			c.flat(func() {
				c.member("c", a.Owns[i].Commodity)
				c.value("q", a.Owns[i].Quantity)
			})
		})
		c.many("needs", len(a.Needs), func(i int) { c.tree(&a.Needs[i]) })
	})
}

// tree writes a nest, a leaf on one line.
func (c *caseWriter) tree(n *cge.NestView) {
	if n.Leaf() {
		c.flat(func() { c.leaf(n) })
		return
	}
	c.object(func() {
		if n.Name != "" {
			c.member("name", n.Name)
		}
		if n.Volume {
			c.member("volume", n.Commodity)
		}
		c.value("s", n.Elasticity)
		c.key("in")
		inputs := n.Inputs
		if len(inputs) == 0 { // of a column of zeros
			inputs = []cge.NestView{{Commodity: c.any, Price: cge.Number{Value: 1}}}
		}
		c.list(len(inputs), func(i int) { c.tree(&inputs[i]) })
	})
}

func (c *caseWriter) leaf(n *cge.NestView) {
	c.member("c", n.Commodity)
	c.value("q", n.Quantity)
	if n.Price != (cge.Number{Value: 1}) {
		c.value("p", n.Price)
	}
	if len(n.Taxes) > 0 {
		c.key("tax")
		c.list(len(n.Taxes), func(i int) {
			c.nest("[", "]", true, func() {
				c.next()
				c.text(n.Taxes[i].To)
				c.next()
				c.figure(n.Taxes[i].Rate)
			})
		})
	}
	if n.Name != "" {
		c.member("name", n.Name)
	}
}

func (c *caseWriter) figure(n cge.Number) {
	if n.Expr != "" {
		c.text(n.Expr)
	} else {
		c.number(n.Value)
	}
}

func (c *caseWriter) aux(a *cge.AuxView) {
	c.flat(func() {
		c.member("name", a.Name)
		c.bound("lo", a.Lower, math.Inf(-1))
		c.bound("up", a.Upper, math.Inf(1))
		c.member("f", a.Constraint)
	})
}

// bare writes variables and their equations apart.
func (c *caseWriter) bare(d *cge.Description) {
	c.key("vars")
	c.list(len(d.Aux), func(i int) {
		a := &d.Aux[i]
		c.flat(func() {
			c.member("name", a.Name)
			c.bound("lo", a.Lower, math.Inf(-1))
			c.bound("up", a.Upper, math.Inf(1))
			c.key("start")
			c.number(d.Start[a.Name])
		})
	})
	c.key("F")
	c.list(len(d.Aux), func(i int) { c.text(d.Aux[i].Constraint) })
}

func (c *caseWriter) scenario(s *Scenario) {
	c.object(func() {
		c.member("name", s.Name)
		c.tables("set", s.Set)
		c.tables("fix", s.Fix)
		c.tables("start", s.Start)
		c.limits("lo", s.Lower, math.Inf(-1))
		c.limits("up", s.Upper, math.Inf(1))
		c.tables("expect", s.Expect)
		c.tables("expect_flows", s.Flows)
		if s.Tolerance != 0 && s.Tolerance != usualTolerance {
			c.key("tol")
			c.number(s.Tolerance)
		}
		if len(s.AnyOf) > 0 {
			c.key("any_of_solutions")
			c.raw("true")
		}
		if len(s.Indeterminate) > 0 {
			c.texts("indeterminate", s.Indeterminate)
		}
	})
}
