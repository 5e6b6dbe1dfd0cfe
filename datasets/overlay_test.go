package datasets_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lodestone-model/lodestone/datasets"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"pgregory.net/rapid"
)

const (
	head    = "year,value,unit,source,confidence,flag,note\n"
	sources = "id,title,publisher,year,url,licence,redistributable,non_commercial,note\n"
)

// overlay writes files into a new folder and points LODESTONE_DATA at it.
func overlay(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv(datasets.OverlayVar, dir)
	return dir
}

func TestOverlayReplaces(t *testing.T) {
	overlay(t, map[string]string{"deflator.csv": head + "2030,0.7,USD2010/USD2030,wb_cmo_2025,derived,,a guess\n"})
	table := datasets.Deflator()
	if err := table.Err(); err != nil {
		t.Fatal(err)
	}
	if len(table.Rows) != 1 || table.Rows[0].Key[0] != "2030" {
		t.Errorf("got %v", table)
	}
}

func TestOverlayAdds(t *testing.T) {
	before := len(datasets.Deflator().Rows)
	overlay(t, map[string]string{
		"deflator.add.csv": head + "2025,0.86,USD2010/USD2025,mine,derived,,\n",
		"sources.csv":      sources + "mine,My own index,Me,2026,,CC0,yes,no,\n",
	})
	table := datasets.Deflator()
	if err := table.Err(); err != nil {
		t.Fatal(err)
	}
	if got := len(table.Rows); got != before+1 {
		t.Errorf("%d rows, want %d", got, before+1)
	}
	if got := quantity.Cite("mine")[0].Title; got != "My own index" {
		t.Errorf("title %q", got)
	}
}

func TestOverlayBringsNewTables(t *testing.T) {
	overlay(t, map[string]string{"my_survey.csv": head + "2025,3,GW,irena_2024,derived,,\n"})
	if table, err := datasets.Open("my_survey"); err != nil || len(table.Rows) != 1 {
		t.Errorf("%v, %v", table, err)
	}
	infos := tables(t)
	if last := infos[len(infos)-1]; last.Name != "my_survey" || last.Overlay != "my_survey.csv" {
		t.Errorf("last table %+v", last)
	}
}

func TestOverlayFaultsNameFileLineAndColumn(t *testing.T) {
	good := "2030,0.7,USD2010/USD2030,wb_cmo_2025,derived,,\n"
	for _, c := range []struct{ file, text, want string }{
		{"deflator.csv", "", "deflator.csv: quantity: table \"deflator\": header: EOF"},
		{"deflator.csv", "year,value\n", "deflator.csv: quantity: table \"deflator\": header"},
		{"deflator.csv", head + good + "2031,x,1,wb_cmo_2025,derived,,\n", "deflator.csv: quantity: table \"deflator\" line 3 column value: \"x\""},
		{"deflator.csv", head + good + "2031,1,kilo,wb_cmo_2025,derived,,\n", "line 3 column unit: quantity: unit \"kilo\""},
		{"deflator.csv", head + good + "2031,1,1,nobody,derived,,\n", "deflator.csv line 3 column source: \"nobody\" is not in the catalogue"},
		{"deflator.csv", head + "2031,1,1,wb_cmo_2052,derived,,\n", "did you mean wb_cmo_2025?"},
		{"deflator.csv", head + good + "2031,1,1,wb_cmo_2025,guessed,,\n", "line 3: year 2031: confidence \"guessed\""},
		{"deflator.csv", head + good + good, "line 3: year 2030: same key and source as line 2"},
		{"deflator.csv", head + "2031,1\n", "line 2"},
		{"deflator.add.csv", head + "2024,1,1,wb_cmo_2025,derived,,\n", "deflator.add.csv line 2: 2024 from wb_cmo_2025 is in the table already"},
		{"deflator.add.csv", "region," + head + "x,2024,1,1,wb_cmo_2025,derived,,\n", "deflator.add.csv line 1: axes are region,year; the table has year"},
		{"sources.csv", sources + "a;b,x,,,,,,no,\n", "sources.csv: line 2"},
		{"sources.csv", sources + "mine2,x,,,,,,perhaps,\n", "line 2 column non_commercial: \"perhaps\" is neither yes nor no"},
		{"sources.csv", sources + "wb_cmo_2025,another book,,,,,,no,\n", "id \"wb_cmo_2025\" stands for"},
	} {
		dir := overlay(t, map[string]string{c.file: c.text})
		err := datasets.Deflator().Err()
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s %q:\n got %v\nwant %s", c.file, c.text, err, c.want)
		}
		report := check(t, dir)
		if len(report.Findings) == 0 || !strings.HasPrefix(report.Findings[0].File, dir) {
			t.Errorf("%s %q: Check finds %+v", c.file, c.text, report.Findings)
		}
	}
}

func TestOverlayFolderMustExist(t *testing.T) {
	t.Setenv(datasets.OverlayVar, filepath.Join(t.TempDir(), "gone"))
	if err := datasets.Capacity().Err(); err == nil || !strings.Contains(err.Error(), "is not a folder") {
		t.Errorf("got %v", err)
	}
}

func TestCheckFindsMisspeltNames(t *testing.T) {
	dir := overlay(t, map[string]string{
		"capcity.csv":    head + "2020,1,1,wb_cmo_2025,derived,,\n",
		"nosuch.add.csv": head + "2020,1,1,wb_cmo_2025,derived,,\n",
		"node_list.csv":  "id,kind\n",
	})
	report := check(t, dir)
	if len(report.Findings) != 3 {
		t.Errorf("%d findings, want 3", len(report.Findings))
	}
	for i, want := range []string{"did you mean capacity?", `header "id,kind"`, `adds rows to "nosuch", which is no table`} {
		if got := report.Findings[i].Problem; !strings.Contains(got, want) {
			t.Errorf("%s\ndoes not say %s", got, want)
		}
	}
}

func TestNodeListOverlay(t *testing.T) {
	overlay(t, map[string]string{"node_list.csv": "id,kind,name,unit,parent,parent_b,status,lifetime_distribution,note\n" +
		"tidal,technology,Tidal stream,MW,electricity,,latent,,mine\n"})
	list, err := datasets.Nodes()
	if err != nil || len(list) != 1 || list[0].ID != "tidal" || list[0].Parents[0] != "electricity" {
		t.Errorf("%+v, %v", list, err)
	}
}

// What WriteTable writes, the overlay reads back.
func TestOverlayRoundTrip(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		label := rapid.StringMatching(`[a-z ",\n;é]{0,6}`)
		want := quantity.Table{Name: "deflator", Axes: []string{"year", "place"}}
		for i := range rapid.IntRange(0, 5).Draw(r, "rows") {
			want.Rows = append(want.Rows, quantity.Row{Key: []string{fmt.Sprint(2000 + i), label.Draw(r, "place")},
				Value: rapid.Float64Range(-1e9, 1e9).Draw(r, "value"), Unit: quantity.MustUnit(rapid.SampledFrom([]string{"1", "kg/MW", "USD2024/t"}).Draw(r, "unit")),
				Source: rapid.SampledFrom([]string{"irena_2024", "eia_intl;irena_2024"}).Draw(r, "source"), Confidence: quantity.Derived, Note: label.Draw(r, "note")})
		}
		var text bytes.Buffer
		if err := quantity.WriteTable(&text, want); err != nil {
			r.Fatal(err)
		}
		overlay(t, map[string]string{"deflator.csv": text.String()})
		got := datasets.Deflator()
		if err := got.Err(); err != nil {
			r.Fatal(err)
		}
		same := cmp.Comparer(func(a, b quantity.Unit) bool { return a.Equal(b) })
		if diff := cmp.Diff(want.Rows, got.Rows, same); diff != "" {
			r.Error(diff)
		}
	})
}

// No file makes the reader panic, and every refusal names the file.
func FuzzOverlay(f *testing.F) {
	f.Add([]byte(head+"2030,0.7,1,wb_cmo_2025,derived,,\n"), []byte(""))
	f.Add([]byte(head+"\"2030\n\",1e999,%,a;b,derived,,\n"), []byte(sources+"a,b,,,,,,no,\n"))
	f.Add([]byte("\xef\xbb\xbfyear"), []byte("id"))
	f.Fuzz(func(t *testing.T, table, list []byte) {
		files := map[string]string{"deflator.csv": string(table), "deflator.add.csv": string(table)}
		if len(list) > 0 {
			files["sources.csv"] = string(list)
		}
		dir := overlay(t, files)
		if err := datasets.Deflator().Err(); err != nil && !strings.Contains(err.Error(), dir) {
			t.Errorf("%v does not name a file of %s", err, dir)
		}
	})
}
