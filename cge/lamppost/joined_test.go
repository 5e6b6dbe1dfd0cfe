package lamppost_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/lamppost"
)

// The small battery economy joins three packages: packs choose among four
// chemistries, one of them latent (choice); research answers to prices and
// market sizes in three drivers and changes what cells contain, how long they
// last, and what recycling yields (knowledge); and each year is watched.

var (
	minerals    = []string{"lithium", "nickel", "cobalt"}
	chemistries = []string{"NMC", "NCA", "LFP", "Na-ion"}
	// value of each mineral in a pack of the base year, by chemistry
	content = map[string][]float64{"NMC": {.10, .12, .10}, "NCA": {.10, .20, .03}, "LFP": {.09, 0, 0}, "Na-ion": {0, .02, 0}}
	labours = map[string]float64{"NMC": .70, "NCA": .72, "LFP": .86, "Na-ion": 1.25}
	shares  = map[string]float64{"NMC": .45, "NCA": .20, "LFP": .35}
)

const (
	firstYear = 2024
	discount  = 0.07
	lifeNow   = 12.0 // years of a pack, and of those made before the base year
)

// A world is a scenario of the small economy: yearly growth of packs, labour and
// of each ore.
type world struct {
	packs, labour float64
	ores          []float64 // by mineral
	public        float64   // public research on Na-ion over its base, from the second year on
	listens       bool      // research on what is outside believes the lamp posts
	shock         float64   // yearly, of the logarithm of every ore, that nobody knows before
	seed          uint64
}

var (
	still   = world{ores: []float64{0, 0, 0}, public: 1}
	growing = world{packs: .08, labour: .02, ores: []float64{0, .04, .04}, public: 4, listens: true}
	rough   = world{packs: .08, labour: .02, ores: []float64{0, .04, .04}, public: 4, listens: true, shock: .06, seed: 3}
)

// battery is the economy under way.
type battery struct {
	world
	sys     *choice.System
	keys    []knowledge.Key
	state   *knowledge.State
	cohorts knowledge.Cohorts
	tech    map[string]knowledge.Technology
	yield   map[string]knowledge.Effect
	chi     []knowledge.Appropriability
	sold    map[string][]float64 // packs by chemistry and year
	market  map[string][]float64 // that research counts on, by chemistry and year
	years   []batteryYear
	book    lamppost.Book
	walk    map[string][]float64 // of ln ore, by mineral and year
}

type batteryYear struct {
	year  int
	sol   *choice.Solution
	h, r  []float64
	price float64 // of research
	steps []choice.Step
	table lamppost.Table
	looks []choice.Outlook
}

func newBattery(w world) (*battery, error) {
	b := &battery{world: w, book: lamppost.Book{OfGaps: .002}, tech: map[string]knowledge.Technology{}, yield: map[string]knowledge.Effect{}, sold: map[string][]float64{}, market: map[string][]float64{}}
	for _, s := range chemistries {
		t := knowledge.Technology{Name: s, Intensity: map[string]knowledge.Effect{}, Cost: knowledge.Falling{Base: labours[s], Exponent: .15},
			Life: knowledge.Rising{Base: lifeNow, Ceiling: 20, Exponent: .4}, SecondLife: knowledge.Constant(0)}
		for i, m := range minerals {
			if a := content[s][i]; a > 0 {
				t.Intensity[m] = knowledge.Falling{Base: a, Floor: a / 2, Exponent: .5}
			}
		}
		if err := t.Check(); err != nil {
			return nil, err
		}
		b.tech[s] = t
	}
	for _, m := range minerals {
		b.yield[m] = knowledge.Rising{Base: .5, Ceiling: .95, Exponent: .8}
	}
	for _, d := range []knowledge.Driver{knowledge.Efficiency, knowledge.Durability} {
		for _, s := range chemistries {
			b.keys = append(b.keys, knowledge.Key{Driver: d, Object: s})
		}
	}
	for _, m := range minerals {
		b.keys = append(b.keys, knowledge.Key{Driver: knowledge.Recycling, Object: m})
	}
	b.walk = map[string][]float64{}
	rng := rand.New(rand.NewPCG(w.seed, 1))
	for range 40 {
		for _, m := range minerals {
			last := 0.0
			if n := len(b.walk[m]); n > 0 {
				last = b.walk[m][n-1] + w.shock*rng.NormFloat64()
			}
			b.walk[m] = append(b.walk[m], last)
		}
	}
	var err error
	if b.state, err = (knowledge.Block{Keys: b.keys, Frontier: knowledge.DefaultFrontier()}).Start(); err != nil {
		return nil, err
	}
	return b, b.build()
}

// build declares the economy, with everything that a year sets as a parameter.
func (b *battery) build() error {
	e := cge.NewEconomy("batteries")
	labour, pack := e.Commodity("labour"), e.Commodity("pack")
	home := e.Consumer("home")
	e.Param("packs", 100)
	e.Param("workers", 1000)
	of := map[string]cge.Commodity{}
	for _, m := range minerals {
		c, ore, scrap := e.Commodity(m), e.Commodity(m+" ore"), e.Commodity(m+" scrap")
		of[m] = c
		mined := 3 + .95*used(m)
		e.Param("ore of "+m, .4*mined)
		e.Param("scrap of "+m, .1*used(m))
		e.Param("yield of "+m, .5)
		e.Producer("mine "+m, c.Of(mined), cge.CES(.5, ore.Of(.4*mined), labour.Of(.6*mined)))
		e.Start(m+" scrap", .4).Start("recycle "+m, .1*used(m))
		e.Producer("recycle "+m, c.OfExpr("`yield of "+m+"`"), cge.Leontief(scrap.Of(1), labour.Of(.1)))
		home.Owns(ore.OfExpr("`ore of "+m+"`"), scrap.OfExpr("`scrap of "+m+"`")).Needs(c.Of(3))
	}
	v := &choice.Volume{Name: "packs", Makes: pack, Units: 100, Level: labour, Elasticity: 5}
	for _, s := range chemistries {
		c := e.Commodity(s)
		e.Param("cost of "+s, labours[s])
		e.Param("life factor of "+s, 1)
		inputs := []cge.Nest{labour.OfExpr("`cost of " + s + "`")}
		price := labours[s]
		for i, m := range minerals {
			if a := content[s][i]; a > 0 {
				e.Param(m+" in "+s, a)
				inputs = append(inputs, of[m].OfExpr("`"+m+" in "+s+"`"))
				price += a
			}
		}
		e.Producer("make "+s, c.Of(1), cge.Leontief(inputs...))
		e.Start(s, price).Start("make "+s, 100*shares[s])
		o := choice.Option{Name: s, Commodity: c, Share: shares[s], Price: price, LifeNow: "`life factor of " + s + "`"}
		if shares[s] == 0 {
			o.Weight = .015
		}
		v.Options = append(v.Options, o)
	}
	for k := range v.Options {
		v.Options[k].Platform = choice.Platform(v.Temper(), .03)
	}
	home.Owns(labour.OfExpr("workers")).Needs(pack.OfExpr("packs")).Wants(labour.Of(500))
	b.sys = &choice.System{Economy: e, Makers: []choice.Maker{v}}
	return e.Err()
}

// used is what the packs of the base year hold of a mineral.
func used(mineral string) float64 {
	sum := 0.0
	for _, s := range chemistries {
		sum += 100 * shares[s] * content[s][slices.Index(minerals, mineral)]
	}
	return sum
}

// parameters of a year by driver: what paths, scrap and knowledge say. Shocks
// are known up to a year; after it ores follow their trend.
func (b *battery) parameters(t, known int, s *knowledge.State) map[string]map[string]float64 {
	by := map[string]map[string]float64{"paths": {}, "scrap": {}, "knowledge": {}}
	by["paths"]["packs"] = 100 * math.Pow(1+b.packs, float64(t))
	by["paths"]["workers"] = 1000 * math.Pow(1+b.labour, float64(t))
	h := func(d knowledge.Driver, object string) float64 {
		v, _ := s.Of(knowledge.Key{Driver: d, Object: object})
		return v
	}
	for i, m := range minerals {
		by["paths"]["ore of "+m] = .4 * (3 + .95*used(m)) * math.Pow(1+b.ores[i], float64(t)) * math.Exp(b.walk[m][min(t, known)])
		by["scrap"]["scrap of "+m] = b.scrap(t, m)
		by["knowledge"]["yield of "+m] = b.yield[m].At(h(knowledge.Recycling, m))
	}
	for _, c := range chemistries {
		at := b.tech[c].At(h(knowledge.Efficiency, c), h(knowledge.Durability, c))
		by["knowledge"]["cost of "+c] = at.Cost
		by["knowledge"]["life factor of "+c] = worth(lifeNow) / worth(at.Life)
		for m, a := range at.Intensity {
			by["knowledge"][m+" in "+c] = a
		}
	}
	return by
}

// worth is the present value of one a year over a life.
func worth(life float64) float64 { return -math.Expm1(-life*math.Log1p(discount)) / discount }

// scrap of a mineral in a year: a twelfth of what each of the cohorts of the
// twelve years before holds, as it was when they were built.
func (b *battery) scrap(t int, mineral string) float64 {
	sum := 0.0
	for age := 1; age <= int(lifeNow); age++ {
		for _, s := range chemistries {
			if c, built := b.cohorts.Of(firstYear+t-age, s); built {
				sum += c.Intensity[mineral] * b.sold[s][t-age] / lifeNow
			} else { // before the base year
				sum += b.tech[s].At(1, 1).Intensity[mineral] * 100 * shares[s] / lifeNow
			}
		}
	}
	return .1 * sum // what is collected
}

// run goes through the years: solve, research, write knowledge, watch.
func (b *battery) run(years int) error {
	for t := range years {
		if err := b.year(t); err != nil {
			return fmt.Errorf("%d: %w", firstYear+t, err)
		}
	}
	return nil
}

func (b *battery) year(t int) error {
	ctx := context.Background()
	now := b.parameters(t, t, b.state)
	sc := cge.Scenario{Set: map[string]float64{}, Fix: map[string]float64{"labour": 1}}
	for _, set := range now {
		for name, v := range set {
			sc.Set[name] = v
		}
	}
	y := batteryYear{year: firstYear + t}
	settings := &choice.Settings{Solver: &cge.Settings{Tolerance: 1e-13}}
	if t > 0 {
		settings.Start = b.years[t-1].sol.Values()
	}
	var err error
	if y.sol, err = b.sys.Solve(ctx, sc, settings); err != nil {
		return err
	}
	if err = b.record(t, y.sol); err != nil {
		return err
	}
	if y.looks, err = b.sys.Ahead(ctx, y.sol, nil, nil); err != nil {
		return err
	}
	if err = b.markets(t, y.looks[0], y.sol); err != nil {
		return err
	}
	y.h = b.state.Knowledge()
	if y.r, y.price, err = b.research(t, y.sol); err != nil {
		return err
	}
	if b.state, err = b.state.Step(y.r); err != nil {
		return err
	}
	next := b.parameters(t+1, t, b.state)
	for _, driver := range []string{"knowledge", "scrap", "paths"} {
		step := choice.Step{Driver: driver, By: map[string]float64{}}
		for name, v := range next[driver] {
			step.By[name] = v - now[driver][name]
		}
		y.steps = append(y.steps, step)
	}
	if y.looks, err = b.sys.Ahead(ctx, y.sol, y.steps, settings.Solver); err != nil {
		return err
	}
	if err = b.book.Write(y.year, y.steps, y.looks); err != nil {
		return err
	}
	if y.table, err = lamppost.Watch(&b.book, y.year, &lamppost.Settings{Horizon: 5, Yearly: true}); err != nil {
		return err
	}
	b.years = append(b.years, y)
	return nil
}

// record freezes the content of this year's packs.
func (b *battery) record(t int, sol *choice.Solution) error {
	for _, s := range chemistries {
		b.sold[s] = append(b.sold[s], sol.Choices[0].Shares[s]*100*math.Pow(1+b.packs, float64(t)))
		he, _ := b.state.Of(knowledge.Key{Driver: knowledge.Efficiency, Object: s})
		hd, _ := b.state.Of(knowledge.Key{Driver: knowledge.Durability, Object: s})
		if err := b.cohorts.Freeze(firstYear+t, s, b.tech[s].At(he, hd)); err != nil {
			return err
		}
	}
	return nil
}

// markets are what research on each chemistry counts on: what it sells, and of
// one outside what it would sell, times the belief that it enters: .2, or what
// last year's lamp posts say if that is more.
func (b *battery) markets(t int, look choice.Outlook, sol *choice.Solution) error {
	total := 100 * math.Pow(1+b.packs, float64(t))
	belief := .2
	if t > 0 && b.listens {
		for _, row := range b.years[t-1].table {
			if strings.Contains(row.To, "Na-ion") && row.Measure == "gap" {
				belief = max(belief, row.Probability)
			}
		}
	}
	for _, s := range chemistries {
		var regimes []knowledge.Regime
		for _, r := range sol.Choices[0].Running {
			member := slices.Contains(r.Options, s)
			with := r.Options
			if !member {
				with = append(slices.Clone(with), s)
			}
			in, ok := look.Shares(with)
			if !ok {
				return fmt.Errorf("no shares in %v", with)
			}
			regimes = append(regimes, knowledge.Regime{Weight: r.Part, Member: member, Share: in[s]})
		}
		size, err := knowledge.MarketSize(total, belief, regimes...)
		if err != nil {
			return err
		}
		b.market[s] = append(b.market[s], size)
	}
	return nil
}

// research clears the market for it at the benefits of the year. The base year
// calibrates what those who do it keep.
func (b *battery) research(t int, sol *choice.Solution) ([]float64, float64, error) {
	projects, err := b.projects(t, sol)
	if err != nil {
		return nil, 0, err
	}
	if t == 0 {
		if b.chi, err = knowledge.Calibrate(1, projects, nil, nil); err != nil {
			return nil, 0, err
		}
	}
	base := 0.0
	for i := range projects {
		projects[i].Chi = b.chi[i].Chi
		base += projects[i].Base
	}
	for i, k := range b.keys { // what is public may grow beyond its base
		if k.Object == "Na-ion" && t > 0 {
			projects[i].Public *= b.public
		}
	}
	supply := knowledge.NewSector(base)
	supply.Factor = math.Pow(1+b.labour, float64(t))
	cleared, err := knowledge.Market{Projects: projects, Supply: supply}.Solve()
	if err != nil {
		return nil, 0, err
	}
	return cleared.Ratio, cleared.Price, nil
}

// baseOf is research in the base year; that on Na-ion is public.
func baseOf(k knowledge.Key) float64 {
	switch {
	case k.Driver == knowledge.Recycling:
		return .1
	case k.Object == "Na-ion":
		return .25
	}
	return 1
}

func (b *battery) projects(t int, sol *choice.Solution) ([]knowledge.Project, error) {
	terms := make([]knowledge.Project, len(b.keys))
	v := knowledge.DefaultValuation()
	for i, k := range b.keys {
		benefit, inflow, err := b.benefit(t, k, b.state.Knowledge()[i], sol)
		if err != nil {
			return nil, err
		}
		ahead, err := knowledge.Myopic{}.Ahead(knowledge.Question{Cell: i, Year: t, Now: benefit, Inflow: inflow, Horizon: v.Horizon})
		if err != nil {
			return nil, err
		}
		if terms[i].Value, err = v.Of(ahead, knowledge.DefaultFrontier()); err != nil {
			return nil, err
		}
		terms[i].Base = baseOf(k)
		if k.Object == "Na-ion" {
			terms[i].Public = terms[i].Base
		}
	}
	return b.state.Projects(terms)
}

// benefit of one more base year's knowledge, and the inflow that it grows with.
func (b *battery) benefit(t int, k knowledge.Key, h float64, sol *choice.Solution) (knowledge.Benefit, []float64, error) {
	price := func(name string) float64 { v, _ := sol.Value(name); return v }
	s, market := b.tech[k.Object], b.market[k.Object]
	switch k.Driver {
	case knowledge.Efficiency:
		in := knowledge.EfficiencyInput{H: h, Inflow: market[t], Cost: s.Cost}
		for _, m := range minerals {
			if e, there := s.Intensity[m]; there {
				in.Minerals = append(in.Minerals, knowledge.Mineral{Name: m, Price: price(m), Intensity: e})
			}
		}
		out, err := in.Benefit()
		return out, market, err
	case knowledge.Durability:
		out, err := knowledge.DurabilityInput{H: h, Inflow: market[t], UnitPrice: price(k.Object), Rate: discount, Life: s.Life}.Benefit()
		return out, market, err
	}
	treated, _ := sol.Value("recycle " + k.Object) // one unit of scrap a level
	out, err := knowledge.RecyclingInput{H: h, Mineral: k.Object, Price: price(k.Object), Treated: treated, Yield: b.yield[k.Object]}.Benefit()
	return out, nil, err
}

// chosen is the largest set of a year.
func (y batteryYear) chosen() []string { return y.sol.Choices[0].Running[0].Options }
