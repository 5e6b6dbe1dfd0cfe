package base

import (
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// An Entrant is an option that nobody builds in the base year. Its weight is an
// assumption about maturity, not a forecast: how many choose it also depends on
// prices and on what is known by then.
type Entrant struct {
	Use, Unit string
	First     int     // year from which it may be built, 0 where it never is on the path
	Weight    float64 // in the last year, over the largest incumbent's
	Price     float64 // life-adjusted, over the mean of those built in the base year
	Minerals  int     // how many it holds
}

// Entrants lists what a world holds ready, by use in its order. Settings.Latent
// is how far weights go: headline results are shown at 0.1, 0.5 and 1.
func Entrants(spec *pathway.Spec) []Entrant {
	first := func(weight []float64) int {
		if t := slices.IndexFunc(weight, func(x float64) bool { return x > 0 }); t >= 0 {
			return spec.Years[t]
		}
		return 0
	}
	var out []Entrant
	for i := range spec.Uses {
		u, mean := &spec.Uses[i], 0.0
		price := func(x *pathway.Unit) float64 { return x.Price / pvOf(x.Life) }
		for _, o := range u.Options {
			mean += o.Share * price(spec.Unit(o.Unit))
		}
		for _, o := range u.Options {
			if x := spec.Unit(o.Unit); o.Share == 0 && len(o.Weight) > 0 {
				out = append(out, Entrant{u.Name, o.Unit, first(o.Weight), o.Weight[len(o.Weight)-1], price(x) / mean, len(x.Content)})
			}
		}
	}
	for i := range spec.Services {
		s, mean := &spec.Services[i], 0.0
		cost := func(p *pathway.Plant) float64 {
			x := spec.Unit(p.Unit)
			return x.Price/pvOf(x.Life)/p.Output + p.Operating
		}
		for k := range s.Plants {
			mean += s.Plants[k].Share * cost(&s.Plants[k])
		}
		for k := range s.Plants {
			if p := &s.Plants[k]; p.Share == 0 && len(p.Weight) > 0 {
				out = append(out, Entrant{s.Name, p.Unit, first(p.Weight), p.Weight[len(p.Weight)-1], cost(p) / mean, len(spec.Unit(p.Unit).Content)})
			}
		}
	}
	return out
}

// LeftOut says why a latent node of the network is no option of the world.
var LeftOut = map[string]string{
	"capture_unit":      "part of plants with capture",
	"capture_adsorbent": "no table has a mineral in it; plants with capture hold the solvent's",
	"capture_solvent":   "part of plants with capture",
	"dac":               "capture from the air is counted in its units",
	"dac_unit":          "capture from the air is a use with two options",
	"fuel_cell_power":   "the account has no market of hydrogen, so its fuel has no price",
	"sofc":              "part of stationary fuel cells",
	"nmc111":            "sold once in vehicles and does not come back; stationary it is no entrant",
}
