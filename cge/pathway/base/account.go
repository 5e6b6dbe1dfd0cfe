package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Path says where capacity, generation, growth and energy supply come from.
type Path string

// The paths. WEO rests on the World Energy Outlook 2025 (non-commercial
// terms). Open does without: IRENA, EIA, OWID and Penn World Table, with
// growth after 2019 and fossil supply recalled.
const (
	WEO  Path = "weo"
	Open Path = "open"
)

// An Account is the benchmark account of the world in one year: a balanced
// social accounting matrix in GUSD of the year (cell = column pays row) with
// low-carbon technologies, equipment, minerals, recycling and research split
// out of the broad sectors, and everything it rests on.
type Account struct {
	Year int
	Path Path
	SAM  *sam.SAM
	// Prior is the account as it was filled; what balancing moved is in
	// Balanced. Cells of split accounts are the same in both, bit by bit.
	Prior    *sam.SAM
	Balanced *sam.Balanced
	Figures  quantity.Table // every figure read, assumed or derived, over figure, table and key
	Gaps     []Gap          // what the tables lack for the year
	Short    []Shortfall    // what parents could not give
	Goods    []Good         // quantity and unit price of the split accounts that have them
	Metals   []Metal
	Notes    map[sam.Pair]string // how a cell came about

	world *world
}

// NewAccount builds and balances the account of a year: 2024 on both paths,
// other years from 2011 on where the tables reach (2011 on the open path).
// What they lack is in Gaps. Errors name the figure that is missing.
func NewAccount(year int, path Path) (*Account, error) { return newAccount(year, path, path) }

// newAccount lets growth and energy supply come from another path than the
// technologies.
func newAccount(year int, path, macro Path) (*Account, error) {
	if path != WEO && path != Open {
		return nil, fmt.Errorf("base: Account: no path %q; there are %q and %q", path, WEO, Open)
	}
	if year < tableYear || year > publishedYear {
		return nil, fmt.Errorf("base: Account: year %d; accounts are of %d to %d", year, tableYear, publishedYear)
	}
	if path == WEO && year != publishedYear {
		return nil, fmt.Errorf("base: Account %d: the World Energy Outlook has capacity of 2010, 2023 and 2024, so additions of 2024 alone; build other years from path %q", year, Open)
	}
	w, err := newWorld(year, path, macro)
	if err != nil {
		return nil, err
	}
	for _, fill := range []func(){w.fillBroad, w.fillFuels, w.fillOtherMining, w.fillPower, w.fillPrimary, w.fillSecondary, w.fillUses,
		w.giveWay, w.fillEquipment, w.fillCapacity, w.fillVehicles, w.fillResearch, w.fillIncome} {
		if fill(); w.err != nil {
			return nil, w.err
		}
	}
	return w.balance()
}

// Held tells whether an account was split out: its cells are held exactly.
func Held(account string) bool {
	for _, p := range []string{"M_", "P_", "S_", "G_", "K_", "R_", "Q_"} {
		if strings.HasPrefix(account, p) {
			return true
		}
	}
	return slices.Contains([]string{"BEV", "BGS", "PVM", "WTB", "VEH", "VIC", "VZE", "TND"}, account)
}

// paysExactly lists accounts whose column is held though their sales are not:
// fuels, electricity and research, which sell to parents.
var paysExactly = []string{"COA", "OIL", "GAS", "ELE", "RND"}

// balance holds the cells of split accounts and moves those between parents,
// factors, household, government and investment.
func (w *world) balance() (*Account, error) {
	prior, err := w.d.matrix(w.unit)
	if err != nil {
		return nil, fmt.Errorf("base: Account %d: %w", w.year, err)
	}
	var held sam.Settings
	for _, a := range prior.Accounts() {
		switch {
		case Held(a):
			held.FixedAccounts = append(held.FixedAccounts, a)
		case slices.Contains(paysExactly, a):
			held.FixedCols = append(held.FixedCols, a)
		}
	}
	b, err := prior.Balance(sam.CrossEntropy, &held)
	if err != nil {
		return nil, fmt.Errorf("base: Account %d: %w", w.year, err)
	}
	a := &Account{Year: w.year, Path: w.path, SAM: b.SAM, Prior: prior, Balanced: b, Short: w.d.short, Notes: w.d.note, world: w}
	a.Goods, a.Metals = w.goodsOf(), w.metals()
	a.Figures, a.Gaps = w.trace.table(), w.gaps
	if err := a.Figures.Check(); err != nil {
		return nil, fmt.Errorf("base: Account %d: %w", w.year, err)
	}
	return a, nil
}

// nonCommercial keeps the ids that the catalogue marks so.
func nonCommercial(ids []string) []string {
	var out []string
	for _, s := range quantity.Cite(ids...) {
		if s.NonCommercial {
			out = append(out, s.ID)
		}
	}
	return out
}
