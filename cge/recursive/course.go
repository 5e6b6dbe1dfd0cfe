package recursive

import (
	"fmt"
	"maps"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Period is one solved period.
type Period struct {
	Name        string
	State       map[string]float64 // that it was solved with, memory included
	Certificate cge.Certificate
	Cold        bool // the start from the period before was not used or did not serve
	Equilibrium *cge.Equilibrium

	results    []float64
	checkpoint Checkpoint
}

// A Course is a path that was run. Its arrays are pure numbers over the axis
// "year", whatever the periods are.
type Course struct {
	Periods []Period

	path *Path
}

// Results is year × result.
func (c *Course) Results() quantity.Array {
	ax := quantity.Axis{Name: "result"}
	for _, r := range c.path.results() {
		ax.Labels = append(ax.Labels, r.Name)
	}
	return c.array(ax, func(p *Period) []float64 { return p.results })
}

// States is year × state: the parameters and memory of each period, names
// sorted.
func (c *Course) States() quantity.Array {
	if len(c.Periods) == 0 {
		return c.array(quantity.Axis{}, nil)
	}
	ax := quantity.Axis{Name: "state", Labels: slices.Sorted(maps.Keys(c.Periods[0].State))}
	return c.array(ax, func(p *Period) []float64 {
		var out []float64
		for _, name := range ax.Labels {
			out = append(out, p.State[name])
		}
		return out
	})
}

// Certificates is year × check: "iterations" (Newton steps) and, of
// "complementarity", "walras", "homogeneity" and "replication", those that apply
// in every period.
func (c *Course) Certificates() quantity.Array {
	ax := quantity.NewAxis("check", "iterations")
	for _, name := range []string{"complementarity", "walras", "homogeneity", "replication"} {
		if !slices.ContainsFunc(c.Periods, func(p Period) bool { return checkOf(&p.Certificate, name) == nil }) {
			ax.Labels = append(ax.Labels, name)
		}
	}
	return c.array(ax, func(p *Period) []float64 {
		out := []float64{float64(p.Certificate.Iterations)}
		for _, name := range ax.Labels[1:] {
			out = append(out, *checkOf(&p.Certificate, name))
		}
		return out
	})
}

func checkOf(c *cge.Certificate, name string) *float64 {
	switch name {
	case "complementarity":
		return c.Complementarity
	case "walras":
		return c.Walras
	case "homogeneity":
		return c.Homogeneity
	}
	return c.Replication
}

func (c *Course) array(ax quantity.Axis, row func(*Period) []float64) quantity.Array {
	if len(c.Periods) == 0 {
		return quantity.Failed(fmt.Errorf("recursive: the course has no periods"))
	}
	years := quantity.Axis{Name: "year"}
	var values []float64
	for i := range c.Periods {
		years.Labels = append(years.Labels, c.Periods[i].Name)
		values = append(values, row(&c.Periods[i])...)
	}
	return quantity.New("1", values, years, ax)
}

// Iterations is the number of Newton steps of all periods.
func (c *Course) Iterations() int {
	n := 0
	for _, p := range c.Periods {
		n += p.Certificate.Iterations
	}
	return n
}

// Checkpoint is what Path.Resume needs to begin with the named period.
func (c *Course) Checkpoint(period string) (Checkpoint, error) {
	for i := range c.Periods {
		if c.Periods[i].Name == period {
			return c.Periods[i].checkpoint.clone(), nil
		}
	}
	return Checkpoint{}, fmt.Errorf("recursive: the course has no period %q", period)
}

// String is the table of results.
func (c *Course) String() string { return c.Results().String() }
