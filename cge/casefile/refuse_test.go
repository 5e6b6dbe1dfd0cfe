package casefile_test

import (
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
)

// bread is a small case that is in order.
const bread = `{
 "schema": "lodestone-case/1", "id": "bread", "kind": "mpsge",
 "params": {"t": 0, "half": 0.5},
 "derived": {"twice": "2*half"},
 "commodities": ["bread", "labour", "land"],
 "sectors": [{"name": "bakery", "out": {"s": 0, "in": [{"c": "bread", "q": 10}]},
   "inp": {"s": "half", "in": [{"c": "labour", "q": 6, "tax": [["home", "t"]]}, {"s": 1, "in": [{"c": "land", "q": 4, "p": 1}]}]}}],
 "demands": [{"agent": "home", "d": {"s": 1, "in": [{"c": "bread", "q": 10}]},
   "e": [{"c": "labour", "q": "6*(1-idle)"}, {"c": "land", "q": 4}]}],
 "aux": [{"name": "idle", "f": "labour - 0.5*bread"}],
 "start": {"bread": 1},
 "scenarios": [{"name": "benchmark", "fix": {"home": 10}, "expect": {"bread": 1}}, {"name": "taxed", "set": {"t": 0.1}, "fix": {"home": 10}}]
}`

// tiny is a generated economy that is in order.
const tiny = `{"schema": "lodestone-gen/1", "n": 2, "m": 2, "F": 1, "sigma": {"s0": 0.4, "s1": 0.8, "s2": 1.2, "s3": 0.9},
 "good": [0, 1], "markup": [1, 1], "x": [1.5, 1.5], "a": {"i": [0, 1], "j": [1, 0], "v": [0.5, 0.5]}, "v": [[0.5, 0.5]],
 "c0": [0.75, 0.75], "e": [1.5], "shock": {"z": [1, 1.2], "t": [[0, 0.1]], "e": [1]}}`

const josephy = `{"schema": "lodestone-case/1", "kind": "mcp", "vars": [{"name": "x", "lo": 0}, {"name": "y"}], "F": ["x - 1", "y - x"],
 "solutions": [{"x": 1, "y": 1}], "scenarios": [{"name": "a", "any_of_solutions": true}]}`

// TestRefuse changes one place of a case that is in order and wants an error
// that names the place.
func TestRefuse(t *testing.T) {
	for _, c := range []struct{ name, in, old, new, want string }{
		// the text
		{"empty", bread, bread, "", "the file is empty"},
		{"cut off", bread, "\"fix\": {\"home\": 10}}]\n}", `"fix": {"home": 10`, "scenarios[1].fix.home: line 12, column 139: the file ends here; expected a comma or the end of the object"},
		{"no JSON", bread, `"t": 0,`, `"t": 0 x`, `params.t: line 3, column 20: expected a comma or the end of the object, not 'x'`},
		{"NaN", bread, `"q": 10}]},
   "inp"`, `"q": NaN}]}, "inp"`, "sectors[0].out.in[0].q: line 6, column 76: expected a value, not 'N'"},
		{"trailing text", bread, "\n}", "\n} {}", "the file: line 13, column 3: something follows the end of the case"},
		{"trailing brace", bread, "\n}", "\n}}", "line 13, column 2: something follows the end of the case"},
		{"trailing comma", bread, `"land", "q": 4}]`, `"land", "q": 4},]`, "demands[0].e[2]: line 9, column 68: expected a value, not ']'"},
		{"a key twice", bread, `"q": 4, "p": 1`, `"q": 4, "q": 5`, `sectors[0].inp.in[1].in[0]: line 7, column 119: the key "q" stands twice`},
		{"an empty key", bread, `"t": 0,`, `"": 0,`, "params: line 3, column 13: a key is empty"},
		{"too deep", bread, bread, strings.Repeat("[", 600), "nested deeper than 500"},
		{"huge number", bread, `"q": 4, "p": 1`, `"q": 1e999`, "sectors[0].inp.in[1].in[0].q: line 7, column 116: 1e999 is too large a number"},
		// schema and kind
		{"a list", bread, bread, "[1]", "the file: is a list, not an object"},
		{"no schema", bread, `"schema": "lodestone-case/1", `, "", `the file: has no "schema"`},
		{"other schema", bread, "lodestone-case/1", "lodestone-case/9", `schema: is "lodestone-case/9"; this reads lodestone-case/1 and lodestone-gen/1`},
		{"no kind", bread, `"kind": "mpsge",`, "", `has no "kind"`},
		{"aanet", bread, `"mpsge"`, `"aanet"`, `the file: has no "form"`},
		{"misspelt part", bread, `"aux":`, `"auxs":`, `the file: has "auxs", which nobody reads; is it "aux"?`},
		// names
		{"no commodities", bread, `"commodities": ["bread", "labour", "land"],`, "", `has no "commodities"`},
		{"a number for a name", bread, `["bread", "labour", "land"]`, `["bread", "labour", 3]`, "commodities[2]: is the number 3, not a text"},
		{"commodity twice", bread, `"land"],`, `"bread", "land"],`, `commodities[2]: the name "bread" is taken by commodities[0]`},
		{"sector like a commodity", bread, `"name": "bakery"`, `"name": "land"`, `sectors[0].name: the name "land" is taken by commodities[2]`},
		{"agent like a parameter", bread, `"agent": "home"`, `"agent": "half"`, `demands[0].agent: the name "half" is taken by params.half`},
		{"empty name", bread, `"name": "bakery"`, `"name": ""`, "sectors[0].name: the name is empty"},
		{"unknown commodity", bread, `{"c": "land", "q": 4, "p": 1}`, `{"c": "sand", "q": 4}`, `sectors[0].inp.in[1].in[0].c: names "sand", which is not among the commodities`},
		{"unknown endowment", bread, `{"c": "land", "q": 4}]}]`, `{"c": "sand", "q": 4}]}]`, `demands[0].e[1].c: names "sand"`},
		{"unknown agent of a tax", bread, `["home", "t"]`, `["hom", "t"]`, `sectors[0].inp.in[0].tax[0][0]: names "hom", which is not among the agents`},
		{"unknown name in a rate", bread, `["home", "t"]`, `["home", "2*tt"]`, `sectors[0].inp.in[0].tax[0][1]: "2*tt" speaks of "tt", which is no variable or parameter; near: t`},
		{"variable in an elasticity", bread, `"s": "half"`, `"s": "bread"`, `sectors[0].inp.s: "bread" speaks of "bread", which is no parameter`},
		{"derived from a later one", bread, `"twice": "2*half"`, `"twice": "2*later", "later": "half"`, `derived.twice: "2*later" speaks of "later"`},
		{"unknown start", bread, `"start": {"bread"`, `"start": {"bred"`, `start.bred: starts "bred", which is no variable; near: bread`},
		{"unknown money", bread, `"start":`, `"money": ["coin"], "start":`, `money[0]: names "coin"`},
		// numbers and expressions
		{"a text for a parameter", bread, `"t": 0,`, `"t": "zero",`, `params.t: is "zero", not a number`},
		{"null for a parameter", bread, `"t": 0,`, `"t": null,`, `params.t: is null, not a number`},
		{"syntax error", bread, `"6*(1-idle)"`, `"6*(1-idle"`, `demands[0].e[0].q: "6*(1-idle" is no expression: column`},
		{"empty expression", bread, `"6*(1-idle)"`, `" "`, `demands[0].e[0].q: " " is no expression`},
		{"neither number nor expression", bread, `"6*(1-idle)"`, `true`, `demands[0].e[0].q: is true, neither a number nor an expression`},
		{"negative quantity", bread, `"q": 4, "p": 1`, `"q": -4`, "sectors[0].inp.in[1].in[0].q: is -4; quantities in nests are zero or more"},
		{"reference price of zero", bread, `"p": 1`, `"p": 0`, "sectors[0].inp.in[1].in[0].p: is 0; it must be above zero"},
		{"negative elasticity", bread, `"d": {"s": 1`, `"d": {"s": -1`, "demands[0].d.s: is -1; it must be zero or more"},
		// shapes
		{"no quantity", bread, `{"c": "land", "q": 4, "p": 1}`, `{"c": "land"}`, `sectors[0].inp.in[1].in[0]: has no "q"`},
		{"empty nest", bread, `[{"c": "land", "q": 4, "p": 1}]`, `[]`, `sectors[0].inp.in[1]: has an empty "in"`},
		{"nest without elasticity", bread, `{"s": 1, "in": [{"c": "land"`, `{"in": [{"c": "land"`, `sectors[0].inp.in[1]: has no "s"`},
		{"no output", bread, `"out": {"s": 0, "in": [{"c": "bread", "q": 10}]},`, ``, `sectors[0]: has no "out"`},
		{"unknown key of a sector", bread, `"name": "bakery"`, `"nmae": "x", "name": "bakery"`, `sectors[0]: has "nmae", which is unknown here; it may have name, out, inp`},
		{"a tax of three", bread, `["home", "t"]`, `["home", "t", 1]`, "sectors[0].inp.in[0].tax[0]: a tax is [agent, rate]"},
		{"crossed bounds", bread, `"name": "idle",`, `"name": "idle", "lo": 2, "up": 1,`, "aux[0]: the lower bound 2 is above the upper bound 1"},
		{"aux without constraint", bread, `, "f": "labour - 0.5*bread"`, ``, `aux[0]: has no "f"`},
		// scenarios
		{"no scenarios", josephy, `[{"name": "a", "any_of_solutions": true}]`, `[]`, "scenarios: there is none"},
		{"scenarios of one name", bread, `"name": "taxed"`, `"name": "benchmark"`, `scenarios[1]: is called "benchmark", as scenarios[0] is`},
		{"unknown parameter", bread, `"set": {"t"`, `"set": {"tax"`, `scenarios[1].set.tax: names "tax", which is no parameter`},
		{"unknown fixed variable", bread, `"fix": {"home": 10}}]`, `"fix": {"house": 10}}]`, `scenarios[1].fix.house: names "house", which is no variable`},
		{"a fixed text", bread, `"fix": {"home": 10}}]`, `"fix": {"home": "10"}}]`, `scenarios[1].fix.home: is "10", not a number`},
		{"misspelt fix", bread, `"fix": {"home": 10}}]`, `"fixed": {"home": 10}}]`, `scenarios[1]: has "fixed", which nobody reads; is it "fix"?`},
		{"tolerance of zero", bread, `"name": "taxed",`, `"name": "taxed", "tol": 0,`, "scenarios[1].tol: is 0; it must be above zero"},
		{"no solutions", josephy, `"solutions": [{"x": 1, "y": 1}],`, ``, `has no "solutions"`},
		{"any of what", josephy, `"any_of_solutions": true`, `"any_of_solutions": 1`, "any_of_solutions: is the number 1, neither true nor false"},
		// bare problems
		{"fewer equations", josephy, `["x - 1", "y - x"]`, `["x - 1"]`, "F: there are 1 equations for 2 variables"},
		{"unknown variable", josephy, `"y - x"`, `"y - z"`, `F[1]: "y - z" speaks of "z"`},
		{"variable twice", josephy, `{"name": "y"}`, `{"name": "x"}`, `vars[1].name: the name "x" is taken by vars[0].name`},
		// generated economies
		{"no goods", tiny, `"n": 2,`, `"n": 0,`, "n: is 0; it must be a whole number from 1"},
		{"half a good", tiny, `"n": 2,`, `"n": 1.5,`, "n: is 1.5; it must be a whole number"},
		{"fewer activities than goods", tiny, `"m": 2,`, `"m": 1,`, "m: is 1; it must be a whole number from 2"},
		{"too few outputs", tiny, `"x": [1.5, 1.5]`, `"x": [1.5]`, "x: has 1 numbers, not 2"},
		{"too few factors", tiny, `"F": 1`, `"F": 2`, "has 1 numbers, not 2"},
		{"rows of v", tiny, `"v": [[0.5, 0.5]]`, `"v": [[0.5, 0.5], [1, 1]]`, "v: has 2 rows; one a factor are 1"},
		{"a good beyond", tiny, `"good": [0, 1]`, `"good": [0, 2]`, "good[1]: is 2; it must be a whole number from 0 to 1"},
		{"entries of a", tiny, `"i": [0, 1]`, `"i": [0]`, "a: i, j and v have 1, 2 and 2 entries"},
		{"a column beyond", tiny, `"j": [1, 0]`, `"j": [7, 0]`, "a.j[0]: is 7; it must be a whole number from 0 to 1"},
		{"negative input", tiny, `"v": [0.5, 0.5]}`, `"v": [0.5, -0.5]}`, "a.v[1]: is -0.5; it must be zero or more"},
		{"negative markup", tiny, `"markup": [1, 1]`, `"markup": [1, -1]`, "markup[1]: is -1; it must be above zero"},
		{"text among numbers", tiny, `"e": [1.5]`, `"e": ["x"]`, `e[0]: is "x", not a number`},
		{"no shock", tiny, `"shock": {"z": [1, 1.2], "t": [[0, 0.1]], "e": [1]}`, `"shock": {}`, `shock: has no "z"`},
		{"short solution", tiny, `"n": 2`, `"solution": {"y": [1], "p": [1, 1], "w": [1]}, "n": 2`, "solution.y: has 1 numbers, not 2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(c.in, c.old) < 1 {
				t.Fatalf("the case has no %s", c.old)
			}
			_, err := casefile.Read(strings.NewReader(strings.Replace(c.in, c.old, c.new, 1)))
			if err == nil {
				t.Fatal("was read")
			}
			if !strings.HasPrefix(err.Error(), "casefile: ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v\nlacks %s", err, c.want)
			}
		})
	}
}

func TestInOrder(t *testing.T) {
	for _, in := range []string{bread, tiny, josephy} {
		c, err := casefile.Read(strings.NewReader(in))
		if err != nil {
			t.Fatal(err)
		}
		solveAll(t, c)
	}
}

// TestRemarks reads keys that nobody foresaw, which are remarks.
func TestRemarks(t *testing.T) {
	in := strings.Replace(bread, `"name": "taxed"`, `"name": "taxed", "checked_by": {"who": "me"}, "expect_utility": 3, "note": "n"`, 1)
	in = strings.Replace(in, `"params"`, `"sam": [[1, 2]], "features": ["a"], "source": {}, "params"`, 1)
	if _, err := casefile.Read(strings.NewReader(in)); err != nil {
		t.Fatal(err)
	}
}

// FuzzRead wants no panic, and of what is read that it compiles or says why
// not, and can be written and read again.
func FuzzRead(f *testing.F) {
	for _, s := range []string{bread, tiny, josephy, mill, "", "{", `{"schema": "lodestone-case/1"}`, "[[[[", `{"a": 1, "a": 2}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		c, err := casefile.Read(strings.NewReader(in))
		if err != nil {
			if c != nil || !strings.HasPrefix(err.Error(), "casefile: ") {
				t.Errorf("%v with case %v", err, c)
			}
			return
		}
		if len(c.Networks) > 0 {
			if len(c.Networks) <= 4 && len(c.Networks[0].Network.Industries) <= 10 {
				c.SolveNetworks(t.Context(), "")
			}
			return
		}
		m, err := cge.Compile(c.Economy)
		if err != nil {
			return
		}
		if m.N() <= 20 && len(c.Scenarios) <= 4 {
			c.Solve(t.Context(), &casefile.Settings{Solver: &cge.Settings{Iterations: 10}})
		}
		roundTrip(t, c)
	})
}
