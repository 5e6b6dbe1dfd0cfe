package kernel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/lodestone-model/lodestone/kernel/display"
)

// A Notebook is a Jupyter notebook, format 4.
type Notebook struct {
	Metadata Metadata
	Cells    []Cell
	Major    int // nbformat, always 4
	Minor    int // nbformat_minor; from 5 on cells carry ids
}

// Metadata is what a notebook, cell or output says about itself: JSON values
// as encoding/json decodes them, numbers as json.Number so that they are
// written as they were read.
type Metadata = map[string]any

// Types of cells.
const (
	CodeCell     = "code"
	MarkdownCell = "markdown"
	RawCell      = "raw"
)

// A Cell is one cell of a notebook. Outputs and Count belong to code cells.
type Cell struct {
	ID       string
	Type     string // CodeCell, MarkdownCell or RawCell
	Source   string
	Metadata Metadata
	Outputs  []Output
	Count    int      // execution count; 0 before the first run
	Extra    Metadata // keys this package does not know, such as attachments
}

// Types of outputs.
const (
	StreamOutput  = "stream"         // Name and Text
	DisplayOutput = "display_data"   // Data
	ResultOutput  = "execute_result" // Data and Count
	ErrorOutput   = "error"          // ErrorName, ErrorValue and Traceback
)

// An Output is one thing a cell showed.
type Output struct {
	Type string // one of the constants above

	Name string // stream: "stdout" or "stderr"
	Text string // stream: everything the cell wrote there

	// Data holds the forms of a bundle by MIME type. Textual types, and PNG in
	// base64, are the text itself; application/json and the types that end in
	// +json are JSON source.
	Data     map[string]string
	Metadata Metadata
	Count    int // execute_result: the execution count it belongs to

	ErrorName  string // error: the kind, such as "ERROR" from GoNB
	ErrorValue string // error: one line of what went wrong
	Traceback  []string

	Extra Metadata // keys this package does not know
}

// ReadNotebook reads the notebook at path.
func ReadNotebook(path string) (*Notebook, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("kernel: reading a notebook: %w%s", err, likely(path, err))
	}
	nb, err := DecodeNotebook(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return nb, nil
}

// likely names the notebook that a path which is not there may mean: the first
// that begins as it does.
func likely(path string, err error) string {
	if !errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	found, _ := filepath.Glob(globbed(strings.TrimSuffix(path, ".ipynb")) + "*.ipynb")
	if len(found) == 0 {
		return ""
	}
	return "; did you mean " + found[0] + "?"
}

// globbed is a path as a pattern that only it matches.
func globbed(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

// WriteNotebook writes the notebook to path, whole or not at all. What
// ReadNotebook read from a file written by this function or by Jupyter is
// written again byte for byte.
func WriteNotebook(path string, nb *Notebook) error {
	var b bytes.Buffer
	if err := nb.Encode(&b); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return WriteFile(path, b.Bytes(), 0o644)
}

// DecodeNotebook reads a notebook of format 4; errors name the cell and key at
// fault.
func DecodeNotebook(r io.Reader) (*Notebook, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("kernel: reading a notebook: %w", err)
	}
	doc, err := parseJSON(data)
	if err != nil {
		return nil, fmt.Errorf("kernel: not a notebook: %w", err)
	}
	var d nbReader
	nb := d.notebook(doc)
	if d.err != nil {
		return nil, fmt.Errorf("kernel: not a notebook: %w", d.err)
	}
	return nb, nil
}

// Bundle returns the forms of the bundle with the given payload id, the last
// one shown if several carry it, and nil if none does.
func (nb *Notebook) Bundle(id string) map[string]string {
	var found map[string]string
	for _, c := range nb.Cells {
		for _, o := range c.Outputs {
			raw, ok := o.Data[display.MIMEPayload]
			if !ok {
				continue
			}
			if p, err := display.Decode(json.RawMessage(raw)); err == nil && p.ID == id {
				found = o.Data
			}
		}
	}
	return found
}

// Clone returns a copy whose cells and outputs can be changed without
// touching nb. Metadata is copied one level deep.
func (nb *Notebook) Clone() *Notebook {
	c := *nb
	c.Metadata = cloneMap(nb.Metadata)
	c.Cells = make([]Cell, len(nb.Cells))
	for i, cell := range nb.Cells {
		cell.Metadata = cloneMap(cell.Metadata)
		cell.Extra = cloneMap(cell.Extra)
		cell.Outputs = append([]Output(nil), cell.Outputs...)
		c.Cells[i] = cell
	}
	return &c
}

func cloneMap(m Metadata) Metadata {
	if m == nil {
		return nil
	}
	c := make(Metadata, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}
