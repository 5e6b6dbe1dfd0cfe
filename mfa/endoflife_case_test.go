package mfa_test

import (
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// evBattery builds the case: a run, its content and its end of life.
func evBattery(t *testing.T, c refCase) (*mfa.Dynamics, quantity.Array, mfa.EndOfLife) {
	t.Helper()
	in := c.Inputs
	first := int(in.get("first_year").num())
	years := quantity.Years(first, first+int(in.get("years").num())-1)
	mineral := quantity.NewAxis("mineral", in.get("elements").strs()...)
	route := quantity.NewAxis("route", in.get("route_names").strs()...)
	one := func(k string) quantity.Array { return quantity.Scalar("1", in.get(k).num()) }
	weibull := func(k string) mfa.Lifetime {
		return mfa.Weibull{Shape: in.get(k, "Shape").num(), Scale: in.get(k, "Scale").num()}
	}
	d, err := mfa.InflowDriven(quantity.New("kWh", in.get("ev_battery_inflow_kwh").nums(), years), mfa.Use{Life: weibull("first_life"), Age: mfa.MidYear})
	ok(t, d, err)
	content := quantity.New("kg/kWh", in.get("content_kg_per_kwh_ce").nums(), years, mineral)
	return d, content, mfa.EndOfLife{
		Collection: one("collection"),
		Second: &mfa.SecondLife{
			Share: one("share_second_life"), MaxAge: quantity.Scalar("yr", in.get("max_age_reuse").num()), MinHealth: one("min_soh"),
			Fade: quantity.Scalar("1/yr", in.get("fade_per_year").num()), FadeSecond: quantity.Scalar("1/yr", in.get("fade_second_per_year").num()),
			Life: weibull("second_life"), Demand: quantity.New("kWh", in.get("storage_demand_kwh").nums(), years), Collection: one("collection_second"),
		},
		Routes: quantity.New("1", in.get("route_share_h").nums(), route),
		Yield:  quantity.New("1", in.get("yield_he").nums(), route, mineral),
	}
}

func runSecondLife(t *testing.T, c refCase) {
	d, content, eol := evBattery(t, c)
	r, err := eol.Run(d, content)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Check(); err != nil {
		t.Error(err)
	}
	supply, err := mfa.Sources(d.InflowOf(content), r.Recovered, quantity.Array{})
	if err != nil {
		t.Fatal(err)
	}
	for k, got := range map[string]quantity.Array{
		"ev_stock": d.Stock, "ev_outflow": d.Outflow, "collected": r.Collected, "eligible": r.Eligible,
		"second_life_in_nominal": r.SecondIn, "second_life_in_useful": r.SecondInUseful, "direct_to_recycling": r.Direct,
		"second_life_out": r.SecondOut, "lost": r.Lost, "new_storage_kwh": r.Unmet, "second_life_stock_useful": r.SecondUseful,
		"second_life_stock_nominal": r.SecondStock, "to_recycling_te": r.ToRecycling, "recovered_te": r.Recovered, "losses_te": r.Losses,
		"demand_te": d.InflowOf(content), "primary_te": supply.Primary, "surplus_te": supply.Surplus,
	} {
		c.expect(t, k, c.Expected.get(k), got.Must().Data())
	}
}

func c22(t *testing.T) refCase {
	return readCase(t, "testdata/C22_second_life_ev_battery.json")
}

// The same batteries told as two chemistries that share the cap give the same
// sums, and as two regions with half the cap each too.
func TestCellsShareTheCapThatDoesNotTellThemApart(t *testing.T) {
	c := c22(t)
	d, content, eol := evBattery(t, c)
	whole, err := eol.Run(d, content)
	if err != nil {
		t.Fatal(err)
	}
	for _, axis := range []string{"chemistry", "region"} {
		parts := quantity.New("1", []float64{0.5, 0.5}, quantity.NewAxis(axis, "a", "b"))
		two, err := mfa.InflowDriven(d.Inflow.Times(parts), mfa.Use{Life: mfa.Weibull{Shape: 3.5, Scale: 14}, Age: mfa.MidYear})
		ok(t, two, err)
		e := eol
		second := *eol.Second
		if axis == "region" {
			second.Demand = second.Demand.Times(parts)
		}
		e.Second = &second
		r, err := e.Run(two, content)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Check(); err != nil {
			t.Error(err)
		}
		for name, pair := range map[string][2]quantity.Array{"recovered": {whole.Recovered, r.Recovered}, "second use": {whole.SecondUseful, r.SecondUseful}, "losses": {whole.Losses, r.Losses}} {
			if err := pair[1].Sum(axis).Near(pair[0], 1e-9); err != nil {
				t.Errorf("%s by %s: %v", name, axis, err)
			}
		}
	}
}

// Quality classes: what falls into a lower class is recovered and does not
// replace primary metal.
func TestGradesSplitWhatIsRecovered(t *testing.T) {
	d, content, eol := evBattery(t, c22(t))
	whole, err := eol.Run(d, content)
	if err != nil {
		t.Fatal(err)
	}
	eol.Grades = quantity.New("1", []float64{0.7, 0.3}, quantity.NewAxis("grade", "battery", "alloy"))
	if _, err := eol.Run(d, content); err == nil || !strings.Contains(err.Error(), "Closed names no grade") {
		t.Error(err)
	}
	eol.Closed = []string{"battery"}
	r, err := eol.Run(d, content)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Recovered.Near(whole.Recovered.Scale(0.7), 1e-9); err != nil {
		t.Error(err)
	}
	if err := r.Downgraded.Near(whole.Recovered.Scale(0.3), 1e-9); err != nil {
		t.Error(err)
	}
	if err := r.Check(); err != nil {
		t.Error(err)
	}
}

func TestEndOfLifeRefuses(t *testing.T) {
	d, content, fine := evBattery(t, c22(t))
	one := func(v float64) quantity.Array { return quantity.Scalar("1", v) }
	for want, spoil := range map[string]func(*mfa.EndOfLife, *mfa.SecondLife){
		"EndOfLife.Collection is 1.2 at year 2015": func(e *mfa.EndOfLife, _ *mfa.SecondLife) { e.Collection = one(1.2) },
		"EndOfLife.Collection is not set":          func(e *mfa.EndOfLife, _ *mfa.SecondLife) { e.Collection = quantity.Array{} },
		"EndOfLife.Yield is not set":               func(e *mfa.EndOfLife, _ *mfa.SecondLife) { e.Yield = quantity.Array{} },
		"EndOfLife.Yield is -0.1": func(e *mfa.EndOfLife, _ *mfa.SecondLife) {
			e.Yield = e.Yield.Map(func(v float64) float64 { return v - 0.1 })
		},
		"EndOfLife.Routes sums to 0.49":                  func(e *mfa.EndOfLife, _ *mfa.SecondLife) { e.Routes = e.Routes.Scale(0.5) },
		"Routes has no axis \"route\"":                   func(e *mfa.EndOfLife, _ *mfa.SecondLife) { e.Routes = e.Routes.Rename("route", "way") },
		"EndOfLife.Yield is told by route":               func(e *mfa.EndOfLife, _ *mfa.SecondLife) { e.Routes = quantity.Array{} },
		"SecondLife.Share is 2":                          func(_ *mfa.EndOfLife, s *mfa.SecondLife) { s.Share = one(2) },
		"SecondLife.Collection is not set":               func(_ *mfa.EndOfLife, s *mfa.SecondLife) { s.Collection = quantity.Array{} },
		"SecondLife: mfa: no lifetime is given":          func(_ *mfa.EndOfLife, s *mfa.SecondLife) { s.Life = nil },
		"SecondLife: mfa: lifetime Weibull: Scale is -1": func(_ *mfa.EndOfLife, s *mfa.SecondLife) { s.Life = mfa.Weibull{Shape: 1, Scale: -1} },
		"SecondLife.Fade is -1":                          func(_ *mfa.EndOfLife, s *mfa.SecondLife) { s.Fade = quantity.Scalar("1/yr", -1) },
		"unit 1 (1) does not convert to 1/yr":            func(_ *mfa.EndOfLife, s *mfa.SecondLife) { s.Fade = one(0.1) },
		"unit kt (mass) does not convert to kWh": func(_ *mfa.EndOfLife, s *mfa.SecondLife) {
			s.Demand = quantity.Full("kt", 1, quantity.Years(2015, 2050))
		},
		"SecondLife.Demand has axis \"region\"": func(_ *mfa.EndOfLife, s *mfa.SecondLife) { s.Demand = s.Demand.Expand(quantity.NewAxis("region", "x")) },
		"SecondLife.Demand is -1": func(_ *mfa.EndOfLife, s *mfa.SecondLife) {
			s.Demand = s.Demand.Scale(0).Map(func(float64) float64 { return -1 })
		},
	} {
		e := fine
		second := *fine.Second
		spoil(&e, &second)
		e.Second = &second
		if _, err := e.Run(d, content); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
	if _, err := fine.Run(d, content.Select("year", "2015", "2016")); err == nil || !strings.Contains(err.Error(), `none for cohort "2017"`) {
		t.Error(err)
	}
}
