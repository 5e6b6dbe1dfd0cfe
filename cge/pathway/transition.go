package pathway

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
)

// A Course is technical change from outside along one scenario, relative to the
// base year: content, cost and life of new units, and yields by mineral. What it
// does not name stays at the base year.
type Course struct {
	Name   string
	Units  map[string]Change
	Yields map[string][]float64
}

// A Shift leaves the course that was followed for another: from Year on, in Ramp
// equal steps (0 and 1: at once).
type Shift struct {
	Year, Ramp int
	To         int // index of the course
}

// A Route is a course to begin with and shifts, earliest first.
type Route struct {
	From   int // index of the course
	Shifts []Shift
}

// A Transition is a route for each driver of technical change: content and cost
// follow one, life another, yields a third.
type Transition struct {
	Efficiency, Durability, Recycling Route
}

// Combinations are all transitions without a shift: each driver on each of n
// courses, the last driver's running fastest.
func Combinations(n int) []Transition {
	var out []Transition
	for e := range n {
		for d := range n {
			for r := range n {
				out = append(out, Transition{Route{From: e}, Route{From: d}, Route{From: r}})
			}
		}
	}
	return out
}

// A TransitionRule draws transitions: each driver begins on any course with equal
// chance and shifts to any other, in any year of First to Last, over a ramp of
// Ramp[0] to Ramp[1] years.
type TransitionRule struct {
	First, Last int
	Ramp        [2]int
	Shifts      int // of each driver; 0 is 1
}

// Draw is the transition of a seed and a draw among some courses. Every draw has a
// random stream of its own: it is the same whatever else is drawn.
func (r TransitionRule) Draw(courses int, seed, draw uint64) (Transition, error) {
	if r.First > r.Last || r.Ramp[0] < 0 || r.Ramp[0] > r.Ramp[1] || courses < 2 || r.Shifts < 0 {
		return Transition{}, fmt.Errorf("pathway: a transition among %d courses between %d and %d over %d to %d years; give two courses or more, and rising years and ramps", courses, r.First, r.Last, r.Ramp[0], r.Ramp[1])
	}
	random := rand.New(rand.NewPCG(seed, draw))
	route := func() Route {
		out := Route{From: random.IntN(courses)}
		at := out.From
		for range max(1, r.Shifts) {
			s := Shift{Year: r.First + random.IntN(r.Last-r.First+1), Ramp: r.Ramp[0] + random.IntN(r.Ramp[1]-r.Ramp[0]+1)}
			out.Shifts = append(out.Shifts, s)
		}
		slices.SortStableFunc(out.Shifts, func(a, b Shift) int { return a.Year - b.Year })
		for i := range out.Shifts {
			out.Shifts[i].To = (at + 1 + random.IntN(courses-1)) % courses
			at = out.Shifts[i].To
		}
		return out
	}
	return Transition{Efficiency: route(), Durability: route(), Recycling: route()}, nil
}

// weights are how much of each course a driver follows in a year; they add up to 1.
func (r Route) weights(courses, year int) []float64 {
	w := make([]float64, courses)
	w[r.From] = 1
	for _, s := range r.Shifts {
		done := min(1, max(0, float64(year-s.Year+1)/float64(max(1, s.Ramp))))
		for i := range w {
			w[i] *= 1 - done
		}
		w[s.To] += done
	}
	return w
}

// mixed is a path between those of the courses, in logarithms: what a driver
// follows on its route. Nil where no course says anything.
func (r Route) mixed(courses [][]float64, years []int) []float64 {
	if !slices.ContainsFunc(courses, func(p []float64) bool { return p != nil }) {
		return nil
	}
	out := make([]float64, len(years))
	for t, year := range years {
		log := 0.0
		for i, w := range r.weights(len(courses), year) {
			if w == 1 { // to the bit
				out[t] = at(courses[i], t)
			} else if w > 0 {
				log += w * math.Log(at(courses[i], t))
			}
		}
		if out[t] == 0 {
			out[t] = math.Exp(log)
		}
	}
	return out
}

// Along is the Spec with technical change from outside along a transition between
// courses, for modes Exogenous and MFA. Between two courses a path is their
// geometric mean, weighted by how far the ramp has come; what was built before
// keeps what it was built with. No yield passes its Max. The receiver does not
// change.
func (s *Spec) Along(courses []Course, x Transition) (*Spec, error) {
	if err := s.checkCourses(courses, x); err != nil {
		return nil, err
	}
	out := *s
	out.Units, out.Recyclers = slices.Clone(s.Units), slices.Clone(s.Recyclers)
	gather := func(of func(c *Course) []float64) [][]float64 {
		var paths [][]float64
		for i := range courses {
			paths = append(paths, of(&courses[i]))
		}
		return paths
	}
	for u := range out.Units {
		name := out.Units[u].Name
		c := Change{
			Cost: x.Efficiency.mixed(gather(func(c *Course) []float64 { return c.Units[name].Cost }), s.Years),
			Life: x.Durability.mixed(gather(func(c *Course) []float64 { return c.Units[name].Life }), s.Years),
		}
		for _, holds := range out.Units[u].Content {
			path := x.Efficiency.mixed(gather(func(c *Course) []float64 { return c.Units[name].Content[holds.Mineral] }), s.Years)
			if path != nil {
				if c.Content == nil {
					c.Content = map[string][]float64{}
				}
				c.Content[holds.Mineral] = path
			}
		}
		out.Units[u].Exogenous = c
	}
	for r := range out.Recyclers {
		out.Recyclers[r].Yields = slices.Clone(s.Recyclers[r].Yields)
		for k := range out.Recyclers[r].Yields {
			y := &out.Recyclers[r].Yields[k]
			y.Path = x.Recycling.mixed(gather(func(c *Course) []float64 { return c.Yields[y.Mineral] }), s.Years)
			for t := range y.Path {
				if y.Max > 0 { // a metal's courses are those of all its recyclers, however good they are
					y.Path[t] = min(y.Path[t], y.Max/y.Base)
				}
			}
		}
	}
	return &out, nil
}

// checkCourses refuses what names nothing, and paths that have no logarithm.
func (s *Spec) checkCourses(courses []Course, x Transition) error {
	ix, err := newIndex(s)
	if err != nil {
		return err
	}
	for i := range courses {
		if err := courses[i].check(s, ix); err != nil {
			return err
		}
	}
	for _, route := range []struct {
		name string
		Route
	}{{"efficiency", x.Efficiency}, {"durability", x.Durability}, {"recycling", x.Recycling}} {
		name, r := route.name, route.Route
		for k, to := range append([]Shift{{To: r.From}}, r.Shifts...) {
			if to.To < 0 || to.To >= len(courses) {
				return fmt.Errorf("pathway: the route of %s leads to course %d; there are %d, counted from 0", name, to.To, len(courses))
			}
			if k > 1 && to.Year < r.Shifts[k-2].Year {
				return fmt.Errorf("pathway: the route of %s shifts in %d after %d; years rise", name, to.Year, r.Shifts[k-2].Year)
			}
			if k > 0 && to.Year <= s.Years[0] {
				return fmt.Errorf("pathway: the route of %s shifts in %d; the base year %d is as it was, so shifts come later", name, to.Year, s.Years[0])
			}
		}
	}
	return nil
}

func (c *Course) check(s *Spec, ix *index) error {
	path := func(what string, p []float64) error {
		if p != nil && len(p) != len(s.Years) {
			return fmt.Errorf("pathway: course %q: %s has %d entries for %d years", c.Name, what, len(p), len(s.Years))
		}
		for t, v := range p {
			if !(v > 0) || math.IsInf(v, 1) || t == 0 && v != 1 {
				return fmt.Errorf("pathway: course %q: %s is %v in %d; it is relative to the base year: 1 there, and above zero", c.Name, what, v, s.Years[t])
			}
		}
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(c.Units)) {
		u, ok := ix.unit[name]
		if !ok {
			return fmt.Errorf("pathway: course %q names %q, which is no unit", c.Name, name)
		}
		x := c.Units[name]
		for _, mineral := range slices.Sorted(maps.Keys(x.Content)) {
			if !slices.ContainsFunc(s.Units[u].Content, func(h Content) bool { return h.Mineral == mineral }) {
				return fmt.Errorf("pathway: course %q: unit %q holds no %s", c.Name, name, mineral)
			}
			if err := path(mineral+" in "+name, x.Content[mineral]); err != nil {
				return err
			}
		}
		if err := path("cost of "+name, x.Cost); err != nil {
			return err
		}
		if err := path("life of "+name, x.Life); err != nil {
			return err
		}
	}
	for _, mineral := range slices.Sorted(maps.Keys(c.Yields)) {
		if _, ok := ix.mineral[mineral]; !ok {
			return fmt.Errorf("pathway: course %q yields %q, which is no mineral", c.Name, mineral)
		}
		if err := path("yield of "+mineral, c.Yields[mineral]); err != nil {
			return err
		}
	}
	return nil
}
