package base

import (
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Settings of a world economy. The zero Settings are the defaults.
type Settings struct {
	Scenario string  // of services: STEPS, CPS, NZE on path WEO, OPEN on path Open; "" is STEPS or OPEN
	Last     int     // year, 2050 if 0
	Latent   float64 // weight that a latent option reaches over the largest incumbent's, 0.5 if 0
	Carbon   bool    // the scenario's own limit on the carbon dioxide of power plants
	Ramp     float64 // growth of a mine's output in a year at most, 0.3 if 0; negative: none
	// Unaligned leaves intensities as the network has them: the traditional
	// calculation, instead of the published kt of the base year.
	Unaligned bool
	Uncapped  bool    // plants without mineral edges are not held to the scenario's capacity, for runs with shares imposed
	Kappa     float64 // exponent with which storage and networks follow wind and sun, 1 if 0; negative: not at all
	Collect   float64 // share of retired units that is collected, 0.5 if 0
	// Standards puts the outlook's policy on vehicles into the taste for electric
	// ones: at base-year prices they would be sold as the outlook says. Without
	// it they are chosen with the taste of the base year.
	Standards bool
	// Published lets mode MFA add what notebook 01 adds of sun, wind, storage and
	// networks, from the outlook's capacities, in place of what services need.
	Published bool
	// FixedRecipes leaves out the sets of inputs that makers may adopt: silver,
	// heavy rare earths, cobalt and copper stay what they are in 2024.
	FixedRecipes bool
	// Outside writes technical change as publications project it into Unit.Exogenous:
	// what mode Exogenous follows, and mode MFA its contents.
	Outside bool
	// Known are services as they were expected in the account's year; an account of
	// another year than 2024 needs them.
	Known    *Known
	Research Research
	Params   *Params // estimated parameters in place of those of the tables
	Draw     int     // of Params, from 1; 0 takes their means
}

// Assumptions of the economy that no table holds.
const (
	discount      = .07  // real, of investment (MODEL: i default 7 %)
	latentWeight  = .5   // ω∞
	latentFirst   = .05  // ω in the first commercial year
	latentYears   = 15.  // until 95 % of ω∞
	viableShare   = .01  // smallest share worth having an option
	defaultRamp   = .3   // yearly
	collected     = .5   // of retired units
	resourceSpeed = .14  // ν
	fastestGrowth = .05  // of resources, a year
	defaultGrowth = .02  // of resources without a series
	rounding      = 1e-6 // of every good that nobody else takes the rest of
)

// World writes an account and a scenario as the economy that package pathway
// follows: sectors from the account's columns, capital goods and choices from
// its split, mines, recyclers and electricity from its quantities, services
// from the scenario. Money is GUSD of the base year, minerals are in kt. The
// table lists every figure read or assumed beyond those of account and split.
func World(a *Account, s Settings) (*pathway.Spec, quantity.Table, error) {
	none := quantity.Table{}
	w, err := newWriter(a, s)
	if err != nil {
		return nil, none, err
	}
	for _, part := range []func() error{w.minerals, w.mines, w.packs, w.vehicles, w.entrants, w.recipesOfUnits, w.plants, w.electricity, w.recyclers, w.secondLife, w.accountPart, w.research, w.published, w.outside} {
		if err := part(); err != nil {
			return nil, none, fmt.Errorf("base: World %s: %w", w.spec.Name, err)
		}
	}
	w.taxesLeft()
	if w.err != nil {
		return nil, none, w.err
	}
	figures := w.trace.table()
	return w.spec, figures, figures.Check()
}

// taxesLeft writes down what taxes on the output of plants, units, mines and
// recyclers were: those pay none here, their sellers and buyers are the same.
func (w *writer) taxesLeft() {
	sum := 0.0
	for _, a := range w.a.SAM.Accounts() {
		if _, sector := w.columns[a]; !sector {
			sum += w.at("TAX", a)
		}
	}
	w.derive("taxes on output of units, plants, mines and recyclers, left out", sum, w.w.unit, "they are part of what these cost")
}

// writer is a Spec while it is written.
type writer struct {
	*money
	a     *Account
	w     *world
	split *Split
	set   Settings
	spec  *pathway.Spec
	moved map[string]float64 // GUSD of metals taken out of other uses, by mineral
	price map[string]float64 // of uses
	uses  map[string]*SplitUse
	years int
	flows map[string]Flows // of vehicles

	columns    map[string]map[string]float64 // GUSD by sector and input
	elasticity Elasticities
	family     map[knowledge.Key]string // of appropriability
}

func newWriter(a *Account, s Settings) (*writer, error) {
	if err := s.settle(a); err != nil {
		return nil, err
	}
	split, err := a.Split()
	if err != nil {
		return nil, err
	}
	w := &writer{money: newMoney(newTrace(a.Year)), a: a, w: a.world, split: split, set: s, moved: map[string]float64{}, price: map[string]float64{},
		uses: map[string]*SplitUse{}, flows: map[string]Flows{}, years: s.Last - a.Year + 1}
	for i := range split.Uses {
		u := &split.Uses[i]
		u.Elasticity = w.estimated("nests", u.Name, u.Elasticity)
		w.uses[u.Name] = u
	}
	if s.Unaligned {
		split.unalign()
	}
	w.spec = &pathway.Spec{Name: "world " + s.Scenario, Money: "GUSD", Mass: "kt", Discount: discount, Collection: s.Collect}
	for y := a.Year; y <= s.Last; y++ {
		w.spec.Years = append(w.spec.Years, y)
	}
	return w, nil
}

// settle fills in what goes without saying and refuses what does not go with the
// account.
func (s *Settings) settle(a *Account) error {
	if a.Year != publishedYear && s.Known == nil {
		return fmt.Errorf("base: World: account of %d; scenarios begin in %d, and Settings.Known says what was expected in another year", a.Year, publishedYear)
	}
	if s.Known != nil && a.Path != Open {
		return fmt.Errorf("base: World: known services go with path %q; the account is on %q", Open, a.Path)
	}
	if s.Scenario == "" {
		s.Scenario = map[Path]string{WEO: "STEPS", Open: openScenario}[a.Path]
	}
	known := map[Path][]string{WEO: {"STEPS", "CPS", "NZE"}, Open: {openScenario}}[a.Path]
	if !slices.Contains(known, s.Scenario) {
		return fmt.Errorf("base: World: no scenario %q on path %q; there are %v", s.Scenario, a.Path, known)
	}
	orElse := func(v *float64, d float64) {
		if *v == 0 {
			*v = d
		}
	}
	orElse(&s.Latent, latentWeight)
	orElse(&s.Ramp, defaultRamp)
	orElse(&s.Collect, collected)
	orElse(&s.Kappa, 1)
	if s.Last == 0 {
		s.Last = lastYear
	}
	if s.Last < a.Year || s.Last > lastYear {
		return fmt.Errorf("base: World: last year %d; it lies between %d and %d", s.Last, a.Year, lastYear)
	}
	if err := s.checkParams(); err != nil {
		return err
	}
	if s.Known != nil {
		return s.Known.check(s.Last - a.Year + 1)
	}
	return nil
}

// at is a cell of the balanced account.
func (w *writer) at(row, col string) float64 {
	v, err := w.a.SAM.At(row, col)
	if err != nil {
		return 0
	}
	return v
}

// constant growth of a path that begins at 1.
func (w *writer) growing(rate float64) []float64 {
	out := make([]float64, w.years)
	for t := range out {
		out[t] = math.Pow(1+rate, float64(t))
	}
	return out
}

// relative turns an array over years into a path that begins at 1 in the base
// year.
func (w *writer) relative(a quantity.Array) ([]float64, error) {
	labels := quantity.Years(w.a.Year, w.set.Last).Labels
	v := a.Select("year", labels...)
	if err := v.Err(); err != nil {
		return nil, err
	}
	out := make([]float64, w.years)
	for t, x := range v.Data() {
		out[t] = x / v.Data()[0]
	}
	return out, nil
}

// Node ids become the names of minerals, units and uses; goods and factors
// keep the names of the account.
func (w *writer) minerals() error {
	for _, m := range w.a.Metals {
		w.spec.Minerals = append(w.spec.Minerals, pathway.Mineral{Name: m.ID, Price: worth(1, m.Price)})
	}
	return nil
}

// metalOf finds a mineral of the account.
func (w *writer) metalOf(id string) (Metal, bool) {
	for _, m := range w.a.Metals {
		if m.ID == id {
			return m, true
		}
	}
	return Metal{}, false
}

// commercial is the first year in which a latent option may be built.
var commercial = map[string]int{"na_ion": 2025, "nmc95": 2025, "solid_state": 2028, "li_s": 2032, "iron_air": 2026, "zinc_bromine": 2025, "zinc_air": 2028,
	"soec": 2027, "coal_ccs": 2028, "gas_ccs": 2028, "fcev": 2027}

// weight of a latent option: 0 before its first commercial year, then the
// logistic curve from ω = 0.05 to ω∞. Options without a date may be built
// from the second year on.
func (w *writer) weight(node string) []float64 {
	first, ok := commercial[node]
	if !ok {
		first = w.a.Year + 1
	}
	top := w.set.Latent
	odds := top/latentFirst - 1
	rate := 0.0
	if odds > 0 {
		rate = math.Log(odds*19) / latentYears // 95 % of the top after fifteen years
	}
	out := make([]float64, w.years)
	for t := range out {
		if y := w.a.Year + t; y >= first && t > 0 {
			out[t] = top / (1 + odds*math.Exp(-rate*float64(y-first)))
		}
	}
	return out
}
