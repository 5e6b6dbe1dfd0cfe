package base

import (
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
)

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
			Yields: []pathway.Yield{{Mineral: l.id, Base: 1, Max: 1}}, Cost: worth(1-scrapRent, l.price), Inputs: w.restOf("S_" + l.code), Other: other})
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
