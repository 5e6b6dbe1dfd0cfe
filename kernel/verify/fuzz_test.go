package verify_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/lodestone-model/lodestone/kernel"
	"github.com/lodestone-model/lodestone/kernel/display"
	"github.com/lodestone-model/lodestone/kernel/verify"
)

// FuzzCompare: verify reads what strangers send. Whatever the stored notebook
// holds, there is a verdict, the same each time, and never that all agrees where
// an output is not there.
func FuzzCompare(f *testing.F) {
	fresh := short(f, "../../notebooks/00-start.ipynb")
	if v := compare(fresh, fresh); v.State == verify.Differs {
		f.Errorf("a notebook differs from itself: %+v", v)
	}
	bare := fresh.Clone()
	for i := range bare.Cells {
		bare.Cells[i].Outputs = nil
	}
	if v := compare(bare, fresh); v.State != verify.Differs {
		f.Errorf("a notebook without outputs: %s", v.State)
	}
	f.Add(encode(f, fresh))
	f.Add(encode(f, bare))
	f.Add([]byte(`{"nbformat":4,"nbformat_minor":5,"metadata":{"lodestone":{"version":"1","cells":[""],"kept":[-1]}},"cells":[{"cell_type":"code","source":"x","outputs":[{"output_type":"display_data","data":{"application/vnd.lodestone.v1+json":{"kind":"line","id":"x","values":[null]}}}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		stored, err := kernel.DecodeNotebook(bytes.NewReader(data))
		if err != nil {
			return
		}
		v := compare(stored, fresh)
		if diff := cmp.Diff(v, compare(stored, fresh), cmpopts.IgnoreUnexported(verify.Finding{})); diff != "" {
			t.Fatal(diff)
		}
		if v.State != verify.Differs && payloads(stored) != payloads(fresh) {
			t.Fatalf("%s with %d declared values of %d", v.State, payloads(stored), payloads(fresh))
		}
		compare(fresh, stored)
	})
}

// short is a published notebook without its large cells, sealed again: fuzzing a
// large file takes seconds a try.
func short(t testing.TB, path string) *kernel.Notebook {
	t.Helper()
	nb, err := kernel.ReadNotebook(path)
	if err != nil {
		t.Fatal(err)
	}
	nb.Cells = slices.DeleteFunc(nb.Cells, func(c kernel.Cell) bool {
		return len(encode(t, &kernel.Notebook{Major: nb.Major, Minor: nb.Minor, Cells: []kernel.Cell{c}})) > 2000
	})
	var seal []any
	for _, line := range kernel.Seal(nb) {
		seal = append(seal, line)
	}
	nb.Metadata["lodestone"].(map[string]any)["cells"] = seal
	if len(seal) < 10 || payloads(nb) < 2 {
		t.Fatalf("%d cells with %d declared values are left", len(seal), payloads(nb))
	}
	return nb
}

// payloads counts the declared values of a notebook, those that are never compared
// left out.
func payloads(nb *kernel.Notebook) int {
	n := 0
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			if p, err := display.Decode([]byte(o.Data[display.MIMEPayload])); err == nil && p.Kind != display.KindVolatile {
				n++
			}
		}
	}
	return n
}
