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
