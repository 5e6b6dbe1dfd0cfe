package technicalchange

import (
	"context"
	"fmt"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// Headline puts what both paths need of each mineral side by side, with where
// the endogenous path's comes from in the last year and what it costs then.
func (b *Both) Headline() charts.Figure {
	last := len(b.Endogenous.Years) - 1
	columns := []charts.Column{charts.Text("mineral", Minerals...)}
	number := func(name, unit string, of func(mineral string) float64) charts.Column {
		v := make([]float64, len(Minerals))
		for k, m := range Minerals {
			v[k] = of(m)
		}
		return charts.Numbers(name, unit, v...)
	}
	columns = append(columns, number("2024", "kt", func(m string) float64 { return b.Endogenous.Years[0].Total(m).Total() }))
	for _, year := range Shown {
		i := year - b.Endogenous.Years[0].Year
		columns = append(columns,
			number(fmt.Sprintf("%d traditional", year), "kt", func(m string) float64 { return b.Traditional.Years[i].Total(m).Total() }),
			number(fmt.Sprintf("%d endogenous", year), "kt", func(m string) float64 { return b.Endogenous.Years[i].Total(m).Total() }))
	}
	end := &b.Endogenous.Years[last]
	columns = append(columns,
		number("recycled", "%", func(m string) float64 { return 100 * part(end.Total(m).Recycled, end.Total(m).Total()) }).Digits(1),
		number("price over 2024", "1", func(m string) float64 { return end.Prices[m] / b.Endogenous.Years[0].Prices[m] }).Digits(2))
	return charts.Columns("headline", columns, charts.Tolerance(tolerance), charts.Sources(b.Sources()...),
		charts.Title(fmt.Sprintf("What the transition needs of each mineral, %s", scenario(b.Endogenous.Spec))),
		charts.Note("Traditional: intensities, lifetimes, yields and shares of 2024, or the scenario's where it has shares; no prices.",
			"Endogenous: shares, prices, research, recycling and second life come out of the model; recycled and price are of 2050."))
}

func part(x, whole float64) float64 {
	if whole == 0 {
		return 0
	}
	return x / whole
}

func scenario(s *pathway.Spec) string { return s.Name[len("world "):] }

// Channels attributes the difference between the two paths in a year to what
// makes it: mineral × channel, in % of the traditional requirement. The first
// column is what imposed shares account for, the others are Shapley values of the
// five channels; they add up to the last.
func Channels(d *pathway.Decomposition, year int, minerals ...string) quantity.Array {
	labels := []string{"choice at prices of 2024"}
	for _, c := range channels {
		labels = append(labels, c.String())
	}
	labels = append(labels, "together")
	var v []float64
	rows := d.Sum("year", "mineral")
	for _, m := range minerals {
		row := make([]float64, len(labels))
		for _, p := range rows {
			if p.Year != year || p.Mineral != m || p.Reference == 0 {
				continue
			}
			row[0] = 100 * p.Scenario / p.Reference
			for k, c := range channels {
				row[1+k] = 100 * p.Of(c) / p.Reference
			}
			row[len(row)-1] = 100 * p.Change() / p.Reference
		}
		v = append(v, row...)
	}
	return quantity.New("%", v, quantity.NewAxis("mineral", minerals...), quantity.NewAxis("channel", labels...))
}

var channels = []pathway.Channels{pathway.Efficiency, pathway.Durability, pathway.Recycling, pathway.Network, pathway.Price}

// Maturities are the weights of latent options that every headline is shown for:
// how mature an option will be is an assumption.
var Maturities = []float64{0.1, 0.5, 1}

// Maturity is the requirement of 2050 under each of Maturities, beside the
// traditional one: mineral × path, kt.
func Maturity(c Case, minerals ...string) (quantity.Array, error) {
	labels := []string{"traditional"}
	var columns [][]float64
	for _, w := range Maturities {
		c.Maturity = w
		spec, err := World(c)
		if err != nil {
			return quantity.Array{}, err
		}
		if len(columns) == 0 { // the traditional path has no new options
			traditional, err := pathway.Baseline(context.Background(), spec, pathway.Options{})
			if err != nil {
				return quantity.Array{}, err
			}
			columns = append(columns, ends(traditional, minerals))
		}
		endogenous, err := Endogenous(spec)
		if err != nil {
			return quantity.Array{}, fmt.Errorf("maturity %v: %w", w, err)
		}
		columns = append(columns, ends(endogenous, minerals))
		labels = append(labels, "maturity "+strconv.FormatFloat(w, 'g', -1, 64))
	}
	var v []float64
	for k := range minerals {
		for _, c := range columns {
			v = append(v, c[k])
		}
	}
	return quantity.New("kt", v, quantity.NewAxis("mineral", minerals...), quantity.NewAxis("path", labels...)), nil
}

// ends are the requirements of the last year.
func ends(r *pathway.Result, minerals []string) []float64 {
	out := make([]float64, len(minerals))
	for k, m := range minerals {
		out[k] = r.Years[len(r.Years)-1].Total(m).Total()
	}
	return out
}

// Decompose attributes the difference between the paths of an economy to its
// channels, in the years shown.
func Decompose(s *pathway.Spec) (*pathway.Decomposition, error) {
	return pathway.Decompose(context.Background(), s, pathway.Options{}, &pathway.Shapley{Years: Shown})
}
