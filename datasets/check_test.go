package datasets_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// The whole point: what is embedded passes, and its known defects are flagged
// on their rows.
func TestEmbeddedTablesPass(t *testing.T) {
	report := check(t, "")
	for _, f := range report.Findings {
		t.Errorf("%+v", f)
	}
	for _, f := range report.Accepted {
		flag, why, ok := strings.Cut(f.Accepted, ": ")
		if !ok || flag == "" || why == "" {
			t.Errorf("accepted without a flag and a reason: %+v", f)
		}
	}
	if report.Tables < 50 || report.Rows < 100_000 || report.Checks != len(datasets.Checks()) {
		t.Errorf("%d tables, %d rows, %d checks", report.Tables, report.Rows, report.Checks)
	}
}

func check(t testing.TB, dir string) datasets.Report {
	t.Helper()
	report, err := datasets.Check(dir)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A copy of every table in a user's folder is as good as the tables.
func TestCopyPasses(t *testing.T) {
	dir := t.TempDir()
	for _, info := range tables(t) {
		copyTable(t, dir, info.Name)
	}
	copyList(t, dir, "node_list")
	if report := check(t, dir); len(report.Findings) > 0 {
		t.Errorf("%d findings, the first: %+v", len(report.Findings), report.Findings[0])
	}
}

// copyTable writes an embedded table into a folder.
func copyTable(t testing.TB, dir, name string) {
	t.Helper()
	table, err := datasets.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := quantity.WriteTable(&text, table); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, name+".csv"), text.Bytes())
}

func copyList(t testing.TB, dir, name string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("data", name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, name+".csv"), text)
}

func write(t testing.TB, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
}

// A record is a row of a file as it is edited, by column.
type record struct {
	cells   []string
	columns []string
}

func (r record) at(column string) *string { return &r.cells[slices.Index(r.columns, column)] }

func (r record) is(pairs []string) bool {
	for i := 0; i < len(pairs); i += 2 {
		if k := slices.Index(r.columns, pairs[i]); r.cells[k] != pairs[i+1] {
			return false
		}
	}
	return true
}

// edit changes the one record that carries the labels and returns its line.
func edit(t testing.TB, path string, labels []string, change func(record)) int {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := -1
	for i, cells := range all[1:] {
		if r := (record{cells, all[0]}); r.is(labels) {
			if at >= 0 {
				t.Fatalf("two rows of %s are %v", path, labels)
			}
			at = i + 1
			change(r)
		}
	}
	if at < 0 {
		t.Fatalf("no row of %s is %v", path, labels)
	}
	var out bytes.Buffer
	if err := csv.NewWriter(&out).WriteAll(all); err != nil {
		t.Fatal(err)
	}
	write(t, path, out.Bytes())
	return lineOf(t, out.Bytes(), at)
}

// lineOf is the line on which a record starts.
func lineOf(t testing.TB, text []byte, record int) int {
	t.Helper()
	cr := csv.NewReader(bytes.NewReader(text))
	cr.FieldsPerRecord = -1
	for range record + 1 {
		if _, err := cr.Read(); err != nil {
			t.Fatal(err)
		}
	}
	line, _ := cr.FieldPos(0)
	return line
}

// set puts a text into a cell; times and plus change the value.
func set(column, value string) func(record) {
	return func(r record) { *r.at(column) = value }
}

func times(factor float64) func(record) {
	return change(func(v float64) float64 { return v * factor })
}

func plus(term float64) func(record) {
	return change(func(v float64) float64 { return v + term })
}

func change(f func(float64) float64) func(record) {
	return func(r record) {
		var v float64
		fmt.Sscan(*r.at("value"), &v)
		*r.at("value") = fmt.Sprint(f(v))
	}
}

// where is a row by labels.
func where(pairs ...string) []string { return pairs }

var (
	german  = where("region", "Germany", "technology", "solar PV", "year", "2019", "source", "irena_2024")
	lithium = where("from", "lithium", "to", "nmc811", "property", "coefficient", "bound", "central")
	copper  = where("commodity", "copper", "basis", "nominal", "year", "2010", "source", "wb_cmo_2025")
	bevs    = where("region", "World", "mode", "car", "powertrain", "BEV", "year", "2023")
)

// plants are faults, each alone in an otherwise good copy: the table, the row
// and what is done to it, then the check and the column that are to be named.
var plants = []struct {
	fault, table string
	row          []string
	change       func(record)
	check        string
	column       string
}{
	{"unit kW where MW is due", "capacity", german, set("unit", "kW"), "units", "unit"},
	{"value in kW", "capacity", german, times(1000), "jumps", "value"},
	{"value in GW", "capacity", german, times(1e-3), "jumps", "value"},
	{"t for kt", "mineral_production", where("region", "DR Congo", "mineral", "cobalt", "stage", "mine", "year", "2015"), times(1e-3), "jumps", "value"},
	{"kt in a table of t", "mineral_production", where("region", "DR Congo", "mineral", "cobalt", "stage", "mine", "year", "2015"), set("unit", "kt"), "units", "unit"},
	{"ore for content", "minerals", where("mineral", "lithium", "property", "production"), set("value", "2.4e6"), "minerals", "value"},
	{"price per kg", "minerals", where("mineral", "cobalt", "property", "price"), times(1e-3), "ranges", "value"},
	{"price of another mineral", "minerals", where("mineral", "cobalt", "property", "price"), times(1000), "minerals", "value"},
	{"USD2015 for USD2020", "mineral_prices", where("commodity", "cobalt", "region", "World", "series", "LME cash; published as dlb x 2204.62262", "year", "2020"), set("unit", "USD2015/t"), "one-unit", "unit"},
	{"EUR2015 in a series of EUR2020", "costs_params", where("technology", "grid_storage", "sub_technology", "Li-ion (DEA) energy", "parameter", "capex", "year", "2030"), set("unit", "EUR2015/kWh"), "one-unit", "unit"},
	{"negative capacity", "capacity", german, times(-1), "ranges", "value"},
	{"unknown source", "capacity", german, set("source", "irena_2042"), "sources", "source"},
	{"no source", "capacity", german, set("source", ""), "format", "source"},
	{"NaN", "capacity", german, set("value", "NaN"), "format", "value"},
	{"no number", "capacity", german, set("value", "48.9 (est.)"), "format", "value"},
	{"unit that is none", "capacity", german, set("unit", "MegaWatt"), "format", "unit"},
	{"year to come", "capacity", german, set("year", "2109"), "years", "year"},
	{"year after the publication", "capacity", german, set("year", "2025"), "years", "year"},
	{"letter in a year", "capacity", german, set("year", "20l9"), "years", "year"},
	{"shares sum to 1.04", "nodes", where("node", "lfp", "property", "base_share", "bound", "central"), plus(0.04), "shares", "value"},
	{"chemistries sum to 1.04", "battery_mix", where("use", "vehicle", "scenario", "LFP", "chemistry", "LFP", "year", "2030"), plus(0.04), "shares", "value"},
	{"unknown node in an edge", "edges", lithium, set("to", "nmc818"), "nodes", "to"},
	{"low above high", "edges", where("from", "lithium", "to", "nmc811", "property", "coefficient", "bound", "low"), set("value", "1000"), "bounds", "value"},
	{"bound misspelt", "edges", lithium, set("bound", "centrl"), "bounds", "bound"},
	{"yield 1.2", "edges", where("from", "lithium", "to", "nmc811", "property", "yield"), set("value", "1.2"), "ranges", "value"},
	{"lithium below Faraday's minimum", "edges", lithium, set("value", "40"), "faraday", "value"},
	{"kg/MW for kg/MWh in an edge", "edges", lithium, set("unit", "kg/MW"), "chain", "unit"},
	{"battery of 60 t/MWh", "edges", where("from", "nickel", "to", "nmc811", "property", "coefficient", "bound", "central"), times(100), "mass", "value"},
	{"g/MW for kg/MW", "edges", where("from", "neodymium", "to", "dd_pmsg", "property", "coefficient", "bound", "central"), times(1e-3), "bounds", ""},
	{"labels of two columns exchanged", "capacity", german, func(r record) { r.cells[0], r.cells[1] = r.cells[1], r.cells[0] }, "columns", "region"},
	{"empty label", "capacity", german, set("technology", ""), "labels", "technology"},
	{"space behind a label", "capacity", german, set("technology", "solar PV "), "labels", "technology"},
	{"region misspelt", "capacity", german, set("region", "Germnay"), "spelling", "region"},
	{"property misspelt", "edges", lithium, set("property", "coeficient"), "units", "property"},
	{"confidence misspelt", "capacity", german, set("confidence", "retreived"), "format", "confidence"},
	{"flag misspelt", "capacity", german, set("flag", "estimate"), "flags", "flag"},
	{"recalled without the publication", "capacity", german, set("source", "recalled"), "confidence", "note"},
	{"non-commercial row in an open table", "capacity", german, set("source", "iea_weo2025"), "terms", "source"},
	{"generation above capacity", "generation", german, times(20), "generation", "value"},
	{"total below its parts", "weo_capacity", where("scenario", "STEPS", "technology", "Total", "year", "2035"), times(0.1), "totals", ""},
	{"country above the world", "capacity", where("region", "China", "technology", "solar PV", "year", "2020", "source", "irena_2024"), times(4), "totals", "value"},
	{"demand that does not add up", "mineral_demand", where("measure", "total demand", "scenario", "base", "mineral", "lithium"), times(0.9), "demand", "value"},
	{"supply that does not add up", "mineral_supply", where("mineral", "lithium", "stage", "mining", "country", "Chile", "year", "2030"), times(4), "supply", ""},
	{"price a hundred times too high", "mineral_prices", copper, times(100), "steps", "value"},
	{"real price of another year", "mineral_prices", where("commodity", "copper", "basis", "real", "year", "2015", "source", "wb_cmo_2025"), times(1.06), "real-prices", "value"},
	{"another source a hundred times higher", "capacity", where("region", "World", "technology", "solar PV", "year", "2018", "source", "owid_irena_2023"), times(20), "sources-agree", ""},
	{"addition above the stock", "nodes", where("node", "zev_car", "property", "addition"), times(100), "node-figures", "value"},
	{"a year of 12000 hours", "edges", where("from", "solar_pv", "to", "electricity"), set("value", "3000"), "node-figures", "value"},
	{"stock of vehicles in thousands", "ev_history", append(slices.Clone(bevs), "measure", "stock"), times(1e-3), "vehicles", ""},
	{"one part of a kind that stands out", "edges", where("from", "neodymium", "to", "dd_pmsg", "property", "coefficient", "bound", "central"), times(1000), "siblings", "value"},
	{"reserves in kt", "mineral_reserves", where("region", "World", "mineral", "cobalt", "measure", "reserves", "year", "2025"), times(1e-3), "reserves", ""},
	{"costs of a deposit in falling steps", "lithium_deposits", where("deposit", "Greenbushes", "property", "cost_1"), set("value", "90000"), "deposits", "value"},
	{"cell of a balanced matrix", "sam_usa_2017", where("row", "A_AGR", "col", "C_AGR", "version", "balanced"), times(1.01), "balance", ""},
	{"scale of another Weibull distribution", "lifetimes", where("technology", "vehicle", "sub_technology", "passenger car", "year", "2020", "property", "scale"), times(1.5), "lifetimes", ""},
	{"lifetime zero", "lifetimes", where("technology", "vehicle", "sub_technology", "passenger car", "year", "2020", "property", "mean"), set("value", "0"), "ranges", "value"},
}

func TestPlantedFaultsAreFound(t *testing.T) {
	planted := map[string]bool{"duplicates": true, "licences": true} // below
	for _, p := range plants {
		planted[p.check] = true
		t.Run(p.fault, func(t *testing.T) {
			dir := t.TempDir()
			copyTable(t, dir, p.table)
			file := filepath.Join(dir, p.table+".csv")
			line := edit(t, file, p.row, p.change)
			want := datasets.Finding{Check: p.check, File: file, Line: line, Column: p.column}
			if p.column == "" { // the fault shows on a row it is compared with, or on a sum
				want.Line, want.Column = 0, "value"
			}
			expect(t, dir, want)
		})
	}
	for _, c := range datasets.Checks() {
		if !planted[c.Name] {
			t.Errorf("no fault is planted for check %q", c.Name)
		}
	}
}

// expect wants a finding with the check, the file, the line and the column of
// want. A want without a line is met by any line of the file, and by another
// file where the problem names this one.
func expect(t *testing.T, dir string, want datasets.Finding) {
	t.Helper()
	report := check(t, dir)
	for _, f := range report.Findings {
		if f.Problem == "" || f.Cure == "" || f.Severity == "" || f.File == "" {
			t.Errorf("something is left out of %+v", f)
		}
		here := f.File == want.File && f.Line == want.Line
		if want.Line == 0 {
			here = f.Line > 0 && (f.File == want.File || strings.Contains(f.Problem, want.File+" line "))
		}
		if here && f.Check == want.Check && f.Column == want.Column {
			return
		}
	}
	t.Errorf("%+v is not among %d findings", want, len(report.Findings))
	for _, f := range report.Findings[:min(4, len(report.Findings))] {
		t.Errorf("  %+v", f)
	}
}

// filePlants are faults of whole files: what is done to the text of a copy,
// and the line, check and column that are to be named.
var filePlants = []struct {
	fault, file string
	change      func(text string) string
	line        int
	check       string
	column      string
}{
	{"columns exchanged in the header", "capacity.csv", func(s string) string { return strings.Replace(s, "region,technology", "technology,region", 1) }, 1, "format", "technology"},
	{"another header", "capacity.csv", func(s string) string { return strings.Replace(s, ",confidence,", ",quality,", 1) }, 1, "format", "quality"},
	{"a mark before the header", "capacity.csv", func(s string) string { return "\ufeff" + s }, 1, "format", "\ufeffregion"},
	{"garbage behind the last row", "deflator.csv", func(s string) string { return s + "end of file\n" }, 37, "format", "value"},
	{"a field too many", "deflator.csv", func(s string) string { return strings.Replace(s, ",derived,", ",derived,,", 1) }, 2, "format", "note"},
	{"a quote that does not end", "deflator.csv", func(s string) string { return s + "2025,\"1,1,wb_cmo_2025,derived,,\n" }, 37, "format", ""},
	{"key and source twice", "deflator.csv", func(s string) string { return s + s[strings.LastIndex(s[:len(s)-1], "\n")+1:] }, 37, "duplicates", "year"},
	{"index of another year", "deflator.csv", func(s string) string { return strings.Replace(s, "USD2010/USD1990", "USD2010/USD1991", 1) }, 2, "one-unit", "unit"},
	{"licence missing", "sources.csv", func(string) string { return sources + "mine,My figures,Me,2026,,,yes,no,\n" }, 2, "licences", "licence"},
	{"redistribution open", "sources.csv", func(string) string { return sources + "mine,My figures,Me,2026,,CC0,,no,\n" }, 2, "licences", "redistributable"},
	{"id of another publication", "sources.csv", func(string) string { return sources + "irena_2024,My figures,Me,2026,,CC0,yes,no,\n" }, 2, "format", "id"},
	{"neither yes nor no", "sources.csv", func(string) string { return sources + "mine,My figures,Me,2026,,CC0,yes,perhaps,\n" }, 2, "format", "non_commercial"},
	{"parent that is no node", "node_list.csv", func(s string) string { return strings.Replace(s, ",MW,electricity,", ",MW,electricty,", 1) }, 8, "nodes", "parent"},
	{"unit of a node", "node_list.csv", func(s string) string { return strings.Replace(s, ",MWh,ev_battery,", ",MW,ev_battery,", 1) }, 0, "chain", "unit"},
}

func TestPlantedFaultsOfFilesAreFound(t *testing.T) {
	for _, p := range filePlants {
		t.Run(p.fault, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, p.file)
			switch name := strings.TrimSuffix(p.file, ".csv"); name {
			case "sources":
				write(t, file, nil)
			case "node_list":
				copyList(t, dir, name)
			default:
				copyTable(t, dir, name)
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			write(t, file, []byte(p.change(string(text))))
			want := datasets.Finding{Check: p.check, File: file, Line: p.line, Column: p.column}
			if p.line == 0 { // the unit shows on the edges
				want.File = "data/edges.csv.gz"
			}
			expect(t, dir, want)
		})
	}
}

// A source is retired by its note; a row may not rest on it any more.
func TestRetiredSource(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "sources.csv"), []byte(sources+"mine,My figures,Me,2026,,CC0,yes,no,retired: take irena_2024\n"))
	write(t, filepath.Join(dir, "capacity.add.csv"), []byte("region,technology,"+head+"Germany,solar PV,2024,99000,MW,mine,derived,,\n"))
	want := datasets.Finding{Check: "sources", File: filepath.Join(dir, "capacity.add.csv"), Line: 2, Column: "source"}
	expect(t, dir, want)
}

// A good file of one's own, and rows of one's own, pass.
func TestOwnTablesPass(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "sources.csv"), []byte(sources+"mine,My figures,Me,2026,,CC0,yes,no,\n"))
	write(t, filepath.Join(dir, "capacity.add.csv"), []byte("region,technology,"+head+"Germany,solar PV,2024,99000,MW,mine,derived,,\n"))
	write(t, filepath.Join(dir, "my_survey.csv"), []byte("place,"+head+"Here,2024,3,GW,mine,derived,,\nThere,2024,4,GW,mine,derived,,\n"))
	write(t, filepath.Join(dir, "notes.txt"), []byte("no table"))
	report := check(t, dir)
	for _, f := range report.Findings {
		t.Errorf("%+v", f)
	}
	if report.Tables != len(tables(t))+1 || report.Folder != dir {
		t.Errorf("%d tables of %s", report.Tables, report.Folder)
	}
}

func TestCheckNeedsAFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if _, err := datasets.Check(dir); err == nil || !strings.Contains(err.Error(), dir) {
		t.Errorf("got %v", err)
	}
}

// The same folder gives the same report.
func TestReportIsTheSameEachTime(t *testing.T) {
	dir := t.TempDir()
	copyTable(t, dir, "edges")
	edit(t, filepath.Join(dir, "edges.csv"), lithium, times(1000))
	var first string
	for i := range 5 {
		var text bytes.Buffer
		if err := check(t, dir).Write(&text, false); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = text.String()
		} else if text.String() != first {
			t.Fatalf("report %d:\n%s\nreport 0:\n%s", i, text.String(), first)
		}
	}
}

func TestReportAsJSON(t *testing.T) {
	dir := t.TempDir()
	copyTable(t, dir, "deflator")
	edit(t, filepath.Join(dir, "deflator.csv"), where("year", "2024"), set("value", "-1"))
	var text bytes.Buffer
	if err := check(t, dir).Write(&text, true); err != nil {
		t.Fatal(err)
	}
	var got datasets.Report
	if err := json.Unmarshal(text.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Findings) == 0 || got.Findings[0].Line != 36 || got.Findings[0].Column != "value" {
		t.Errorf("%s", text.String())
	}
}

func ExampleReport_Write() {
	dir, err := os.MkdirTemp("", "tables")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	text := "year,value,unit,source,confidence,flag,note\n2024,-0.87,USD2010/USD2024,wb_cmo_2025,derived,,\n"
	if err := os.WriteFile(filepath.Join(dir, "deflator.csv"), []byte(text), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	report, err := datasets.Check(dir)
	if err != nil {
		fmt.Println(err)
		return
	}
	report.Findings = report.Findings[:1] // prices deflated by it are wrong too
	var out bytes.Buffer
	report.Write(&out, false)
	lines := strings.SplitAfter(strings.ReplaceAll(out.String(), dir+string(filepath.Separator), ""), "\n")
	fmt.Print(strings.Join(lines[:3], ""))
	// Output:
	// deflator.csv line 2 column value: error (ranges)
	//     year 2024, source wb_cmo_2025: -0.87 USD2010/USD2024 is outside 0.2 to 5 USD2010/USD*, 1
	//     cure: correct the value or its unit
}

// A table that a notebook has made is checked by itself.
func ExampleCheckTable() {
	table := quantity.Table{Name: "capacity", Axes: []string{"region", "technology", "year"}, Rows: []quantity.Row{
		{Key: []string{"Germany", "solar PV", "2019"}, Value: 48.9, Unit: quantity.MustUnit("GW"), Source: "irena_2024", Confidence: quantity.Retrieved},
		{Key: []string{"Germany", "solar PV", "2020"}, Value: -53721, Unit: quantity.MustUnit("MW"), Source: "irena_2020", Confidence: quantity.Retrieved},
	}}
	for _, f := range datasets.CheckTable(table) {
		fmt.Printf("row %d, %s: %s\n", f.Line, f.Column, f.Problem)
	}
	// Output:
	// row 1, unit: GW where MW is due
	// row 2, source: "irena_2020" is not in the catalogue; did you mean irena_2024?
	// row 2, value: -53720 MW is outside 0 to 20000000 MW (the world had 8.5 TW in 2023)
}
