package base_test

import (
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
)

// growth is a path of services at a steady rate.
func growth(rate float64, years int) []float64 {
	out := make([]float64, years)
	for t := range out {
		out[t] = math.Pow(1+rate, float64(t))
	}
	return out
}

// An account of 2011 with known services becomes an economy whose base year
// replicates; what is known is what happens to services.
func TestWorldOf2011(t *testing.T) {
	a, err := base.NewAccount(2011, base.Open)
	if err != nil {
		t.Fatal(err)
	}
	k := &base.Known{Electricity: growth(.03, 4), Renewables: growth(.2, 4), Economy: growth(.03, 4), Traffic: growth(.02, 4), Zev: growth(.5, 4)}
	s, figures, err := base.World(a, base.Settings{Last: 2014, Known: k, FixedRecipes: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := figures.Check(); err != nil {
		t.Error(err)
	}
	m, err := pathway.New(s, pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if v := r.Years[0].Check.Replication; v > 1e-8 {
		t.Errorf("the base year replicates to %v", v)
	}
	for i, y := range r.Years {
		sum := 0.
		for _, v := range y.Delivered["electricity"] {
			sum += v
		}
		first := 0.
		for _, v := range r.Years[0].Delivered["electricity"] {
			first += v
		}
		if math.Abs(sum/first/k.Electricity[i]-1) > 1e-12 { // what is served is an equation of its own
			t.Errorf("%d: electricity is %v of that of 2011, known were %v", y.Year, sum/first, k.Electricity[i])
		}
	}
	for _, name := range []string{"cobalt", "aluminium", "zinc", "silver"} {
		if _, ok := r.Years[0].Minerals[name]; !ok {
			t.Errorf("no market of %s", name)
		}
	}
}

func TestKnownServicesAreChecked(t *testing.T) {
	old, err := base.NewAccount(2011, base.Open)
	if err != nil {
		t.Fatal(err)
	}
	now, err := base.NewAccount(2024, base.WEO)
	if err != nil {
		t.Fatal(err)
	}
	for want, of := range map[string]struct {
		a *base.Account
		k *base.Known
	}{
		"account of 2011":                    {old, nil},
		"electricity has 2 entries":          {old, &base.Known{Electricity: growth(.1, 2)}},
		"economy has 4 entries from [2]":     {old, &base.Known{Economy: []float64{2, 1, 1, 1}}},
		"traffic is 0 in year 2":             {old, &base.Known{Traffic: []float64{1, 1, 0, 1}}},
		`known services go with path "open"`: {now, &base.Known{}},
	} {
		last := 2014
		if of.a == now {
			last = 2027
		}
		if _, _, err := base.World(of.a, base.Settings{Last: last, Known: of.k, FixedRecipes: true}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}
