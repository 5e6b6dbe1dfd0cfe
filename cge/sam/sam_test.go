package sam_test

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"pgregory.net/rapid"
)

func TestCellsAndTotals(t *testing.T) {
	m := read(t, hosoe)
	v, err := m.At("CAP", "MLK")
	row, col, terr := m.Totals("CAP")
	if v != 20 || err != nil || row != 25 || col != 25 || terr != nil {
		t.Errorf("cell %v %v, totals %v %v %v", v, err, row, col, terr)
	}
	if got := must[[]float64](t)(m.Row("CAP")); !slices.Equal(got, []float64{5, 20, 0, 0, 0}) {
		t.Errorf("row %v", got)
	}
	if got := must[[]float64](t)(m.Col("CAP")); !slices.Equal(got, []float64{0, 0, 0, 0, 25}) {
		t.Errorf("column %v", got)
	}
	other := must[*sam.SAM](t)(m.With("CAP", "MLK", 21))
	if was, _ := m.At("CAP", "MLK"); was != 20 {
		t.Error("With changed its receiver")
	}
	if is, _ := other.At("CAP", "MLK"); is != 21 {
		t.Errorf("With: %v", is)
	}
	if !slices.Equal(m.RowTotals(), m.ColTotals()) || m.Len() != 5 {
		t.Error("the matrix does not balance")
	}
}

func TestRefusals(t *testing.T) {
	four := []float64{0, 1, 1, 0}
	refused := func(accounts []string, values []float64) error {
		_, err := sam.New("1", accounts, values)
		return err
	}
	fails(t, refused([]string{"a", "b"}, []float64{0, 1, math.NaN(), 0}), "(b, a)", "NaN")
	fails(t, refused([]string{"a", "b"}, []float64{0, math.Inf(-1), 0, 0}), "(a, b)", "-Inf")
	fails(t, refused([]string{"a", "b"}, []float64{1e308, 1e308, 0, 0}), "larger unit")
	fails(t, refused([]string{"a", "b"}, four[:3]), "3 values for 2 accounts")
	fails(t, refused([]string{"a", "a"}, four), `"a"`, "distinct")
	fails(t, refused([]string{"a", ""}, four), "account 2 has no label")
	fails(t, refused([]string{"a", "b "}, four), `"b "`)
	fails(t, refused([]string{"a", "b\n"}, four), "printed")
	fails(t, refused(nil, nil), "no accounts")
	_, err := sam.New("MUSD20177", []string{"a"}, []float64{1})
	fails(t, err, "MUSD20177")

	m := read(t, hosoe)
	_, err = m.At("CAP", "OIL")
	fails(t, err, `"OIL"`, "BRD, MLK")
	_, err = m.With("CAP", "MLK", math.NaN())
	fails(t, err, "(CAP, MLK)")
	for _, f := range []func() error{
		func() error { _, err := m.Row("x"); return err },
		func() error { _, err := m.Col("x"); return err },
		func() error { _, _, err := m.Totals("x"); return err },
	} {
		fails(t, f(), `no account "x"`)
	}
	_, err = (&sam.SAM{}).Balance(sam.RAS, nil)
	fails(t, err, "no accounts")
}

func TestFromArray(t *testing.T) {
	row, col := quantity.NewAxis("gets", "a", "b"), quantity.NewAxis("pays", "b", "a")
	a := quantity.New("MUSD2017", []float64{1, 2, 3, 4}, row, col).WithSources("x")
	m := must[*sam.SAM](t)(sam.FromArray(a))
	if got := cells(m); !slices.Equal(got, []float64{2, 1, 4, 3}) {
		t.Errorf("the order of the second axis was not undone: %v", got)
	}
	if m.Unit().String() != "MUSD2017" || !slices.Equal(m.Sources(), []string{"x"}) {
		t.Errorf("unit %v, sources %v", m.Unit(), m.Sources())
	}
	_, err := sam.FromArray(quantity.Full("1", 1, row, quantity.NewAxis("pays", "b", "c")))
	fails(t, err, `"a"`, `"gets"`)
	_, err = sam.FromArray(quantity.Full("1", 1, row))
	fails(t, err, "two")
	cause := errors.New("cause")
	if _, err = sam.FromArray(quantity.Failed(cause)); !errors.Is(err, cause) {
		t.Errorf("the cause was lost: %v", err)
	}
}

func TestFromTable(t *testing.T) {
	const text = "row,col,version,value,unit,source,confidence,flag,note\n" +
		"b,a,raw,3,MUSD2017,s1,retrieved,,\n" +
		"b,c,raw,4,MUSD2017,s2,retrieved,,\n"
	table := must[quantity.Table](t)(quantity.ReadTable("t", strings.NewReader(text)))
	m := must[*sam.SAM](t)(sam.FromTable(table, "row", "col"))
	if got := m.Accounts(); !slices.Equal(got, []string{"b", "a", "c"}) || !slices.Equal(m.Sources(), []string{"s1", "s2"}) {
		t.Errorf("accounts %v, sources %v", got, m.Sources())
	}
	if v, _ := m.At("b", "c"); v != 4 {
		t.Errorf("cell %v", v)
	}
	_, err := sam.FromTable(table, "row", "payer")
	fails(t, err, "payer")
	_, err = sam.FromTable(table, "row", "row")
	fails(t, err, "FromTable")
	twice := table
	twice.Rows = append(slices.Clone(table.Rows), table.Rows[0])
	_, err = sam.FromTable(twice, "row", "col")
	fails(t, err, "two rows")
}

func TestAggregateAndDropEmpty(t *testing.T) {
	m := read(t, hosoe)
	groups := map[string]string{"BRD": "food", "MLK": "food", "CAP": "factors", "LAB": "factors", "HOH": "HOH"}
	a := must[*sam.SAM](t)(m.Aggregate(groups))
	if !slices.Equal(a.Accounts(), []string{"food", "factors", "HOH"}) || !slices.Equal(cells(a), []float64{0, 0, 50, 50, 0, 0, 0, 50, 0}) {
		t.Errorf("%v", a)
	}
	delete(groups, "LAB")
	_, err := m.Aggregate(groups)
	fails(t, err, "no group for LAB")
	groups["LAB"], groups["OIL"] = "factors", "food"
	_, err = m.Aggregate(groups)
	fails(t, err, "OIL: no such account")

	holed := read(t, "a b c\na . . 2\nb . . .\nc 2 . .")
	kept, dropped, err := holed.DropEmpty()
	if err != nil || !slices.Equal(dropped, []string{"b"}) || !slices.Equal(cells(kept), []float64{0, 2, 2, 0}) {
		t.Errorf("%v %v %v", kept, dropped, err)
	}
	_, _, err = read(t, "a\na .").DropEmpty()
	fails(t, err, "every cell is 0")
}

func TestReadRefusals(t *testing.T) {
	for text, says := range map[string]string{
		"":                      "header",
		"furlong,a\na,1\n":      "the first cell is the unit",
		"1,a,b\na,0,1\n":        `"b" has a column and no row`,
		"1,a,b\na,0,x\nb,1,0\n": `line 2: cell (a, b): "x"`,
		"1,a\na,NaN\n":          "(a, a)",
		"1,a\na,1e999\n":        "(a, a)",
		"1,a\na,1\na,1\n":       "line 3: a second row",
		"1,a\ntotal,1\n":        "totals are left out",
		"1,a,b\na,0\n":          "1 cells for 2 accounts",
		"1,a,a\n":               "distinct",
		"1\n":                   "no accounts",
	} {
		_, err := sam.Read(strings.NewReader(text))
		fails(t, err, says)
	}
}

func TestReadIsLenientWithSpreadsheets(t *testing.T) {
	m := must[*sam.SAM](t)(sam.Read(strings.NewReader("\ufeff , b , a\r\na, 1 ,\r\nb,,2\r\n")))
	if !slices.Equal(m.Accounts(), []string{"b", "a"}) || !slices.Equal(cells(m), []float64{0, 2, 1, 0}) {
		t.Errorf("%v", m)
	}
}

func TestWriteReadsBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawBalanced(t, true)
		a := m.Array().WithSources("second", "first")
		m = must[*sam.SAM](t)(sam.FromArray(a))
		sameAfterWriting(t, m)
	})
}

func sameAfterWriting(t tester, m *sam.SAM) {
	t.Helper()
	var text bytes.Buffer
	if err := m.Write(&text); err != nil {
		t.Fatal(err)
	}
	back := must[*sam.SAM](t)(sam.Read(&text))
	if !slices.Equal(back.Accounts(), m.Accounts()) || !slices.Equal(cells(back), cells(m)) ||
		!slices.Equal(back.Sources(), m.Sources()) || !back.Unit().Equal(m.Unit()) {
		t.Fatalf("%v\nread back as\n%v", m, back)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestWriteReportsItsError(t *testing.T) {
	fails(t, read(t, hosoe).Write(brokenWriter{}), "sam: Write", "disk full")
}

func FuzzRead(f *testing.F) {
	f.Add("MUSD2017 from b;a,steel,cars\nsteel,,12.3\ncars,-4,\n")
	f.Add("\ufeff,\"a,b\"\n\"a,b\",1e-300\n")
	f.Add("1,a,b\nb,1,-0\na,1e308,2\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := sam.Read(strings.NewReader(text))
		if err != nil {
			return
		}
		sameAfterWriting(t, m)
		for _, s := range []string{m.Check(0).String(), m.Check(0.01).String()} {
			if strings.Contains(s, "NaN") && !strings.Contains(text, "NaN") {
				t.Fatalf("NaN in the report:\n%s", s)
			}
		}
		for _, method := range []sam.Method{sam.RAS, sam.CrossEntropy} {
			b, err := m.Balance(method, &sam.Settings{MaxIterations: 50})
			if err == nil && !(b.Gap <= 1e-12 && b.Moved >= 0 && b.Distance >= 0) {
				t.Fatalf("%v: gap %v, moved %v, distance %v", method, b.Gap, b.Moved, b.Distance)
			}
		}
	})
}
