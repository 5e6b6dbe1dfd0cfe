// Package mineraldemand holds the tables and charts of notebook 01: mineral
// demand of five uses beside the published demand.
//
//	base.Ratios ──▶ Headline   minerals by use, 2024 and 2035, ours beside the published
//	           └──▶ Compare    every ratio of a use, by scenario and year
//	           └──▶ Outside    what differs by more than a factor of two
//
// The calculation itself is in cge/pathway/base; this package arranges it.
package mineraldemand

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

// Minerals of the headline table, in its order.
var Minerals = []string{"lithium", "cobalt", "nickel", "graphite", "copper", "neodymium", "dysprosium", "silicon"}

// The published demand, and what our activity rests on, are of different
// years: it stands beside every ratio.
const publishedVintage = "May 2025"

func vintage(use string) string {
	if use == "electric_vehicles" {
		return "GEVO 2024, 2025 / " + publishedVintage
	}
	return "WEO 2025 / " + publishedVintage
}

// remark is what a table prints for a mark.
func remark(m base.Mark) string {
	return map[base.Mark]string{base.InView: "chosen in view", base.Solved: "solved from it"}[m]
}

const marksNote = `"chosen in view": a coefficient, share or scope was chosen knowing the published figure; "solved from it": agreement says nothing.`

// Headline puts demand for the eight headline minerals, by use, beside the
// published figure: 2024, and 2035 in STEPS, which power, storage and
// vehicles all publish.
func Headline(rows []base.Ratio) charts.Figure {
	var mineral, use, mark, vint []string
	var now, nowTheirs, nowRatio, low, then, high, theirs, ratio []float64
	for _, m := range Minerals {
		for _, u := range base.Uses() {
			a, ok := find(rows, u.ID, m, "STEPS", 2024)
			b, ok2 := find(rows, u.ID, m, "STEPS", 2035)
			if !ok || !ok2 {
				continue
			}
			mineral, use = append(mineral, m), append(use, base.Label(u.ID))
			now, nowTheirs, nowRatio = append(now, a.Ours), append(nowTheirs, a.Published), append(nowRatio, round(a.Value()))
			then, theirs, ratio = append(then, b.Ours), append(theirs, b.Published), append(ratio, round(b.Value()))
			low, high = append(low, b.Low), append(high, b.High)
			mark, vint = append(mark, remark(b.Mark)), append(vint, vintage(u.ID))
		}
	}
	return charts.Columns("headline", []charts.Column{
		charts.Text("mineral", mineral...), charts.Text("use", use...),
		charts.Numbers("2024", "kt", now...), charts.Numbers("IEA 2024", "kt", nowTheirs...), charts.Numbers("ratio", "1", nowRatio...).Digits(2),
		charts.Numbers("2035 STEPS", "kt", then...), charts.Numbers("low", "kt", low...), charts.Numbers("high", "kt", high...), charts.Numbers("IEA 2035", "kt", theirs...), charts.Numbers("ratio 2035", "1", ratio...).Digits(2),
		charts.Text("vintage, ours / IEA", vint...), charts.Marks("", mark...),
	}, charts.Title("Mineral demand by use, beside the published demand"),
		charts.Note("Constant intensities and shares of 2024. Low and high: the range of the coefficients alone.", marksNote),
		charts.Sources(sourceIDs()...))
}

// round keeps the digits a reader can use: ratios are compared in logs, and
// the stored rows keep them all.
func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

func find(rows []base.Ratio, use, mineral, scenario string, year int) (base.Ratio, bool) {
	i := slices.IndexFunc(rows, func(r base.Ratio) bool {
		return r.Use == use && r.Mineral == mineral && r.Year == year && (r.Scenario == scenario || year == 2024)
	})
	if i < 0 {
		return base.Ratio{}, false
	}
	return rows[i], true
}

// sourceIDs of everything the demand of the five uses rests on, the published
// demand included.
func sourceIDs() []string {
	ids := []string{"iea_gcmo2025"}
	for _, u := range base.Uses() {
		ids = append(ids, base.Demand("STEPS", u.ID).Sources()...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Compare shows every ratio of a use: a row a mineral, a column for each year
// and scenario that both sides publish. A dash stands where the published
// figure is zero.
func Compare(rows []base.Ratio, use string) charts.Figure {
	scenarios, years := base.ComparisonYears(use)
	var minerals, marks, judged, vint []string
	for _, r := range rows {
		if r.Use == use && !slices.Contains(minerals, r.Mineral) {
			minerals, marks, vint = append(minerals, r.Mineral), append(marks, remark(r.Mark)), append(vint, vintage(use))
			judged = append(judged, map[bool]string{true: "yes"}[r.Gated])
		}
	}
	cols := []charts.Column{charts.Text("mineral", minerals...), charts.Text("judged", judged...)}
	for i, s := range scenarios {
		for _, y := range years {
			if y == 2024 && i > 0 {
				continue
			}
			cells := make([]float64, len(minerals))
			for k, m := range minerals {
				if r, ok := find(rows, use, m, s, y); ok {
					cells[k] = round(r.Value())
				} else {
					cells[k] = math.NaN()
				}
			}
			name := strconv.Itoa(y)
			if y != 2024 {
				name = s + " " + name
			}
			cols = append(cols, charts.Numbers(name, "1", cells...).Digits(2))
		}
	}
	cols = append(cols, charts.Text("vintage, ours / IEA", vint...), charts.Marks("", marks...))
	return charts.Columns("ratios "+use, cols, charts.Title("Our demand over the published, "+base.Label(use)), charts.Note(marksNote), charts.Sources("iea_gcmo2025"))
}

// Outside lists the judged rows that differ by more than a factor of two.
func Outside(rows []base.Ratio) charts.Figure {
	var use, mineral, scenario, years, mark []string
	var ours, theirs, ratio []float64
	for _, r := range rows {
		if !r.Gated || math.Abs(math.Log(r.Value())) <= math.Ln2 {
			continue
		}
		use, mineral, scenario = append(use, base.Label(r.Use)), append(mineral, r.Mineral), append(scenario, r.Scenario)
		years, mark = append(years, strconv.Itoa(r.Year)), append(mark, remark(r.Mark))
		ours, theirs, ratio = append(ours, r.Ours), append(theirs, r.Published), append(ratio, round(r.Value()))
	}
	return charts.Columns("outside", []charts.Column{
		charts.Text("use", use...), charts.Text("mineral", mineral...), charts.Text("scenario", scenario...), charts.Text("year", years...),
		charts.Numbers("ours", "kt", ours...), charts.Numbers("published", "kt", theirs...), charts.Numbers("ratio", "1", ratio...).Digits(2), charts.Marks("", mark...),
	}, charts.Title("Judged rows that differ by more than a factor of two"), charts.Note("Vintage as above: ours of WEO 2025, the published of May 2025."), charts.Sources("iea_gcmo2025"))
}

// Alternatives shows what 2024 would be with the choices not taken.
func Alternatives() (charts.Figure, error) {
	alts, err := base.Alternatives()
	if err != nil {
		return charts.Figure{}, err
	}
	var use, mineral, choice []string
	var ours, theirs, ratio []float64
	for _, a := range alts {
		use, mineral, choice = append(use, base.Label(a.Use)), append(mineral, a.Mineral), append(choice, a.Choice)
		ours, theirs, ratio = append(ours, a.Ours), append(theirs, a.Published), append(ratio, round(a.Value()))
	}
	return charts.Columns("alternatives", []charts.Column{
		charts.Text("use", use...), charts.Text("mineral", mineral...), charts.Text("choice", choice...),
		charts.Numbers("2024", "kt", ours...), charts.Numbers("IEA 2024", "kt", theirs...), charts.Numbers("ratio", "1", ratio...).Digits(2),
	}, charts.Title("2024 with the choices not taken"), charts.Sources("iea_gcmo2025", "premise_batt", "iea_rocm2021", "griffin_mdm", "carrara2020")), nil
}

// Intensities shows kg per unit added for the headline minerals of a
// technology, all parts together, from low to high.
func Intensities(technology string) charts.Figure {
	m := base.Intensity(technology).Sum("part")
	return charts.Table("intensity "+technology, m, charts.Title(base.Name(technology)+": minerals a unit"), charts.Note("Manufacturing losses included."))
}

// ByUse is demand in kt for a mineral over year and use, from 2010 to 2050, in
// STEPS: the parts that the published sectors count.
func ByUse(mineral string) quantity.Array {
	var terms []quantity.Array
	for _, u := range base.Uses() {
		d := base.Demand("STEPS", u.ID)
		if ax, _ := d.Axis("mineral"); ax.Index(mineral) < 0 && d.Err() == nil {
			continue
		}
		from := 2024 // networks begin with the first difference of published levels
		d = d.Pick("mineral", mineral, "bound", "central").Select("year", quantity.Years(from, 2050).Labels...)
		terms = append(terms, inScope(d, u).Sum("part").Expand(quantity.NewAxis("use", base.Label(u.ID))))
	}
	if terms == nil {
		return quantity.Failed(fmt.Errorf("mineraldemand: no use takes %q", mineral))
	}
	return quantity.Concat("use", terms...)
}

// inScope leaves out the parts that the published sector does not count.
func inScope(d quantity.Array, u base.Use) quantity.Array {
	parts, _ := d.Axis("part")
	kept := slices.DeleteFunc(slices.Clone(parts.Labels), func(p string) bool { return slices.Contains(u.Beyond, p) })
	if d.Err() != nil {
		return d
	}
	return d.Select("part", kept...)
}

// Bounds is demand of a use for a mineral over year at low, central and high
// coefficients, in kt from 2024 on.
func Bounds(scenario, use, mineral string) (low, central, high quantity.Array, err error) {
	u, err := base.UseByID(use)
	if err != nil {
		return low, central, high, err
	}
	d := inScope(base.Demand(scenario, use).Pick("mineral", mineral).Select("year", quantity.Years(2024, 2050).Labels...), u).Sum("part")
	return d.Pick("bound", "low"), d.Pick("bound", "central"), d.Pick("bound", "high"), d.Err()
}

// Published is the published demand of a use for a mineral over the years both
// sides have, in kt.
func Published(scenario, use, mineral string) quantity.Array {
	_, years := base.ComparisonYears(use)
	values := make([]float64, len(years))
	for i, y := range years {
		v, err := base.PublishedDemand(scenario, use, mineral, y)
		if err != nil {
			return quantity.Failed(err)
		}
		values[i] = v
	}
	return quantity.New("kt", values, quantity.YearsOf(years...)).WithSources("iea_gcmo2025")
}
