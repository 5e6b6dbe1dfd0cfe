package mfa

import (
	"fmt"
	"math"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// InitialFromGrowth reconstructs the age structure of a stock of which only
// the total is known, by one stated rule: inflow grew by the rate growth a
// year (0.05 is 5 %) and lives were those of use. The stock stands at the end
// of year; the result has the axes of total and "cohort", from year-oldest+1
// to year, and sums to total. Use it as Use.Initial of a run from year+1 on.
func InitialFromGrowth(total quantity.Array, use Use, year, oldest int, growth float64) quantity.Array {
	a, err := initialFromGrowth(total, use, year, oldest, growth)
	if err != nil {
		return quantity.Failed(fmt.Errorf("mfa: InitialFromGrowth: %w", err))
	}
	return a
}

func initialFromGrowth(total quantity.Array, use Use, year, oldest int, growth float64) (quantity.Array, error) {
	if err := total.Err(); err != nil {
		return total, err
	}
	if oldest < 1 || !(growth > -1) || math.IsInf(growth, 0) {
		return total, fmt.Errorf("oldest is %d and growth %v; give at least one year and a growth above -1", oldest, growth)
	}
	past := quantity.Years(year-oldest+1, year)
	rule := quantity.Generate("1", func(l []string) float64 {
		y, _ := strconv.Atoi(l[0])
		return math.Pow(1+growth, float64(y-year))
	}, past)
	inflow := quantity.Full(total.Unit().String(), 1, total.Axes()...).Times(rule)
	use.Initial, use.Extend, use.Bounds = quantity.Array{}, quantity.Array{}, nil
	d, err := InflowDriven(inflow, use)
	if err != nil {
		return total, err
	}
	last := past.Labels[len(past.Labels)-1]
	a := d.CohortsAt(last).Shares("cohort").Times(total)
	return a.WithSources(total.Sources()...), a.Err()
}

// Backcast is the inflow that would have left the initial stock standing: by
// year of entry, stock over survival. It has the axes of Use.Initial, with
// "year" for "cohort". Cohorts that their lifetime rules out count as they
// stand.
func (d *Dynamics) Backcast() quantity.Array {
	g := &d.curves.g
	if g.early == 0 {
		return quantity.Failed(fmt.Errorf("mfa: Backcast: the run has no Use.Initial"))
	}
	data := make([]float64, 0, len(d.series)*g.early)
	for _, s := range d.series {
		for i, v := range s.early {
			if s.expired != nil {
				v += s.expired[i]
			}
			data = append(data, v)
		}
	}
	axes := d.curves.cells.with(quantity.NewAxis("year", g.cohorts[:g.early]...))
	return quantity.New(d.unit.String(), data, axes...).Transpose(d.order...).WithSources(d.by...)
}

// HoldFirst extends a series back in time: the value of the first year holds
// for every year from first on. For intensities of initial cohorts, where the
// past is not known better. An axis "cohort" is extended in the same way.
func HoldFirst(a quantity.Array, first int) quantity.Array {
	axis := "year"
	if _, ok := a.Axis("cohort"); ok {
		axis = "cohort"
	}
	ax, ok := a.Axis(axis)
	if !ok {
		return quantity.Failed(fmt.Errorf("mfa: HoldFirst: no axis \"year\" or \"cohort\"; there is %s", axisNames(a.Axes())))
	}
	years, err := ax.Years()
	if err != nil {
		return quantity.Failed(fmt.Errorf("mfa: HoldFirst: %w", err))
	}
	if first >= years[0] {
		return a
	}
	past := quantity.Years(first, years[0]-1)
	past.Name = axis
	old := a.Pick(axis, ax.Labels[0]).Expand(past)
	names := make([]string, 0, 4)
	for _, x := range a.Axes() {
		names = append(names, x.Name)
	}
	return quantity.Concat(axis, old.Transpose(names...), a)
}
