package cache

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// held sums what lies in the folder.
func held(c *Cache) int64 {
	_, total := c.entries()
	return total
}

func TestLimitEvictsWhatWasNotReadForLongest(t *testing.T) {
	c := open(t)
	c.Limit(100_000)
	old := time.Now().Add(-time.Hour)
	var keys []string
	for i := range 9 {
		k := key(t, i)
		keys = append(keys, k)
		if err := c.Put(k, make([]byte, 10_000)); err != nil {
			t.Fatal(err)
		}
		when := old.Add(time.Duration(i) * time.Minute)
		if err := os.Chtimes(entryFile(c, k), when, when); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok := c.Get(keys[0]); !ok { // read now, so the second is the oldest
		t.Fatal("an entry is gone before the limit")
	}
	if err := c.Put(key(t, "one more"), make([]byte, 15_000)); err != nil {
		t.Fatal(err)
	}
	if n := held(c); n > 80_000 {
		t.Errorf("%d bytes are held", n)
	}
	for i, want := range []bool{true, false, false} {
		if _, ok := c.Get(keys[i]); ok != want {
			t.Errorf("entry %d is there: %v, want %v", i, ok, want)
		}
	}
	if _, ok := c.Get(keys[8]); !ok {
		t.Error("the newest entry went")
	}
	if err := c.Put(key(t, "huge"), make([]byte, 200_000)); err == nil || !strings.Contains(err.Error(), "raise it with Limit") {
		t.Errorf("a result above the limit: %v", err)
	}
}

// Whatever is stored, in whatever order: the folder keeps to its limit, and
// what is there is what was stored.
func TestLimitHolds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		c, err := Open(filepath.Join(t.TempDir(), "c"))
		if err != nil {
			rt.Fatal(err)
		}
		limit := int64(rapid.IntRange(2_000, 30_000).Draw(rt, "limit"))
		c.Limit(limit)
		content := map[string][]byte{}
		for i, n := range rapid.SliceOfN(rapid.IntRange(0, 1_500), 1, 60).Draw(rt, "sizes") {
			k := key(t, i%40)
			content[k] = bytes.Repeat([]byte{byte(i)}, n)
			if err := c.Put(k, content[k]); err != nil {
				rt.Fatal(err)
			}
			if h := held(c); h > limit {
				rt.Fatalf("%d bytes of %d after %d results", h, limit, i+1)
			}
		}
		for k, want := range content {
			if got, ok := c.Get(k); ok && !bytes.Equal(got, want) {
				rt.Fatal("an entry is not what was stored")
			}
		}
	})
}

// Programs that share a folder and a limit: no error, no torn entry, and the
// limit holds but for what each may store before it counts again.
func TestLimitOfManyPrograms(t *testing.T) {
	dir := t.TempDir()
	const programs, limit = 6, 200_000
	var wg sync.WaitGroup
	for p := range programs {
		wg.Go(func() {
			c, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			c.Limit(limit)
			for i := range 60 {
				k := key(t, p, i)
				if err := c.Put(k, bytes.Repeat([]byte{byte(p)}, 3_000)); err != nil {
					t.Error(err)
				}
				if got, ok := c.Get(k); ok && (len(got) != 3_000 || got[0] != byte(p)) {
					t.Error("a torn entry")
				}
			}
		})
	}
	wg.Wait()
	c, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := held(c); n > limit+programs*limit/10 {
		t.Errorf("%d bytes are held", n)
	}
}

func TestLeftoversOfKilledProgramsGo(t *testing.T) {
	c := open(t)
	if err := c.Put(key(t, 1), nil); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(entryFile(c, key(t, 1)))
	for name, age := range map[string]time.Duration{".old.tmp": 2 * time.Hour, ".new.tmp": time.Minute} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		when := time.Now().Add(-age)
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
	}
	c.entries()
	if left, _ := filepath.Glob(filepath.Join(dir, "*.tmp")); len(left) != 1 || filepath.Base(left[0]) != ".new.tmp" {
		t.Errorf("left: %v", left)
	}
}

func TestDependencyVersionFollowsImports(t *testing.T) {
	root, write := tree(t)
	version := func() string {
		t.Helper()
		v, err := DependencyVersion(root, "a")
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	write("go.mod", "module example.org/m\n")
	write("a/a.go", "package a\n\nimport (\n\t\"fmt\"\n\t\"example.org/m/b\"\n)\n\nvar _ = fmt.Sprint(b.B)\n")
	write("b/b.go", "package b\n\nimport _ \"example.org/m/b/deep\"\n\nvar B = 1\n")
	write("b/deep/d.go", "package deep\n\nimport _ \"example.org/m/a/sub\"\n") // a circle by folders, not by packages
	write("b/data/t.csv", "1")
	write("a/sub/s.go", "package sub\n")
	write("c/c.go", "package c\n")
	write("a/other/o.go", "package other\n")
	first := version()
	for _, f := range []string{"c/c.go", "a/other/o.go", "b/b_test.go", "b/testdata/x", "a/.hidden"} {
		write(f, "package changed\n")
		if version() != first {
			t.Errorf("%s counts", f)
		}
	}
	for _, f := range []string{"b/data/t.csv", "b/deep/e.go", "a/sub/s.go", "go.sum", "a/a.go"} {
		before := version()
		write(f, "package changed // "+f+"\n")
		if version() == before {
			t.Errorf("a change of %s does not count", f)
		}
	}
	for _, p := range []string{"absent", "b/data/nothing"} {
		if _, err := DependencyVersion(root, p); err == nil {
			t.Errorf("%s has a version", p)
		}
	}
	write("b/b.go", "not Go")
	write("a/a.go", "package a\n\nimport _ \"example.org/m/b\"\n")
	if _, err := DependencyVersion(root, "a"); err == nil || !strings.Contains(err.Error(), "package b") {
		t.Errorf("a file that is not Go: %v", err)
	}
}
