package lodestone_test

import (
	"cmp"
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Tables of docs/uncertainty.md are those of the sweeps' results, which `lodestone
// sweep collect` and `compare` wrote to docs/sweeps/results:
//
//	go test . -run Uncertainty -update
func TestUncertaintyTablesAreTheSweeps(t *testing.T) {
	const path = "docs/uncertainty.md"
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	bands, lfp := results(t, "bands.csv"), results(t, "lfp.csv")
	for name, table := range map[string]string{
		"bands":       bandTable(t, bands),
		"lfp":         changeTable(t, lfp),
		"lfp_nze":     changeTable(t, results(t, "lfp_nze.csv")),
		"canada":      canadaTable(t, bands, lfp),
		"indices":     indexTable(results(t, "indices.csv"), ".2040"),
		"transitions": indexTable(results(t, "transitions.csv"), ".2050"),
	} {
		at := regexp.MustCompile(`(?s)(<!-- ` + name + ` -->\n).*?(<!-- -->)`)
		if !at.MatchString(page) {
			t.Fatalf("%s has no place for the table %s", path, name)
		}
		page = at.ReplaceAllString(page, "${1}"+strings.ReplaceAll(table, "$", "$$")+"\n${2}")
	}
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if page != string(raw) {
		t.Error("docs/uncertainty.md is not what docs/sweeps/results hold; go test . -run Uncertainty -update")
	}
}

// results are the rows of a table of results, by column; the scenario is STEPS
// where there are several.
func results(t *testing.T, name string) (rows []map[string]string) {
	t.Helper()
	f, err := os.Open("docs/sweeps/results/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil || len(all) < 2 {
		t.Fatal(name, err)
	}
	for _, line := range all[1:] {
		row := map[string]string{}
		for i, head := range all[0] {
			row[head] = line[i]
		}
		if s, ok := row["scenario"]; !ok || s == "STEPS" {
			rows = append(rows, row)
		}
	}
	return rows
}

// cell is a number of the row with a name.
func cell(t *testing.T, rows []map[string]string, key, name, column string) float64 {
	t.Helper()
	for _, r := range rows {
		if r[key] == name {
			v, err := strconv.ParseFloat(r[column], 64)
			if err != nil {
				t.Fatalf("%s, %s: %v", name, column, err)
			}
			return v
		}
	}
	t.Fatalf("no row %s", name)
	return 0
}

var uncertain = []string{"lithium", "cobalt", "nickel", "manganese", "graphite", "copper", "aluminium", "neodymium", "dysprosium", "silver", "platinum"}

func bandTable(t *testing.T, rows []map[string]string) string {
	out := []string{"| | 5 % | median | 95 % | 95 over 5 % | price 5 % | median | 95 % |", "|---|---:|---:|---:|---:|---:|---:|---:|"}
	for _, m := range uncertain {
		q := func(kind, level string) float64 {
			return cell(t, rows, "column", kind+"."+m+".2040", "q"+level)
		}
		low, high := q("requirement", "0.05"), q("requirement", "0.95")
		out = append(out, fmt.Sprintf("| %s | %s | %s | %s | %.2f | %.2f | %.2f | %.2f |", m, three(low), three(q("requirement", "0.5")), three(high), high/low,
			q("price", "0.05"), q("price", "0.5"), q("price", "0.95")))
	}
	return strings.Join(out, "\n")
}

// three significant digits, with a comma before thousands.
func three(v float64) string {
	if v >= 1000 {
		s := strconv.FormatFloat(v, 'f', 0, 64)
		return s[:len(s)-3] + "," + s[len(s)-3:]
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

func changes(t *testing.T, rows []map[string]string, name string) string {
	q := func(column string) float64 { return cell(t, rows, "result", name, column) }
	return fmt.Sprintf("%+.1f | %+.1f | %+.1f | %.0f %%", q("q0.05_percent"), q("q0.5_percent"), q("q0.95_percent"), math.Floor(100*q("falls")))
}

func changeTable(t *testing.T, rows []map[string]string) string {
	out := []string{"| | 2030: 5 % | median | 95 % | falls | 2040: 5 % | median | 95 % | falls |", "|---|---:|---:|---:|---:|---:|---:|---:|---:|"}
	for _, m := range []string{"cobalt", "manganese", "nickel", "copper", "lithium", "graphite", "aluminium", "silver"} {
		out = append(out, fmt.Sprintf("| %s | %s | %s |", m, changes(t, rows, "requirement."+m+".2030"), changes(t, rows, "requirement."+m+".2040")))
	}
	return strings.Join(out, "\n")
}

func canadaTable(t *testing.T, bands, lfp []map[string]string) string {
	out := []string{"| | 5 % | median | 95 % | iron phosphate, %: 5 % | median | 95 % | falls |", "|---|---:|---:|---:|---:|---:|---:|---:|"}
	for _, m := range []string{"priorities", "copper", "nickel", "lithium", "cobalt", "graphite", "aluminium", "platinum-group_metals"} {
		name := "canada.revenue." + m + ".2040"
		q := func(level string) float64 { return cell(t, bands, "column", name, "q"+level) }
		label := strings.ReplaceAll(m, "_", " ")
		if m == "priorities" {
			label = "five priorities"
		}
		out = append(out, fmt.Sprintf("| %s | %s | %s | %s | %s |", label, three(q("0.05")), three(q("0.5")), three(q("0.95")), changes(t, lfp, name)))
	}
	return strings.Join(out, "\n")
}

// indexTable has the four largest total indices of each result of a year, with
// the first-order ones in brackets.
func indexTable(rows []map[string]string, year string) string {
	var names []string
	of := map[string][]map[string]string{}
	for _, r := range rows {
		name, ok := strings.CutSuffix(r["result"], year)
		if !ok || !shownIndex(name) {
			continue
		}
		if of[name] == nil {
			names = append(names, name)
		}
		of[name] = append(of[name], r)
	}
	out := []string{"| result | total (first-order) |", "|---|---|"}
	for _, name := range names {
		number := func(r map[string]string, column string) float64 {
			v, _ := strconv.ParseFloat(r[column], 64)
			return v
		}
		list := of[name]
		slices.SortStableFunc(list, func(a, b map[string]string) int { return -cmp.Compare(number(a, "total"), number(b, "total")) })
		var parts []string
		for _, r := range list[:min(4, len(list))] {
			parts = append(parts, fmt.Sprintf("%s %.2f (%.2f)", r["parameter"], number(r, "total"), number(r, "first")))
		}
		out = append(out, fmt.Sprintf("| %s | %s |", name, strings.Join(parts, ", ")))
	}
	return strings.Join(out, "\n")
}

func shownIndex(name string) bool {
	kind, m, _ := strings.Cut(name, ".")
	return kind == "requirement" && slices.Contains(uncertain, m) && m != "aluminium" ||
		slices.Contains([]string{"recycled.cobalt", "recycled.lithium", "price.lithium", "price.cobalt", "price.copper", "mined.cobalt", "canada.revenue.priorities"}, name)
}
