// Package technicalchange is the experiment of notebooks 05 and 06: how much of
// each mineral does the energy transition need when technology answers to prices
// and research, beside the traditional calculation with the technology of 2024?
//
//	base.World ──▶ Spec ──▶ Both: the endogenous path and the traditional one
//	                          ├─▶ Headline, Needs       minerals, side by side
//	                          ├─▶ Shares, Knowledge     what changed
//	                          ├─▶ Prices                what it answered to
//	                          └─▶ Channels, Maturity    why, and what it rests on
//
// The model is cge/pathway; this package arranges its results.
package technicalchange

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Minerals of the headline table, in its order.
var Minerals = []string{"lithium", "cobalt", "nickel", "manganese", "graphite", "copper", "aluminium", "neodymium", "dysprosium", "silver", "silicon", "platinum"}

// Shown are the years of tables.
var Shown = []int{2030, 2040, 2050}

// tolerance is what results may differ by between machines: a year is solved to
// 1e-11, and 27 of them follow one another.
const tolerance = 1e-6

// A Case is an economy to follow.
type Case struct {
	// Scenario of services: OPEN rests on open figures alone; STEPS, CPS and NZE
	// take them from the World Energy Outlook.
	Scenario string
	// Maturity is the weight that an option which nobody uses yet reaches over the
	// most used one; 0 is a half.
	Maturity float64
	// Standards holds makers of vehicles to the outlook's policy, as a taste for
	// electric ones; without it vehicles are chosen with the taste of 2024.
	Standards bool
	// Learned takes the parameters that are fitted to the panels (base.FittedParams)
	// in place of those of the tables: their medians, or draw Draw of them from 1.
	Learned bool
	Draw    int
}

// World is the economy of a case.
func World(c Case) (*pathway.Spec, error) {
	path := base.WEO
	if c.Scenario == "OPEN" {
		path = base.Open
	}
	account, err := base.NewAccount(2024, path)
	if err != nil {
		return nil, err
	}
	set := base.Settings{Scenario: c.Scenario, Latent: c.Maturity, Standards: c.Standards, Draw: c.Draw}
	if c.Learned {
		if set.Params, err = base.FittedParams(); err != nil {
			return nil, err
		}
	}
	spec, _, err := base.World(account, set)
	return spec, err
}

// Both are the endogenous path of an economy and its traditional baseline:
// constant intensities, lifetimes, yields and shares, no prices.
type Both struct {
	Endogenous, Traditional *pathway.Result
}

// Follow solves both.
func Follow(s *pathway.Spec) (*Both, error) {
	traditional, err := pathway.Baseline(context.Background(), s, pathway.Options{})
	if err != nil {
		return nil, err
	}
	endogenous, err := Endogenous(s)
	if err != nil {
		return nil, err
	}
	return &Both{endogenous, traditional}, nil
}

// Sources are the ids of what the paths rest on.
func (b *Both) Sources() []string { return sources(b.Endogenous.Spec) }

func sources(s *pathway.Spec) []string {
	var out []string
	for id := range strings.SplitSeq(s.Source, ";") {
		if id = strings.TrimSpace(id); id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// years of a path as an axis.
func years(r *pathway.Result) quantity.Axis {
	return quantity.Years(r.Years[0].Year, r.Years[len(r.Years)-1].Year)
}

// Needs is the requirement of minerals on both paths: mineral × path × year, kt.
func (b *Both) Needs(minerals ...string) quantity.Array {
	return b.needs("kt", minerals, func(string) float64 { return 1 })
}

// Relative is the same over 2024.
func (b *Both) Relative(minerals ...string) quantity.Array {
	return b.needs("1", minerals, func(m string) float64 { return b.Endogenous.Years[0].Total(m).Total() })
}

// needs are requirements in a size of each mineral's own.
func (b *Both) needs(unit string, minerals []string, size func(mineral string) float64) quantity.Array {
	var v []float64
	for _, mineral := range minerals {
		by := size(mineral)
		for _, r := range []*pathway.Result{b.Traditional, b.Endogenous} {
			for i := range r.Years {
				v = append(v, r.Years[i].Total(mineral).Total()/by)
			}
		}
	}
	return quantity.New(unit, v, quantity.NewAxis("mineral", minerals...), quantity.NewAxis("path", "traditional", "endogenous"), years(b.Endogenous)).WithSources(b.Sources()...)
}

// Origins is where the endogenous path's requirement of a mineral comes from:
// supply × year, kt.
func (b *Both) Origins(mineral string) quantity.Array {
	n := len(b.Endogenous.Years)
	v := make([]float64, 3*n)
	for i := range b.Endogenous.Years {
		x := b.Endogenous.Years[i].Total(mineral)
		v[i], v[n+i], v[2*n+i] = x.Primary, x.Recycled, x.SecondLife
	}
	return quantity.New("kt", v, quantity.NewAxis("supply", "primary", "recycled", "second life"), years(b.Endogenous)).WithSources(b.Sources()...)
}

// Shares are shares in the additions of a use or service along a path:
// sub-technology × year. Those that never reach least are added up as "others".
func Shares(r *pathway.Result, use string, least float64) quantity.Array {
	largest := map[string]float64{}
	for i := range r.Years {
		for name, v := range r.Years[i].Shares[use] {
			largest[name] = max(largest[name], v)
		}
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(largest)), func(name string) bool { return largest[name] < least })
	if len(names) == 0 {
		return quantity.Failed(fmt.Errorf("technicalchange: nothing is called %q, or no option of it reaches %v", use, least))
	}
	n := len(r.Years)
	v := make([]float64, (len(names)+1)*n)
	for i := range r.Years {
		rest := 1.0
		for k, name := range names {
			v[k*n+i] = r.Years[i].Shares[use][name]
			rest -= v[k*n+i]
		}
		if rest < 1e-9 {
			rest = 0
		}
		v[len(names)*n+i] = rest
		largest["others"] = max(largest["others"], rest)
	}
	labels := make([]string, len(names))
	for k, name := range names {
		labels[k] = Name(name)
	}
	if largest["others"] < 1e-9 { // rounding
		v = v[:len(names)*n]
	} else {
		labels = append(labels, "others")
	}
	return quantity.New("1", v, quantity.NewAxis("sub_technology", labels...), years(r)).WithSources(sources(r.Spec)...)
}

// vehicles are rivals without a node of their own.
var vehicles = map[string]string{"ice": "combustion engine", "zev": "electric", "zev_standards": "electric, by standards"}

// Name is the label of a unit: the name of its node without what stands in
// brackets, and where it serves.
func Name(unit string) string {
	if label, ok := vehicles[unit]; ok {
		return label
	}
	node, place, _ := strings.Cut(unit, " ")
	label, _, _ := strings.Cut(base.Name(node), " (")
	if place != "" {
		label += ", " + place
	}
	return label
}

// Knowledge is the stock of knowledge of some sub-technologies or minerals in one
// driver ("efficiency", "durability", "recycling"), relative to 2024: object × year.
func Knowledge(r *pathway.Result, driver string, objects ...string) quantity.Array {
	var v []float64
	labels := make([]string, len(objects))
	for k, object := range objects {
		labels[k] = Name(object)
		for i := range r.Years {
			h, ok := r.Years[i].Knowledge[driver+"|"+object]
			if !ok {
				return quantity.Failed(fmt.Errorf("technicalchange: there is no %s knowledge of %q", driver, object))
			}
			v = append(v, h)
		}
	}
	return quantity.New("1", v, quantity.NewAxis("object", labels...), years(r)).WithSources(sources(r.Spec)...)
}

// UnitPrices are prices of units along a path, relative to 2024: sub-technology ×
// year.
func UnitPrices(r *pathway.Result, units ...string) quantity.Array {
	labels := make([]string, len(units))
	for k, u := range units {
		labels[k] = Name(u)
	}
	return relative(r, "sub_technology", labels, units)
}

// Prices are prices of minerals along a path, relative to 2024: mineral × year.
func Prices(r *pathway.Result, minerals ...string) quantity.Array {
	return relative(r, "mineral", minerals, minerals)
}

func relative(r *pathway.Result, axis string, labels, names []string) quantity.Array {
	var v []float64
	for _, name := range names {
		for i := range r.Years {
			p, ok := r.Years[i].Prices[name]
			if !ok {
				return quantity.Failed(fmt.Errorf("technicalchange: nothing with a price is called %q", name))
			}
			v = append(v, p/r.Years[0].Prices[name])
		}
	}
	return quantity.New("1", v, quantity.NewAxis(axis, labels...), years(r)).WithSources(sources(r.Spec)...)
}
