package mpsge

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// Export writes an economy and scenarios to solve in turn as one GAMS program;
// without scenarios it solves the benchmark. What MPSGE cannot say is an
// *Inexpressible. Nothing is written when there is an error.
//
// The program begins each solve at the levels of the one before, so that the
// scenarios are those of a chain of cge.Settings.From. It writes the file
// NAME.csv with a line for every scenario and variable, and a file path.opt that
// makes the solver PATH precise.
func Export(w io.Writer, e *cge.Economy, scenarios []cge.Scenario) error {
	x, err := newExporter(e, scenarios)
	if err != nil {
		return err
	}
	model := x.model() // first, since it finds the helping scalars
	x.head()
	x.scalars()
	x.buf.WriteString(model)
	x.setup()
	for i := range x.scenarios {
		x.scenario(i)
	}
	x.line("putclose %s;", x.file)
	if x.err != nil {
		return x.err
	}
	_, err = w.Write(x.buf.Bytes())
	return err
}

// An exporter holds the parts of an economy under way to a program.
type exporter struct {
	d         *cge.Description
	m         *cge.Model
	names     *names
	roles     map[string]role
	scenarios []cge.Scenario
	name      string // of the model
	file      string // symbol of the file of results
	sigma     map[*cge.NestView]string
	scalar    []scalar
	helpers   map[string]string  // long expression → its scalar
	needy     map[string]bool    // consumers with needs
	now       map[string]bound   // bounds as the program has them so far
	set       map[string]float64 // scalars as the program has them so far
	incomes   map[string]float64 // in the benchmark; nil until they are asked for
	buf       bytes.Buffer
	err       error
}

// A scalar is a parameter of the program.
type scalar struct {
	name  string // in the economy; "" for a helping one
	gams  string
	value float64
	expr  string // in the language of package expr
}

func newExporter(e *cge.Economy, scenarios []cge.Scenario) (*exporter, error) {
	m, err := cge.Compile(e)
	if err != nil {
		return nil, err
	}
	d, err := e.Describe()
	if err != nil {
		return nil, err
	}
	if len(d.Consumers) == 0 {
		return nil, &Inexpressible{Place: fmt.Sprintf("economy %q", d.Name), Reason: "it has no consumer, and MPSGE wants one; a bare complementarity problem is plain GAMS"}
	}
	if len(scenarios) == 0 {
		scenarios = []cge.Scenario{{Name: "benchmark"}}
	}
	x := &exporter{d: d, m: m, names: newNames(), roles: map[string]role{}, scenarios: scenarios,
		helpers: map[string]string{}, needy: map[string]bool{}, now: map[string]bound{}, set: map[string]float64{}}
	x.enterAll()
	if err := x.elasticities(m.Parameters()); err != nil {
		return nil, err
	}
	if err := x.check(); err != nil {
		return nil, err
	}
	x.name = strings.ToUpper(x.names.add(strings.ToUpper(d.Name), longestModel))
	x.file = x.names.add("levels", longest)
	return x, nil
}

// enterAll gives every variable and parameter its identifier and role.
func (x *exporter) enterAll() {
	enter := func(name string, r role) {
		x.names.enter(name)
		x.roles[name] = r
	}
	for _, p := range x.d.Producers {
		enter(p.Name, levelName)
	}
	for _, c := range x.d.Commodities {
		enter(c, priceName)
	}
	for _, c := range x.d.Consumers {
		enter(c.Name, incomeName)
		x.needy[c.Name] = len(c.Needs) > 0
	}
	for _, a := range x.d.Aux {
		enter(a.Name, auxName)
	}
	for _, p := range x.d.Params {
		enter(p.Name, parameterName)
		x.scalar = append(x.scalar, scalar{p.Name, x.names.gams(p.Name), p.Value, p.Expr})
	}
}

// variables are all variables in the order of the model.
func (x *exporter) variables() []string {
	var out []string
	for _, p := range x.d.Producers {
		out = append(out, p.Name)
	}
	out = append(out, x.d.Commodities...)
	for _, c := range x.d.Consumers {
		out = append(out, c.Name)
	}
	for _, a := range x.d.Aux {
		out = append(out, a.Name)
	}
	return out
}

// check refuses names that scenarios get wrong.
func (x *exporter) check() error {
	known := map[string]bool{}
	for _, p := range x.m.Parameters() {
		known[p] = true
	}
	for _, sc := range x.scenarios {
		for _, name := range slices.Sorted(maps.Keys(sc.Set)) {
			if !known[name] || !finite(sc.Set[name]) {
				return fmt.Errorf("mpsge: scenario %q sets %q to %v; it can set the parameters of Model.Parameters to finite numbers", sc.Name, name, sc.Set[name])
			}
		}
		for _, values := range []map[string]float64{sc.Fix, sc.Lower, sc.Upper, sc.Start} {
			for _, name := range slices.Sorted(maps.Keys(values)) {
				if r := x.roles[name]; r == unknownName || r == parameterName || math.IsNaN(values[name]) {
					return fmt.Errorf("mpsge: scenario %q fixes, bounds or starts %q at %v; it can do that with variables and numbers", sc.Name, name, values[name])
				}
			}
		}
		for _, c := range x.d.Consumers {
			if _, fixed := sc.Fix[c.Name]; fixed && x.needy[c.Name] {
				return x.incomeOfNeedy(c.Name, fmt.Sprintf("scenario %q fixes it", sc.Name))
			}
		}
	}
	return nil
}

func (x *exporter) incomeOfNeedy(consumer, why string) error {
	return &Inexpressible{fmt.Sprintf("consumer %q", consumer), "its income",
		why + ", but needs become negative endowments, and its income in MPSGE is what they leave; fix a price, and speak of other variables"}
}

func (x *exporter) line(format string, args ...any) { fmt.Fprintf(&x.buf, format+"\n", args...) }

func (x *exporter) fail(err error) {
	if x.err == nil {
		x.err = err
	}
}

// gams translates an expression.
func (x *exporter) gams(text string) string {
	e, err := expr.Parse(text)
	if err != nil {
		x.fail(err)
		return "0"
	}
	return e.GAMS(x.names.gams)
}

// digitsOf writes a number that reads back as the same.
func digitsOf(v float64) string {
	switch {
	case math.IsInf(v, 1):
		return "inf"
	case math.IsInf(v, -1):
		return "-inf"
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
