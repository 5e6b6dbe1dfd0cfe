package base

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"gonum.org/v1/gonum/stat"
)

// A Swing is how much a mineral's real price has moved from one year to the next.
type Swing struct {
	Mineral  string
	Changes  int     // yearly changes observed, each between years of one series
	Observed float64 // their standard deviation, in logs; 0 with fewer than two
	SD       float64 // the same drawn towards what minerals have in common
	Sources  []string
}

// fewChanges is how many changes of its own weigh as much as what minerals have in
// common. Few series are longer than five years: a deviation of four changes is
// known to a third of itself.
const fewChanges = 5

// Swings measures every mineral of the account on the series that its price is
// of, all years up to 2024 in dollars of 2010.
//
//	SD² = (n s² + n0 s̄²)/(n + n0)      s̄² over all changes of all minerals, n0 = 5
func Swings() ([]Swing, error) {
	w, changes, err := priceChanges()
	if err != nil {
		return nil, err
	}
	squares, n := 0.0, 0
	for i := range w {
		for _, year := range sortedKeys(changes[i]) {
			squares, n = squares+changes[i][year]*changes[i][year], n+1
		}
		if w[i].Changes = len(changes[i]); w[i].Changes > 1 {
			w[i].Observed = math.Sqrt(meanSquare(changes[i], changes[i]))
		}
	}
	common := squares / float64(n)
	for i := range w {
		own := float64(w[i].Changes)
		w[i].SD = math.Sqrt((own*meanSquare(changes[i], changes[i]) + fewChanges*common) / (own + fewChanges))
	}
	return w, nil
}

// priceChanges are log changes of real prices, by ore and by the later year.
func priceChanges() ([]Swing, []map[int]float64, error) {
	var w []Swing
	var out []map[int]float64
	for _, o := range ores {
		s, d := Swing{Mineral: o.id}, map[int]float64{}
		for _, key := range o.series() {
			rows, err := matching(datasets.MineralPrices(), key)
			if err != nil {
				return nil, nil, err
			}
			real := datasets.Real(quantity.Table{Name: "prices of " + o.id, Axes: datasets.MineralPrices().Axes, Rows: known(rows)})
			if err := real.Err(); err != nil {
				return nil, nil, fmt.Errorf("base: Swings of %s: %w", o.id, err)
			}
			at := map[int]float64{}
			for _, r := range real.Rows {
				year, err := strconv.Atoi(r.Key[len(r.Key)-1])
				if err != nil {
					return nil, nil, fmt.Errorf("base: Swings of %s: %w", o.id, err)
				}
				at[year] = r.Value
			}
			for year, v := range at {
				if _, taken := d[year]; at[year-1] > 0 && v > 0 && !taken {
					d[year] = math.Log(v / at[year-1])
				}
			}
			s.Sources = append(s.Sources, key[slices.Index(key, "source")+1])
		}
		w, out = append(w, s), append(out, d)
	}
	return w, out, nil
}

// series of an ore's price: those of the account, and five years in the edition of
// the Mineral Commodity Summaries before where it has one series of the commodity.
func (o ore) series() []where {
	out := slices.Clone(o.price)
	commodity := o.price[0][slices.Index(o.price[0], "commodity")+1]
	before := where{"basis", "nominal", "commodity", commodity, "source", "usgs_mcs2025_sal"}
	if rows, err := matching(datasets.MineralPrices(), before); err == nil && len(rows) == 5 && len(out) == 1 {
		out = append(out, before)
	}
	return out
}

// known leaves out years that the price level does not reach.
func known(rows []quantity.Row) (out []quantity.Row) {
	for _, r := range rows {
		if r.Key[len(r.Key)-1] <= "2024" {
			out = append(out, r)
		}
	}
	return out
}

// meanSquare is the mean of a product over common years, about zero: what a price
// is expected to do beyond the path is nothing.
func meanSquare(a, b map[int]float64) float64 {
	sum, n := 0.0, 0
	for _, year := range sortedKeys(a) {
		if y, ok := b[year]; ok {
			sum, n = sum+a[year]*y, n+1
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// Shocks are what prices of minerals and costs of making do beyond what a path
// announces, for pathway.LampPosts. Correlations of prices are observed on common
// years and drawn towards none as the deviations are towards their mean.
func Shocks() (*pathway.Shocks, error) {
	w, err := Swings()
	if err != nil {
		return nil, err
	}
	_, changes, err := priceChanges()
	if err != nil {
		return nil, err
	}
	out := &pathway.Shocks{Prices: map[string]map[string]float64{}, Costs: map[string]float64{}, Common: commonCost}
	for i := range w {
		a := w[i].Mineral
		out.Prices[a] = map[string]float64{a: w[i].SD * w[i].SD}
		for j := range i {
			b, v := w[j].Mineral, correlation(changes[i], changes[j])*w[i].SD*w[j].SD
			out.Prices[a][b], out.Prices[b][a] = v, v
		}
	}
	costs, err := CostSwings()
	if err != nil {
		return nil, err
	}
	for _, s := range costs {
		for _, use := range s.Uses {
			out.Costs[use] = s.SD
		}
	}
	return out, nil
}

// commonCost is the correlation between costs of rivals, an assumption, 0 to 0.9:
// they share plants, suppliers and interest, and no two series of rivals are held.
const commonCost = .5

// A CostSwing is how much the price of a good has moved beside its mean decline.
type CostSwing struct {
	Item, Source string
	Uses         []string // whose options it stands for
	Changes      int
	Mean, SD     float64 // of yearly changes, in logs
}

var costSwings = []CostSwing{
	{Item: "EV battery pack cost (DOE estimate, usable kWh, 100k units/yr)", Source: "doe_fotw1272", Uses: []string{"ev_battery", "grid_battery_pack", "ev_motor", "electrolyser_stack"}},
	{Item: "solar PV module price", Source: "owid_solar_price_2025", Uses: []string{"pv_system"}},
	{Item: "onshore wind total installed cost", Source: "owid_irena_cost_2020", Uses: []string{"wind_drivetrain_onshore", "wind_drivetrain_offshore"}},
}

// CostSwings measures real prices of packs, modules and wind plants from year to
// year. Motors and electrolysers have no series and move as packs do.
func CostSwings() ([]CostSwing, error) {
	out := slices.Clone(costSwings)
	for i := range out {
		s := &out[i]
		region := "World"
		if s.Source == "doe_fotw1272" {
			region = "United States"
		}
		rows, err := matching(datasets.Costs(), where{"item", s.Item, "source", s.Source, "region", region, "basis", "real"})
		if err != nil {
			return nil, err
		}
		at, axis := map[int]float64{}, slices.Index(datasets.Costs().Axes, "year")
		for _, r := range rows {
			year, err := strconv.Atoi(r.Key[axis])
			if err != nil {
				return nil, fmt.Errorf("base: CostSwings of %s: %w", s.Item, err)
			}
			at[year] = r.Value
		}
		var changes []float64
		for _, year := range sortedKeys(at) {
			if at[year-1] > 0 {
				changes = append(changes, math.Log(at[year]/at[year-1]))
			}
		}
		if s.Changes = len(changes); s.Changes < 2 {
			return nil, fmt.Errorf("base: CostSwings: %s has %d yearly changes", s.Item, s.Changes)
		}
		s.Mean, s.SD = stat.MeanStdDev(changes, nil)
	}
	return out, nil
}

// correlation is the cosine of two series of changes, a missing year taken as no
// change, drawn towards none: so the matrix has no negative direction, whatever
// years are missing.
func correlation(a, b map[int]float64) float64 {
	size := func(x map[int]float64) float64 {
		n := float64(len(x))
		return math.Sqrt((n + fewChanges) * meanSquare(x, x))
	}
	common := 0
	for year := range a {
		if _, ok := b[year]; ok {
			common++
		}
	}
	if common == 0 {
		return 0
	}
	return float64(common) * meanSquare(a, b) / (size(a) * size(b))
}
