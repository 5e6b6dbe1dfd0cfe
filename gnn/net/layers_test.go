package net_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// random fills an array with standard normal values.
func random(seed uint64, dims ...int) net.Array {
	a, r := net.NewArray(dims...), rand.New(rand.NewPCG(seed, 0))
	for i := range a.Data {
		a.Data[i] = r.NormFloat64()
	}
	return a
}

// fill gives every parameter random values, biases too.
func fill(p *net.Params) {
	for i, name := range p.Names() {
		copy(p.Get(name).Data, random(uint64(i), p.Get(name).Dims...).Data)
	}
}

func forward(t *testing.T, p *net.Params, m net.Model, in ...net.Array) net.Array {
	t.Helper()
	g, err := net.Forward(p, m)
	if err != nil {
		t.Fatal(err)
	}
	out, err := g.Run(context.Background(), p, in...)
	if err != nil {
		t.Fatal(err)
	}
	return out[0]
}

// near compares with loops: a tolerance bounds rounding, where the backend adds in
// another order.
func near(t *testing.T, what string, got net.Array, want []float64, tol float64) {
	t.Helper()
	if len(got.Data) != len(want) {
		t.Fatalf("%s: %v, wanted %d values", what, got.Dims, len(want))
	}
	for i := range want {
		if !(math.Abs(got.Data[i]-want[i]) <= tol) {
			t.Fatalf("%s[%d] = %v, wanted %v", what, i, got.Data[i], want[i])
		}
	}
}

// dense is the plain loop: rows of x [rows][in] through member m of a layer.
func dense(p *net.Params, name string, m int, x []float64, in, out int) []float64 {
	w, b := p.Get(name + "/w").Data[m*in*out:], p.Get(name + "/b").Data[m*out:]
	y := make([]float64, len(x)/in*out)
	for r := range len(x) / in {
		for o := range out {
			y[r*out+o] = b[o]
			for i := range in {
				y[r*out+o] += x[r*in+i] * w[i*out+o]
			}
		}
	}
	return y
}

// hear is A x by loops, for one economy of n rows.
func hear(a, x []float64, n, f int) []float64 {
	y := make([]float64, len(a)/n*f)
	for i := range len(a) / n {
		for j := range n {
			for c := range f {
				y[i*f+c] += a[i*n+j] * x[j*f+c]
			}
		}
	}
	return y
}

func add(x ...[]float64) []float64 {
	y := make([]float64, len(x[0]))
	for _, v := range x {
		for i := range y {
			y[i] += v[i]
		}
	}
	return y
}

func apply(f func(float64) float64, x []float64) []float64 {
	y := make([]float64, len(x))
	for i := range x {
		y[i] = f(x[i])
	}
	return y
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

const members, economies, rows, years, in, hidden = 2, 2, 3, 4, 3, 2

// conv is a graph convolution of one member and economy by loops.
func conv(p *net.Params, name string, m int, x []float64, a [][]float64, in, out int) []float64 {
	y := dense(p, name+"/self", m, x, in, out)
	for r := range a {
		y = add(y, dense(p, fmt.Sprintf("%s/rel%d", name, r), m, hear(a[r], x, rows, in), in, out))
	}
	return y
}

func TestGraphConvEqualsLoops(t *testing.T) {
	p := net.NewParams(members, 1)
	g := net.NewGraphConv(p, "g", 2, in, hidden)
	fill(p)
	x, a, b := random(1, members, economies, rows, in), random(2, economies, rows, rows), random(3, economies, rows, rows)
	got := forward(t, p, func(n *net.Nodes, v []*net.Node) []*net.Node { return []*net.Node{g.Apply(n, v[0], v[1:])} }, x, a, b)
	var want []float64
	for m := range members {
		for e := range economies {
			at := (m*economies + e) * rows * in
			want = append(want, conv(p, "g", m, x.Data[at:at+rows*in], [][]float64{part(a, e), part(b, e)}, in, hidden)...)
		}
	}
	near(t, "graph convolution", got, want, 1e-12)
}

// part is the matrix of one economy.
func part(a net.Array, e int) []float64 { return a.Data[e*rows*rows : (e+1)*rows*rows] }

func TestGConvGRUEqualsLoops(t *testing.T) {
	p := net.NewParams(members, 1)
	g := net.NewGConvGRU(p, "g", 1, in, hidden)
	fill(p)
	x, a := random(1, members, economies, rows, years, in), random(2, economies, rows, rows)
	got := forward(t, p, func(n *net.Nodes, v []*net.Node) []*net.Node { return []*net.Node{g.Apply(n, v[0], v[1:])} }, x, a)
	want := make([]float64, members*economies*rows*years*hidden)
	for m := range members {
		for e := range economies {
			h, adj := make([]float64, rows*hidden), [][]float64{part(a, e)}
			for y := range years {
				xt := make([]float64, 0, rows*in)
				for r := range rows {
					at := (((m*economies+e)*rows+r)*years + y) * in
					xt = append(xt, x.Data[at:at+in]...)
				}
				cx, ch := conv(p, "g/x", m, xt, adj, in, 3*hidden), conv(p, "g/h", m, h, adj, hidden, 3*hidden)
				next := make([]float64, len(h))
				for r := range rows {
					for c := range hidden {
						i, at := r*hidden+c, r*3*hidden+c
						z, reset := sigmoid(cx[at]+ch[at]), sigmoid(cx[at+hidden]+ch[at+hidden])
						next[i] = z*h[i] + (1-z)*math.Tanh(cx[at+2*hidden]+reset*ch[at+2*hidden])
						want[(((m*economies+e)*rows+r)*years+y)*hidden+c] = next[i]
					}
				}
				h = next
			}
		}
	}
	near(t, "GConvGRU", got, want, 1e-12)
}

func TestTCNEqualsLoopsAndIsCausal(t *testing.T) {
	p := net.NewParams(members, 1)
	b := net.NewTCN(p, "t", 2, 2, in, hidden)
	fill(p)
	model := func(n *net.Nodes, v []*net.Node) []*net.Node { return []*net.Node{b.Apply(n, v[0])} }
	x := random(1, members, rows, years, in)
	got := forward(t, p, model, x)
	relu := func(v float64) float64 { return math.Max(v, 0) }
	late := func(v []float64, width int) []float64 { // two years later
		return append(make([]float64, 2*width), v[:(years-2)*width]...)
	}
	var want []float64
	for m := range members {
		for r := range rows {
			s := x.Data[(m*rows+r)*years*in:][:years*in]
			h := apply(relu, add(dense(p, "t/one0", m, s, in, hidden), dense(p, "t/one1", m, late(s, in), in, hidden)))
			h = apply(relu, add(dense(p, "t/two0", m, h, hidden, hidden), dense(p, "t/two1", m, late(h, hidden), hidden, hidden)))
			want = append(want, apply(relu, add(h, dense(p, "t/skip", m, s, in, hidden)))...)
		}
	}
	near(t, "TCN", got, want, 1e-12)
	for i := range x.Data { // change the last year
		if i/in%years == years-1 {
			x.Data[i] += 7
		}
	}
	again := forward(t, p, model, x)
	for i := range again.Data {
		if i/hidden%years < years-1 && again.Data[i] != got.Data[i] {
			t.Fatalf("an earlier year hears of a later one at %d", i)
		}
	}
}

func TestAttendEqualsLoops(t *testing.T) {
	const slots = 3
	p := net.NewParams(members, 1)
	b := net.NewAttend(p, "a", in, hidden)
	fill(p)
	x, mask := random(1, members, rows, slots, in), net.NewArray(1, rows, slots)
	copy(mask.Data, []float64{1, 1, 1, 1, 0, 1, 0, 0, 0})
	got := forward(t, p, func(n *net.Nodes, v []*net.Node) []*net.Node { return []*net.Node{b.Apply(n, v[0], v[1])} }, x, mask)
	var want []float64
	for m := range members {
		for r := range rows {
			s := x.Data[(m*rows+r)*slots*in:][:slots*in]
			score := dense(p, "a/score", m, apply(math.Tanh, dense(p, "a/hidden", m, s, in, hidden)), hidden, 1)
			y, total := make([]float64, in), 1e-12 // as the layer, which divides by no zero
			for k := range slots {
				w := math.Exp(5*math.Tanh(score[k]/5)) * mask.Data[r*slots+k]
				total += w
				for c := range in {
					y[c] += w * s[k*in+c]
				}
			}
			for c := range in {
				want = append(want, y[c]/total)
			}
		}
	}
	near(t, "attention", got, want, 1e-12)
	for _, v := range want[len(want)-in:] {
		if v != 0 {
			t.Error("a nest without members is not zero")
		}
	}
}

func TestExchangeEqualsLoops(t *testing.T) {
	const users = 2
	p := net.NewParams(1, 1)
	b := net.NewExchange(p, "e", in, hidden, in)
	fill(p)
	x, up, down := random(1, 1, 1, rows, in), random(2, 1, users, rows), random(3, 1, rows, users)
	got := forward(t, p, func(n *net.Nodes, v []*net.Node) []*net.Node { return []*net.Node{b.Apply(n, v[0], v[1], v[2])} }, x, up, down)
	user := apply(math.Tanh, dense(p, "e/up", 0, hear(up.Data, x.Data, rows, in), in, hidden))
	want := add(dense(p, "e/self", 0, x.Data, in, in), dense(p, "e/down", 0, hear(down.Data, user, users, hidden), hidden, in))
	near(t, "exchange", got, want, 1e-12)
}

// TestGradientsEqualDifferences runs all layers in one model.
func TestGradientsEqualDifferences(t *testing.T) {
	p := net.NewParams(members, 3)
	gru := net.NewGConvGRU(p, "gru", 1, in, hidden)
	tcn := net.NewTCN(p, "tcn", 2, 1, hidden, hidden)
	att := net.NewAttend(p, "att", hidden, hidden)
	exc := net.NewExchange(p, "exc", hidden, hidden, 1)
	fill(p)
	x, a, mask := random(1, members, economies, rows, years, in), random(2, economies, rows, rows), net.NewArray(1, economies*rows, years)
	for i := range mask.Data {
		mask.Data[i] = float64(i % 3 % 2)
	}
	model := func(n *net.Nodes, v []*net.Node) []*net.Node {
		h := gru.Apply(n, v[0], v[1:2])
		h = tcn.Apply(n, net.Reshape(h, members, economies*rows, years, hidden))
		h = att.Apply(n, h, v[2])
		h = exc.Apply(n, net.Reshape(h, members, economies, rows, hidden), v[1], v[1])
		return []*net.Node{net.Sum(net.Square(h), 1, 2, 3)}
	}
	g, err := net.Training(p, model)
	if err != nil {
		t.Fatal(err)
	}
	out, err := g.Run(context.Background(), p, x, a, mask)
	if err != nil {
		t.Fatal(err)
	}
	loss := func() float64 {
		s := 0.0
		for _, v := range forward(t, p, model, x, a, mask).Data {
			s += v
		}
		return s
	}
	for i, name := range p.Names() {
		w := p.Get(name).Data
		for _, k := range []int{0, len(w) - 1} {
			const h = 1e-5
			was := w[k]
			w[k] = was + h
			up := loss()
			w[k] = was - h
			down := loss()
			w[k] = was
			want, got := (up-down)/(2*h), out[1+i].Data[k]
			if math.Abs(got-want) > 1e-5*(1+math.Abs(want)) { // the error of a central difference
				t.Errorf("d loss/d %s[%d] = %v, difference %v", name, k, got, want)
			}
		}
	}
}
