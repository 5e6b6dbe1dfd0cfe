package base

import (
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

const tableYear = 2011 // of the world input-output table

// A sector is a broad account: industries of the world table, and those of
// the United States whose inputs it borrows where a part is split out.
type sector struct {
	id, world, usa string
}

// sectors in the order of the account. MIN and UTI are split altogether: into
// fuels, minerals and other mining, and into electricity and other utilities.
var sectors = []sector{
	{"AGR", "c1", "AGR"},
	{"MIN", "c2", ""},
	{"LMF", "c3 c4 c5 c6 c7 c10 c16", "WOODPAP PLASRUB OTHMAN FOOD TEXT"},
	{"PET", "c8", "PETRO"},
	{"CHM", "c9", "BASCHEM OTHCHEM"},
	{"NMM", "c11", "OTHNMM GLASS CEMENT"},
	{"MET", "c12", "STEEL ALUM NFSMELT COPROD NFPROD FABMET SCRAP"},
	{"MAC", "c13", "MACHIN TURBINE"},
	{"ELQ", "c14", "ELECTRON SEMICON OTHELEC TRANSFRM MOTORGEN BATTERY WIRECABL CARBONGR"},
	{"TEQ", "c15", "MOTVEH MVPARTS OTHTRN"},
	{"UTI", "c17", ""},
	{"CON", "c18", "CONSOTH CONSPOW"},
	{"TRD", "c19 c20 c21 c22", "TRADE"},
	{"TRN", "c23 c24 c25 c26", "TRANSP"},
	{"SRV", "c27 c28 c29 c30 c34 c35", "INFOFIN REALEST BUSSRV OTHSRV WASTE NONCOMP"},
	{"PUB", "c31 c32 c33", "HLTHEDU GOVT"},
}

// Parts of MIN and UTI, and research, by their industries in the United States.
var usaOfPart = map[string]string{
	"OIL": "OILGAS", "COA": "COALMIN", "OMI": "CUNIMIN OTHMETMIN NMMIN MINSUP", "ELE": "ELEC", "GWS": "GASDIST WATER", "RND": "RND",
}

// finalDemand of the world table; non-profit institutions join the household,
// changes in stocks are dropped: no benchmark builds stocks.
var finalDemand = map[string]string{"HH": "HH", "NPISH": "HH", "GOV": "GOV", "GFCF": "INV", "VA": "VA"}

// parents are the broad accounts that stay whole and give way to what is split.
func parents() []string {
	var out []string
	for _, s := range sectors {
		if s.id != "MIN" && s.id != "UTI" {
			out = append(out, s.id)
		}
	}
	return out
}

func isParent(a string) bool { return slices.Contains(parents(), a) }

// worldTable aggregates the world table of 2011 in GUSD2011; dropped is the
// sum of changes in stocks.
func worldTable() (d *draft, dropped float64, err error) {
	t := datasets.SAMWorld2011().To("GUSD2011")
	if err := t.Err(); err != nil {
		return nil, 0, err
	}
	into := map[string]string{}
	for _, s := range sectors {
		for _, c := range strings.Fields(s.world) {
			into["A_"+c] = s.id
		}
	}
	for from, to := range finalDemand {
		into[from] = to
	}
	d = newDraft()
	for _, r := range t.Rows {
		if r.Key[1] == "INVENT" {
			dropped += r.Value
			continue
		}
		d.put(into[r.Key[0]], into[r.Key[1]], r.Value, "")
	}
	return d, dropped, nil
}

// usa holds what industries of the United States paid in 2017, in GUSD2017.
type usa struct {
	paid  map[string]map[string]float64 // industry → commodity (C_...) or LAB, CAP, TAX
	sales []quantity.Row                // the whole balanced table
	into  map[string]string             // commodity → our account
}

func usaTable() (*usa, error) {
	t := datasets.SAMUSA2017().Where("version", "balanced").To("GUSD2017")
	if err := t.Err(); err != nil {
		return nil, err
	}
	u := &usa{map[string]map[string]float64{}, t.Rows, map[string]string{"LAB": "LAB", "CAP": "CAP", "TAX": "TAX"}}
	assign := func(account, industries string) {
		for _, c := range strings.Fields(industries) {
			u.into["C_"+c] = account
		}
	}
	for _, s := range sectors {
		assign(s.id, s.usa)
	}
	for account, industries := range usaOfPart {
		assign(account, industries)
	}
	for _, r := range t.Rows {
		industry, ok := strings.CutPrefix(r.Key[1], "A_")
		if !ok {
			continue
		}
		if u.paid[industry] == nil {
			u.paid[industry] = map[string]float64{}
		}
		u.paid[industry][r.Key[0]] = r.Value
	}
	return u, nil
}

// An input is a share of what an account spends.
type input struct {
	row   string
	share float64
}

// column is input shares that add up to 1, in alphabetical order.
type column []input

// columnOf sums up amounts and scales them to 1.
func columnOf(amounts map[string]float64) column {
	sum := 0.0
	var c column
	for _, row := range sortedKeys(amounts) {
		sum += amounts[row]
	}
	for _, row := range sortedKeys(amounts) {
		c = append(c, input{row, amounts[row] / sum})
	}
	return c
}

// of is the share of one row.
func (c column) of(row string) float64 {
	for _, in := range c {
		if in.row == row {
			return in.share
		}
	}
	return 0
}

// inputs is the column of a mix of industries, without what the list names:
// our accounts (OIL) or commodities of the table (C_SCRAP).
func (u *usa) inputs(industries string, without ...string) column {
	sum := map[string]float64{}
	for _, industry := range strings.Fields(industries) {
		for _, row := range sortedKeys(u.paid[industry]) {
			to, ok := u.into[row]
			if v := u.paid[industry][row]; ok && v > 0 && !slices.Contains(without, row) && !slices.Contains(without, to) {
				sum[to] += v
			}
		}
	}
	return columnOf(sum)
}

// total is what a mix of industries paid in all.
func (u *usa) total(industries string) (sum float64) {
	for _, industry := range strings.Fields(industries) {
		for _, row := range sortedKeys(u.paid[industry]) {
			sum += u.paid[industry][row]
		}
	}
	return sum
}

// factors are labour, capital and taxes of a mix, negative taxes counted as 0.
func (u *usa) factors(industries string) (lab, cap, tax float64) {
	for _, industry := range strings.Fields(industries) {
		p := u.paid[industry]
		lab, cap, tax = lab+math.Max(0, p["LAB"]), cap+math.Max(0, p["CAP"]), tax+math.Max(0, p["TAX"])
	}
	return lab, cap, tax
}

// electricitySold is what C_ELEC sold outside the industry itself and abroad.
func (u *usa) electricitySold() (sum float64) {
	for _, r := range u.sales {
		if r.Key[0] == "C_ELEC" && r.Key[1] != "A_ELEC" && r.Key[1] != "ROW" {
			sum += r.Value
		}
	}
	return sum
}

// researchOf is what a mix of industries paid for research over all it paid.
func (u *usa) researchOf(industries string) float64 {
	sum, total := 0.0, u.total(industries)
	for _, industry := range strings.Fields(industries) {
		sum += u.paid[industry]["C_RND"]
	}
	return sum / max(1e-9, total)
}
