package casefile

import (
	"math"
	"strings"
)

func readScenarios(root spot) []Scenario {
	items := root.must("scenarios").items()
	if len(items) == 0 {
		root.r.fail("scenarios", "there is none; the benchmark is {\"name\": \"benchmark\"}")
	}
	var out []Scenario
	seen := map[string]string{}
	for _, s := range items {
		sc := readScenario(root, s)
		if first, twice := seen[sc.Name]; twice {
			s.fail("is called %q, as %s is", sc.Name, first)
		}
		seen[sc.Name] = s.path
		out = append(out, sc)
	}
	return out
}

func readScenario(root, s spot) Scenario {
	s.spelt("name", "set", "fix", "start", "lo", "up", "expect", "expect_flows", "tol", "any_of_solutions", "indeterminate")
	table := func(key string) map[string]float64 {
		if x, ok := s.get(key); ok {
			return x.table()
		}
		return nil
	}
	out := Scenario{Expect: table("expect"), Flows: table("expect_flows"), Tolerance: usualTolerance}
	out.Name = s.must("name").text()
	out.Set, out.Fix, out.Start = table("set"), table("fix"), table("start")
	out.Lower, out.Upper = limits(s, "lo", math.Inf(-1)), limits(s, "up", math.Inf(1))
	knownNames(s)
	if x, ok := s.get("tol"); ok {
		out.Tolerance = x.positive(false)
	}
	if x, ok := s.get("any_of_solutions"); ok {
		out.AnyOf = solutions(root, x)
	}
	if x, ok := s.get("indeterminate"); ok {
		for _, y := range x.items() {
			s.r.lookup(y.path, y.text(), "names", isVariable, "variable")
			out.Indeterminate = append(out.Indeterminate, y.text())
		}
	}
	return out
}

// solutions are the lists of the whole file where the scenario wants one of
// them.
func solutions(root, any spot) []map[string]float64 {
	switch any.v {
	case false:
		return nil
	case true:
	default:
		any.fail("is %s, neither true nor false", kind(any.v))
		return nil
	}
	var out []map[string]float64
	for _, y := range root.must("solutions").items() {
		out = append(out, y.table())
	}
	return out
}

// knownNames checks what a scenario sets and moves.
func knownNames(s spot) {
	check := func(key string, wanted func(declared) bool, what string, skip string) {
		x, ok := s.get(key)
		if !ok {
			return
		}
		for _, k := range x.keys() {
			if skip == "" || !strings.HasPrefix(k, skip) {
				s.r.lookup(join(x.path, k), k, "names", wanted, what)
			}
		}
	}
	check("set", isParam, "parameter", "sigma:") // nests' elasticities are known once compiled
	for _, key := range []string{"fix", "start", "lo", "up"} {
		check(key, isVariable, "variable", "")
	}
}

// limits reads bounds by variable; null is none.
func limits(s spot, key string, none float64) map[string]float64 {
	x, ok := s.get(key)
	if !ok {
		return nil
	}
	out := map[string]float64{}
	for _, k := range x.keys() {
		out[k] = none
		if v, given := x.get(k); given {
			out[k] = v.float()
		}
	}
	return out
}
