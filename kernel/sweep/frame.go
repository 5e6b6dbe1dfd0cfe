package sweep

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"

	"github.com/parquet-go/parquet-go"
)

// A frame is a table by columns, as a Parquet file holds it: whole numbers and
// texts first, then float64. A float that is NaN here is null in the file, and
// a text that is "" is null too.
type frame struct {
	ints   []column[int64]
	texts  []column[string]
	floats []column[float64]
}

type column[T any] struct {
	name   string
	values []T
}

// fields keeps the order of columns, where parquet.Group sorts by name.
type fields struct {
	parquet.Group
	order []string
}

// Fields are those of the group in the order given.
func (f fields) Fields() []parquet.Field {
	sorted := f.Group.Fields()
	byName := make(map[string]parquet.Field, len(sorted))
	for _, field := range sorted {
		byName[field.Name()] = field
	}
	out := make([]parquet.Field, len(f.order))
	for i, name := range f.order {
		out[i] = byName[name]
	}
	return out
}

// schema of the frame. It is the same for every frame with the same columns.
func (f *frame) schema() *parquet.Schema {
	g := fields{Group: parquet.Group{}}
	add := func(name string, n parquet.Node) {
		g.order, g.Group[name] = append(g.order, name), n
	}
	for _, c := range f.ints {
		add(c.name, parquet.Int(64))
	}
	for _, c := range f.texts {
		add(c.name, parquet.Optional(parquet.String()))
	}
	for _, c := range f.floats {
		add(c.name, parquet.Optional(parquet.Leaf(parquet.DoubleType)))
	}
	return parquet.NewSchema("sweep", g)
}

// write writes the frame as one Parquet file of one row group. The same frame
// gives the same bytes.
func (f *frame) write(to io.Writer) error {
	w := parquet.NewGenericWriter[any](to, f.schema(), parquet.Compression(&parquet.Snappy), parquet.CreatedBy("lodestone", "1", ""), parquet.DataPageStatistics(false))
	cols := w.ColumnWriters()
	at := 0
	put := func(n int, value func(int) parquet.Value) error {
		values := make([]parquet.Value, n)
		for i := range values {
			values[i] = value(i)
		}
		_, err := cols[at].WriteRowValues(values)
		at++
		return err
	}
	for _, c := range f.ints {
		if err := put(len(c.values), func(i int) parquet.Value { return parquet.Int64Value(c.values[i]).Level(0, 0, at) }); err != nil {
			return err
		}
	}
	for _, c := range f.texts {
		if err := put(len(c.values), func(i int) parquet.Value { return textValue(c.values[i], at) }); err != nil {
			return err
		}
	}
	for _, c := range f.floats {
		if err := put(len(c.values), func(i int) parquet.Value { return floatValue(c.values[i], at) }); err != nil {
			return err
		}
	}
	return w.Close()
}

func textValue(s string, column int) parquet.Value {
	if s == "" {
		return parquet.NullValue().Level(0, 0, column)
	}
	return parquet.ByteArrayValue([]byte(s)).Level(0, 1, column)
}

func floatValue(v float64, column int) parquet.Value {
	if math.IsNaN(v) {
		return parquet.NullValue().Level(0, 0, column)
	}
	return parquet.DoubleValue(v).Level(0, 1, column)
}

// bytes is the file.
func (f *frame) bytes() ([]byte, error) {
	var b bytes.Buffer
	err := f.write(&b)
	return b.Bytes(), err
}

// A table is a Parquet file open for reading, column by column.
type table struct {
	file *os.File
	p    *parquet.File
	at   map[string]int
	buf  []parquet.Value
}

func openTable(path string) (*table, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		file.Close()
		return nil, err
	}
	p, err := parquet.OpenFile(file, info.Size(), parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.FileReadMode(parquet.ReadModeSync))
	if err != nil {
		file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	t := &table{file: file, p: p, at: map[string]int{}, buf: make([]parquet.Value, 1024)}
	for i, path := range p.Schema().Columns() {
		t.at[path[0]] = i
	}
	return t, nil
}

func (t *table) close() { t.file.Close() }

// each calls visit for every value of a column, in order.
func (t *table) each(name string, visit func(i int, v parquet.Value)) error {
	c, ok := t.at[name]
	if !ok {
		return fmt.Errorf("%s: no column %q", t.file.Name(), name)
	}
	i := 0
	for _, g := range t.p.RowGroups() {
		pages := g.ColumnChunks()[c].Pages()
		for {
			page, err := pages.ReadPage()
			if err == io.EOF {
				break
			}
			if err != nil {
				pages.Close()
				return fmt.Errorf("%s: column %q: %w", t.file.Name(), name, err)
			}
			if i, err = t.page(page, i, visit); err != nil {
				pages.Close()
				return fmt.Errorf("%s: column %q: %w", t.file.Name(), name, err)
			}
		}
		pages.Close()
	}
	return nil
}

func (t *table) page(page parquet.Page, i int, visit func(int, parquet.Value)) (int, error) {
	defer parquet.Release(page)
	values := page.Values()
	for {
		n, err := values.ReadValues(t.buf)
		for _, v := range t.buf[:n] {
			visit(i, v)
			i++
		}
		if err == io.EOF {
			return i, nil
		}
		if err != nil {
			return i, err
		}
	}
}

// readFloats appends a column of floats; null is NaN.
func (t *table) readFloats(name string, to []float64) ([]float64, error) {
	err := t.each(name, func(_ int, v parquet.Value) {
		if v.IsNull() {
			to = append(to, math.NaN())
			return
		}
		to = append(to, v.Double())
	})
	return to, err
}

// readInts appends a column of whole numbers.
func (t *table) readInts(name string, to []int64) ([]int64, error) {
	err := t.each(name, func(_ int, v parquet.Value) { to = append(to, v.Int64()) })
	return to, err
}

// readTexts appends a column of texts; null is "".
func (t *table) readTexts(name string, to []string) ([]string, error) {
	err := t.each(name, func(_ int, v parquet.Value) {
		if v.IsNull() {
			to = append(to, "")
			return
		}
		to = append(to, string(v.ByteArray()))
	})
	return to, err
}
