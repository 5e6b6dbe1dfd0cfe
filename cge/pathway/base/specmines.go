package base

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
)

// A byProduct comes out of other mines: shares of the base year's output after
// Nassar, Graedel and Harper 2015 and market reports, recalled; how many times
// today's recovery is possible.
type byProduct struct {
	hosts   map[string]float64
	ceiling float64
	why     string
}

var byProducts = map[string]byProduct{
	"cobalt":    {map[string]float64{"copper": .74, "nickel": .24}, 0, "Cobalt Institute 2024: copper belt and nickel laterites"},
	"indium":    {map[string]float64{"zinc": 1}, 1.5, "of zinc concentrates that hold it, about two thirds is recovered"},
	"gallium":   {map[string]float64{"aluminium": 1}, 5, "a small part of alumina plants recover it"},
	"tellurium": {map[string]float64{"copper": 1}, 1.5, "of anode slimes, about two thirds is recovered"},
	"iridium":   {map[string]float64{"platinum": 1}, 1.2, "comes with platinum in fixed proportions, nearly all is recovered"},
	"palladium": {map[string]float64{"platinum": .6, "nickel": .4}, 1.2, "with platinum, and in Norilsk with nickel"},
}

// Elasticities of supply of graphite, natural and synthetic together.
const (
	syntheticShort = 1.
	syntheticLong  = 4.
)

// mines writes primary supply.
func (w *writer) mines() error {
	done := map[string]bool{}
	for _, l := range w.w.lodes {
		account := l.primaryName()
		if done[account] {
			continue
		}
		done[account] = true
		m := pathway.Mine{Name: l.id, Owner: "HH", Speed: resourceSpeed, Inputs: w.restOf(account)}
		if l.joint() {
			m.Name = "rare earths"
			for _, o := range w.w.lodes {
				if o.joint() {
					m.Outputs = append(m.Outputs, pathway.Output{Mineral: o.id, Amount: o.total * (1 - o.secondary)})
				}
			}
		} else {
			m.Outputs = []pathway.Output{{Mineral: l.id}}
		}
		m.Short = w.estimated("supply", m.Name, w.shortRun(l.ore))
		_, sold, err := w.a.SAM.Totals(account)
		if err != nil {
			return err
		}
		m.Rent = w.at("R_"+account, account) / sold
		if long, _, ok := estimatedSupply(l.id, "20 years"); ok {
			m.Long = long
		} else if l.id == "graphite" {
			m.Long = w.assume("elasticity of supply of graphite after twenty years", syntheticLong, "1", "plants for synthetic graphite are built in a few years; 2 to 6")
		}
		m.Long = w.estimated("supply", m.Name+"|long", m.Long)
		m.Growth = w.resourceGrowth(l.id)
		if w.set.Ramp > 0 {
			m.Ramp = w.set.Ramp
		}
		w.host(&m)
		w.spec.Mines = append(w.spec.Mines, m)
	}
	return nil
}

// shortRun is the elasticity of supply within a year.
func (w *writer) shortRun(o ore) float64 {
	if eta, source, ok := estimatedSupply(o.id, "same year"); ok {
		w.derive("elasticity of supply of "+o.id, eta, "1", "same year", source)
		return eta
	}
	if o.id == "aluminium" || o.id == "silicon" {
		return w.assume("elasticity of supply of "+o.id, 2, "1", "smelters, resource factor of the CHEER model")
	}
	if o.id == "graphite" {
		return w.assume("elasticity of supply of graphite", syntheticShort, "1", "anodes may be of synthetic graphite, which is made of coke; 0.5 to 2")
	}
	return w.assume("elasticity of supply of "+o.id, .5, "1", "between copper and nickel of Boer, Pescatori and Stuermer 2021")
}

func (w *writer) host(m *pathway.Mine) {
	by, ok := byProducts[m.Name]
	if !ok {
		return
	}
	for _, h := range sortedKeys(by.hosts) {
		if _, ok := w.metalOf(h); ok {
			w.assume("share of "+m.Name+" that comes with "+h, by.hosts[h], "1", "recalled: "+by.why)
			m.Hosts = append(m.Hosts, pathway.Host{Mine: h, Share: by.hosts[h], Ceiling: by.ceiling})
		}
	}
}

const trendYears = 20 // of world output behind the growth of a resource

// resourceGrowth is the trend of world output over twenty years, at most 5 %.
func (w *writer) resourceGrowth(mineral string) float64 {
	for _, of := range []struct{ source, stage string }{{"bgs_wms", "refined"}, {"bgs_wms", "mine"}, {"usgs_ds140_li", "mine"}} {
		key := where{"region", "World", "mineral", mineral, "stage", of.stage, "source", of.source}
		last, y1, err1 := nearest(datasets.MineralProduction(), key, w.a.Year)
		first, y0, err0 := nearest(datasets.MineralProduction(), key, w.a.Year-trendYears)
		if err1 == nil && err0 == nil && y1-y0 >= trendYears/2 && first.Value > 0 {
			g := math.Log(last.Value/first.Value) / float64(y1-y0)
			return w.derive("growth of the resource of "+mineral, min(fastestGrowth, max(0, g)), "1", fmt.Sprintf("world output %d to %d, a year, between 0 and %g", y0, y1, fastestGrowth), of.source)
		}
	}
	return w.assume("growth of the resource of "+mineral, defaultGrowth, "1", "no series of twenty years")
}
