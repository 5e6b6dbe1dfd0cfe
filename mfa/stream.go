package mfa

import (
	"slices"

	"gonum.org/v1/gonum/floats"
)

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
// mineral. Nothing larger than a block is stored.
func (c *content) blocks() error {
	g := &c.d.curves.g
	n, total := len(g.years), len(g.cohorts)
	members := make([][]int, c.targets)
	for cell, t := range c.target {
		members[t] = append(members[t], cell)
	}
	curve, err := c.allCurves()
	if err != nil {
		return err
	}
	p := len(c.d.series) / c.targets
	width := min(max(blockBytes/(8*p*c.extraN), 4), total)
	b := block{width: width, x: make([]float64, p*width), amount: make([]float64, p*width), frozen: make([]float64, c.extraN*p*width)}
	for c0 := 0; c0 < total; c0 += width {
		b.c0, b.w = c0, min(width, total-c0)
		b.rows = nil
		for target, cells := range members {
			b.load(c, cells)
			out := c.out[target*c.extraN*n : (target+1)*c.extraN*n]
			for t := max(c0-g.early, 0); t < n; t++ {
				x := b.at(t, g.early, n, cells, curve)
				for j := range c.extraN {
					out[j*n+t] += floats.Dot(x, b.frozen[j*len(x):(j+1)*len(x)])
				}
			}
		}
	}
	return nil
}

// allCurves is the backward curve of each cell: what leaves, or what stands.
func (c *content) allCurves() ([][]float64, error) {
	out := make([][]float64, len(c.d.series))
	for cell := range out {
		k, err := c.d.curves.at(cell)
		if err != nil {
			return nil, err
		}
		if out[cell] = k.leave; c.of == stockAt {
			out[cell] = k.share
		}
	}
	return out, nil
}

// block is a few cohorts of all cells that add up to one output cell.
type block struct {
	c0, w, width int
	rows         []int     // rows of frozen that are loaded
	frozen       []float64 // [extra][cell][cohort]
	amount       []float64 // inflow [cell][cohort]
	x            []float64
}

// load reads inflows and, when they are others than before, intensities.
func (b *block) load(c *content, cells []int) {
	g := &c.d.curves.g
	for i, cell := range cells {
		s := c.d.series[cell]
		for k := range b.w {
			if co := b.c0 + k; co < g.early {
				b.amount[i*b.w+k] = s.early[co]
			} else {
				b.amount[i*b.w+k] = s.in[co-g.early]
			}
		}
	}
	rows := make([]int, len(cells))
	for i, cell := range cells {
		rows[i] = c.rowOf[cell]
	}
	if slices.Equal(rows, b.rows) {
		return
	}
	b.rows = rows
	total := len(g.cohorts)
	at := 0
	for j := range c.extraN {
		for _, r := range rows {
			from := (r*c.extraN+j)*total + b.c0
			at += copy(b.frozen[at:], c.frozen[from:from+b.w])
		}
	}
}

// at is the amount by cell and cohort in step t; cohorts yet to come are 0.
func (b *block) at(t, early, n int, cells []int, curve [][]float64) []float64 {
	w := b.w
	x := b.x[:len(cells)*w]
	entered := min(w, early+t+1-b.c0)
	off := n - 1 - t + b.c0
	for i, cell := range cells {
		k := curve[cell][off : off+entered]
		a := b.amount[i*w : i*w+entered]
		to := x[i*w : i*w+w]
		for q, v := range k {
			to[q] = a[q] * v
		}
		clear(to[entered:])
	}
	return x
}
