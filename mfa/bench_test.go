package mfa_test

import (
	"math"
	"runtime"
	"strconv"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// sizeC is the problem that the anchors were timed on: 30 regions, 40
// products, 100 years and as many cohorts, then 15 elements.
func sizeC() (stock, content, scale, shape quantity.Array) {
	const regions, products, elements, years = 30, 40, 15, 100
	named := func(axis string, n int) quantity.Axis {
		a := quantity.Axis{Name: axis}
		for i := range n {
			a.Labels = append(a.Labels, axis[:1]+strconv.Itoa(i))
		}
		return a
	}
	r, p, e, t := named("region", regions), named("product", products), named("element", elements), quantity.Years(2000, 2000+years-1)
	at := func(l string) int { v, _ := strconv.Atoi(l[1:]); return v }
	year := func(l string) float64 { v, _ := strconv.Atoi(l); return float64(v - 2000) }
	stock = quantity.Generate("GW", func(l []string) float64 {
		r, p := float64(at(l[1])), float64(at(l[2]))
		mid := years*0.4 + float64((at(l[1])+at(l[2]))%10)
		return 100 * (1 + r) * (1 + 0.1*p) / (1 + math.Exp(-(year(l[0])-mid)/(years*0.08)))
	}, t, r, p)
	content = quantity.Generate("kt/GW", func(l []string) float64 {
		return 0.01 * float64(1+(at(l[1])+at(l[2]))%7) * math.Exp(-0.01*year(l[0]))
	}, t, p, e)
	scale = quantity.Generate("yr", func(l []string) float64 { return float64(8 + (at(l[0])*3+at(l[1])*7)%23) }, r, p)
	shape = quantity.Generate("1", func(l []string) float64 { return 2 + float64((at(l[0])+2*at(l[1]))%5)*0.5 }, r, p)
	return stock, content, scale, shape
}

// The sums that bench_numpy.py prints for the same problem.
var sizeCSums = [3]float64{23562577.13415675, 18081990.68106824, 6071765.308402772}

func total(a quantity.Array) float64 {
	s := 0.0
	for _, v := range a.Must().Data() {
		s += v
	}
	return s
}

func checkSums(tb testing.TB, d *mfa.Dynamics, elements quantity.Array) {
	tb.Helper()
	for i, got := range []float64{total(d.Inflow), total(d.Outflow), total(elements)} {
		if math.Abs(got-sizeCSums[i]) > 1e-10*sizeCSums[i] {
			tb.Errorf("sum %d is %.16g, numpy has %.16g", i, got, sizeCSums[i])
		}
	}
}

func TestSizeCEqualsNumpy(t *testing.T) {
	stock, content, scale, shape := sizeC()
	lives, err := mfa.Weibulls(shape, scale)
	if err != nil {
		t.Fatal(err)
	}
	d, err := mfa.StockDriven(stock, mfa.Use{Lives: lives, Age: mfa.MidYear})
	if err != nil {
		t.Fatal(err)
	}
	checkSums(t, d, d.OutflowOf(content, "product"))
}

func BenchmarkSizeCStreamed(b *testing.B) {
	stock, content, scale, shape := sizeC()
	lives, _ := mfa.Weibulls(shape, scale)
	b.ReportAllocs()
	for b.Loop() {
		stream(b, stock, content, lives)
	}
}

// stream is the task that is timed: stocks to flows, and the metal that leaves,
// cohort by cohort without a cube.
func stream(b *testing.B, stock, content quantity.Array, lives mfa.Lives) {
	d, err := mfa.StockDriven(stock, mfa.Use{Lives: lives, Age: mfa.MidYear})
	if err != nil {
		b.Fatal(err)
	}
	if d.OutflowOf(content, "product").Err() != nil {
		b.Fatal("no content")
	}
}

func BenchmarkSizeCStockOnly(b *testing.B) {
	stock, _, scale, shape := sizeC()
	lives, _ := mfa.Weibulls(shape, scale)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := mfa.StockDriven(stock, mfa.Use{Lives: lives, Age: mfa.MidYear}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSizeCWithCube(b *testing.B) {
	stock, content, scale, shape := sizeC()
	lives, _ := mfa.Weibulls(shape, scale)
	b.ReportAllocs()
	for b.Loop() {
		d, err := mfa.StockDriven(stock, mfa.Use{Lives: lives, Age: mfa.MidYear})
		if err != nil {
			b.Fatal(err)
		}
		runtime.KeepAlive(d.OutflowByCohort().Must())
		runtime.KeepAlive(d.OutflowOf(content, "product").Must())
	}
}

func BenchmarkSizeCCohortLifetimes(b *testing.B) {
	stock, content, scale, shape := sizeC()
	cohorts := quantity.Years(2000, 2099)
	cohorts.Name = "cohort"
	longer := quantity.Generate("1", func(l []string) float64 { y, _ := strconv.Atoi(l[0]); return 1 + float64(y-2000)/500 }, cohorts)
	lives, _ := mfa.Weibulls(shape, scale.Times(longer))
	b.ReportAllocs()
	for b.Loop() {
		d, err := mfa.StockDriven(stock, mfa.Use{Lives: lives, Age: mfa.MidYear})
		if err != nil {
			b.Fatal(err)
		}
		runtime.KeepAlive(d.OutflowOf(content, "product").Must())
	}
}

// BenchmarkMonteCarlo is bench_mc.py: 1000 draws of a stock-driven run with
// random scales, collection and yields; one region, 3 products, 4 elements, 36
// years.
func BenchmarkMonteCarlo(b *testing.B) {
	years, product := quantity.Years(2015, 2050), quantity.NewAxis("product", "a", "b", "c")
	element := quantity.NewAxis("element", "Li", "Ni", "Co", "Cu")
	stock := quantity.Generate("GWh", func(l []string) float64 {
		y, _ := strconv.Atoi(l[0])
		return 1000 / (1 + math.Exp(-(float64(y-2015)-14-2*float64(l[1][0]-'a'))/4))
	}, years, product)
	content := quantity.New("kt/GWh", []float64{.1, .5, .1, .8, .09, 0, 0, .7, .1, .7, .2, .9}, product, element)
	shape := quantity.Scalar("1", 3.5)
	e := mfa.Ensemble{Draws: 1000, Seed: 1, Params: []mfa.Uncertain{
		{Name: "scale", Dist: mfa.Normal{Mean: 14, SD: 1.5}, Unit: "yr", Over: product},
		{Name: "collection", Dist: mfa.Uniform{Min: 0.6, Max: 0.9}},
		{Name: "yield", Dist: mfa.Beta{A: 18, B: 2}, Over: element},
	}}
	b.ReportAllocs()
	began := cpu()
	for b.Loop() {
		_, err := e.Run(func(d mfa.Draw) (quantity.Array, error) {
			lives, err := mfa.Weibulls(shape, d.Array("scale"))
			if err != nil {
				return quantity.Array{}, err
			}
			run, err := mfa.StockDriven(stock, mfa.Use{Lives: lives, Age: mfa.MidYear})
			if err != nil {
				return quantity.Array{}, err
			}
			return mfa.Einsum([]string{"year", "element"}, run.Outflow, content, d.Array("collection"), d.Array("yield")), nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpu()-began)/float64(b.N), "cpu-ms/op")
}
