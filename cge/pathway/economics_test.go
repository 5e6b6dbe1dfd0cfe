package pathway_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Economic properties hold on many small economies: the mini economy with
// parameters drawn at random. Each is a test of its own name.
const draws = 200

// A drawn economy.
type drawn struct {
	miniInputs
	random *rand.Rand
	// platform costs between which the base year's set of batteries is the cheapest
	least, most float64
	mineral     string // one at random
	k           int    // its place
}

// drawnYears is the length of a path: the base year and three more.
const drawnYears = 4

// miniOfDraws is what draws start from; they change copies.
var miniOfDraws *miniInputs

// draw is economy i, the same in every test.
func draw(t testing.TB, i int) *drawn {
	t.Helper()
	if i == 0 || miniOfDraws == nil {
		miniOfDraws = miniOf(t, "mini_base")
	}
	d := &drawn{miniInputs: *miniOfDraws, random: rand.New(rand.NewPCG(11, uint64(i)))}
	u := func(lo, hi float64) float64 { return lo + (hi-lo)*d.random.Float64() }
	d.Battery.Sigma, d.Storage.Sigma, d.Wind.Sigma = u(2.5, 6), u(2.5, 6), u(2, 5)
	d.Discount = u(0.03, 0.09)
	d.MFA.Collection = u(0.5, 1)
	d.SecondLife.Cost, d.SecondLife.Phi0, d.SecondLife.Life = u(20, 38), u(0.1, 0.6), u(5, 10)
	d.OtherUse = scale(d.OtherUse, u(0.7, 1.4))
	d.Mining.Elasticity = scale(d.Mining.Elasticity, u(0.8, 1.5))
	d.Recycling.Cost = scale(d.Recycling.Cost, u(0.6, 1.1))
	price := d.Battery.Price
	for ok := false; !ok; ok = d.platforms() { // until the base year's set can be the cheapest
		d.Battery.Price = slices.Clone(price)
		for k := range price {
			d.Battery.Price[k] *= u(0.95, 1.1)
		}
		d.Battery.Share = []float64{u(0.35, 0.6), 0, 0, 0}
		d.Battery.Share[1] = 1 - d.Battery.Share[0]
	}
	d.Knowledge.Theta, d.Knowledge.Depreciation = u(0.15, 0.45), u(0.05, 0.15)
	d.Knowledge.BetaE, d.Knowledge.BetaD, d.Knowledge.BetaR = u(0.1, 0.3), u(0.05, 0.2), u(0.1, 0.4)
	d.k = d.random.IntN(len(d.Minerals))
	d.mineral = d.Minerals[d.k]
	return d
}

// platforms finds the interval of platform costs that keeps latent batteries out
// and incumbents in, and tells whether there is one: whether every latent option
// would sell less than every incumbent, and all of them together less than the
// smallest.
func (d *drawn) platforms() bool {
	b := &d.Battery
	pv := func(life float64) float64 { return (1 - math.Pow(1+d.Discount, -life)) / d.Discount }
	price, mean := make([]float64, len(b.Price)), 0.0
	for k, p := range b.Price {
		price[k] = p * pv(d.MFA.RefV) / pv(b.Life[k])
		mean += b.Share[k] * price[k]
	}
	temper := mean / b.Sigma
	weight, n, smallest := 0.0, 0.0, 1.0
	for k, s := range b.Share {
		if s > 0 {
			weight, n, smallest = weight+s*math.Exp((price[k]-mean)/temper), n+1, min(smallest, s)
		}
	}
	latent := 0.0
	for k, s := range b.Share {
		if s == 0 {
			latent += weight / n * math.Exp((mean-price[k])/temper)
		}
	}
	d.least, d.most = temper*math.Log1p(latent), -temper*math.Log1p(-smallest)
	return latent < smallest && d.least < d.most
}

// economy is the drawn economy as a Spec; part is where platform costs lie in
// their interval.
func (d *drawn) economy(part float64, change ...func(*pathway.Spec)) *pathway.Spec {
	d.Battery.Platform = slices.Repeat([]float64{d.least + part*(d.most-d.least)}, len(d.Battery.Price))
	s := d.spec("drawn")
	s.Years = s.Years[:drawnYears]
	shorten(s, drawnYears)
	for _, c := range change {
		c(s)
	}
	return s
}

// calm keeps knowledge and all sets where they are.
func calm(s *pathway.Spec) {
	s.Research.Block.Frozen = true
	for i := range s.Uses {
		s.Uses[i].Sets = pathway.AllOptions
	}
}

// solved runs a drawn economy, or tells which one failed.
func solved(i int, s *pathway.Spec, opt pathway.Options) (*pathway.Result, error) {
	m, err := pathway.New(s, opt)
	if err != nil {
		return nil, fmt.Errorf("draw %d: %w", i, err)
	}
	r, err := m.Run(context.Background())
	if err != nil {
		return nil, fmt.Errorf("draw %d: %w", i, err)
	}
	return r, nil
}

// Paths that several properties start from, run once.
var (
	wholePaths [draws]func(testing.TB) *pathway.Result // research, sets
	calmPaths  [draws]func(testing.TB) *pathway.Result
	drawnOnce  sync.Once
)

func paths(which *[draws]func(testing.TB) *pathway.Result, i int, t testing.TB) *pathway.Result {
	drawnOnce.Do(func() {
		for i := range draws {
			lazy := func(change ...func(*pathway.Spec)) func(testing.TB) *pathway.Result {
				var r *pathway.Result
				return func(t testing.TB) *pathway.Result {
					if r == nil {
						var err error
						if r, err = solved(i, draw(t, i).economy(0.5, change...), pathway.Options{}); err != nil {
							t.Fatal(err)
						}
					}
					return r
				}
			}
			wholePaths[i], calmPaths[i] = lazy(), lazy(calm)
		}
	})
	return which[i](t)
}

// everywhere checks a property on all drawn economies: holds returns what is
// wrong, and whether the property had anything to say.
func everywhere(t *testing.T, holds func(i int, d *drawn) (said bool, wrong string)) {
	t.Helper()
	said, bad := 0, 0
	for i := range draws {
		yes, wrong := holds(i, draw(t, i))
		if yes {
			said++
		}
		if wrong != "" {
			if bad++; bad < 6 {
				t.Errorf("draw %d: %s", i, wrong)
			}
		}
	}
	t.Logf("says something in %d of %d draws", said, draws)
	if bad > 5 {
		t.Errorf("does not hold in %d of %d draws", bad, draws)
	}
	if said < draws/4 {
		t.Errorf("says something in %d of %d draws only", said, draws)
	}
}

// run is solved, for a property.
func (d *drawn) run(t *testing.T, i int, s *pathway.Spec, opt pathway.Options) *pathway.Result {
	t.Helper()
	r, err := solved(i, s, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (d *drawn) mine(s *pathway.Spec) *pathway.Mine { return &s.Mines[d.k] }

// scaled multiplies a path from a year on.
func scaledFrom(path []float64, from int, by float64) []float64 {
	out := slices.Clone(path)
	for t := from; t < len(out); t++ {
		out[t] *= by
	}
	return out
}

// A cut of supply raises the price of a mineral and lowers its use.
func TestSupplyCutRaisesPriceAndLowersUse(t *testing.T) {
	everywhere(t, func(i int, d *drawn) (bool, string) {
		by := 0.6 + 0.3*d.random.Float64()
		a := paths(&wholePaths, i, t)
		b := d.run(t, i, d.economy(0.5, func(s *pathway.Spec) { d.mine(s).Path = scaledFrom(d.mine(s).Path, 2, by) }), pathway.Options{})
		x, y := a.Years[2].Minerals[d.mineral], b.Years[2].Minerals[d.mineral]
		if !(y.Price > x.Price && y.Units+y.Other < x.Units+x.Other) {
			return true, fmt.Sprintf("%s cut to %v costs %v after %v, %v is used after %v", d.mineral, by, y.Price, x.Price, y.Units+y.Other, x.Units+x.Other)
		}
		return true, ""
	})
}

// More recycling knowledge does not raise the primary demand for that mineral,
// at fixed services and with other research fixed.
func TestRecyclingKnowledgeSavesPrimary(t *testing.T) {
	rebound := 0
	everywhere(t, func(i int, d *drawn) (said bool, wrong string) {
		a := paths(&calmPaths, i, t)
		b := d.run(t, i, d.economy(0.5, calm, func(s *pathway.Spec) {
			s.Recyclers[d.k].Yields[0].Path = []float64{1, 1.1, 1.15, 1.2}
		}), pathway.Options{Mode: pathway.Exogenous})
		for j := 1; j < drawnYears; j++ {
			x, y := a.Years[j].Minerals[d.mineral], b.Years[j].Minerals[d.mineral]
			said = said || y.Mined < x.Mined*(1-1e-9)
			if y.Mined > x.Mined*(1+1e-9) {
				return said, fmt.Sprintf("year %d: %v of %s is mined, %v with less recycling knowledge", j, y.Mined, d.mineral, x.Mined)
			}
			for name, v := range b.Years[j].Minerals {
				if name != d.mineral && v.Mined > a.Years[j].Minerals[name].Mined*(1+1e-9) {
					rebound++
				}
			}
		}
		return said, ""
	})
	t.Logf("more is mined of another mineral %d times: the rebound", rebound)
}

// Longer lifetimes lower what has been added to every stock, by every year.
func TestLongerLivesLowerInflow(t *testing.T) {
	everywhere(t, func(i int, d *drawn) (said bool, wrong string) {
		d.Battery.Life = []float64{4, 5, 4, 5} // short, so that new cohorts leave within the path
		by := 1.1 + 0.4*d.random.Float64()
		longer := func(s *pathway.Spec) {
			for u := range s.Units {
				s.Units[u].Exogenous.Life = scaledFrom([]float64{1, 1, 1, 1}, 1, by)
			}
		}
		d.platforms()
		a := d.run(t, i, d.economy(0.5, calm), pathway.Options{Mode: pathway.Exogenous})
		b := d.run(t, i, d.economy(0.5, calm, longer), pathway.Options{Mode: pathway.Exogenous})
		for _, use := range []string{"vehicle", "wind"} {
			short, long := 0.0, 0.0
			for j := range drawnYears {
				short, long = short+added(&a.Years[j], use), long+added(&b.Years[j], use)
				said = said || long < short*(1-1e-9)
				if long > short*(1+1e-9) {
					return said, fmt.Sprintf("by year %d %v of %s is added, %v with shorter lives", j, long, use, short)
				}
			}
		}
		return said, ""
	})
}

func added(y *pathway.Year, use string) (sum float64) {
	for _, v := range y.Additions[use] {
		sum += v
	}
	return sum
}

// Subsidised research in a driver raises its knowledge.
func TestSubsidyRaisesKnowledge(t *testing.T) {
	everywhere(t, func(i int, d *drawn) (said bool, wrong string) {
		driver := knowledge.Driver(d.random.IntN(3))
		rate := 0.1 + 0.4*d.random.Float64()
		a := paths(&wholePaths, i, t)
		b := d.run(t, i, d.economy(0.5, func(s *pathway.Spec) {
			s.Research.Payer = "household"
			for k, key := range s.Research.Block.Keys {
				if key.Driver == driver {
					s.Research.Drivers[k].Subsidy = []float64{0, rate, rate, rate}
				}
			}
		}), pathway.Options{})
		before, after := 0.0, 0.0
		for _, key := range a.Spec.Research.Block.Keys {
			if key.Driver == driver {
				before, after = before+a.Years[2].Knowledge[key.String()], after+b.Years[2].Knowledge[key.String()]
			}
		}
		if !(after > before) {
			return true, fmt.Sprintf("knowledge of %v adds up to %v, %v without a subsidy of %v", driver, after, before, rate)
		}
		return true, ""
	})
}

// A price ceiling below the price that clears the market binds, with a premium
// and a shortage that are reported; less is made of what it holds down.
func TestCeilingMakesAShortage(t *testing.T) {
	everywhere(t, func(i int, d *drawn) (said bool, wrong string) {
		a := paths(&calmPaths, i, t)
		limit := (0.8 + 0.15*d.random.Float64()) * a.Years[2].Minerals[d.mineral].Price
		b := d.run(t, i, d.economy(0.5, calm, func(s *pathway.Spec) {
			s.Minerals[d.k].Ceiling = []float64{math.Inf(1), math.Inf(1), limit, math.Inf(1)}
		}), pathway.Options{})
		x, y := a.Years[2].Minerals[d.mineral], b.Years[2].Minerals[d.mineral]
		if !(y.Premium > 0 && y.Shortage > 0 && y.Price > x.Price && y.Mined < x.Mined && math.Abs(y.Price-y.Premium-limit) < 1e-9*limit) {
			return true, fmt.Sprintf("%s at a ceiling of %v: %+v, without %+v", d.mineral, limit, y, x)
		}
		return true, ""
	})
}

// What is not all used earns nothing: scrap, used batteries, sets that cost more
// than the best.
func TestSlackEarnsNoRent(t *testing.T) {
	everywhere(t, func(i int, _ *drawn) (said bool, wrong string) {
		r := paths(&wholePaths, i, t)
		for j := range r.Years {
			y := &r.Years[j]
			for _, v := range y.Scrap {
				slack := v.There > 0 && v.Treated < v.There*(1-1e-7) // below it, all is treated: a bound is met to 1e-9
				said = said || slack
				if slack && v.Rent > 1e-9 {
					return said, fmt.Sprintf("year %d: scrap of %s earns %v, %v of %v is treated", j, v.Stream, v.Rent, v.Treated, v.There)
				}
			}
			for _, v := range y.Second {
				if v.Taken < v.Available*(1-1e-7) && v.Rent > 1e-9 { // as above
					return said, fmt.Sprintf("year %d: used batteries earn %v, %v of %v are taken", j, v.Rent, v.Taken, v.Available)
				}
			}
		}
		return said, ""
	})
}

// Incomes equal expenditure: of every agent, and of the economy as a whole.
func TestIncomesEqualExpenditure(t *testing.T) {
	everywhere(t, func(i int, _ *drawn) (bool, string) {
		r := paths(&wholePaths, i, t)
		for j := range r.Years {
			a := r.Years[j].Accounts
			if d := a.GDP()/a.Expenditure - 1; math.Abs(d) > 1e-9 {
				return true, fmt.Sprintf("year %d: GDP %v, expenditure %v", j, a.GDP(), a.Expenditure)
			}
			if d := a.Spending["household"]/a.Expenditure - 1; math.Abs(d) > 1e-9 {
				return true, fmt.Sprintf("year %d: the household spends %v of %v", j, a.Spending["household"], a.Expenditure)
			}
		}
		return true, ""
	})
}

// Sets do not grow with what it costs to have an option at all, that is with the
// smallest share worth having.
func TestSetsShrinkWithPlatformCost(t *testing.T) {
	everywhere(t, func(i int, d *drawn) (said bool, wrong string) {
		low := d.run(t, i, d.economy(0.05, fixed), pathway.Options{})
		high := d.run(t, i, d.economy(0.9, fixed), pathway.Options{})
		for j := range low.Years {
			few, many := size(high.Years[j].Sets["vehicle"]), size(low.Years[j].Sets["vehicle"])
			said = said || few < many-1e-9
			if few > many+1e-9 {
				return said, fmt.Sprintf("year %d: sets %v at a high platform cost, %v at a low one", j, high.Years[j].Sets, low.Years[j].Sets)
			}
		}
		return said, ""
	})
}

// fixed keeps knowledge where it is.
func fixed(s *pathway.Spec) { s.Research.Block.Frozen = true }

// size is how many options the sets at work have, on average.
func size(sets map[string]float64) (mean float64) {
	for name, v := range sets {
		n := 1.0
		for _, c := range name {
			if c == '+' {
				n++
			}
		}
		mean += n * v
	}
	return mean
}

// No maker could do better: no set costs less than those at work.
func TestNoMakerCouldDoBetter(t *testing.T) {
	everywhere(t, func(i int, _ *drawn) (said bool, wrong string) {
		r := paths(&wholePaths, i, t)
		for j := range r.Years {
			y := &r.Years[j]
			said = said || len(y.Sets["vehicle"]) > 0
			for set, gap := range y.Gaps["vehicle"] {
				if gap < -1e-10 || y.Sets["vehicle"][set] > 0 && gap > 1e-8 {
					return said, fmt.Sprintf("year %d: %s has part %v at a gap of %v", j, set, y.Sets["vehicle"][set], gap)
				}
			}
		}
		return said, ""
	})
}

// An option that gets dearer is taken less, and the others are not.
func TestDearerOptionLosesShare(t *testing.T) {
	everywhere(t, func(i int, d *drawn) (bool, string) {
		k := d.random.IntN(2)
		name, by := d.Battery.Names[k], 1.05+0.2*d.random.Float64()
		a := paths(&calmPaths, i, t)
		b := d.run(t, i, d.economy(0.5, calm, func(s *pathway.Spec) { s.Units[k].Cost = scaledFrom(s.Units[k].Cost, 2, by) }), pathway.Options{})
		x, y := a.Years[2].Shares["vehicle"], b.Years[2].Shares["vehicle"]
		if !(y[name] < x[name]) || b.Years[2].Prices[name] <= a.Years[2].Prices[name] {
			return true, fmt.Sprintf("%s is dearer by %v and has a share of %v after %v", name, by, y[name], x[name])
		}
		return true, ""
	})
}

// More of a mineral in the ground makes nobody poorer: where all units last
// alike, so that the cheapest choice of today is the cheapest, households
// consume no less.
func TestMoreOreMakesNobodyPoorer(t *testing.T) {
	everywhere(t, func(i int, d *drawn) (bool, string) {
		d.Battery.Life = slices.Repeat([]float64{d.MFA.RefV}, 4)
		by := 1.1 + 0.5*d.random.Float64()
		a := d.run(t, i, d.economy(0.5, calm), pathway.Options{Tolerance: 1e-12})
		b := d.run(t, i, d.economy(0.5, calm, func(s *pathway.Spec) { d.mine(s).Path = scaledFrom(d.mine(s).Path, 2, by) }), pathway.Options{Tolerance: 1e-12})
		x, y := a.Years[2].Bought["household"]["Y"], b.Years[2].Bought["household"]["Y"]
		if !(y > x) {
			return true, fmt.Sprintf("households consume %v with %v times the %s, %v without", y, by, d.mineral, x)
		}
		return true, ""
	})
}

// An economy twice as large needs twice as much at the same prices, and learns
// the same.
func TestTwiceTheEconomy(t *testing.T) {
	everywhere(t, func(i int, d *drawn) (bool, string) {
		a := paths(&wholePaths, i, t)
		by := 2.0
		d.OtherUse, d.Final.GrossOutput = scale(d.OtherUse, by), by*d.Final.GrossOutput
		for _, b := range []*miniBattery{&d.Battery, &d.Storage, &d.Wind} {
			b.Additions0 *= by
			h := make([][]float64, len(b.History))
			for j, row := range b.History {
				h[j] = scale(row, by)
			}
			b.History = h
		}
		d.Knowledge.RndBase, d.Knowledge.RndPublic = scale(d.Knowledge.RndBase, by), scale(d.Knowledge.RndPublic, by)
		r := d.run(t, i, d.economy(0.5), pathway.Options{})
		for j := range r.Years {
			for name, p := range a.Years[j].Prices {
				if q := r.Years[j].Prices[name]; math.Abs(q/p-1) > 1e-12 { // twos are exact: no digit may move
					return true, fmt.Sprintf("year %d: %s costs %v, %v in the economy half as large", j, name, q, p)
				}
			}
			for _, name := range d.Minerals {
				if x, y := a.Years[j].Minerals[name].Mined, r.Years[j].Minerals[name].Mined; math.Abs(y/(by*x)-1) > 1e-12 { // as of prices
					return true, fmt.Sprintf("year %d: %v of %s is mined, %v in the economy half as large", j, y, name, x)
				}
			}
			for key, h := range a.Years[j].Knowledge {
				if g := r.Years[j].Knowledge[key]; math.Abs(g/h-1) > 1e-12 { // as of prices
					return true, fmt.Sprintf("year %d: knowledge of %s is %v, %v in the economy half as large", j, key, g, h)
				}
			}
		}
		return true, ""
	})
}
