package forecast

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// layers are the network.
type layers struct {
	cell  Cell
	w     Network
	gru   net.GConvGRU
	mix   net.GraphConv
	tcn   net.TCN
	last  net.Dense
	width int
}

func newLayers(p *net.Params, cell Cell, w Network, c *scaled) *layers {
	l := &layers{cell: cell, w: w, width: channelCount(c)}
	if cell == TCN {
		l.mix = net.NewGraphConv(p, "mix", 1, l.width, w.Hidden)
		l.tcn = net.NewTCN(p, "tcn", min(3, w.Window), 1, w.Hidden, w.Hidden)
	} else {
		l.gru = net.NewGConvGRU(p, "gru", 1, l.width, w.Hidden)
	}
	l.last = net.NewDenseZero(p, "last", w.Hidden, 1)
	return l
}

// apply is the correction, [member, window, node], of windows x [1, window,
// node, row, channel] on graphs a [window, to, from].
func (l *layers) apply(p *net.Nodes, x, a *net.Node) *net.Node {
	d := net.Dims(x)
	m, b, n, t := l.w.Members, d[1], d[2], d[3]
	x = net.Spread(x, m, b, n, t, l.width)
	var h *net.Node
	if l.cell == TCN {
		h = net.Tanh(l.mix.Apply(p, x, []*net.Node{a}))
		h = l.tcn.Apply(p, net.Reshape(h, m, b*n, t, l.w.Hidden))
		h = net.Reshape(net.Slice(h, 2, t-1, t), m, b, n, l.w.Hidden)
	} else {
		h = l.gru.Apply(p, x, []*net.Node{a})
		h = net.Reshape(net.Slice(h, 3, t-1, t), m, b, n, l.w.Hidden)
	}
	return net.Reshape(l.last.Apply(p, h), m, b, n)
}

// loss is the mean square of what is left over, for each member.
func (l *layers) loss(p *net.Nodes, in []*net.Node) []*net.Node {
	return []*net.Node{MeanSquare(l.apply(p, in[0], in[1]), in[2], in[3])}
}

// MeanSquare is the weighted mean over windows and nodes of the squared error,
// [member]. Forecasts are [member, window, node], targets and weights [1,
// window, node]; any other shape panics, which net returns as an error. A
// target of shape [window, node, 1] would otherwise spread against the
// forecast into a loss over all pairs, which still falls in training.
func MeanSquare(forecast, target, weight *net.Node) *net.Node {
	f := net.Dims(forecast)
	for _, other := range []*net.Node{target, weight} {
		d := net.Dims(other)
		if len(f) != 3 || len(d) != 3 || d[0] != 1 || d[1] != f[1] || d[2] != f[2] {
			panic(fmt.Errorf("forecast: the loss takes [member, window, node] and [1, window, node], got %v and %v", f, d))
		}
	}
	t, w := net.Spread(target, f...), net.Spread(weight, f...)
	return net.Div(net.Sum(net.Mul(net.Square(net.Sub(forecast, t)), w), 1, 2), net.Shift(net.Sum(w, 1, 2), 1e-12))
}

// windows deals training batches; it is net.Data.
type windows struct {
	net     Network
	c       *scaled
	horizon int
	origins []int
	base    [][]float64
	inputs  [][][]float64 // [row][node][channel]
}

const slow = .1 // weight of the newest row in the slow mean

func channelCount(c *scaled) int { return 3 + 2*c.harmonics(2) }

// channels that a node shows at each row, [row][node][channel]: its value, the
// mean of all nodes, its slow mean, and the season of the row that is forecast.
func (c *scaled) channels(horizon int) [][][]float64 {
	memory := smooth(c.z, slow)
	out := make([][][]float64, len(c.z))
	for t, row := range c.z {
		mean := average(row)
		out[t] = make([][]float64, len(row))
		for i, v := range row {
			out[t][i] = append(out[t][i], v, mean, memory[t][i])
			for k := range c.harmonics(2) {
				angle := 2 * math.Pi * float64(k+1) * float64(t+horizon) / c.Season
				out[t][i] = append(out[t][i], math.Sin(angle), math.Cos(angle))
			}
		}
	}
	return out
}

// Batch draws windows by the step alone.
func (d *windows) Batch(step int) []net.Array {
	r := rand.New(rand.NewPCG(1, uint64(step)+1))
	pick := make([]int, min(d.net.Batch, len(d.origins)))
	for k := range pick {
		pick[k] = r.IntN(len(d.origins))
	}
	origins := make([]int, len(pick))
	for k, q := range pick {
		origins[k] = d.origins[q]
	}
	in := pack(d.c, d.inputs, d.net.Window, origins)
	n := len(d.c.Nodes)
	target, weight := net.NewArray(1, len(pick), n), net.NewArray(1, len(pick), n)
	for k, q := range pick {
		for i := range n {
			if y, ok := d.c.target(origins[k]+d.horizon, i); ok {
				target.Data[k*n+i], weight.Data[k*n+i] = y-d.base[q][i], 1
			}
		}
	}
	return append(in, target, weight)
}

// Validation is empty: the tail chooses the gate, not the number of steps.
func (d *windows) Validation() [][]net.Array { return nil }

// pack are the windows [1, window, node, row, channel] that end at the origins
// and their graphs [window, to, from].
func pack(c *scaled, inputs [][][]float64, rows int, origins []int) []net.Array {
	n, width := len(c.Nodes), channelCount(c)
	x, a := net.NewArray(1, len(origins), n, rows, width), net.NewArray(len(origins), n, n)
	for k, o := range origins {
		for i := range n {
			for t := range rows {
				copy(x.Data[((k*n+i)*rows+t)*width:], inputs[max(o-rows+1+t, 0)][i])
			}
		}
		graph := a.Data[k*n*n : (k+1)*n*n]
		weight := make([]float64, n)
		for _, e := range c.edges(o) {
			weight[e.To] += e.Weight
		}
		for _, e := range c.edges(o) {
			if weight[e.To] > 0 {
				graph[e.To*n+e.From] += e.Weight / weight[e.To]
			}
		}
	}
	return []net.Array{x, a}
}
