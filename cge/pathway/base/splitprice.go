package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// align scales intensities to the kt of the account. Uses that share a figure
// (wind on and off shore) share its alignment.
func (s *splitter) align() error {
	for i := range s.out.Uses {
		u := &s.out.Uses[i]
		for _, m := range s.mineralsOf(u) {
			if slices.ContainsFunc(s.out.Aligned, func(a Alignment) bool { return a.Use == s.label(i) && a.Mineral == m }) {
				continue
			}
			a := Alignment{Use: s.label(i), Mineral: m, Account: s.accountKt(i, m), Factor: 1}
			for j := range s.out.Uses {
				if s.label(j) == a.Use {
					a.Intensity += s.intensityKt(&s.out.Uses[j], m)
				}
			}
			if a.Account > 0 && a.Intensity > 0 {
				a.Factor = a.Account / a.Intensity
			}
			if a.Use == "networks" && m == "aluminium" { // the network has it as a multiple of copper
				a.Factor = s.accountKt(i, "copper") / s.intensityKt(u, "copper")
			}
			s.out.Aligned = append(s.out.Aligned, a)
		}
	}
	for i := range s.out.Uses {
		for k := range s.out.Uses[i].Subs {
			sub := &s.out.Uses[i].Subs[k]
			for c := range sub.Content {
				sub.Content[c].Amount = sub.Content[c].Raw * perMeasure(s.out.Uses[i].Measure) * s.factor(i, sub.Content[c].Mineral)
			}
		}
	}
	return nil
}

// unalign puts the network's intensities in place of the aligned ones.
func (s *Split) unalign() {
	for i := range s.Uses {
		for k := range s.Uses[i].Subs {
			content := s.Uses[i].Subs[k].Content
			for c := range content {
				content[c].Amount = content[c].Raw * perMeasure(s.Uses[i].Measure)
			}
		}
	}
}

// perMeasure turns kg per MWh or MW into kt per GWh or GW, kg per motor into
// kt per million motors.
func perMeasure(measure string) float64 {
	if measure == "Mmotor" {
		return 1
	}
	return 1e-3
}

// label is the use of the published figures: both kinds of wind are one.
func (s *splitter) label(i int) string {
	if of := s.of[i]; len(of.uses) > 0 && of.uses[0] == "WIND" {
		return "wind"
	}
	return s.out.Uses[i].Name
}

func (s *splitter) factor(i int, mineral string) float64 {
	for _, a := range s.out.Aligned {
		if a.Use == s.label(i) && a.Mineral == mineral {
			return a.Factor
		}
	}
	return 1
}

// mineralsOf the sub-technologies of a use that are minerals of the account.
func (s *splitter) mineralsOf(u *SplitUse) []string {
	var out []string
	for _, sub := range u.Subs {
		for _, c := range sub.Content {
			if !slices.Contains(out, c.Mineral) {
				out = append(out, c.Mineral)
			}
		}
	}
	return out
}

// accountKt is what the account's buyers take of a mineral for a use. Magnets
// of vehicles sit in the motor, the rest in the pack.
func (s *splitter) accountKt(i int, mineral string) float64 {
	sum := 0.0
	for _, m := range s.a.Metals {
		if m.ID != mineral {
			continue
		}
		for _, use := range m.Uses {
			magnet := use.Buyer == "VZE"
			if slices.Contains(s.of[i].uses, use.Use) && magnet == (s.out.Uses[i].Name == "ev_motor") {
				sum += use.Kt
			}
		}
	}
	return sum
}

func (s *splitter) intensityKt(u *SplitUse, mineral string) (sum float64) {
	for _, sub := range u.Subs {
		for _, c := range sub.Content {
			if c.Mineral == mineral {
				sum += sub.Share * c.Raw * perMeasure(u.Measure) * u.Additions
			}
		}
	}
	return sum
}

// metalCost of a unit of a sub-technology in GUSD: minerals that are no market
// of the account (iron, phosphorus, sodium) cost nothing apart.
func (s *splitter) metalCost(sub *Sub) (sum float64) {
	for _, c := range sub.Content {
		for _, m := range s.a.Metals {
			if m.ID == c.Mineral {
				sum += worth(c.Amount, m.Price)
			}
		}
	}
	return sum
}

// price spreads the value of a use over its sub-technologies: equal cost
// beside minerals, unless a catalogue or an assumption says otherwise.
func (s *splitter) price(u *SplitUse) error {
	i := slices.IndexFunc(s.out.Uses, func(x SplitUse) bool { return x.Name == u.Name })
	switch u.Name {
	case "grid_battery_pack":
		s.byCatalogue(u, s.value(i)/u.Additions)
	case "electrolyser_stack":
		s.electrolysers(u)
	default:
		s.byCost(u, s.value(i)/u.Additions)
	}
	for k := range u.Subs {
		sub := &u.Subs[k]
		sub.Other = sub.Price - s.metalCost(sub)
		if !(sub.Other > 0) {
			return fmt.Errorf("base: Split: %s in %s sells for %v GUSD per %s and its minerals cost %v; raise its price or lower its intensities", sub.Node, u.Name, sub.Price, u.Measure, sub.Price-sub.Other)
		}
		u.Price += sub.Share * sub.Price
		if s.of[i].research {
			sub.Research = researchOfSales * sub.Share * sub.Price * u.Additions
		}
	}
	s.assume("research in sales of packs, modules, turbines and electrolysers", researchOfSales, "1", "3 to 5 %: no table has research by product")
	return nil
}

// value of a use in the account, GUSD: its good, and what the plant around it
// takes of the metals that the intensities of the use hold.
func (s *splitter) value(i int) float64 {
	u := &s.out.Uses[i]
	w := s.a.world
	switch u.Name {
	case "ev_motor":
		return s.assume("price of a traction motor", motorPrice*1e3, "USD2024/motor", "recalled: about 600 USD; it is bought out of the parts of electric cars") / 1e3 * u.Additions
	case "wind_drivetrain_onshore":
		return w.goods.value["K_WON"] * turbineShare["WON"]
	case "wind_drivetrain_offshore":
		return w.goods.value["K_WOF"] * turbineShare["WOF"]
	case "pv_system":
		metals := 0.0
		for _, l := range w.lodes {
			metals += w.d.at("M_"+l.code, "K_PV")
		}
		return w.goods.value["PVM"] + metals
	}
	return w.goods.value[u.Accounts[0]]
}

// byCost gives every sub-technology the same cost beside minerals, times what
// is assumed of those that nobody sells.
func (s *splitter) byCost(u *SplitUse, mean float64) {
	metal, other := 0.0, 0.0
	for k := range u.Subs {
		sub := &u.Subs[k]
		metal += sub.Share * s.metalCost(sub)
		other += sub.Share * s.relative(sub)
	}
	for k := range u.Subs {
		sub := &u.Subs[k]
		sub.Price = s.metalCost(sub) + (mean-metal)/other*s.relative(sub)
		sub.PriceFrom = "cost beside minerals as its rivals'"
		if f := s.relative(sub); f != 1 {
			sub.PriceFrom = fmt.Sprintf("cost beside minerals %g times its rivals' (assumed)", f)
		}
	}
}

func (s *splitter) relative(sub *Sub) float64 {
	f, ok := otherCost[sub.Node]
	if !ok {
		return 1
	}
	return s.assume("cost of "+sub.Node+" beside minerals over its rivals'", f, "1", "recalled: makers' targets; nobody sells it in the base year")
}

// byCatalogue prices stationary packs in proportion to the catalogue's stores
// of 2020. What has no store there costs what LFP costs.
func (s *splitter) byCatalogue(u *SplitUse, mean float64) {
	ratio := make([]float64, len(u.Subs))
	sum := 0.0
	reference := s.interpolated("grid_storage", storeOf["lfp"], "capex", "kWh")
	for k, sub := range u.Subs {
		ratio[k] = 1
		if store, ok := storeOf[sub.Node]; ok {
			ratio[k] = s.interpolated("grid_storage", store, "capex", "kWh") / reference
		}
		if sub.Node == "iron_air" { // a cell for a hundred hours serves two and a half
			ratio[k] *= s.assume("energy over power of an iron-air cell", ironAirHours, "h", "recalled: Form Energy") / storageHours
		}
		sum += sub.Share * ratio[k]
	}
	raised := 0.0
	for k := range u.Subs {
		sub := &u.Subs[k]
		sub.Price, sub.PriceFrom = mean/sum*ratio[k], "in proportion to the catalogue's stores"
		if _, ok := storeOf[sub.Node]; !ok {
			sub.PriceFrom = "as LFP: no store in the catalogue"
		}
		if metal := s.metalCost(sub); sub.Price-metal < leastOther*sub.Price {
			s.out.Raised = append(s.out.Raised, Raised{u.Name, sub.Node, sub.Price, metal})
			sub.Price, sub.PriceFrom = metal/(1-leastOther), "raised: the catalogue's store hardly pays for its metal"
			raised, sum, ratio[k] = raised+sub.Share*sub.Price, sum-sub.Share*ratio[k], 0
		}
	}
	for k := range u.Subs { // the others make up for what was raised
		if ratio[k] > 0 {
			u.Subs[k].Price = (mean - raised) / sum * ratio[k]
		}
	}
}

// electrolysers have the catalogue's cost: nothing in the account holds them.
func (s *splitter) electrolysers(u *SplitUse) {
	for k := range u.Subs {
		name := map[string]string{"alkaline": "alkaline large", "pem": "PEM small", "soec": "SOEC"}[u.Subs[k].Node]
		u.Subs[k].Price = s.interpolated("electrolyzer", name, "capex", "kW") // USD/kW = MUSD/GW
		u.Subs[k].Price /= 1e3
		u.Subs[k].PriceFrom = "catalogue: " + name
	}
}

// Table is the split as figures over use, sub_technology, mineral and
// property: share, price, cost beside minerals, life, shape and research
// (mineral empty), intensity with and without alignment. Unlike an account's
// figures these are all derived.
func (s *Split) Table() quantity.Table {
	t := quantity.Table{Name: "split", Axes: []string{"use", "sub_technology", "mineral", "property"}}
	money := fmt.Sprintf("GUSD%d", s.Year)
	for _, u := range s.Uses {
		per := map[string]string{"GWh": "GWh", "GW": "GW", "Mmotor": "Mmotor"}[u.Measure]
		for _, x := range u.Subs {
			add := func(v float64, unit, mineral, property, note string) {
				t.Rows = append(t.Rows, quantity.Row{Key: []string{u.Name, x.Node, mineral, property}, Value: v, Unit: quantity.MustUnit(unit),
					Source: "lodestone", Confidence: quantity.Derived, Note: note})
			}
			add(x.Share, "1", "", "share", "")
			add(x.Price, money+"/"+per, "", "price", x.PriceFrom)
			add(x.Other, money+"/"+per, "", "cost beside minerals", "")
			add(x.Life, "yr", "", "life", "")
			add(x.Shape, "1", "", "shape", "")
			add(x.Research, money, "", "research", "intensity x sales")
			for _, c := range x.Content {
				add(c.Raw*perMeasure(u.Measure), "kt/"+per, c.Mineral, "intensity", "of the network")
				add(c.Amount, "kt/"+per, c.Mineral, "aligned intensity", "")
			}
		}
	}
	return t
}

// String prints uses and sub-technologies.
func (s *Split) String() string {
	var b strings.Builder
	for _, u := range s.Uses {
		fmt.Fprintf(&b, "%s: %.4g %s at %.3g GUSD\n", u.Name, u.Additions, u.Measure, u.Price)
		for _, x := range u.Subs {
			fmt.Fprintf(&b, "  %-15s share %.3f  price %-6.3g  beside minerals %-6.3g  life %.3g\n", x.Node, x.Share, x.Price, x.Other, x.Life)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}
