package sam_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sam"
	"pgregory.net/rapid"
)

// Balanced within 1e-11, zeros and signs kept, no finite number lost, the
// report of moves complete: for every random matrix and both methods.
func TestBalanceKeepsItsPromises(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth := drawBalanced(t, true)
		m := disturb(t, truth, 1)
		method := rapid.SampledFrom([]sam.Method{sam.RAS, sam.CrossEntropy}).Draw(t, "method")
		s := &sam.Settings{Tolerance: 1e-11}
		if method == sam.RAS {
			s.Totals = totalsOf(truth)
		}
		b := must[*sam.Balanced](t)(m.Balance(method, s))
		if r := b.SAM.Check(1e-11); len(r.Gaps) > 0 || b.Gap > 1e-11 {
			t.Fatalf("%v\n%v", b, r)
		}
		moved := 0.0
		for k, v := range cells(b.SAM) {
			if was := cells(m)[k]; v*was < 0 || (v == 0) != (was == 0) {
				t.Fatalf("cell %d went from %v to %v", k, was, v)
			}
			moved += math.Abs(v - cells(m)[k])
		}
		if math.Abs(moved-b.Moved) > 1e-12*moved || !(b.Distance >= 0) {
			t.Fatalf("moved %v, reported %v; distance %v", moved, b.Moved, b.Distance)
		}
		if !slices.IsSortedFunc(b.Moves, func(x, y sam.Move) int { return cmp.Compare(math.Abs(y.Change), math.Abs(x.Change)) }) {
			t.Fatalf("moves are not sorted: %v", b)
		}
		if again := must[*sam.Balanced](t)(m.Balance(method, s)); !slices.Equal(cells(again.SAM), cells(b.SAM)) {
			t.Fatal("a second run has other bits")
		}
	})
}

// The conditions of Karush, Kuhn and Tucker: a free cell is old·exp(λi - λj),
// a negative one old·exp(λj - λi), fixed cells apart. The problem is convex, so
// they prove the least distance.
func TestCrossEntropyMeetsKKT(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := disturb(t, drawBalanced(t, true), 1)
		names := m.Accounts()
		b := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, nil))
		for k, old := range cells(m) {
			i, j := k/len(names), k%len(names)
			if math.Abs(b.RowMultipliers[i]+b.ColMultipliers[i]) != 0 {
				t.Fatalf("account %d has two multipliers: %v, %v", i, b.RowMultipliers[i], b.ColMultipliers[i])
			}
			want := old * math.Exp(math.Copysign(1, old)*(b.RowMultipliers[i]-b.RowMultipliers[j]))
			if got := cells(b.SAM)[k]; math.Abs(got-want) > 1e-13*math.Abs(want) { // one exp
				t.Fatalf("cell (%s, %s) is %v, want %v", names[i], names[j], got, want)
			}
		}
	})
}

// Any other balanced matrix is farther away: the answer in another scale is one.
func TestCrossEntropyIsNearest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := disturb(t, drawBalanced(t, false), 1)
		b := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, nil))
		other := slices.Clone(cells(b.SAM))
		scale := rapid.Float64Range(0.5, 2).Draw(t, "scale")
		far, size := 0.0, 0.0
		for k, old := range cells(m) {
			if old != 0 && k%(m.Len()+1) != 0 { // the diagonal stays
				other[k] *= scale
				far += other[k]*math.Log(other[k]/old) - other[k] + old
				size += other[k] + old
			}
		}
		if far < b.Distance-1e-14*size { // the rounding of the sum above
			t.Fatalf("scaled by %v the distance is %v, below %v", scale, far, b.Distance)
		}
	})
}

// With every total given RAS and cross entropy solve one problem. The tolerance
// of 1e-12 on totals reaches the cells times the condition of the matrix; cells
// are at most 9 orders of magnitude apart here, and 1e-7 holds.
func TestRASIsCrossEntropyUnderFixedTotals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth := drawBalanced(t, true)
		m := disturb(t, truth, 1)
		s := &sam.Settings{Totals: totalsOf(truth)}
		ras := must[*sam.Balanced](t)(m.Balance(sam.RAS, s))
		ce := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, s))
		near(t, "RAS and cross entropy", cells(ras.SAM), cells(ce.SAM), 1e-7)
	})
}

// The order of the accounts does not matter, beyond what the tolerance leaves
// open.
func TestPermutation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := disturb(t, drawBalanced(t, true), 1)
		n := m.Len()
		order := make([]int, n)
		for i := range order {
			order[i] = i
		}
		order = rapid.Permutation(order).Draw(t, "order")
		permute := func(m *sam.SAM) *sam.SAM {
			accounts, values := make([]string, n), make([]float64, n*n)
			for i, from := range order {
				accounts[i] = m.Accounts()[from]
				for j, other := range order {
					values[i*n+j] = cells(m)[from*n+other]
				}
			}
			return must[*sam.SAM](t)(sam.New("1", accounts, values))
		}
		here := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, nil))
		there := must[*sam.Balanced](t)(permute(m).Balance(sam.CrossEntropy, nil))
		near(t, "permuted", cells(there.SAM), cells(permute(here.SAM)), 1e-9)
		worst := func(r *sam.Report) float64 { return math.Abs(r.Gaps[0].Gap) }
		if r, q := m.Check(1e-9), permute(m).Check(1e-9); len(r.Gaps) != len(q.Gaps) || len(r.Gaps) > 0 && math.Abs(worst(r)-worst(q)) > 1e-12*worst(r) {
			t.Fatalf("%v\nand permuted\n%v", r, q)
		}
	})
}

// Money in thousands: the same shares, and the same names in the report.
func TestScaling(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := disturb(t, drawBalanced(t, true), 1)
		values := slices.Clone(cells(m))
		for k := range values {
			values[k] *= 1000
		}
		big := must[*sam.SAM](t)(sam.New("1", m.Accounts(), values))
		b, c := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, nil)), must[*sam.Balanced](t)(big.Balance(sam.CrossEntropy, nil))
		want := slices.Clone(cells(b.SAM))
		for k := range want {
			want[k] *= 1000
		}
		near(t, "scaled", cells(c.SAM), want, 1e-9)
		if math.Abs(c.Distance-1000*b.Distance) > 1e-6*c.Distance+1e-9 { // a sum of x log(x/x0) near its least value, 0: half of the digits cancel
			t.Fatalf("distance %v, of the scaled one %v", b.Distance, c.Distance)
		}
	})
}

// Fixing cells of the truth and disturbing the others leaves a feasible
// problem; whatever is fixed keeps its bits.
func TestRandomFixedCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		truth := drawBalanced(t, true)
		m := disturb(t, truth, 1)
		names := m.Accounts()
		s := &sam.Settings{Tolerance: 1e-11}
		fixed := map[int]bool{}
		for k, v := range cells(truth) {
			if v != 0 && rapid.IntRange(0, 4).Draw(t, "fix") == 0 {
				row, col := names[k/len(names)], names[k%len(names)]
				m = must[*sam.SAM](t)(m.With(row, col, v))
				s.FixedCells = append(s.FixedCells, sam.Pair{Row: row, Col: col})
				fixed[k] = true
			}
		}
		b := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, s))
		for k := range fixed {
			if cells(b.SAM)[k] != cells(m)[k] {
				t.Fatalf("fixed cell %d moved", k)
			}
		}
		if b.Gap > 1e-11 {
			t.Fatalf("gap %v", b.Gap)
		}
	})
}
