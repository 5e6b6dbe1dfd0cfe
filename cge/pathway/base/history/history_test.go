package history_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base/history"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func load(t testing.TB, name string) history.Panel {
	t.Helper()
	p, err := history.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func ExampleLoad() {
	p, err := history.Load("production/copper")
	if err != nil {
		fmt.Println(err)
		return
	}
	chile, _ := p.At(2022, "Chile")
	fmt.Printf("%d to %d, %d countries, %s; Chile 2022: %.0f\n", p.Years[0], p.Years[len(p.Years)-1], len(p.Nodes), p.Unit, chile)
	years, _ := p.Series("Panama")
	fmt.Println("Panama begins in", years[0])
	fmt.Println("sources:", p.Sources)
	// Output:
	// 1990 to 2023, 74 countries, t; Chile 2022: 5330500
	// Panama begins in 2015
	// sources: [bgs_wms]
}

// Every panel is whole: shapes agree, what is known is a number, what is not
// is zero, sources stand in the catalogue.
func TestPanelsAreWhole(t *testing.T) {
	ids := map[string]bool{}
	for _, s := range quantity.Catalogue() {
		ids[s.ID] = true
	}
	for _, name := range history.Names() {
		p := load(t, name)
		if p.Name != name || p.Unit == "" || len(p.Sources) == 0 || p.Count() < 15 {
			t.Errorf("%s: unit %q, sources %v, %d cells", name, p.Unit, p.Sources, p.Count())
		}
		if !slices.IsSorted(p.Nodes) || slices.Contains(p.Nodes, "") {
			t.Errorf("%s: nodes %v", name, p.Nodes)
		}
		for _, s := range p.Sources {
			if !ids[s] {
				t.Errorf("%s: source %q is not in the catalogue", name, s)
			}
		}
		for i, row := range p.Values {
			if p.Years[i] != p.Years[0]+i || len(row) != len(p.Nodes) || len(p.Known[i]) != len(row) || len(p.Flags[i]) != len(row) {
				t.Fatalf("%s: row %d does not fit", name, i)
			}
			for n, v := range row {
				if math.IsNaN(v) || math.IsInf(v, 0) || v < 0 || !p.Known[i][n] && v != 0 {
					t.Errorf("%s: %s %d: %v, known %v", name, p.Nodes[n], p.Years[i], v, p.Known[i][n])
				}
			}
		}
	}
}

// Countries add up to the world that the source's rows add up to.
func TestCountriesAddUpToTheWorld(t *testing.T) {
	world := load(t, "production")
	for _, mineral := range []string{"copper", "nickel", "cobalt", "graphite", "platinum", "manganese"} {
		p := load(t, "production/"+mineral)
		for i, y := range p.Years {
			sum := 0.
			for _, v := range p.Values[i] {
				sum += v
			}
			want, ok := world.At(y, mineral)
			if !ok || math.Abs(sum-want) > 1e-12*want { // a sum of some twenty numbers
				t.Errorf("%s %d: countries %v, world %v", mineral, y, sum, want)
			}
		}
	}
}

func TestSharesAreShares(t *testing.T) {
	sum := map[string]float64{}
	for _, name := range history.Names() {
		if !strings.HasPrefix(name, "share/") {
			continue
		}
		p := load(t, name)
		for i, row := range p.Values {
			for n, v := range row {
				if v > 1 {
					t.Errorf("%s %s %d: %v", name, p.Nodes[n], p.Years[i], v)
				}
				if p.Years[i] == 2015 && name != "share/ev_car" {
					sum[p.Nodes[n]] += v
				}
			}
		}
	}
	for _, c := range []string{"Germany", "United States", "China", "Brazil"} {
		if !(sum[c] > .97 && sum[c] < 1.01) { // geothermal, marine and waste are left out
			t.Errorf("%s 2015: shares add up to %v", c, sum[c])
		}
	}
}

// A flow is the intensity times what was added, beside a second way to the same
// number.
func TestFlowsBesideNetAdditions(t *testing.T) {
	stock, low, mid, high := load(t, "capacity"), load(t, "flows_low"), load(t, "flows_central"), load(t, "flows_high")
	for _, l := range mid.Links {
		a, _ := stock.At(2022, l.From)
		b, _ := stock.At(2021, l.From)
		got, ok := mid.At(2022, l.To)
		net := (a - b) * l.Weight / 1000
		if !ok || got < net || got > 1.25*net { // what retires is replaced: 1 % of wind, 20 % at most
			t.Errorf("%s: %v beside net additions' %v", l.To, got, net)
		}
	}
	for i := range mid.Years {
		for n := range mid.Nodes {
			v := mid.Values[i][n]
			if l, ok := low.At(mid.Years[i], mid.Nodes[n]); ok && l > v*(1+1e-9) {
				t.Errorf("%s %d: low %v, central %v", mid.Nodes[n], mid.Years[i], l, v)
			}
			if h, ok := high.At(mid.Years[i], mid.Nodes[n]); !ok || h < v*(1-1e-9) {
				t.Errorf("%s %d: high %v, central %v", mid.Nodes[n], mid.Years[i], h, v)
			}
		}
	}
}

func TestWithoutMakesHoles(t *testing.T) {
	p := load(t, "production/lithium")
	q := p.Without("doubtful")
	_, before := p.At(2022, "United States")
	if _, after := q.At(2022, "United States"); !before || after {
		t.Errorf("United States 2022 is known %v, then %v; want true, false", before, after)
	}
	if p.Count() != q.Count()+1 {
		t.Errorf("%d cells, then %d", p.Count(), q.Count())
	}
}

func TestSelect(t *testing.T) {
	p := load(t, "prices")
	q := p.Select("zinc", "copper", "nothing")
	if !slices.Equal(q.Nodes, []string{"copper", "zinc"}) {
		t.Fatal(q.Nodes)
	}
	a, _ := p.At(2011, "zinc")
	if b, ok := q.At(2011, "zinc"); !ok || a != b {
		t.Errorf("zinc 2011: %v and %v", a, b)
	}
}

// Deflated lithium carbonate is the published nominal value times the index.
func TestLithiumCarbonateIsDeflated(t *testing.T) {
	index := map[string]float64{}
	for _, r := range datasets.Deflator().Rows {
		index[r.Key[0]] = r.Value
	}
	p := load(t, "prices")
	for _, r := range datasets.MineralPrices().Where("source", "usgs_ds140_li").Where("basis", "nominal").Rows {
		var year int
		fmt.Sscan(r.Key[4], &year)
		got, _ := p.At(year, "lithium_carbonate")
		if want := r.Value * index[r.Key[4]]; math.Abs(got-want) > 1e-9*want {
			t.Errorf("%d: %v, want %v", year, got, want)
		}
	}
}

func TestUnknownPanel(t *testing.T) {
	if _, err := history.Load("unobtainium"); err == nil || !strings.Contains(err.Error(), "production/copper") {
		t.Errorf("error %v does not list the panels", err)
	}
}
