package sparse

import "testing"

var benchCases = []struct {
	name string
	make func() *triplets
}{
	{"scattered-1000x10", func() *triplets { return scattered(1000, 10, 1) }},
	{"scattered-2000x4", func() *triplets { return scattered(2000, 4, 1) }},
	{"banded-5000x4", func() *triplets { return banded(5000, 4, 1) }},
	{"banded-5000x4-shuffled", func() *triplets { return banded(5000, 4, 1).shuffled(1) }},
	{"tridiagonal-20000", func() *triplets { return banded(20000, 1, 1) }},
	{"arrow-20000", func() *triplets { return arrow(20000, 1) }},
	{"economy-4-regions-50-sectors", func() *triplets { return economy(4, 50, 1) }},
	{"economy-25-regions-40-sectors", func() *triplets { return economy(25, 40, 1) }},
}

func bench(b *testing.B, run func(b *testing.B, m *Matrix)) {
	for _, c := range benchCases {
		b.Run(c.name, func(b *testing.B) {
			run(b, c.make().matrix(b))
		})
	}
}

func BenchmarkAnalyze(b *testing.B) {
	bench(b, func(b *testing.B, m *Matrix) {
		for b.Loop() {
			if _, err := Analyze(m); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkFactor(b *testing.B) {
	bench(b, func(b *testing.B, m *Matrix) {
		sym, err := Analyze(m)
		if err != nil {
			b.Fatal(err)
		}
		var f *LU
		for b.Loop() {
			if f, err = Factor(m, sym, nil); err != nil {
				b.Fatal(err)
			}
		}
		s := f.Fill()
		b.ReportMetric(float64(s.Entries)/float64(m.NNZ()), "fill")
		b.ReportMetric(float64(s.Tail), "tail")
	})
}

func BenchmarkRefactor(b *testing.B) {
	bench(b, func(b *testing.B, m *Matrix) {
		f, err := Factor(m, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if err := f.Refactor(m); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkSolve(b *testing.B) {
	bench(b, func(b *testing.B, m *Matrix) {
		f, err := Factor(m, nil, nil)
		if err != nil {
			b.Fatal(err)
		}
		x := make([]float64, m.N)
		x[0] = 1
		for b.Loop() {
			if err := f.Solve(x, x); err != nil {
				b.Fatal(err)
			}
			clear(x)
			x[0] = 1
		}
	})
}
