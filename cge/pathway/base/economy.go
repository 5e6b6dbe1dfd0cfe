package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets"
)

// Elasticities of the static economy. Those of substitution are 0 for fixed
// proportions and 1 for Cobb-Douglas; those of supply are of output to its
// price within a year, other prices given.
type Elasticities struct {
	Factors    float64 // between labour and capital
	Inputs     float64 // between inputs of an industry, and with value added
	Plants     float64 // the same in generation, capacity building, packs and delivered electricity
	Generators float64 // between generators
	Vehicles   float64 // between combustion and electric vehicles
	Metals     float64 // between primary and secondary metal, a stand-in for one good
	Household  float64 // between what the household buys
	Scrap      float64 // between scrap and the rest of recycling
	// Supply of an activity with a resource of its own, by account; Mines and
	// Fuels where none is given.
	Supply map[string]float64
	Mines  float64
}

// DefaultElasticities are those of the worked account: mineral supply of
// Boer, Pescatori and Stuermer 2021 where they estimate it (same year),
// fuels of the CHEER model, the others common values of static models.
func DefaultElasticities() (Elasticities, error) {
	e := Elasticities{Factors: .8, Inputs: .25, Plants: .1, Generators: 5, Vehicles: 3, Metals: 10, Household: .5, Scrap: .15, Mines: .5,
		Supply: map[string]float64{"OIL": 1, "GAS": 1, "COA": 2, "P_Al": 2, "P_Si": 2}}
	for _, o := range ores {
		if eta, _, ok := estimatedSupply(o.id, "same year"); ok {
			e.Supply[o.primaryName()] = eta
		}
	}
	return e, datasets.Elasticities().Err()
}

// estimatedSupply is an elasticity of supply of Boer, Pescatori and Stuermer.
func estimatedSupply(mineral, horizon string) (eta float64, source string, ok bool) {
	scope := strings.ToUpper(mineral[:1]) + mineral[1:]
	rows, err := matching(datasets.Elasticities(), where{"kind", "mineral supply price elasticity", "scope", scope, "horizon", horizon, "bound", "central", "source", "boer2021"})
	if err != nil || len(rows) != 1 {
		return 0, "", false
	}
	return rows[0].Value, rows[0].Source, true
}

// Economy is the account as a static economy at the elasticities given (nil:
// the defaults). All prices and levels are 1 at the account.
func (a *Account) Economy(e *Elasticities) (*cge.Economy, error) { return EconomyOf(a.SAM, e) }

// EconomyOf writes an account with the names of this package as an economy:
//
//	activity = CES_st[ resource, CES_sm[ inputs, CES_va[ LAB, CAP ] ] ],  st = η θ/(1-θ)
//
// with θ the resource's share of cost and η the elasticity of supply. Taxes
// are on output; government and investment buy fixed quantities out of the one
// household's income. Variables: Y_X the level of activity X, X a price.
// Parameters "supply:X" scale the endowment with a factor or resource X. LAB is
// the numeraire to fix.
func EconomyOf(m *sam.SAM, e *Elasticities) (*cge.Economy, error) {
	if e == nil {
		d, err := DefaultElasticities()
		if err != nil {
			return nil, err
		}
		e = &d
	}
	if err := m.Check(1e-9).Err(); err != nil {
		return nil, fmt.Errorf("base: Economy: %w", err)
	}
	s := &static{m: m, e: e, economy: cge.NewEconomy("world account"), goods: map[string]cge.Commodity{}}
	s.names()
	s.home = s.economy.Consumer("HH")
	for _, a := range s.makers {
		s.make(a)
	}
	s.household()
	return s.economy, s.economy.Err()
}

// static is an economy while it is written.
type static struct {
	m       *sam.SAM
	e       *Elasticities
	economy *cge.Economy
	home    cge.Agent
	goods   map[string]cge.Commodity
	makers  []string // activities
	factors []string
	market  []string // goods with an activity that makes them
}

// Accounts that are agents or taxes.
var agents = []string{"HH", "GOV", "INV", "TAX"}

// jointGoods are made by another activity than that of their name.
func (s *static) joint(account string) bool {
	return strings.HasPrefix(account, "M_") && s.at("P_RE", account) > 0
}

func (s *static) at(row, col string) float64 {
	v, err := s.m.At(row, col)
	if err != nil {
		return 0
	}
	return v
}

func (s *static) names() {
	for _, a := range s.m.Accounts() {
		switch {
		case slices.Contains(agents, a):
			continue
		case a == "LAB" || a == "CAP" || isRent(a):
			s.factors = append(s.factors, a)
		case s.joint(a):
			s.market = append(s.market, a)
		case a == "P_RE":
			s.makers = append(s.makers, a)
			continue
		default:
			s.makers, s.market = append(s.makers, a), append(s.market, a)
		}
		s.goods[a] = s.economy.Commodity(a)
	}
}

// make adds an activity.
func (s *static) make(a string) {
	_, total, err := s.m.Totals(a)
	if err != nil || total == 0 {
		return
	}
	rate := s.at("TAX", a) / total
	sold := func(good string, q float64) cge.Nest {
		n := s.goods[good].Of(q)
		if rate == 0 {
			return n
		}
		return n.At(1-rate).Taxed(s.home, rate)
	}
	if a != "P_RE" {
		s.economy.Producer("Y_"+a, cge.CET(0, sold(a, total)), s.cost(a))
		return
	}
	var out []cge.Nest
	for _, g := range s.market {
		if s.joint(g) {
			out = append(out, sold(g, s.at("P_RE", g)))
		}
	}
	s.economy.Producer("Y_"+a, cge.CET(0, out...), s.cost(a))
}

// cost is the nest of an activity's inputs.
func (s *static) cost(a string) cge.Nest {
	var inputs, va, resources, plants []cge.Nest
	rent, all := 0.0, 0.0
	for _, r := range s.m.Accounts() {
		v := s.at(r, a)
		if v == 0 || r == "TAX" {
			continue
		}
		all += v
		switch leaf := s.goods[r].Of(v); {
		case r == "LAB" || r == "CAP":
			va = append(va, leaf)
		case isRent(r):
			resources, rent = append(resources, leaf), rent+v
		case a == "ELE" && strings.HasPrefix(r, "G_"):
			plants = append(plants, leaf)
		default:
			inputs = append(inputs, leaf)
		}
	}
	if len(plants) > 0 {
		inputs = append(inputs, cge.CES(s.e.Generators, plants...).Named("generators"))
	}
	if len(va) > 0 {
		inputs = append(inputs, cge.CES(s.e.Factors, va...))
	}
	nest := cge.CES(s.substitution(a), inputs...)
	if rent == 0 {
		return nest
	}
	return cge.CES(s.resource(a, rent/all), append([]cge.Nest{nest}, resources...)...)
}

// substitution between the inputs of an activity.
func (s *static) substitution(a string) float64 {
	switch {
	case a == "VEH":
		return s.e.Vehicles
	case strings.HasPrefix(a, "M_"):
		return s.e.Metals
	case a == "ELE" || a == "BEV" || a == "BGS" || strings.HasPrefix(a, "G_") || strings.HasPrefix(a, "K_"):
		return s.e.Plants
	}
	return s.e.Inputs
}

// resource is the elasticity between a resource and the rest.
func (s *static) resource(a string, share float64) float64 {
	if strings.HasPrefix(a, "S_") {
		return s.e.Scrap
	}
	eta, ok := s.e.Supply[a]
	if !ok {
		eta = s.e.Mines
	}
	return eta * share / (1 - share)
}

// household owns all factors, pays all taxes back to itself, and is obliged to
// what government and investment buy.
func (s *static) household() {
	var owns, wants []cge.Nest
	for _, f := range s.factors {
		row, _, err := s.m.Totals(f)
		if err != nil {
			return
		}
		s.economy.Param("supply:"+f, 1)
		owns = append(owns, s.goods[f].OfExpr(fmt.Sprintf("%.17g*`%s`", row, "supply:"+f)))
	}
	spent := 0.0
	for _, g := range s.market {
		if v := s.at(g, "GOV") + s.at(g, "INV"); v > 0 {
			owns = append(owns, s.goods[g].Of(-v))
		}
		if v := s.at(g, "HH"); v > 0 {
			wants, spent = append(wants, s.goods[g].Of(v)), spent+v
		}
	}
	s.home.Owns(owns...).Wants(cge.CES(s.e.Household, wants...).Named("household"))
	s.economy.Start("HH", spent)
}
