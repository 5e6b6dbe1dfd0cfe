package impute

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// perceptron learns the coefficient from the features of the two ends alone:
// unit, family, mineral, what the tables say of either. No edge enters.
func perceptron(ctx context.Context, g *Graph, tasks []task, seed uint64, steps int) ([][]float64, error) {
	const hidden = 16
	in := len(g.row(Pair{}))
	p := net.NewParams(len(tasks), seed)
	first, second, last := net.NewDense(p, "first", in, hidden), net.NewDense(p, "second", hidden, hidden), net.NewDenseZero(p, "last", hidden, 1)
	level := make([]float64, len(tasks))
	for m, t := range tasks {
		level[m] = average(t.y)
	}
	apply := func(n *net.Nodes, x *net.Node) *net.Node {
		h := net.Tanh(second.Apply(n, net.Tanh(first.Apply(n, x))))
		d := net.Dims(x)
		return net.Scale(net.Reshape(last.Apply(n, h), d[0], d[1]), 3)
	}
	pack := func(rows int, pairs func(t task) []Pair) net.Array {
		x := net.NewArray(len(tasks), rows, in)
		for m, t := range tasks {
			for r, q := range pairs(t) {
				copy(x.Data[(m*rows+r)*in:], g.row(q))
			}
		}
		return x
	}
	most, longest := 0, 0
	for _, t := range tasks {
		most, longest = max(most, len(t.pairs)), max(longest, len(t.asked))
	}
	x, y, weight := pack(most, func(t task) []Pair { return t.pairs }), net.NewArray(len(tasks), most), net.NewArray(len(tasks), most)
	for m, t := range tasks {
		for r, v := range t.y {
			y.Data[m*most+r], weight.Data[m*most+r] = v-level[m], 1/float64(len(t.y))
		}
	}
	loss := func(n *net.Nodes, in []*net.Node) []*net.Node {
		return []*net.Node{net.Sum(net.Mul(net.Square(net.Sub(apply(n, in[0]), in[1])), in[2]), 1)}
	}
	set := net.Settings{Steps: steps, Rate: 2e-2, Decay: 3e-2, Clip: 1, WarmUp: 10, Every: steps}
	state := net.Start(p, set)
	if err := net.Fit(ctx, loss, whole{x, y, weight}, set, state); err != nil {
		return nil, fmt.Errorf("impute: perceptron: %w", err)
	}
	forward, err := net.Forward(p, func(n *net.Nodes, in []*net.Node) []*net.Node { return []*net.Node{apply(n, in[0])} })
	if err != nil {
		return nil, err
	}
	out, err := forward.Run(ctx, state.Now, pack(longest, func(t task) []Pair { return t.asked }))
	if err != nil {
		return nil, fmt.Errorf("impute: perceptron: %w", err)
	}
	answers := make([][]float64, len(tasks))
	for m, t := range tasks {
		for r := range t.asked {
			answers[m] = append(answers[m], level[m]+out[0].Data[m*longest+r])
		}
	}
	return answers, nil
}

// whole hands out the same batch at every step.
type whole []net.Array

func (w whole) Batch(int) []net.Array     { return w }
func (w whole) Validation() [][]net.Array { return [][]net.Array{w} }

// row is what is known of both ends of a pair.
func (g *Graph) row(p Pair) []float64 {
	x := make([]float64, len(g.Units)+len(g.families)+1+len(g.Minerals))
	x[g.Unit[p.Node]] = 1
	x[len(g.Units)+g.Family[p.Node]+1] = 1
	x[len(g.Units)+len(g.families)+1+p.Mineral] = 1
	return append(append(x, g.nodeX[p.Node]...), g.mineralX[p.Mineral]...)
}
