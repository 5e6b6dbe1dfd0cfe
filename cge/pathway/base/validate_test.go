package base

import (
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// Every row is the product of its factors, the base year agrees where contents
// are aligned, and what differs by more than 1.5 has a reason.
func TestValidation(t *testing.T) {
	for _, c := range []struct {
		scenario string
		last     int
	}{{"STEPS", 2035}, {"NZE", 2030}} {
		if os.Getenv("LODESTONE_LONG") != "" { // the whole table, for reading
			c.last = 2050
		}
		rows, err := Validate(follow(t, mustWorld(t, WEO, Settings{Scenario: c.scenario, Carbon: c.scenario == "NZE", Last: c.last, Standards: true})), c.scenario)
		if err != nil {
			t.Fatal(err)
		}
		later, aps := 0, 0
		for _, v := range rows {
			what := fmt.Sprintf("%s %s %s %d", v.Use, v.Mineral, v.Against, v.Year)
			near(t, what, v.Scenario*v.Additions*v.Content, v.Ratio(), 1e-9)
			if (math.Abs(math.Log(v.Ratio())) > math.Log(1.5)) != (v.Why != "") {
				t.Errorf("%s: ratio %v, reason %q", what, v.Ratio(), v.Why)
			}
			if v.Year == 2024 && baseReasons[v.Mineral] == "" {
				near(t, what+": aligned", v.Ratio(), 1, .02)
			} else {
				later++
			}
			if v.Against == "APS" {
				aps++
			}
		}
		if later < 30 || (aps > 0) != (c.scenario == "NZE") {
			t.Errorf("%s: %d rows after the base year, %d beside APS", c.scenario, later, aps)
		}
		after := func(v Validation) bool { return v.Year > 2024 }
		t.Logf("world %s to %d beside the published demand: %s\n%s\n%s", c.scenario, c.last, Beside(rows, after), ValidationTable(rows), strings.Join(reasons(rows), "\n"))
	}
}

// reasons lists each reason once.
func reasons(rows []Validation) (out []string) {
	for _, use := range sortedKeys(usesOf) {
		for _, v := range rows {
			if v.Use == use && v.Why != "" {
				out = append(out, fmt.Sprintf("* %s, %s %d: %s", Label(use), v.Mineral, v.Year, v.Why))
				break
			}
		}
	}
	return out
}

func TestValidateRefuses(t *testing.T) {
	r := follow(t, mustWorld(t, Open, Settings{Last: 2024}))
	if _, err := Validate(r, "OPEN"); err == nil || !strings.Contains(err.Error(), `scenario "OPEN"; there are STEPS and NZE`) {
		t.Errorf("error %v", err)
	}
}
