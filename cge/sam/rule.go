package sam

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// A Rule says what the accounts of a matrix stand for, how technologies and
// preferences are nested, and how the model closes. [RuleFor] makes one from
// the names of the accounts; every field may be changed before [SAM.Model].
type Rule struct {
	// Activities pay for inputs, factors and taxes and receive what commodities
	// pay them (the make matrix). Commodities receive demands and pay for
	// domestic output, imports and taxes. An account in both lists is both at
	// once, as in an input-output table; its activity makes its commodity alone.
	Activities, Commodities []string
	Factors                 []string
	Households              []string
	Government              string // "" if there is none
	Savings                 string // the savings-investment account, "" if there is none
	World                   string // the rest of the world, "" for a closed economy

	// Taxes are accounts that pass on what they receive: paid by an activity
	// they are a tax on its output, by a commodity on sales at home, by a factor
	// on its income, by a household on its income.
	Taxes []string
	// Tariffs are tax accounts that commodities pay on imports, SalesTaxes those
	// that they pay on sales; the second list is needed for accounts that are
	// activity and commodity at once. Both are taxes without standing in Taxes.
	Tariffs, SalesTaxes []string
	// FactorTaxes are tax accounts that activities pay on their use of a
	// factor: tax account → factor.
	FactorTaxes map[string]string

	Elasticities Elasticities
	LES          map[string]LES      // by household: linear expenditure system in place of CES
	Resources    map[string]Resource // by activity: a factor of its own, carved out of another
	Closure      Closure
}

// Elasticities are the curvatures that a matrix cannot tell. Those of
// substitution are 0 for fixed proportions and 1 for Cobb-Douglas.
type Elasticities struct {
	ValueAdded    float64 // between the factors of an activity
	Top           float64 // between value added and intermediates
	Intermediates float64 // between intermediates
	Products      float64 // of transformation, between products of one activity
	Armington     float64 // between the domestic and the imported part of a composite
	Export        float64 // of transformation, between sales at home and abroad
	Households    float64 // between the commodities a household buys
	Government    float64
	Investment    float64

	ValueAddedOf, TopOf   map[string]float64 // by activity, where it differs
	ArmingtonOf, ExportOf map[string]float64 // by commodity, where it differs
}

// DefaultElasticities are common values of static models: 0.8 between factors,
// 2 for Armington and export, Cobb-Douglas households, fixed proportions
// elsewhere. They are a place to begin, not a finding; published ones are in
// datasets.Elasticities.
func DefaultElasticities() Elasticities {
	return Elasticities{ValueAdded: 0.8, Armington: 2, Export: 2, Households: 1}
}

// An LES is a linear expenditure system (Stone 1954): a household buys
// γ of each commodity whatever it costs and spends the rest in fixed shares β.
// With budget shares s, β = ηs/Σηs and γ = x(1 - β/(s|Frisch|)).
type LES struct {
	Income map[string]float64 // income elasticity η by commodity, 1 where none is given
	Frisch float64            // spending over supernumerary spending, negative: -1.5 leaves two thirds free
}

// A Resource carves a part of a factor out of one activity: ore in the ground,
// which no other activity can use. It stands at the top of the activity's nest,
// so that output can grow without it only by more of all else.
type Resource struct {
	Factor string  // the factor it is carved out of, CAP
	Share  float64 // of what the activity pays that factor
	// SupplyElasticity of the activity's output to its price, all other input
	// prices given, fixes the elasticity of substitution between the resource
	// and the rest: σ = η θ/(1-θ), θ the resource's share of cost (Rutherford 2002).
	SupplyElasticity float64
	Substitution     float64 // σ itself, where SupplyElasticity is 0
}

// role is what an account stands for; dual is activity and commodity.
type role uint8

const (
	noRole role = iota
	activity
	commodity
	dual
	factor
	household
	government
	savings
	world
	tax
	tariff
	salesTax
	factorTax
)

// String is the role in words.
func (r role) String() string {
	return [...]string{"nothing", "activity", "commodity", "activity and commodity", "factor", "household", "government",
		"savings", "rest of the world", "tax", "tariff", "sales tax", "factor tax"}[r]
}

// known are the usual names of accounts.
var known = map[string]role{
	"LAB": factor, "LABOUR": factor, "LABOR": factor, "CAP": factor, "CAPITAL": factor, "LND": factor, "LAND": factor, "NAT": factor, "NRES": factor,
	"HH": household, "HOH": household, "HHD": household, "HOU": household, "HOUSEHOLD": household, "HOUSEHOLDS": household,
	"GOV": government, "GVT": government, "GOVERNMENT": government,
	"INV": savings, "SAV": savings, "S-I": savings, "SI": savings, "SAVINGS": savings, "INVESTMENT": savings,
	"ROW": world, "EXT": world, "FOR": world, "WORLD": world,
	"TAX": tax, "TAXES": tax, "IDT": tax, "ATAX": tax, "YTAX": tax, "DTAX": tax, "STAX": salesTax,
	"TRF": tariff, "TAR": tariff, "MTAX": tariff, "TARIFF": tariff, "TARIFFS": tariff,
}

// guess is the role that a name suggests.
func guess(account string) role {
	upper := strings.ToUpper(account)
	if r, ok := known[upper]; ok {
		return r
	}
	for prefix, r := range map[string]role{"A_": activity, "C_": commodity, "HH_": household, "F_": factor, "TAX_": tax} {
		if strings.HasPrefix(upper, prefix) {
			return r
		}
	}
	return noRole
}

// RuleFor reads roles off the names of accounts: A_ activities, C_ commodities,
// F_ and LAB, CAP, LAND factors, HH_ and HH, HOH households, GOV, INV or SAV,
// ROW or EXT, TAX_ and TAX, IDT taxes, TRF or MTAX tariffs, STAX sales taxes. An
// account with another name that pays a factor is activity and commodity at
// once; so are activities where the matrix has no commodities. An account that
// is left over, or two for a role that one account holds, is an error that
// names it. Elasticities are DefaultElasticities, the closure the zero one.
func RuleFor(m *SAM) (Rule, error) {
	r := Rule{Elasticities: DefaultElasticities()}
	if m == nil || m.Len() == 0 {
		return r, fmt.Errorf("sam: RuleFor: no accounts")
	}
	roles := make([]role, len(m.accounts))
	for i, a := range m.accounts {
		roles[i] = guess(a)
	}
	inputOutput := !slices.Contains(roles, commodity)
	var left []string
	for i, a := range m.accounts {
		if roles[i] == noRole && m.paysOne(i, roles, factor) || roles[i] == activity && inputOutput {
			roles[i] = dual
		}
		if roles[i] == noRole {
			left = append(left, a)
		}
		if err := r.add(roles[i], a); err != nil {
			return r, err
		}
	}
	if left != nil {
		return r, fmt.Errorf("sam: RuleFor: no role is known for %s; put them into the fields of a Rule", listed(left, 8))
	}
	return r, nil
}

// paysOne reports whether account j pays an account of the role.
func (m *SAM) paysOne(j int, roles []role, want role) bool {
	for i, r := range roles {
		if r == want && m.values[i*len(m.accounts)+j] != 0 {
			return true
		}
	}
	return false
}

// add enters an account under its role.
func (r *Rule) add(as role, account string) error {
	one := func(field *string) error {
		if *field != "" {
			return fmt.Errorf("sam: RuleFor: %q and %q are both %s; merge them with Aggregate", *field, account, as)
		}
		*field = account
		return nil
	}
	switch as {
	case activity:
		r.Activities = append(r.Activities, account)
	case commodity:
		r.Commodities = append(r.Commodities, account)
	case dual:
		r.Activities, r.Commodities = append(r.Activities, account), append(r.Commodities, account)
	case factor:
		r.Factors = append(r.Factors, account)
	case household:
		r.Households = append(r.Households, account)
	case government:
		return one(&r.Government)
	case savings:
		return one(&r.Savings)
	case world:
		return one(&r.World)
	case tax:
		r.Taxes = append(r.Taxes, account)
	case tariff:
		r.Tariffs = append(r.Tariffs, account)
	case salesTax:
		r.SalesTaxes = append(r.SalesTaxes, account)
	}
	return nil
}

// roles turns the lists into a role for every account of the matrix.
func (r *Rule) roles(m *SAM) (map[string]role, error) {
	out := map[string]role{}
	var err error
	give := func(as role, accounts ...string) {
		for _, a := range accounts {
			if a == "" || err != nil {
				continue
			}
			_, there := m.index[a]
			switch was := out[a]; {
			case !there:
				err = fmt.Errorf("sam: Model: the rule names %s %q, which is no account; there are %s", as, a, listed(m.accounts, 8))
			case was == activity && as == commodity:
				out[a] = dual
			case was != noRole:
				err = fmt.Errorf("sam: Model: the rule names %q as %s and as %s; one role an account", a, was, as)
			default:
				out[a] = as
			}
		}
	}
	give(activity, r.Activities...)
	give(commodity, r.Commodities...)
	give(factor, r.Factors...)
	give(household, r.Households...)
	give(government, r.Government)
	give(savings, r.Savings)
	give(world, r.World)
	give(factorTax, slices.Sorted(maps.Keys(r.FactorTaxes))...)
	give(tariff, r.Tariffs...)
	give(salesTax, r.SalesTaxes...)
	for _, t := range r.Taxes {
		if was := out[t]; was != tariff && was != salesTax && was != factorTax {
			give(tax, t)
		}
	}
	return out, err
}
