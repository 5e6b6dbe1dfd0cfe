package panel_test

import (
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// A price of zero is refused with its place.
func ExampleRead() {
	const text = `{"R":1,"T":2,"n_nodes":3,"n_minerals":2,"node_features":[[0],[1],[2]],
"edges":[{"src":0,"dst":2,"nest":0},{"src":1,"dst":2,"nest":0}],"edge_features":[[0],[1]],"edge_share":[0.5,0.5],"nests":[{"user":2,"k":0}],
"x":[[[1,2],[3,4]]],"p":[[[1,2],[0,4]]]}`
	_, err := panel.Read(strings.NewReader(text))
	fmt.Println(err)

	p, err := panel.Read(strings.NewReader(strings.Replace(text, "[0,4]", "[null,4]", 1)))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f of the cells are gaps\n", p.MissingShare()[0])
	for _, w := range p.Warnings() {
		fmt.Println(w)
	}
	// Output:
	// panel: negative price: p[0][1][0] is 0; prices and quantities are above zero; write null for a gap
	// 0.25 of the cells are gaps
	// panel: no instrument: z_supply and z_wedge are absent; give one; without it only a prior can be reported
	// panel: short regime: regime 0 has 2 years; expect wide intervals
}
