package pathway_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

type memory struct{ bytes.Buffer }

func (*memory) Close() error { return nil }

// The files of a run have the columns that others read, and what they say adds
// up to what the result says.
func TestSheets(t *testing.T) {
	files := map[string]*memory{}
	r, err := pathway.Run(context.Background(), mini(t).spec("sheets"), pathway.Options{}, func(name string) (io.WriteCloser, error) {
		files[name] = &memory{}
		return files[name], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, header := range map[string]string{
		"requirement.csv": "year,region,mineral,technology,sub_technology,supply,value,unit",
		"shares.csv":      "year,region,constituent,sub_technology,share",
		"capacity.csv":    "year,region,technology,sub_technology,stock,addition,retirement,unit",
		"prices.csv":      "year,region,commodity,price,markup,rent",
		"knowledge.csv":   "year,driver,object,stock,rnd,unit",
		"certificate.csv": "year,iterations,walras,balance,complementarity",
	} {
		if f := files[name]; f == nil || !strings.HasPrefix(f.String(), header) {
			t.Errorf("%s does not begin with %s", name, header)
		}
	}
	rows, err := csv.NewReader(&files["requirement.csv"].Buffer).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	total := map[string]float64{}
	for _, row := range rows[1:] {
		v, err := strconv.ParseFloat(row[6], 64)
		if err != nil {
			t.Fatal(err)
		}
		total[row[0]+row[2]] += v
	}
	for i := range r.Years {
		y := &r.Years[i]
		for m := range y.Minerals {
			if want := y.Total(m).Total(); math.Abs(total[strconv.Itoa(y.Year)+m]-want) > 1e-12*want {
				t.Errorf("%d: %s adds up to %v in the file, %v in the result", y.Year, m, total[strconv.Itoa(y.Year)+m], want)
			}
		}
	}
}

func TestTablesFollowTheSchema(t *testing.T) {
	r := runPath(t, mini(t).spec("tables"), pathway.Options{})
	for _, table := range []interface{ Check() error }{r.Requirement(), r.Shares(), r.Prices()} {
		if err := table.Check(); err != nil {
			t.Error(err)
		}
	}
	sums := r.Shares().Array("year", "constituent", "sub_technology").Err()
	if sums == nil {
		t.Error("batteries and turbines share no axis of sub-technologies, so the array has gaps and should say so")
	}
}

func TestWriteStopsAtAnError(t *testing.T) {
	r := runPath(t, mini(t).spec("disk"), pathway.Options{Mode: pathway.MFA})
	full := errors.New("disk full")
	err := r.Write(func(string) (io.WriteCloser, error) { return nil, full })
	if !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
}

// Lithium in the mini economy: what new packs, second life and recycling make
// of the requirement of a year.
func ExampleRun() {
	in := miniExample()
	r, err := pathway.Run(context.Background(), in.spec("mini"), pathway.Options{}, func(string) (io.WriteCloser, error) { return &memory{}, nil })
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, i := range []int{0, 4, 9} {
		y := &r.Years[i]
		li := y.Total("Li")
		fmt.Printf("%d: %.0f kt at %.0f USD/kg, of it recycled %.1f, second life %.1f; packs of %v\n",
			y.Year, li.Total(), y.Prices["Li"], li.Recycled, li.SecondLife, leading(y.Sets["vehicle"]))
	}
	// Output:
	// 2024: 79 kt at 60 USD/kg, of it recycled 0.4, second life 0.3; packs of NMC+LFP
	// 2028: 109 kt at 49 USD/kg, of it recycled 1.5, second life 1.1; packs of NMC+LFP
	// 2033: 157 kt at 41 USD/kg, of it recycled 5.7, second life 3.1; packs of NaIon+SSB
}

func leading(sets map[string]float64) string {
	best := ""
	for s, v := range sets {
		if best == "" || v > sets[best] {
			best = s
		}
	}
	return best
}

// Whatever stands in a cell comes back from the file, and only what is no line of
// a table is refused. (CSV reads a carriage return before a line feed as none.)
func FuzzSheet(f *testing.F) {
	f.Add("requirement", "Li", "a \"b\", c", "0.1")
	f.Add("", "", "", "")
	f.Add("\n", "\"", ",", "\\.")
	f.Fuzz(func(t *testing.T, header, a, b, c string) {
		crlf := func(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
		want := [][]string{{header, "value"}, {a, b}, {c, a}}
		s := pathway.Sheet{Name: "any.csv", Header: want[0], Rows: want[1:]}
		var text bytes.Buffer
		if err := s.Write(&text); err != nil {
			t.Fatal(err)
		}
		got, err := csv.NewReader(&text).ReadAll()
		if err != nil || len(got) != len(want) {
			t.Fatalf("%q: %d lines of %d (%v)", want, len(got), len(want), err)
		}
		for i := range want {
			for k := range want[i] {
				if got[i][k] != crlf(want[i][k]) {
					t.Errorf("%q reads back as %q", want[i][k], got[i][k])
				}
			}
		}
	})
}
