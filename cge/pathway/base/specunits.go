package base

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// columnOf a split account without minerals, equipment and taxes: what the
// rest of a unit's cost is spent on. Goods that the household buys none of are
// left out too, so that what is left of every good has somewhere to go.
func (w *writer) restOf(account string, without ...string) pathway.Nest {
	n := pathway.Nest{Elasticity: 0}
	for _, r := range w.a.SAM.Accounts() {
		v := w.at(r, account)
		if v <= 0 || strings.HasPrefix(r, "M_") || r == "TAX" || slices.Contains(without, r) || slices.Contains(equipment, r) {
			continue
		}
		if w.plain(r) || r == "LAB" || r == "CAP" {
			n.Inputs = append(n.Inputs, pathway.Input{Of: r, Value: v})
		}
	}
	return n
}

var equipment = []string{"PVM", "WTB", "BEV", "BGS"}

// plain goods are those that the household buys.
func (w *writer) plain(good string) bool {
	return w.at(good, "HH") > 0 && good != "ELE" && good != "VEH"
}

// contents of a sub-technology that are minerals of the account.
func (w *writer) contents(list []Content) []pathway.Content {
	var out []pathway.Content
	for _, c := range list {
		if _, ok := w.metalOf(c.Mineral); ok && c.Amount > 0 {
			out = append(out, pathway.Content{Mineral: c.Mineral, Amount: c.Amount})
		}
	}
	return out
}

// useSpec says how a use of the split becomes a use of the Spec.
type useSpec struct {
	node, account string
	technology    string
	buyer         string // of a use with a path
	path          func(*writer) ([]float64, error)
	history       string // technology whose additions before the base year it had
	installation  bool   // what the capacity around it costs is part of the unit
	follows       bool   // the share of wind and sun
}

var useSpecs = []useSpec{
	{node: "ev_battery", account: "BEV", technology: "electric_vehicles", history: "ev_battery"},
	{node: "grid_battery_pack", account: "K_GBS", technology: "grid_storage", buyer: "INV", path: (*writer).storagePath, history: "grid_battery", installation: true, follows: true},
	{node: "pv_system", account: "PVM", technology: "solar_pv", history: "solar_pv"},
	{node: "wind_drivetrain_onshore", account: "WTB", technology: "wind", history: "wind_onshore"},
	{node: "wind_drivetrain_offshore", account: "WTB", technology: "wind", history: "wind_offshore"},
	{node: "ev_motor", account: "TEQ", technology: "electric_vehicles", history: "ev_motor"},
	{node: "networks", account: "K_GRD", technology: "networks", buyer: "INV", path: (*writer).networkPath, history: "networks", follows: true},
	{node: "electrolyser_stack", account: "K_OTH", technology: "hydrogen", buyer: "INV", path: (*writer).electrolyserPath},
}

// packs writes uses and their units.
func (w *writer) packs() error {
	for _, of := range useSpecs {
		u, ok := w.uses[of.node]
		if !ok {
			continue
		}
		if err := w.writeUse(of, u); err != nil {
			return err
		}
	}
	return nil
}

// obsolete sub-technologies were sold once and do not come back.
var obsolete = map[string]string{"ev_battery": "nmc111"}

func (w *writer) writeUse(of useSpec, u *SplitUse) error {
	chosen := len(u.Subs) > 1
	use := pathway.Use{Name: u.Name, Technology: of.technology, Measure: u.Measure, Elasticity: u.Elasticity, Buyer: of.buyer, RefLife: u.Life, Latent: pathway.LatentOfLargest}
	if chosen {
		use.Sets = pathway.Chosen
	}
	history, err := w.history(of.history)
	if err != nil {
		return err
	}
	overhead, life := w.overhead(of, u, chosen), 0.0
	for _, sub := range u.Subs {
		if obsolete[u.Name] == sub.Node {
			continue
		}
		name := unitName(u.Name, sub.Node)
		price := sub.Price + w.around(of, u) - overhead
		unit := pathway.Unit{Name: name, Measure: u.Measure, Price: price, Content: w.contents(sub.Content), Inputs: w.restOf(of.account), Life: sub.Life, Shape: sub.Shape}
		w.spec.Units = append(w.spec.Units, unit)
		option := pathway.Option{Unit: name, Share: sub.Share, History: scaledBy(history, sub.Share)}
		if chosen {
			option.Viable = viableShare
		}
		if sub.Share == 0 {
			option.Weight, option.History = scaledBy(w.weight(sub.Node), u.overLargest()*w.losses(of, u, sub.Node)), nil
		}
		use.Options = append(use.Options, option)
		life += sub.Share * price * pvOf(u.Life) / pvOf(sub.Life)
	}
	if of.path != nil {
		use.Additions = u.Additions
		if use.Path, err = of.path(w); err != nil {
			return err
		}
	}
	if of.follows && w.set.Kappa > 0 {
		if use.Follows, err = w.follow(u.Name); err != nil {
			return err
		}
	}
	w.price[u.Name] = life + w.overheadAt(life, u, chosen)
	w.spec.Uses = append(w.spec.Uses, use)
	return nil
}

// overLargest is the weight of the incumbent that is sold most over the largest
// one, as the volume node has them. The largest may be that of something dear
// that few buy for reasons of their own: what is latent is like the common one.
func (u *SplitUse) overLargest() float64 {
	most, largest := 0, 0.0
	weight := func(s Sub) float64 {
		return s.Share * math.Exp(s.Price/pvOf(s.Life)*pvOf(u.Life)/u.Price*u.Elasticity)
	}
	for k, s := range u.Subs {
		if largest = max(largest, weight(s)); s.Share > u.Subs[most].Share {
			most = k
		}
	}
	return weight(u.Subs[most]) / largest
}

// unitName of a sub-technology in a use: stationary packs and turbines at sea
// are other units than those of vehicles and on land.
func unitName(use, node string) string {
	switch use {
	case "grid_battery_pack":
		return node + " stationary"
	case "wind_drivetrain_offshore":
		return node + " offshore"
	case "networks":
		return "network"
	}
	return node
}

// pvOf is the present value of a unit of service a year over a life.
func pvOf(life float64) float64 { return pathway.PresentValue(life, discount) }

// around is what installing a unit costs beside the pack, per unit.
func (w *writer) around(of useSpec, u *SplitUse) float64 {
	if !of.installation {
		return 0
	}
	return (w.w.goods.value["K_GBS"] - w.w.goods.value["BGS"]) / u.Additions
}

// overheadAt is what platforms of the base set cost per unit at a mean
// life-adjusted price: -T ln(1-viable) each, T the mean over the elasticity.
func (w *writer) overheadAt(mean float64, u *SplitUse, chosen bool) float64 {
	if !chosen {
		return 0
	}
	n := 0
	for _, sub := range u.Subs {
		if sub.Share > 0 {
			n++
		}
	}
	return -mean / u.Elasticity * math.Log1p(-viableShare) * float64(n)
}

// overhead is what is taken off the price of every unit so that units and
// platforms together cost what the account says.
func (w *writer) overhead(of useSpec, u *SplitUse, chosen bool) float64 {
	mean, scale := 0.0, 0.0
	for _, sub := range u.Subs {
		f := sub.Share * pvOf(u.Life) / pvOf(sub.Life)
		mean, scale = mean+f*(sub.Price+w.around(of, u)), scale+f
	}
	per := w.overheadAt(1, u, chosen) // of a mean price of 1
	return mean * per / (1 + per*scale)
}

func scaledBy(v []float64, f float64) []float64 {
	out := make([]float64, len(v))
	for i, x := range v {
		out[i] = x * f
	}
	return out
}

// A generator of the electricity service with its unit.
type generator struct {
	code, unit string
	account    string // K_ account whose column it is built of
	part       string // use that it contains
	capped     bool   // no mineral edges of its own: the scenario caps it
}

// coveredPlants are all but oil, which costs more to run than new plants sell
// for: it stays an input of delivered electricity.
var coveredPlants = []generator{
	{"COAL", "coal", "K_OTH", "", false}, {"GAS", "gas", "K_OTH", "", false}, {"NUC", "nuclear", "K_NUC", "", false}, {"HYD", "hydro", "K_HYD", "", false},
	{"WON", "wind_onshore", "K_WON", "wind_drivetrain_onshore", false}, {"WOF", "wind_offshore", "K_WOF", "wind_drivetrain_offshore", false},
	{"PV", "solar_pv", "K_PV", "pv_system", false}, {"BIO", "bioenergy", "K_OTH", "", true}, {"OTH", "other_renewables", "K_OTH", "", true},
}

// generatorOf finds a generator by its unit.
func generatorOf(unit string) (generator, bool) {
	for _, g := range coveredPlants {
		if g.unit == unit {
			return g, true
		}
	}
	return generator{}, false
}

// life of a generator: that of its node, or of its fleet where it has none.
func (w *writer) life(g generator) (mean, shape float64, err error) {
	if g.capped {
		return w.w.fleet(g.code).life, commonShape, nil
	}
	return weibullOf(g.unit, g.unit)
}

// plants writes power plants as units.
func (w *writer) plants() error {
	for _, g := range coveredPlants {
		f := w.w.fleet(g.code)
		u := pathway.Unit{Name: g.unit, Measure: "GW", Price: f.perKW / 1e3, Content: w.nodeContents(g.unit), Inputs: w.restOf(g.account)}
		switch {
		case g.part != "":
			u.Content, u.Parts = nil, []pathway.Part{{Use: g.part, Amount: 1}}
		case g.capped:
			u.Content = w.lowEmission()
		}
		var err error
		if u.Life, u.Shape, err = w.life(g); err != nil {
			return err
		}
		w.spec.Units = append(w.spec.Units, u)
	}
	return w.capturePlants()
}

// lowEmission is what is published for other low-emission plants, per GW of
// those that have no mineral edges in the network.
func (w *writer) lowEmission() []pathway.Content {
	built := 0.0
	for _, g := range coveredPlants {
		if g.capped {
			built += w.addedTo(g.unit)
		}
	}
	var out []pathway.Content
	for _, m := range w.a.Metals {
		for _, u := range m.Uses {
			if u.Buyer == "K_OTH" {
				out = append(out, pathway.Content{Mineral: m.ID, Amount: u.Kt / built})
			}
		}
	}
	return out
}

// nodeContents of a technology itself, in kt per GW. No publication aligns
// them: they are taken out of other uses.
func (w *writer) nodeContents(nodes ...string) []pathway.Content {
	n, err := loadNetwork()
	if err != nil {
		w.fail("base: World: %w", err)
		return nil
	}
	sum := map[string]float64{}
	for _, node := range nodes {
		for _, e := range n.metals[node] {
			if _, ok := e.bound["central"]; ok {
				sum[e.from] += e.value("central") * 1e-3
			}
		}
	}
	var out []pathway.Content
	for _, m := range w.a.Metals {
		if sum[m.ID] > 0 {
			out = append(out, pathway.Content{Mineral: m.ID, Amount: sum[m.ID]})
		}
	}
	return out
}

// capturePlants cost their host's price times GCAM's ratio.
func (w *writer) capturePlants() error {
	for _, c := range []struct{ host, code, with, without string }{{"coal", "COAL", "coal (conv pul CCS)", "coal (conv pul)"}, {"gas", "GAS", "gas (CC CCS)", "gas (CC)"}} {
		ratio := w.gcamRatio(c.host, c.with, c.without, "capex (overnight)")
		life, shape, err := weibullOf(c.host+"_ccs", c.host)
		if err != nil {
			return err
		}
		w.spec.Units = append(w.spec.Units, pathway.Unit{Name: c.host + "_ccs", Measure: "GW", Price: ratio * w.w.fleet(c.code).perKW / 1e3,
			Content: w.nodeContents(c.host, "capture_solvent"), Inputs: w.restOf("K_OTH"), Life: life, Shape: shape})
	}
	return nil
}

// gcamRatio of a figure of GCAM's technologies with and without capture.
func (w *writer) gcamRatio(technology, with, without, parameter string) float64 {
	v := func(sub string) float64 {
		rows, err := matching(gcamCosts(), where{"technology", technology, "sub_technology", sub, "parameter", parameter, "source", "gcam54", "year", "2015"})
		if err != nil || len(rows) != 1 {
			return w.fail("base: World: %s of %s in GCAM: %d rows: %v", parameter, sub, len(rows), err)
		}
		w.keep(fmt.Sprintf("%s of %s", parameter, sub), "costs_params", sub, rows[0])
		return rows[0].Value
	}
	return v(with) / v(without)
}
