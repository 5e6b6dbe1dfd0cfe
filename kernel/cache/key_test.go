package cache

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

type settings struct {
	Name  string
	Rates map[string]float64
	inner []int
}

func TestEqualInputsGiveEqualKeys(t *testing.T) {
	a := settings{"a", map[string]float64{"li": 1, "co": 2, "ni": 3}, []int{1}}
	b := settings{"a", map[string]float64{"ni": 3, "co": 2, "li": 1}, []int{1}}
	if key(t, a) != key(t, b) || key(t, &a) != key(t, &b) {
		t.Error("equal values have different keys")
	}
}

func TestDifferentInputsGiveDifferentKeys(t *testing.T) {
	base := settings{"a", map[string]float64{"li": 1}, []int{1, 2}}
	inputs := [][]any{
		nil, {nil}, {base}, {&base}, {1}, {int64(1)}, {1.0}, {"1"}, {true}, {"a", "b"}, {"ab"}, {"ab", ""},
		{[]int{1, 2}}, {[]int{1}, []int{2}}, {[2]int{1, 2}}, {[]float64{}}, {0.0}, {complex(1, 2)},
		{settings{"a", map[string]float64{"li": 1}, []int{1, 3}}}, {settings{"a", map[string]float64{"co": 1}, []int{1, 2}}},
		{map[string]int{"a": 1, "b": 2}}, {map[string]int{"a": 2, "b": 1}}, {uint8(1)},
	}
	seen := map[string]int{}
	for i, in := range inputs {
		k := key(t, in...)
		if j, ok := seen[k]; ok {
			t.Errorf("inputs %d and %d share a key: %v, %v", j, i, inputs[j], in)
		}
		seen[k] = i
	}
	other, _ := Key("test", "v2")
	if other == key(t) {
		t.Error("the code version does not count")
	}
}

func TestKeyRefusesWhatIsNoValue(t *testing.T) {
	type ring struct{ Next *ring }
	loop := &ring{}
	loop.Next = loop
	for name, in := range map[string]any{"a func": func() {}, "a chan": make(chan int), "cycle": loop, "input 0.F is a func": struct{ F func() }{func() {}}} {
		if _, err := Key("test", "v1", in); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Key("test", ""); err == nil {
		t.Error("a key without a code version was made")
	}
}

// tree is an empty folder and a way to write files below it.
func tree(t *testing.T) (root string, write func(name, text string)) {
	root = t.TempDir()
	return root, func(name, text string) {
		t.Helper()
		p := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSourceVersionFollowsTheCode(t *testing.T) {
	root, write := tree(t)
	version := func() string {
		t.Helper()
		v, err := SourceVersion(root, "mfa")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	write("go.mod", "module x")
	write("mfa/a.go", "package mfa")
	first := version()
	write("mfa/a_test.go", "package mfa")
	write("mfa/testdata/x.json", "{}")
	write("gnn/b.go", "package gnn")
	if version() != first {
		t.Error("tests or other folders count")
	}
	for _, f := range []string{"mfa/a.go", "mfa/sub/data.csv", "go.mod"} {
		before := version()
		write(f, "changed "+f)
		if version() == before {
			t.Errorf("a change of %s does not count", f)
		}
	}
	if _, err := SourceVersion(root, "absent"); err == nil {
		t.Error("a folder that is not there has a version")
	}
}

// A test binary is built from a tree of unknown state.
func TestBuildVersionOfATestIsNotTrusted(t *testing.T) {
	if v, ok := BuildVersion(); ok {
		t.Errorf("trusted %q", v)
	}
}
