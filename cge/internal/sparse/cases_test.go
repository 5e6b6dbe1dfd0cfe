package sparse

import (
	"math/rand/v2"
	"testing"
)

// A list of triplets in the making.
type triplets struct {
	n          int
	rows, cols []int
	vals       []float64
}

func (t *triplets) add(i, j int, v float64) {
	t.rows, t.cols, t.vals = append(t.rows, i), append(t.cols, j), append(t.vals, v)
}

func (t *triplets) matrix(tb testing.TB) *Matrix {
	tb.Helper()
	m, err := FromTriplets(t.n, t.rows, t.cols, t.vals)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

// scattered has a strong diagonal and so many other entries a column anywhere.
func scattered(n, others int, seed uint64) *triplets {
	r := rand.New(rand.NewPCG(seed, 1))
	t := &triplets{n: n}
	for j := range n {
		t.add(j, j, 4+r.Float64())
		for range others {
			t.add(r.IntN(n), j, r.NormFloat64())
		}
	}
	return t
}

// banded has entries up to width off the diagonal.
func banded(n, width int, seed uint64) *triplets {
	r := rand.New(rand.NewPCG(seed, 2))
	t := &triplets{n: n}
	for j := range n {
		for i := max(0, j-width); i <= min(n-1, j+width); i++ {
			t.add(i, j, r.NormFloat64())
		}
		t.add(j, j, 4)
	}
	return t
}

// arrow has a diagonal, and a full first row and column, the worst order.
func arrow(n int, seed uint64) *triplets {
	r := rand.New(rand.NewPCG(seed, 3))
	t := &triplets{n: n}
	for j := range n {
		t.add(j, j, 2+r.Float64())
		if j > 0 {
			t.add(0, j, r.NormFloat64())
			t.add(j, 0, r.NormFloat64())
		}
	}
	t.add(0, 0, float64(n))
	return t
}

// economy looks like the Jacobian of a multi-region model: blocks of regions
// with dense input-output tables, prices that all share, definitions in chains.
func economy(regions, sectors int, seed uint64) *triplets {
	r := rand.New(rand.NewPCG(seed, 4))
	per := 4 * sectors // price, output, demand, cost
	t := &triplets{n: regions*per + sectors}
	for g := range regions {
		p, y, d, c := g*per, g*per+sectors, g*per+2*sectors, g*per+3*sectors
		for i := range sectors {
			for k := range sectors {
				if r.Float64() < 0.6 {
					t.add(c+i, p+k, -r.Float64())
					t.add(d+i, y+k, -r.Float64()/float64(sectors))
				}
			}
			t.add(c+i, c+i, 1)
			t.add(p+i, c+i, -1) // price is cost
			t.add(p+i, p+i, 1.5)
			t.add(d+i, d+i, 1)
			t.add(d+i, p+i, 0.7)
			t.add(y+i, y+i, 1)
			t.add(y+i, d+i, -1)
			world := regions*per + i
			t.add(y+i, world, 2*r.Float64())
			t.add(world, y+i, 1)
			t.add(world, d+i, -r.Float64())
		}
	}
	for i := range sectors {
		t.add(regions*per+i, regions*per+i, -float64(regions))
	}
	return t
}

// shuffled renames rows and columns at random.
func (t *triplets) shuffled(seed uint64) *triplets {
	r := rand.New(rand.NewPCG(seed, 5))
	p, q := r.Perm(t.n), r.Perm(t.n)
	s := &triplets{n: t.n}
	for k, v := range t.vals {
		s.add(p[t.rows[k]], q[t.cols[k]], v)
	}
	return s
}
