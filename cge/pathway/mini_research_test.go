package pathway_test

import (
	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
)

// research writes section 6 of the mini economy: power effects, catching up within
// batteries, turbines and recycling, appropriability of a group by its mean.
func (in *miniInputs) research() *pathway.Research {
	k := in.Knowledge
	r := &pathway.Research{Good: "research", Buyer: "household", Belief: k.Belief, Expect: pathway.Steady, Centre: knowledge.Mean, Growth: map[knowledge.Driver]float64{}}
	r.Block = knowledge.Block{Frontier: knowledge.Frontier{Depreciation: k.Depreciation, Gain: k.Depreciation, Theta: k.Theta},
		Spillover: knowledge.CatchUp{Exponent: k.Spillover}, Frozen: !in.Switches.RnD}
	group := map[string]string{}
	var groups [][]int
	for _, d := range []knowledge.Driver{knowledge.Efficiency, knowledge.Durability, knowledge.Recycling} {
		r.Growth[d] = k.Growth[d.String()]
		for _, b := range [][]string{in.Battery.Names, in.Wind.Names, in.Minerals} {
			if (d == knowledge.Recycling) != (b[0] == in.Minerals[0]) {
				continue
			}
			var members []int
			for i, name := range b {
				key := knowledge.Key{Driver: d, Object: name}
				members = append(members, len(r.Block.Keys))
				n := len(r.Block.Keys)
				r.Block.Keys = append(r.Block.Keys, key)
				group[key.String()] = d.String() + b[0]
				r.Drivers = append(r.Drivers, in.driver(key, b[0] == in.Wind.Names[0], i, k.RndBase[n], k.RndPublic[n]))
			}
			groups = append(groups, members)
		}
	}
	r.Block.Spillover = knowledge.CatchUp{Exponent: k.Spillover, Groups: groups}
	r.Family = func(key knowledge.Key) string { return group[key.String()] }
	return r
}

func (in *miniInputs) driver(key knowledge.Key, wind bool, i int, base, public float64) pathway.Driver {
	k, b, first := in.Knowledge, &in.Battery, 0
	if wind {
		b, first = &in.Wind, len(in.Battery.Names)
	}
	d := pathway.Driver{Base: base, Public: public}
	switch key.Driver {
	case knowledge.Efficiency:
		d.Content = map[string]knowledge.Effect{}
		for m, a := range b.Intensity[i] {
			if a > 0 {
				d.Content[in.Minerals[m]] = knowledge.Falling{Base: a, Floor: a * k.FloorShare[first+i], Exponent: k.BetaE}
			}
		}
	case knowledge.Durability:
		d.Life = knowledge.Power{Base: b.Life[i], Exponent: k.BetaD}
		if !wind {
			d.Fit = knowledge.Approach{Base: in.SecondLife.Phi0, Ceiling: in.SecondLife.PhiMax, Exponent: k.BetaD}
		}
	case knowledge.Recycling:
		d.Yield = knowledge.Approach{Base: in.Recycling.Yield0[i], Ceiling: in.Recycling.YieldMax[i], Exponent: k.BetaR}
	}
	return d
}
