package base

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
)

// electricity writes the service: plants that the network covers, old and new.
func (w *writer) electricity() error {
	s := pathway.Service{Name: "electricity", Measure: "TWh", Investor: "INV"}
	eta, _, ok := GCAMElasticity("electricity")
	if !ok {
		return fmt.Errorf("no exponent of electricity in GCAM")
	}
	s.Elasticity = w.estimated("nests", s.Name, eta)
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
	if err := w.imposePlants(&s); err != nil {
		return err
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

const networksFollow = .2 // of the exponent of storage

// follow scales a use with the share of wind and sun over that of the
// scenario, to the power kappa, so that volume shares do not come free of what
// they ask of the system.
func (w *writer) follow(use string) (*pathway.Follow, error) {
	path, err := w.renewablePath()
	if err != nil {
		return nil, err
	}
	f := &pathway.Follow{Service: "electricity", Plants: []string{"wind_onshore", "wind_offshore", "solar_pv"}, Exponent: w.set.Kappa}
	if use == "networks" { // the list is the name of the share: two uses, two names
		slices.Reverse(f.Plants)
		f.Exponent *= w.assume("networks that follow wind and sun", networksFollow, "1", "transmission and connections; most of the length is distribution")
	}
	share, all := 0.0, 0.0
	for _, g := range coveredPlants {
		twh := w.w.fleet(g.code).twh
		if all += twh; slices.Contains(f.Plants, g.unit) {
			share += twh
		}
	}
	f.Reference = scaledBy(path, share/all)
	return f, nil
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
	if p.History, err = w.plantHistory(g); err != nil {
		return p, err
	}
	if g.capped && !w.set.Uncapped {
		p.Cap, err = w.capPath(g)
	}
	p.Emissions = w.emissions(f)
	if x, ok := fleetSpread[g.unit]; ok {
		p.Spread = w.assume("spread of what "+g.unit+" plants cost to run", x.half, "1", x.why)
	}
	return p, err
}

// fleetSpread is half the width of what the plants of a fleet cost to run, and emit,
// over their mean. New plants with capture are alike.
var fleetSpread = map[string]struct {
	half float64
	why  string
}{
	"coal": {.2, "net efficiencies of 30 to 45 % about 37 (recalled: IEA); 0.1 to 0.3"},
	"gas":  {.25, "open cycles of 35 % to combined ones of 60 % about 46 (recalled: IEA); 0.15 to 0.35"},
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
	p.Unit, p.Share, p.History, p.Imposed, p.Spread = host+"_ccs", 0, nil, nil, 0
	if s.Plants[i].Imposed != nil {
		p.Imposed = make([]float64, w.years)
	}
	p.Output = w.read(datasets.CostParams(), "1", "technology", host, "sub_technology", with, "parameter", "capacity factor", "source", "gcam54", "year", "2015") * 8.76
	p.Operating *= loss
	p.Emissions *= loss * (1 - captureRate)
	p.Weight = scaledBy(w.weight(p.Unit), w.overLargest(s, i))
	return p
}

// overLargest is the weight of plant i over that of the largest incumbent, as
// the volume node has them. A plant with capture competes for what its host
// does: the latent weight is of the host's, not of the largest's.
func (w *writer) overLargest(s *pathway.Service, i int) float64 {
	cost := make([]float64, len(coveredPlants))
	mean := 0.0
	for k := range coveredPlants {
		p := &s.Plants[k]
		u := w.spec.Unit(p.Unit)
		cost[k] = u.Price/pvOf(u.Life)/p.Output + p.Operating
		mean += p.Share * cost[k]
	}
	weight := func(k int) float64 { return s.Plants[k].Share * math.Exp((cost[k]-mean)/mean*s.Elasticity) }
	largest := 0.0
	for k := range coveredPlants {
		largest = max(largest, weight(k))
	}
	return weight(i) / largest
}
