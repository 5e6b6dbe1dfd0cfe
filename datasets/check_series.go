package datasets

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// series returns the rows of a table that differ in the year alone, in the
// order of their years; rows without a year are left out.
func (s *sheet) series() [][]*line {
	at := map[string]int{}
	var out [][]*line
	for _, r := range s.rows {
		if r.year() == 0 {
			continue
		}
		k := r.without("year")
		i, ok := at[k]
		if !ok {
			i = len(out)
			at[k] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], r)
	}
	for _, rows := range out {
		slices.SortStableFunc(rows, func(a, b *line) int { return a.year() - b.year() })
	}
	return out
}

// year is the row's year, 0 where it has none.
func (r *line) year() int {
	y, err := strconv.Atoi(r.label("year"))
	if err != nil {
		return 0
	}
	return y
}

// base is the value in base units, for comparisons across units.
func (r *line) base() float64 { return r.Value * r.Unit.Factor() }

// checkOneUnit wants a series in one unit, and money of one price year:
// USD2020 in a series of USD2015 is a step that no price took. Money of the
// year itself ("nominal") must be of the year of the row.
func checkOneUnit(in *inspector, s *sheet) {
	if s.axis("year") < 0 {
		return
	}
	for _, rows := range s.series() {
		usual := mostCommonUnit(rows)
		for _, r := range rows {
			year := priceYear(r.Unit.String())
			switch {
			case r.label("basis") == "nominal":
				if year != "" && year != r.label("year") {
					in.find(r, "unit", "write money of the row's year, or basis real", "a nominal price of %s in money of %s", r.label("year"), year)
				}
			case s.base() == "deflator":
				if !strings.HasSuffix(r.Unit.String(), "/USD"+r.label("year")) && r.label("year") != "2010" {
					in.find(r, "unit", "write USD2010/USD"+r.label("year"), "the index of %s has the unit %s", r.label("year"), r.Unit)
				}
			case r.Unit.String() != usual:
				in.find(r, "unit", "convert it with an index, or make it a series of its own", "%s in a series of %s", r.Unit, usual)
			}
		}
	}
}

// mostCommonUnit is the unit of most rows, the first among equals.
func mostCommonUnit(rows []*line) string {
	count, best := map[string]int{}, ""
	for _, r := range rows {
		count[r.Unit.String()]++
	}
	for _, r := range rows {
		if u := r.Unit.String(); count[u] > count[best] {
			best = u
		}
	}
	return best
}

// priceYear is the year of the first money in a unit.
func priceYear(unit string) string {
	for _, currency := range []string{"USD", "EUR", "CAD"} {
		if i := strings.Index(unit, currency); i >= 0 && len(unit) >= i+7 {
			return unit[i+3 : i+7]
		}
	}
	return ""
}

// thousand is the ratio from which a step looks like kW for MW or t for kt:
// below 1000, because the true values differ a little too.
const thousand = 300

// checkJumps looks for one value about a thousand times larger or smaller
// than the values before and after it, which agree with each other within a
// factor of ten; at the end of a series, than the two nearest ones.
func checkJumps(in *inspector, s *sheet) {
	if s.axis("year") < 0 {
		return
	}
	for _, rows := range s.series() {
		for i, r := range rows {
			a, b := neighbours(rows, i)
			if a == nil || b == nil || (i == 0 || i == len(rows)-1) && min(math.Abs(r.Value), math.Abs(a.Value)) < beginnings[r.Unit.String()] {
				continue
			}
			if x, y := ratio(r, a), ratio(r, b); similar(a, b, 10) && (x > thousand && y > thousand || x < 1./thousand && y < 1./thousand) {
				in.find(r, "value", "correct the value or its unit", "%s beside %s in %s and %s in %s", r.value(), a.value(), a.label("year"), b.value(), b.label("year"))
			}
		}
	}
}

// beginnings are the amounts below which the first or last value of a series
// may well be a thousandth of the next: a first bus, a test plant.
var beginnings = map[string]float64{"MW": 1, "TWh": 0.1, "GWh": 5, "vehicle": 100, "charger": 100, "%": 0.1, "t": 100}

// neighbours are the rows around i in a series, or the two next to it at an
// end.
func neighbours(rows []*line, i int) (a, b *line) {
	switch n := len(rows); {
	case n < 3:
		return nil, nil
	case i == 0:
		return rows[1], rows[2]
	case i == n-1:
		return rows[n-2], rows[n-3]
	}
	return rows[i-1], rows[i+1]
}

// ratio is a over b without their signs; 1 where one of them is zero, since
// nothing follows from that. Prices of their own years are compared as
// printed: inflation is small beside what is looked for.
func ratio(a, b *line) float64 {
	x, y := math.Abs(a.base()), math.Abs(b.base())
	sameMoney := priceYear(a.Unit.String()) != "" && undated(a.Unit.String()) == undated(b.Unit.String())
	if x == 0 || y == 0 || !a.Unit.SameDimension(b.Unit) && !sameMoney {
		return 1
	}
	return x / y
}

// undated is a unit of money without its price year.
func undated(unit string) string { return strings.Replace(unit, priceYear(unit), "", 1) }

// similar reports whether two figures agree within a factor.
func similar(a, b *line, factor float64) bool {
	x := ratio(a, b)
	return x <= factor && x >= 1/factor
}

// steady are tables whose series of the world change slowly, with the factor
// that a step from year to year stays below. Small countries do jump: a first
// mine, a first wind farm.
var steady = map[string]float64{"capacity": 4, "generation": 4, "mineral_production": 4, "mineral_prices": 12, "macro": 2, "costs": 4, "research": 6, "mineral_demand": 12}

// young are tables whose series may begin or end with a leap.
var young = map[string]bool{"capacity": true, "generation": true, "mineral_demand": true}

// checkSteps looks in series of the whole world, and in prices, for a value
// that stands out from both neighbours by more than history ever shows: ore
// counted as metal, a price per kilogram.
func checkSteps(in *inspector, s *sheet) {
	most, ok := steady[s.base()]
	if !ok {
		return
	}
	world := s.axis("region") < 0 || s.base() == "mineral_prices" || s.base() == "costs"
	for _, rows := range s.series() {
		for i, r := range rows {
			a, b := neighbours(rows, i)
			atEnd := i == 0 || i == len(rows)-1
			if a == nil || b == nil || !world && r.label("region") != "World" || !similar(a, b, most) || atEnd && young[s.base()] {
				continue
			}
			if x, y := ratio(r, a), ratio(r, b); x > most && y > most || x < 1/most && y < 1/most {
				in.find(r, "value", "correct the value or its unit", "%s beside %s in %s and %s in %s; nothing here changes by more than a factor of %v",
					r.value(), a.value(), a.label("year"), b.value(), b.label("year"), most)
			}
		}
	}
}

// checkSourcesAgree compares what two sources say of one key, or two editions
// of one country's reserves: a ratio of about a thousand is a unit, not a
// disagreement; for the world, more than a factor of four is one too.
func checkSourcesAgree(in *inspector, s *sheet) {
	first := map[string][]*line{}
	for _, r := range s.rows {
		k := strings.Join(r.Key, "\x00")
		if s.base() == "mineral_reserves" {
			k = key(r.label("region"), r.label("mineral"), r.label("measure"), r.label("content"))
		}
		for _, o := range first[k] {
			most := float64(thousand)
			if f, ok := steady[s.base()]; ok && r.label("region") == "World" {
				most = f
			}
			if !similar(r, o, most) {
				in.findBeside(r, o, "value", "correct the value or its unit; if both are as published, flag the row \"doubtful\"",
					"%s from %s, %s from %s (line %d)", r.value(), r.Source, o.value(), o.Source, o.at)
			}
		}
		first[k] = append(first[k], r)
	}
}

// checkRealPrices compares nominal and real prices of one series: their ratio
// is the index of the year in table deflator.
func checkRealPrices(in *inspector) {
	index := map[string]float64{}
	for _, r := range in.sheet("deflator").rows {
		index[r.label("year")] = r.Value
	}
	nominal := map[string]*line{}
	prices := in.sheet("mineral_prices").rows
	key := func(r *line) string { return fmt.Sprint(r.Key[:2], r.label("year"), r.Source) }
	for _, r := range prices {
		if r.label("basis") == "nominal" && r.Source == "wb_cmo_2025" {
			nominal[key(r)] = r
		}
	}
	for _, r := range prices {
		n, ok := nominal[key(r)]
		f := index[r.label("year")]
		if !ok || f == 0 || r.label("basis") != "real" {
			continue
		}
		if want := n.Value * f; math.Abs(r.Value-want) > 0.01*want {
			in.find(r, "value", "deflate the nominal price again", "real %s, but nominal %s (line %d) times the index %.4g is %.4g", r.value(), n.value(), n.at, f, want)
		}
	}
}
