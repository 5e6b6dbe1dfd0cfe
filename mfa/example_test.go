package mfa_test

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// Ten vehicles a year for five years, each lives two years.
func ExampleInflowDriven() {
	inflow := quantity.New("vehicle", []float64{10, 10, 10, 10, 10}, quantity.Years(2020, 2024))
	d, err := mfa.InflowDriven(inflow, mfa.Use{Life: mfa.Fixed{Mean: 2}, Age: mfa.MidYear})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Stock.Data(), d.Outflow.Data(), d.Check())
	// Output: [10 20 20 20 20] [0 0 10 10 10] <nil>
}

// What must be added to hold a growing capacity, technology by technology.
func ExampleStockDriven() {
	capacity := quantity.New("GW", []float64{100, 110, 120, 50, 80, 120}, quantity.NewAxis("technology", "wind", "pv"), quantity.Years(2030, 2032))
	lives := mfa.By{Axis: "technology", Lives: map[string]mfa.Lifetime{"wind": mfa.Fixed{Mean: 25}, "pv": mfa.Fixed{Mean: 2}}}
	d, err := mfa.StockDriven(capacity, mfa.Use{Lives: lives, Age: mfa.MidYear})
	fmt.Println(d, err)
	fmt.Println(d.Inflow.Pick("technology", "pv").Data())
	// Output:
	// stock over technology, year in GW, inflow in the middle of the year; 3 steps, 2 cells
	// 2032: inflow 100, outflow 50, stock 240 <nil>
	// [50 30 90]
}

// A fleet of two drives of which only the total and the sales shares are known.
func ExampleSplitDriven() {
	years := quantity.Years(2030, 2032)
	fleet := quantity.New("vehicle", []float64{100, 110, 120}, years)
	sales := quantity.New("1", []float64{0.5, 0.5, 0.25, 0.75, 0, 1}, years, quantity.NewAxis("drive", "petrol", "electric"))
	d, err := mfa.SplitDriven(fleet, sales, mfa.Use{Life: mfa.Fixed{Mean: 2}, Age: mfa.MidYear})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(d.Inflow.Pick("drive", "electric").Data(), d.Stock.Sum("drive").Data())
	// Output: [50 7.5 110] [100 110 120]
}

// A stock that falls faster than lives end: the default keeps the negative
// inflow and names the years, ScrapEarly scraps all cohorts in proportion.
func ExampleUse_negative() {
	stock := quantity.New("GW", []float64{100, 60, 60}, quantity.Years(2030, 2032))
	use := mfa.Use{Life: mfa.Fixed{Mean: 30}, Age: mfa.MidYear}
	kept, _ := mfa.StockDriven(stock, use)
	fmt.Println(kept.Inflow.Data(), kept.Warnings)
	use.Negative = mfa.ScrapEarly
	early, _ := mfa.StockDriven(stock, use)
	fmt.Println(early.Inflow.Data(), early.Outflow.Data(), early.Warnings)
	use.Negative = mfa.RefuseNegative
	_, err := mfa.StockDriven(stock, use)
	fmt.Println(err)
	// Output:
	// [100 -40 0] [negative inflow: 2031 -40]
	// [100 0 0] [0 40 0] [stock scrapped early (share of it): 2031 0.4]
	// mfa: inflow is -40 GW at year 2031: the stock falls faster than lives end; check it, or choose mfa.ScrapEarly
}

// The stock of 2029, by year of entry, ages on from there.
func ExampleUse_initial() {
	old := quantity.New("GW", []float64{30, 70}, quantity.NewAxis("cohort", "2005", "2029"))
	use := mfa.Use{Life: mfa.Fixed{Mean: 25}, Age: mfa.MidYear, Initial: old}
	d, _ := mfa.StockDriven(quantity.Full("GW", 100, quantity.Years(2030, 2032)), use)
	fmt.Println(d.Outflow.Data(), d.Inflow.Data(), d.Check())
	// Output: [30 0 0] [30 0 0] <nil>
}

// From 2031 on everything lives half as long again, whatever its age.
func ExampleUse_extend() {
	inflow := quantity.New("t", []float64{8, 0, 0, 0}, quantity.Years(2029, 2032))
	use := mfa.Use{Life: mfa.Fixed{Mean: 2}, Age: mfa.MidYear}
	plain, _ := mfa.InflowDriven(inflow, use)
	use.Extend = quantity.New("1", []float64{1, 1, 1.5, 1.5}, quantity.Years(2029, 2032))
	longer, _ := mfa.InflowDriven(inflow, use)
	fmt.Println(plain.Stock.Data(), longer.Stock.Data())
	// Output: [8 8 0 0] [8 8 8 0]
}

func ExampleStepsEnding() {
	fmt.Println(mfa.StepsEnding(5, 2025, 2030, 2040))
	inflow := quantity.New("t", []float64{50, 50, 100}, quantity.YearsOf(2025, 2030, 2040))
	d, err := mfa.InflowDriven(inflow, mfa.Use{Life: mfa.Fixed{Mean: 12}, Age: mfa.MidYear, Bounds: mfa.StepsEnding(5, 2025, 2030, 2040)})
	fmt.Println(d.Stock.Data(), d.PerYear(inflow).Data(), err)
	// Output:
	// [2021 2026 2031 2041]
	// [50 100 100] [10 10 10] <nil>
}

func ExampleGaussLobatto() {
	inflow := quantity.New("t", []float64{100}, quantity.Years(2030, 2030))
	for _, age := range []mfa.Convention{mfa.EndOfYear, mfa.MidYear, mfa.StartOfYear, mfa.GaussLobatto(5)} {
		d, _ := mfa.InflowDriven(inflow, mfa.Use{Life: mfa.Weibull{Shape: 1, Scale: 2}, Age: age})
		v, _ := d.Stock.At("year", "2030")
		fmt.Printf("%.3f %v\n", v, age)
	}
	// Output:
	// 100.000 inflow at the end of the year
	// 77.880 inflow in the middle of the year
	// 60.653 inflow at the start of the year
	// 78.694 inflow over the year, 5 Gauss-Lobatto points
}

// Magnets of 2030 hold less dysprosium than those of 2029; what leaves in 2031
// is that of its own year.
func ExampleDynamics_OutflowOf() {
	years := quantity.Years(2029, 2031)
	inflow := quantity.New("MW", []float64{100, 100, 0}, years)
	d, _ := mfa.InflowDriven(inflow, mfa.Use{Life: mfa.Fixed{Mean: 1}, Age: mfa.MidYear})
	intensity := quantity.New("kg/MW", []float64{20, 10, 5}, years)
	fmt.Println(d.InflowOf(intensity).Data(), d.StockOf(intensity).Data(), d.OutflowOf(intensity).Data(), d.OutflowOf(intensity).Unit())
	// Output: [2000 1000 0] [2000 1000 0] [0 2000 1000] kg
}

func ExampleDynamics_StockByCohort() {
	inflow := quantity.New("t", []float64{10, 20}, quantity.Years(2030, 2031))
	d, _ := mfa.InflowDriven(inflow, mfa.Use{Life: mfa.Table{Ages: []float64{0, 2}, Share: []float64{1, 0}}, Age: mfa.EndOfYear})
	fmt.Println(d.StockByCohort())
	fmt.Println(d.OutflowByCohort().Pick("year", "2031").Data(), d.CohortsAt("2031").Data(), d.MeanAge().Data())
	// Output:
	// year 2 × cohort 2, t
	// year  2030  2031
	// 2030    10     0
	// 2031     5    20
	// [5 0] [5 20] [0 0.2]
}

// The age structure of a stock whose inflow grew by 10 % a year.
func ExampleInitialFromGrowth() {
	total := quantity.Scalar("GW", 100)
	use := mfa.Use{Life: mfa.Fixed{Mean: 3}, Age: mfa.MidYear}
	use.Initial = mfa.InitialFromGrowth(total, use, 2029, 10, 0.10)
	fmt.Println(use.Initial.Select("cohort", "2026", "2027", "2028", "2029").Map(func(v float64) float64 { return float64(int(v*100+0.5)) / 100 }).Data())
	d, _ := mfa.StockDriven(quantity.Full("GW", 100, quantity.Years(2030, 2030)), use)
	fmt.Printf("%.2f\n", d.Outflow.Data()[0])
	// Output:
	// [0 30.21 33.23 36.56]
	// 30.21
}

func ExampleDynamics_Backcast() {
	use := mfa.Use{Life: mfa.Table{Ages: []float64{0, 2}, Share: []float64{1, 0}}, Age: mfa.EndOfYear}
	use.Initial = quantity.New("t", []float64{5, 20}, quantity.NewAxis("cohort", "2028", "2029"))
	d, _ := mfa.StockDriven(quantity.Full("t", 30, quantity.Years(2030, 2030)), use)
	fmt.Println(d.Backcast().Data())
	// Output: [10 20]
}

func ExampleHoldFirst() {
	intensity := quantity.New("kg/MW", []float64{200, 180}, quantity.Years(2020, 2021))
	fmt.Println(mfa.HoldFirst(intensity, 2018).Data())
	// Output: [200 200 200 180]
}

func ExampleLivesFrom() {
	shape, mean := quantity.Scalar("1", 4), quantity.New("yr", []float64{8, 12}, quantity.NewAxis("cohort", "2030", "2031"))
	lives, err := mfa.LivesFrom(func(p []float64) mfa.Lifetime { return mfa.Gamma{Shape: p[0], Scale: p[1] / p[0]} }, shape, mean)
	if err != nil {
		fmt.Println(err)
		return
	}
	l, err := lives.At(mfa.Cell{}, "2031")
	fmt.Println(l, err)
	_, err = lives.At(mfa.Cell{}, "2032")
	fmt.Println(err)
	// Output:
	// {4 3} <nil>
	// mfa: LivesFrom: parameter 1 has no value for cohort "2032"; extend it (mfa.HoldFirst for the past)
}

func ExampleWeibulls() {
	scale := quantity.New("yr", []float64{25, 30}, quantity.NewAxis("technology", "wind", "pv"))
	lives, _ := mfa.Weibulls(quantity.Scalar("1", 5), scale)
	_, err := mfa.StockDriven(quantity.Full("GW", 1, quantity.Years(2030, 2031), quantity.NewAxis("technology", "wind", "hydro")), mfa.Use{Lives: lives, Age: mfa.MidYear})
	fmt.Println(err)
	// Output: mfa: LivesFrom: parameter 1 has no value for technology "hydro"
}

func ExampleNormals() {
	lives, _ := mfa.Normals(quantity.Scalar("yr", 20), quantity.Scalar("yr", 5))
	l, _ := lives.At(mfa.Cell{}, "2030")
	fmt.Println(l.Survival(20))
	// Output: 0.5
}

func ExampleValidate() {
	fmt.Println(mfa.Validate(mfa.Weibull{Shape: 3.5}))
	fmt.Println(mfa.Validate(mfa.Table{Ages: []float64{0, 5}, Share: []float64{0.9, 1}}))
	fmt.Println(mfa.Validate(mfa.Fixed{Mean: 0}))
	// Output:
	// mfa: lifetime Weibull: Scale is 0; it must be positive and finite
	// mfa: lifetime Table: Share[1] is 1 at age 5, above the share before it; survival never rises
	// <nil>
}

func ExampleMeanLife() {
	for _, l := range []mfa.Lifetime{mfa.Fixed{Mean: 8}, mfa.Weibull{Shape: 3.5, Scale: 18}, mfa.LogNormal{Mean: 15, SD: 4}, mfa.Gamma{Shape: 4, Scale: 3},
		mfa.Logistic{Mean: 12, Scale: 2}, mfa.FoldedNormal{Mean: 8, SD: 6}, mfa.Stretched{Of: mfa.Fixed{Mean: 8}, Factor: 1.5}} {
		years, ok := mfa.MeanLife(l)
		fmt.Printf("%T %.3f %v\n", l, years, ok)
	}
	// Output:
	// mfa.Fixed 8.000 true
	// mfa.Weibull 16.195 true
	// mfa.LogNormal 15.000 true
	// mfa.Gamma 12.000 true
	// mfa.Logistic 12.005 true
	// mfa.FoldedNormal 8.509 true
	// mfa.Stretched 12.000 true
}

func ExampleLegacyTable() {
	old, _ := mfa.LegacyTable(mfa.Normal{Mean: 12, SD: 3.5}, 30)
	fmt.Printf("%.6f %.6f\n", old.Share[1], old.Share[29])
	// Output: 0.999183 0.000489
}
