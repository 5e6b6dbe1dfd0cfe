package ensemble

import (
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// paysDial is when a set of inputs of a unit pays: the multiple of the base-year value
// of what is given up at which it costs no more than the base year's set.
func paysDial(i, k int, unit, recipe string) dial {
	return dial{"unit." + unit + ".recipe." + strings.ReplaceAll(recipe, " ", "_") + ".pays",
		func(s *pathway.Spec) float64 { return paysOf(s, i, k) }, func(s *pathway.Spec, v float64) { setPays(s, i, k, v) }}
}

func paysOf(s *pathway.Spec, i, k int) float64 {
	givenUp, added := exchanged(s, i, k)
	return (s.Units[i].Recipes[k].Cost + added) / givenUp
}

func setPays(s *pathway.Spec, i, k int, v float64) {
	givenUp, added := exchanged(s, i, k)
	s.Units[i].Recipes[k].Cost = v*givenUp - added
}

// keepPays changes a unit and leaves when its sets of inputs pay.
func keepPays(s *pathway.Spec, i int, change func()) {
	pays := make([]float64, len(s.Units[i].Recipes))
	for k := range pays {
		pays[k] = paysOf(s, i, k)
	}
	change()
	for k := range pays {
		setPays(s, i, k, pays[k])
	}
}

// exchanged is what a unit's minerals cost less, and more, by a set of inputs at
// base-year prices.
func exchanged(s *pathway.Spec, i, k int) (givenUp, added float64) {
	price := map[string]float64{}
	for _, m := range s.Minerals {
		price[m.Name] = m.Price
	}
	u := &s.Units[i]
	return u.Recipes[k].Exchanged(u, func(mineral string) float64 { return price[mineral] })
}
