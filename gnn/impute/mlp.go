package impute

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// layered is a perceptron of two hidden layers, one member for each task.
type layered struct{ first, second, last net.Dense }

func newLayered(p *net.Params, in int) layered {
	const hidden = 16
	return layered{net.NewDense(p, "first", in, hidden), net.NewDense(p, "second", hidden, hidden), net.NewDenseZero(p, "last", hidden, 1)}
}

func (l layered) apply(n *net.Nodes, x *net.Node) *net.Node {
	h := net.Tanh(l.second.Apply(n, net.Tanh(l.first.Apply(n, x))))
	d := net.Dims(x)
	return net.Scale(net.Reshape(l.last.Apply(n, h), d[0], d[1]), 3)
}

// loss is the mean squared miss of each task; the weights of its rows add up to
// one.
func (l layered) loss(n *net.Nodes, in []*net.Node) []*net.Node {
	return []*net.Node{net.Sum(net.Mul(net.Square(net.Sub(l.apply(n, in[0]), in[1])), in[2]), 1)}
}

// perceptron learns the coefficient from the features of the two ends alone:
// unit, family, mineral, what the tables say of either. No edge enters. It learns
// what is over the mean of a task.
func perceptron(ctx context.Context, g *Graph, tasks []task, seed uint64, steps int) ([][]float64, error) {
	p := net.NewParams(len(tasks), seed)
	l := newLayered(p, len(g.row(Pair{})))
	level := make([]float64, len(tasks))
	for m, t := range tasks {
		level[m] = average(t.y)
	}
	set := net.Settings{Steps: steps, Rate: 2e-2, Decay: 3e-2, Clip: 1, WarmUp: 10, Every: steps}
	state := net.Start(p, set)
	if err := net.Fit(ctx, l.loss, g.lesson(tasks, level), set, state); err != nil {
		return nil, fmt.Errorf("impute: perceptron: %w", err)
	}
	forward, err := net.Forward(p, func(n *net.Nodes, in []*net.Node) []*net.Node { return []*net.Node{l.apply(n, in[0])} })
	if err != nil {
		return nil, err
	}
	asked := g.rows(tasks, func(t task) []Pair { return t.asked })
	out, err := forward.Run(ctx, state.Now, asked)
	if err != nil {
		return nil, fmt.Errorf("impute: perceptron: %w", err)
	}
	answers := make([][]float64, len(tasks))
	for m, t := range tasks {
		for r := range t.asked {
			answers[m] = append(answers[m], level[m]+out[0].Data[m*asked.Dims[1]+r])
		}
	}
	return answers, nil
}

// lesson is what a perceptron learns from: features, coefficients over the
// level, weights, each [task][row].
func (g *Graph) lesson(tasks []task, level []float64) net.Whole {
	x := g.rows(tasks, func(t task) []Pair { return t.pairs })
	most := x.Dims[1]
	y, weight := net.NewArray(len(tasks), most), net.NewArray(len(tasks), most)
	for m, t := range tasks {
		for r, v := range t.y {
			y.Data[m*most+r], weight.Data[m*most+r] = v-level[m], 1/float64(len(t.y))
		}
	}
	return net.Whole{x, y, weight}
}

// rows are the features of some pairs of each task, [task][row][feature], as
// many rows as the longest list has.
func (g *Graph) rows(tasks []task, pairs func(task) []Pair) net.Array {
	most, in := 0, len(g.row(Pair{}))
	for _, t := range tasks {
		most = max(most, len(pairs(t)))
	}
	x := net.NewArray(len(tasks), most, in)
	for m, t := range tasks {
		for r, q := range pairs(t) {
			copy(x.Data[(m*most+r)*in:], g.row(q))
		}
	}
	return x
}

// row is what is known of both ends of a pair.
func (g *Graph) row(p Pair) []float64 {
	x := make([]float64, len(g.Units)+len(g.families)+1+len(g.Minerals))
	x[g.Unit[p.Node]] = 1
	x[len(g.Units)+g.Family[p.Node]+1] = 1
	x[len(g.Units)+len(g.families)+1+p.Mineral] = 1
	return append(append(x, g.nodeX[p.Node]...), g.mineralX[p.Mineral]...)
}
