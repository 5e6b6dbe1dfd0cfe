package datasets

import (
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// nodeByID indexes the node list.
func (in *inspector) nodeByID() map[string]*nodeLine {
	out := make(map[string]*nodeLine, len(in.nodes))
	for _, n := range in.nodes {
		out[n.ID] = n
	}
	return out
}

// nodeColumnsOf lists the columns of tables that name nodes, and the kinds of
// node that may stand there ("" for any).
var nodeColumnsOf = []struct{ table, column, kind string }{
	{"nodes", "node", ""}, {"edges", "from", ""}, {"edges", "to", ""},
	{"end_of_life", "sub_technology", ""}, {"end_of_life", "mineral", "mineral"},
	{"minerals", "mineral", "mineral"}, {"knowledge", "node", ""},
}

// checkNodes wants every node that a table names on the node list, every
// parent too, and each node once.
func checkNodes(in *inspector) {
	byID := in.nodeByID()
	ids := sortedKeys(byID)
	seen := map[string]bool{}
	for _, n := range in.nodes {
		if seen[n.ID] || n.ID == "" {
			in.findList(n.file, n.at, "id", "delete one of the two", "node %q stands twice", n.ID)
		}
		seen[n.ID] = true
		if n.Status != "active" && n.Status != "latent" {
			in.findList(n.file, n.at, "status", "write active or latent", "status %q", n.Status)
		}
		for _, p := range n.Parents {
			if byID[p] == nil {
				in.findList(n.file, n.at, "parent", "add the parent, or correct its name", "parent %q is no node%s", p, suggest(p, ids))
			}
		}
	}
	for _, c := range nodeColumnsOf {
		for _, r := range in.both(c.table) {
			for id := range strings.SplitSeq(r.label(c.column), ";") {
				n := byID[id]
				if id == "all" && c.table == "knowledge" {
					continue // figures for knowledge of any kind
				}
				if n == nil {
					in.find(r, c.column, "add it to node_list.csv, or correct the name", "%q is no node%s", id, suggest(id, ids))
				} else if c.kind != "" && n.Kind != c.kind {
					in.find(r, c.column, "name a "+c.kind, "%q is a %s", id, n.Kind)
				}
			}
		}
	}
}

// checkShares wants shares of the parts of one parent to sum to 1: base
// shares in 2024 where every part has one, battery chemistries in every
// scenario and year. Twelve printed digits leave 1e-9.
func checkShares(in *inspector) {
	byID := in.nodeByID()
	groups := map[string][]*line{}
	for _, r := range in.both("nodes") {
		n := byID[r.label("node")]
		if n == nil || r.label("bound") != "central" || len(n.Parents) == 0 {
			continue
		}
		switch r.label("property") {
		case "base_share":
			groups[n.Parents[0]] = append(groups[n.Parents[0]], r)
		case "base_share_b":
			last := n.Parents[len(n.Parents)-1]
			groups[last] = append(groups[last], r)
		}
	}
	for _, parent := range sortedKeys(groups) {
		in.sumToOne("the parts of "+parent, groups[parent], len(groups[parent]) < in.activeParts(parent), 1e-9)
	}
	mixes := map[string][]*line{}
	for _, r := range in.both("battery_mix") {
		k := r.without("chemistry")
		mixes[k] = append(mixes[k], r)
	}
	for _, k := range sortedKeys(mixes) {
		in.sumToOne("the chemistries of one use, scenario and year", mixes[k], false, 2.5e-3) // published with two or three decimals
	}
}

// activeParts counts the active nodes that name a parent.
func (in *inspector) activeParts(parent string) int {
	n := 0
	for _, p := range in.nodes {
		if p.Status == "active" && slices.Contains(p.Parents, parent) {
			n++
		}
	}
	return n
}

// sumToOne reports the largest share of a group that does not sum to 1, or of
// an incomplete one that sums to more.
func (in *inspector) sumToOne(what string, rows []*line, incomplete bool, tolerance float64) {
	sum, largest := 0.0, rows[0]
	for _, r := range rows {
		sum += r.Value
		if r.Value > largest.Value {
			largest = r
		}
	}
	if sum > 1+tolerance || sum < 1-tolerance && !incomplete {
		in.find(largest, "value", "correct one of them, or divide all by the sum", "%d shares of %s sum to %.10g", len(rows), what, sum)
	}
}

// checkChain wants the unit of an edge to be the unit of what goes in over
// the unit of what it goes into, minerals in kg. A service counts what its
// technologies deliver: MWh a year per MW, or MWh per tonne captured.
func checkChain(in *inspector) {
	byID := in.nodeByID()
	for _, r := range in.both("edges") {
		from, to := byID[r.label("from")], byID[r.label("to")]
		if from == nil || to == nil || r.label("property") != "coefficient" {
			continue
		}
		due := chainUnits(from.Node, to.Node)
		if !slices.ContainsFunc(due, r.Unit.SameDimension) {
			in.find(r, "unit", "convert the coefficient, or correct the unit of the node", "%s, but %s is counted in %s and %s in %s: %s is due", r.Unit, from.ID, from.Unit, to.ID, to.Unit, due[0])
		}
	}
}

// chainUnits lists the units an edge may have, the usual one first.
func chainUnits(from, to Node) []quantity.Unit {
	unit := func(text string) quantity.Unit { return quantity.MustUnit(text) } // of this closed list
	due := []quantity.Unit{from.Unit.Over(to.Unit)}
	if from.Kind == "mineral" || from.Kind == "recycled_mineral" {
		return []quantity.Unit{unit("kg").Over(to.Unit)}
	}
	if from.Kind == "service" {
		due = append(due, from.Unit.Over(to.Unit.Times(unit("yr"))), unit("MWh/tCO2"))
	}
	if to.Kind == "service" {
		due = append(due, to.Unit.Over(from.Unit.Times(unit("yr"))), unit("1"))
	}
	return due
}

// faraday is the lithium that a kWh takes at least: one electron an atom, at
// a cell voltage that no intercalation battery exceeds. 6.94 g/mol × 3.6e6 J
// / (96485 C/mol × 5 V) is 51.8 g/kWh.
const (
	cellVoltage = 5.0
	faraday     = 6.94e-3 * 3.6e9 / (96485 * cellVoltage) // kg/MWh
)

// checkFaraday wants lithium per MWh of battery above what charge and voltage
// allow, and above the minimum that table end_of_life gives for the
// chemistry.
func checkFaraday(in *inspector) {
	floor := map[string]float64{}
	for _, r := range in.both("end_of_life") {
		if r.label("property") == "intensity_floor" && r.label("mineral") == "lithium" {
			floor[r.label("sub_technology")] = r.Value
		}
	}
	perMWh := quantity.MustUnit("kg/MWh")
	for _, r := range slices.Concat(in.both("edges"), in.both("material_intensity"), in.both("end_of_life")) {
		isLithium := r.label("from") == "lithium" && r.label("property") == "coefficient" || r.label("mineral") == "lithium" && (r.sheet.base() == "material_intensity" || r.label("property") == "intensity_floor")
		if !isLithium || !r.Unit.SameDimension(perMWh) || r.Value == 0 || r.label("sub_technology") == "NiMH" { // nickel carries the charge there
			continue
		}
		least := max(faraday, floor[r.label("to")]*(1-1e-4)) // the floor has five printed digits
		if kg := r.base() / perMWh.Factor(); kg < least {
			in.find(r, "value", "correct the value or its unit", "%s of lithium is below the %.4g kg/MWh that carry the charge", r.value(), least)
		}
	}
}

// masses bounds what one unit of a node weighs in the metals that are
// followed, in kg: batteries hold 0.05 to 20 t/MWh, plants at most 500 t/MW.
var masses = map[string][2]float64{"kg/MWh": {50, 20000}, "kg/MW": {0, 5e5}, "kg/vehicle": {0, 5000}, "kg/motor": {0, 200}}

// checkMass wants the metals in one unit of a node to weigh what such a thing
// can weigh: a battery of 300 t/MWh is a unit, not a battery.
func checkMass(in *inspector) {
	byID := in.nodeByID()
	parts := map[string][]*line{}
	for _, r := range in.both("edges") {
		from := byID[r.label("from")]
		if from != nil && from.Kind == "mineral" && r.label("property") == "coefficient" && r.label("bound") == "central" && r.label("scope") != "alloy" {
			k := r.label("to") + " " + r.Unit.String()
			parts[k] = append(parts[k], r)
		}
	}
	for _, k := range sortedKeys(parts) {
		rows := parts[k]
		sum, heaviest := 0.0, rows[0]
		for _, r := range rows {
			sum += r.Value
			if r.Value > heaviest.Value {
				heaviest = r
			}
		}
		limit, ok := masses[rows[0].Unit.String()]
		if ok && (sum < limit[0] || sum > limit[1]) {
			in.find(heaviest, "value", "correct the value or its unit", "its %d metals weigh %.4g %s in all, outside %v to %v", len(rows), sum, heaviest.Unit, limit[0], limit[1])
		}
	}
}

// checkSiblings compares what parts of the same parent, or the same product
// by other sources, take of one mineral: a ratio of some hundred to the
// median of the others is a unit.
func checkSiblings(in *inspector) {
	byID := in.nodeByID()
	groups := map[string][]*line{}
	for _, r := range in.both("edges") {
		to := byID[r.label("to")]
		if to != nil && len(to.Parents) > 0 && r.Value > 0 && (r.Unit.String() == "kg/MW" || r.Unit.String() == "kg/MWh") {
			k := strings.Join([]string{"edges", r.label("from"), to.Parents[0], r.label("scope"), r.label("property"), r.label("bound"), r.Unit.Dimension()}, "\x00")
			groups[k] = append(groups[k], r)
		}
	}
	for _, r := range in.both("material_intensity") {
		if r.Value > 0 {
			k := strings.Join([]string{"intensity", r.label("technology"), r.label("constituent"), r.label("sub_technology"), r.label("mineral"), r.label("bound"), r.Unit.Dimension()}, "\x00")
			groups[k] = append(groups[k], r)
		}
	}
	for _, k := range sortedKeys(groups) {
		in.standOut(groups[k])
	}
}

// standOut reports rows that are far from the median of the others; of three,
// one that is far from two others that agree.
func (in *inspector) standOut(rows []*line) {
	if len(rows) < 3 {
		return
	}
	for _, r := range rows {
		others := make([]float64, 0, len(rows)-1)
		for _, o := range rows {
			if o != r {
				others = append(others, o.base())
			}
		}
		slices.Sort(others)
		median := others[len(others)/2]
		if len(others) == 2 && others[1] > 3*others[0] {
			continue
		}
		if x := math.Abs(math.Log(r.base() / median)); x > math.Log(thousand) {
			in.find(r, "value", "correct the value or its unit; if it is as published, flag the row \"doubtful\"", "%s, where %d others of its kind have %s in the middle", r.value(), len(others), quantity.FormatValue(median/r.Unit.Factor()))
		}
	}
}
