package mfa_test

import (
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

func expectError(t *testing.T, want string, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("want an error with %q, got %v", want, err)
	}
}

// Every input that cannot be meant is an error that names the thing.
func TestStocksRefuse(t *testing.T) {
	years, tech := quantity.Years(2030, 2033), quantity.NewAxis("technology", "wind", "pv")
	flow := quantity.Full("GW", 5, years, tech)
	life := mfa.Weibull{Shape: 3, Scale: 20}
	fine := mfa.Use{Life: life, Age: mfa.MidYear}
	cohorts := quantity.NewAxis("cohort", "2028", "2029")
	initial := quantity.Full("GW", 1, cohorts, tech)
	parameters := func(a, b quantity.Array) mfa.Lives {
		l, err := mfa.Weibulls(a, b)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	one := quantity.Scalar("1", 1)
	for want, spoil := range map[string]func(*mfa.Use){
		"no lifetime is given":       func(u *mfa.Use) { u.Life = nil },
		"both Life and Lives":        func(u *mfa.Use) { u.Lives = mfa.Same(life) },
		"Use.Age is not set":         func(u *mfa.Use) { u.Age = 0 },
		"GaussLobatto takes 2 to 33": func(u *mfa.Use) { u.Age = mfa.GaussLobatto(1) },
		"Use.Negative is 9":          func(u *mfa.Use) { u.Negative = 9 },
		"Weibull: Scale is NaN":      func(u *mfa.Use) { u.Life = mfa.Weibull{Shape: 1, Scale: math.NaN()} },
		"Normal: SD is -1":           func(u *mfa.Use) { u.Life = mfa.Normal{Mean: 5, SD: -1} },
		"FoldedNormal: Mean is 0":    func(u *mfa.Use) { u.Life = mfa.FoldedNormal{SD: 1} },
		"LogNormal: SD is +Inf":      func(u *mfa.Use) { u.Life = mfa.LogNormal{Mean: 5, SD: math.Inf(1)} },
		"Gamma: Shape is 0":          func(u *mfa.Use) { u.Life = mfa.Gamma{Scale: 1} },
		"Logistic: Scale is 0":       func(u *mfa.Use) { u.Life = mfa.Logistic{Mean: 3} },
		"Fixed: Mean is -1":          func(u *mfa.Use) { u.Life = mfa.Fixed{Mean: -1} },
		"Stretched: Factor is 0":     func(u *mfa.Use) { u.Life = mfa.Stretched{Of: life} },
		"Table: 0 ages":              func(u *mfa.Use) { u.Life = mfa.Table{} },
		"Ages[1] is 0":               func(u *mfa.Use) { u.Life = mfa.Table{Ages: []float64{0, 0}, Share: []float64{1, 1}} },
		"Share[0] is 2":              func(u *mfa.Use) { u.Life = mfa.Table{Ages: []float64{0}, Share: []float64{2}} },
		"Mixed: W is 2":              func(u *mfa.Use) { u.Life = mfa.Mixed{A: life, B: life, W: 2} },
		"survival is 1.5 at age 0.5": func(u *mfa.Use) { u.Life = rising{} },
		`has label "pv", and no lifetime`: func(u *mfa.Use) {
			u.Life, u.Lives = nil, mfa.By{Axis: "technology", Lives: map[string]mfa.Lifetime{"wind": life}}
		},
		`lifetime is given for "coal"`: func(u *mfa.Use) {
			u.Life, u.Lives = nil, mfa.By{Axis: "technology", Lives: map[string]mfa.Lifetime{"wind": life, "pv": life, "coal": life}}
		},
		`the stock has no axis "region"`: func(u *mfa.Use) { u.Life, u.Lives = nil, mfa.By{Axis: "region"} },
		`has axis "region", and the stock has none`: func(u *mfa.Use) {
			u.Life, u.Lives = nil, parameters(one, quantity.Full("yr", 5, quantity.NewAxis("region", "x")))
		},
		"Scale is -5; it must be positive and finite (": func(u *mfa.Use) { u.Life, u.Lives = nil, parameters(one, quantity.Full("yr", -5, tech)) },
		"no value for cohort": func(u *mfa.Use) {
			u.Life, u.Lives = nil, parameters(one, quantity.Full("yr", 5, quantity.NewAxis("cohort", "2030")))
		},
		"2 bounds for 4 steps":                    func(u *mfa.Use) { u.Bounds = []float64{1, 2} },
		"Bounds[2] is 3":                          func(u *mfa.Use) { u.Bounds = []float64{1, 5, 3, 4, 6} },
		`Use.Initial has no axis "cohort"`:        func(u *mfa.Use) { u.Initial = quantity.Full("GW", 1, tech) },
		"cohort 2030 enters after the first step": func(u *mfa.Use) { u.Initial = quantity.Full("GW", 1, quantity.NewAxis("cohort", "2030"), tech) },
		`label "old" is not a year`:               func(u *mfa.Use) { u.Initial = quantity.Full("GW", 1, quantity.NewAxis("cohort", "old"), tech) },
		"Use.Initial is in MW, the run in GW":     func(u *mfa.Use) { u.Initial = initial.To("MW") },
		"Use.Initial is -1 GW for cohort 2028":    func(u *mfa.Use) { u.Initial = initial.Scale(-1) },
		`Use.Initial: axis "technology" has no label`: func(u *mfa.Use) {
			u.Initial = quantity.Full("GW", 1, cohorts, quantity.NewAxis("technology", "wind", "coal"))
		},
		"Use.Extend is 0; a factor":                   func(u *mfa.Use) { u.Extend = quantity.Full("1", 0, years) },
		"does not convert to 1":                       func(u *mfa.Use) { u.Extend = quantity.Full("yr", 1, years) },
		`Use.Extend: axis "year" has no label "2031"`: func(u *mfa.Use) { u.Extend = quantity.Full("1", 1, quantity.Years(2030, 2030)) },
	} {
		use := fine
		spoil(&use)
		_, err := mfa.InflowDriven(flow, use)
		expectError(t, want, err)
		_, err = mfa.StockDriven(flow, use)
		expectError(t, want, err)
	}
	for want, a := range map[string]quantity.Array{
		"the zero Array holds nothing": {},
		`has no axis "year"`:           quantity.Full("GW", 1, tech),
		`has the axis "cohort"`:        quantity.Full("GW", 1, years, cohorts),
		"year 2032 follows 2030":       quantity.Full("GW", 1, quantity.YearsOf(2030, 2032)),
		`label "x" is not a year`:      quantity.Full("GW", 1, quantity.NewAxis("year", "x")),
		`axis "year" stands twice`:     quantity.Full("GW", 1, years, years),
		"NaN at year 2030":             quantity.New("GW", []float64{math.NaN(), 1}, quantity.Years(2030, 2031)),
		`"GX" is not a known unit`:     quantity.Full("GX", 1, years),
	} {
		_, err := mfa.StockDriven(a, fine)
		expectError(t, want, err)
	}
	_, err := mfa.StockDriven(flow.Scale(-1), fine)
	expectError(t, "the stock is -5 GW at year 2030, technology wind", err)
	_, err = mfa.StockDriven(flow, mfa.Use{Life: mfa.Fixed{}, Age: mfa.MidYear})
	expectError(t, "nothing that enters at year 2030, technology wind is left", err)
}

// rising is no lifetime.
type rising struct{}

func (rising) Survival(age float64) float64 { return 1 + age }

func TestSplitsRefuse(t *testing.T) {
	years, drive := quantity.Years(2030, 2031), quantity.NewAxis("drive", "a", "b")
	use := mfa.Use{Life: mfa.Fixed{Mean: 3}, Age: mfa.MidYear}
	stock := quantity.Full("vehicle", 10, years)
	shares := quantity.Full("1", 0.5, years, drive)
	for want, split := range map[string]quantity.Array{
		"has 0 axes that the stock lacks": quantity.Full("1", 1, years),
		"has 2 axes that the stock lacks": quantity.Full("1", 0.25, years, drive, quantity.NewAxis("region", "x", "y")),
		"split sums to 0.8 over drive":    quantity.Full("1", 0.4, years, drive),
		"split is 1.5":                    quantity.New("1", []float64{1.5, -0.5, 1, 0}, years, drive),
		"no shares for year 2031":         quantity.Full("1", 0.5, quantity.Years(2030, 2030), drive),
		"does not convert to 1":           quantity.Full("kt", 0.5, years, drive),
		"the zero Array holds nothing":    {},
	} {
		_, err := mfa.SplitDriven(stock, split, use)
		expectError(t, want, err)
	}
	_, err := mfa.SplitDriven(stock.Scale(-1), shares, use)
	expectError(t, "the stock is -10", err)
	_, err = mfa.SplitDriven(stock, shares, mfa.Use{Life: mfa.Fixed{}, Age: mfa.MidYear})
	expectError(t, "is left at the end of that step", err)
	use.Negative = mfa.RefuseNegative
	_, err = mfa.SplitDriven(quantity.New("vehicle", []float64{10, 5}, years), shares, use)
	expectError(t, "falls faster than lives end", err)
	use.Negative = mfa.ScrapEarly
	d, err := mfa.SplitDriven(quantity.New("vehicle", []float64{10, 5}, years), shares, use)
	if err := ok(t, d, err).Stock.Sum("drive").Near(quantity.New("vehicle", []float64{10, 5}, years), 1e-12); err != nil {
		t.Error(err)
	}
}

func TestContentRefuses(t *testing.T) {
	years := quantity.Years(2030, 2031)
	d, err := mfa.InflowDriven(quantity.Full("GW", 1, years), mfa.Use{Life: mfa.Fixed{Mean: 3}, Age: mfa.MidYear})
	ok(t, d, err)
	cohorts := quantity.NewAxis("cohort", "2030", "2031")
	for want, got := range map[string]quantity.Array{
		`none for cohort "2031"`:          d.OutflowOf(quantity.Full("kg/MW", 1, quantity.Years(2030, 2030))),
		`both "year" and "cohort"`:        d.StockOf(quantity.Full("kg/MW", 1, years, cohorts)),
		`cannot sum over "technology"`:    d.InflowOf(quantity.Full("kg/MW", 1, years), "technology"),
		"the zero Array holds nothing":    d.InflowOf(quantity.Array{}),
		`the run has no year "2040"`:      d.CohortsAt("2040"),
		"the run has no Use.Initial":      d.Backcast(),
		`HoldFirst: no axis "year"`:       mfa.HoldFirst(quantity.Scalar("t", 1), 2000),
		"oldest is 0":                     mfa.InitialFromGrowth(quantity.Scalar("t", 1), mfa.Use{}, 2030, 0, 0),
		"InitialFromGrowth: mfa: Use.Age": mfa.InitialFromGrowth(quantity.Scalar("t", 1), mfa.Use{Life: mfa.Fixed{Mean: 1}}, 2030, 5, 0),
	} {
		expectError(t, want, got.Err())
	}
}

func TestEveryValuePrints(t *testing.T) {
	s := battery(metals(1, 2, 3, 4), metals(1, 2, 3, 4), metals(0, 0, 0, 0))
	for want, got := range map[string]string{
		"environment ──▶ use: new": s.String(),
		"use holds in use":         s.String(),
		"early scrapping":          mfa.ScrapEarly.String(),
		"negative inflow kept":     mfa.WarnNegative.String(),
		"negative inflow refused":  mfa.RefuseNegative.String(),
		"Negative(7)":              mfa.Negative(7).String(),
		"no age convention (0)":    mfa.Convention(0).String(),
		"5 Gauss-Lobatto points":   mfa.GaussLobatto(5).String(),
		"no tension":               (&mfa.Tension{}).String(),
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %q", want, got)
		}
	}
}
