package sparse_test

import (
	"errors"
	"fmt"

	"github.com/lodestone-model/lodestone/cge/internal/sparse"
)

// Three equations; the two triplets at row 0, column 0 add up.
func ExampleFactor() {
	rows := []int{0, 0, 0, 1, 1, 2, 2}
	cols := []int{0, 0, 1, 1, 2, 0, 2}
	m, err := sparse.FromTriplets(3, rows, cols, []float64{1, 1, 1, 3, -1, 4, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	lu, err := sparse.Factor(m, nil, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	x := make([]float64, 3)
	if err := lu.Solve(x, []float64{4, 3, 7}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.4f\n", x)
	// Output: [1.0000 2.0000 3.0000]
}

// A Newton method lays out its Jacobian once, then fills in new values.
func ExampleLU_Refactor() {
	m, slot, err := sparse.Layout(2, []int{0, 0, 1, 1}, []int{0, 1, 0, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	x, y := 2.0, 1.0 // x² + y² = 5, x·y = 1.5
	var lu *sparse.LU
	for range 6 {
		if err := m.Assemble(slot, []float64{2 * x, 2 * y, y, x}); err != nil {
			fmt.Println(err)
			return
		}
		if lu == nil {
			lu, err = sparse.Factor(m, nil, nil)
		} else if err = lu.Refactor(m); errors.Is(err, sparse.ErrStale) {
			lu, err = sparse.Factor(m, nil, nil)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		step := []float64{5 - x*x - y*y, 1.5 - x*y}
		if err := lu.Solve(step, step); err != nil {
			fmt.Println(err)
			return
		}
		x, y = x+step[0], y+step[1]
	}
	fmt.Printf("%.6f %.6f\n", x, y)
	// Output: 2.121320 0.707107
}

// Rows 1 and 2 say the same, so no column of theirs can have two pivots.
func ExampleSingular() {
	m, err := sparse.FromTriplets(3, []int{0, 1, 1, 2, 2}, []int{0, 1, 2, 1, 2}, []float64{1, 2, 4, 3, 6})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = sparse.Factor(m, nil, nil)
	var s *sparse.Singular
	if errors.As(err, &s) {
		fmt.Println("equations", s.AmongRows, "repeat one another in unknowns", s.AmongCols)
	}
	// Output: equations [1 2] repeat one another in unknowns [1 2]
}

// Unknown 2 is in no equation, and equations 1 and 2 hold unknown 1 alone.
func ExampleSymbolic_Rank() {
	m, err := sparse.FromTriplets(3, []int{0, 0, 1, 2}, []int{0, 1, 1, 1}, []float64{1, 1, 1, 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	sym, err := sparse.Analyze(m)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = sparse.Factor(m, sym, nil)
	fmt.Println(sym.Rank())
	fmt.Println(err)
	// Output:
	// 2
	// sparse: the matrix is structurally singular: no pivot for columns [2] and rows [2]; dependent columns [2], dependent rows [1 2]; drop one of these rows and fix one of these columns
}
