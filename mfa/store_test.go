package mfa

import (
	"bytes"
	"errors"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// shelf is a cache in memory.
type shelf map[string][]byte

func (s shelf) Get(key string) ([]byte, bool) { d, ok := s[key]; return d, ok }

func (s shelf) Put(key string, data []byte) error {
	if key == "" {
		return errors.New("no room")
	}
	s[key] = data
	return nil
}

func TestRunCachedComputesOnce(t *testing.T) {
	calls := 0
	e := Ensemble{Draws: 3, Seed: 5, Workers: 1, Params: []Uncertain{{Name: "x", Dist: Uniform{0, 1}, Over: quantity.NewAxis("element", "Co", "Li")}}}
	model := func(d Draw) (quantity.Array, error) { calls++; return d.Array("x").WithSources("s1"), nil }
	cache := shelf{}
	first, err := e.RunCached(cache, "k", model)
	if err != nil {
		t.Fatal(err)
	}
	again, err := e.RunCached(cache, "k", model)
	if err != nil || calls != 3 {
		t.Fatal(calls, err)
	}
	for k := range 3 {
		if err := first.Draw(k).Near(again.Draw(k), 0); err != nil {
			t.Error(err)
		}
	}
	if got := again.Mean().Sources(); len(got) != 1 || got[0] != "s1" {
		t.Errorf("sources %q", got)
	}
	cache["k"] = cache["k"][:len(cache["k"])-1]
	if _, err := e.RunCached(cache, "k", model); err != nil || calls != 6 {
		t.Error("a cut entry was served:", calls, err)
	}
	if _, err := e.RunCached(cache, "", model); err != nil || calls != 9 {
		t.Error("a cache that cannot store stops the run:", err)
	}
	if _, err := e.RunCached(nil, "k", model); err != nil || calls != 12 {
		t.Error(err)
	}
}

// Whatever is stored, reading never panics, and what it accepts is what encode
// writes for it.
func FuzzStoredSample(f *testing.F) {
	s := &Sample{axes: []quantity.Axis{quantity.Years(2030, 2031)}, unit: quantity.MustUnit("kt"), values: [][]float64{{1, 2}, {3, 4}}}
	data, err := s.encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte("{\"Unit\":\"1\",\"Draws\":1}\n12345678"))
	f.Add([]byte("{}\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := decodeSample(raw)
		if err != nil {
			return
		}
		once, err := s.encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := decodeSample(once)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := back.encode()
		if err != nil || !bytes.Equal(once, twice) {
			t.Errorf("does not settle: %q, %q, %v", once, twice, err)
		}
	})
}
