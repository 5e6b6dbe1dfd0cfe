package datasets

import (
	"math"
	"slices"
	"strings"
)

// key joins labels.
func key(labels ...string) string { return strings.Join(labels, "\x00") }

// hoursTWh turns MW into TWh a year.
const hoursTWh = 8760e-6

// checkGeneration wants no plant to give more than its capacity in every hour
// of the year, by region, technology, source and year. The capacity is that
// of the end of the year or of the year before, whichever is larger. The slack
// is 15 % for revisions and capacity counted net, one GW for sources that
// print whole GW, and a factor of 60 for fuels: sources count a plant that
// burns two fuels under one of them, so that only a unit stands out there.
func checkGeneration(in *inspector) {
	capacity := map[string]*line{}
	for _, r := range in.sheet("capacity").rows {
		capacity[key(r.label("region"), r.label("technology"), r.label("year"), r.Source)] = r
	}
	for _, r := range in.sheet("generation").rows {
		region, technology := r.label("region"), r.label("technology")
		now := capacity[key(region, technology, r.label("year"), r.Source)]
		before := capacity[key(region, technology, yearBefore(r), r.Source)]
		if now == nil || before != nil && before.Value > now.Value {
			now = before
		}
		if now == nil {
			continue
		}
		slack, wholeGW := 1.15, 0.0
		if matches(fuels, technology) {
			slack = 60
		}
		if strings.HasPrefix(r.Source, "eia_") {
			wholeGW = 1000
		}
		if most := (now.Value*slack + wholeGW) * hoursTWh; r.Unit.String() == "TWh" && r.Value > most && r.Value > 0.02 { // TWh have two or three printed decimals
			in.findBeside(r, now, "value", "correct the value or its unit, here or in table capacity", "%s, but %s (%s line %d) give at most %.4g TWh a year", r.value(), now.value(), now.file, now.at, most)
		}
	}
	in.checkOutlookGeneration()
}

// fuels are technologies whose plants may burn another one's fuel.
var fuels = []string{"bioenergy*", "coal*", "gas", "oil", "fossil*"}

// checkOutlookGeneration is the same for the scenarios of an outlook, whose
// numbers are exact.
func (in *inspector) checkOutlookGeneration() {
	capacity := map[string]*line{}
	for _, r := range in.sheet("weo_capacity").rows {
		capacity[strings.Join(r.Key, "\x00")] = r
	}
	for _, r := range in.sheet("weo_generation").rows {
		if c := capacity[strings.Join(r.Key, "\x00")]; c != nil && r.base() > c.base()*8760*1.01 {
			in.findBeside(r, c, "value", "correct the value or its unit, here or in table weo_capacity", "%s, but there are %s (%s line %d)", r.value(), c.value(), c.file, c.at)
		}
	}
}

// yearBefore is the label of the year before the row's.
func yearBefore(r *line) string {
	y := []byte(r.label("year"))
	for i := len(y) - 1; i >= 0; i-- {
		if y[i] > '0' {
			y[i]--
			break
		}
		y[i] = '9'
	}
	return string(y)
}

// checkNodeFigures compares the figures of a node with each other: what a
// year adds is part of the stock and a five-hundredth of it at least, the open
// stock is of the size of the other, and hours of service are the capacity
// factor.
func checkNodeFigures(in *inspector) {
	at := map[string]*line{}
	for _, r := range in.both("nodes") {
		if r.label("bound") == "central" {
			at[r.label("node")+" "+r.label("property")] = r
		}
	}
	for _, k := range sortedKeys(at) {
		node, property, _ := strings.Cut(k, " ")
		r := at[k]
		stock := at[node+" "+strings.Replace(property, "addition", "stock", 1)]
		switch {
		case strings.HasPrefix(property, "addition") && stock != nil && r.Unit.SameDimension(stock.Unit):
			if r.Value > 0 && stock.Value > 0 && (r.base() > stock.base() || r.base() < stock.base()/500) {
				in.findBeside(r, stock, "value", "correct one of them", "an addition of %s to a stock of %s (line %d)", r.value(), stock.value(), stock.at)
			}
		case property == "stock_open" && at[node+" stock"] != nil:
			if s := at[node+" stock"]; !similar(r, s, 2) {
				in.findBeside(r, s, "value", "correct one of them", "the open stock %s is far from the stock %s (%s line %d)", r.value(), s.value(), s.file, s.at)
			}
		}
	}
	for _, r := range in.both("edges") {
		f := at[r.label("from")+" capacity_factor"]
		if f == nil || r.Unit.String() != "MWh/(MW·yr)" {
			continue
		}
		if hours := f.Value * 8760; math.Abs(r.Value-hours) > 0.01*hours {
			in.findBeside(r, f, "value", "correct one of them", "%s, but the capacity factor %.4g (%s line %d) is %.5g hours", r.value(), f.Value, f.file, f.at, hours)
		}
	}
}

// checkVehicles compares sales and stock of one region, class and powertrain:
// a stock grows by no more than what was sold, sales are part of the stock of
// the year, and the sum over powertrains is no smaller than a part. Cars of
// the large markets may differ by a half, for used imports and revisions;
// elsewhere registers are of different years and classes, and only a factor of
// fifty stands out.
func checkVehicles(in *inspector) {
	for _, table := range []string{"ev_history", "ev_outlook"} {
		rows := in.sheet(table).rows
		at := make(map[string]*line, len(rows))
		for _, r := range rows {
			at[strings.Join(r.Key, "\x00")] = r
		}
		for _, r := range rows {
			in.checkFleet(r, at)
			in.checkPowertrain(r, at)
		}
	}
}

// other is the row that differs from r in one label.
func other(r *line, at map[string]*line, axis, label string) *line {
	k := slices.Clone(r.Key)
	k[r.sheet.axis(axis)] = label
	return at[strings.Join(k, "\x00")]
}

// rounded is what two significant digits leave open, in vehicles, and ten
// vehicles more.
func rounded(v float64) float64 {
	if v <= 0 {
		return 10
	}
	return 10 + 0.5*math.Pow(10, math.Floor(math.Log10(v))-1)
}

// largeMarkets have registers that one can rely on.
var largeMarkets = []string{"World", "China", "Europe", "EU27", "United States"}

// few vehicles may be anything: prototypes, a first fleet.
const few = 500

func (in *inspector) checkFleet(r *line, at map[string]*line) {
	if r.label("measure") != "stock" {
		return
	}
	sales, before := other(r, at, "measure", "sales"), other(r, at, "year", yearBefore(r))
	if sales == nil {
		return
	}
	most := float64(50)
	if r.label("mode") == "car" && slices.Contains(largeMarkets, r.label("region")) {
		most = 1.5
	}
	if sales.Value > r.Value*most+rounded(r.Value)+rounded(sales.Value) && sales.Value > few {
		in.findBeside(sales, r, "value", "correct the value or its unit", "sales of %s in a stock of %s (line %d)", sales.value(), r.value(), r.at)
	}
	if before == nil {
		return
	}
	if growth := r.Value - before.Value; growth > sales.Value*most+2*rounded(r.Value)+rounded(sales.Value) && growth > few {
		in.findBeside(r, sales, "value", "correct the value or its unit", "the stock grows by %.4g from %s, with sales of %s (line %d)", growth, yearBefore(r), sales.value(), sales.at)
	}
}

func (in *inspector) checkPowertrain(r *line, at map[string]*line) {
	if p := r.label("powertrain"); p != "BEV" && p != "PHEV" && p != "FCEV" {
		return
	}
	if m := r.label("measure"); m != "sales" && m != "stock" {
		return
	}
	if all := other(r, at, "powertrain", "EV"); all != nil && r.Value > all.Value+rounded(r.Value)+rounded(all.Value) {
		in.findBeside(r, all, "value", "correct the value or its unit", "%s is more than the sum over powertrains %s (line %d)", r.value(), all.value(), all.at)
	}
}
