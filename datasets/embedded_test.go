package datasets_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func tables(t *testing.T) []datasets.Info {
	t.Helper()
	infos, err := datasets.Tables()
	if err != nil {
		t.Fatal(err)
	}
	return infos
}

func TestEveryTableLoadsAndCites(t *testing.T) {
	for _, info := range tables(t) {
		table, err := datasets.Open(info.Name)
		if err != nil {
			t.Error(err)
			continue
		}
		if err := table.Check(); err != nil {
			t.Error(err)
		}
		if len(table.Rows) == 0 || info.Doc == "" || len(info.Axes) == 0 {
			t.Errorf("%s: %d rows, doc %q, axes %q", info.Name, len(table.Rows), info.Doc, info.Axes)
		}
		for _, s := range quantity.Cite(table.Sources()...) {
			if s.Title == "" || s.Licence == "" || s.Redistributable == "" || strings.Contains(s.Redistributable, "restricted") || s.Redistributable == "check" {
				t.Errorf("%s: source %q: title %q, licence %q, redistributable %q", info.Name, s.ID, s.Title, s.Licence, s.Redistributable)
			}
		}
	}
}

// A row that rests on a non-commercial source is on the non-commercial shelf,
// and no other row is.
func TestShelvesKeepTermsApart(t *testing.T) {
	for _, info := range tables(t) {
		table, err := datasets.Open(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range table.Rows {
			bound := slices.ContainsFunc(quantity.Cite(r.Sources()...), func(s quantity.Source) bool { return s.NonCommercial })
			if bound != info.NonCommercial {
				t.Fatalf("%s: row %q from %s: non-commercial %v on a shelf where it is %v", info.Name, r.Key, r.Source, bound, info.NonCommercial)
			}
		}
	}
}

// A recalled row says so in its confidence, and the one catch-all source is
// never without the publication in the note.
func TestRecalledRowsNameThePublication(t *testing.T) {
	for _, info := range tables(t) {
		table, _ := datasets.Open(info.Name)
		for _, r := range table.Rows {
			if slices.Contains(r.Sources(), "recalled") && (r.Confidence != quantity.Recalled || !strings.Contains(r.Note, "recalled: ")) {
				t.Errorf("%s %q: confidence %s, note %q", info.Name, r.Key, r.Confidence, r.Note)
			}
		}
	}
}

var knownFlags = []string{"estimated", "sum", "incomplete", "quoted", "unsourced", "more-than", "less-than", "doubtful",
	"no-licence", "calibrated", "chosen-in-view", "single-value", "price-year-assumed", "price-year-differs"}

func TestFlagsAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range knownFlags {
		if !strings.Contains(string(doc), `"`+f+`"`) {
			t.Errorf("flag %q is not in the package comment", f)
		}
	}
	for _, info := range tables(t) {
		table, _ := datasets.Open(info.Name)
		for _, all := range table.Labels("flag") {
			for f := range strings.SplitSeq(all, "; ") {
				if f != "" && !slices.Contains(knownFlags, f) {
					t.Errorf("%s: flag %q is not in the list", info.Name, f)
				}
			}
		}
	}
}

// Six megabytes is the budget of the whole project for embedded figures: it
// bounds the size of every notebook cell's program.
func TestEmbeddedSize(t *testing.T) {
	total := int64(0)
	for _, dir := range []string{"data", "noncommercial/data"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			total += info.Size()
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if total == 0 || total > 6e6 {
		t.Errorf("%d bytes embedded", total)
	}
}

func TestEveryFileIsInTheCatalogue(t *testing.T) {
	names := []string{"node_list", "mineral_list", "gcam_map", "sam_accounts"}
	for _, i := range tables(t) {
		names = append(names, i.Name)
	}
	for _, dir := range []string{"data", "noncommercial/data"} {
		files, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			name := strings.TrimSuffix(strings.TrimSuffix(f.Name(), ".gz"), ".csv")
			if !slices.Contains(names, name) {
				t.Errorf("%s/%s is in no list of tables", dir, f.Name())
			}
		}
	}
}

func TestNoNameOfAMachine(t *testing.T) {
	for _, info := range tables(t) {
		table, _ := datasets.Open(info.Name)
		for _, r := range table.Rows {
			for _, bad := range []string{"/home/", "github:", "choices_", "source_rows", "README"} {
				if strings.Contains(r.Note, bad) {
					t.Fatalf("%s %q: note %q", info.Name, r.Key, r.Note)
				}
			}
		}
	}
}

// at picks the one row that carries the labels.
func at(t *testing.T, table quantity.Table, pairs ...string) quantity.Row {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		table = table.Where(pairs[i], pairs[i+1])
	}
	if err := table.Err(); err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) != 1 {
		t.Fatalf("%v: %d rows, want 1", pairs, len(table.Rows))
	}
	return table.Rows[0]
}

// The numbers were read by hand in the compiled figures, before they were
// re-arranged.
func TestSpotValues(t *testing.T) {
	for _, c := range []struct {
		table quantity.Table
		pairs []string
		value float64
		unit  string
	}{
		{noncommercial.WEOCapacity(), []string{"scenario", "STEPS", "technology", "Solar PV", "year", "2035"}, 8854.6, "GW"},
		{noncommercial.NZE2021(), []string{"category", "Capacity", "item", "Solar PV", "year", "2050"}, 14458, "GW"},
		{noncommercial.NodeFigures(), []string{"node", "solar_pv", "property", "addition", "bound", "central"}, 538470, "MW"},
		{noncommercial.Edges(), []string{"from", "copper", "to", "networks", "property", "coefficient", "bound", "central"}, 6105.52, "kg/MW"},
		{datasets.Edges(), []string{"from", "neodymium", "to", "dd_pmsg", "property", "coefficient", "bound", "high"}, 217.194, "kg/MW"},
		{datasets.Edges(), []string{"from", "silver", "to", "c_si", "property", "yield"}, 0.8, "1"},
		{datasets.Edges(), []string{"from", "ev_battery", "to", "zev_car", "property", "coefficient"}, 0.048, "MWh/vehicle"},
		{datasets.NodeFigures(), []string{"node", "lfp", "property", "base_share_b"}, 0.8, "1"},
		{datasets.MineralDemand(), []string{"measure", "demand by technology and mineral", "year", "2024", "mineral", "lithium", "sector", "Electric vehicles"}, 109.026, "kt"},
		{datasets.EVOutlook(), []string{"scenario", "STEPS", "region", "World", "mode", "car", "powertrain", "BEV", "measure", "sales", "year", "2035"}, 5.1e7, "vehicle"},
		{datasets.EVHistory(), []string{"region", "World", "mode", "truck", "powertrain", "BEV", "measure", "sales", "year", "2024"}, 93000, "vehicle"},
		{datasets.Capacity(), []string{"source", "irena_2024", "region", "World", "technology", "solar PV", "year", "2023"}, 1411130, "MW"},
		{datasets.MineralFigures(), []string{"mineral", "lithium", "property", "price"}, 74516.4, "USD2024/t"},
		{datasets.MineralPrices(), []string{"commodity", "copper", "source", "wb_cmo_2025", "basis", "nominal", "year", "2024"}, 9142.14, "USD2024/t"},
		{datasets.SAMUSA2017(), []string{"row", "A_AGR", "col", "C_AGR", "version", "balanced"}, 446702, "MUSD2017"},
		{noncommercial.BenchmarkSAM(), []string{"row", "AGR", "col", "AGR"}, 1024.80154019809, "GUSD2024"},
	} {
		r := at(t, c.table, c.pairs...)
		// half a unit of the last of four printed digits
		if diff := r.Value - c.value; diff > 5e-4*c.value || diff < -5e-4*c.value || r.Unit.String() != c.unit {
			t.Errorf("%v: got %v %s, want %v %s", c.pairs, r.Value, r.Unit, c.value, c.unit)
		}
	}
}
