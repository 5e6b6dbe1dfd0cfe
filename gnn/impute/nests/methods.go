package main

import (
	"context"
	"errors"

	"gonum.org/v1/gonum/mat"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// methods learn from the estimates of nests with data.
var methods = []struct {
	name    string
	predict func(ctx context.Context, s *sample, seed uint64) ([]float64, error)
}{
	{"class means", classMeans},
	{"regression on features", func(_ context.Context, s *sample, _ uint64) ([]float64, error) { return s.regress(s.own) }},
	{"MLP on features", perceptron},
	{"regression, neighbour means", func(_ context.Context, s *sample, _ uint64) ([]float64, error) { return s.regress(s.neighbours()) }},
}

// weight of an estimate: its precision, idiosyncratic spread added.
func (s *sample) weight(row int) float64 {
	return 1 / (square(s.report.Nests[row].SDLogSigma) + .02)
}

// classMeans: the mean of nests of the same slot and regime.
func classMeans(_ context.Context, s *sample, _ uint64) ([]float64, error) {
	type class struct{ k, regime int }
	sum, n := map[class]float64{}, map[class]float64{}
	of := func(row int) class { return class{s.report.Nests[row].K, s.report.Nests[row].Regime} }
	for _, row := range s.seen {
		sum[of(row)] += s.weight(row) * s.report.Nests[row].MeanLogSigma
		n[of(row)] += s.weight(row)
	}
	var out []float64
	for _, row := range s.hidden {
		out = append(out, sum[of(row)]/n[of(row)])
	}
	return out, nil
}

// neighbours adds to features of a nest the means of its suppliers' features
// and of the estimates of nests near by.
func (s *sample) neighbours() [][]float64 {
	seen := map[int]bool{}
	level := 0.0
	for _, row := range s.seen {
		seen[row] = true
		level += s.report.Nests[row].MeanLogSigma / float64(len(s.seen))
	}
	out := make([][]float64, len(s.own))
	for row := range s.own {
		sum, n := 0.0, .5
		for _, v := range s.near[row] {
			if seen[v] && v != row {
				sum, n = sum+s.report.Nests[v].MeanLogSigma-level, n+1
			}
		}
		out[row] = append(append(append([]float64{}, s.own[row]...), s.suppliers[row]...), sum/n)
	}
	return out
}

// regress is weighted ridge regression; the first feature is the constant.
func (s *sample) regress(x [][]float64) ([]float64, error) {
	k := len(x[0])
	a, b := mat.NewSymDense(k, nil), mat.NewVecDense(k, nil)
	for i := range k {
		a.SetSym(i, i, 1)
	}
	for _, row := range s.seen {
		v := mat.NewVecDense(k, x[row])
		a.SymRankOne(a, s.weight(row), v)
		b.AddScaledVec(b, s.weight(row)*s.report.Nests[row].MeanLogSigma, v)
	}
	var ch mat.Cholesky
	var w mat.VecDense
	if !ch.Factorize(a) {
		return nil, errors.New("a regression has no solution")
	}
	if err := ch.SolveVecTo(&w, b); err != nil {
		return nil, err
	}
	var out []float64
	for _, row := range s.hidden {
		out = append(out, mat.Dot(&w, mat.NewVecDense(k, x[row])))
	}
	return out, nil
}

// ensemble is four small networks on the features.
type ensemble struct{ first, last net.Dense }

const members, hidden = 4, 12

func (e ensemble) apply(n *net.Nodes, x *net.Node) *net.Node {
	d := net.Dims(x)
	h := net.Tanh(e.first.Apply(n, net.Spread(x, members, d[1], d[2])))
	return net.Reshape(e.last.Apply(n, h), members, d[1])
}

// loss is the mean squared miss of each member; weights add up to one.
func (e ensemble) loss(n *net.Nodes, in []*net.Node) []*net.Node {
	out := e.apply(n, in[0])
	d := net.Dims(out)
	return []*net.Node{net.Sum(net.Mul(net.Square(net.Sub(out, net.Spread(in[1], d...))), net.Spread(in[2], d...)), 1)}
}

// perceptron is the mean of an ensemble on the features.
func perceptron(ctx context.Context, s *sample, seed uint64) ([]float64, error) {
	const steps = 300
	p := net.NewParams(members, seed)
	e := ensemble{net.NewDense(p, "first", len(s.own[0]), hidden), net.NewDenseZero(p, "last", hidden, 1)}
	set := net.Settings{Steps: steps, Rate: 1e-2, Decay: 3e-2, Clip: 1, WarmUp: 10, Every: steps}
	state := net.Start(p, set)
	if err := net.Fit(ctx, e.loss, s.pack(s.seen), set, state); err != nil {
		return nil, err
	}
	forward, err := net.Forward(p, func(n *net.Nodes, in []*net.Node) []*net.Node { return []*net.Node{e.apply(n, in[0])} })
	if err != nil {
		return nil, err
	}
	raw, err := forward.Run(ctx, state.Now, s.pack(s.hidden)[0])
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(s.hidden))
	for i, v := range raw[0].Data {
		out[i%len(out)] += v / members
	}
	return out, nil
}

// pack is features, estimates and weights of rows.
func (s *sample) pack(rows []int) net.Whole {
	in := len(s.own[0])
	x, y, w := net.NewArray(1, len(rows), in), net.NewArray(1, len(rows)), net.NewArray(1, len(rows))
	total := 0.0
	for i, row := range rows {
		copy(x.Data[i*in:], s.own[row])
		y.Data[i], w.Data[i] = s.report.Nests[row].MeanLogSigma, s.weight(row)
		total += w.Data[i]
	}
	for i := range rows {
		w.Data[i] /= total
	}
	return net.Whole{x, y, w}
}
