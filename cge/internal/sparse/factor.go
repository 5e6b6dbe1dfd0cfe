package sparse

import (
	"fmt"
	"math"
	"slices"
)

// Options steer Factor. nil and zero fields stand for the defaults.
type Options struct {
	// Threshold is the least pivot as a share of the largest entry in its
	// column, above 0 and at most 1; 0.1. It holds on the diagonal (the entry that
	// pairs a column with its row, in Analyze); elsewhere a pivot has half of the
	// largest entry or more.
	Threshold float64
	// Tolerance is the size, beside the largest entry of its scaled column, at
	// or below which a pivot counts as 0; 1e-13. Rounding leaves up to 1e-14 where
	// a singular matrix of order 1500 has 0; a pivot that small comes only with
	// a condition beyond some 1e13, when no digits of a solution are worth much.
	Tolerance float64
	// Dense is the share of entries above which the rest is finished as a dense
	// matrix, above 0 and at most 1; 0.5.
	Dense float64
	// Search is the number of rows and columns that are searched for a pivot; 4.
	Search int
	// Stale is the multiplier above which Refactor gives up the old pivots; 1e4.
	Stale float64
}

// withDefaults fills in what is 0 and refuses what makes no sense.
func (o *Options) withDefaults() (*Options, error) {
	var full Options
	if o != nil {
		full = *o
	}
	set := func(v *float64, standard float64) {
		if *v == 0 {
			*v = standard
		}
	}
	set(&full.Threshold, 0.1)
	set(&full.Tolerance, 1e-13)
	set(&full.Dense, 0.5)
	set(&full.Stale, 1e4)
	if full.Search == 0 {
		full.Search = 4
	}
	share := func(v float64) bool { return v > 0 && v <= 1 }
	if !share(full.Threshold) || !share(full.Tolerance) || !share(full.Dense) || !(full.Stale > 1) || full.Search < 1 {
		return nil, fmt.Errorf("sparse: Factor: options %+v; threshold, tolerance and dense lie in (0, 1], stale is above 1, search at least 1", *o)
	}
	return &full, nil
}

// An LU is a factored matrix.
type LU struct {
	sym    *Symbolic
	opts   *Options
	scale  scaling
	a      []float64 // the scaled values
	size   []float64 // the largest magnitude of each scaled column
	diag   []float64 // pivot at each place that is a block of its own
	single []int32   // its entry, by place; -1: in a larger block or no entry
	blocks []*block  // blocks of two and more
	off    above
	stale  bool
}

// above holds the entries above the diagonal blocks: by place, their rows'
// places and their entries in Matrix.Val.
type above struct{ ptr, row, src []int32 }

// Factor computes L and U of a matrix. sym comes from Analyze for the same
// pattern; nil analyzes here. A matrix without an inverse is a *Singular.
func Factor(m *Matrix, sym *Symbolic, opts *Options) (*LU, error) {
	opts, err := opts.withDefaults()
	if err != nil {
		return nil, err
	}
	if sym == nil {
		if sym, err = Analyze(m); err != nil {
			return nil, err
		}
	}
	if !sym.describes(m) {
		return nil, ErrPattern
	}
	if err := m.finite(); err != nil {
		return nil, err
	}
	if sym.lack != nil {
		return nil, sym.lack.copy()
	}
	f := &LU{sym: sym, opts: opts, a: make([]float64, len(m.Val)), diag: make([]float64, m.N), single: make([]int32, m.N)}
	f.rescale(m)
	f.layout()
	f.numeric(math.Inf(1))
	if err := f.verdict(); err != nil {
		return nil, err
	}
	return f, nil
}

func (f *LU) rescale(m *Matrix) {
	f.scale = equilibrate(m)
	f.scale.apply(f.a, m)
	f.size = sizes(m, f.a)
}

// layout sorts the entries into diagonal blocks and what stands above them,
// and chooses the pivots.
func (f *LU) layout() {
	s := f.sym
	f.off.ptr = append(f.off.ptr, 0)
	for b := range len(s.start) - 1 {
		from, to := s.start[b], s.start[b+1]
		a, src := f.split(from, to)
		if to-from == 1 {
			f.single[from] = -1
			if len(src) == 1 {
				f.single[from] = src[0]
			}
			continue
		}
		size := make([]float64, to-from)
		for k := range size {
			f.single[from+k] = -1
			size[k] = f.size[s.colAt[from+k]]
		}
		f.blocks = append(f.blocks, newBlock(from, a, src, choose(a, size, f.opts)))
	}
}

// split takes the columns at places from..to-1: entries of the block go to the
// result, with their places in Matrix.Val, the others to f.off.
func (f *LU) split(from, to int) (a *square, src []int32) {
	s := f.sym
	a = &square{n: to - from, ptr: make([]int32, 1, to-from+1)}
	for k := from; k < to; k++ {
		j := s.colAt[k]
		for e := s.ptr[j]; e < s.ptr[j+1]; e++ {
			at := s.place[s.row[e]]
			if at < from {
				f.off.row, f.off.src = append(f.off.row, int32(at)), append(f.off.src, int32(e))
				continue
			}
			a.row, a.val, src = append(a.row, int32(at-from)), append(a.val, f.a[e]), append(src, int32(e))
		}
		a.ptr = append(a.ptr, int32(len(a.row)))
		f.off.ptr = append(f.off.ptr, int32(len(f.off.row)))
	}
	return a, src
}

// numeric computes all factors from f.a and reports whether every multiplier
// stays within limit.
func (f *LU) numeric(limit float64) bool {
	for k, e := range f.single {
		f.diag[k] = 0
		if e >= 0 {
			f.diag[k] = f.a[e]
		}
	}
	fine, x := true, make([]float64, f.largest())
	for _, b := range f.blocks {
		fine = b.numeric(f.a, x, limit) && fine
		floor := make([]float64, b.tail.n)
		for k := range floor {
			size := max(b.tail.size[k], f.size[f.sym.colAt[b.at+int(b.cols[b.s+k])]])
			floor[k] = f.opts.Tolerance * size
		}
		if b.tail.factor(floor) {
			continue
		}
		b.numeric(f.a, x, limit)
		b.tail.setAside(floor)
	}
	return fine
}

// largest is the order of the largest block.
func (f *LU) largest() int {
	n := 0
	for _, b := range f.blocks {
		n = max(n, b.n)
	}
	return n
}

// failing lists columns and rows that are left without a pivot.
func (f *LU) failing() (cols, rows []int) {
	at := func(row, col int) {
		cols, rows = append(cols, f.sym.colAt[col]), append(rows, f.sym.rowAt[row])
	}
	next := 0
	for b := range len(f.sym.start) - 1 {
		k := f.sym.start[b]
		if f.sym.start[b+1]-k == 1 {
			if math.Abs(f.diag[k]) <= f.opts.Tolerance*f.size[f.sym.colAt[k]] {
				at(k, k)
			}
			continue
		}
		block := f.blocks[next]
		next++
		for t := block.tail.rank; t < block.tail.n; t++ {
			row, col := block.rows[block.s+int(block.tail.rows[t])], block.cols[block.s+int(block.tail.cols[t])]
			at(k+int(row), k+int(col))
		}
	}
	return cols, rows
}

// verdict is nil, or what a factor lacks.
func (f *LU) verdict() error {
	if !f.isFinite() {
		return fmt.Errorf("sparse: Factor: numbers grow beyond what a float64 holds; raise Threshold from %g", f.opts.Threshold)
	}
	cols, rows := f.failing()
	if len(cols) == 0 {
		return nil
	}
	f.perturb(1)
	e := &Singular{Cols: cols, Rows: rows}
	e.AmongCols, e.AmongRows = f.among(cols, rows)
	slices.Sort(e.Cols)
	slices.Sort(e.Rows)
	return e
}

// perturb puts v in place of every pivot that is lacking.
func (f *LU) perturb(v float64) {
	for k := range f.diag {
		if math.Abs(f.diag[k]) <= f.opts.Tolerance*f.size[f.sym.colAt[k]] {
			f.diag[k] = v
		}
	}
	for _, b := range f.blocks {
		b.tail.perturb(v)
	}
}

// isFinite reports whether no factor holds NaN or Inf.
func (f *LU) isFinite() bool {
	for _, b := range f.blocks {
		for _, v := range [][]float64{b.lval, b.uval, b.diag, b.tail.a} {
			if finite("", v) != nil {
				return false
			}
		}
	}
	return true
}

// Refactor computes L and U of new values with the pivots of Factor; only the
// dense tail is pivoted anew. ErrStale says that these pivots have become too
// small, ErrPattern that the pattern is another one; after an error f cannot solve
// until a Refactor succeeds. Where the pivots hold, it gives the bits of Factor.
func (f *LU) Refactor(m *Matrix) error {
	f.stale = true
	if !f.sym.describes(m) {
		return ErrPattern
	}
	if err := m.finite(); err != nil {
		return err
	}
	f.rescale(m)
	if !f.numeric(f.opts.Stale) || !f.isFinite() {
		return ErrStale
	}
	if cols, _ := f.failing(); len(cols) > 0 {
		return ErrStale
	}
	f.stale = false
	return nil
}
