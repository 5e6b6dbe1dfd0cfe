package net_test

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// Two nests listen to each other: each hears the value of the other one.
func ExampleHear() {
	p := net.NewParams(1, 1)
	program, err := net.Forward(p, func(_ *net.Nodes, in []*net.Node) []*net.Node {
		return []*net.Node{net.Hear(in[0], in[1])}
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	swap := net.Array{Dims: []int{1, 2, 2}, Data: []float64{0, 1, 1, 0}}
	values := net.Array{Dims: []int{1, 1, 2, 1}, Data: []float64{3, 5}}
	out, err := program.Run(context.Background(), p, swap, values)
	fmt.Println(out[0].Data, err)
	// Output: [5 3] <nil>
}
