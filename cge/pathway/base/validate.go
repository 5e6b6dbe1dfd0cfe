package base

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// A Validation puts what new units of a path hold beside the demand that is
// published for the same year:
//
//	ours / published = Scenario × Additions × Content
//
// Scenario is the traditional calculation over the published figure (base-year
// contents and mix at the scenario's additions), Additions what the path builds
// over what the scenario does, Content what a unit holds over what it held in
// the base year, mix and research together.
type Validation struct {
	Use, Mineral string
	Against      string // published scenario
	Year         int
	Ours         float64 // kt, primary and recycled, in new units
	Published    float64 // kt
	Scenario     float64
	Additions    float64
	Content      float64
	Mark         Mark
	Why          string // in words, where the two differ by more than 1.5
}

// Ratio is ours over the published.
func (v Validation) Ratio() float64 { return v.Ours / v.Published }

// far is the ratio from which a difference is explained.
const far = 1.5

// ValidationYears are the years that are compared: the base year, in which
// contents are aligned to the publication, and those of the outlook.
var ValidationYears = []int{2024, 2030, 2035, 2040, 2050}

// usesOf a published sector in a world.
var usesOf = map[string][]string{"electric_vehicles": {"ev_battery", "ev_motor"}, "solar_pv": {"pv_system"},
	"wind": {"wind_drivetrain_onshore", "wind_drivetrain_offshore"}, "grid_storage": {"grid_battery_pack"}, "networks": {"networks"}}

// Validate compares a path of World with the IEA's published demand (Critical
// Minerals Dataset of May 2025) under the same name of scenario, STEPS or NZE.
// Vehicles of NZE stand beside APS too, to 2035: that is where the outlook of
// vehicles ends. Rows without a published figure are left out.
func Validate(r *pathway.Result, scenario string) ([]Validation, error) {
	if scenario != "STEPS" && scenario != "NZE" {
		return nil, fmt.Errorf("base: Validate: no published demand of scenario %q; there are STEPS and NZE", scenario)
	}
	m, err := pathway.New(r.Spec, pathway.Options{Mode: pathway.MFA})
	if err != nil {
		return nil, err
	}
	traditional, err := m.Run(context.Background())
	if err != nil {
		return nil, err
	}
	var out []Validation
	for _, u := range Uses() {
		for _, against := range []string{scenario, "APS"} {
			if against == "APS" && !(scenario == "NZE" && u.ID == "electric_vehicles") {
				continue
			}
			for i := range r.Years {
				year := r.Years[i].Year
				if !slices.Contains(ValidationYears, year) || against == "APS" && (year == publishedYear || year > 2035) {
					continue
				}
				rows, err := validateYear(u, against, &r.Years[i], &traditional.Years[i])
				if err != nil {
					return nil, err
				}
				out = append(out, rows...)
			}
		}
	}
	return out, nil
}

func validateYear(u Use, against string, ours, traditional *pathway.Year) ([]Validation, error) {
	var out []Validation
	for _, mineral := range comparable[u.ID] {
		v := Validation{Use: u.ID, Mineral: mineral, Against: against, Year: ours.Year, Ours: held(ours, u.ID, mineral)}
		before := held(traditional, u.ID, mineral)
		if v.Ours == 0 || before == 0 {
			continue
		}
		var err error
		if v.Published, err = PublishedDemand(against, u.ID, mineral, ours.Year); err != nil {
			return nil, err
		}
		if v.Published <= 0 {
			continue
		}
		added := func(y *pathway.Year) (sum float64) {
			for _, use := range usesOf[u.ID] {
				if use == "ev_motor" && !inMotors(mineral) || use == "ev_battery" && inMotors(mineral) {
					continue
				}
				for _, o := range sortedKeys(y.Additions[use]) {
					sum += y.Additions[use][o]
				}
			}
			return sum
		}
		v.Scenario, v.Additions = before/v.Published, added(ours)/added(traditional)
		v.Content = v.Ours / before / v.Additions
		v.Mark, _ = MarkOf(u.ID, mineral)
		v.explain()
		out = append(out, v)
	}
	return out, nil
}

// inMotors are the minerals of electric vehicles that are in motors.
func inMotors(mineral string) bool {
	return slices.Contains([]string{"neodymium", "praseodymium", "dysprosium", "terbium"}, mineral)
}

// held is what new units of a sector hold of a mineral.
func held(y *pathway.Year, use, mineral string) (sum float64) {
	for _, n := range y.Needs {
		if n.Mineral == mineral && slices.Contains(usesOf[use], n.Use) {
			sum += n.Primary + n.Recycled
		}
	}
	return sum
}

// reasons for each factor, in words, by use; "" is for all others.
var additionReasons = map[string]string{
	"electric_vehicles": "which vehicles are bought is a choice here, with policy as a taste where Settings.Standards is set; in the outlook policy sets it",
	"solar_pv":          "new plants win shares of electricity at a volume node; the outlook's capacity rests on targets",
	"wind":              "new plants win shares of electricity at a volume node; the outlook's capacity rests on targets",
	"grid_storage":      "storage follows the share of wind and sun, and second life takes a part",
	"networks":          "networks follow the share of wind and sun",
}

var scenarioReasons = map[string]string{
	"electric_vehicles": "the publication's batteries and mix move after the base year, and its vehicles are of another vintage of the outlook",
	"solar_pv":          "the publication's modules get leaner, and additions differ by vintage and replacement",
	"wind":              "additions and the split into onshore and offshore differ by vintage",
	"grid_storage":      "the publication's storage lasts other hours and its chemistries move",
	"networks":          "kilometres are published; here networks grow with the capacity they connect",
}

// baseReasons are of minerals whose base year is not aligned to the publication.
var baseReasons = map[string]string{
	"graphite":  "flake is counted before the losses of making anodes, the publication compared counts battery grade",
	"tellurium": "the world refines less than the publication's modules would take: what is refined is the limit",
}

const contentReason = "the mix of sub-technologies, their contents and the inputs that makers adopt answer to prices and research"

// explain writes down the factors that make most of a difference.
func (v *Validation) explain() {
	total := math.Log(v.Ratio())
	if math.Abs(total) <= math.Log(far) {
		return
	}
	var parts []string
	if why, ok := baseReasons[v.Mineral]; ok {
		parts = append(parts, why)
	}
	for _, f := range []struct {
		name, why string
		factor    float64
	}{{"scenario", scenarioReasons[v.Use], v.Scenario}, {"additions", additionReasons[v.Use], v.Additions}, {"content", contentReason, v.Content}} {
		if l := math.Log(f.factor); l*total > 0 && math.Abs(l) > math.Log(1.15) {
			parts = append(parts, fmt.Sprintf("%s × %.2f: %s", f.name, f.factor, f.why))
		}
	}
	if len(parts) == 0 {
		parts = append(parts, "several small differences in the same direction")
	}
	v.Why = strings.Join(parts, "; ")
}

// ValidationTable prints rows, one a line, and under it each reason once for
// those that differ by more than 1.5.
func ValidationTable(rows []Validation) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-18s %-13s %-6s %4s %10s %10s %6s %9s %9s %8s\n", "use", "mineral", "of", "year", "ours kt", "published", "ratio", "scenario", "additions", "content")
	for _, v := range rows {
		note := map[bool]string{true: " *"}[v.Why != ""]
		fmt.Fprintf(&b, "%-18s %-13s %-6s %4d %10.4g %10.4g %6.2f %9.2f %9.2f %8.2f%s\n", Label(v.Use), v.Mineral, v.Against, v.Year, v.Ours, v.Published, v.Ratio(), v.Scenario, v.Additions, v.Content, note)
	}
	return b.String()
}

// Beside sums validations up like [Agree]: how many lie within 1.5.
func Beside(rows []Validation, keep func(Validation) bool) string {
	n, near := 0, 0
	var logs []float64
	for _, v := range rows {
		if keep != nil && !keep(v) {
			continue
		}
		l := math.Abs(math.Log(v.Ratio()))
		n, logs = n+1, append(logs, l)
		if l <= math.Log(far) {
			near++
		}
	}
	if n == 0 {
		return "no rows"
	}
	slices.Sort(logs)
	return strconv.Itoa(n) + fmt.Sprintf(" rows: half within a factor of %.2f, %d within %g", math.Exp((logs[(n-1)/2]+logs[n/2])/2), near, far)
}
