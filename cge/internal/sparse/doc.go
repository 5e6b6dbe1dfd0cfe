// Package sparse solves A·x = b for square, unsymmetric A of which most entries
// are zero: the Jacobians of an equilibrium model, from a few hundred unknowns
// to some ten thousand.
//
//	triplets ─FromTriplets─▶ Matrix ─Analyze─▶ Symbolic ─Factor─▶ LU ─Solve─▶ x
//	                            ▲                                  │
//	                            └── new values ──── Refactor ◀─────┘
//
// Analyze looks at the pattern alone. It pairs every column with a row
// (maximum matching) and sorts the pairs into blocks that can be solved one
// after the other (strongly connected components):
//
//	┌────┬────┬────┐
//	│ A1 │ ·  │ ·  │   Only the blocks on the diagonal are factored; what stands
//	│    │ A2 │ ·  │   above them is used as it is. A definition that feeds other
//	│    │    │ A3 │   equations is a block of one and costs nothing.
//	└────┴────┴────┘
//
// Factor scales rows and columns by powers of two, then chooses the pivots of
// each block by Markowitz's rule: among entries that are not small beside the
// rest of their column, the one that can fill the least, (row count - 1) ×
// (column count - 1). When half of what remains is filled it is finished as a
// dense matrix with partial pivoting. Refactor repeats the arithmetic for new
// values with the same pivots, which costs a fraction; it answers ErrStale when
// those pivots are no longer good.
//
// # Conventions
//
//   - Indices start at 0; columns are compressed, with rows ascending in each.
//     An entry whose value is 0 belongs to the pattern, so a Jacobian whose
//     derivatives vanish at some points keeps one pattern.
//   - A matrix without an inverse is an error, *Singular, that lists columns and
//     rows by their index, so that the caller can name variables and equations.
//   - The same matrix gives the same bits, for any GOMAXPROCS, on one class of
//     processor.
//   - An LU may be used by several goroutines at once as long as none refactors it.
//
// # What it will not do
//
// Rectangular or complex systems, symmetric storage, iterative methods. A
// pattern of ten thousand unknowns without structure fills up, and then the
// dense tail takes its cubic time.
package sparse
