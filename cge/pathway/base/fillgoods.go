package base

// Metals and cells in the borrowed columns of equipment: they are bought from
// the minerals and cells of the account instead.
var ownMetals = []string{"C_CUNIMIN", "C_OTHMETMIN", "C_NFSMELT", "C_BATTERY", "C_NFPROD"}

// installation is what building capacity takes beside equipment and metal.
type installation struct {
	account string
	mix     []input // CONSPOW stands for the American column of power construction
}

const powerConstruction = "CONSPOW"

var installations = []installation{
	{"K_PV", []input{{powerConstruction, .55}, {"ELQ", .45}}},
	{"K_WON", []input{{powerConstruction, .75}, {"ELQ", .25}}},
	{"K_WOF", []input{{powerConstruction, .75}, {"ELQ", .25}}},
	{"K_GBS", []input{{powerConstruction, .4}, {"ELQ", .6}}},
	{"K_GRD", []input{{powerConstruction, .5}, {"ELQ", .4}, {"MET", .1}}},
	{"K_HYD", []input{{powerConstruction, .75}, {"MAC", .2}, {"ELQ", .05}}},
	{"K_NUC", []input{{powerConstruction, .6}, {"MAC", .3}, {"ELQ", .1}}},
	{"K_OTH", []input{{powerConstruction, .5}, {"MAC", .4}, {"ELQ", .1}}},
}

// fillEquipment pays for modules, turbines, packs and vehicles: metals by
// quantity and price, the rest by the American column of the same industry.
func (w *world) fillEquipment() {
	w.fillGood("PVM", w.usa.inputs("SEMICON", w.without()...), "ELQ")
	w.fillGood("WTB", w.usa.inputs("TURBINE MOTORGEN", w.without()...), "MAC")
	battery := w.usa.inputs("BATTERY", w.without()...)
	w.fillGood("BEV", battery, "ELQ")
	w.fillGood("BGS", battery, "ELQ")
	vehicle := w.usa.inputs("MOTVEH", w.without()...)
	w.fillGood("VIC", vehicle, "TEQ")
	if four := w.fourWheelers(); four > 0 {
		w.d.put("BEV", "VZE", four, "packs by GWh x price")
		w.d.put("BEV", "TEQ", w.goods.value["BEV"]-four, "packs of two- and three-wheelers")
	}
	w.fillGood("VZE", w.electricParts(vehicle), "TEQ")
}

func (w *world) without() []string { return append([]string{"OIL", "COA"}, ownMetals...) }

// fourWheelers is the value of packs that go into cars, vans, trucks, buses.
func (w *world) fourWheelers() float64 {
	return w.goods.value["BEV"] * w.goods.count["BEV4"] / w.goods.count["BEV"]
}

// electricParts drops what a car without an engine does not buy.
func (w *world) electricParts(c column) column {
	cut := c.of("TEQ") * partsWithout
	amounts := map[string]float64{}
	for _, in := range c {
		amounts[in.row] = in.share
	}
	amounts["TEQ"] -= cut
	return columnOf(amounts)
}

// fillGood pays what is left of a good's value by a column, and takes the
// same out of its parent.
func (w *world) fillGood(account string, c column, parent string) {
	rest := w.remainder(account)
	for _, in := range c {
		w.d.put(in.row, account, rest*in.share, "American column of the industry")
	}
	w.takeColumn(parent, c, rest)
}

// remainder of a good's value after what is in its column.
func (w *world) remainder(account string) float64 {
	value := w.goods.value[account]
	rest := value - w.d.spends(account)
	if value > 0 && rest <= 0 {
		w.fail("base: Account %d: the inputs of %s cost more than it sells for: %v of %v %s", w.year, account, value-rest, value, w.unit)
	}
	return rest
}

// fillCapacity builds capacity and sells it to investment. The same goods no
// longer go there directly.
func (w *world) fillCapacity() {
	equipment := map[string]input{"K_PV": {"PVM", w.goods.value["PVM"]}, "K_GBS": {"BGS", w.goods.value["BGS"]},
		"K_WON": {"WTB", w.goods.value["K_WON"] * turbineShare["WON"]}, "K_WOF": {"WTB", w.goods.value["K_WOF"] * turbineShare["WOF"]}}
	for _, k := range installations {
		if w.goods.value[k.account] <= 0 {
			continue
		}
		if e, ok := equipment[k.account]; ok {
			w.d.put(e.row, k.account, e.share, "equipment")
		}
		w.install(k)
		w.d.put(k.account, "INV", w.goods.value[k.account], "additions x cost")
		for _, r := range parents() {
			w.d.take(r, "INV", w.d.at(r, k.account))
		}
		va := w.d.at("LAB", k.account) + w.d.at("CAP", k.account) + w.d.at("TAX", k.account)
		w.d.take("CON", "INV", va)
		w.takeValueAdded("CON", va)
	}
	for _, e := range []input{{"PVM", 0}, {"WTB", 0}, {"BGS", 0}} { // equipment was inside its parent's sales to investment
		w.d.take(map[string]string{"PVM": "ELQ", "WTB": "MAC", "BGS": "ELQ"}[e.row], "INV", w.goods.value[e.row])
	}
	w.d.take("ELQ", "TEQ", w.goods.value["BEV"])
}

// install spreads the remainder over construction and fittings.
func (w *world) install(k installation) {
	rest := w.remainder(k.account)
	construction := w.usa.inputs(powerConstruction, "OIL", "COA")
	for _, m := range k.mix {
		if m.row != powerConstruction {
			w.d.put(m.row, k.account, rest*m.share, "installation, assumed share")
			continue
		}
		for _, in := range construction {
			w.d.put(in.row, k.account, rest*m.share*in.share, "installation: American column of power construction")
		}
	}
}

// fillVehicles sells vehicles through one composite, along transport
// equipment's sales to final demand.
func (w *world) fillVehicles() {
	for _, v := range []string{"VIC", "VZE"} {
		w.d.put(v, "VEH", w.goods.value[v], "finished vehicles x share of value")
	}
	hh, inv := w.d.at("TEQ", "HH"), w.d.at("TEQ", "INV")
	for _, f := range []input{{"HH", hh}, {"INV", inv}} {
		v := w.goods.value["VEH"] * f.share / (hh + inv)
		w.d.put("VEH", f.row, v, "final sales of transport equipment")
		w.d.take("TEQ", f.row, v)
	}
}

const leastInvested = .2 // of research: what is invested in knowledge at least

// fillResearch splits research out of services; what no industry buys is
// investment in knowledge.
func (w *world) fillResearch() {
	value := w.goods.value["RND"]
	c := w.researchColumn()
	for _, in := range c {
		w.d.put(in.row, "RND", value*in.share, "American research column")
	}
	w.takeColumn("SRV", c, value)
	for _, s := range sectors {
		if isParent(s.id) {
			v := w.table.receives(s.id) * w.usa.researchOf(s.usa)
			w.d.put("RND", s.id, v, "American share of research in output")
			w.d.take("SRV", s.id, v)
		}
	}
	left := value - w.d.receives("RND")
	w.d.put("RND", "INV", max(leastInvested*value, left), "investment in knowledge")
	w.d.take("SRV", "INV", left)
}

// researchColumn is what research pays, research itself and fuels left out:
// services, which it is split from, buy none.
func (w *world) researchColumn() column { return w.usa.inputs("RND", "RND", "COA", "OIL") }
