package coefficients_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base/coefficients"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/gnn/impute"
)

var update = flag.Bool("update", false, "write imputed.csv")

// parents names the technology of a sub-technology.
func parents(t *testing.T) map[string]string {
	t.Helper()
	nodes, err := datasets.Nodes()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, n := range nodes {
		out[n.ID] = n.ID
		if len(n.Parents) > 0 {
			out[n.ID] = n.Parents[0]
		}
	}
	return out
}

// compute imputes all gaps: active materials from their theoretical minimum,
// conductors from the graph.
func compute(t *testing.T) quantity.Table {
	t.Helper()
	gaps, err := coefficients.Gaps()
	if err != nil {
		t.Fatal(err)
	}
	observed, theory := coefficients.Observed(), coefficients.Theory()
	var asked [][2]string
	for _, g := range gaps {
		asked = append(asked, [2]string{g.Node, g.Mineral})
	}
	g, err := impute.New(observed, coefficients.Features(), coefficients.Links(), asked...)
	if err != nil {
		t.Fatal(err)
	}
	published, minimum, least, cells := practice(g, theory)
	var pairs []impute.Pair
	for _, a := range asked {
		if p, _ := g.Find(a[0], a[1]); least[p] == 0 {
			pairs = append(pairs, p)
		}
	}
	guesses, err := impute.Impute(context.Background(), g, pairs, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, parent := quantity.Table{Name: "imputed", Axes: []string{"technology", "sub_technology", "mineral", "model", "n", "bound"}}, parents(t)
	for i, gap := range gaps {
		p, _ := g.Find(asked[i][0], asked[i][1])
		guess, model, from := impute.Guess{}, impute.PracticeModel, source(cells, theory)
		if least[p] == 0 {
			guess, guesses = guesses[0], guesses[1:]
			model, from = impute.Model, source(observed)
		} else if guess, err = impute.Practice(published, minimum, least[p]); err != nil {
			t.Fatal(err)
		}
		for _, b := range []struct {
			name  string
			value float64
		}{{"low", guess.Low}, {"central", guess.Central}, {"high", guess.High}} {
			out.Rows = append(out.Rows, quantity.Row{Key: []string{parent[gap.Node], gap.Node, gap.Mineral, model, fmt.Sprint(guess.N), b.name},
				Value: round(b.value), Unit: quantity.MustUnit(g.Units[g.Unit[p.Node]]), Source: from, Confidence: quantity.Derived, Flag: "imputed", Note: gap.Why})
		}
	}
	return out
}

// practice pairs theory with what is published, and keeps the minima that
// stand alone, with the rows of the published.
func practice(g *impute.Graph, theory quantity.Table) (published, minimum []float64, least map[impute.Pair]float64, cells quantity.Table) {
	observed := coefficients.Observed()
	least = map[impute.Pair]float64{}
	for _, r := range theory.Rows {
		i := slices.IndexFunc(observed.Rows, func(o quantity.Row) bool { return slices.Equal(o.Key, r.Key) })
		if i >= 0 {
			published, minimum = append(published, observed.Rows[i].Value), append(minimum, r.Value)
			cells.Rows = append(cells.Rows, observed.Rows[i])
		} else if p, ok := g.Find(r.Key[0], r.Key[1]); ok {
			least[p] = r.Value
		}
	}
	return published, minimum, least, cells
}

// source joins the ids of every figure behind the imputation.
func source(tables ...quantity.Table) string {
	var ids []string
	for _, t := range tables {
		for _, r := range t.Rows {
			ids = append(ids, r.Sources()...)
		}
	}
	slices.Sort(ids)
	out := ""
	for i, id := range slices.Compact(ids) {
		if i > 0 {
			out += ";"
		}
		out += id
	}
	return out
}

// round keeps three digits: no guess has more.
func round(v float64) float64 {
	digits := math.Pow(10, 2-math.Floor(math.Log10(v)))
	return math.Round(v*digits) / digits
}

func TestImputedIsCurrent(t *testing.T) {
	want := compute(t)
	if *update {
		var b bytes.Buffer
		if err := quantity.WriteTable(&b, want); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("imputed.csv", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := coefficients.Imputed()
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Rows) != len(want.Rows) {
		t.Fatalf("%d rows, imputation gives %d: run go test -update", len(got.Rows), len(want.Rows))
	}
	for i, r := range want.Rows {
		s := got.Rows[i]
		// Three digits are kept, and the last may turn on another class of processor.
		if !slices.Equal(r.Key, s.Key) || !(math.Abs(r.Value/s.Value-1) < .02) || r.Source != s.Source {
			t.Errorf("row %d is %v %v, imputation gives %v %v: run go test -update", i+1, s.Key, s.Value, r.Key, r.Value)
		}
	}
}

func TestImputedRowsAreProper(t *testing.T) {
	imputed, err := coefficients.Imputed()
	if err != nil {
		t.Fatal(err)
	}
	if err := imputed.Check(); err != nil {
		t.Fatal(err)
	}
	gaps, err := coefficients.Gaps()
	if err != nil {
		t.Fatal(err)
	}
	if len(imputed.Rows) != 3*len(gaps) {
		t.Fatalf("%d rows for %d gaps", len(imputed.Rows), len(gaps))
	}
	least := map[string]float64{}
	for _, r := range coefficients.Theory().Rows {
		least[r.Key[0]+" "+r.Key[1]] = r.Value
	}
	for i, gap := range gaps {
		rows := imputed.Rows[3*i : 3*i+3]
		low, central, high := rows[0].Value, rows[1].Value, rows[2].Value
		if !(low <= central && central < high) || low < .99*least[gap.Node+" "+gap.Mineral] {
			t.Errorf("%s in %s: %v %v %v, minimum %v", gap.Mineral, gap.Node, low, central, high, least[gap.Node+" "+gap.Mineral])
		}
		for _, id := range rows[0].Sources() {
			if quantity.Cite(id)[0].Title == "" {
				t.Errorf("source %q is not in the catalogue", id)
			}
		}
	}
}

func TestObservedIsWhatTheNetworkChose(t *testing.T) {
	observed := coefficients.Observed()
	if err := observed.Err(); err != nil {
		t.Fatal(err)
	}
	at := func(node, mineral string) float64 {
		for _, r := range observed.Rows {
			if r.Key[0] == node && r.Key[1] == mineral {
				return r.Value
			}
		}
		return -1
	}
	for _, c := range []struct {
		node, mineral string
		want          float64
		why           string
	}{
		{"dd_pmsg", "neodymium", 180, "table edges"},
		{"pem", "nickel", 354.16, "table edges, alloy"},
		{"sofc", "platinum", 0, "a published zero"},
		{"geothermal", "copper", -2, "the literature alone"},
		{"perovskite", "indium", -1, "a projection for 2050 alone"},
		{"li_s", "tellurium", -1, "nobody says so"},
	} {
		got := at(c.node, c.mineral)
		if c.want == -2 && got > 0 {
			continue
		}
		if math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s in %s: %v, wanted %v (%s)", c.mineral, c.node, got, c.want, c.why)
		}
	}
	for _, r := range observed.Rows {
		if r.Key[0] == "iron_air" && r.Key[1] == "iron" {
			t.Error("a theoretical minimum is taken for an observation")
		}
	}
}

func TestEveryLabelBelongsToANode(t *testing.T) {
	features, observed := coefficients.Features(), coefficients.Observed()
	family := map[string]bool{}
	for _, r := range features.Rows {
		if len(r.Key[1]) > 7 && r.Key[1][:7] == "family=" {
			family[r.Key[0]] = true
		}
	}
	for _, r := range observed.Rows {
		if !family[r.Key[0]] {
			t.Errorf("node %q has coefficients and no family in families.csv", r.Key[0])
		}
	}
	if err := coefficients.Links().Check(); err != nil {
		t.Error(err)
	}
}

func TestTheoryIsThatOfTheNetwork(t *testing.T) {
	seen := 0
	for _, r := range datasets.Edges().Rows {
		if r.Source != "faraday" || r.Key[4] != "low" {
			continue
		}
		for _, s := range coefficients.Theory().Rows {
			if s.Key[0] == r.Key[1] && s.Key[1] == r.Key[0] {
				if seen++; math.Abs(s.Value/r.Value-1) > 1e-6 { // the table prints six digits
					t.Errorf("%s in %s: Faraday's law gives %v, table edges has %v", r.Key[0], r.Key[1], s.Value, r.Value)
				}
			}
		}
	}
	if seen < 3 {
		t.Errorf("%d minima of table edges are checked, wanted three", seen)
	}
}

func TestSourcesDisagree(t *testing.T) {
	sd, pairs, err := coefficients.Spread()
	if err != nil || pairs < 50 || sd < .3 || sd > 2 {
		t.Errorf("%d pairs, spread %v, %v: sources differ by a factor of two or three", pairs, sd, err)
	}
}
