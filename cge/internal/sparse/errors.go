package sparse

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrStale says that the pivots of an earlier Factor do not suit the new
// values: one has become too small beside its column. Call Factor again.
var ErrStale = errors.New("sparse: the old pivots are too small for the new values; call Factor again")

// ErrPattern says that a matrix has another pattern than the one analyzed. Call
// Analyze again, or keep entries that are 0 in the pattern.
var ErrPattern = errors.New("sparse: the matrix has another pattern than the one analyzed; call Analyze again")

// Singular is the error for a matrix without an inverse. Columns are unknowns,
// rows are equations; all lists hold indices of the matrix, ascending.
type Singular struct {
	// Structural: the pattern alone forbids an inverse, whatever the values.
	Structural bool
	// Cols and Rows were left without an acceptable pivot; they are as many.
	// Adding entries that join them, or dropping them, cures the matrix.
	Cols, Rows []int
	// AmongCols are the columns that depend on one another: they share too few
	// rows (structural), or a combination of them is nearly 0.
	AmongCols []int
	// AmongRows are the rows that repeat or contradict one another: they hold
	// too few columns (structural), or a combination of them is nearly 0.
	AmongRows []int
}

// Error names up to eight indices of each list.
func (e *Singular) Error() string {
	kind := "numerically"
	if e.Structural {
		kind = "structurally"
	}
	return fmt.Sprintf("sparse: the matrix is %s singular: no pivot for columns %s and rows %s; dependent columns %s, dependent rows %s; drop one of these rows and fix one of these columns",
		kind, few(e.Cols), few(e.Rows), few(e.AmongCols), few(e.AmongRows))
}

func few(index []int) string {
	const most = 8
	var words []string
	for _, i := range index[:min(len(index), most)] {
		words = append(words, fmt.Sprint(i))
	}
	if len(index) > most {
		words = append(words, fmt.Sprintf("and %d more", len(index)-most))
	}
	return "[" + strings.Join(words, " ") + "]"
}

// copy keeps a caller's changes out of a Symbolic.
func (e *Singular) copy() *Singular {
	return &Singular{e.Structural, slices.Clone(e.Cols), slices.Clone(e.Rows), slices.Clone(e.AmongCols), slices.Clone(e.AmongRows)}
}
