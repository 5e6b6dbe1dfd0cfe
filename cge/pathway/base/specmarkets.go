package base

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
)

func gammaOf(x float64) float64 { return math.Gamma(x) }

// A byProduct comes out of other mines: shares of the base year's output after
// Nassar, Graedel and Harper 2015 and market reports, recalled; how many times
// today's recovery is possible.
type byProduct struct {
	hosts   map[string]float64
	ceiling float64
	why     string
}

var byProducts = map[string]byProduct{
	"cobalt":    {map[string]float64{"copper": .74, "nickel": .24}, 0, "Cobalt Institute 2024: copper belt and nickel laterites"},
	"indium":    {map[string]float64{"zinc": 1}, 1.5, "of zinc concentrates that hold it, about two thirds is recovered"},
	"gallium":   {map[string]float64{"aluminium": 1}, 5, "a small part of alumina plants recover it"},
	"tellurium": {map[string]float64{"copper": 1}, 1.5, "of anode slimes, about two thirds is recovered"},
	"iridium":   {map[string]float64{"platinum": 1}, 1.2, "comes with platinum in fixed proportions, nearly all is recovered"},
	"palladium": {map[string]float64{"platinum": .6, "nickel": .4}, 1.2, "with platinum, and in Norilsk with nickel"},
}

// mines writes primary supply.
func (w *writer) mines() error {
	done := map[string]bool{}
	for _, l := range w.w.lodes {
		account := l.primaryName()
		if done[account] {
			continue
		}
		done[account] = true
		m := pathway.Mine{Name: l.id, Owner: "HH", Speed: resourceSpeed, Short: w.shortRun(l.ore), Inputs: w.restOf(account)}
		if l.joint() {
			m.Name = "rare earths"
			for _, o := range w.w.lodes {
				if o.joint() {
					m.Outputs = append(m.Outputs, pathway.Output{Mineral: o.id, Amount: o.total * (1 - o.secondary)})
				}
			}
		} else {
			m.Outputs = []pathway.Output{{Mineral: l.id}}
		}
		_, sold, err := w.a.SAM.Totals(account)
		if err != nil {
			return err
		}
		m.Rent = w.at("R_"+account, account) / sold
		if long, _, ok := estimatedSupply(l.id, "20 years"); ok {
			m.Long = long
		}
		m.Growth = w.resourceGrowth(l.id)
		if w.set.Ramp > 0 {
			m.Ramp = w.set.Ramp
		}
		w.host(&m)
		w.spec.Mines = append(w.spec.Mines, m)
	}
	return nil
}

// shortRun is the elasticity of supply within a year.
func (w *writer) shortRun(o ore) float64 {
	if eta, source, ok := estimatedSupply(o.id, "same year"); ok {
		w.derive("elasticity of supply of "+o.id, eta, "1", "same year", source)
		return eta
	}
	if o.id == "aluminium" || o.id == "silicon" {
		return w.assume("elasticity of supply of "+o.id, 2, "1", "smelters, resource factor of the CHEER model")
	}
	return w.assume("elasticity of supply of "+o.id, .5, "1", "between copper and nickel of Boer, Pescatori and Stuermer 2021")
}

func (w *writer) host(m *pathway.Mine) {
	by, ok := byProducts[m.Name]
	if !ok {
		return
	}
	for _, h := range sortedKeys(by.hosts) {
		if _, ok := w.metalOf(h); ok {
			w.assume("share of "+m.Name+" that comes with "+h, by.hosts[h], "1", "recalled: "+by.why)
			m.Hosts = append(m.Hosts, pathway.Host{Mine: h, Share: by.hosts[h], Ceiling: by.ceiling})
		}
	}
}

const trendYears = 20 // of world output behind the growth of a resource

// resourceGrowth is the trend of world output over twenty years, at most 5 %.
func (w *writer) resourceGrowth(mineral string) float64 {
	for _, of := range []struct{ source, stage string }{{"bgs_wms", "refined"}, {"bgs_wms", "mine"}, {"usgs_ds140_li", "mine"}} {
		key := where{"region", "World", "mineral", mineral, "stage", of.stage, "source", of.source}
		last, y1, err1 := nearest(datasets.MineralProduction(), key, w.a.Year)
		first, y0, err0 := nearest(datasets.MineralProduction(), key, w.a.Year-trendYears)
		if err1 == nil && err0 == nil && y1-y0 >= trendYears/2 && first.Value > 0 {
			g := logOf(last.Value/first.Value) / float64(y1-y0)
			return w.derive("growth of the resource of "+mineral, min(fastestGrowth, max(0, g)), "1", fmt.Sprintf("world output %d to %d, a year, between 0 and %g", y0, y1, fastestGrowth), of.source)
		}
	}
	return w.assume("growth of the resource of "+mineral, defaultGrowth, "1", "no series of twenty years")
}

// Recovery of minerals from what is retired, cost in GUSD per unit. The
// network's rates by sub-technology are collapsed to one per use.
var recyclerSpecs = []struct {
	name   string
	from   []string
	node   string // sub-technology whose rates stand for the use
	route  string
	cost   float64
	why    string
	column string
}{
	{"packs", []string{"ev_battery", "grid_battery_pack"}, "nmc811", "hydrometallurgical", .006, "recalled: EverBatt, 5 to 8 USD/kWh", "S_Co"},
	{"modules", []string{"pv_system"}, "c_si", "PV recycling", .012, "recalled: 12 USD/kW", "S_Al"},
	{"turbines", []string{"wind_drivetrain_onshore", "wind_drivetrain_offshore"}, "gb_dfig", "all routes", .004, "recalled: dismantling is paid by the plant; metal recovery alone", "S_Cu"},
	{"networks", []string{"networks"}, "hv_underground", "all routes", .02, "recalled: pulling and stripping of cables", "S_Cu"},
}

// recyclers writes scrap of the rest of the economy by metal, and what takes
// retired units apart.
func (w *writer) recyclers() error {
	for _, l := range w.w.lodes {
		if l.recycled() < 1e-6 {
			continue
		}
		other := scaledBy(w.growing(w.resourceGrowth(l.id)), l.total*l.secondary)
		w.spec.Recyclers = append(w.spec.Recyclers, pathway.Recycler{Name: l.id + " scrap", From: []string{}, PerMineral: true, Owner: "HH",
			Yields: []pathway.Yield{{Mineral: l.id, Base: 1, Max: 1}}, Cost: (1 - scrapRent) * l.price / 1e6, Inputs: w.restOf("S_" + l.code), Other: other})
	}
	for _, r := range recyclerSpecs {
		cost := w.assume("cost of recycling "+r.name, r.cost, "GUSD2024", "per GWh or GW: "+r.why)
		x := pathway.Recycler{Name: r.name, Owner: "HH", Cost: cost, Inputs: w.restOf(r.column)}
		if x.Inputs.Inputs == nil {
			x.Inputs = w.restOf("SRV")
		}
		for _, u := range r.from {
			if _, ok := w.uses[u]; ok {
				x.From = append(x.From, u)
			}
		}
		for _, m := range w.a.Metals {
			base, top, ok := w.recovery(r.node, m.ID, r.route)
			if ok {
				x.Yields = append(x.Yields, pathway.Yield{Mineral: m.ID, Base: base, Max: top})
			}
		}
		if len(x.Yields) > 0 && len(x.From) > 0 {
			w.spec.Recyclers = append(w.spec.Recyclers, x)
		}
	}
	return nil
}

// recovery is the yield of a mineral and its cap, from collected units.
func (w *writer) recovery(node, mineral, route string) (base, top float64, ok bool) {
	read := func(property string) (float64, bool) {
		rows, err := matching(datasets.EndOfLife(), where{"sub_technology", node, "mineral", mineral, "route", route, "property", property, "bound", "central"})
		if err != nil || len(rows) != 1 {
			return 0, false
		}
		w.keep(property+" of "+mineral+" in "+node, "end_of_life", route, rows[0])
		return rows[0].Value, true
	}
	if base, ok = read("yield"); !ok || base == 0 {
		return 0, 0, false
	}
	if top, ok = read("yield_cap"); !ok {
		top = base
	}
	return base, max(top, base), true
}

const refurbishing = .03 // GUSD per useful GWh: testing, repacking

// secondLife sends retired packs of vehicles into grid storage.
func (w *writer) secondLife() error {
	if !slices.ContainsFunc(w.spec.Uses, func(u pathway.Use) bool { return u.Name == "grid_battery_pack" }) {
		return nil
	}
	read := func(parameter string) float64 {
		return w.read(datasets.SecondLife(), "1", "product", "EV battery", "parameter", parameter, "scenario~", "", "bound", "central")
	}
	share := w.busch("Baseline")
	top := w.busch("Enhanced SSPS")
	install := (w.w.goods.value["K_GBS"] - w.w.goods.value["BGS"]) / w.w.goods.count["K_GBS"]
	w.spec.SecondLife = append(w.spec.SecondLife, pathway.SecondLife{From: "ev_battery", To: "grid_battery_pack", Share: share, Max: top,
		Health: read("residual capacity at end of first life"), Life: w.read(datasets.SecondLife(), "yr", "product", "EV battery", "parameter", "second-life duration by application", "bound", "central"),
		Shape: commonShape, Cost: install + w.assume("cost of refurbishing a pack", refurbishing, "GUSD2024", "per useful GWh, recalled: 20 to 50 USD/kWh"), Inputs: w.restOf("K_GBS"), Owner: "HH"})
	return nil
}

// busch is the share of retired packs that is repurposed in a scenario.
func (w *writer) busch(scenario string) float64 {
	return w.read(datasets.SecondLife(), "1", "product", "EV battery", "parameter", "share of retired batteries repurposed to stationary storage", "scenario", scenario, "bound", "central")
}

// electricity writes the service: plants that the network covers, old and new.
func (w *writer) electricity() error {
	s := pathway.Service{Name: "electricity", Measure: "TWh", Investor: "INV"}
	eta, _, ok := GCAMElasticity("electricity")
	if !ok {
		return fmt.Errorf("no exponent of electricity in GCAM")
	}
	s.Elasticity = eta
	for _, g := range coveredPlants {
		s.New += w.addedTo(g.unit) * w.w.fleet(g.code).twh / w.w.fleet(g.code).gw
	}
	for _, g := range coveredPlants {
		p, err := w.plant(g, s.New)
		if err != nil {
			return err
		}
		s.Plants = append(s.Plants, p)
	}
	for _, host := range []string{"coal", "gas"} {
		s.Plants = append(s.Plants, w.capturePlant(&s, host))
	}
	var err error
	if s.Path, err = w.electricityPath(); err != nil {
		return err
	}
	w.spec.Services = append(w.spec.Services, s)
	return w.carbon(&s)
}

// carbon limits what plants emit to the scenario's own path.
func (w *writer) carbon(s *pathway.Service) error {
	if !w.set.Carbon {
		return nil
	}
	if w.a.Path == Open {
		return fmt.Errorf("no limit on carbon dioxide on path %q: it is the outlook's", Open)
	}
	base := 0.0
	for i, g := range coveredPlants {
		base += s.Plants[i].Emissions * w.w.fleet(g.code).twh
	}
	limit, err := w.carbonPath(base)
	if err != nil {
		return err
	}
	limit[0] = math.Inf(1)
	w.spec.Carbon = &pathway.Carbon{Unit: "Mt", Limit: limit, Owner: "HH"}
	return nil
}

// plant of the service: what its fleet pays to run, and emits.
func (w *writer) plant(g generator, new float64) (pathway.Plant, error) {
	f := w.w.fleet(g.code)
	out := f.twh / f.gw
	p := pathway.Plant{Unit: g.unit, Output: out, Share: w.addedTo(g.unit) * out / new, Inputs: w.running("G_" + g.code)}
	for _, in := range p.Inputs.Inputs {
		p.Operating += in.Value / f.twh
	}
	var err error
	if p.History, err = w.plantHistory(g.unit); err != nil {
		return p, err
	}
	p.Emissions = w.emissions(f)
	return p, nil
}

// running is a generator's column without capital, which its unit holds, and
// without tax.
func (w *writer) running(account string) pathway.Nest {
	var n pathway.Nest
	for _, r := range w.a.SAM.Accounts() {
		v := w.at(r, account)
		if v > 0 && r != "CAP" && r != "TAX" && (w.plain(r) || r == "LAB" || slices.Contains(paysExactly, r)) && r != "RND" {
			n.Inputs = append(n.Inputs, pathway.Input{Of: r, Value: v})
		}
	}
	return n
}

// carbonOf fuels, tCO2 per MWh of heat.
var carbonOf = map[string]float64{"COA": .3361, "GAS": .198}

// emissions of a fleet in Mt per TWh.
func (w *writer) emissions(f *fleet) float64 {
	if f.fuel != "COA" && f.fuel != "GAS" {
		return 0
	}
	of := w.w.fuel(f.fuel)
	heat := f.fuelCost / (of.price * of.discount) / 3.6e-3 // TWh
	return heat * w.assume("carbon dioxide of "+f.fuel, carbonOf[f.fuel], "tCO2/MWh", "per heat: stoichiometric, European catalogue (gas: recalled)") / f.twh
}

const captureRate = .85

// capturePlant runs like its host at the worse efficiency that GCAM gives it.
func (w *writer) capturePlant(s *pathway.Service, host string) pathway.Plant {
	i := slices.IndexFunc(s.Plants, func(p pathway.Plant) bool { return p.Unit == host })
	with, without := "coal (conv pul CCS)", "coal (conv pul)"
	if host == "gas" {
		with, without = "gas (CC CCS)", "gas (CC)"
	}
	loss := 1 / w.gcamRatio(host, with, without, "efficiency")
	p := s.Plants[i]
	p.Unit, p.Share, p.History = host+"_ccs", 0, nil
	p.Output = w.read(datasets.CostParams(), "1", "technology", host, "sub_technology", with, "parameter", "capacity factor", "source", "gcam54", "year", "2015") * 8.76
	p.Operating *= loss
	p.Emissions *= loss * (1 - captureRate)
	p.Weight = w.weight(p.Unit)
	return p
}

// uncovered generators keep their account.
func uncovered(account string) bool {
	return slices.Contains([]string{"G_OIL", "G_BIO", "G_OTH"}, account)
}
