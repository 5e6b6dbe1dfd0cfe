package forecast

import "math"

// Sight says what a regression or a network sees of the past.
type Sight struct {
	Lags       int       // own values of the last rows; 0 leaves a constant
	Changes    bool      // changes from row to row in their place
	Neighbours bool      // and the weighted mean of the neighbours at those rows
	All        bool      // and the mean of all nodes at those rows
	Memory     []float64 // and exponentially weighted means with these weights of the newest row: all the past
	Harmonics  int       // sines and cosines of the season at the row that is forecast, at most half the season
}

// scaled is a series with each node's mean and standard deviation of the
// training part taken out, gaps filled from the past.
type scaled struct {
	*Series
	mean, sd []float64
	z        [][]float64 // [time][node]
}

// scale applies moments of the training part.
func (s *Series) scale(mean, sd []float64) *scaled {
	c := &scaled{s, mean, sd, s.filled(mean)}
	for _, row := range c.z {
		for i := range row {
			row[i] = (row[i] - mean[i]) / sd[i]
		}
	}
	return c
}

// target is the scaled value of a node, and whether it is known.
func (c *scaled) target(t, node int) (float64, bool) { return c.z[t][node], c.known(t, node) }

// back turns a scaled forecast into the file's units.
func (c *scaled) back(node int, z float64) float64 { return c.mean[node] + c.sd[node]*z }

// heard is the weighted mean over the neighbours that a node hears at time t;
// zero, the mean of all times, where it hears none.
func (c *scaled) heard(t int, row []float64) []float64 {
	sum, weight := make([]float64, len(row)), make([]float64, len(row))
	for _, e := range c.edges(t) {
		sum[e.To] += e.Weight * row[e.From]
		weight[e.To] += e.Weight
	}
	for i, w := range weight {
		if w > 0 {
			sum[i] /= w
		}
	}
	return sum
}

func minus(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] - b[i]
	}
	return out
}

func average(row []float64) float64 {
	s := 0.0
	for _, v := range row {
		s += v
	}
	return s / float64(len(row))
}

// harmonics is the number of sines that the season can carry.
func (c *scaled) harmonics(want int) int { return min(want, int(c.Season/2)) }

// width is the number of features.
func (c *scaled) width(v Sight) int {
	each := 1
	if v.Neighbours {
		each++
	}
	if v.All {
		each++
	}
	return each*(v.Lags+len(v.Memory)) + 2*c.harmonics(v.Harmonics)
}

// features are what each node sees at origin o of row o+horizon,
// [origin][node][feature]; they rest on rows up to the origin alone.
func (c *scaled) features(v Sight, horizon int, origins []int) [][][]float64 {
	memory := make([][][]float64, len(v.Memory))
	for k, a := range v.Memory {
		memory[k] = smooth(c.z, a)
	}
	out := make([][][]float64, len(origins))
	for q, o := range origins {
		rows := make([][]float64, 0, v.Lags+len(memory))
		for k := range v.Lags {
			row := c.z[max(o-k, 0)]
			if v.Changes {
				row = minus(row, c.z[max(o-k-1, 0)])
			}
			rows = append(rows, row)
		}
		for _, m := range memory {
			rows = append(rows, m[o])
		}
		out[q] = c.look(v, rows, o, o+horizon)
	}
	return out
}

// look joins each row's own values, neighbours and mean with the season.
func (c *scaled) look(v Sight, rows [][]float64, o, target int) [][]float64 {
	width := c.width(v)
	out := make([][]float64, len(c.Nodes))
	for i := range out {
		out[i] = make([]float64, 0, width)
	}
	add := func(f func(i int) float64) {
		for i := range out {
			out[i] = append(out[i], f(i))
		}
	}
	for _, row := range rows {
		add(func(i int) float64 { return row[i] })
		if v.Neighbours {
			near := c.heard(o, row)
			add(func(i int) float64 { return near[i] })
		}
		if v.All {
			mean := average(row)
			add(func(int) float64 { return mean })
		}
	}
	for k := range c.harmonics(v.Harmonics) {
		angle := 2 * math.Pi * float64(k+1) * float64(target) / c.Season
		add(func(int) float64 { return math.Sin(angle) })
		add(func(int) float64 { return math.Cos(angle) })
	}
	return out
}

// smooth is the exponentially weighted mean up to each row, from zero.
func smooth(z [][]float64, a float64) [][]float64 {
	out := make([][]float64, len(z))
	was := make([]float64, len(z[0]))
	for t, row := range z {
		now := make([]float64, len(row))
		for i, v := range row {
			now[i] = was[i] + a*(v-was[i])
		}
		out[t], was = now, now
	}
	return out
}
