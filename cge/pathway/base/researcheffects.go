package base

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Assumed effects of knowledge where no table has one.
const (
	leanElasticity  = .1 // of content, in the base year
	leanFloor       = .7 // of content
	lifeElasticity  = .2 // of mean life, about that of modules
	fitElasticity   = .2
	yieldElasticity = .2
	longestLife     = 4. / 3 // of mean life
	leastCeiling    = 1.02   // a smaller room than this is none
)

// largestExponent of an effect: an elasticity quoted so near a bound that the
// curve would be steeper is of a step.
const largestExponent = 3

// knowledgeRow is a row of the table of exponents. Nodes and minerals of a row
// may be lists.
func (w *writer) knowledgeRow(node, driver, mineral, parameter string) (quantity.Row, bool) {
	in := func(list, x string) bool { return slices.Contains(strings.Split(list, ";"), x) }
	for _, r := range w.openTable(datasets.Knowledge, noncommercial.Knowledge).Rows {
		if in(r.Key[0], node) && r.Key[1] == driver && (in(r.Key[2], mineral) || r.Key[2] == "all") && strings.HasPrefix(r.Key[3], parameter) && r.Key[4] == "central" {
			w.keep(r.Key[3]+", "+node+" "+mineral, "knowledge", strings.Join(r.Key, " / "), r)
			return r, true
		}
	}
	return quantity.Row{}, false
}

// leaner is the content of a mineral as knowledge grows. Published exponents
// are those of what lies above the floor.
func (w *writer) leaner(sub Sub, c pathway.Content) knowledge.Effect {
	raw := 0.0
	for _, x := range sub.Content {
		if x.Mineral == c.Mineral {
			raw = x.Raw
		}
	}
	floor, exponent := w.floor(sub.Node, c.Mineral, raw), 0.0
	if r, ok := w.knowledgeRow(sub.Node, "efficiency", c.Mineral, "beta_e: exponent on knowledge stock"); ok {
		exponent = r.Value
	} else if r, ok := w.knowledgeRow(sub.Node, "efficiency", c.Mineral, "exponent on cumulative capacity"); ok {
		// modules' exponents on knowledge over those on capacity, middle of three
		exponent = r.Value * w.derive("exponent on knowledge over exponent on cumulated capacity", 2.15, "1", "c-Si: silver 2.64, silicon 2.15, aluminium 2.11", "owid_irena_patents_2018", "owid_irena_2023", "pv_ice")
	} else {
		exponent = w.assume("elasticity of "+c.Mineral+" in "+sub.Node, leanElasticity, "1", "no series; 0 to 0.3") / (1 - floor)
	}
	if w.set.Params != nil {
		exponent = w.estimated("learning", "efficiency|"+sub.Node+"|"+c.Mineral, exponent*(1-floor)) / (1 - floor)
	}
	return knowledge.Falling{Base: c.Amount, Floor: floor * c.Amount, Exponent: min(largestExponent, exponent)}
}

// floor of a mineral's content over the base year's.
func (w *writer) floor(node, mineral string, raw float64) float64 {
	for _, r := range datasets.EndOfLife().Rows { // by physics, or the best that is projected
		if r.Key[0] == node && r.Key[1] == mineral && r.Key[3] == "intensity_floor" && r.Key[4] == "central" && raw > 0 {
			w.keep("floor of "+mineral+" in "+node, "end_of_life", strings.Join(r.Key, " / "), r)
			return min(.95, r.Value/raw)
		}
	}
	if r, ok := w.knowledgeRow(node, "efficiency", "all", "intensity 2050 / intensity 2020"); ok {
		if stoichiometric[mineral] { // they fall with energy density of the cell, not of the pack
			return (1 + r.Value) / 2
		}
		return r.Value
	}
	return w.assume("floor of "+mineral+" in "+node, leanFloor, "1", "of the base year's content; 0.4 to 0.9")
}

// stoichiometric elements of a cathode of a given grade.
var stoichiometric = map[string]bool{"nickel": true, "cobalt": true, "manganese": true}

// costNodes are where a use's cost exponent stands: of the two factors of a
// learning curve the one of searching, or the one-factor exponent.
var costNodes = map[string]string{"pv_system": "c_si", "wind_drivetrain_onshore": "wind_onshore", "wind_drivetrain_offshore": "wind_offshore",
	"ev_battery": "ev_battery", "grid_battery_pack": "grid_battery_pack", "electrolyser_stack": "alkaline"}

// cheaper is the cost beside minerals as knowledge grows. Where no two-factor
// curve is published, searching has the part in the one-factor exponent that
// it has for modules: doing is left out, as everywhere.
func (w *writer) cheaper(u *SplitUse, node string) (knowledge.Effect, error) {
	at := costNodes[u.Name]
	if _, ok := w.knowledgeRow(node, "cost (all inputs)", "", "experience rate"); ok {
		at = node
	}
	eps := 0.0
	if r, ok := w.knowledgeRow(at, "cost (all inputs)", "", "two-factor: learning by researching"); ok {
		eps = r.Value
	} else if r, ok := w.knowledgeRow(at, "cost (all inputs)", "", "experience rate"); ok {
		searching, ok1 := w.knowledgeRow("c_si", "cost (all inputs)", "", "two-factor: learning by researching")
		all, ok2 := w.knowledgeRow("c_si", "cost (all inputs)", "", "learning rate (one factor, LBD)")
		if !ok1 || !ok2 {
			return nil, fmt.Errorf("no two-factor curve of modules")
		}
		part := w.derive("searching in one-factor learning", searching.Value/all.Value, "1", "modules: exponent of searching over that of one factor", "rubin2015")
		eps = r.Value * part
	} else {
		return nil, fmt.Errorf("no learning rate of %s", u.Name)
	}
	eps = w.estimated("learning", "efficiency|"+node+"|cost", eps)
	w.assume("floor of cost beside minerals", costFloor, "1", "of the base year's; 0.1 to 0.5")
	return knowledge.Quoted{Name: "cost of " + node, Base: 1, Bound: costFloor, Elasticity: eps}.Falling()
}

// longer is the mean life as knowledge grows.
func (w *writer) longer(unit *pathway.Unit, u *SplitUse, node string) (knowledge.Effect, error) {
	eps := 0.0
	if r, ok := w.knowledgeRow(node, "durability", "", "beta_d: exponent of mean lifetime on knowledge"); ok {
		eps = r.Value
	} else {
		eps = w.assume("elasticity of the life of "+node, lifeElasticity, "1", "about that of modules, 0.21; 0 to 0.4")
	}
	eps = w.estimated("learning", "durability|"+node, eps)
	top := w.ceiling(unit, u, node)
	if top < leastCeiling*unit.Life || eps == 0 {
		return nil, nil
	}
	room := 1 - unit.Life/top
	return knowledge.Rising{Base: unit.Life, Ceiling: top, Exponent: min(largestExponent, eps/room)}, nil
}

// ceiling of a life: published, that of the use, or a third more.
func (w *writer) ceiling(unit *pathway.Unit, u *SplitUse, node string) float64 {
	if u.Name == "pv_system" {
		return w.assume("longest life of modules", 39.5, "yr", "PV ICE 2030 to 2050, of crystalline silicon")
	}
	for _, at := range []string{node, u.Name} {
		for _, parameter := range []string{"lifetime 2030 / lifetime 2018", "lifetime ceiling / base lifetime"} {
			if r, ok := w.knowledgeRow(at, "durability", "", parameter); ok && !risen(node) {
				var years float64
				if _, err := fmt.Sscanf(r.Note, "ceiling %f years", &years); err == nil {
					return math.Max(years, unit.Life)
				}
			}
		}
	}
	return unit.Life * w.assume("longest life of "+node+" over today's", longestLife, "1", "1.1 to 2")
}

// recoverable is the yield of a mineral as knowledge grows, of the recycler
// with the least room: all of a mineral's yields move in proportion.
func (w *writer) recoverable(mineral string) (knowledge.Effect, bool, error) {
	least := pathway.Yield{}
	for i := range w.spec.Recyclers {
		if w.spec.Recyclers[i].PerMineral {
			continue
		}
		for _, y := range w.spec.Recyclers[i].Yields {
			if y.Mineral == mineral && (least.Base == 0 || y.Max/y.Base < least.Max/least.Base) {
				least = y
			}
		}
	}
	if least.Base == 0 || least.Max < leastCeiling*least.Base {
		return nil, false, nil
	}
	eps := w.assume("elasticity of yields of recycling", yieldElasticity, "1", "no series; 0.05 to 0.5")
	eps = w.estimated("learning", "recycling|"+mineral, eps)
	return knowledge.Rising{Base: least.Base, Ceiling: least.Max, Exponent: min(largestExponent, eps/(1-least.Base/least.Max))}, true, nil
}
