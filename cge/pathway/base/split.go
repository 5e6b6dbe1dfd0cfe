package base

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Split takes an account apart into what competes and what it is made of:
// the uses of the network with their sub-technologies, at the account's
// quantities and values.
type Split struct {
	Year    int
	Uses    []SplitUse
	Aligned []Alignment
	Raised  []Raised
	// Recycling lists what secondary supply of each metal spends on research.
	Recycling []RecyclingResearch
	// Assumed lists what no table holds, over figure, table and key like
	// Account.Figures.
	Assumed quantity.Table
}

// A SplitUse is a use whose sub-technologies are rivals: packs of vehicles,
// modules, turbines.
type SplitUse struct {
	Name       string   // node of the network: ev_battery
	Accounts   []string // of the account: where its value stands
	Measure    string   // GWh, GW, Mmotor
	Additions  float64  // of the base year
	Price      float64  // GUSD per unit, mean
	Elasticity float64  // of the ratio of two shares to the price of one
	From       string   // where the elasticity is from
	Life       float64  // years, mean of the sub-technologies built: the reference of life-adjusted prices
	Subs       []Sub
}

// A Sub is a sub-technology: price = Other + Σ p_m Content_m.
type Sub struct {
	Node, Name  string
	Share       float64 // of the base year's additions; 0 where latent
	Price       float64 // GUSD per unit
	Other       float64 // GUSD per unit beside minerals; above 0
	Content     []Content
	Life, Shape float64 // of a Weibull curve
	Research    float64 // GUSD of the base year: intensity x sales
	PriceFrom   string
}

// A Content is what a unit takes of a mineral, losses of making it included.
type Content struct {
	Mineral string
	Raw     float64 // kg per MWh, MW or motor, of the network
	Amount  float64 // kt per GWh, GW or million motors, alignment included
}

// An Alignment is the account's kt over what intensities give in the base
// year, by use and mineral. It is constant in time. Factor 1 with Account 0:
// the publication counts nothing for the use, and the amount is taken out of
// the mineral's other uses.
type Alignment struct {
	Use, Mineral string
	Account      float64 // kt
	Intensity    float64 // kt: shares x intensities x additions
	Factor       float64
}

// Raised is a price that was raised because its metals would have cost more
// than leaves a fifth of it for all else.
type Raised struct {
	Use, Node        string
	Catalogue, Metal float64 // GUSD per unit
}

// RecyclingResearch is the research of recyclers of a metal: intensity x sales.
type RecyclingResearch struct {
	Mineral         string
	Sales, Research float64 // GUSD of the base year
}

// Research is all research of the base year that the split knows of, in GUSD.
// Investment buys it: in the account it is part of what RND sells to INV.
func (s *Split) Research() (sum float64) {
	for _, u := range s.Uses {
		for _, x := range u.Subs {
			sum += x.Research
		}
	}
	for _, r := range s.Recycling {
		sum += r.Research
	}
	return sum
}

// splits are the uses, their account and how their prices are formed.
type splits struct {
	node     string
	accounts []string
	uses     []string // of the metals of the account
	measure  string
	second   bool   // shares are those of the second parent
	extra    string // plant component added to every sub-technology
	research bool
}

var splitUses = []splits{
	{node: "ev_battery", accounts: []string{"BEV"}, uses: []string{"EV"}, measure: "GWh", research: true},
	{node: "grid_battery_pack", accounts: []string{"BGS"}, uses: []string{"GBS"}, measure: "GWh", second: true, research: true},
	{node: "pv_system", accounts: []string{"PVM"}, uses: []string{"PV"}, measure: "GW", research: true},
	{node: "wind_drivetrain_onshore", accounts: []string{"WTB"}, uses: []string{"WIND"}, measure: "GW", extra: "wind_plant_onshore", research: true},
	{node: "wind_drivetrain_offshore", accounts: []string{"WTB"}, uses: []string{"WIND"}, measure: "GW", second: true, extra: "wind_plant_offshore", research: true},
	{node: "ev_motor", accounts: []string{"VZE"}, uses: []string{"EV"}, measure: "Mmotor"},
	{node: "networks", accounts: []string{"K_GRD"}, uses: []string{"GRID"}, measure: "GW"},
	{node: "electrolyser_stack", measure: "GW", research: true},
}

// Assumptions of the split.
const (
	priorElasticity = 4    // of the ratio of shares, 2 to 8
	researchOfSales = .04  // 3 to 5 %, no table has research by product
	motorPrice      = .6   // GUSD per million motors
	electrolysersGW = 1.0  // added in 2024
	ironAirHours    = 100. // energy over power of an iron-air cell
	alkalineShare   = .75
	leastOther      = .2 // of a price, beside minerals
)

// otherCost is the cost beside minerals of sub-technologies that nobody sells
// yet, over that of their rivals.
var otherCost = map[string]float64{"solid_state": 1.3, "li_s": 1.2, "na_ion": 1.0}

// storeOf names the catalogue's store of a stationary chemistry.
var storeOf = map[string]string{"lfp": "LFP store", "nmc111": "NMC store", "nmc532": "NMC store", "nmc622": "NMC store", "nmc811": "NMC store", "nca": "NMC store",
	"vanadium_flow": "vanadium flow store", "zinc_bromine": "Zn-Br nonflow store", "zinc_air": "Zn-air store", "iron_air": "iron-air energy"}

// Split takes the account apart.
func (a *Account) Split() (*Split, error) {
	n, err := loadNetwork()
	if err != nil {
		return nil, err
	}
	s := &splitter{a: a, n: n, money: newMoney(newTrace(a.Year)), out: &Split{Year: a.Year}}
	for _, u := range splitUses {
		if err := s.use(u); err != nil {
			return nil, err
		}
	}
	if err := s.align(); err != nil {
		return nil, err
	}
	for i := range s.out.Uses {
		if err := s.price(&s.out.Uses[i]); err != nil {
			return nil, err
		}
	}
	for _, m := range a.Metals {
		if sales := worth(m.Total*m.Secondary, m.Price); sales > 0 {
			s.out.Recycling = append(s.out.Recycling, RecyclingResearch{m.ID, sales, researchOfSales * sales})
		}
	}
	if s.err != nil {
		return nil, s.err
	}
	s.out.Assumed = s.trace.table()
	return s.out, nil
}

type splitter struct {
	*money
	a   *Account
	n   *network
	of  []splits // by use of out
	out *Split
}

// use lists the sub-technologies of a use with shares, lives and contents.
func (s *splitter) use(of splits) error {
	u := SplitUse{Name: of.node, Accounts: of.accounts, Measure: of.measure, Additions: s.additions(of.node), Elasticity: priorElasticity, From: "prior, 2 to 8"}
	if u.Additions <= 0 {
		return nil // nothing is built of it in the year
	}
	members := s.n.parts[of.node]
	if len(members) == 0 {
		members = []edge{{from: of.node}}
	}
	for _, e := range members {
		sub, err := s.sub(of, e.from)
		if err != nil {
			return err
		}
		u.Subs = append(u.Subs, sub)
	}
	for _, sub := range u.Subs {
		u.Life += sub.Share * sub.Life
	}
	s.out.Uses, s.of = append(s.out.Uses, u), append(s.of, of)
	return nil
}

// additions of a use in its measure.
func (s *splitter) additions(node string) float64 {
	w := s.a.world
	switch node {
	case "ev_battery":
		return w.goods.count["BEV"]
	case "grid_battery_pack":
		return w.goods.count["BGS"]
	case "pv_system":
		return w.fleet("PV").added
	case "wind_drivetrain_onshore":
		return w.fleet("WON").added
	case "wind_drivetrain_offshore":
		return w.fleet("WOF").added
	case "ev_motor":
		return w.goods.count["VZE"]
	case "networks":
		return w.goods.count["K_GRD"]
	}
	if s.year != publishedYear {
		return 0
	}
	return s.assume("electrolysers added", electrolysersGW, "GW", "recalled: IEA Global Hydrogen Review 2025")
}

// sub is a sub-technology without its price.
func (s *splitter) sub(of splits, node string) (Sub, error) {
	out := Sub{Node: node, Name: Name(node)}
	var err error
	if out.Share, err = s.share(of, node); err != nil {
		return out, err
	}
	if out.Life, out.Shape, err = weibullOf(node, of.node); err != nil {
		return out, err
	}
	add := func(from string) {
		for _, e := range s.n.metals[from] {
			if _, ok := e.bound["central"]; !ok {
				continue
			}
			raw := e.value("central")
			if at := slices.IndexFunc(out.Content, func(c Content) bool { return c.Mineral == e.from }); at >= 0 {
				out.Content[at].Raw += raw
			} else {
				out.Content = append(out.Content, Content{Mineral: e.from, Raw: raw})
			}
		}
	}
	if add(node); of.extra != "" {
		add(of.extra)
	}
	if x, ok := assumedContents[node]; ok {
		kg := s.assume(x.mineral+" in "+node, x.kg, x.unit, fmt.Sprintf("%s; %g to %g", x.why, x.low, x.high))
		out.Content = append(out.Content, Content{Mineral: x.mineral, Raw: kg})
	}
	return out, s.impute(&out)
}

// share of a sub-technology in additions of the base year.
func (s *splitter) share(of splits, node string) (float64, error) {
	if of.node == node {
		return 1, nil
	}
	if of.node == "electrolyser_stack" {
		v := map[string]float64{"alkaline": alkalineShare, "pem": 1 - alkalineShare}[node]
		return s.assume("share of "+node+" in electrolysers", v, "1", "recalled: IEA Global Hydrogen Review 2024; solid oxide in pilots"), nil
	}
	if s.a.Path == Open && of.node == "pv_system" && s.year == publishedYear {
		return s.openModules(node)
	}
	v, _, err := s.n.share(node, of.node)
	return v, err
}

const firstSolar = 14.1 // GW of modules sold in 2024

// openModules are the shares of module types over what is added by open
// statistics; the network's are over additions of the outlook, by the same rule.
func (s *splitter) openModules(node string) (float64, error) {
	added := s.additions("pv_system")
	cdte := s.assume("modules of cadmium telluride sold", firstSolar, "GW", "recalled: First Solar 2024 annual results (Form 10-K)") / added
	cigs := 0.0
	for _, e := range s.n.metals["cigs"] {
		if e.from == "indium" {
			cigs = s.publishedKt("indium", "PV") / (e.value("central") * 1e-3) / added
		}
	}
	v, ok := map[string]float64{"cdte": cdte, "cigs": cigs, "c_si": 1 - cdte - cigs}[node]
	if !ok || cigs <= 0 || cdte+cigs >= 1 {
		return 0, fmt.Errorf("base: Account %d: share of %s in modules: cadmium telluride %v, CIGS %v", s.year, node, cdte, cigs)
	}
	return s.derive("share of "+node+" in modules", v, "1", "modules sold, indium and the rest over open additions", "iea_gcmo2025"), nil
}

// publishedKt of a mineral in a use of the account.
func (s *splitter) publishedKt(mineral, use string) (sum float64) {
	for _, m := range s.a.Metals {
		for _, u := range m.Uses {
			if m.ID == mineral && u.Use == use {
				sum += u.Kt
			}
		}
	}
	return sum
}
