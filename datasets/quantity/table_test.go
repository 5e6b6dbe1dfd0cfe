package quantity_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

const capacityCSV = `year,technology,value,unit,source,confidence,flag,note
2022,wind,899,GW,irena,retrieved,,
2023,wind,1017,GW,irena,retrieved,,
2022,solar,1064,GW,irena,retrieved,,
2023,solar,1411,GW,irena,retrieved,,
2023,solar,1625,GW,weo,retrieved,,DC
`

func read(t testing.TB, text string) quantity.Table {
	t.Helper()
	tab, err := quantity.ReadTable("capacity", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func ExampleTable() {
	capacity, err := quantity.ReadTable("capacity", strings.NewReader(capacityCSV))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(capacity.Array("year", "technology").Err())
	fmt.Println(capacity.Where("source", "irena").Array("year", "technology"))
	// Output:
	// quantity: table "capacity": Array: two rows for year 2023, technology solar: 1411 from irena and 1625 from weo; choose with Where("source", ...)
	// year 2 × technology 2, GW
	// year  wind  solar
	// 2022   899   1064
	// 2023  1017   1411
}

func ExampleTable_Masked() {
	capacity, _ := quantity.ReadTable("capacity", strings.NewReader(capacityCSV))
	weo := capacity.WhereFunc(func(r quantity.Row) bool { return r.Source == "weo" || r.Key[0] == "2022" })
	fmt.Println(weo.Array("year", "technology").Err())
	values, mask := weo.Masked("year", "technology")
	fmt.Println(values)
	fmt.Println(mask)
	// Output:
	// quantity: table "capacity": Array: no row for year 2023, technology wind; say Fill or Masked if that is meant
	// year 2 × technology 2, GW
	// year  wind  solar
	// 2022   899   1064
	// 2023     0   1625
	// year 2 × technology 2, 1
	// year  wind  solar
	// 2022     1      1
	// 2023     0      1
}

func TestTableRoundTrip(t *testing.T) {
	tab := read(t, capacityCSV)
	var b bytes.Buffer
	if err := quantity.WriteTable(&b, tab); err != nil {
		t.Fatal(err)
	}
	if b.String() != capacityCSV {
		t.Errorf("written table differs: %s", cmp.Diff(capacityCSV, b.String()))
	}
}

func TestTableErrorsNameThePlace(t *testing.T) {
	tab := read(t, capacityCSV)
	for _, c := range []struct {
		err  error
		want string
	}{
		{tab.Where("technology", "sun").Err(), `no row has technology "sun"; it has wind, solar`},
		{tab.Where("country", "x").Err(), `no axis "country"`},
		{tab.Array("year").Err(), `axis "technology" has 2 labels (wind, solar)`},
		{tab.To("kt").Err(), `unit GW (power) does not convert to kt (mass)`},
		{tab.Where("source", "weo").Where("technology", "wind").Array("year").Err(), `no row has technology "wind"`},
		{tab.WhereFunc(func(quantity.Row) bool { return false }).Array("year").Err(), "no rows"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.want) {
			t.Errorf("%v, want %q", c.err, c.want)
		}
	}
}

func TestReadTableErrorsNameLineAndColumn(t *testing.T) {
	head := "year,value,unit,source,confidence,flag,note\n"
	for _, c := range []struct{ text, want string }{
		{"", "header"},
		{"year,value,unit\n", `header "year,value,unit"`},
		{"year,year,value,unit,source,confidence,flag,note\n", `"year" cannot name axis 2`},
		{head + "2020,NaN,GW,s,retrieved,,\n", `line 2 column value: "NaN"`},
		{head + "2020,1,GW,s,retrieved,,\n2021,x,GW,s,retrieved,,\n", `line 3 column value: "x"`},
		{head + "2020,1,gigawatt,s,retrieved,,\n", `line 2 column unit`},
		{head + "2020,1,GW,,retrieved,,\n", "no source"},
		{head + "2020,1,GW,s,guessed,,\n", `confidence "guessed"`},
		{head + "2020,1,GW,s,retrieved,,\n2020,2,GW,s,retrieved,,\n", "same key and source as line 2"},
		{head + "2020,1,GW\n", "wrong number of fields"},
	} {
		_, err := quantity.ReadTable("t", strings.NewReader(c.text))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add(capacityCSV)
	f.Add("a,value,unit,source,confidence,flag,note\n\"x\ny\",1e5,kg/MW,s,derived,f,n\n")
	f.Fuzz(func(t *testing.T, text string) {
		tab, err := quantity.ReadTable("t", strings.NewReader(text))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := quantity.WriteTable(&b, tab); err != nil {
			t.Fatal(err)
		}
		again, err := quantity.ReadTable("t", &b)
		if err != nil {
			t.Fatalf("what was written does not read back: %v", err)
		}
		units := cmp.Comparer(func(a, b quantity.Unit) bool { return a.Equal(b) })
		if d := cmp.Diff(tab, again, units, cmpopts.IgnoreUnexported(quantity.Table{}), cmpopts.EquateEmpty()); d != "" {
			t.Fatal(d)
		}
	})
}

func TestRowsMayRestOnSeveralSources(t *testing.T) {
	text := "year,value,unit,source,confidence,flag,note\n2020,1,GW,irena;eia,derived,,\n2021,2,GW,irena,retrieved,,\n"
	table, err := quantity.ReadTable("t", strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"eia", "irena"}
	if got := table.Sources(); !slices.Equal(got, want) {
		t.Errorf("table: got %q, want %q", got, want)
	}
	if got := table.Array("year").Sources(); !slices.Equal(got, want) {
		t.Errorf("array: got %q, want %q", got, want)
	}
}

func TestFailedTableReportsItsError(t *testing.T) {
	cause := errors.New("the file is gone")
	failed := quantity.FailedTable("capacity", cause)
	if err := failed.Where("year", "2020").Array("year").Err(); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}
