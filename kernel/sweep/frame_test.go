package sweep

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// wide is a frame of n rows with m float columns, nulls among them.
func wide(n, m int) *frame {
	f := &frame{ints: []column[int64]{{name: "row"}}, texts: []column[string]{{name: "scenario"}, {name: "error"}}}
	for i := range n {
		f.ints[0].values = append(f.ints[0].values, int64(i))
		f.texts[0].values = append(f.texts[0].values, fmt.Sprint("s", i%3))
		f.texts[1].values = append(f.texts[1].values, map[bool]string{true: "no equilibrium: \"lithium\""}[i%7 == 3])
	}
	for j := range m {
		c := column[float64]{name: fmt.Sprintf("z%d mine.rare earths.%d", m-j, j)}
		for i := range n {
			v := math.Sin(float64(i*m+j)) * math.Pow(10, float64(j%40-20))
			if i%7 == 3 {
				v = math.NaN()
			}
			c.values = append(c.values, v)
		}
		f.floats = append(f.floats, c)
	}
	return f
}

func TestFramesComeBack(t *testing.T) {
	f := wide(2500, 30)
	data, err := f.bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := f.bytes()
	if !bytes.Equal(data, again) {
		t.Error("the same frame gave other bytes")
	}
	path := filepath.Join(t.TempDir(), "f.parquet")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := openTable(path)
	if err != nil {
		t.Fatal(err)
	}
	defer got.close()
	ints, err := got.readInts("row", nil)
	if err != nil || !slices.Equal(ints, f.ints[0].values) {
		t.Errorf("row: %v %v", len(ints), err)
	}
	for _, c := range f.texts {
		texts, err := got.readTexts(c.name, nil)
		if err != nil || !slices.Equal(texts, c.values) {
			t.Errorf("%s: %d rows, %v", c.name, len(texts), err)
		}
	}
	for _, c := range f.floats {
		floats, err := got.readFloats(c.name, nil)
		same := slices.EqualFunc(floats, c.values, func(a, b float64) bool {
			return math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b)
		})
		if err != nil || !same {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := got.readFloats("nothing", nil); err == nil {
		t.Error("a column that is not there was read")
	}
	for i, path := range got.p.Schema().Columns() {
		if i >= 3 && path[0] != f.floats[i-3].name {
			t.Errorf("column %d is %q", i, path[0])
		}
	}
}

func BenchmarkFrameWrite(b *testing.B) {
	f := wide(100, 2000)
	b.ReportAllocs()
	for b.Loop() {
		data, err := f.bytes()
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(int64(len(data)))
	}
}

func BenchmarkFrameRead(b *testing.B) {
	f := wide(100, 2000)
	data, _ := f.bytes()
	path := filepath.Join(b.TempDir(), "f.parquet")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		t, err := openTable(path)
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range f.floats {
			if _, err := t.readFloats(c.name, nil); err != nil {
				b.Fatal(err)
			}
		}
		t.close()
	}
}
