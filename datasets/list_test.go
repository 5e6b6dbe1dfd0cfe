package datasets_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lodestone-model/lodestone/datasets"
)

func list(t *testing.T, asJSON bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := datasets.WriteList(&b, asJSON); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestListNamesEveryTableAndSource(t *testing.T) {
	text := list(t, false)
	for _, i := range tables(t) {
		if !strings.Contains(text, "\n"+i.Name+" ") {
			t.Errorf("%s is not listed", i.Name)
		}
		for _, id := range i.Sources {
			if !strings.Contains(text, "\n  "+id+"  ") {
				t.Errorf("source %s is not cited", id)
			}
		}
	}
	for _, want := range []string{
		"weo_capacity             240 rows, 2010-2050  [NON-COMMERCIAL]\n",
		"nodes                    310 rows (17 recalled)\n",
		"  iea_weo2025  [NON-COMMERCIAL] IEA (2025): World Energy Outlook 2025",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the list does not say %q", want)
		}
	}
	for line := range strings.Lines(text) {
		if len([]rune(line)) > 101 && !strings.Contains(line, "http") {
			t.Errorf("a line of %d characters: %s", len([]rune(line)), line)
		}
	}
	if list(t, false) != text {
		t.Error("the list differs from one call to the next")
	}
}

func TestListAsJSON(t *testing.T) {
	var got struct {
		Tables  []datasets.Info
		Sources []struct {
			ID            string
			NonCommercial bool `json:"non_commercial"`
		}
	}
	if err := json.Unmarshal([]byte(list(t, true)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Tables) != len(tables(t)) || len(got.Sources) < 50 {
		t.Errorf("%d tables, %d sources", len(got.Tables), len(got.Sources))
	}
}

func show(t *testing.T, table string, where map[string][]string, limit int, asJSON bool) string {
	t.Helper()
	var b bytes.Buffer
	if err := datasets.WriteShow(&b, table, where, limit, asJSON); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestShow(t *testing.T) {
	got := show(t, "edges", map[string][]string{"from": {"copper", "silver"}, "to": {"c_si"}, "property": {"coefficient"}}, 4, false)
	want := `edges: What goes into one unit of each node: kg/MW, kg/MWh, MW/MW ..., and manufacturing yields

from    to    scope   property     bound    value  unit   source
silver  c_si  direct  coefficient  low      7.942  kg/MW  premise_si2;pv_ice                    [1]
silver  c_si  direct  coefficient  central  11.32  kg/MW  premise_si2;pv_ice                    [1]
silver  c_si  direct  coefficient  high        24  kg/MW  premise_si2;pv_ice                    [1]
copper  c_si  direct  coefficient  low        884  kg/MW  carrara2020;griffin_mdm;iea_rocm2021  recalled chosen-in-view [2]
... 2 more rows: narrow them by axis, or raise the limit

Notes
  [1] nearest row of the PV ICE baseline series to the base year; the literature median (24, values
      to 2020) predates recent thrift; data of 2025
`
	if !strings.HasPrefix(got, want) {
		t.Error(cmp.Diff(want, got[:min(len(got), len(want))]))
	}
	for _, cited := range []string{"\nSources\n  carrara2020  European Commission JRC (2020): ", "\n  pv_ice  NREL (2024): "} {
		if !strings.Contains(got, cited) {
			t.Errorf("no %q in\n%s", cited, got)
		}
	}
}

func TestShowMarksNonCommercialSources(t *testing.T) {
	got := show(t, "weo_capacity", map[string][]string{"technology": {"Wind"}, "scenario": {"STEPS"}, "year": {"2035"}}, 0, false)
	if !strings.Contains(got, "iea_weo2025  [NON-COMMERCIAL]") {
		t.Error(got)
	}
}

func TestShowAsJSON(t *testing.T) {
	var got struct {
		Total int
		Rows  []struct {
			Key   map[string]string
			Value float64
			Unit  string
		}
	}
	text := show(t, "weo_capacity", map[string][]string{"technology": {"Solar PV"}, "scenario": {"STEPS"}}, 1, true)
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Total != 3 || len(got.Rows) != 1 || got.Rows[0].Value != 8854.6 || got.Rows[0].Unit != "GW" || got.Rows[0].Key["year"] != "2035" {
		t.Errorf("got %+v", got)
	}
	if empty := show(t, "deflator", nil, 0, true); !strings.Contains(empty, `"total": 35`) {
		t.Error(empty)
	}
}

func TestShowSuggests(t *testing.T) {
	for _, c := range []struct {
		table string
		where map[string][]string
		want  string
	}{
		{"capcity", nil, `no table "capcity"; did you mean capacity?`},
		{"price", nil, `no table "price"; did you mean mineral_prices?`},
		{"zzzzzz", nil, "`lodestone data list` shows them all"},
		{"edges", map[string][]string{"form": {"copper"}}, `no axis "form"; did you mean from?`},
		{"edges", map[string][]string{"from": {"Copper"}}, `has from "Copper"; did you mean copper?`},
		{"capacity", map[string][]string{"region": {"Wrld"}}, `has region "Wrld"; did you mean World?`},
		{"capacity", map[string][]string{"region": {"Atlantis"}}, "; there are Africa, Argentina,"},
		{"../go", nil, `no table "../go"`},
	} {
		err := datasets.WriteShow(&bytes.Buffer{}, c.table, c.where, 0, false)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s %v: got %v, want %s", c.table, c.where, err, c.want)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWritersReportTheirErrors(t *testing.T) {
	for _, asJSON := range []bool{false, true} {
		if err := datasets.WriteList(broken{}, asJSON); err == nil {
			t.Error("WriteList says nothing of a full disk")
		}
		if err := datasets.WriteShow(broken{}, "deflator", nil, 0, asJSON); err == nil {
			t.Error("WriteShow says nothing of a full disk")
		}
	}
}

func TestAddRefusesTakenNames(t *testing.T) {
	err := datasets.Add(datasets.Shelf{Files: shelfOf("capacity"), Entries: []datasets.Entry{{Name: "capacity", Doc: "again"}}})
	if err == nil || !strings.Contains(err.Error(), `a table "capacity" already`) {
		t.Errorf("got %v", err)
	}
}

// A figure quoted from memory is called recalled wherever it is printed.
func TestRecalledRowsAreShownAsSuch(t *testing.T) {
	for _, info := range tables(t) {
		if info.Recalled == 0 {
			continue
		}
		table, err := datasets.Open(info.Name)
		if err != nil {
			t.Fatal(err)
		}
		recalled := table.Where("confidence", "recalled")
		shown := min(len(recalled.Rows), 12) // what String prints of a table
		if n := strings.Count(recalled.String(), " recalled"); n < shown {
			t.Errorf("%s: String names %d of %d recalled rows", info.Name, n, shown)
		}
		text := show(t, info.Name, map[string][]string{"confidence": {"recalled"}}, 0, false)
		rows, _, _ := strings.Cut(text, "\nNotes\n")
		if n := strings.Count(rows, "  recalled"); n < len(recalled.Rows) {
			t.Errorf("%s: WriteShow names %d of %d recalled rows", info.Name, n, len(recalled.Rows))
		}
		asJSON := show(t, info.Name, map[string][]string{"confidence": {"recalled"}}, 0, true)
		if n := strings.Count(asJSON, `"confidence": "recalled"`); n != len(recalled.Rows) {
			t.Errorf("%s: the JSON names %d of %d recalled rows", info.Name, n, len(recalled.Rows))
		}
	}
}
