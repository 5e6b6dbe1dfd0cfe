package base

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets"
)

var update = flag.Bool("update", false, "write the headlines of docs/compare.md anew")

// TestHeadlinesBesideOthers keeps the headlines of docs/compare.md:
//
//	go test ./cge/pathway/base -run Headlines -update
func TestHeadlinesBesideOthers(t *testing.T) {
	const year = 2040
	sums := map[string]map[string][2]float64{} // scenario, mineral: ours and published, over the uses that both have
	for _, scenario := range []string{"STEPS", "NZE"} {
		rows, err := Validate(follow(t, mustWorld(t, WEO, Settings{Scenario: scenario, Carbon: scenario == "NZE", Last: year, Standards: true})), scenario)
		if err != nil {
			t.Fatal(err)
		}
		sums[scenario] = map[string][2]float64{}
		for _, v := range rows {
			if v.Year == year && v.Against == scenario {
				s := sums[scenario][v.Mineral]
				sums[scenario][v.Mineral] = [2]float64{s[0] + v.Ours, s[1] + v.Published}
			}
		}
	}
	out := []string{"| kt a year | Lodestone, STEPS 2040 | IEA, STEPS 2040 | Lodestone, NZE 2040 | IEA, NZE 2040 | World Bank, 2DS 2050 |", "|---|---:|---:|---:|---:|---:|"}
	for _, m := range []string{"lithium", "cobalt", "nickel", "manganese", "graphite", "copper", "neodymium", "silver"} {
		line := "| " + m
		for _, scenario := range []string{"STEPS", "NZE"} {
			for _, v := range sums[scenario][m] {
				if v == 0 {
					t.Errorf("%s %s: nothing", scenario, m)
				}
				line += " | " + inKt(v)
			}
		}
		out = append(out, line+" | "+worldBankOf(m)+" |")
	}
	const path = "../../../docs/compare.md"
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := regexp.MustCompile(`(?s)(<!-- headlines -->\n).*?(<!-- -->)`)
	page := at.ReplaceAllString(string(raw), "${1}"+strings.Join(out, "\n")+"\n${2}")
	if !at.Match(raw) {
		t.Fatal("docs/compare.md has no place for the headlines")
	}
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if page != string(raw) {
		t.Error("the headlines of docs/compare.md are not the model's; go test ./cge/pathway/base -run Headlines -update")
	}
}

// inKt is a number with two significant digits, so that the last digits of another
// processor do not show.
func inKt(v float64) string {
	switch {
	case v >= 1000:
		return fmt.Sprintf("%.0f00", v/100)
	case v >= 100:
		return fmt.Sprintf("%.0f0", v/10)
	case v >= 10:
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2g", v)
}

// worldBankOf is the annual demand of 2050 that the World Bank published in 2020.
func worldBankOf(mineral string) string {
	for _, r := range datasets.DemandStudies().Rows {
		if r.Source == "wb2020" && r.Key[0] == mineral && r.Key[2] == "2DS" && r.Key[1] == "annual demand" {
			return inKt(r.Value)
		}
	}
	return "–"
}
