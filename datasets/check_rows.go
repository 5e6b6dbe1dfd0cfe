package datasets

import (
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// checkFormat reports what could not be read: a header in another order, a
// record with too many or too few fields, a value that is no finite number, a
// unit outside the closed list, a confidence that is none of the three.
func checkFormat(in *inspector) {
	in.found = append(in.found, in.lists...)
	for _, s := range in.sheets {
		in.found = append(in.found, s.faults...)
	}
}

// checkSources wants every cited source in the catalogue, and none whose note
// begins with "retired": a figure moves to the source that replaces it.
func checkSources(in *inspector, s *sheet) {
	for _, r := range s.rows {
		for _, id := range r.Sources() {
			src, ok := in.sources[id]
			switch {
			case !ok:
				in.find(r, "source", "add it to sources.csv", "%q is not in the catalogue%s", id, suggest(id, in.sourceIDs()))
			case strings.HasPrefix(src.note, "retired"):
				in.find(r, "source", "take the figure from the source that replaces it", "%q is %s", id, src.note)
			}
		}
	}
}

func (in *inspector) sourceIDs() []string {
	ids := make([]string, 0, len(in.sources))
	for id := range in.sources {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// checkLicences wants a licence and a word on redistribution for every source
// in use, and one that does not forbid it.
func checkLicences(in *inspector) {
	used := map[string]bool{}
	for _, s := range in.sheets {
		for _, r := range s.rows {
			for _, id := range r.Sources() {
				used[id] = true
			}
		}
	}
	for _, id := range in.sourceIDs() {
		switch s := in.sources[id]; {
		case s.Licence == "":
			in.findList(s.file, s.at, "licence", "state the licence, or \"none stated\"", "source %q has no licence", id)
		case s.Redistributable == "" || s.Redistributable == "check":
			in.findList(s.file, s.at, "redistributable", "say yes, attribution, non-commercial, facts with citation or not stated", "source %q: it is open whether its figures may be passed on", id)
		case used[id] && (s.Redistributable == "no" || strings.Contains(s.Redistributable, "restricted")):
			in.findList(s.file, s.at, "redistributable", "leave its rows out", "source %q may not be passed on (%s), and rows cite it", id, s.Redistributable)
		}
	}
}

// checkTerms keeps rows under non-commercial terms out of open tables, and
// open ones out of the others, where they would be bound without need.
func checkTerms(in *inspector, s *sheet) {
	if s.shelf.Entries == nil {
		return // a table of the user's own, under terms of their own
	}
	for _, r := range s.rows {
		bound := ""
		for _, id := range r.Sources() {
			if src := in.sources[id]; src != nil && src.NonCommercial {
				bound = id
			}
		}
		switch {
		case bound != "" && !s.shelf.NonCommercial:
			in.find(r, "source", "move the row to the table "+s.base()+ncSuffix, "%q does not allow commercial use, the table is open", bound)
		case bound == "" && s.shelf.NonCommercial:
			in.find(r, "source", "move the row to the open table", "the row is open, the table is for non-commercial use")
		}
	}
}

// checkConfidence wants what is quoted from memory to say so: the catch-all
// source "recalled" needs that confidence, and a note that names the
// publication.
func checkConfidence(in *inspector, s *sheet) {
	for _, r := range s.rows {
		if !slices.Contains(r.Sources(), "recalled") {
			continue
		}
		if r.Confidence != quantity.Recalled {
			in.find(r, "confidence", "write recalled", "source \"recalled\" with confidence %q", r.Confidence)
		}
		if !strings.Contains(r.Note, "recalled: ") {
			in.find(r, "note", "write \"recalled: \" and the publication", "the note does not name the publication that is recalled")
		}
	}
}

// flags is the closed list; the package comment says what each means.
var flags = []string{"estimated", "sum", "incomplete", "quoted", "unsourced", "more-than", "less-than", "doubtful",
	"no-licence", "calibrated", "chosen-in-view", "single-value", "price-year-assumed", "price-year-differs"}

// checkFlags wants flags of the closed list, joined by "; ".
func checkFlags(in *inspector, s *sheet) {
	for _, r := range s.rows {
		for f := range strings.SplitSeq(r.Flag, "; ") {
			if f != "" && !slices.Contains(flags, f) {
				in.find(r, "flag", "use "+strings.Join(flags, ", ")+"; say the rest in the note", "flag %q is not in the list%s", f, suggest(f, flags))
			}
		}
	}
}

// checkUnits wants the unit of every figure on the closed list of its table
// and property (rules.csv): kg/MW where kg/MW is due, MW and not kW.
func checkUnits(in *inspector, s *sheet) {
	for _, r := range s.rows {
		fitting, rule := ruleOf(r)
		switch {
		case rule != nil || rules()[s.base()] == nil:
		case len(fitting) == 0:
			axis := rules()[s.base()][0].axis
			in.find(r, axis, "correct the label, or add a rule for it to rules.csv", "%q is no %s that the table has units for", r.label(axis), axis)
		default:
			var units []string
			for _, f := range fitting {
				units = append(units, f.printed)
			}
			in.find(r, "unit", "convert the value to the unit of the table", "%s where %s is due", r.Unit, strings.Join(units, ", "))
		}
	}
}

// checkRanges wants every value in the range of its table, property and unit
// (rules.csv): shares in [0, 1], yields in (0, 1], lifetimes and prices above
// 0, nothing beyond what the world holds.
func checkRanges(in *inspector, s *sheet) {
	for _, r := range s.rows {
		if _, rule := ruleOf(r); rule != nil && !rule.holds(r.Value) {
			why := ""
			if rule.why != "" {
				why = " (" + rule.why + ")"
			}
			in.find(r, "value", "correct the value or its unit", "%s is outside %s %s%s", r.value(), rule.interval(), rule.printed, why)
		}
	}
}

// ruleOf returns the rules that are about a row, and the one that holds for
// its unit, if any.
func ruleOf(r *line) (fitting []*rule, one *rule) {
	all := rules()[r.sheet.base()]
	for i := range all {
		if !all[i].fits(r) {
			continue
		}
		if all[i].allows(r.Unit) {
			return nil, &all[i]
		}
		fitting = append(fitting, &all[i])
	}
	return fitting, nil
}

// checkYears wants years of four digits within the span of the table. A
// figure of history is no younger than the publication it comes from.
func checkYears(in *inspector, s *sheet) {
	if s.axis("year") < 0 {
		return
	}
	sh, known := shapes[s.base()]
	if !known {
		sh = shape{first: 1800, last: 2200}
	}
	for _, r := range s.rows {
		label := r.label("year")
		if sh.words != "" && slices.Contains(strings.Split(sh.words, "|"), label) {
			continue
		}
		y, err := strconv.Atoi(label)
		last := sh.last
		if last == 0 {
			last = in.published(r)
		}
		switch {
		case err != nil || len(label) != 4:
			in.find(r, "year", "write the year with four digits", "%q is not a year", label)
		case y < sh.first:
			in.find(r, "year", "correct the year", "%d: the table begins in %d", y, sh.first)
		case y > last && sh.last == 0:
			in.find(r, "year", "correct the year, or cite the edition that has it", "%d is after the publication of its source in %d", y, last)
		case y > last:
			in.find(r, "year", "correct the year", "%d: nothing here looks beyond %d", y, last)
		}
	}
}

// published is the year of the youngest publication of a row, or a far one
// where the catalogue has none.
func (in *inspector) published(r *line) int {
	last := 0
	for _, id := range r.Sources() {
		s := in.sources[id]
		if s == nil {
			return 2200
		}
		y, err := strconv.Atoi(s.Year)
		if err != nil {
			return 2200
		}
		last = max(last, y)
	}
	return last
}

// checkDuplicates wants key and source of a row to be its own.
func checkDuplicates(in *inspector, s *sheet) {
	seen := map[string]*line{}
	for _, r := range s.rows {
		k := strings.Join(r.Key, "\x00") + "\x00" + r.Source
		if first, twice := seen[k]; twice {
			in.find(r, s.axes[0], "delete one of the two", "same key and source as %s line %d (%s and %s)", first.file, first.at, first.value(), r.value())
			continue
		}
		seen[k] = r
	}
}

// checkBounds wants low <= central <= high. Published lows and highs have six
// digits where the central value may have more.
func checkBounds(in *inspector, s *sheet) {
	if s.axis("bound") < 0 {
		return
	}
	const rounding = 1 + 1e-5
	groups := map[string]map[string]*line{}
	for _, r := range s.rows {
		b := r.label("bound")
		if b != "low" && b != "central" && b != "high" {
			in.find(r, "bound", "write low, central or high", "bound %q", b)
			continue
		}
		k := r.without("bound")
		if groups[k] == nil {
			groups[k] = map[string]*line{}
		}
		groups[k][b] = r
	}
	for _, r := range s.rows {
		g := groups[r.without("bound")]
		for _, pair := range [][2]string{{"low", "central"}, {"central", "high"}, {"low", "high"}} {
			lower, upper := g[pair[0]], g[pair[1]]
			if lower != r || upper == nil || pair[1] == "high" && pair[0] == "low" && g["central"] != nil {
				continue
			}
			if lower.Value > upper.Value && lower.Value > upper.Value*rounding {
				in.find(r, "value", "exchange or correct them", "%s %s is above %s %s (line %d)", pair[0], lower.value(), pair[1], upper.value(), upper.at)
			}
		}
	}
}
