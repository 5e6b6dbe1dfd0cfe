package gnn

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/net"
)

// Design says how the network is built and what it may see; the ablations are
// designs.
type Design struct {
	Members   int  `json:"members"`
	Hidden    int  `json:"hidden"`
	Heard     int  `json:"heard"` // features that rows tell each other
	Layers    int  `json:"layers"`
	NoGraph   bool `json:"no_graph,omitempty"`   // rows hear nothing
	Shuffled  bool `json:"shuffled,omitempty"`   // rows hear strangers
	NoMoments bool `json:"no_moments,omitempty"` // the posterior alone
	Recurrent bool `json:"recurrent,omitempty"`  // a GRU reads the yearly moments of each row
}

// Standard is the design of the shipped weights.
func Standard() Design { return Design{Members: 4, Hidden: 32, Heard: 8, Layers: 2} }

// check bounds the sizes: a file must not ask for the machine's memory.
func (d Design) check() error {
	if d.Members < 1 || d.Members > 64 || d.Hidden < 1 || d.Hidden > 1024 || d.Heard < 1 || d.Heard > 1024 || d.Layers < 0 || d.Layers > 16 {
		return fmt.Errorf("gnn: a design of %d members, %d and %d features and %d layers: the bounds are 64, 1024, 1024 and 16", d.Members, d.Hidden, d.Heard, d.Layers)
	}
	return nil
}

// relations is the number of relations of graph.
const relations = 4

// network is a correction of the classical posterior of log sigma:
//
//	moments ─Dense─▶ h ─┬─▶ + tanh(Dense h, heard from rivals, siblings, suppliers, the other regime) ─▶ ... ─▶
//	                    └────────────────▶ shift and scale of the posterior, two quantiles
type network struct {
	design Design
	first  net.Dense
	tell   []net.Dense
	hear   []net.GraphConv
	mix    []net.Dense
	last   net.Dense
	gru    net.GConvGRU
	recall net.Dense
}

// memory is the number of features that the recurrent part keeps of a row.
const memory = 8

const outputs = 4 // shift, log scale, lower and upper quantile

// newNetwork adds the parameters to p; the last layer starts at zero, so that
// the first answer is the classical one.
func newNetwork(p *net.Params, d Design) *network {
	n := &network{design: d, first: net.NewDense(p, "first", len(MomentNames()), d.Hidden), last: net.NewDenseZero(p, "last", d.Hidden, outputs)}
	for l := range d.Layers {
		n.tell = append(n.tell, net.NewDense(p, fmt.Sprintf("tell%d", l), d.Hidden, d.Heard))
		n.hear = append(n.hear, net.NewGraphConv(p, fmt.Sprintf("hear%d", l), relations, d.Heard, d.Hidden))
		n.mix = append(n.mix, net.NewDense(p, fmt.Sprintf("mix%d", l), d.Hidden, d.Hidden))
	}
	if d.Recurrent {
		n.gru = net.NewGConvGRU(p, "gru", 0, classic.YearlyChannels, memory)
		n.recall = net.NewDenseZero(p, "recall", memory, d.Hidden)
	}
	return n
}

// quantileStart is where the quantile heads start: softplus(1.4338) = 1.645.
const quantileStart = 1.4338

// heads are the outputs for each row, [member, economy, row].
type heads struct{ mean, logSD, low, high *net.Node }

// apply computes the heads from inputs of the order of pack.
func (n *network) apply(p *net.Nodes, in []*net.Node) heads {
	x, base, a := in[0], in[1], in[4:4+relations]
	dims := net.Dims(x)
	m, b, rows := n.design.Members, dims[1], dims[2]
	h := net.Tanh(n.first.Apply(p, net.Spread(x, m, b, rows, dims[3])))
	if n.design.Recurrent {
		series := in[4+relations]
		years := net.Dims(series)[3]
		states := n.gru.Apply(p, net.Spread(series, m, b, rows, years, classic.YearlyChannels), nil)
		end := net.Reshape(net.Slice(states, 3, years-1, years), m, b, rows, memory)
		h = net.Add(h, n.recall.Apply(p, end))
	}
	for l := range n.tell {
		heard := n.hear[l].Apply(p, n.tell[l].Apply(p, h), a)
		h = net.Add(h, net.Tanh(net.Add(n.mix[l].Apply(p, h), heard)))
	}
	out := n.last.Apply(p, h)
	part := func(i int) *net.Node { return net.Reshape(net.Slice(out, 3, i, i+1), m, b, rows) }
	column := func(i int) *net.Node {
		return net.Spread(net.Reshape(net.Slice(base, 3, i, i+1), 1, b, rows), m, b, rows)
	}
	var y heads
	y.mean = net.Add(column(0), net.Mul(column(1), part(0)))
	y.logSD = net.Add(net.Log(column(1)), net.Scale(net.Tanh(net.Scale(part(1), .5)), 2))
	sd := net.Exp(y.logSD)
	y.low = net.Sub(y.mean, net.Mul(sd, net.Softplus(net.Shift(part(2), quantileStart))))
	y.high = net.Add(y.mean, net.Mul(sd, net.Softplus(net.Shift(part(3), quantileStart))))
	return y
}

// loss is for each member the mean over rows of: the negative log likelihood
// of log sigma (Student's t with four degrees of freedom: some panels have
// instruments that are not valid), the error of sigma itself (squared where it
// is small, Charbonnier's form of Huber's loss; it is what decisions feel), and
// the pinball losses of the 5 % and 95 % quantiles.
func (n *network) loss(p *net.Nodes, in []*net.Node) []*net.Node {
	y := n.apply(p, in)
	dims := net.Dims(y.mean)
	target, weight := net.Spread(in[2], dims...), net.Spread(in[3], dims...)
	sd := net.Exp(y.logSD)
	z := net.Div(net.Sub(target, y.mean), sd)
	l := net.Add(net.Scale(net.Log(net.Shift(net.Scale(net.Square(z), .25), 1)), 2.5), y.logSD)
	level := net.Sub(net.Exp(bounded(net.Add(y.mean, net.Scale(net.Square(sd), .5)))), net.Exp(target))
	l = net.Add(l, net.Scale(net.Exp(net.Scale(net.Log(net.Shift(net.Square(level), bend*bend)), .5)), squareWeight))
	l = net.Add(l, pinball(net.Sub(target, y.low), sd, .05))
	l = net.Add(l, pinball(net.Sub(target, y.high), sd, .95))
	return []*net.Node{net.Sum(net.Mul(l, weight), 1, 2)}
}

// bounded keeps log sigma below 2, an elasticity of 7.4.
func bounded(x *net.Node) *net.Node {
	return net.Shift(net.Scale(net.Relu(net.Shift(net.Scale(x, -1), 2)), -1), 2)
}

const (
	squareWeight = 2
	bend         = .2 // errors of sigma above this count linearly
)

// pinball is the loss of Koenker and Bassett (1978), in units of sd.
func pinball(above, sd *net.Node, level float64) *net.Node {
	return net.Div(net.Max(net.Scale(above, level), net.Scale(above, level-1)), sd)
}

// answer is one row's outcome of the ensemble, in log sigma.
type answer struct{ mean, sd, low, high float64 }

// pool joins the members: means of the heads, and a variance that adds the
// spread between members.
func pool(members int, mean, logSD, low, high []float64) []answer {
	rows := len(mean) / members
	out := make([]answer, rows)
	for r := range out {
		var a answer
		second := 0.0
		for m := range members {
			i := m*rows + r
			a.mean += mean[i] / float64(members)
			a.low += low[i] / float64(members)
			a.high += high[i] / float64(members)
			second += (math.Exp(2*logSD[i]) + mean[i]*mean[i]) / float64(members)
		}
		a.sd = math.Sqrt(math.Max(second-a.mean*a.mean, 1e-12))
		out[r] = a
	}
	return out
}
