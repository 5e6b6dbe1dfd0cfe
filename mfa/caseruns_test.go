package mfa_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

func runInflowDriven(t *testing.T, c refCase) {
	inflow := c.Inputs.get("inflow").nums()
	use := caseUse(c, len(inflow))
	for _, k := range c.Expected.keys() {
		use.Age = convention(t, k)
		d, err := mfa.InflowDriven(series("t", inflow), use)
		c.compareRun(t, k, c.Expected.get(k), ok(t, d, err))
		if k == "inflow_at_middle" {
			back, err := mfa.StockDriven(d.Stock, use)
			if lowest(use, len(inflow)) > 1e-6 { // where the first year kills all, no stock remembers the inflow
				if err := ok(t, back, err).Inflow.Near(d.Inflow, 1e-9); err != nil {
					t.Error("inflow-driven then stock-driven:", err)
				}
			}
		}
	}
}

// lowest survival at the end of the year of entry, mid-year.
func lowest(use mfa.Use, n int) float64 {
	s := 1.0
	for i := range n {
		l := use.Life
		if l == nil {
			l = use.Lives.(perCohort)[i]
		}
		s = min(s, l.Survival(0.5))
	}
	return s
}

func runStockDriven(t *testing.T, c refCase) {
	stock := c.Inputs.get("stock").nums()
	use := caseUse(c, len(stock))
	if c.Expected.has("i") { // with early scrapping
		use.Age, use.Negative = c.delta(mfa.EndOfYear), mfa.ScrapEarly
		d, err := mfa.StockDriven(series("t", stock), use)
		c.compareRun(t, "scrapped early", c.Expected, ok(t, d, err))
		if err := d.Stock.Near(series("t", stock), 1e-12); err != nil {
			t.Error("the stock is met in every year:", err)
		}
		return
	}
	for _, k := range c.Expected.keys() {
		use.Age = convention(t, k)
		d, err := mfa.StockDriven(series("t", stock), use)
		want := c.Expected.get(k)
		c.compareRun(t, k, want, ok(t, d, err))
		if negative := want.get("min_inflow").num() < 0; negative != (len(d.Warnings) > 0) {
			t.Errorf("%s: least inflow %v, warnings %q", k, want.get("min_inflow").num(), d.Warnings)
		}
	}
}

func runInitial(t *testing.T, c refCase) {
	h := c.Inputs.get("initial_stock_by_cohort").nums()
	future := c.Inputs.get("stock_future").nums()
	use := caseUse(c, len(h)+len(future))
	use.Age = c.delta(mfa.EndOfYear)
	cohorts := counted(len(h))
	cohorts.Name = "cohort"
	use.Initial = quantity.New("t", h, cohorts)
	last := len(h) + len(future) - 1
	d, err := mfa.StockDriven(quantity.New("t", future, quantity.Years(len(h), last)), use)
	ok(t, d, err)
	past := d.Backcast()
	history, err := mfa.InflowDriven(past, mfa.Use{Life: use.Life, Lives: use.Lives, Age: use.Age})
	ok(t, history, err)
	c.expect(t, "i", c.Expected.get("i"), append(slices.Clone(past.Data()), d.Inflow.Data()...))
	c.expect(t, "s", c.Expected.get("s"), append(slices.Clone(history.Stock.Data()), d.Stock.Data()...))
	c.expect(t, "o", c.Expected.get("o"), append(slices.Clone(history.Outflow.Data()), d.Outflow.Data()...))
	c.expect(t, "s_c_last_year", c.Expected.get("s_c_last_year"), lastYear(d.StockByCohort()))
	for _, name := range c.Expected.keys() {
		what, year, ok := strings.Cut(name, "_c_year")
		if !ok {
			continue
		}
		cube := map[string]quantity.Array{"s": d.StockByCohort(), "o": d.OutflowByCohort()}[what]
		got := cube.Pick("year", year).Must().Data()
		c.expect(t, name, c.Expected.get(name), got[:len(c.Expected.get(name).nums())])
	}
}

func runSplit(t *testing.T, c refCase) {
	future := c.Inputs.get("stock_future").nums()
	past, n := int(c.Inputs.get("T").num()), int(c.Inputs.get("years").num())
	kinds := quantity.Axis{Name: "technology"}
	by := mfa.By{Axis: "technology", Lives: map[string]mfa.Lifetime{}}
	for i, l := range c.Inputs.get("lifetimes").list() {
		name := "g" + strconv.Itoa(i)
		kinds.Labels = append(kinds.Labels, name)
		by.Lives[name] = lifetimeAt(c.Inputs.get("type").str(), l, 0)
	}
	use := mfa.Use{Lives: by, Age: c.delta(mfa.EndOfYear)}
	cohorts := counted(past)
	cohorts.Name = "cohort"
	use.Initial = quantity.New("t", c.Inputs.get("initial").nums(), cohorts, kinds)
	years := quantity.Years(past, n-1)
	split := quantity.New("1", c.Inputs.get("split_future").nums(), years, kinds)
	d, err := mfa.SplitDriven(quantity.New("t", future, years), split, use)
	ok(t, d, err)
	before := d.Backcast()
	history, err := mfa.InflowDriven(before, mfa.Use{Lives: by, Age: use.Age})
	ok(t, history, err)
	c.expect(t, "i", c.Expected.get("i"), append(slices.Clone(before.Data()), d.Inflow.Data()...))
	c.expect(t, "o", c.Expected.get("o"), append(slices.Clone(history.Outflow.Data()), d.Outflow.Data()...))
	c.expect(t, "s_by_tech", c.Expected.get("s_by_tech"), append(slices.Clone(history.Stock.Data()), d.Stock.Data()...))
	c.expect(t, "s", c.Expected.get("s"), append(slices.Clone(history.Stock.Sum("technology").Data()), d.Stock.Sum("technology").Data()...))
}

func runExtension(t *testing.T, c refCase) {
	inflow, factor := c.Inputs.get("inflow").nums(), c.Inputs.get("factor").nums()
	use := caseUse(c, len(inflow))
	for _, k := range c.Expected.keys() {
		use.Age = convention(t, k)
		byYear := use
		byYear.Extend = series("1", factor)
		d, err := mfa.InflowDriven(series("t", inflow), byYear)
		want := c.Expected.get(k)
		c.compareRun(t, k+" by year", want.get("by_year"), ok(t, d, err))
		got := d.StockByCohort().Pick("cohort", "5").Data()
		share := make([]float64, len(got))
		for i := range got {
			share[i] = got[i] / inflow[5]
		}
		c.expect(t, k+" survival of cohort 5", want.get("by_year", "survival_cohort5"), share)

		var longer perCohort
		for i, f := range factor {
			longer = append(longer, mfa.Stretched{Of: lifetimeAt(c.Inputs.get("lifetime", "type").str(), c.Inputs.get("lifetime"), i), Factor: f})
		}
		d, err = mfa.InflowDriven(series("t", inflow), mfa.Use{Lives: longer, Age: use.Age})
		c.compareRun(t, k+" by cohort", want.get("by_cohort"), ok(t, d, err))
	}
}

func runRegions(t *testing.T, c refCase) {
	regions, products := quantity.NewAxis("region", c.Inputs.get("regions").strs()...), quantity.NewAxis("product", c.Inputs.get("products").strs()...)
	lives, err := mfa.Weibulls(quantity.New("1", c.Inputs.get("shape_rp").nums(), regions, products), quantity.New("yr", c.Inputs.get("scale_rp").nums(), regions, products))
	if err != nil {
		t.Fatal(err)
	}
	years := counted(int(c.Inputs.get("years").num()))
	stock := quantity.New("t", c.Inputs.get("stock_trp").nums(), years, regions, products)
	d, err := mfa.StockDriven(stock, mfa.Use{Lives: lives, Age: c.delta(mfa.MidYear)})
	ok(t, d, err)
	c.expect(t, "inflow", c.Expected.get("inflow_trp"), d.Inflow.Data())
	c.expect(t, "outflow", c.Expected.get("outflow_trp"), d.Outflow.Data())
	c.expect(t, "total inflow", c.Expected.get("total_inflow_t"), d.Inflow.Sum("region", "product").Data())
}

func runCountries(t *testing.T, c refCase) {
	var years []int
	for _, y := range c.Inputs.get("years").nums() {
		years = append(years, int(y))
	}
	regions := quantity.NewAxis("region", c.Inputs.get("regions").strs()...)
	lives, err := mfa.Normals(quantity.New("yr", c.Inputs.get("lifetime_mean").nums(), regions), quantity.New("yr", c.Inputs.get("lifetime_sd").nums(), regions))
	if err != nil {
		t.Fatal(err)
	}
	inflow := quantity.New("kt", c.Inputs.get("inflow_rt_kt").nums(), regions, quantity.YearsOf(years...))
	for _, v := range []struct {
		age  mfa.Convention
		want node
	}{{mfa.EndOfYear, c.Expected}, {mfa.MidYear, c.all.get("expected_delta_half")}} {
		d, err := mfa.InflowDriven(inflow, mfa.Use{Lives: lives, Age: v.age})
		ok(t, d, err)
		c.expect(t, "stock", v.want.get("stock_tr"), d.Stock.Transpose("year", "region").Data())
		c.expect(t, "outflow", v.want.get("outflow_tr"), d.Outflow.Transpose("year", "region").Data())
		if v.age == mfa.EndOfYear {
			c.expect(t, "cohorts of the last year", v.want.get("stock_by_cohort_2008_cr"), d.CohortsAt("2008").Transpose("cohort", "region").Data())
		}
	}
}

func runSteps(t *testing.T, c refCase) {
	bounds := c.Inputs.get("bounds").nums()
	var years []int
	for _, y := range c.Inputs.get("years").nums() {
		years = append(years, int(y))
	}
	rate := quantity.New("t/yr", c.Inputs.get("inflow_annual").nums(), quantity.YearsOf(years...))
	var length []float64
	for i := range years {
		length = append(length, bounds[i+1]-bounds[i])
	}
	c.expect(t, "lengths", c.Expected.get("lengths"), length)
	inflow := rate.Times(quantity.New("yr", length, quantity.YearsOf(years...)))
	l := c.Inputs.get("lifetime")
	use := mfa.Use{Life: lifetimeAt(l.get("type").str(), l, 0), Age: c.delta(mfa.MidYear), Bounds: bounds}
	d, err := mfa.InflowDriven(inflow, use)
	ok(t, d, err)
	c.expect(t, "s", c.Expected.get("s"), d.Stock.Data())
	c.expect(t, "o", c.Expected.get("o_annual"), d.PerYear(d.Outflow).Must().Data())
	back, err := mfa.StockDriven(d.Stock, use)
	if err := ok(t, back, err).Inflow.Near(inflow, 1e-9); err != nil {
		t.Error("inflow-driven then stock-driven:", err)
	}
	if err := d.StockByCohort().Sum("cohort").Near(d.Stock, 1e-12); err != nil {
		t.Error("stock by cohort sums to the stock:", err)
	}
}

func runEdges(t *testing.T, c refCase) {
	for _, name := range c.Expected.keys() {
		w := c.Expected.get(name)
		life := lifetimeAt(kindOf(w.get("par")), w.get("par"), 0)
		for _, k := range []string{"end", "middle", "start"} {
			if !w.has(k) {
				continue
			}
			d, err := mfa.InflowDriven(series("t", w.get("inflow").nums()), mfa.Use{Life: life, Age: convention(t, k)})
			c.compareRun(t, name+" "+k, w.get(k), ok(t, d, err))
		}
	}
}

// kindOf tells the distribution from the names of its parameters.
func kindOf(par node) string {
	switch {
	case par.has("Shape"):
		return "Weibull"
	case par.has("StdDev"):
		return "Normal"
	}
	return "Fixed"
}

func runSteady(t *testing.T, c refCase) {
	n := int(c.Inputs.get("years").num())
	inflow := quantity.Full("t", c.Inputs.get("inflow").num(), counted(n))
	for _, kind := range c.Expected.keys() {
		w := c.Expected.get(kind)
		use := mfa.Use{Life: lifetimeAt(kind, w.get("par"), 0), Age: mfa.MidYear}
		d, err := mfa.InflowDriven(inflow, use)
		ok(t, d, err)
		steady := lastYear(d.Stock)
		c.expect(t, kind+" steady stock", w.get("steady_stock"), steady)
		c.expect(t, kind+" steady over inflow", w.get("steady_over_inflow"), []float64{steady[0] / c.Inputs.get("inflow").num()})
		c.expect(t, kind+" outflow", w.get("outflow_last"), lastYear(d.Outflow))
		back, err := mfa.StockDriven(d.Stock, use)
		if err := ok(t, back, err).Inflow.Near(inflow, 1e-9); err != nil {
			t.Error(kind, err)
		}
	}
}

func runLegacy(t *testing.T, c refCase) {
	inflow := c.Inputs.get("inflow").nums()
	for _, kind := range c.Expected.keys() {
		w := c.Expected.get(kind)
		life, err := mfa.LegacyTable(lifetimeAt(kind, w.get("par"), 0), len(inflow))
		if err != nil {
			t.Fatal(err)
		}
		d, err := mfa.InflowDriven(series("t", inflow), mfa.Use{Life: life, Age: mfa.EndOfYear})
		ok(t, d, err)
		c.expect(t, kind+" s", w.get("s"), d.Stock.Data())
		c.expect(t, kind+" o", w.get("o"), d.Outflow.Data())
	}
}
