package impute

import (
	"bytes"
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// FuzzNew: of whatever tables, the graph is an error or a graph of numbers.
func FuzzNew(f *testing.F) {
	w := newWorld(1, 6)
	var text [3][]byte
	for i, t := range []quantity.Table{w.observed, w.features, w.links} {
		var b bytes.Buffer
		if err := quantity.WriteTable(&b, t); err != nil {
			f.Fatal(err)
		}
		text[i] = b.Bytes()
	}
	f.Add(text[0], text[1], text[2])
	huge := bytes.ReplaceAll(text[1], []byte("family=f1"), []byte("weight"))
	f.Add(text[0], bytes.Replace(huge, []byte(",1,"), []byte(",1e308,"), 1), text[2])
	f.Fuzz(func(t *testing.T, observed, features, links []byte) {
		var tables []quantity.Table
		for i, b := range [][]byte{observed, features, links} {
			table, err := quantity.ReadTable([]string{"observed", "features", "links"}[i], bytes.NewReader(b))
			if err != nil {
				return
			}
			tables = append(tables, table)
		}
		g, err := New(tables[0], tables[1], tables[2])
		if err != nil {
			return
		}
		for _, rows := range [][][]float64{{g.Log}, g.Alike, g.Elements, g.Shared, g.Kin, g.Together, g.nodeX, g.mineralX} {
			for _, row := range rows {
				for _, v := range row {
					if math.IsNaN(v) || math.IsInf(v, 0) {
						t.Fatalf("the graph holds %v", v)
					}
				}
			}
		}
	})
}
