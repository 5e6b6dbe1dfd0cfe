package net

import (
	"fmt"
	"math"
)

// Dense is y = x W + b on the last axis: [member, ..., in] to [member, ..., out].
type Dense struct {
	name    string
	in, out int
}

// NewDense adds W (normal, variance 1/in) and b (zero) to p.
func NewDense(p *Params, name string, in, out int) Dense {
	p.Normal(name+"/w", 1/math.Sqrt(float64(in)), in, out)
	p.Normal(name+"/b", 0, out)
	return Dense{name, in, out}
}

// NewDenseZero is a layer that starts at zero: the last one of a correction.
func NewDenseZero(p *Params, name string, in, out int) Dense {
	p.Normal(name+"/w", 0, in, out)
	p.Normal(name+"/b", 0, out)
	return Dense{name, in, out}
}

// Apply is the layer on x.
func (d Dense) Apply(p *Nodes, x *Node) *Node {
	dims := Dims(x)
	if dims[len(dims)-1] != d.in {
		panic(fmt.Errorf("net: layer %q takes %d features, got %v", d.name, d.in, dims))
	}
	m, rows := dims[0], 1
	for _, n := range dims[1 : len(dims)-1] {
		rows *= n
	}
	y := Einsum("mri,mio->mro", Reshape(x, m, rows, d.in), p.Get(d.name+"/w"))
	y = Add(y, Reshape(p.Get(d.name+"/b"), m, 1, d.out))
	return Reshape(y, append(append([]int{}, dims[:len(dims)-1]...), d.out)...)
}

// GraphConv is a convolution over several relations (Schlichtkrull et al.
// 2018): y = x W + sum_r A_r x W_r + b. A_r is [economy, to, from], its rows
// sum to one or zero; x is [member, economy, row, ..., in].
type GraphConv struct {
	self  Dense
	heard []Dense
}

// NewGraphConv adds the layer's parameters for a number of relations.
func NewGraphConv(p *Params, name string, relations, in, out int) GraphConv {
	g := GraphConv{self: NewDense(p, name+"/self", in, out)}
	for r := range relations {
		g.heard = append(g.heard, NewDense(p, fmt.Sprintf("%s/rel%d", name, r), in, out))
	}
	return g
}

// Apply is the layer on x with one A for each relation.
func (g GraphConv) Apply(p *Nodes, x *Node, a []*Node) *Node {
	if len(a) != len(g.heard) {
		panic(fmt.Errorf("net: layer %q takes %d relations, got %d", g.self.name, len(g.heard), len(a)))
	}
	y := g.self.Apply(p, x)
	for r, d := range g.heard {
		y = Add(y, d.Apply(p, Hear(a[r], x)))
	}
	return y
}

// Hear is A x: what rows hear from their neighbours. A is [economy, to, from],
// x [member, economy, from, ...].
func Hear(a, x *Node) *Node {
	d := Dims(x)
	width := 1
	for _, n := range d[3:] {
		width *= n
	}
	y := Einsum("bij,mbjf->mbif", a, Reshape(x, d[0], d[1], d[2], width))
	return Reshape(y, append([]int{d[0], d[1], Dims(a)[1]}, d[3:]...)...)
}

// GConvGRU is a gated recurrent unit whose products are graph convolutions
// (Seo et al. 2018; the reset gate acts after the convolution, as in cuDNN): it
// reads [member, economy, row, time, in] and returns the state after each
// year, [member, economy, row, time, hidden].
type GConvGRU struct {
	hidden int
	x, h   GraphConv // update gate, reset gate, candidate
}

// NewGConvGRU adds the unit's parameters.
func NewGConvGRU(p *Params, name string, relations, in, hidden int) GConvGRU {
	return GConvGRU{hidden, NewGraphConv(p, name+"/x", relations, in, 3*hidden), NewGraphConv(p, name+"/h", relations, hidden, 3*hidden)}
}

// Apply unrolls the unit over time.
func (g GConvGRU) Apply(p *Nodes, x *Node, a []*Node) *Node {
	dims, w := Dims(x), g.hidden
	m, b, n, years := dims[0], dims[1], dims[2], dims[3]
	fromX := g.x.Apply(p, x, a)
	h := Zeros(x, m, b, n, w)
	states := make([]*Node, years)
	for t := range years {
		cx, ch := Reshape(Slice(fromX, 3, t, t+1), m, b, n, 3*w), g.h.Apply(p, h, a)
		gates := Sigmoid(Add(Slice(cx, 3, 0, 2*w), Slice(ch, 3, 0, 2*w)))
		update, reset := Slice(gates, 3, 0, w), Slice(gates, 3, w, 2*w)
		fresh := Tanh(Add(Slice(cx, 3, 2*w, 3*w), Mul(reset, Slice(ch, 3, 2*w, 3*w))))
		h = Add(fresh, Mul(update, Sub(h, fresh)))
		states[t] = h
	}
	return Stack(3, states...)
}

// TCN is a block of a temporal convolutional network (Bai et al. 2018): two
// causal convolutions over time and a residual path, on [member, sequence,
// time, in]. Year t sees years t, t-dilation, ... t-(taps-1) dilation.
type TCN struct {
	taps, dilation int
	first, second  []Dense
	skip           Dense
}

// NewTCN adds the block's parameters.
func NewTCN(p *Params, name string, taps, dilation, in, out int) TCN {
	t := TCN{taps: taps, dilation: dilation, skip: NewDense(p, name+"/skip", in, out)}
	for k := range taps {
		t.first = append(t.first, NewDense(p, fmt.Sprintf("%s/one%d", name, k), in, out))
		t.second = append(t.second, NewDense(p, fmt.Sprintf("%s/two%d", name, k), out, out))
	}
	return t
}

// Apply is the block on x.
func (t TCN) Apply(p *Nodes, x *Node) *Node {
	h := Relu(t.conv(p, t.first, x))
	h = Relu(t.conv(p, t.second, h))
	return Relu(Add(h, t.skip.Apply(p, x)))
}

func (t TCN) conv(p *Nodes, taps []Dense, x *Node) *Node {
	y := taps[0].Apply(p, x)
	for k := 1; k < len(taps); k++ {
		y = Add(y, taps[k].Apply(p, delay(x, k*t.dilation)))
	}
	return y
}

// delay moves x by n years; the first n are zero.
func delay(x *Node, n int) *Node {
	d := Dims(x)
	if n >= d[2] {
		return Zeros(x, d...)
	}
	return Concat(2, Zeros(x, d[0], d[1], n, d[3]), Slice(x, 2, 0, d[2]-n))
}

// Attend pools the members of a nest by attention (Bahdanau et al. 2015):
// [member, row, slot, in] with mask [1, row, slot] (1 where there is a member
// of the nest) to [member, row, in].
type Attend struct {
	hidden, score Dense
}

// NewAttend adds the parameters.
func NewAttend(p *Params, name string, in, hidden int) Attend {
	return Attend{NewDense(p, name+"/hidden", in, hidden), NewDense(p, name+"/score", hidden, 1)}
}

// Apply is the pooling. A nest without members gives zeros.
func (a Attend) Apply(p *Nodes, x, mask *Node) *Node {
	d := Dims(x)
	full := Spread(mask, d[0], d[1], d[2])
	s := Reshape(a.score.Apply(p, Tanh(a.hidden.Apply(p, x))), d[0], d[1], d[2])
	// Scores are bounded, so that the exponentials need no largest one taken out.
	w := Mul(Exp(Scale(Tanh(Scale(s, .2)), 5)), full)
	total := Shift(Sum(w, 2), 1e-12)
	return Sum(Mul(x, Reshape(Div(w, Reshape(total, d[0], d[1], 1)), d[0], d[1], d[2], 1)), 2)
}

// Exchange sends messages from nests to their users and back: users [economy,
// user, row] holds the weight of each nest in its user (rows sum to one), x is
// [member, economy, row, in]; the result is [member, economy, row, out].
type Exchange struct {
	up, down, self Dense
}

// NewExchange adds the parameters.
func NewExchange(p *Params, name string, in, hidden, out int) Exchange {
	return Exchange{NewDense(p, name+"/up", in, hidden), NewDense(p, name+"/down", hidden, out), NewDense(p, name+"/self", in, out)}
}

// Apply is the exchange. back [economy, row, user] says which user's answer a
// nest hears.
func (e Exchange) Apply(p *Nodes, x, users, back *Node) *Node {
	user := Tanh(e.up.Apply(p, Hear(users, x)))
	return Add(e.self.Apply(p, x), e.down.Apply(p, Hear(back, user)))
}
