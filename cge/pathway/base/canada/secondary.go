package canada

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// Secondary is what Canada's own retired packs of vehicles, modules and onshore
// turbines could give: collected, taken apart with the yields of the path's
// recyclers, none kept for a second life; over mineral and year, in kt.
//
// Canadian cohorts to 2024 are sales of vehicles times a battery of average size,
// and additions of capacity; afterwards Canada adds its share of the base year in
// what the world adds along the path (wind and sun: of the last five years with
// figures). Sub-technologies, contents and lives are the world's. What tables
// hold nothing of is left out: grid batteries, motors, networks, electronics,
// scrap of everything else.
func Secondary(f futures.Future) quantity.Array {
	var sum quantity.Array
	for _, u := range canadianUses {
		a, err := u.recovered(f.Result)
		if err != nil {
			return quantity.Failed(fmt.Errorf("canada: Secondary: %s: %w", u.use, err))
		}
		if sum.Len() == 0 {
			sum = a
		} else {
			sum = sum.Plus(a)
		}
	}
	return sum
}

// A canadianUse is a stock of Canada that retires.
type canadianUse struct {
	use   string
	added func(r *pathway.Result) ([]float64, []string, error) // by year from since, to the base year
	share func(r *pathway.Result, added []float64) (float64, error)
}

const since = 2000 // first cohort

var canadianUses = []canadianUse{
	{use: "ev_battery", added: batteries("Canada"), share: func(r *pathway.Result, added []float64) (float64, error) {
		world, _, err := batteries("World")(r)
		return added[len(added)-1] / world[len(world)-1], err
	}},
	{use: "pv_system", added: capacity("solar PV", "solar PV"), share: recent("Canada", "solar PV")},
	{use: "wind_drivetrain_onshore", added: capacity("wind (on+offshore)", "onshore wind"), share: recent("Canada", "onshore wind")},
}

// batteries are sales of vehicles of a region times MWh a vehicle, in GWh.
func batteries(region string) func(*pathway.Result) ([]float64, []string, error) {
	return func(r *pathway.Result) ([]float64, []string, error) {
		out := make([]float64, r.Years[0].Year-since+1)
		sources := []string{}
		for _, mode := range []string{"car", "van", "truck", "bus", "2_3w"} {
			mwh := datasets.Edges().WhereFunc(func(e quantity.Row) bool {
				return e.Key[0] == "ev_battery" && e.Key[1] == "zev_"+mode && e.Key[4] == "central"
			})
			sales := datasets.EVHistory().WhereFunc(func(e quantity.Row) bool {
				return e.Key[0] == region && e.Key[1] == mode && e.Key[2] != "FCEV" && e.Key[3] == "sales"
			})
			if mwh.Err() != nil || len(mwh.Rows) != 1 || sales.Err() != nil {
				return nil, nil, fmt.Errorf("no battery of a %s, or no sales in %s", mode, region)
			}
			for _, e := range sales.Rows {
				y, err := strconv.Atoi(e.Key[4])
				if err != nil {
					return nil, nil, err
				}
				if y-since < len(out) && !strings.Contains(e.Flag, "doubtful") {
					out[y-since] += e.Value * mwh.Rows[0].Value / 1e3
				}
			}
			sources = append(append(sources, sales.Sources()...), mwh.Sources()...)
		}
		return out, sources, nil
	}
}

// capacity is what Canada added of a technology, in GW: the long series to 2015,
// the newer one after it. A stock that falls adds nothing. The base year, which
// no table has, is as the last one that they have.
func capacity(long, newer string) func(*pathway.Result) ([]float64, []string, error) {
	return func(r *pathway.Result) ([]float64, []string, error) {
		old, err := stock("Canada", "owid_irena_2023", long)
		if err != nil {
			return nil, nil, err
		}
		now, err := stock("Canada", "irena_2024", newer)
		if err != nil {
			return nil, nil, err
		}
		out := make([]float64, r.Years[0].Year-since+1)
		for i := range out {
			y := since + i
			at := now
			if y <= 2015 {
				at = old
			}
			switch before, had := at[y-1]; {
			case i == 0:
				out[i] = at[y]
			case had && at[y] > 0:
				out[i] = max(0, at[y]-before)
			default:
				out[i] = out[i-1]
			}
		}
		return out, []string{"owid_irena_2023", "irena_2024"}, nil
	}
}

// stock of a technology in GW by year.
func stock(region, source, technology string) (map[int]float64, error) {
	t := datasets.Capacity().WhereFunc(func(r quantity.Row) bool {
		return r.Key[0] == region && r.Key[1] == technology && r.Source == source
	}).To("GW")
	if t.Err() != nil {
		return nil, t.Err()
	}
	out := map[int]float64{}
	for _, r := range t.Rows {
		y, err := strconv.Atoi(r.Key[2])
		if err != nil {
			return nil, err
		}
		out[y] = r.Value
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no capacity of %s in %s by %s", technology, region, source)
	}
	return out, nil
}

// recent is a region's share of what the world added in 2019 to 2023.
func recent(region, technology string) func(*pathway.Result, []float64) (float64, error) {
	return func(*pathway.Result, []float64) (float64, error) {
		here, err := stock(region, "irena_2024", technology)
		if err != nil {
			return 0, err
		}
		world, err := stock("World", "irena_2024", technology)
		if err != nil {
			return 0, err
		}
		return (here[2023] - here[2018]) / (world[2023] - world[2018]), nil
	}
}

// recovered minerals of a use, over mineral and year of the path, in kt.
func (u canadianUse) recovered(r *pathway.Result) (quantity.Array, error) {
	none := quantity.Array{}
	added, sources, err := u.added(r)
	if err != nil {
		return none, err
	}
	share, err := u.share(r, added)
	if err != nil {
		return none, err
	}
	c := cohorts{r: r, use: u.use, added: added}
	for i := 1; i < len(r.Years); i++ {
		c.added = append(c.added, share*sum(r.Years[i].Additions[u.use]))
	}
	d, err := mfa.InflowDriven(c.inflow(), mfa.Use{Lives: c, Age: mfa.MidYear})
	if err != nil {
		return none, err
	}
	out := d.OutflowOf(c.content(), "sub_technology").To("kt").Select("year", quantity.Years(r.Years[0].Year, c.last()).Labels...).Transpose("mineral", "year")
	return out.Times(c.yields()).Scale(r.Spec.Collection).WithSources(sources...), nil
}

// cohorts of a use in Canada.
type cohorts struct {
	r     *pathway.Result
	use   string
	added []float64 // by year from since
}

func (c cohorts) last() int { return since + len(c.added) - 1 }

// at is the year of the path whose technology a cohort has: the base year's for
// all that came before.
func (c cohorts) at(cohort int) *pathway.Year {
	return &c.r.Years[max(0, cohort-c.r.Years[0].Year)]
}

func (c cohorts) units() []string {
	for i := range c.r.Spec.Uses {
		if u := &c.r.Spec.Uses[i]; u.Name == c.use {
			var out []string
			for _, o := range u.Options {
				out = append(out, o.Unit)
			}
			return out
		}
	}
	return nil
}

// inflow is additions by sub-technology and year, counted in the use's measure:
// contents in kt per unit of it give kt.
func (c cohorts) inflow() quantity.Array {
	units := c.units()
	v := make([]float64, 0, len(units)*len(c.added))
	for _, name := range units {
		for i, x := range c.added {
			v = append(v, x*c.at(since + i).Shares[c.use][name])
		}
	}
	return quantity.New("1", v, quantity.NewAxis("sub_technology", units...), quantity.Years(since, c.last()))
}

// minerals of the path.
func (c cohorts) minerals() []string {
	var out []string
	for _, m := range c.r.Spec.Minerals {
		out = append(out, m.Name)
	}
	return out
}

// content of a new unit by cohort, in kt.
func (c cohorts) content() quantity.Array {
	units, minerals := c.units(), c.minerals()
	var v []float64
	for _, name := range units {
		for _, m := range minerals {
			for i := range c.added {
				v = append(v, c.at(since + i).Content[name][m])
			}
		}
	}
	return quantity.New("kt", v, quantity.NewAxis("sub_technology", units...), quantity.NewAxis("mineral", minerals...), quantity.NewAxis("cohort", quantity.Years(since, c.last()).Labels...))
}

// yields of the recycler that takes the use, by mineral and year.
func (c cohorts) yields() quantity.Array {
	minerals := c.minerals()
	v := make([]float64, 0, len(minerals)*len(c.r.Years))
	for _, m := range minerals {
		for i := range c.r.Years {
			v = append(v, c.r.Years[i].Yields[c.recycler()][m])
		}
	}
	return quantity.New("1", v, quantity.NewAxis("mineral", minerals...), quantity.Years(c.r.Years[0].Year, c.last()))
}

func (c cohorts) recycler() string {
	for i := range c.r.Spec.Recyclers {
		if x := &c.r.Spec.Recyclers[i]; !x.PerMineral && slices.Contains(x.From, c.use) {
			return x.Name
		}
	}
	return ""
}

// At is the life of a cohort: the path's mean in its year.
func (c cohorts) At(cell mfa.Cell, cohort string) (mfa.Lifetime, error) {
	name, _ := cell.Label("sub_technology")
	year, err := strconv.Atoi(cohort)
	if err != nil {
		return nil, err
	}
	return mfa.WeibullOf(c.at(year).Life[name], c.r.Spec.Unit(name).Shape), nil
}

func sum(of map[string]float64) (s float64) {
	for _, k := range slices.Sorted(maps.Keys(of)) {
		s += of[k]
	}
	return s
}
