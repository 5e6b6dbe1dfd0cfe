package datasets

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// rulesText is the closed list of units and the range of every figure: the
// first rule whose table, label and unit fit a row holds for it. "*" stands
// for anything, "|" between alternatives; ">0" is a bound that is not
// reached. USD* is a dollar of any year.
//
//go:embed rules.csv
var rulesText string

// A rule allows units, and in them a range, to the rows of a table that carry
// a label on an axis.
type rule struct {
	axis      string
	labels    []string // patterns; none for every row
	units     []string // patterns
	exact     []quantity.Unit
	low, high float64
	strict    bool // low itself is out
	printed   string
	why       string
	table     string
}

// rules are the rules by table.
var rules = sync.OnceValue(func() map[string][]rule {
	out := map[string][]rule{}
	recs, err := csv.NewReader(strings.NewReader(rulesText)).ReadAll()
	if err != nil {
		panic("datasets: rules.csv: " + err.Error()) // the file is part of this package
	}
	for _, c := range recs[1:] {
		r, err := newRule(c)
		if err != nil {
			panic("datasets: rules.csv: " + err.Error())
		}
		out[r.table] = append(out[r.table], r)
	}
	return out
})

func newRule(c []string) (rule, error) {
	r := rule{table: c[0], axis: c[1], units: strings.Split(c[3], "|"), why: c[6], printed: strings.Join(strings.Split(c[3], "|"), ", ")}
	if c[2] != "" {
		r.labels = strings.Split(c[2], "|")
	}
	for _, u := range r.units {
		if strings.Contains(u, "*") {
			continue
		}
		unit, err := quantity.ParseUnit(u)
		if err != nil {
			return r, err
		}
		r.exact = append(r.exact, unit)
	}
	low, strict := strings.CutPrefix(c[4], ">")
	var err error
	r.strict = strict
	if r.low, err = strconv.ParseFloat(low, 64); err != nil {
		return r, fmt.Errorf("%s: low %q", c[0], c[4])
	}
	if r.high, err = strconv.ParseFloat(c[5], 64); err != nil || r.high < r.low {
		return r, fmt.Errorf("%s: high %q", c[0], c[5])
	}
	return r, nil
}

// fits reports whether the rule is about the row, whatever its unit.
func (r *rule) fits(l *line) bool { return len(r.labels) == 0 || matches(r.labels, l.label(r.axis)) }

// allows reports whether the unit is on the rule's list.
func (r *rule) allows(u quantity.Unit) bool {
	for _, e := range r.exact {
		if e.Equal(u) {
			return true
		}
	}
	return matches(r.units, u.String())
}

// interval prints the range: "0 to 1", "above 0, up to 200".
func (r *rule) interval() string {
	if r.strict {
		return fmt.Sprintf("above %s, up to %s", quantity.FormatValue(r.low), quantity.FormatValue(r.high))
	}
	return fmt.Sprintf("%s to %s", quantity.FormatValue(r.low), quantity.FormatValue(r.high))
}

func (r *rule) holds(v float64) bool { return v <= r.high && (v > r.low || v == r.low && !r.strict) }

// matches reports whether text fits one of some patterns with "*".
func matches(patterns []string, text string) bool {
	for _, p := range patterns {
		if glob(p, text) {
			return true
		}
	}
	return false
}

// glob matches a pattern in which "*" stands for any text.
func glob(pattern, text string) bool {
	head, rest, star := strings.Cut(pattern, "*")
	if !star {
		return pattern == text
	}
	text, ok := strings.CutPrefix(text, head)
	if !ok {
		return false
	}
	for {
		part, more, again := strings.Cut(rest, "*")
		if !again {
			return strings.HasSuffix(text, part)
		}
		at := strings.Index(text, part)
		if at < 0 {
			return false
		}
		text, rest = text[at+len(part):], more
	}
}

// A shape says which years a table covers, and which axes may be empty.
type shape struct {
	first, last int    // last 0: no later than the publication of the source
	words       string // labels on the axis year that are no years
	empty       []string
}

// shapes are those of the tables with an axis year or with labels that may be
// empty. History ends with the publication it comes from; outlooks end where
// the farthest of them does.
var shapes = map[string]shape{
	"battery_energy_density": {first: 2010, last: 2060},
	"battery_mix":            {first: 2010, last: 2060},
	"canada_minerals":        {first: 2015},
	"capacity":               {first: 1970},
	"costs":                  {first: 1970},
	"costs_params":           {first: 2000, last: 2060},
	"deflator":               {first: 1970, last: 2060},
	"demand_studies":         {first: 2010, last: 2100},
	"elasticities":           {empty: []string{"horizon"}},
	"ev_history":             {first: 2005},
	"ev_outlook":             {first: 2005, last: 2060},
	"gcam_network":           {first: 1975, last: 2100, words: "start-year|initial-future-year|final-calibration-year|", empty: []string{"year"}},
	"generation":             {first: 1970},
	"knowledge":              {empty: []string{"mineral"}},
	"liion_market":           {first: 1985},
	"lifetimes":              {first: 1990, last: 2060},
	"macro":                  {first: 1950},
	"material_intensity":     {first: 1990, last: 2060},
	"mineral_demand":         {first: 2020, last: 2060},
	"mineral_prices":         {first: 1900, empty: []string{"series"}},
	"mineral_production":     {first: 1900, empty: []string{"content"}},
	"mineral_reserves":       {first: 1990, empty: []string{"content"}},
	"mineral_supply":         {first: 2020, last: 2060},
	"nze2021":                {first: 2010, last: 2060},
	"recycling":              {first: 2000, last: 2060, empty: []string{"scenario"}},
	"research":               {first: 1960},
	"second_life":            {empty: []string{"scenario"}},
	"weo_capacity":           {first: 2000, last: 2060},
	"weo_generation":         {first: 2000, last: 2060},
	"weo_outlook":            {first: 2000, last: 2060},
}
