package kernel

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// tagged is a notebook whose first cell has the tag "parameters".
func tagged(cells ...string) *Notebook {
	nb := code(cells...)
	nb.Cells[0].Metadata = Metadata{"tags": []any{"other", ParameterTag}}
	return nb
}

const constants = `// What a run may set.
const (
	horizon        = 2050 // years
	rate   float64 = 0.05
	share          = 0.3
	name, fast     = "STEPS", false
	small  uint8   = 200
	derived        = horizon - 2024
	iotas          = iota
)`

func TestParameters(t *testing.T) {
	got, err := Parameters(tagged(constants))
	if err != nil {
		t.Fatal(err)
	}
	want := []Parameter{
		{Name: "horizon", Type: "int", Value: "2050", Cell: 1},
		{Name: "rate", Type: "float64", Value: "0.05", Cell: 1},
		{Name: "share", Type: "float64", Value: "0.3", Cell: 1},
		{Name: "name", Type: "string", Value: `"STEPS"`, Cell: 1},
		{Name: "fast", Type: "bool", Value: "false", Cell: 1},
		{Name: "small", Type: "uint8", Value: "200", Cell: 1},
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Parameter{})); diff != "" {
		t.Error(diff)
	}
}

func TestSetParameters(t *testing.T) {
	nb := tagged(constants)
	set, err := SetParameters(nb, map[string]string{"horizon": "-7", "rate": "1", "share": "1e-3", "name": `APS "2"`, "fast": "true", "small": "255"})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("2050", "-7", "0.05", "1.0", "0.3", "1e-3", `"STEPS", false`, `"APS \"2\"", true`, "200", "255").Replace(constants)
	if diff := cmp.Diff(want, set.Cells[0].Source); diff != "" {
		t.Error(diff)
	}
	if nb.Cells[0].Source != constants {
		t.Error("the notebook it was given was changed")
	}
}

// A number in another form than the type's keeps the type.
func TestSetParametersKeepTheirType(t *testing.T) {
	const source = "const (\n\thorizon = 2050\n\tshare = 0.5\n\tletter = 'a'\n\tsmall = uint8(3)\n)"
	set, err := SetParameters(tagged(source), map[string]string{"horizon": "1e3", "share": "0x10", "letter": "98", "small": "5"})
	if err != nil {
		t.Fatal(err)
	}
	want := "const (\n\thorizon = int(1e3)\n\tshare = float64(0x10)\n\tletter = rune(98)\n\tsmall = uint8(5)\n)"
	if diff := cmp.Diff(want, set.Cells[0].Source); diff != "" {
		t.Error(diff)
	}
}

func TestSetParametersRefuses(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"horizn", "1", `no parameter "horizn"; there are horizon int, rate float64`},
		{"derived", "1", `no parameter "derived"`},
		{"horizon", "2.5", `parameter horizon is of type int: "2.5" is no whole number`},
		{"horizon", "many", `"many" is no number`},
		{"horizon", "1; func init() { println() }", "is no number"},
		{"horizon", "99999999999999999999", "does not fit"},
		{"small", "256", `parameter small is of type uint8: "256" does not fit`},
		{"small", "-1", "does not fit"},
		{"rate", "1e999", "does not fit"},
		{"fast", "1", `"1" is neither true nor false`},
	} {
		_, err := SetParameters(tagged(constants), map[string]string{c.name: c.value})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s=%s: %v, want %q", c.name, c.value, err, c.want)
		}
	}
	_, err := SetParameters(code("%%"), map[string]string{"x": "1"})
	if err == nil || !strings.Contains(err.Error(), `give the tag "parameters" to a cell of constants`) {
		t.Error(err)
	}
	_, err = SetParameters(tagged("const x ="), map[string]string{"x": "1"})
	if err == nil || !strings.Contains(err.Error(), "is not a list of constants") {
		t.Error(err)
	}
}

// Whatever text a string is set to, the notebook has that text.
func TestStringParametersAreSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.String().Draw(t, "value")
		set, err := SetParameters(tagged(constants), map[string]string{"name": value, "horizon": "1"})
		if err != nil {
			t.Fatal(err)
		}
		again, err := Parameters(set)
		if err != nil || len(again) != 6 || again[0].Value != "1" {
			t.Fatalf("%v, %v", again, err)
		}
		if once, _ := SetParameters(set, map[string]string{"name": again[3].Value}); once.Cells[0].Source != set.Cells[0].Source {
			t.Fatalf("%q does not come back: %s", value, set.Cells[0].Source)
		}
	})
}

func TestDefinitions(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"after %%", "var x = 1\n%%\nfmt.Println(x)", "var x = 1\n\n"},
		{"with arguments", "var x = 1\n%% -flag\nfmt.Println(x)", "var x = 1\n\n"},
		{"%main", "%main\nfmt.Println(1)", ""},
		{"main", "func f() {}\n\nfunc main() {\n\tf()\n}\n", "func f() {}\n\n\n\n\n"},
		{"shell", "!rm -rf \\\n  x\nvar y = 2", "\n\nvar y = 2"},
		{"settings stay", "%env A=1\n%exec f\nfunc f() {}", "%env A=1\n\nfunc f() {}"},
		{"script", "%%bash\nvar x=1\necho $x", ""},
		{"comment form", "//gonb:%%\nfmt.Println(1)", ""},
		{"modulo in code", "var x = 7 %\n\t3", "var x = 7 %\n\t3"},
		{"broken", "func main( {\nvar x", "func main( {\nvar x"},
	} {
		got := definitions(c.source)
		trimmed := strings.Split(got, "\n")
		for i, line := range trimmed {
			trimmed[i] = strings.TrimRight(line, " ")
		}
		if strings.Join(trimmed, "\n") != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.source, got, c.want)
		}
		if got != "" && strings.Count(got, "\n") != strings.Count(c.source, "\n") {
			t.Errorf("%s: lines were lost", c.name)
		}
	}
}
