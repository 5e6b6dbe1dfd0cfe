package datasets

import (
	"encoding/csv"
	"fmt"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// MineralSupply is the IEA's base case of mining and refining by country for
// copper, lithium, nickel, cobalt, graphite and rare earths, over mineral,
// stage (mining, refining), country, year (2024, 2030, 2035, 2040), in kt;
// country "Top 3 share" is a share. Licence: CC BY 4.0.
func MineralSupply() quantity.Table { return load("mineral_supply") }

// CanadaMinerals is Canada's list of critical minerals (31 of 2021, three
// added in 2024; attribute "on 2021 list ...", value 1; recalled) and its
// production, capacity and reserves 2023-2024 beside the world's, over
// region, mineral, attribute and year. Known: a few rows of the world data are
// shifted by a comma in the source (indium "reserves" are refinery capacity;
// flag "doubtful"). Licences: Open Government Licence Canada, USGS public domain.
func CanadaMinerals() quantity.Table { return load("canada_minerals") }

// Research are patents by renewable technology (world 2000-2016) and in total
// by country (2000-2021), and R&D expenditure of whole economies in % of GDP,
// over item, region and year. The last two years of patents are incomplete
// (filing lag; flag "incomplete"). Public energy R&D budgets are not redistributable and are
// missing. Licences: OWID CC BY, World Bank CC BY 4.0. Lithium-ion patents are
// in package noncommercial.
func Research() quantity.Table { return load("research") }

// Macro is the Penn World Table 10.01 over item, region and year 1990-2019, 59
// countries: GDP, capital stock (MUSD2017 at purchasing power parity),
// employment, population, labour share, depreciation, return, human capital,
// productivity. Rows of the world are sums of these countries (flag "sum").
// Nothing after 2019. Licence: CC BY 4.0.
func Macro() quantity.Table { return load("macro") }

// SAMUSA2017 is the social accounting matrix of the United States in
// MUSD2017 over row (receives), col (pays) and version: "raw" from the make
// and use tables of the BEA (largest row-column gap 98), "balanced" exactly.
// 52 activities A_, 54 commodities C_, LAB, CAP, TAX, HH, GOV, INV, ROW; see
// [Accounts]. Negative cells are real: inventories, sales of scrap, subsidies.
// Licence: public domain.
func SAMUSA2017() quantity.Table { return load("sam_usa_2017") }

// SAMWorld2011 is the world's input-output matrix of 2011 in MUSD2011 over row
// and col: 35 industries A_c1 ... A_c35, final demand, value added (VA, with
// taxes and margins, no split of labour and capital). Licence: WIOD CC BY 4.0.
func SAMWorld2011() quantity.Table { return load("sam_world_2011") }

// SAMCanada2011 is the same for Canada, with imported inputs M_c1 ... apart
// from domestic ones. Licence: WIOD CC BY 4.0.
func SAMCanada2011() quantity.Table { return load("sam_canada_2011") }

// An Account is a row and column of a social accounting matrix.
type Account struct {
	Matrix      string // table name
	ID          string
	Kind        string // activity, commodity, factor, institution, tax, import, latent ...
	Description string
}

// Accounts lists the accounts that the sources describe, of all matrices.
func Accounts() ([]Account, error) { return loadAccounts() }

var loadAccounts = sync.OnceValues(func() ([]Account, error) {
	rows, err := readList("sam_accounts")
	list := make([]Account, 0, len(rows))
	for _, c := range rows {
		list = append(list, Account{c[0], c[1], c[2], c[3]})
	}
	return list, err
})

// GCAMNetwork are the edges of GCAM's energy system (version 5.4 of April
// 2021, hydrogen of version 6) over edge (input_to_technology,
// technology_to_subsector, subsector_to_sector, sector), from, to, parameter
// and year: input coefficients, share-weights, logit exponents. The exponent
// sits on the node where competition happens; logit types are in the note,
// relative cost where there is none. Years may be "start-year" and the like.
// Links of transport fuels carry no number and are left out. Licence: ECL-2.0.
func GCAMNetwork() quantity.Table { return load("gcam_network") }

// A GCAMTechnology says where a technology of GCAM went in our network.
type GCAMTechnology struct {
	Sector, Subsector, Technology string
	Nodes                         []string // none where it was dropped
	Action                        string   // kept, split, merged, dropped, added
	Reason                        string
	LogitTechnologies             string // exponent, as printed; "" where there is none
	LogitSubsectors               string
	LogitType                     string
	KeepLogit                     string // what was decided about the exponent
}

// GCAMMap lists the 277 technologies of GCAM's energy system and what became
// of each.
func GCAMMap() ([]GCAMTechnology, error) { return loadGCAMMap() }

var loadGCAMMap = sync.OnceValues(func() ([]GCAMTechnology, error) {
	rows, err := readList("gcam_map")
	list := make([]GCAMTechnology, 0, len(rows))
	for _, c := range rows {
		g := GCAMTechnology{c[0], c[1], c[2], nil, c[4], c[5], c[6], c[7], c[8], c[9]}
		g.Nodes = strings.FieldsFunc(c[3], func(r rune) bool { return strings.ContainsRune(" +;", r) })
		list = append(list, g)
	}
	return list, err
})

// readList reads an embedded list of labels without its header.
func readList(name string) ([][]string, error) {
	text, err := shelves[0].open(name)
	if err != nil {
		return nil, err
	}
	defer text.Close()
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("datasets: list %q: %w", name, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("datasets: list %q has no header", name)
	}
	return rows[1:], nil
}
