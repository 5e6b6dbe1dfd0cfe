package pathway

// least bounds what a course says of a mineral that a path gives up altogether:
// courses are mixed in logarithms.
const least = 1e-6

// Course is technical change along a path as a course from outside: contents and
// lives of new units and yields, relative to the base year. Cost stays, so it is for
// mode MFA, where nothing has a price.
func (r *Result) Course(name string) Course {
	c := Course{Name: name, Units: map[string]Change{}, Yields: map[string][]float64{}}
	for u := range r.Spec.Units {
		unit := r.Spec.Units[u].Name
		x := Change{Content: map[string][]float64{}, Life: make([]float64, len(r.Years))}
		for t := range r.Years {
			x.Life[t] = r.Years[t].Life[unit] / r.Years[0].Life[unit]
		}
		for _, holds := range r.Spec.Units[u].Content {
			path := make([]float64, len(r.Years))
			for t := range r.Years {
				path[t] = max(least, r.Years[t].Content[unit][holds.Mineral]/r.Years[0].Content[unit][holds.Mineral])
			}
			x.Content[holds.Mineral] = path
		}
		c.Units[unit] = x
	}
	for i := range r.Spec.Recyclers {
		for _, y := range r.Spec.Recyclers[i].Yields {
			rec := r.Spec.Recyclers[i].Name
			first := r.Years[0].Yields[rec][y.Mineral]
			if r.Spec.Recyclers[i].PerMineral || first == 0 || c.Yields[y.Mineral] != nil {
				continue
			}
			path := make([]float64, len(r.Years))
			for t := range r.Years {
				path[t] = r.Years[t].Yields[rec][y.Mineral] / first
			}
			c.Yields[y.Mineral] = path
		}
	}
	return c
}
