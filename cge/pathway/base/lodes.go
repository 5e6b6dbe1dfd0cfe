package base

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

const (
	publishedYear = 2024 // of the published demand by technology
	priceReach    = 2    // years that a price may be carried
	outputReach   = 1    // years that an output may be carried

	pvAluminium   = "c-Si (all PV)"
	teSupplyShare = .95 // clean uses above it are capped: two publications contradict each other
)

// Shares of platinum and palladium in catalysts of combustion cars.
var catalysts = map[string]float64{"platinum": .35, "palladium": .80}

// What no table holds of years before 2024, recalled: prices in USD of the year per
// t of the element, world output in kt, scrap excluded.
var (
	recalledPrice = map[string]map[int]recalledFigure{
		"cobalt": {2011: {35300, "16.0 USD/lb, London Metal Exchange and Metal Bulletin; 33 to 39 thousand"}},
	}
	recalledOutput = map[string]map[int]recalledFigure{
		"aluminium": {2011: {44400, "primary smelters, USGS Mineral Commodity Summaries 2013; 44 to 46 Mt"}},
		"zinc":      {2011: {12800, "mines, USGS Mineral Commodity Summaries 2013; 12.4 to 13 Mt"}},
		"silver":    {2011: {23.3, "mines, USGS Mineral Commodity Summaries 2013; 23 to 24 kt"}},
	}
)

type recalledFigure struct {
	value float64
	why   string
}

// readLodes reads prices, quantities and uses. A mineral without a price or a
// quantity stays inside its parent; that is a gap.
func (w *world) readLodes() {
	for _, o := range ores {
		l := lode{ore: o, use: map[string]float64{}}
		if !w.readPrice(&l) {
			w.gap("price of "+o.id, "no row within %d years of %d: the mineral is not split out", priceReach, w.year)
			continue
		}
		w.readSecondary(&l)
		w.readUses(&l)
		if !w.readTotal(&l) {
			w.gap("quantity of "+o.id, "no row for %d: the mineral is not split out", w.year)
			continue
		}
		w.addEarlyUses(&l)
		w.lodes = append(w.lodes, l)
	}
	w.assume("first users of what no clean technology takes", 1, "1", "shares by mineral in the list of ores")
}

func (w *world) readPrice(l *lode) bool {
	for _, key := range l.ore.price {
		_, year, err := nearest(datasets.MineralPrices(), key, w.year)
		if err != nil || abs(year-w.year) > priceReach {
			continue
		}
		row, ok := w.find(datasets.MineralPrices(), key)
		l.price = w.cost(row, "t") / l.content
		return ok
	}
	f, ok := recalledPrice[l.id][w.year]
	if ok {
		w.gap("price of "+l.id, "no row within %d years of %d: recalled", priceReach, w.year)
		l.price = w.assume("price of "+l.id, f.value, fmt.Sprintf("USD%d/t", w.year), "recalled: "+f.why)
	}
	return ok
}

// readSecondary is the share of recycled metal in supply.
func (w *world) readSecondary(l *lode) {
	if a, ok := assumedSecondary[l.id]; ok {
		l.secondary = w.assume("secondary share of "+l.id, a.share, "1", a.why)
		return
	}
	if l.recycle == "" {
		return
	}
	rows, err := matching(datasets.Recycling(), where{"product", l.recycle, "source", "premise_split", "year", "2020"})
	if err != nil || len(rows) != 1 {
		w.fail("base: Account: secondary share of %s: %d rows: %v", l.id, len(rows), err)
		return
	}
	w.keep("secondary share of "+l.id, "recycling", l.recycle+" / 2020", rows[0])
	l.secondary = rows[0].Value
}

// published is a figure of the published demand of the base year in kt, 0
// where there is none.
func (w *world) published(mineral, sector, measure string) float64 {
	key := where{"scenario", "base", "year", "2024", "mineral", mineral, "sector", sector, "measure", measure}
	if w.year != publishedYear || !w.has(datasets.MineralDemand(), key) {
		return 0
	}
	return w.read(datasets.MineralDemand(), "kt", key...)
}

// readUses is what clean technologies take: the published figures of their
// year, else intensity times additions.
func (w *world) readUses(l *lode) {
	if w.year != publishedYear {
		w.usesFromAdditions(l)
		return
	}
	for _, c := range cleanUses {
		v := w.published(l.id, c.sector, "demand by technology and mineral")
		if l.id == "graphite" && (c.use == "EV" || c.use == "GBS") {
			v = w.published(l.id, c.sector, "demand by sector") // before losses of making anodes
		}
		if v > 0 {
			l.use[c.use] = v
		}
	}
	if l.id == "nickel" || l.id == "copper" {
		l.use["OTHLOW"] = w.published(l.id, "Other low emissions power generation", "demand by sector")
	}
}

// technologyOf the uses whose additions the account knows, by network node.
var technologyOf = []struct {
	use   string
	nodes []string
}{{"PV", []string{"solar_pv"}}, {"WIND", []string{"wind_onshore", "wind_offshore"}}, {"EV", []string{"zev_car", "zev_van", "zev_truck", "zev_bus"}}, {"GRID", []string{"networks"}}}

// usesFromAdditions multiplies intensities of 2024 with additions.
func (w *world) usesFromAdditions(l *lode) {
	w.gap("uses of minerals", "published for %d alone: intensity of %d x additions of %d", publishedYear, publishedYear, w.year)
	for _, t := range technologyOf {
		for _, node := range t.nodes {
			a := Intensity(node)
			ax, _ := a.Axis("mineral")
			if a.Err() != nil || ax.Index(l.id) < 0 {
				continue
			}
			kg, err := a.Pick("mineral", l.id, "bound", "central").Sum("part").Value()
			if err != nil {
				w.fail("base: Account: intensity of %s: %w", node, err)
				return
			}
			if added := w.additions(node); added > 0 && kg > 0 {
				l.use[t.use] += kg * added / 1e6
			}
		}
	}
}

// readTotal is the use of the mineral in all the world, in kt.
func (w *world) readTotal(l *lode) bool {
	if l.joint() {
		return w.readMagnets(l)
	}
	if v := w.published(l.id, "Total", "total demand"); v > 0 && l.ore.total == "" {
		l.total = v
		return true
	}
	if l.ore.total == "assumed" {
		l.total = w.assume("world supply of "+l.id, iridiumSupply, "kt", "no row of the year; about 8 t (recalled)")
		return w.year >= 2020
	}
	v, ok := w.output(*l)
	if l.total = v; l.ore.total != "" { // refined output of the others holds scrap already
		l.total /= 1 - l.secondary
	}
	return ok
}

// readMagnets adds a share of the other uses of magnet rare earths, of which
// only the sum is published.
func (w *world) readMagnets(l *lode) bool {
	all := w.published("rare earth elements", "Total", "total demand")
	clean := w.published("rare earth elements", "Total clean technologies", "total clean demand")
	share := w.assume("share of "+l.id+" in other uses of magnet rare earths", otherMagnets[l.id], "1", "recalled: composition of sintered magnets")
	l.total = l.clean() + (all-clean)*share
	return all > 0
}

// output of mines or refineries near the year, in kt, scrap excluded.
func (w *world) output(l lode) (float64, bool) {
	stage := l.ore.total
	if stage == "" {
		stage = "refined"
		if l.id == "lithium" {
			stage = "mine"
		}
	}
	for _, source := range []string{"usgs_mcs2026", "usgs_mcs2025", "bgs_wms", "usgs_ds140_li"} {
		key := where{"region", "World", "mineral", l.id, "stage", stage, "source", source}
		_, year, err := nearest(datasets.MineralProduction(), key, w.year)
		if err == nil && abs(year-w.year) <= outputReach {
			r, ok := w.find(datasets.MineralProduction(), key)
			return w.in(r, "kt"), ok
		}
	}
	f, ok := recalledOutput[l.id][w.year]
	if ok {
		w.gap("quantity of "+l.id, "no row for %d: recalled", w.year)
		f.value = w.assume("world output of "+l.id, f.value, "kt", "recalled: "+f.why)
	}
	return f.value, ok
}

// addEarlyUses completes what the published demand leaves out, and caps what
// exceeds supply.
func (w *world) addEarlyUses(l *lode) {
	if u := l.clean(); !l.joint() && u > teSupplyShare*l.total {
		f := teSupplyShare * l.total / u
		w.assume("clean uses of "+l.id+" over supply", u/l.total, "1", fmt.Sprintf("capped at %g: published demand exceeds published supply", teSupplyShare))
		for _, k := range sortedKeys(l.use) {
			l.use[k] *= f
		}
	}
	if l.id == "aluminium" {
		kg := w.readCentral(datasets.MaterialIntensity(), "kg/MW", "technology", "solar_pv", "sub_technology", pvAluminium, "mineral", "aluminium", "source", "carrara2020")
		l.use["PV"] = w.derive("aluminium in solar plants", kg*w.fleet("PV").added/1e3, "kt", "kg/MW x additions", "carrara2020")
	}
	if share, ok := catalysts[l.id]; ok {
		l.use["ICE"] = l.total * w.assume("share of "+l.id+" in catalysts of combustion cars", share, "1", "recalled: Johnson Matthey PGM market report")
	}
}

// readCentral is read for tables with bounds.
func (w *world) readCentral(t quantity.Table, unit string, key ...string) float64 {
	return w.read(t, unit, append(slices.Clone(key), "bound", "central")...)
}
