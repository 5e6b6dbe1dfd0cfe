package datasets

import (
	"math"
	"slices"
	"strings"
)

// totals lists the labels that stand for the sum of others on an axis, and
// those that are no part of it.
var totals = []struct {
	table, axis, total string
	apart              string // patterns of labels that the total does not hold
	slack              float64
}{
	{"capacity", "region", "World", "", 0.02},
	{"generation", "region", "World", "", 0.02},
	{"generation", "technology", "total", "electricity demand|pumped storage", 0.02},
	{"mineral_production", "region", "World", "", 0.02},
	{"mineral_reserves", "region", "World", "", 0.02},
	{"mineral_supply", "country", "Total", "Top 3 share", 0.001},
	{"ev_history", "region", "World", "", 0.05},
	{"ev_outlook", "region", "World", "", 0.05},
	{"weo_capacity", "technology", "Total", "", 0.001},
	{"weo_generation", "technology", "Total", "", 0.001},
	{"macro", "region", "World", "", 0.001},
}

// checkTotals wants no part to exceed its total: a country the world, a fuel
// all fuels. Shares and rates have no total.
func checkTotals(in *inspector) {
	for _, t := range totals {
		rows := in.sheet(t.table).rows
		whole := map[string]*line{}
		for _, r := range rows {
			if r.label(t.axis) == t.total {
				whole[r.without(t.axis)] = r
			}
		}
		apart := strings.Split(t.apart, "|")
		for _, r := range rows {
			all := whole[r.without(t.axis)]
			if all == nil || all == r || !extensive(r) || matches(apart, r.label(t.axis)) || r.Value <= 0 {
				continue
			}
			if r.base() > all.base()*(1+t.slack)+in.digit(r) {
				in.findBeside(r, all, "value", "correct the value or its unit, here or of the total", "%s is more than %s: %s (line %d)", r.value(), t.total, all.value(), all.at)
			}
		}
	}
}

// digit is what rounding may add to a part, in base units: a vehicle is
// counted, electricity has two decimals of a TWh.
func (in *inspector) digit(r *line) float64 {
	switch r.Unit.String() {
	case "vehicle", "charger":
		return rounded(r.Value)
	}
	return 0
}

// extensive reports whether parts of a figure add up: amounts do, shares,
// rates and indices do not.
func extensive(r *line) bool {
	if r.Unit.Dimension() == "1" {
		return false
	}
	item := r.label("item")
	return item == "" || strings.HasPrefix(item, "GDP") || item == "population" || item == "employment" || strings.HasPrefix(item, "capital stock")
}

// checkDemand adds up the published demand: sectors to clean demand, clean
// demand and other uses to the total, and their ratio to the clean share.
func checkDemand(in *inspector) {
	clean, total, other, share, sectors := map[string]*line{}, map[string]*line{}, map[string]*line{}, map[string]*line{}, map[string]float64{}
	by := map[string]map[string]*line{"total clean demand": clean, "total demand": total, "other uses": other, "clean share": share}
	for _, r := range in.sheet("mineral_demand").rows {
		k := key(r.label("scenario"), r.label("year"), r.label("mineral"))
		if m := by[r.label("measure")]; m != nil {
			m[k] = r
		}
		if r.label("measure") == "demand by sector" {
			sectors[k] += r.Value
		}
	}
	for _, k := range sortedKeys(total) {
		t, c, o, s := total[k], clean[k], other[k], share[k]
		if c == nil || o == nil {
			continue
		}
		in.equal(t, c.Value+o.Value, 1e-3, "clean demand and other uses")
		if s != nil && t.Value > 0 {
			in.equal(s, c.Value/t.Value, 1e-3, "clean demand over total demand")
		}
		if sum := sectors[k]; sum > 0 && c.label("mineral") != "graphite" { // its total holds losses of synthetic graphite
			in.equal(c, sum, 2e-2, "the sectors")
		}
	}
}

// equal reports a figure that is not what others give.
func (in *inspector) equal(r *line, want, tolerance float64, from string) {
	if math.Abs(r.Value-want) > tolerance*math.Abs(want)+1e-9 {
		in.find(r, "value", "correct one of them", "%s, but %s give %.6g", r.value(), from, want)
	}
}

// checkSupply adds up countries to the total, and the three largest to their
// share.
func checkSupply(in *inspector) {
	sum, total, countries := map[string]float64{}, map[string]*line{}, map[string][]float64{}
	rows := in.sheet("mineral_supply").rows
	for _, r := range rows {
		k := r.without("country")
		switch r.label("country") {
		case "Total":
			total[k] = r
		case "Top 3 share":
		case "Rest of world":
			sum[k] += r.Value
		default:
			sum[k] += r.Value
			countries[k] = append(countries[k], r.Value)
		}
	}
	for _, k := range sortedKeys(total) {
		in.equal(total[k], sum[k], 4e-2, "the countries") // published totals differ by up to 3.6 %
	}
	for _, r := range rows {
		k := r.without("country")
		if r.label("country") != "Top 3 share" || total[k] == nil || len(countries[k]) < 3 {
			continue
		}
		slices.Sort(countries[k])
		n := len(countries[k])
		top := countries[k][n-1] + countries[k][n-2] + countries[k][n-3]
		in.equal(r, top/total[k].Value, 2e-2, "the three largest")
	}
}

// checkReserves wants reserves to last: five years for the world; a country
// may mine more than it reports, but not tenfold. Both count the same content.
// Reserves that are a country's capacity to the digit are no reserves.
func checkReserves(in *inspector) {
	reserves := map[string]*line{}
	for _, r := range in.sheet("mineral_reserves").rows {
		if r.label("measure") == "reserves" {
			reserves[key(r.label("region"), r.label("mineral"), r.label("content"))] = r
		}
	}
	for _, r := range in.sheet("mineral_production").rows {
		s := reserves[key(r.label("region"), r.label("mineral"), r.label("content"))]
		if s == nil || s.Value == 0 {
			continue
		}
		if strings.HasPrefix(r.label("stage"), "capacity") && r.base() == s.base() && r.label("region") != "World" {
			in.find(s, "value", "leave the row out, or flag it \"doubtful\"", "reserves of %s are the %s (%s line %d)", s.value(), r.label("stage"), r.file, r.at)
		}
		years := 0.1
		if r.label("region") == "World" {
			years = 5
		}
		if r.label("stage") == "mine" && r.year() >= s.year()-3 && r.base()*years > s.base() {
			in.findBeside(r, s, "value", "correct the value, its unit or its content, here or in table mineral_reserves", "%s a year from reserves of %s (%s line %d)", r.value(), s.value(), s.file, s.at)
		}
	}
}

// checkDeposits wants a deposit's reserves within its resources, its costs in
// rising steps, and its output below the largest possible.
func checkDeposits(in *inspector) {
	at := map[string]map[string]*line{}
	for _, r := range in.sheet("lithium_deposits").rows {
		d := r.label("deposit")
		if at[d] == nil {
			at[d] = map[string]*line{}
		}
		at[d][r.label("property")] = r
	}
	for _, d := range sortedKeys(at) {
		for _, pair := range [][2]string{{"reserves", "resources"}, {"cost_1", "cost_2"}, {"cost_2", "cost_3"}, {"output_2022", "output_max"}, {"output_2023", "output_max"}} {
			lower, upper := at[d][pair[0]], at[d][pair[1]]
			if lower != nil && upper != nil && lower.Value > upper.Value*(1+1e-4) { // six printed digits
				in.find(lower, "value", "correct one of them", "%s %s is above %s %s (line %d)", pair[0], lower.value(), pair[1], upper.value(), upper.at)
			}
		}
	}
}

// checkBalance wants every account of a balanced matrix to receive what it
// pays; cells have twelve to fifteen digits.
func checkBalance(in *inspector) {
	for _, name := range []string{"sam_usa_2017", "sam_base", "sam_base_open"} {
		gap, largest, biggest := map[string]float64{}, map[string]*line{}, 0.0
		for _, r := range in.sheet(name).rows {
			if v := r.label("version"); v != "" && v != "balanced" {
				continue
			}
			biggest = max(biggest, math.Abs(r.Value))
			for k, sign := range []float64{1, -1} {
				account := r.Key[k]
				gap[account] += sign * r.Value
				if largest[account] == nil || math.Abs(r.Value) > math.Abs(largest[account].Value) {
					largest[account] = r
				}
			}
		}
		for _, account := range sortedKeys(gap) {
			if math.Abs(gap[account]) > 1e-9*biggest {
				in.find(largest[account], "value", "correct a cell of this row or column, or balance the matrix again", "account %s receives %.6g more than it pays", account, gap[account])
			}
		}
	}
}
