//go:build unix

package net_test

import (
	"context"
	"syscall"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// The models of testdata/steps.py: 40 nodes with five neighbours each, 30
// years, 8 features in, 32 hidden, one step of Adam on the mean square.
const (
	benchNodes, benchYears, benchIn, benchHidden = 40, 30, 8, 32
)

func benchmarkStep(b *testing.B, p *net.Params, m net.Model) {
	a := net.NewArray(1, benchNodes, benchNodes)
	for i := range benchNodes {
		for k := 1; k <= 5; k++ {
			a.Data[i*benchNodes+(i+k*7)%benchNodes] = .2
		}
	}
	x := random(1, 1, 1, benchNodes, benchYears, benchIn)
	g, err := net.Training(p, m)
	if err != nil {
		b.Fatal(err)
	}
	adam, start := net.NewAdam(1e-3, 0, 0), processor()
	for b.Loop() {
		out, err := g.Run(context.Background(), p, x, a)
		if err != nil {
			b.Fatal(err)
		}
		adam.Step(p, out[1:], 1)
	}
	b.ReportMetric((processor()-start)*1e3/float64(b.N), "cpu-ms/op")
}

// processor is the time this process has used, in seconds.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	s := func(t syscall.Timeval) float64 { return float64(t.Sec) + float64(t.Usec)/1e6 }
	return s(u.Utime) + s(u.Stime)
}

func BenchmarkGConvGRUStep(b *testing.B) {
	p := net.NewParams(1, 1)
	gru, last := net.NewGConvGRU(p, "gru", 1, benchIn, benchHidden), net.NewDense(p, "last", benchHidden, 1)
	benchmarkStep(b, p, func(n *net.Nodes, in []*net.Node) []*net.Node {
		y := last.Apply(n, gru.Apply(n, in[0], in[1:2]))
		return []*net.Node{net.Sum(net.Square(y), 1, 2, 3, 4)}
	})
}

func BenchmarkTCNStep(b *testing.B) {
	p := net.NewParams(1, 1)
	one, two := net.NewTCN(p, "one", 3, 1, benchIn, benchHidden), net.NewTCN(p, "two", 3, 2, benchHidden, benchHidden)
	last := net.NewDense(p, "last", benchHidden, 1)
	benchmarkStep(b, p, func(n *net.Nodes, in []*net.Node) []*net.Node {
		x := net.Reshape(in[0], 1, benchNodes, benchYears, benchIn)
		y := last.Apply(n, two.Apply(n, one.Apply(n, x)))
		return []*net.Node{net.Sum(net.Square(y), 1, 2, 3)}
	})
}
