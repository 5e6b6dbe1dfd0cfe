package ensemble

import (
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base/canada"
)

// A reading is a number of a year of a path; first is the base year.
type reading struct {
	name, unit string
	read       func(first, y *pathway.Year) float64
}

// resultsOf lists what a path can be asked for.
func resultsOf(s *pathway.Spec, flowsAlone bool) ([]reading, error) {
	var out []reading
	for _, m := range s.Minerals {
		out = append(out,
			reading{"requirement." + m.Name, s.Mass, func(_, y *pathway.Year) float64 { return y.Total(m.Name).Total() }},
			reading{"primary." + m.Name, s.Mass, func(_, y *pathway.Year) float64 { return y.Total(m.Name).Primary }},
			reading{"recycled." + m.Name, s.Mass, func(_, y *pathway.Year) float64 { return y.Total(m.Name).Recycled }},
			reading{"second_life." + m.Name, s.Mass, func(_, y *pathway.Year) float64 { return y.Total(m.Name).SecondLife }},
			reading{"mined." + m.Name, s.Mass, func(_, y *pathway.Year) float64 { return y.Minerals[m.Name].Mined }},
			reading{"other." + m.Name, s.Mass, func(_, y *pathway.Year) float64 { return y.Minerals[m.Name].Other }})
		if !flowsAlone {
			out = append(out, reading{"price." + m.Name, "1", func(first, y *pathway.Year) float64 { return y.Prices[m.Name] / first.Prices[m.Name] }})
		}
	}
	for _, u := range s.Uses {
		for _, o := range u.Options {
			out = append(out, reading{"share." + u.Name + "." + o.Unit, "1", func(_, y *pathway.Year) float64 { return y.Shares[u.Name][o.Unit] }})
		}
	}
	for _, v := range s.Services {
		for _, p := range v.Plants {
			out = append(out, reading{"share." + v.Name + "." + p.Unit, "1", func(_, y *pathway.Year) float64 { return y.Shares[v.Name][p.Unit] }})
		}
	}
	if flowsAlone {
		return out, nil
	}
	canadian, err := canadaResults()
	return append(out, canadian...), err
}

// canadaResults are what Canada earns of minerals in its account, at its share of
// the world's output.
func canadaResults() ([]reading, error) {
	list, err := canada.Minerals()
	if err != nil {
		return nil, err
	}
	var out []reading
	var first []canada.Mineral
	for _, m := range list {
		if m.Missing != "" {
			continue
		}
		if m.Priority {
			first = append(first, m)
		}
		name := strings.ReplaceAll(m.Name, " ", "_")
		out = append(out, reading{"canada.revenue." + name, "GUSD2024", func(first, y *pathway.Year) float64 {
			_, v := m.At(first, y)
			return v
		}})
	}
	return append(out, reading{"canada.revenue.priorities", "GUSD2024", func(base, y *pathway.Year) (sum float64) {
		for _, m := range first {
			_, v := m.At(base, y)
			sum += v
		}
		return sum
	}}), nil
}
