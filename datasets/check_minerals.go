package datasets

import (
	"math"
	"strings"
)

// checkMinerals compares the chosen figure of a mineral with the tables it was
// chosen from: production with the world's in table mineral_production (ore
// taken for content stands out here), reserves, prices, demand.
func checkMinerals(in *inspector) {
	at := map[string]*line{}
	for _, r := range in.both("minerals") {
		at[r.label("mineral")+" "+r.label("property")] = r
	}
	made := in.worldBySource("mineral_production", "")
	held := in.worldBySource("mineral_reserves", "reserves")
	for _, k := range sortedKeys(at) {
		r := at[k]
		mineral, property, _ := strings.Cut(k, " ")
		switch property {
		case "production":
			in.chosen(r, made[mineral], 0.01, "production of the world in table mineral_production")
		case "reserves":
			in.chosen(r, held[mineral], 0.01, "reserves of the world in table mineral_reserves")
		case "price":
			in.chosenPrice(r, mineral)
		case "share_outside_modelled":
			whole, d := at[mineral+" total_demand"], at[mineral+" clean_demand"]
			if whole == nil {
				whole = at[mineral+" production"]
			}
			if whole != nil && d != nil && whole.base() > 0 && at[mineral+" production"] != nil && mineral != "graphite" { // rare earths are a group, total graphite counts losses
				in.equal(r, 1-d.base()/whole.base(), 1e-3, "clean demand, and "+whole.label("property")+",")
			}
		}
	}
	in.checkChosenDemand(at)
}

// worldBySource lists the rows of the world by mineral.
func (in *inspector) worldBySource(table, measure string) map[string][]*line {
	out := map[string][]*line{}
	for _, r := range in.sheet(table).rows {
		if r.label("region") == "World" && (measure == "" || r.label("measure") == measure) {
			out[r.label("mineral")] = append(out[r.label("mineral")], r)
		}
	}
	return out
}

// chosen wants one of the rows to have the value; a mineral without any is
// of a group and passes.
func (in *inspector) chosen(r *line, from []*line, tolerance float64, what string) {
	if len(from) == 0 {
		return
	}
	nearest := from[0]
	for _, o := range from {
		if math.Abs(o.base()-r.base()) < math.Abs(nearest.base()-r.base()) {
			nearest = o
		}
	}
	if math.Abs(nearest.base()-r.base()) > tolerance*nearest.base() {
		in.findBeside(r, nearest, "value", "take the figure from that table, of the content that is meant", "%s is no %s; the nearest is %s (%s line %d)", r.value(), what, nearest.value(), nearest.file, nearest.at)
	}
}

// chosenPrice wants the price of an element between a third of the lowest and
// the twentyfold of the highest published price of its forms: a carbonate
// holds a fifth of lithium, an ore a tenth of a metal.
func (in *inspector) chosenPrice(r *line, mineral string) {
	low, high := math.Inf(1), 0.0
	for _, p := range in.sheet("mineral_prices").rows {
		y := p.year()
		if strings.Contains(p.label("commodity"), mineral) && y >= 2023 && y <= 2025 && strings.HasSuffix(p.Unit.String(), "/t") {
			low, high = min(low, p.Value), max(high, p.Value)
		}
	}
	if high > 0 && (r.Value < low/3 || r.Value > high*20) {
		in.find(r, "value", "take the price from table mineral_prices and divide it by the content", "%s, but what holds %s costs %.4g to %.4g a tonne", r.value(), mineral, low, high)
	}
}

// checkChosenDemand wants the chosen demand of the base year to be that of
// table mineral_demand.
func (in *inspector) checkChosenDemand(at map[string]*line) {
	for _, d := range in.sheet("mineral_demand").rows {
		if d.label("scenario") != "base" {
			continue
		}
		property := map[string]string{"clean technology demand by mineral": "clean_demand", "total demand": "total_demand"}[d.label("measure")]
		if r := at[d.label("mineral")+" "+property]; property != "" && r != nil && math.Abs(r.base()-d.base()) > 0.01*d.base() {
			in.findBeside(r, d, "value", "take the figure from that table", "%s, but table mineral_demand has %s (%s line %d)", r.value(), d.value(), d.file, d.at)
		}
	}
}

// checkLifetimes wants the mean of a Weibull distribution to be the one its
// scale and shape give.
func checkLifetimes(in *inspector) {
	groups := map[string]map[string]*line{}
	for _, r := range in.sheet("lifetimes").rows {
		k := r.without("property")
		if r.label("distribution") != "weibull" {
			continue
		}
		if groups[k] == nil {
			groups[k] = map[string]*line{}
		}
		groups[k][r.label("property")] = r
	}
	for _, k := range sortedKeys(groups) {
		g := groups[k]
		if g["mean"] != nil && g["scale"] != nil && g["shape"] != nil {
			in.equal(g["mean"], g["scale"].Value*math.Gamma(1+1/g["shape"].Value), 0.05, "scale and shape") // one published mean is 3.4 % off
		}
	}
}
