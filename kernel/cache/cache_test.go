package cache

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

func open(t testing.TB) *Cache {
	t.Helper()
	c, err := Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func key(t testing.TB, inputs ...any) string {
	t.Helper()
	k, err := Key("test", "v1", inputs...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func entryFile(c *Cache, k string) string { return filepath.Join(c.dir, k[:2], k+suffix) }

func TestPutThenGet(t *testing.T) {
	c := open(t)
	k := key(t, 1)
	if _, ok := c.Get(k); ok {
		t.Fatal("an empty cache holds something")
	}
	for _, want := range []string{"lithium", "", strings.Repeat("x", 1<<20)} {
		if err := c.Put(k, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if got, ok := c.Get(k); !ok || string(got) != want {
			t.Errorf("got %d bytes, %v; want %d", len(got), ok, len(want))
		}
	}
	if err := c.Clear(); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Get(k); ok {
		t.Error("Clear left an entry")
	}
}

// Every way to cut or flip an entry is a miss, and the file is gone.
func TestDamagedEntriesAreMissesAndRemoved(t *testing.T) {
	c := open(t)
	k := key(t, "damage")
	whole := encode(k, []byte("cobalt"))
	other := encode(key(t, "other"), []byte("cobalt"))
	damaged := [][]byte{nil, whole[:5], whole[:len(whole)-1], append(bytes.Clone(whole), 0), other}
	for i := range whole {
		flipped := bytes.Clone(whole)
		flipped[i] ^= 0x20
		damaged = append(damaged, flipped)
	}
	for i, raw := range damaged {
		if err := c.Put(k, nil); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(entryFile(c, k), raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, ok := c.Get(k); ok {
			t.Errorf("damage %d was served", i)
		}
		if _, err := os.Stat(entryFile(c, k)); !os.IsNotExist(err) {
			t.Errorf("damage %d still lies there: %v", i, err)
		}
	}
}

func TestKeysNameNoOtherFile(t *testing.T) {
	c := open(t)
	for _, k := range []string{"", "abc", "../../../../etc/passwd", strings.Repeat("g", 64), strings.Repeat("A", 64)} {
		if err := c.Put(k, nil); err == nil {
			t.Errorf("key %q was taken", k)
		}
		if _, ok := c.Get(k); ok {
			t.Errorf("key %q was served", k)
		}
	}
}

type run struct {
	Scenario string
	Years    map[int]float64
}

func TestDoComputesOnce(t *testing.T) {
	c := open(t)
	calls := 0
	compute := func() (run, error) { calls++; return run{"NZE", map[int]float64{2030: 1.5}}, nil }
	for range 3 {
		v, err := Do(c, key(t, "once"), compute)
		if err != nil || v.Years[2030] != 1.5 {
			t.Fatal(v, err)
		}
	}
	if calls != 1 {
		t.Errorf("computed %d times", calls)
	}
	again, err := Open(c.Dir())
	if err != nil {
		t.Fatal(err)
	}
	if v, err := Do(again, key(t, "once"), compute); err != nil || v.Scenario != "NZE" || calls != 1 {
		t.Error("another program does not find it:", v, err, calls)
	}
}

func TestErrorsAreNotStored(t *testing.T) {
	c := open(t)
	k := key(t, "error")
	if _, err := Do(c, k, func() (int, error) { return 7, errors.New("no solution") }); err == nil {
		t.Fatal("the error is lost")
	}
	if v, err := Do(c, k, func() (int, error) { return 8, nil }); v != 8 || err != nil {
		t.Error(v, err)
	}
}

func TestNilCacheComputes(t *testing.T) {
	var c *Cache
	v, err := Do(c, "whatever", func() (int, error) { return 3, nil })
	if v != 3 || err != nil || c.Put("k", nil) != nil || c.Clear() != nil || c.Dir() != "" {
		t.Error(v, err)
	}
	if _, ok := c.Get("k"); ok {
		t.Error("a nil cache holds something")
	}
}

func TestManyGoroutinesComputeOnce(t *testing.T) {
	c := open(t)
	var calls atomic.Int32
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			k := key(t, i%4)
			v, err := Do(c, k, func() (string, error) { calls.Add(1); return fmt.Sprint("v", i%4), nil })
			if err != nil || v != fmt.Sprint("v", i%4) {
				t.Error(v, err)
			}
		})
	}
	wg.Wait()
	if calls.Load() != 4 {
		t.Errorf("computed %d times, want 4", calls.Load())
	}
}

// Programs that write and read one key at once see whole entries only.
func TestManyProgramsShareAFolder(t *testing.T) {
	dir := t.TempDir()
	k := key(t, "shared")
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			c, err := Open(dir)
			if err != nil {
				t.Error(err)
				return
			}
			want := bytes.Repeat([]byte{byte(i)}, 10_000+i)
			for range 20 {
				if err := c.Put(k, want); err != nil {
					t.Error(err)
				}
				if got, ok := c.Get(k); !ok || len(got) != 10_000+int(got[0]) {
					t.Error("a torn entry:", ok, len(got))
				}
			}
		})
	}
	wg.Wait()
	if left, _ := filepath.Glob(filepath.Join(dir, "*", ".*.tmp")); len(left) > 0 {
		t.Error("temporary files are left:", left)
	}
}

// A file where the folder should be stops every write, for root too.
func TestUnwritableFolderComputesAnywayAndSaysSoOnce(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(blocked, nil, 0o400); err != nil {
		t.Fatal(err)
	}
	c, err := Open(filepath.Join(blocked, "results"))
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c.notice = &said
	for i := range 3 {
		if v, err := Do(c, key(t, i), func() (int, error) { return i, nil }); v != i || err != nil {
			t.Error(v, err)
		}
	}
	if n := strings.Count(said.String(), "\n"); n != 1 || !strings.Contains(said.String(), "computed each time") {
		t.Errorf("said %d lines: %s", n, said.String())
	}
}

type half struct {
	Seen   int
	hidden int
}

func TestWhatDoesNotComeBackEqualIsNotStored(t *testing.T) {
	c := open(t)
	var said bytes.Buffer
	c.notice = &said
	k := key(t, "half")
	for range 2 {
		if v, err := Do(c, k, func() (half, error) { return half{1, 2}, nil }); err != nil || v.hidden != 2 {
			t.Error("the hidden half is lost:", v, err)
		}
	}
	if !strings.Contains(said.String(), "does not come back") {
		t.Errorf("said %q", said.String())
	}
}

func TestUsersOwnFolder(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	c, err := Open("")
	if err != nil {
		t.Fatal(err)
	}
	if want := filepath.Join("lodestone", "results"); !strings.HasSuffix(c.Dir(), want) {
		t.Errorf("folder %s does not end in %s", c.Dir(), want)
	}
}

// Whatever lies in the folder, reading never panics, and what it serves is
// exactly what an entry of that key holds.
func FuzzDecode(f *testing.F) {
	k := key(f, "fuzz")
	f.Add(encode(k, []byte("nickel")))
	f.Add(encode(k, nil))
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, raw []byte) {
		data, err := decode(k, raw)
		if err == nil && !bytes.Equal(encode(k, data), raw) {
			t.Errorf("served %q from %q", data, raw)
		}
	})
}
