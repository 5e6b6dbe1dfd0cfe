package parquet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	reader "github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/parquet"
)

// read gives a file back as text, column by column in the order of the file.
func read(t require, file []byte) (header []string, rows [][]string) {
	f, err := reader.OpenFile(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range f.Schema().Fields() {
		header = append(header, x.Name())
	}
	r := reader.NewReader(f)
	defer r.Close()
	buffer := make([]reader.Row, 1)
	for {
		n, err := r.ReadRows(buffer)
		if n == 1 {
			var row []string
			for _, v := range buffer[0] {
				switch {
				case v.IsNull():
					row = append(row, "")
				case v.Kind() == reader.Double:
					row = append(row, strconv.FormatFloat(v.Double(), 'g', -1, 64))
				default:
					row = append(row, v.String())
				}
			}
			rows = append(rows, row)
		}
		if errors.Is(err, io.EOF) {
			return header, rows
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

type require interface{ Fatal(...any) }

// Whatever is written comes back, cell by cell and in order; the same sheet gives
// the same bytes.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := pathway.Sheet{Name: "capacity.csv", Header: []string{"year", "region", "technology", "stock", "addition", "unit"}}
		for range rapid.IntRange(0, 30).Draw(t, "rows") {
			figure := func(name string) string {
				v := rapid.Float64().Draw(t, name)
				if math.IsInf(v, 0) || math.IsNaN(v) {
					return ""
				}
				return strconv.FormatFloat(v, 'g', -1, 64)
			}
			label := rapid.StringN(0, 8, 40)
			s.Rows = append(s.Rows, []string{strconv.Itoa(rapid.IntRange(1990, 2100).Draw(t, "year")), label.Draw(t, "region"), label.Draw(t, "technology"),
				figure("stock"), figure("addition"), "GW"})
		}
		var one, two bytes.Buffer
		if err := parquet.Write(&one, s); err != nil {
			t.Fatal(err)
		}
		if err := parquet.Write(&two, s); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) {
			t.Fatal("the same sheet gives other bytes", err)
		}
		header, rows := read(t, one.Bytes())
		if strings.Join(header, ",") != strings.Join(s.Header, ",") || len(rows) != len(s.Rows) {
			t.Fatalf("%v, %d rows; wrote %v, %d", header, len(rows), s.Header, len(s.Rows))
		}
		for i := range rows {
			for c := range rows[i] {
				if rows[i][c] != s.Rows[i][c] {
					t.Fatalf("row %d, %s: %q, wrote %q", i, header[c], rows[i][c], s.Rows[i][c])
				}
			}
		}
	})
}

// Cells of any text are written and come back, or the error names their place.
func FuzzWrite(f *testing.F) {
	f.Add("2024", "lithium", "1.5")
	f.Add("", "", "")
	f.Add("9223372036854775808", "a\x00b", "NaN")
	f.Add("-1", "\xff\"", "0x1p-2")
	f.Fuzz(func(t *testing.T, year, label, figure string) {
		s := pathway.Sheet{Name: "any.csv", Header: []string{"year", "unit", "stock"}, Rows: [][]string{{"2024", "GW", "1"}, {year, label, figure}}}
		var file bytes.Buffer
		if err := parquet.Write(&file, s); err != nil {
			if !strings.HasPrefix(err.Error(), "parquet: any.csv: column \"") || !strings.Contains(err.Error(), "row 2") {
				t.Errorf("%v does not name the cell", err)
			}
			return
		}
		_, rows := read(t, file.Bytes())
		if len(rows) != 2 || rows[1][1] != label {
			t.Fatalf("%q reads back as %q", s.Rows, rows)
		}
		whole, err1 := strconv.ParseInt(year, 10, 64)
		if back := rows[1][0]; year != "" && (err1 != nil || back != strconv.FormatInt(whole, 10)) {
			t.Errorf("year %q reads back as %q", year, back)
		}
		v, err2 := strconv.ParseFloat(figure, 64)
		if back := rows[1][2]; back != "" && (err2 != nil || back != strconv.FormatFloat(v, 'g', -1, 64)) {
			t.Errorf("figure %q reads back as %q", figure, back)
		}
	})
}

func TestRefusals(t *testing.T) {
	bad := pathway.Sheet{Name: "capacity.csv", Header: []string{"year", "stock"}, Rows: [][]string{{"2024", "1"}, {"2025", "many"}}}
	if err := parquet.Write(io.Discard, bad); err == nil || !strings.Contains(err.Error(), `capacity.csv: column "stock", row 2`) {
		t.Errorf("got %v", err)
	}
}

// small is an economy with one good, one metal and batteries of two kinds.
func small() *pathway.Spec {
	of := func(good string, v float64) pathway.Input { return pathway.Input{Of: good, Value: v} }
	goods := pathway.Nest{Elasticity: 1, Inputs: []pathway.Input{of("goods", 1)}}
	return &pathway.Spec{
		Name: "small", Years: []int{2024, 2025, 2026}, Money: "MUSD", Mass: "kt", Discount: 0.05, Collection: 0.5,
		Account: pathway.Account{
			Sectors: []pathway.Sector{{Name: "goods", Output: 1000, Inputs: pathway.Nest{Elasticity: 1, Inputs: []pathway.Input{of("labour", 990), of("lithium", 10)}}}},
			Factors: []pathway.Factor{{Name: "labour", Owner: "household", Path: []float64{1, 1.02, 1.04}}},
			Agents:  []pathway.Agent{{Name: "household", Wants: goods}},
			Rest:    "household", Level: "goods",
		},
		Minerals: []pathway.Mineral{{Name: "lithium", Price: 10}},
		Mines:    []pathway.Mine{{Name: "lithium", Outputs: []pathway.Output{{Mineral: "lithium"}}, Rent: 0.3, Short: 0.5, Inputs: goods, Owner: "household"}},
		Units: []pathway.Unit{
			{Name: "NMC", Measure: "GWh", Price: 100, Content: []pathway.Content{{Mineral: "lithium", Amount: 0.1}}, Inputs: goods, Life: 10, Shape: 3},
			{Name: "LFP", Measure: "GWh", Price: 80, Content: []pathway.Content{{Mineral: "lithium", Amount: 0.08}}, Inputs: goods, Life: 12, Shape: 3},
		},
		Uses: []pathway.Use{{Name: "packs", Measure: "GWh", Options: []pathway.Option{{Unit: "NMC", Share: 0.6}, {Unit: "LFP", Share: 0.4}},
			Elasticity: 4, Additions: 1, Path: []float64{1, 2.2, 3.6}, Buyer: "household", RefLife: 11, Sets: pathway.Chosen}},
		Recyclers: []pathway.Recycler{{Name: "hydro", Yields: []pathway.Yield{{Mineral: "lithium", Base: 0.5, Max: 0.9}}, Inputs: goods, Cost: 0.1, Owner: "household"}},
	}
}

type memory struct{ bytes.Buffer }

func (*memory) Close() error { return nil }

// Every sheet of a path becomes a file with as many rows, with numbers where
// numbers are.
func TestWholePath(t *testing.T) {
	m, err := pathway.New(small(), pathway.Options{Watch: true})
	if err != nil {
		t.Fatal(err)
	}
	r, err := m.Run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]*memory{}
	err = parquet.WriteAll(r, func(name string) (io.WriteCloser, error) {
		files[name] = &memory{}
		return files[name], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range append(r.Sheets(), r.IAMC("Lodestone", "small")) {
		file := files[strings.TrimSuffix(s.Name, ".csv")+".parquet"]
		if s.Name == "iamc.csv" {
			file = &memory{}
			if err := parquet.Write(file, s); err != nil {
				t.Fatal(err)
			}
		}
		header, rows := read(t, file.Bytes())
		if strings.Join(header, ",") != strings.Join(s.Header, ",") || len(rows) != len(s.Rows) {
			t.Errorf("%s: %v, %d rows; the sheet has %v, %d", s.Name, header, len(rows), s.Header, len(s.Rows))
		}
		for i, row := range rows {
			for c, cell := range row {
				if cell != s.Rows[i][c] {
					t.Fatalf("%s: row %d, %s: %q, the sheet has %q", s.Name, i, header[c], cell, s.Rows[i][c])
				}
			}
		}
	}
}
