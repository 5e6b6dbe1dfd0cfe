package impute_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/gnn/impute"
)

// Three cells take 1.1, 1.5 and 1.7 times what theory asks for; a fourth has a
// theoretical minimum of 800 kg/MWh.
func ExamplePractice() {
	g, err := impute.Practice([]float64{110, 150, 170}, []float64{100, 100, 100}, 800)
	if err != nil {
		panic(err)
	}
	fmt.Printf("%.0f kg/MWh, nine tenths from %.0f to %.0f, after %d cells\n", g.Central, g.Low, g.High, g.N)
	// Output:
	// 1196 kg/MWh, nine tenths from 857 to 2599, after 3 cells
}

// A graph of two families; "c" is known to hold copper, not how much.
func ExampleNew() {
	var rows strings.Builder
	rows.WriteString("node,mineral,value,unit,source,confidence,flag,note\n")
	for n := range 7 {
		for _, mineral := range []string{"copper", "nickel", "zinc"} {
			fmt.Fprintf(&rows, "n%d,%s,%d,kg/MW,lodestone,derived,,\n", n, mineral, n+1)
		}
	}
	read := func(name, text string) quantity.Table {
		t, err := quantity.ReadTable(name, strings.NewReader(text))
		if err != nil {
			panic(err)
		}
		return t
	}
	features := "object,feature,value,unit,source,confidence,flag,note\nn0,family=wind,1,1,lodestone,derived,,\nc,unit=kg/MW,1,1,lodestone,derived,,\n"
	links := "from,to,relation,value,unit,source,confidence,flag,note\nn0,plant,part,1,1,lodestone,derived,,\nc,plant,part,1,1,lodestone,derived,,\n"
	g, err := impute.New(read("observed", rows.String()), read("features", features), read("links", links), [2]string{"c", "copper"})
	if err != nil {
		panic(err)
	}
	p, ok := g.Find("c", "copper")
	fmt.Println(len(g.Pairs), "coefficients;", g.Nodes[p.Node], "holds", g.Minerals[p.Mineral], ok)
	fmt.Println("parents in common with n0:", g.Kin[p.Node][slices.Index(g.Nodes, "n0")])
	// Output:
	// 21 coefficients; c holds copper true
	// parents in common with n0: 1
}
