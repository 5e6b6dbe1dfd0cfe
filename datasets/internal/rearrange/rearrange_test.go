package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func TestPrintedUnitsAreOurs(t *testing.T) {
	for printed := range printed {
		if _, err := unitOf(printed); err != nil {
			t.Errorf("%q: %v", printed, err)
		}
	}
	u, err := unitOf("Million people")
	if err != nil || u.factor != 1e6 || u.String() != "person" {
		t.Errorf("got %v × %s, %v", u.factor, u, err)
	}
	if _, err := unitOf("bushels"); err == nil {
		t.Error("bushels pass")
	}
}

func TestMoneyKeepsItsYear(t *testing.T) {
	for _, c := range []struct{ printed, year, want string }{
		{"EUR/kW_e", "2020", "EUR2020/kW"},
		{"EUR/kW_e, 2020", "2020", "EUR2020/kW"},
		{"EUR/kWel", "2010", "EUR2010/kW"},
		{"EUR/PKW", "2020", "EUR2020/vehicle"},
		{"EUR/MW/km", "2025", "EUR2025/(MW·km)"},
		{"USD(2023)/kWh", "", "USD2023/kWh"},
		{"1975$/kW/yr", "1975", "USD1975/(kW·yr)"},
		{"EUR/(tCO2/h)", "2020", "EUR2020/(tCO2/h)"},
	} {
		got, err := moneyUnit(c.printed, c.year)
		if err != nil || got != c.want {
			t.Errorf("%s of %s: got %q, %v", c.printed, c.year, got, err)
		}
		if _, err := quantity.ParseUnit(got); err != nil {
			t.Error(err)
		}
	}
	if _, err := moneyUnit("EUR/kW", ""); err == nil {
		t.Error("money without a price year passes")
	}
}

func TestPriceUnits(t *testing.T) {
	for _, c := range []struct {
		printed, want string
		factor        float64
	}{
		{"USD/t", "USD2020/t", 1}, {"USD/t (2010)", "USD2010/t", 1}, {"USD(1998)/t", "USD1998/t", 1},
		{"USD/mtu", "USD2020/t", 100}, // 10 kg to the unit
		{"USD/bbl", "", 0}, {"USD/dmtu", "", 0},
	} {
		if got, factor, _ := priceUnit(c.printed, "2020"); got != c.want || factor != c.factor {
			t.Errorf("%s: got %s × %v", c.printed, got, factor)
		}
	}
	if _, factor, _ := priceUnit("USD/mmbtu", "2020"); factor < 3.412 || factor > 3.4122 { // a MWh is 3.41214 million Btu
		t.Errorf("mmbtu: factor %v", factor)
	}
}

func TestVehicleKeys(t *testing.T) {
	for entity, want := range map[string][2]string{
		"Cars BEV": {"car", "BEV"}, "2 and 3 wheelers / EV": {"2_3w", "EV"}, "EV Publicly available fast": {"public_charger", "fast"},
	} {
		mode, power, err := evKey(entity)
		if err != nil || mode != want[0] || power != want[1] {
			t.Errorf("%s: %s, %s, %v", entity, mode, power, err)
		}
	}
	if _, _, err := evKey("Trams BEV"); err == nil {
		t.Error("trams pass")
	}
}

// compiled is a folder of compiled figures, small enough to read.
func compiled(t *testing.T) *library {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"sources.csv": "source_id,title,publisher,year,url,licence,redistribution,retrieved_from,path,commit,raw_sha256,notes\n" +
			"irena_2024,Capacity,IRENA,2024,https://irena.org,free,attribution,elsewhere,x.csv,abc,def,\"repo code is AGPL-3; whole GW\"\n",
		"sources_params.csv": "id,title,publisher,year,url,licence,retrieved_from\n" +
			"iea_weo2025,Outlook,IEA,2025,,CC BY-NC-SA 4.0,elsewhere\niea_gevo2024,Electric,IEA,2024,,CC BY 4.0,elsewhere\n",
		"capacity.csv": "year,region,iso3,entity,value,unit,source_id,flag,note\n" +
			"2023,World,,wind,1017,GW,irena_2024,d,\n2022,World,,wind,899,GW,irena_2024,,\n2024,World,,wind,1131,GW,iea_weo2025,,\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return newLibrary(dir)
}

func TestNonCommercialRowsGoApart(t *testing.T) {
	l := compiled(t)
	if err := capacity(l); err != nil {
		t.Fatal(err)
	}
	open, nc := l.split()
	if len(open.tables) != 1 || len(open.tables[0].Rows) != 2 || open.tables[0].Name != "capacity" {
		t.Errorf("open: %v", open.tables)
	}
	if len(nc.tables) != 1 || len(nc.tables[0].Rows) != 1 || nc.tables[0].Name != "capacity_nc" {
		t.Errorf("non-commercial: %v", nc.tables)
	}
	if r := open.tables[0].Rows[1]; r.Key[2] != "2023" || r.Flag != "sum" || r.Confidence != quantity.Derived {
		t.Errorf("rows are not sorted or marked: %+v", r)
	}
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	write := func() map[string]string {
		l, dir := compiled(t), t.TempDir()
		if err := capacity(l); err != nil {
			t.Fatal(err)
		}
		stale := filepath.Join(dir, "data", "old.csv")
		if err := os.MkdirAll(filepath.Dir(stale), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(stale, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		open, _ := l.split()
		if err := open.write(l, dir); err != nil {
			t.Fatal(err)
		}
		files := map[string]string{}
		err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
			if err != nil || info.IsDir() {
				return err
			}
			text, err := os.ReadFile(path)
			rel, _ := filepath.Rel(dir, path)
			files[filepath.ToSlash(rel)] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	first := write()
	if diff := cmp.Diff(first, write()); diff != "" {
		t.Error(diff)
	}
	want := map[string]string{
		"data/capacity.csv": "region,technology,year,value,unit,source,confidence,flag,note\n" +
			"World,wind,2022,899,GW,irena_2024,retrieved,,\nWorld,wind,2023,1017,GW,irena_2024,derived,sum,\n",
		"sources.csv": "id,title,publisher,year,url,licence,redistributable,non_commercial,note\n" +
			"irena_2024,Capacity,IRENA,2024,https://irena.org,free,attribution,no,whole GW\n",
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
}

func TestFaultsNameFileAndLine(t *testing.T) {
	l := compiled(t)
	path := filepath.Join(l.from, "capacity.csv")
	if err := os.WriteFile(path, []byte("year,region,iso3,entity,value,unit,source_id,flag,note\n2023,World,,wind,many,GW,irena_2024,,\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	err := capacity(l)
	if err == nil || err.Error() != `rearrange: capacity.csv line 2: strconv.ParseFloat: parsing "many": invalid syntax` {
		t.Errorf("got %v", err)
	}
	if err := generation(l); err == nil {
		t.Error("a missing file passes")
	}
}

func TestDistinct(t *testing.T) {
	l := compiled(t)
	table := l.table("costs_params", true, "technology", "year")
	for _, v := range []string{"1", "1", "2"} {
		if err := table.distinct(figure{value: v, unit: "1", source: "iea_gevo2024", confidence: "retrieved"}, 0, "coal", "2020"); err != nil {
			t.Fatal(err)
		}
	}
	if len(table.Rows) != 2 || table.Rows[1].Key[0] != "coal (2)" || table.Rows[0].Source != "iea_gevo2024_scen" {
		t.Errorf("got %+v", table.Rows)
	}
}

func TestPrints(t *testing.T) {
	r := record{&raw{col: map[string]int{"low": 0, "central": 1}, rows: [][]string{{"0.7", "26102.68"}}}, 0}
	for v, want := range map[string]bool{"0.7": true, "26102.7": true, "0.71": false, "": false} {
		if r.prints(v) != want {
			t.Errorf("prints(%q) is %v", v, !want)
		}
	}
}
