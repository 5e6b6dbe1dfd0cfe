package fit

import (
	"maps"
	"math"
	"slices"
)

// Granular settings: countries that count, and the growth beyond which a year
// is a mine that opens or a border that moves.
const (
	leastYears = 10
	leastShare = .003 // of world output, on average
	wildGrowth = .7   // log points; larger changes are cut to it
)

// Granular is the output of a mineral by country, summed up year by year.
type Granular struct {
	Countries int
	Mean      Series // precision-weighted mean growth
	Shock     Series // size-weighted mean growth less Mean: the granular instrument
	World     Series // growth of the sum
}

// NewGranular follows Gabaix and Koijen (Journal of Political Economy 132, 2024): weights of the mean are
// one over the variance of a country's growth round the year's median, so that a
// country's own shock is not correlated with the difference of the two means.
// Sizes are shares of the year before.
func NewGranular(output map[string]Series) *Granular {
	g := &Granular{Mean: Series{}, Shock: Series{}, World: Series{}}
	names, growth := slices.Sorted(maps.Keys(output)), map[string]Series{}
	total := Series{}
	for _, c := range names {
		for y, v := range output[c] {
			total[y] += v
		}
	}
	var keep []string
	for _, c := range names {
		gr := output[c].Growth()
		for y, v := range gr {
			gr[y] = math.Min(math.Max(v, -wildGrowth), wildGrowth)
		}
		if share := meanShare(output[c], total); len(gr) >= leastYears && share >= leastShare {
			keep, growth[c] = append(keep, c), gr
		}
	}
	g.Countries = len(keep)
	weight := precisions(keep, growth)
	for _, y := range total.Years() {
		sw, mean, ss, size := 0., 0., 0., 0.
		for _, c := range keep {
			if v, ok := growth[c][y]; ok {
				s := output[c][y-1] / total[y-1]
				sw, mean, ss, size = sw+weight[c], mean+weight[c]*v, ss+s, size+s*v
			}
		}
		if sw > 0 && ss > 0 {
			g.Mean[y] = mean / sw
			g.Shock[y] = size/ss - mean/sw
		}
	}
	g.World = total.Growth()
	return g
}

func meanShare(s, total Series) float64 {
	sum := 0.
	for _, y := range s.Years() {
		sum += s[y] / math.Max(total[y], 1e-300)
	}
	return sum / math.Max(1, float64(len(s)))
}

// precisions of countries' growth round the median of the year.
func precisions(names []string, growth map[string]Series) map[string]float64 {
	median := Series{}
	byYear := map[int][]float64{}
	for _, c := range names {
		for y, v := range growth[c] {
			byYear[y] = append(byYear[y], v)
		}
	}
	for y, v := range byYear {
		slices.Sort(v)
		median[y] = (v[(len(v)-1)/2] + v[len(v)/2]) / 2
	}
	out := map[string]float64{}
	for _, c := range names {
		sum := 0.
		for _, y := range growth[c].Years() {
			d := growth[c][y] - median[y]
			sum += d * d
		}
		out[c] = 1 / (sum/float64(len(growth[c])) + 1e-4) // a country that is the median every year is not certain
	}
	return out
}
