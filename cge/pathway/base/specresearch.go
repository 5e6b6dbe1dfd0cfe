package base

import (
	"context"
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Research settings. The zero value has research on in all three drivers,
// knowledge that grows as the stock of patents did, and firms that count on
// this year's markets.
type Research struct {
	Off bool // knowledge stays at the base year's
	// Without lists drivers switched off: their stocks of knowledge are left out,
	// and their research is part of all other research.
	Without []knowledge.Driver
	// Stationary lets the base year's research only keep up what is known,
	// instead of adding to it as patents did.
	Stationary bool
	Ratchet    bool // what was once known stays in use
	// Expect says what firms count on: this year's benefits ("steady", or ""),
	// markets that grow as in the last five years ("myopic"), or the path itself
	// ("foresight": passes until research settles).
	Expect    string
	Horizon   int     // years of benefits that count, 15 if 0
	Public    float64 // share of the base year's research that is done whatever it is worth, 0.2 if 0; negative: none
	Belief    float64 // that an option outside the mix enters, 0.2 if 0; negative: none
	Spillover float64 // exponent of catching up between uses of one chemistry or drivetrain, 0.2 if 0; negative: none
}

// expects are the values of Research.Expect.
var expects = map[string]pathway.Expect{"": pathway.Steady, "steady": pathway.Steady, "myopic": pathway.Myopic, "foresight": pathway.Foresight}

// Assumptions of research that no table holds.
const (
	publicShare     = .2
	latentResearch  = .05 // public research on a latent option, of a use's incumbents
	recyclingPublic = .02 // GUSD a mineral
	entryBelief     = .2
	catchUp         = .2
	researchYears   = 15
	scientists      = .5  // share of the cost of research
	costFloor       = .25 // of the cost beside minerals
)

// research writes stocks of knowledge: efficiency and durability of every
// sub-technology whose use does research, recycling of every mineral that
// comes out of retired units. What is spent on it is taken out of the research
// that investment buys.
func (w *writer) research() error {
	if w.set.Research.Off {
		return nil
	}
	if err := w.researchDefaults(); err != nil {
		return err
	}
	w.spec.Research = &pathway.Research{Good: "RND", Buyer: "INV", Payer: "GOV", Belief: w.set.Research.Belief, Horizon: w.set.Research.Horizon, Expect: expects[w.set.Research.Expect]}
	w.family = map[knowledge.Key]string{}
	for _, of := range splitUses {
		if u, ok := w.uses[of.node]; ok && of.research {
			if err := w.researchOn(u); err != nil {
				return err
			}
		}
	}
	if err := w.researchRecycling(); err != nil {
		return err
	}
	if len(w.spec.Research.Drivers) == 0 {
		w.spec.Research = nil
		return nil
	}
	w.block()
	w.scientists()
	return w.fund()
}

func (w *writer) researchDefaults() error {
	r := &w.set.Research
	if _, ok := expects[r.Expect]; !ok {
		return fmt.Errorf("research expects %q; there are %v", r.Expect, sortedKeys(expects))
	}
	if r.Horizon < 0 || r.Public > 1 || r.Belief > 1 || r.Spillover > 1 {
		return fmt.Errorf("research: horizon %d years, public %v, belief %v, spillover %v; the horizon is 0 (15 years) or above, the others at most 1", r.Horizon, r.Public, r.Belief, r.Spillover)
	}
	for _, d := range []struct {
		v *float64
		f float64
	}{{&r.Public, publicShare}, {&r.Belief, entryBelief}, {&r.Spillover, catchUp}} {
		if *d.v == 0 {
			*d.v = d.f
		}
		*d.v = max(0, *d.v)
	}
	if r.Horizon == 0 {
		r.Horizon = researchYears
	}
	w.assume("share of research that is public", r.Public, "1", "no open table has public budgets by technology; 0.1 to 0.4")
	w.assume("belief that an option outside the mix enters", r.Belief, "1", "0 to 0.5")
	return nil
}

func (w *writer) without(d knowledge.Driver) bool { return slices.Contains(w.set.Research.Without, d) }

// groups of uses between which appropriability carries over to what has none
// of its own.
var researchGroups = map[string]string{"ev_battery": "batteries", "grid_battery_pack": "batteries", "wind_drivetrain_onshore": "wind",
	"wind_drivetrain_offshore": "wind", "pv_system": "photovoltaics", "electrolyser_stack": "electrolysers"}

// researchOn writes the stocks of a use. Research of an incumbent is intensity
// times sales, in equal parts for the drivers: patents are counted by
// technology, not by purpose.
func (w *writer) researchOn(u *SplitUse) error {
	total, drivers := 0.0, []knowledge.Driver{knowledge.Efficiency, knowledge.Durability}
	for _, sub := range u.Subs {
		total += sub.Research
	}
	for _, sub := range u.Subs {
		if obsolete[u.Name] == sub.Node {
			continue
		}
		for _, driver := range drivers {
			d, err := w.driver(u, sub, driver)
			if err != nil {
				return err
			}
			if w.without(driver) || driver == knowledge.Durability && d.Life == nil && d.Fit == nil {
				continue
			}
			d.Base = sub.Research / float64(len(drivers))
			d.Public = w.set.Research.Public * d.Base
			if sub.Share == 0 {
				d.Base = w.assume("public research on "+driver.String()+" of "+sub.Node+" in "+u.Name, latentResearch*total/float64(len(drivers)), w.w.unit,
					"a twentieth of what incumbents of the use spend; 0.01 to 0.2")
				d.Public = d.Base
			}
			w.stock(knowledge.Key{Driver: driver, Object: unitName(u.Name, sub.Node)}, researchGroups[u.Name], d)
		}
	}
	return nil
}

func (w *writer) stock(key knowledge.Key, group string, d pathway.Driver) {
	r := w.spec.Research
	r.Block.Keys, r.Drivers = append(r.Block.Keys, key), append(r.Drivers, d)
	w.family[key] = key.Driver.String() + " of " + group
}

// driver is what knowledge moves in a sub-technology.
func (w *writer) driver(u *SplitUse, sub Sub, of knowledge.Driver) (d pathway.Driver, err error) {
	unit := w.spec.Unit(unitName(u.Name, sub.Node))
	if of == knowledge.Durability {
		if d.Life, err = w.longer(unit, u, sub.Node); err != nil {
			return d, err
		}
		for _, s := range w.spec.SecondLife {
			if s.From == u.Name && s.Max > s.Share {
				b := w.assume("elasticity of the share fit for a second life", fitElasticity, "1", "0 to 0.4")
				if d.Fit, err = (knowledge.Quoted{Name: "second life of " + unit.Name, Base: s.Share, Bound: s.Max, Elasticity: b}).Rising(); err != nil {
					return d, err
				}
			}
		}
		return d, nil
	}
	d.Content = map[string]knowledge.Effect{}
	for _, c := range unit.Content {
		d.Content[c.Mineral] = w.leaner(sub, c)
	}
	d.Cost, err = w.cheaper(u, sub.Node)
	return d, err
}

// researchRecycling writes the stocks of minerals that recyclers take out of
// units. Their research is intensity times what is recovered of units that
// retire; where that is less than what the public spends, the public does all.
func (w *writer) researchRecycling() error {
	if w.without(knowledge.Recycling) {
		return nil
	}
	recovered, err := w.recovered()
	if err != nil {
		return err
	}
	for _, m := range w.spec.Minerals {
		e, ok, err := w.recoverable(m.Name)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		public := w.assume("public research on recycling a mineral", recyclingPublic, w.w.unit, "of units of the transition; 0.005 to 0.1")
		d := pathway.Driver{Yield: e, Base: researchOfSales * recovered[m.Name] * m.Price, Public: public}
		d.Base = max(d.Base, public)
		key := knowledge.Key{Driver: knowledge.Recycling, Object: m.Name}
		w.stock(key, "recycling", d)
		if d.Base == public { // no market yet to tell what of its worth they see
			w.family[key] = knowledge.Efficiency.String() + " of batteries"
		}
	}
	return nil
}

// recovered is what the base year takes out of retired units, in kt.
func (w *writer) recovered() (map[string]float64, error) {
	held := w.spec.Research
	w.spec.Research = nil
	defer func() { w.spec.Research = held }()
	m, err := pathway.New(w.spec, pathway.Options{Mode: pathway.MFA})
	if err != nil {
		return nil, err
	}
	r, err := m.Run(context.Background())
	if err != nil {
		return nil, err
	}
	out := map[string]float64{}
	for name, s := range r.Years[0].Minerals {
		out[name] = s.Recycled
	}
	for _, s := range r.Years[0].Scrap {
		for i := range w.spec.Recyclers {
			if x := &w.spec.Recyclers[i]; x.PerMineral && x.Name == s.Stream {
				out[x.Yields[0].Mineral] -= s.Treated
			}
		}
	}
	return out, nil
}

// openTable is the open table, or the whole of it where the path allows.
func (w *writer) openTable(open, all func() quantity.Table) quantity.Table {
	if w.a.Path == Open {
		return open()
	}
	return all()
}
