package sam

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Move is a cell that balancing changed.
type Move struct {
	Row, Col         string
	Old, New, Change float64
	Relative         float64 // Change over |Old|
}

// Balanced is a balanced matrix and what it took to balance it.
type Balanced struct {
	SAM        *SAM
	Method     Method
	Moves      []Move  // every cell that changed, the largest absolute change first
	Moved      float64 // sum of the absolute changes
	Iterations int     // sweeps over rows and columns, and Newton steps
	Gap        float64 // the largest relative gap that is left
	Distance   float64 // Σ |x|·log(x/x0) - |x| + |x0| over all cells, in the unit of the matrix; 0 where nothing moved
	// RowMultipliers and ColMultipliers, in the order of the accounts, are the
	// dual solution: a free cell is old·exp(row + col), a negative one
	// old·exp(-row - col). Where no total is given, col = -row.
	RowMultipliers, ColMultipliers []float64
}

// Balance returns the balanced matrix nearest to m by the method; nil settings
// mean the defaults. Structural zeros, signs and fixed cells stay. Requests
// that contradict themselves or the zeros are an [*Infeasible] error, a method
// that used up its iterations is a [*NotConverged] one.
func (m *SAM) Balance(method Method, settings *Settings) (*Balanced, error) {
	if len(m.accounts) == 0 {
		return nil, fmt.Errorf("sam: Balance: the matrix has no accounts; build one with New, FromTable or Read")
	}
	r, err := m.resolve(method, settings)
	if err != nil {
		return nil, err
	}
	p := m.program(method, r)
	if err := p.feasible(); err != nil {
		return nil, err
	}
	steps, err := p.run(method, r.max)
	if err != nil {
		return nil, err
	}
	return p.result(method, steps)
}

// run finds the multipliers.
func (p *program) run(method Method, most int) (int, error) {
	if method == RAS {
		return p.ras(most)
	}
	steps, done := p.newton(most)
	return steps, p.unless(done, CrossEntropy, steps)
}

// result applies the multipliers to the cells as they were given: what is not
// an edge keeps its bits.
func (p *program) result(method Method, steps int) (*Balanced, error) {
	m := p.sam
	values := slices.Clone(m.values)
	for _, e := range p.edges {
		v := values[e.cell] * p.factor(e)
		if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
			return nil, p.outOfRange(e.cell)
		}
		values[e.cell] = v
	}
	balanced, err := build("Balance", m.unit, m.accounts, values, m.sources)
	if err != nil {
		return nil, err
	}
	b := &Balanced{SAM: balanced, Method: method, Iterations: steps}
	b.RowMultipliers, b.ColMultipliers = p.multipliers()
	b.Moves, b.Moved, b.Distance = moves(m, balanced)
	t := balanced.totals()
	for i := range m.accounts {
		if gap := math.Abs(t.row[i] - t.col[i]); gap > 0 {
			b.Gap = max(b.Gap, gap/t.turnover[i])
		}
	}
	if b.Gap > p.tol {
		return nil, p.notConverged(method, steps)
	}
	return b, nil
}

// moves compares two matrices over the same accounts.
func moves(old, now *SAM) (list []Move, moved, distance float64) {
	var sum, far exact
	n := len(old.accounts)
	for k, was := range old.values {
		is := now.values[k]
		if is == was {
			continue
		}
		d := is - was
		list = append(list, Move{old.accounts[k/n], old.accounts[k%n], was, is, d, d / math.Abs(was)})
		sum.add(math.Abs(d))
		far.add(divergence(math.Abs(is), math.Abs(was)))
	}
	slices.SortStableFunc(list, func(a, b Move) int { return descending(math.Abs(a.Change), math.Abs(b.Change)) })
	return list, sum.value(), far.value()
}

// divergence is x·log(x/was) - x + was, without loss of digits where x is near
// was: with r = x/was - 1 it is was·((1+r)·log(1+r) - r).
func divergence(x, was float64) float64 {
	r := (x - was) / was
	if math.Abs(r) < 1e-4 { // the series; its next term is below 1e-16 of the first
		return was * r * r * (0.5 - r*(1.0/6-r*(1.0/12-r/20)))
	}
	return max(0, was*((1+r)*math.Log1p(r)-r))
}

// String prints what moved: totals, then the ten largest moves.
func (b *Balanced) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "balanced by %s in %d iterations, %s\n", b.Method, b.Iterations, b.SAM.unit)
	fmt.Fprintf(&s, "%d cells moved by %s in all; relative gaps within %s; distance %s\n",
		len(b.Moves), quantity.FormatValue(b.Moved), small(above(b.Gap)), quantity.FormatValue(b.Distance))
	if len(b.Moves) > 0 {
		writeMoves(&s, b.Moves)
	}
	return strings.TrimRight(s.String(), "\n")
}

// above is the power of ten above a gap, at least 1e-15: what lies below is
// rounding, which differs between processors.
func above(gap float64) float64 {
	p := 1e-15
	for p < gap {
		p *= 10
	}
	return p
}

func writeMoves(b *strings.Builder, list []Move) {
	rest := len(list) - shown
	list = list[:min(len(list), shown)]
	pick := func(f func(Move) float64) []string {
		out := make([]float64, len(list))
		for i, m := range list {
			out[i] = f(m)
		}
		return column(out)
	}
	var rows, cols, relative []string
	for _, m := range list {
		rows, cols = append(rows, m.Row), append(cols, m.Col)
		relative = append(relative, fmt.Sprintf("%+.3g %%", 100*m.Relative))
	}
	t := table{left: 2}
	t.add("row", rows)
	t.add("column", cols)
	t.add("old", pick(func(m Move) float64 { return m.Old }))
	t.add("new", pick(func(m Move) float64 { return m.New }))
	t.add("change", pick(func(m Move) float64 { return m.Change }))
	t.add("relative", relative)
	t.write(b)
	if rest > 0 {
		fmt.Fprintf(b, "... %d more cells\n", rest)
	}
}
