package mpsge_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/mpsge"
)

// inexpressible are the cases that MPSGE cannot say.
var inexpressible = map[string]string{
	"22_mcp_josephy":             "a bare complementarity problem",
	"23_mcp_kojima_shindo":       "a bare complementarity problem",
	"24_mcp_transport":           "a bare complementarity problem",
	"25_cd_exchange_closed_form": "a bare complementarity problem",
}

// Export, Parse and Solve give the equilibria of the economy itself.
func TestRoundTrip(t *testing.T) {
	carried := 0
	for _, s := range append(cases(t), invented()...) {
		if inexpressible[s.name] == "" {
			carried++
		}
		t.Run(s.name, func(t *testing.T) {
			if why := inexpressible[s.name]; why != "" {
				expectInexpressible(t, s, why)
				return
			}
			expectSame(t, s, export(t, s))
		})
	}
	if carried < 10 {
		t.Errorf("only %d economies were carried over", carried)
	}
}

func expectInexpressible(t *testing.T, s subject, why string) {
	t.Helper()
	var no *mpsge.Inexpressible
	var nothing strings.Builder
	if err := mpsge.Export(&nothing, s.economy, s.scenarios); !errors.As(err, &no) || !strings.Contains(err.Error(), why) {
		t.Errorf("the error is %v, expected one that says %q", err, why)
	}
	if nothing.Len() > 0 {
		t.Errorf("an export that failed wrote %d bytes", nothing.Len())
	}
}

func expectSame(t *testing.T, s subject, program string) {
	t.Helper()
	back, err := mpsge.Parse(strings.NewReader(program))
	if err != nil {
		t.Fatalf("%v\n%s", err, program)
	}
	if back.Economy.Name != s.economy.Name || len(back.Scenarios) != len(s.scenarios) {
		t.Fatalf("economy %q with %d scenarios came back as %q with %d", s.economy.Name, len(s.scenarios), back.Economy.Name, len(back.Scenarios))
	}
	want, got := solve(t, s.economy, s.scenarios), solve(t, back.Economy, back.Scenarios)
	for i, sc := range s.scenarios {
		if back.Scenarios[i].Name != sc.Name {
			t.Errorf("scenario %q came back as %q", sc.Name, back.Scenarios[i].Name)
		}
		for name, w := range want[i] {
			g, ok := got[i][name]
			if name == s.less.income {
				g += s.less.cost(i, got[i])
			}
			// both solve to 1e-10, which conditions of up to a hundred bring to 1e-8
			if d := apart(g, w); !ok || !(d <= 1e-8) {
				t.Errorf("%s: %s = %.12g, want %.12g (off by %.1e)", sc.Name, name, g, w, d)
			}
		}
	}
}

// What was read and is written again is read as the same.
func TestAgain(t *testing.T) {
	for _, s := range append(cases(t), invented()...) {
		if inexpressible[s.name] != "" {
			continue
		}
		back, err := mpsge.Parse(strings.NewReader(export(t, s)))
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		once := subject{name: s.name, economy: back.Economy, scenarios: back.Scenarios}
		program := export(t, once)
		again, err := mpsge.Parse(strings.NewReader(program))
		if err != nil {
			t.Fatalf("%s: %v", s.name, err)
		}
		if twice := export(t, subject{name: s.name, economy: again.Economy, scenarios: again.Scenarios}); twice != program {
			t.Errorf("%s: a second reading and writing gives another program", s.name)
		}
	}
}
