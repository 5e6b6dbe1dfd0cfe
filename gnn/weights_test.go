package gnn_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

func shipped(t testing.TB) *gnn.Weights {
	t.Helper()
	w, err := gnn.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func TestWeightsRoundTripAndAreSmall(t *testing.T) {
	var b bytes.Buffer
	if err := shipped(t).Encode(&b); err != nil {
		t.Fatal(err)
	}
	if got := shipped(t).Params.Hash(); got != gnn.ShippedHash {
		t.Errorf("the file has hash %s, ShippedHash says %s", got, gnn.ShippedHash)
	}
	if b.Len() > 1<<20 {
		t.Errorf("%d bytes", b.Len())
	}
	w, err := gnn.ReadWeights(bytes.NewReader(b.Bytes()))
	if err != nil || w.Params.Hash() != shipped(t).Params.Hash() {
		t.Errorf("read again: %v", err)
	}
}

func FuzzReadWeights(f *testing.F) {
	var b bytes.Buffer
	if err := shipped(f).Encode(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add(b.Bytes()[:b.Len()/2])
	f.Add([]byte(`{"design":{"members":1000000000,"hidden":1000000000}}` + "\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if w, err := gnn.ReadWeights(bytes.NewReader(data)); err == nil && w.Params == nil {
			t.Fatal("weights without parameters")
		}
	})
}

// examples simulates economies that are small in every way.
func examples(t *testing.T, n int) []*gnn.Example {
	t.Helper()
	out := make([]*gnn.Example, n)
	for i := range out {
		p, truth := economy(t, "L1", uint64(1000+i), func(c *simulate.Config) { c.Years, c.Regions, c.Produced, c.Minerals = 8, 2, 6, 4 })
		in, err := gnn.Extract(context.Background(), p)
		if err != nil {
			t.Fatal(err)
		}
		out[i] = gnn.NewExample(uint64(i), in, truth)
	}
	return out
}

func TestTrainIsReproducible(t *testing.T) {
	ex := examples(t, 64)
	d := gnn.Design{Members: 2, Hidden: 8, Heard: 4, Layers: 1, Recurrent: true}
	var hashes []string
	for range 2 {
		w, err := gnn.Train(context.Background(), d, ex, gnn.Training{Seed: 1, Steps: 20, Batch: 4})
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := w.Encode(&b); err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, fmt.Sprintf("%x", sha256.Sum256(b.Bytes())))
	}
	if hashes[0] != hashes[1] {
		t.Error("two trainings differ")
	}
	if _, err := gnn.Train(context.Background(), d, ex[:10], gnn.Training{}); err == nil || !strings.Contains(err.Error(), "at least 64") {
		t.Errorf("ten economies: %v", err)
	}
}

// TestTwoProcessesSameBits runs this test binary again with other numbers of
// processors.
func TestTwoProcessesSameBits(t *testing.T) {
	if os.Getenv("LODESTONE_BITS") != "" {
		p, _ := economy(t, "L3", 3, nil)
		b, err := json.Marshal(estimate(t, p, nil))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("bits %x\n", sha256.Sum256(b))
		return
	}
	var first string
	for _, n := range []string{"1", "2", "4"} {
		c := exec.Command(os.Args[0], "-test.run=^TestTwoProcessesSameBits$")
		c.Env = append(os.Environ(), "LODESTONE_BITS=1", "GOMAXPROCS="+n)
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		_, bits, ok := strings.Cut(string(out), "bits ")
		bits, _, _ = strings.Cut(bits, "\n")
		if first == "" {
			first = bits
		}
		if !ok || bits != first {
			t.Errorf("GOMAXPROCS %s: %q, not %q", n, bits, first)
		}
	}
}
