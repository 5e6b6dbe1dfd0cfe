package main

import (
	"encoding/csv"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestPathwayWritesItsTables: the columns that others read, and the sum
// constraint in the files themselves.
func TestPathwayWritesItsTables(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "open path")
	expect(t, 0, []string{"pathway", "-scenario", "OPEN", "-years", "2024:2026", "-o", dir}, "OPEN, endogenous, 2024 to 2026", "lithium", "tables ")
	for name, header := range map[string]string{
		"requirement.csv": "year,region,mineral,technology,sub_technology,supply,value,unit",
		"shares.csv":      "year,region,constituent,sub_technology,share",
		"capacity.csv":    "year,region,technology,sub_technology,stock,addition,retirement,unit",
		"prices.csv":      "year,region,commodity,price,markup,rent",
		"certificate.csv": "year,iterations,walras,balance,complementarity",
	} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !strings.HasPrefix(string(data), header) {
			t.Errorf("%s begins with %.80q, not %q (%v)", name, data, header, err)
		}
	}
	shares := map[string]float64{}
	for _, row := range rowsOf(t, filepath.Join(dir, "shares.csv")) {
		v, err := strconv.ParseFloat(row[4], 64)
		if err != nil || v < 0 || v > 1 {
			t.Errorf("share %v: %v", row, err)
		}
		shares[row[0]+" "+row[2]] += v
	}
	for key, sum := range shares {
		if sum != 0 && (sum < 1-1e-9 || sum > 1+1e-9) { // a year is solved to 1e-11
			t.Errorf("shares of %s add up to %v", key, sum)
		}
	}
	supplies := map[string]bool{}
	for _, row := range rowsOf(t, filepath.Join(dir, "requirement.csv")) {
		supplies[row[5]] = true
	}
	for _, want := range []string{"primary", "recycled", "second_life"} {
		if !supplies[want] {
			t.Errorf("no requirement of supply %s", want)
		}
	}
}

func rowsOf(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%s: %d rows, %v", path, len(rows), err)
	}
	return slices.Delete(rows, 0, 1)
}

func TestPathwayModes(t *testing.T) {
	expect(t, 0, []string{"pathway", "-scenario", "STEPS", "-mode", "mfa", "-years", "2024:2030"}, "STEPS, mfa", "non-commercial terms", "iea_weo2025")
	expect(t, 0, []string{"pathway", "-scenario", "OPEN", "-mode", "mfa", "-years", "2024:2025", "-json"}, `"ok": true`, `"Needs"`, `"assumed":`, `"non_commercial": []`, `"Licence"`)
}

// What a path rests on lies beside it in every format, and formats agree.
func TestPathwayFormats(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "all")
	expect(t, 0, []string{"pathway", "-scenario", "OPEN", "-mode", "mfa", "-years", "2024:2026", "-o", dir, "-format", "csv, parquet,iamc"}, "assumed", "tables ")
	for _, name := range []string{"requirement.csv", "requirement.parquet", "iamc.csv", "sources.csv", "sources.parquet", "figures.csv"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	standing := map[string]int{}
	for _, row := range rowsOf(t, filepath.Join(dir, "figures.csv")) {
		standing[row[0]]++
		if row[0] == "assumed" && row[7] == "" {
			t.Errorf("assumed without a reason: %v", row)
		}
	}
	if standing["assumed"] == 0 || standing["recalled"] == 0 || standing["retrieved"] == 0 {
		t.Errorf("figures by standing: %v", standing)
	}
	for _, row := range rowsOf(t, filepath.Join(dir, "sources.csv")) {
		if row[6] == "open" && row[5] == "" || row[6] == "non-commercial" {
			t.Errorf("source of the open path: %v", row)
		}
	}
	sum, total := 0.0, 0.0
	for _, row := range rowsOf(t, filepath.Join(dir, "requirement.csv")) {
		if row[0] == "2026" && row[2] == "lithium" {
			v, err := strconv.ParseFloat(row[6], 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += v
		}
	}
	for _, row := range rowsOf(t, filepath.Join(dir, "iamc.csv")) {
		if row[3] == "Mineral Requirement|lithium" {
			total, _ = strconv.ParseFloat(row[7], 64)
		}
	}
	if sum <= 0 || math.Abs(total/sum-1) > 1e-12 { // files hold every digit: rounding of the sum
		t.Errorf("lithium of 2026: %v in requirement.csv, %v in iamc.csv", sum, total)
	}
}

// A path that fails leaves nothing behind.
func TestPathwayLeavesNothingHalf(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "none")
	params := filepath.Join(t.TempDir(), "PARAMS.json")
	if err := os.WriteFile(params, []byte(`{"supply":[{"id":"lithium"}]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	expect(t, 1, []string{"pathway", "-scenario", "OPEN", "-params", params, "-o", dir}, `supply[0]: "lithium" has no "regime"`)
	expect(t, 1, []string{"pathway", "-scenario", "OPEN", "-years", "2024:2060", "-o", dir}, "last year 2060")
	expect(t, 1, []string{"pathway", "-scenario", "OPEN", "-params", "fitted", "-draw", "900", "-o", dir}, "draw 900 of 200")
	expect(t, 1, []string{"pathway", "-scenario", "OPEN", "-carbon", "-o", dir}, "no limit on carbon dioxide")
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("something was written: %v", err)
	}
}

func TestPathwayWrongCalls(t *testing.T) {
	expect(t, 2, []string{"pathway", "-scenario", "STEP"}, `-scenario "STEP": there are OPEN, STEPS, CPS and NZE`)
	expect(t, 2, []string{"pathway", "-mode", "magic"}, `-mode "magic": there are endogenous, exogenous and mfa`)
	expect(t, 2, []string{"pathway", "-years", "2024"}, `-years "2024": first and last year with a colon between`)
	expect(t, 2, []string{"pathway", "-years", "2020:2030"}, "paths begin in 2024")
	expect(t, 2, []string{"pathway", "-closure", "open"}, `-closure "open": there are target and response`)
	expect(t, 2, []string{"pathway", "-format", "csv,xls", "-o", "x"}, `"xls" is none of csv, parquet, iamc`)
	expect(t, 2, []string{"pathway", "-format", "iamc"}, "-format iamc without -o")
	expect(t, 2, []string{"pathway", "-draw", "3"}, "-draw 3: draws count from 1 and are of -params")
	expect(t, 2, []string{"pathway", "-latent", "0"}, "a weight above 0")
	expect(t, 1, []string{"pathway", "-years", "2024:2070"}, "last year 2070")
}
