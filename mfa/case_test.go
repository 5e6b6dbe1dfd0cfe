package mfa_test

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// A refCase is one reference case: inputs and expected numbers of known
// origin. testdata holds ours; LODESTONE_CASES names a folder of more.
type refCase struct {
	ID        string
	Inputs    node
	Expected  node
	Tolerance struct{ Rel, Abs float64 }
	all       node
}

// node is parsed JSON that fails the test when a wanted part is missing.
type node struct {
	t    *testing.T
	path string
	v    any
}

func (n node) get(keys ...string) node {
	for _, k := range keys {
		m, ok := n.v.(map[string]any)
		if !ok {
			n.t.Fatalf("%s is no object", n.path)
		}
		v, ok := m[k]
		if !ok {
			n.t.Fatalf("%s has no %q", n.path, k)
		}
		n = node{n.t, n.path + "." + k, v}
	}
	return n
}

func (n node) has(keys ...string) bool {
	for _, k := range keys {
		m, ok := n.v.(map[string]any)
		if !ok || m[k] == nil {
			return false
		}
		n.v = m[k]
	}
	return true
}

func (n node) keys() []string {
	var out []string
	for k := range n.v.(map[string]any) {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func (n node) list() []node {
	l, ok := n.v.([]any)
	if !ok {
		n.t.Fatalf("%s is no list", n.path)
	}
	out := make([]node, len(l))
	for i, v := range l {
		out[i] = node{n.t, fmt.Sprintf("%s[%d]", n.path, i), v}
	}
	return out
}

func (n node) num() float64 {
	f, ok := n.v.(float64)
	if !ok {
		n.t.Fatalf("%s is no number", n.path)
	}
	return f
}

func (n node) str() string { return n.v.(string) }

func (n node) strs() (out []string) {
	for _, e := range n.list() {
		out = append(out, e.str())
	}
	return out
}

// nums flattens nested lists row by row.
func (n node) nums() (out []float64) {
	if f, ok := n.v.(float64); ok {
		return []float64{f}
	}
	for _, e := range n.list() {
		out = append(out, e.nums()...)
	}
	return out
}

func caseFiles(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/C*.json")
	if err != nil || len(files) == 0 {
		t.Fatal("testdata holds no cases:", err)
	}
	if dir := os.Getenv("LODESTONE_CASES"); dir != "" {
		for _, pattern := range []string{"C*.json", "mfa/C*.json"} {
			more, err := filepath.Glob(filepath.Join(dir, pattern))
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, more...)
		}
	}
	return files
}

func readCase(t *testing.T, file string) refCase {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v map[string]any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	var c refCase
	c.all = node{t, strings.TrimSuffix(filepath.Base(file), ".json"), v}
	c.ID = c.all.get("id").str()
	c.Inputs, c.Expected = c.all.get("inputs"), c.all.get("expected")
	c.Tolerance.Rel, c.Tolerance.Abs = c.all.get("tolerance", "rel").num(), c.all.get("tolerance", "abs").num()
	return c
}

// expect compares numbers at the case's own tolerance.
func (c refCase) expect(t *testing.T, what string, want node, got []float64) {
	t.Helper()
	w := want.nums()
	if len(w) != len(got) {
		t.Errorf("%s: %d values, want %d", what, len(got), len(w))
		return
	}
	for i := range w {
		if d := math.Abs(w[i] - got[i]); !(d <= c.Tolerance.Abs+c.Tolerance.Rel*math.Abs(w[i])) {
			t.Errorf("%s[%d] = %.15g, want %.15g (off by %.2g)", what, i, got[i], w[i], d)
			return
		}
	}
}

// formats tells how a case is run, by what it holds.
var formats = []struct {
	name string
	is   func(c refCase) bool
	run  func(t *testing.T, c refCase)
}{
	{"inflow-driven", func(c refCase) bool {
		return c.Inputs.has("inflow") && c.Inputs.has("lifetime") && !c.Inputs.has("factor")
	}, runInflowDriven},
	{"stock-driven", func(c refCase) bool {
		return c.Inputs.has("stock") && c.Inputs.has("lifetime")
	}, runStockDriven},
	{"initial stock", func(c refCase) bool { return c.Inputs.has("initial_stock_by_cohort") }, runInitial},
	{"type split", func(c refCase) bool { return c.Inputs.has("split_future") }, runSplit},
	{"extension", func(c refCase) bool { return c.Inputs.has("factor") }, runExtension},
	{"regions and products", func(c refCase) bool { return c.Inputs.has("stock_trp") }, runRegions},
	{"countries", func(c refCase) bool { return c.Inputs.has("inflow_rt_kt") }, runCountries},
	{"long steps", func(c refCase) bool { return c.Inputs.has("bounds") }, runSteps},
	{"edges", func(c refCase) bool { return c.Expected.has("fixed_lifetime_zero") }, runEdges},
	{"steady state", func(c refCase) bool { return c.Expected.has("Weibull", "steady_stock") }, runSteady},
	{"recovery loop", func(c refCase) bool { return c.Inputs.has("alpha") }, runLoop},
	{"alloys", func(c refCase) bool { return c.Inputs.has("yield_shredder") }, runAlloys},
	{"labelled products", func(c refCase) bool { return c.Inputs.has("o") && c.Inputs.has("m") && c.Inputs.has("y") }, runEinsum},
	{"product and component", func(c refCase) bool { return c.Inputs.has("product_stock") }, runPair},
	{"second life", func(c refCase) bool { return c.Inputs.has("share_second_life") }, runSecondLife},
	{"material fate", func(c refCase) bool { return c.Inputs.has("fabrication_loss_gmw") }, runMaTrace},
	{"uncertainty", func(c refCase) bool { return c.Inputs.has("y_beta") }, runOracle},
	{"reconciliation", func(c refCase) bool { return c.Inputs.has("A") && c.Inputs.has("sd") }, runReconcile},
	{"old convention", func(c refCase) bool { return c.Expected.has("Weibull", "pdf_first_cohort") }, runLegacy},
}

func TestReferenceCases(t *testing.T) {
	for _, file := range caseFiles(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		if filepath.Dir(file) != "testdata" {
			name = "more/" + name
		}
		t.Run(name, func(t *testing.T) {
			c := readCase(t, file)
			for _, f := range formats {
				if f.is(c) {
					f.run(t, c)
					return
				}
			}
			t.Errorf("%s: no format known here", c.ID)
		})
	}
}

// lifetimeAt reads the lifetime of cohort i from lists of parameters; a single
// value or a list of one holds for all.
func lifetimeAt(kind string, par node, i int) mfa.Lifetime {
	p := func(k string) float64 {
		v := par.get(k).nums()
		return v[min(i, len(v)-1)]
	}
	switch kind {
	case "Fixed":
		return mfa.Fixed{Mean: p("Mean")}
	case "Normal":
		return mfa.Normal{Mean: p("Mean"), SD: p("StdDev")}
	case "FoldedNormal":
		return mfa.FoldedNormal{Mean: p("Mean"), SD: p("StdDev")}
	case "LogNormal":
		return mfa.LogNormal{Mean: p("Mean"), SD: p("StdDev")}
	case "Weibull":
		return mfa.Weibull{Shape: p("Shape"), Scale: p("Scale")}
	case "Logistic":
		return mfa.Logistic{Mean: p("Mean"), Scale: p("Scale")}
	case "Gamma":
		return mfa.Gamma{Shape: p("Shape"), Scale: p("Scale")}
	}
	par.t.Fatalf("%s: lifetime %q is not known", par.path, kind)
	return nil
}

// perCohort is a rule that gives cohort "y" the y-th of a list.
type perCohort []mfa.Lifetime

func (p perCohort) At(_ mfa.Cell, cohort string) (mfa.Lifetime, error) {
	y, err := strconv.Atoi(cohort)
	return p[y], err
}

// caseUse reads the lifetime of a case; years count from 0.
func caseUse(c refCase, n int) mfa.Use {
	l := c.Inputs.get("lifetime")
	kind := l.get("type").str()
	var all perCohort
	for i := range n {
		all = append(all, lifetimeAt(kind, l, i))
	}
	if !slices.ContainsFunc(all, func(x mfa.Lifetime) bool { return x != all[0] }) {
		return mfa.Use{Life: all[0]}
	}
	return mfa.Use{Lives: all}
}

func counted(n int) quantity.Axis { return quantity.Years(0, n-1) }

func series(unit string, v []float64) quantity.Array { return quantity.New(unit, v, counted(len(v))) }

// convention reads the name under which results stand.
func convention(t *testing.T, name string) mfa.Convention {
	t.Helper()
	switch name {
	case "inflow_at_end", "end":
		return mfa.EndOfYear
	case "inflow_at_middle", "middle":
		return mfa.MidYear
	case "inflow_at_start", "start":
		return mfa.StartOfYear
	}
	n, err := strconv.Atoi(strings.TrimPrefix(name, "lobatto_"))
	if err != nil {
		t.Fatalf("convention %q is not known", name)
	}
	return mfa.GaussLobatto(n)
}

// delta is the convention of a case that names one, or the usual one of its
// format.
func (c refCase) delta(usual mfa.Convention) mfa.Convention {
	if !c.Inputs.has("delta") {
		return usual
	}
	return map[float64]mfa.Convention{0: mfa.EndOfYear, 0.5: mfa.MidYear, 1: mfa.StartOfYear}[c.Inputs.get("delta").num()]
}

// ok stops the test at an error of a run and proves its balance.
func ok(t *testing.T, d *mfa.Dynamics, err error) *mfa.Dynamics {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Check(); err != nil {
		t.Error(err)
	}
	return d
}

func lastYear(a quantity.Array) []float64 {
	y, _ := a.Axis("year")
	return a.Pick("year", y.Labels[y.Len()-1]).Must().Data()
}

// compareRun checks whichever of the usual series the case lists.
func (c refCase) compareRun(t *testing.T, name string, want node, d *mfa.Dynamics) {
	t.Helper()
	for _, k := range want.keys() {
		w := want.get(k)
		at := name + " " + k
		switch k {
		case "s":
			c.expect(t, at, w, d.Stock.Data())
		case "o":
			c.expect(t, at, w, d.Outflow.Data())
		case "i":
			c.expect(t, at, w, d.Inflow.Data())
		case "s_c":
			c.expect(t, at, w, d.StockByCohort().Must().Data())
		case "s_c_last_year":
			c.expect(t, at, w, lastYear(d.StockByCohort()))
		case "o_c_last_year":
			c.expect(t, at, w, lastYear(d.OutflowByCohort()))
		case "min_inflow":
			c.expect(t, at, w, []float64{slices.Min(d.Inflow.Data())})
		case "survival_first_cohort":
			first := d.StockByCohort().Pick("cohort", "0").Data()
			got := slices.Clone(first)
			for i := range got {
				got[i] /= d.Inflow.Data()[0]
			}
			c.expect(t, at, w, got)
		case "delta", "survival_cohort5":
		default:
			t.Errorf("%s: nothing here compares %q", c.ID, k)
		}
	}
}
