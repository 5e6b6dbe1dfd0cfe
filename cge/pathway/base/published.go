package base

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
)

// A Mark says how far our figure is independent of the published one it is
// compared with.
type Mark string

// The marks.
const (
	Independent Mark = ""       // no choice behind it was made with the published figure in view
	InView      Mark = "chosen" // a coefficient, share or scope was chosen with it in view
	Solved      Mark = "solved" // a coefficient or share was solved from it: agreement says nothing
)

// marked lists what is not independent, by use and mineral, with the reason.
var marked = map[[2]string]struct {
	mark   Mark
	reason string
}{
	{"networks", "copper"}:             {Solved, "copper per MW of net addition is closed on the published figure of 2024"},
	{"wind", "neodymium"}:              {Solved, "drivetrain shares are solved from the published rare earths and alloys of 2024"},
	{"wind", "praseodymium"}:           {Solved, "drivetrain shares, as neodymium"},
	{"wind", "dysprosium"}:             {Solved, "drivetrain shares, as neodymium"},
	{"wind", "terbium"}:                {Solved, "drivetrain shares, as neodymium"},
	{"wind", "nickel"}:                 {Solved, "drivetrain shares, as neodymium"},
	{"wind", "chromium"}:               {Solved, "drivetrain shares, as neodymium"},
	{"wind", "molybdenum"}:             {Solved, "drivetrain shares, as neodymium"},
	{"wind", "manganese"}:              {Solved, "drivetrain shares, as neodymium"},
	{"wind", "copper"}:                 {InView, "copper of arrays and connection was added after turbine copper alone had given 0.4 of the published figure"},
	{"solar_pv", "copper"}:             {InView, "of four sources the one near the published figure was preferred"},
	{"solar_pv", "indium"}:             {Solved, "the CIGS share is solved from the published indium of 2024"},
	{"solar_pv", "gallium"}:            {Solved, "the CIGS share, as indium"},
	{"electric_vehicles", "copper"}:    {InView, "copper of the battery alone is compared, after the whole vehicle had given 1.8"},
	{"electric_vehicles", "nickel"}:    {InView, "one of four chemistry mixes, with a recalled LFP share, chosen as nickel and cobalt per kWh fitted"},
	{"electric_vehicles", "cobalt"}:    {InView, "chemistry mix, as nickel"},
	{"electric_vehicles", "manganese"}: {InView, "chemistry mix, as nickel"},
	{"grid_storage", "nickel"}:         {InView, "the LFP share is recalled from statements of the same publisher"},
	{"grid_storage", "cobalt"}:         {InView, "LFP share, as nickel"},
	{"grid_storage", "manganese"}:      {InView, "LFP share, as nickel"},
}

// MarkOf tells how independent our figure for a mineral in a use is, and why
// not if it is not.
func MarkOf(use, mineral string) (Mark, string) {
	m := marked[[2]string{use, mineral}]
	return m.mark, m.reason
}

// publishedName is how the published demand names a mineral where that is not
// our node: graphite in cells is its battery-grade graphite.
func publishedName(mineral string) string {
	if mineral == "graphite" {
		return "battery-grade graphite"
	}
	return mineral
}

// PublishedDemand is the demand of a use for a mineral in a year of a scenario
// (STEPS, APS, NZE) as the IEA's Critical Minerals Dataset of May 2025
// publishes it, in kt. The base year 2024 is the same in every scenario.
func PublishedDemand(scenario, use, mineral string, year int) (float64, error) {
	u, err := UseByID(use)
	if err != nil {
		return 0, err
	}
	if year == 2024 {
		scenario = "base"
	}
	t := datasets.MineralDemand().Where("measure", "demand by technology and mineral").Where("sector", u.Published).
		Where("mineral", publishedName(mineral)).Where("scenario", scenario).Where("year", strconv.Itoa(year))
	return t.To("kt").Array("year").At("year", strconv.Itoa(year))
}

// A Ratio puts our demand for a mineral in a use beside the published one.
type Ratio struct {
	Use, Mineral, Scenario string
	Year                   int
	Ours, Low, High        float64 // kt; low and high bound of the coefficients
	Published              float64 // kt
	Mark                   Mark
	Gated                  bool // one of the pairs on which the comparison is judged
}

// Value is ours over the published.
func (r Ratio) Value() float64 { return r.Ours / r.Published }

// pairs are the minerals on which each use is judged; comparable lists all
// that are compared.
var (
	pairs = map[string][]string{
		"electric_vehicles": {"lithium", "cobalt", "nickel", "graphite", "copper", "neodymium"},
		"solar_pv":          {"silicon", "copper", "silver"},
		"wind":              {"copper", "zinc"},
		"grid_storage":      {"lithium", "copper", "nickel"},
	}
	comparable = map[string][]string{
		"electric_vehicles": {"lithium", "cobalt", "nickel", "graphite", "copper", "neodymium", "manganese", "praseodymium", "dysprosium", "terbium"},
		"solar_pv":          {"silicon", "copper", "silver", "zinc", "nickel", "tellurium", "indium", "gallium", "molybdenum"},
		"wind":              {"copper", "zinc", "neodymium", "praseodymium", "dysprosium", "terbium", "nickel", "chromium", "molybdenum", "manganese"},
		"grid_storage":      {"lithium", "copper", "nickel", "cobalt", "graphite", "manganese"},
		"networks":          {"copper"},
	}
)

// ComparisonYears are the years that both sides publish for a use, and its
// scenarios.
func ComparisonYears(use string) (scenarios []string, years []int) {
	if use == "electric_vehicles" {
		return []string{"STEPS", "APS"}, []int{2024, 2030, 2035}
	}
	return []string{"STEPS", "NZE"}, []int{2024, 2035, 2040, 2050}
}

// Ratios compares every use, mineral, scenario and year that both sides have.
// 2024 stands once, under STEPS. Rows whose published figure is zero are left
// out. The published demand is of May 2025, our capacities are those of the
// World Energy Outlook 2025 and our vehicles of the Global EV Outlook 2024: a
// ratio holds the difference of vintage too.
func Ratios() ([]Ratio, error) {
	var out []Ratio
	for _, u := range Uses() {
		scenarios, years := ComparisonYears(u.ID)
		for _, s := range scenarios {
			rows, err := u.compare(s, years)
			if err != nil {
				return nil, err
			}
			out = append(out, rows...)
		}
	}
	return out, nil
}

func (u Use) compare(scenario string, years []int) ([]Ratio, error) {
	demand := Demand(scenario, u.ID)
	if err := demand.Err(); err != nil {
		return nil, err
	}
	parts, _ := demand.Axis("part")
	inside := slices.DeleteFunc(slices.Clone(parts.Labels), func(p string) bool { return slices.Contains(u.Beyond, p) })
	total := demand.Select("part", inside...).Sum("part")
	var out []Ratio
	for _, m := range comparable[u.ID] {
		for _, y := range years {
			if y == 2024 && scenario != "STEPS" {
				continue
			}
			r := Ratio{Use: u.ID, Mineral: m, Scenario: scenario, Year: y, Gated: slices.Contains(pairs[u.ID], m)}
			r.Mark, _ = MarkOf(u.ID, m)
			var err error
			if r.Published, err = PublishedDemand(scenario, u.ID, m, y); err != nil {
				return nil, err
			}
			for b, v := range map[string]*float64{"low": &r.Low, "central": &r.Ours, "high": &r.High} {
				if *v, err = total.At("year", strconv.Itoa(y), "mineral", m, "bound", b); err != nil {
					return nil, err
				}
			}
			if r.Published > 0 {
				out = append(out, r)
			}
		}
	}
	return out, nil
}

// Agreement sums ratios up.
type Agreement struct {
	N       int
	Median  float64 // exp of the median absolute log ratio: 1.3 means half the rows lie within a factor of 1.3
	Within2 float64 // share of rows within a factor of 2
}

// Agree sums up the rows that keep accepts.
func Agree(rows []Ratio, keep func(Ratio) bool) (Agreement, error) {
	var logs []float64
	inside := 0
	for _, r := range rows {
		if !keep(r) {
			continue
		}
		if r.Ours <= 0 || r.Published <= 0 {
			return Agreement{}, fmt.Errorf("base: %s %s %s %d: %v over %v has no logarithm", r.Use, r.Mineral, r.Scenario, r.Year, r.Ours, r.Published)
		}
		l := math.Abs(math.Log(r.Value()))
		if l <= math.Ln2 {
			inside++
		}
		logs = append(logs, l)
	}
	if len(logs) == 0 {
		return Agreement{}, fmt.Errorf("base: Agree: no rows")
	}
	slices.Sort(logs)
	n := len(logs)
	median := (logs[(n-1)/2] + logs[n/2]) / 2
	return Agreement{n, math.Exp(median), float64(inside) / float64(n)}, nil
}

// String prints the agreement in words.
func (a Agreement) String() string {
	return fmt.Sprintf("%d rows: half within a factor of %.2f, %.0f %% within 2", a.N, a.Median, 100*a.Within2)
}

// Label prints a node or use id for people: "grid_storage" is "grid storage".
func Label(id string) string { return strings.ReplaceAll(id, "_", " ") }
