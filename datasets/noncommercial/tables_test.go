package noncommercial_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/noncommercial"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func ExampleWEOCapacity() {
	pv := noncommercial.WEOCapacity().Where("technology", "Solar PV", "Wind").Where("scenario", "STEPS", "NZE")
	fmt.Println(pv.Array("scenario", "technology", "year").Pick("technology", "Solar PV"))
	for _, s := range quantity.Cite(pv.Sources()...) {
		fmt.Println(s.Licence)
	}
	// Output:
	// scenario 2 × year 3, GW
	// scenario   2035   2040   2050
	// STEPS      8855  11920  16210
	// NZE       12500  17850  24200
	// CC BY-NC-SA 4.0 (IEA WEO free dataset terms) - non-commercial, share-alike
}

// The complete tables are the open ones and what the terms keep apart.
func TestCompleteTablesExtendTheOpenOnes(t *testing.T) {
	for name, pair := range map[string][2]quantity.Table{
		"nodes":          {datasets.NodeFigures(), noncommercial.NodeFigures()},
		"edges":          {datasets.Edges(), noncommercial.Edges()},
		"end_of_life":    {datasets.EndOfLife(), noncommercial.EndOfLife()},
		"minerals":       {datasets.MineralFigures(), noncommercial.MineralFigures()},
		"knowledge":      {datasets.Knowledge(), noncommercial.Knowledge()},
		"recycling":      {datasets.Recycling(), noncommercial.Recycling()},
		"costs":          {datasets.Costs(), noncommercial.Costs()},
		"learning_rates": {datasets.LearningRates(), noncommercial.LearningRates()},
		"elasticities":   {datasets.Elasticities(), noncommercial.Elasticities()},
		"research":       {datasets.Research(), noncommercial.Research()},
	} {
		open, complete := pair[0], pair[1]
		if err := complete.Check(); err != nil {
			t.Error(err)
		}
		if len(complete.Rows) <= len(open.Rows) || complete.Name != name {
			t.Errorf("%s: %d open rows, %d in all of %q", name, len(open.Rows), len(complete.Rows), complete.Name)
		}
	}
}

func TestLoadersReturnTheirTables(t *testing.T) {
	for name, table := range map[string]quantity.Table{
		"weo_capacity": noncommercial.WEOCapacity(), "weo_generation": noncommercial.WEOGeneration(), "weo_outlook": noncommercial.WEOOutlook(),
		"nze2021": noncommercial.NZE2021(), "liion_market": noncommercial.LiIonMarket(),
		"sam_base": noncommercial.BenchmarkSAM(), "sam_base_open": noncommercial.BenchmarkSAMOpen(),
	} {
		if err := table.Err(); err != nil || table.Name != name || len(table.Rows) == 0 {
			t.Errorf("%s: got %q with %d rows, %v", name, table.Name, len(table.Rows), err)
		}
	}
}

// A broken overlay of either half is the error of the whole.
func TestCompleteTablesCarryErrors(t *testing.T) {
	for _, file := range []string{"edges.csv", "edges_nc.csv"} {
		dir := t.TempDir()
		if err := os.WriteFile(dir+"/"+file, []byte("nonsense"), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Setenv(datasets.OverlayVar, dir)
		if err := noncommercial.Edges().Err(); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: got %v", file, err)
		}
	}
}

// LICENSE and NOTICE name the terms and every publisher whose rows are here.
func TestNoticeNamesThePublishers(t *testing.T) {
	var text strings.Builder
	for _, file := range []string{"LICENSE", "NOTICE"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(b)
	}
	for _, want := range []string{"CC BY-NC-SA 4.0", "World Energy Outlook 2025", "Net Zero by 2050", "https://www.iea.org/terms", "Ziegler", "EXIOMOD", "UNEP"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("LICENSE and NOTICE do not name %q", want)
		}
	}
}

func TestTablesAreMarked(t *testing.T) {
	infos, err := datasets.Tables()
	if err != nil {
		t.Fatal(err)
	}
	k := slices.IndexFunc(infos, func(i datasets.Info) bool { return i.Name == "weo_capacity" })
	if k < 0 || !infos[k].NonCommercial || !strings.Contains(infos[k].Licence, "non-commercial") {
		t.Errorf("weo_capacity is not marked: %+v", infos)
	}
}
