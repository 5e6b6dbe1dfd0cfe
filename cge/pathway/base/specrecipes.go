package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
)

// A recipe is a set of inputs that makers of some sub-technologies may adopt.
// What they give up and take is from figures where there are any; what it costs
// beside minerals no table has. It is stated through pays: the multiple of the
// base-year value of what is given up at which the set pays.
type recipe struct {
	name            string
	units           []string
	from            int // first year
	low, pays, high float64
	why             string
	inputs          func(w *writer, node string, u *pathway.Unit, r *pathway.Recipe) error
}

// recipes of the world. A set whose inputs nobody adopts at the prices of a path
// costs nothing: it only stands ready.
var recipes = []recipe{
	{"few heavy rare earths", []string{"dd_pmsg", "gb_pmsg", "dd_pmsg offshore", "gb_pmsg offshore", "motor_pm"}, 0, 1.1, 1.5, 3,
		"after the prices of 2011, several times today's, makers cut dysprosium by a third to a half (recalled: Smith Stegen 2015)", (*writer).fewHeavyEarths},
	{"plated copper", []string{"c_si"}, 0, 1.2, 1.5, 2.5,
		"lines exist and print silver still: plating costs more than paste at today's price (recalled: ITRPV)", (*writer).platedCopper},
	{"aluminium conductors", []string{"network"}, 0, 1.05, 1.2, 1.6,
		"conductors are replaced where a kilogram of copper costs four to six of aluminium; today 3.8 (recalled: International Copper Association)", (*writer).aluminiumConductors},
	{"manganese-rich cathode", []string{"nmc532", "nmc622"}, 2028, 1, 1.25, 2,
		"makers announce them at a lower cost a kWh from 2028; electrolytes that stand the voltage cost more (recalled)", (*writer).manganeseRich},
	{"silicon in the anode", []string{"nmc622", "nmc811", "nmc95", "nca"}, 0, 1, 1.2, 2,
		"in use in some cells, for energy and not for cost (recalled)", (*writer).siliconAnode},
}

const atSea = 1.05

// recipesOfUnits writes them into the units that they belong to.
func (w *writer) recipesOfUnits() error {
	if w.set.FixedRecipes {
		return nil
	}
	for i := range w.spec.Units {
		u := &w.spec.Units[i]
		node, place, _ := strings.Cut(u.Name, " ")
		for _, x := range recipes {
			if !slices.Contains(x.units, u.Name) {
				continue
			}
			r := pathway.Recipe{Name: x.name, From: x.from, Content: map[string]float64{}}
			if err := x.inputs(w, node, u, &r); err != nil {
				return fmt.Errorf("recipe %s of %s: %w", x.name, u.Name, err)
			}
			pays := w.assume("multiple of what is given up at which "+x.name+" pays", x.pays, "1", fmt.Sprintf("%s; %g to %g", x.why, x.low, x.high))
			if place != "" {
				pays *= w.assume("caution with new inputs at sea", atSea, "1", "repairs cost more there; 1 to 1.2. Two units alike would leave open which of them changes first")
			}
			givenUp, added := w.exchanged(u, &r)
			if r.Cost = pays*givenUp - added; !(givenUp > 0 && r.Cost >= 0) {
				return fmt.Errorf("recipe %s of %s gives up minerals of %v GUSD and adds %v; it must give up more", x.name, u.Name, givenUp, added)
			}
			u.Recipes = append(u.Recipes, r)
		}
	}
	return nil
}

// exchanged is what a unit's minerals cost less, and more, by a recipe at
// base-year prices.
func (w *writer) exchanged(u *pathway.Unit, r *pathway.Recipe) (givenUp, added float64) {
	price := func(mineral string) float64 {
		m, _ := w.metalOf(mineral)
		return worth(1, m.Price)
	}
	return r.Exchanged(u, price)
}

func amountOf(u *pathway.Unit, mineral string) float64 {
	for _, c := range u.Content {
		if c.Mineral == mineral {
			return c.Amount
		}
	}
	return 0
}

const thickerMagnet = 1.1

// fewHeavyEarths has heavy rare earths at the published lower bound, and a
// thicker magnet.
func (w *writer) fewHeavyEarths(node string, u *pathway.Unit, r *pathway.Recipe) error {
	n, err := loadNetwork()
	if err != nil {
		return err
	}
	for _, e := range n.metals[node] {
		if e.from != "dysprosium" && e.from != "terbium" || amountOf(u, e.from) == 0 {
			continue
		}
		if low, ok := e.bound["low"]; ok {
			w.keep(e.from+" in "+node+", lower bound", "edges", "low", low)
			r.Content[e.from] = low.Value / e.bound["central"].Value
		}
	}
	thicker := w.assume("magnet with few heavy rare earths over the usual one", thickerMagnet, "1", "what coercivity lacks thickness makes up; 1 to 1.3")
	for _, light := range []string{"neodymium", "praseodymium"} {
		if amountOf(u, light) > 0 {
			r.Content[light] = thicker
		}
	}
	return nil
}

// platedCopper has the least silver that is published for modules of 2050, and
// copper of the same conductance for the rest.
func (w *writer) platedCopper(node string, u *pathway.Unit, r *pathway.Recipe) error {
	least := w.read(datasets.MaterialIntensity(), "kg/MW", "technology", "solar_pv", "sub_technology", "c-Si", "mineral", "silver", "year", "2050", "bound", "low")
	n, err := loadNetwork()
	if err != nil {
		return err
	}
	for _, e := range n.metals[node] {
		if e.from == "silver" {
			r.Content["silver"] = least / e.bound["central"].Value
		}
	}
	same := w.derive("copper over silver of the same conductance", 1.68/1.59*8.96/10.49, "1", "resistivity times density; by mass")
	r.Adds = []pathway.Content{{Mineral: "copper", Amount: (1 - r.Content["silver"]) * amountOf(u, "silver") * same}}
	return nil
}

const replaceableCopper = .3

// aluminiumConductors replace part of the copper at the same conductance.
func (w *writer) aluminiumConductors(_ string, u *pathway.Unit, r *pathway.Recipe) error {
	part := w.assume("copper of networks that aluminium can replace", replaceableCopper, "1", "cables underground and windings of transformers where there is room; 0.1 to 0.5")
	same := w.derive("aluminium over copper of the same conductance", 2.65/1.68*2.70/8.96, "1", "resistivity times density; by mass")
	r.Content["copper"] = 1 - part
	r.Adds = []pathway.Content{{Mineral: "aluminium", Amount: part * amountOf(u, "copper") * same}}
	return nil
}

// manganeseRich has the minerals of a lithium-manganese-nickel oxide cell over
// those of the grade that it replaces, from one bill of materials.
func (w *writer) manganeseRich(node string, u *pathway.Unit, r *pathway.Recipe) error {
	grade := strings.ToUpper(node)
	of := func(cell, mineral string) float64 {
		return w.read(datasets.MaterialIntensity(), "kg/MWh", "technology", "battery", "sub_technology", cell, "mineral", mineral, "bound", "central", "source", "busch2024")
	}
	for _, c := range u.Content {
		r.Content[c.Mineral] = of("LMNO", c.Mineral) / of(grade, c.Mineral)
	}
	return nil
}

const (
	replacedGraphite = .25
	siliconCapacity  = 5. // of graphite's by mass, in use
	thinnerFoils     = .95
)

// siliconAnode replaces a part of the graphite; cells hold more, so foils are
// fewer.
func (w *writer) siliconAnode(_ string, u *pathway.Unit, r *pathway.Recipe) error {
	part := w.assume("graphite that silicon replaces", replacedGraphite, "1", "blends of 5 % silicon by mass; 0.1 to 0.5")
	more := w.assume("capacity of silicon over graphite's, by mass", siliconCapacity, "1", "3579 and 372 mAh/g at full use, half of it in use; 3 to 8")
	foils := w.assume("foils of a cell with silicon over the usual", thinnerFoils, "1", "0.9 to 1")
	r.Content = map[string]float64{"graphite": 1 - part, "copper": foils, "aluminium": foils}
	r.Adds = []pathway.Content{{Mineral: "silicon", Amount: part * amountOf(u, "graphite") / more}}
	return nil
}
