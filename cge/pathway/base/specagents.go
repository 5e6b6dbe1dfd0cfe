package base

import "github.com/lodestone-model/lodestone/cge/pathway"

// agents: the household, who owns all and takes what is left; government;
// investment, which owns the plants.
func (w *writer) agents() {
	all, _, err := w.a.SAM.Totals("VEH")
	if err != nil {
		w.fail("base: World: %w", err)
		return
	}
	bought := w.price["vehicles"] * w.w.goods.count["VEH"]
	vehicles := bought / all * (1 - rounding)
	wants := func(account string, elasticity float64) pathway.Nest {
		n := pathway.Nest{Elasticity: elasticity}
		for _, r := range w.a.SAM.Accounts() {
			v := w.at(r, account)
			if r == "VEH" && v > 0 {
				n.Inputs = append(n.Inputs, pathway.Input{Of: "vehicles", Value: v * vehicles})
			}
			if _, sector := w.columns[r]; sector && v > 0 {
				n.Inputs = append(n.Inputs, pathway.Input{Of: r, Value: v})
			}
		}
		return n
	}
	home := wants("HH", w.elasticity.Household)
	for _, of := range []string{"OIL", "GAS", "OMI", "RND", "TND", "G_OIL"} {
		home.Inputs = append(home.Inputs, pathway.Input{Of: of, Value: rounding * w.output(of)})
	}
	price, demand := w.servicePrice()
	home.Inputs = append(home.Inputs, pathway.Input{Of: "vehicles", Value: rounding * bought}, pathway.Input{Of: "electricity", Value: rounding * price * demand})
	w.spec.Account.Agents = []pathway.Agent{{Name: "HH", Wants: home}, {Name: "GOV", Wants: wants("GOV", 0)}, {Name: "INV", Wants: wants("INV", 0)}}
	w.spec.Account.Transfers = []pathway.Transfer{{From: "HH", To: "GOV"}, {From: "HH", To: "INV"}}
	w.spec.Account.Rest, w.spec.Account.Level = "HH", "SRV"
}
