package datasets

import "testing"

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, text string
		want          bool
	}{
		{"MW", "MW", true}, {"MW", "GW", false}, {"USD*/t", "USD2015/t", true}, {"USD*/t", "USD2015/kt", false},
		{"*", "", true}, {"*share*", "labour share of GDP", true}, {"*share*", "population", false}, {"a*a", "a", false}, {"a*b*c", "axbybc", true},
	} {
		if got := glob(c.pattern, c.text); got != c.want {
			t.Errorf("glob(%q, %q) = %v", c.pattern, c.text, got)
		}
	}
}

// Every rule of an open table holds for some row: a rule that no row meets is
// a slip, or a table that has changed.
func TestEveryRuleIsUsed(t *testing.T) {
	in, err := newInspector("")
	if err != nil {
		t.Fatal(err)
	}
	used, open := map[*rule]bool{}, map[string]bool{}
	for _, s := range in.sheets {
		open[s.base()] = true
		for _, r := range s.rows {
			if _, one := ruleOf(r); one != nil {
				used[one] = true
			}
		}
		if rules()[s.base()] == nil {
			t.Errorf("table %s has no rule", s.name)
		}
	}
	// these rows are under non-commercial terms: lithium-ion cells
	apart := map[string]bool{"lithium-ion cell price*|EV battery*": true, "*energy density*": true, "*specific energy*": true, "stock*": true, "addition*": true}
	for table, list := range rules() {
		for i := range list {
			r := &list[i]
			if open[table] && !used[r] && !(len(r.labels) > 0 && apart[joined(r.labels)]) {
				t.Errorf("%s: no row meets the rule %v in %v", table, r.labels, r.units)
			}
		}
	}
	for table := range shapes {
		if open[table] == (rules()[table] == nil) {
			t.Errorf("table %s has a shape and no rule", table)
		}
	}
}

func joined(labels []string) string {
	out := labels[0]
	for _, l := range labels[1:] {
		out += "|" + l
	}
	return out
}

func TestYearBefore(t *testing.T) {
	s := &sheet{axes: []string{"year"}}
	for year, want := range map[string]string{"2024": "2023", "2010": "2009", "2000": "1999"} {
		r := &line{sheet: s}
		r.Key = []string{year}
		if got := yearBefore(r); got != want {
			t.Errorf("before %s: %s, want %s", year, got, want)
		}
	}
}
