package mfa

import "gonum.org/v1/gonum/floats"

// fast reports whether every cell has one survival curve by age and none was
// scrapped early or expired: then outflow by cohort is inflow × curve, and
// content is a sum of long dot products.
func (c *content) fast() bool {
	if c.of == inflowAt || !c.d.curves.one || c.d.curves.extend != nil || !c.d.curves.g.uniform {
		return false
	}
	for _, s := range c.d.series {
		if s.keep != nil || s.expired != nil {
			return false
		}
	}
	return true
}

// blockBytes is the size of a block of frozen intensities that stays in the
// first-level cache while steps pass over it.
const blockBytes = 24 << 10

// blocks walks over blocks of cohorts. For each output cell and step it lays
// the amounts of all cells that add up to it side by side, cohort by cohort,
// and multiplies them with the frozen intensities in one dot product for each
// mineral. Nothing larger than a block is stored but the survival curves.
func (c *content) blocks() error {
	g := &c.d.curves.g
	n, total := len(g.years), len(g.cohorts)
	members := make([][]int, c.targets)
	for cell, t := range c.target {
		members[t] = append(members[t], cell)
	}
	curves, err := c.sideBySide(members)
	if err != nil {
		return err
	}
	b := newBlock(len(c.d.series)/c.targets, c.extraN, total)
	for c0 := 0; c0 < total; c0 += b.width {
		b.c0, b.w = c0, min(b.width, total-c0)
		b.rows = nil
		for target, cells := range members {
			b.load(c, cells)
			out := c.out[target*c.extraN*n : (target+1)*c.extraN*n]
			for t := max(c0-g.early, 0); t < n; t++ {
				b.at(g.early+t+1, n-1-t, curves[target])
				b.multiply(out[t:], n)
			}
		}
	}
	return nil
}

// sideBySide lays the backward curves of the cells of each target side by
// side: what leaves, or what stands, by [age backwards][cell].
func (c *content) sideBySide(members [][]int) ([][]float64, error) {
	total := len(c.d.curves.g.cohorts)
	out := make([][]float64, len(members))
	curves := c.d.curves.fork()
	for target, cells := range members {
		out[target] = make([]float64, total*len(cells))
		for i, cell := range cells {
			k, err := curves.at(cell)
			if err != nil {
				return nil, err
			}
			curve := k.leave
			if c.of == stockAt {
				curve = k.share
			}
			for q, v := range curve {
				out[target][q*len(cells)+i] = v
			}
		}
	}
	return out, nil
}

// block is a few cohorts of all cells that add up to one output cell. Rows are
// filled up with zeros to a multiple of eight.
type block struct {
	p, extra  int // cells, minerals
	width     int // cohorts at most
	c0, w     int // first cohort, cohorts
	row       int // length of a row
	rows      []int
	frozen    []float64 // [mineral][cohort][cell]
	amount, x []float64 // [cohort][cell]
}

func newBlock(p, extra, total int) *block {
	width := min(max(blockBytes/(8*p*extra), 4), total)
	row := (p*width + 7) &^ 7
	return &block{p: p, extra: extra, width: width, row: row,
		frozen: make([]float64, extra*row), amount: make([]float64, row), x: make([]float64, row)}
}

// load reads inflows and, when they are others than before, intensities.
func (b *block) load(c *content, cells []int) {
	early, total := c.d.curves.g.early, len(c.d.curves.g.cohorts)
	for i, cell := range cells {
		s := &c.d.series[cell]
		for k := range b.w {
			if co := b.c0 + k; co < early {
				b.amount[k*b.p+i] = s.early[co]
			} else {
				b.amount[k*b.p+i] = s.in[co-early]
			}
		}
	}
	if b.holds(c, cells) {
		return
	}
	clear(b.frozen)
	for i, cell := range cells {
		b.rows = append(b.rows, c.rowOf[cell])
		for j := range b.extra {
			from := c.frozen[(c.rowOf[cell]*b.extra+j)*total+b.c0:]
			for k := range b.w {
				b.frozen[j*b.row+k*b.p+i] = from[k]
			}
		}
	}
}

// holds reports whether the intensities of these cells are loaded; if not, it
// forgets the others.
func (b *block) holds(c *content, cells []int) bool {
	same := len(b.rows) == len(cells)
	for i := 0; same && i < len(cells); i++ {
		same = b.rows[i] == c.rowOf[cells[i]]
	}
	if !same {
		b.rows = b.rows[:0]
	}
	return same
}

// at is the amount by cohort and cell in a step by which some cohorts have
// entered; those yet to come are 0.
func (b *block) at(entered, off int, curve []float64) {
	n := min(b.w, entered-b.c0) * b.p
	k := curve[(off+b.c0)*b.p:][:n]
	a, x := b.amount[:n], b.x[:n]
	for i, v := range k {
		x[i] = a[i] * v
	}
	clear(b.x[n:])
}

// multiply adds the minerals of the step to out, n numbers apart.
func (b *block) multiply(out []float64, n int) {
	j := 0
	var five [5]float64
	for ; j+5 <= b.extra; j += 5 {
		dot5(b.x, b.frozen[j*b.row:], b.row, &five)
		for i, v := range five {
			out[(j+i)*n] += v
		}
	}
	for ; j < b.extra; j++ {
		out[j*n] += floats.Dot(b.x, b.frozen[j*b.row:(j+1)*b.row])
	}
}

// dot5rows is dot5 without special instructions.
func dot5rows(x, y []float64, stride int, out *[5]float64) {
	for i := range out {
		out[i] = floats.Dot(x, y[i*stride:i*stride+len(x)])
	}
}
