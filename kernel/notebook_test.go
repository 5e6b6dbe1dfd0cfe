package kernel

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testdata/jupyter.ipynb was written by Python's json.dumps with the settings
// of nbformat.write, and holds every cell and output type.
func TestNotebookKeepsItsBytes(t *testing.T) {
	want, err := os.ReadFile("testdata/jupyter.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	nb, err := ReadNotebook("testdata/jupyter.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "new folder", "out.ipynb")
	if err := WriteNotebook(path, nb); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("rewriting changed the notebook (-read +written):\n%s", diff)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestNotebookContent(t *testing.T) {
	nb, err := ReadNotebook("testdata/jupyter.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	code := nb.Cells[1]
	if want := "%%\nfmt.Println(\"é \\u2028\")"; code.Source != want || code.Count != 1 || code.ID != "b2" {
		t.Errorf("cell 2 = %q, %d, %s", code.Source, code.Count, code.ID)
	}
	data := code.Outputs[1].Data
	want := map[string]string{
		"text/plain":                        "lithium = 1240.5 kt",
		"text/html":                         "<b>\n</b>",
		"image/png":                         "iVBORw0KGgo=\n",
		"image/svg+xml":                     "<svg/>",
		"application/vnd.lodestone.v1+json": `"{\"kind\":\"value\",\"id\":\"x\",\"values\":[1240.5]}"`,
		"application/json":                  `{"a":{},"b":[],"c":[1,2.5]}`,
	}
	if diff := cmp.Diff(want, data); diff != "" {
		t.Error(diff)
	}
	if nb.Cells[0].Extra["attachments"] == nil {
		t.Error("attachments are lost")
	}
}

func TestDecodeNotebookErrors(t *testing.T) {
	const cells = `{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":`
	for _, c := range []struct{ in, want string }{
		{"{\n<<<<<<< HEAD\n}", "line 2: invalid character '<'"},
		{"{}\n{}", "line 2: more text after"},
		{"[]", "notebook: want an object, got a list"},
		{`{"nbformat":3,"cells":[]}`, "nbformat is 3 and only 4 is read; open and save it once"},
		{`{"nbformat":4}`, "cells: want a list, got nothing"},
		{cells + `[{"cell_type":"code","source":""},{"cell_type":"graph","source":""}]}`,
			`cell 2: cell_type: want one of code, markdown, raw, got the text "graph"`},
		{cells + `[{"cell_type":"code","source":7}]}`, "cell 1: source: want text or a list of lines, got the number 7"},
		{cells + `[{"cell_type":"code","source":"","execution_count":-1}]}`, "cell 1: execution_count: want a count"},
		{cells + `[{"cell_type":"code","source":"","outputs":[{"output_type":"display_data","data":{"text/html":{}}}]}]}`,
			`cell 1: output 1: data "text/html": want text or a list of lines, got an object`},
	} {
		_, err := DecodeNotebook(strings.NewReader(c.in))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n got %v\nwant %s", c.in, err, c.want)
		}
	}
}

func TestEncodeRefusesWhatItCouldNotRead(t *testing.T) {
	for want, nb := range map[string]Notebook{
		`cell 1: unknown cell type ""`:                   {Cells: []Cell{{}}},
		`cell 1: output 1: unknown output type "x"`:      {Cells: []Cell{{Type: CodeCell, Outputs: []Output{{Type: "x"}}}}},
		`output 1: data "application/json" is not JSON:`: {Cells: []Cell{{Type: CodeCell, Outputs: []Output{{Type: DisplayOutput, Data: map[string]string{"application/json": "{"}}}}}},
	} {
		if err := nb.Encode(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// FuzzDecodeNotebook: whatever is read can be written, and what was written
// once is written again byte for byte.
func FuzzDecodeNotebook(f *testing.F) {
	seed, err := os.ReadFile("testdata/jupyter.ipynb")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add([]byte(`{"nbformat":4,"cells":[{"cell_type":"raw","source":["a\r","\nb"]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		nb, err := DecodeNotebook(bytes.NewReader(data))
		if err != nil {
			return
		}
		var once, twice bytes.Buffer
		if err := nb.Encode(&once); err != nil {
			t.Fatal(err)
		}
		again, err := DecodeNotebook(bytes.NewReader(once.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Encode(&twice); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("once:\n%s\ntwice:\n%s", once.Bytes(), twice.Bytes())
		}
	})
}

func TestBundle(t *testing.T) {
	nb, err := ReadNotebook("testdata/jupyter.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	if got := nb.Bundle("x")["text/plain"]; got != "lithium = 1240.5 kt" {
		t.Errorf("bundle x shows %q", got)
	}
	if got := nb.Bundle("y"); got != nil {
		t.Errorf("bundle y is %v", got)
	}
}
