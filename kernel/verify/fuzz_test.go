package verify_test

import (
	"bytes"
	"os"
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
	const published = "../../notebooks/00-start.ipynb"
	text, err := os.ReadFile(published)
	if err != nil {
		f.Fatal(err)
	}
	fresh, err := kernel.ReadNotebook(published)
	if err != nil {
		f.Fatal(err)
	}
	bare := fresh.Clone()
	for i := range bare.Cells {
		bare.Cells[i].Outputs = nil
	}
	if v := compare(bare, fresh); v.State != verify.Differs {
		f.Errorf("a notebook without outputs: %s", v.State)
	}
	f.Add(text)
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
