package casefile

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// plainly turns what decode returns into what encoding/json returns.
func plainly(v any) any {
	switch v := v.(type) {
	case []float64:
		return boxed(v)
	case []any:
		for i := range v {
			v[i] = plainly(v[i])
		}
	case ordered:
		out := map[string]any{}
		for _, k := range v.keys {
			out[k] = plainly(v.at[k])
		}
		return out
	}
	return v
}

// stricter are the reasons to refuse what encoding/json takes.
var stricter = []string{"stands twice", "a key is empty", "nested deeper", "is too large a number", "not in UTF-8"}

// agree compares decode with encoding/json: the same texts are taken, but for
// what decode is stricter about, and they mean the same.
func agree(t *testing.T, in string) {
	t.Helper()
	got, err := decode([]byte(in))
	if err != nil {
		for _, s := range stricter {
			if strings.Contains(err.Error(), s) {
				return
			}
		}
		if json.Valid([]byte(in)) {
			t.Errorf("%q is JSON: %v", in, err)
		}
		return
	}
	var want any
	if err := json.Unmarshal([]byte(in), &want); err != nil {
		t.Errorf("%q is no JSON: %v", in, err)
	}
	if got := plainly(got); !reflect.DeepEqual(got, want) {
		t.Errorf("%q was read as %#v, not %#v", in, got, want)
	}
}

var texts = []string{
	"0", "-0", "1.50e+3", "1E9", "01", "-", "1.", ".5", "1e", "+1", "--1", "1e-400", "1e999", "null", "true", "nul", "NaN", "Infinity",
	`""`, `"a\"b\\"`, `"\u00e9\n"`, `"\ud83d\ude00"`, `"\ud83d"`, `"\x"`, `"`, `"\`, "\"a\nb\"", "\"é\"", "\"\xff\"", "\"\x7f\"",
	"[]", "[1, 2,3 ]", "[1,", "[1 2]", "[1,]", "[,1]", "[1, \"a\", 2, [3]]", "[[1], [2, null]]", "[null, 1]", "]", "[1]]",
	"{}", `{"a": 1}`, `{"a":1,"b":[{"c":{}}]}`, `{"a" 1}`, `{"a":}`, `{"a":1,}`, `{a:1}`, `{1:1}`, `{"a":1 "b":2}`, `{"a":1,"a":2}`, `{"":1}`, `{"a":1`,
	" \t\r\n[ 1 ]\n", "1 1", "{} x", "", " ", "\ufeff{}", "\u00a01",
}

func TestDecode(t *testing.T) {
	for _, in := range texts {
		agree(t, in)
	}
	if v, err := decode([]byte("[1, 2.5]")); err != nil || !reflect.DeepEqual(v, []float64{1, 2.5}) {
		t.Errorf("%#v, %v", v, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, in := range texts {
		f.Add(in)
	}
	f.Fuzz(func(t *testing.T, in string) { agree(t, in) })
}

func TestMisspelt(t *testing.T) {
	for key, want := range map[string]bool{
		"scenario": true, "demand": true, "sector": true, "Demands": true, "demnads": false, "fixed": false, "auxx": true, "starts": true, "parms": true,
		"sam": false, "source": false, "features": false, "note": false, "expect": false, "start_note": false, "é": false, "": false,
	} {
		got := false
		for _, name := range []string{"params", "derived", "commodities", "sectors", "demands", "aux", "start", "money", "scenarios"} {
			got = got || misspelt(key, name)
		}
		if got != want {
			t.Errorf("%q: %v", key, got)
		}
	}
}

func ExampleRead_place() {
	_, err := Read(strings.NewReader("{\"schema\": \"lodestone-case/1\",\n \"kind\": mpsge}"))
	fmt.Println(err)
	// Output: casefile: kind: line 2, column 10: expected a value, not 'm'
}
