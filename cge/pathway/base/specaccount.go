package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// Sectors that keep a column of the account beside the broad ones.
var splitSectors = []string{"OMI", "COA", "OIL", "GAS", "GWS", "RND", "G_OIL", "TND", "ELE"}

// goodsWithoutHousehold take their output from what is used of them.
var goodsWithoutHousehold = []string{"OIL", "GAS", "OMI", "RND", "TND"}

// accountPart writes sectors, factors and agents: the columns of the account,
// with packs, motors, electricity and minerals in place of what they are split
// into.
func (w *writer) accountPart() error {
	if err := w.reroute(); err != nil {
		return err
	}
	e, err := DefaultElasticities()
	if err != nil {
		return err
	}
	w.elasticity = e
	w.columns = map[string]map[string]float64{}
	for _, a := range append(parents(), splitSectors...) {
		w.columns[a] = w.column(a)
	}
	if err := w.deliver(); err != nil {
		return err
	}
	w.agents()
	w.settle()
	for _, a := range append(parents(), splitSectors...) {
		w.sector(a)
	}
	w.factors()
	return nil
}

// reroute takes minerals that units hold beyond what the account sells to
// them out of the mineral's other uses, so that its market stays what it is.
func (w *writer) reroute() error {
	built := w.built()
	for _, m := range w.a.Metals {
		extra := 0.0
		for _, u := range w.spec.Units {
			for _, c := range u.Content {
				if c.Mineral == m.ID {
					extra += c.Amount * built[u.Name]
				}
			}
		}
		for _, use := range m.Uses {
			if slices.Contains([]string{"PVM", "K_PV", "WTB", "BEV", "BGS", "K_GRD", "K_OTH", "VZE", "VIC"}, use.Buyer) {
				extra -= use.Kt
			}
		}
		if extra > .95*m.Other {
			return fmt.Errorf("units hold %v kt of %s more than the account sells to them, and its other uses are %v kt", extra, m.ID, m.Other)
		}
		w.derive("taken from other uses of "+m.ID, extra, "kt", "held by units, without a published figure for their use")
		w.moved[m.ID] = extra / m.Other
	}
	return nil
}

// built counts units of the base year.
func (w *writer) built() map[string]float64 {
	n := map[string]float64{}
	for _, u := range w.spec.Uses {
		for _, o := range u.Options {
			if of, ok := w.uses[u.Name]; ok {
				n[o.Unit] = o.Share * of.Additions
			}
		}
	}
	for _, g := range coveredPlants {
		n[g.unit] = w.addedTo(g.unit)
	}
	n["ice"], n["zev"] = w.w.goods.count["VIC"], w.w.goods.count["VZE"]
	return n
}

// column is what an account pays, minerals under their names and less what is
// in units now; equipment and generation are left to those who write them.
func (w *writer) column(account string) map[string]float64 {
	out := map[string]float64{}
	for _, r := range w.a.SAM.Accounts() {
		v := w.at(r, account)
		code, mineral := strings.CutPrefix(r, "M_")
		switch {
		case v <= 0 || slices.Contains(equipment, r) || strings.HasPrefix(r, "G_"):
		case mineral:
			l, _ := w.lodeOf(code)
			if others := l.others[account]; others > 0 {
				v -= worth(w.moved[l.id]*(l.total-l.clean()), l.price) * others
			}
			out[l.id] = v
		default:
			out[r] = v
		}
	}
	return out
}

func (w *writer) lodeOf(code string) (lode, bool) {
	for _, l := range w.w.lodes {
		if l.code == code {
			return l, true
		}
	}
	return lode{}, false
}

// output is what a column costs, tax included.
func (w *writer) output(account string) (sum float64) {
	for _, r := range sortedKeys(w.columns[account]) {
		sum += w.columns[account][r]
	}
	return sum
}

// servicePrice is the price of electricity from new plants, as the volume
// node has it in the base year.
func (w *writer) servicePrice() (price, demand float64) {
	s := &w.spec.Services[0]
	for _, p := range s.Plants {
		u := w.spec.Unit(p.Unit)
		price += p.Share * (u.Price/pvOf(u.Life)/p.Output + p.Operating)
	}
	for _, g := range coveredPlants {
		demand += w.w.fleet(g.code).twh
	}
	return price, demand
}

// deliver writes delivered electricity: plants at the price of new supply,
// oil plants at their cost, and networks and system services the rest.
func (w *writer) deliver() error {
	price, demand := w.servicePrice()
	w.price["electricity"] = price
	col := map[string]float64{"electricity": price * demand * (1 - rounding)}
	rest := w.at("TND", "ELE") - price*demand
	for _, r := range w.a.SAM.Accounts() {
		if strings.HasPrefix(r, "G_") {
			rest += w.at(r, "ELE")
		}
	}
	oil := w.output("G_OIL")
	col["G_OIL"], rest = oil*(1-rounding), rest-oil
	if rest <= 0 {
		return fmt.Errorf("electricity from new plants at %v GUSD/TWh leaves nothing for networks: delivered electricity sells for %v GUSD", price, rest+price*demand)
	}
	w.derive("networks and system services in delivered electricity", rest, w.w.unit, "what generation at the cost of new plants leaves")
	col["TND"] = rest
	w.columns["ELE"] = col
	return nil
}

// settle scales the goods that the household buys none of to what is used of
// them, so that nothing is left but rounding.
func (w *writer) settle() {
	for range 50 {
		for _, good := range goodsWithoutHousehold {
			f := w.used(good) / w.output(good)
			for _, r := range sortedKeys(w.columns[good]) {
				w.columns[good][r] *= f
			}
		}
	}
}

// used is what sectors, agents and plants take of a good.
func (w *writer) used(good string) (sum float64) {
	for _, a := range append(parents(), splitSectors...) {
		sum += w.columns[a][good]
	}
	for _, g := range w.spec.Account.Agents {
		for _, in := range g.Wants.Inputs {
			if in.Of == good {
				sum += in.Value
			}
		}
	}
	for i := range coveredPlants {
		for _, in := range w.spec.Services[0].Plants[i].Inputs.Inputs {
			if in.Of == good {
				sum += in.Value
			}
		}
	}
	return sum
}

// sector writes a column as a nest: resource over inputs and value added.
func (w *writer) sector(a string) {
	col := w.columns[a]
	s := pathway.Sector{Name: a, Output: w.output(a), TaxTo: "HH"}
	s.Tax = col["TAX"] / s.Output
	var va, inputs pathway.Nest
	va.Elasticity, inputs.Elasticity = w.elasticity.Factors, w.between(a)
	rent, cost := 0.0, 0.0
	for _, r := range sortedKeys(col) {
		v := col[r]
		switch {
		case r == "TAX" || v <= 0:
			continue
		case r == "LAB" || r == "CAP":
			va.Inputs = append(va.Inputs, pathway.Input{Of: r, Value: v})
		case isRent(r):
			rent += v
		default:
			inputs.Inputs = append(inputs.Inputs, pathway.Input{Of: r, Value: v})
		}
		cost += v
	}
	if len(va.Inputs) > 0 {
		inputs.Inputs = append(inputs.Inputs, pathway.Input{Nest: &va})
	}
	s.Inputs = inputs
	if rent > 0 {
		theta := rent / cost
		s.Inputs = pathway.Nest{Elasticity: w.elasticity.Supply[a] * theta / (1 - theta), Inputs: []pathway.Input{{Nest: &inputs}, {Of: "R_" + a, Value: rent}}}
	}
	w.spec.Account.Sectors = append(w.spec.Account.Sectors, s)
}

// between the inputs of a sector.
func (w *writer) between(a string) float64 {
	switch {
	case a == "ELE" || strings.HasPrefix(a, "G_") || strings.HasPrefix(a, "K_"):
		return w.elasticity.Plants
	}
	return w.elasticity.Inputs
}

const fuelGrowth = .01 // of the resources of coal, oil and gas, a year

// factors grow with the economy, resources of fuels by assumption.
func (w *writer) factors() {
	growth, err := w.growthPath()
	if err != nil {
		w.fail("base: World: %w", err)
	}
	for _, f := range []string{"LAB", "CAP"} {
		w.spec.Account.Factors = append(w.spec.Account.Factors, pathway.Factor{Name: f, Owner: "HH", Path: growth})
	}
	for _, f := range []string{"COA", "OIL", "GAS"} {
		w.spec.Account.Factors = append(w.spec.Account.Factors, pathway.Factor{Name: "R_" + f, Owner: "HH",
			Path: w.growing(w.assume("growth of the resource of "+f, fuelGrowth, "1", "a year"))})
	}
}
