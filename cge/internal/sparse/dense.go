package sparse

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// panel is the width of the columns that denseLU factors at once: the strip of
// U that an update reads, panel×8 numbers, stays in the first cache.
const panel = 48

// Dense factors a square matrix that is stored by rows, as lapack's Getrf does:
// L and U in place, row k exchanged with swaps[k], which has room for n.
// Whether the factors are of use is for the caller to judge by the diagonal.
func Dense(n int, a []float64, swaps []int) { denseLU(n, a, swaps) }

// denseLU is Getrf for a square matrix of order n, stored by rows: L and U in
// place, row k exchanged with swaps[k]. Where the processor has fused
// multiply-adds the updates, which take nearly all of the time, run some four
// times as fast as gonum's.
func denseLU(n int, a []float64, swaps []int) {
	if !hasFMA || n <= 2*panel {
		lapack64.Getrf(part(n, a, 0, 0, n, n), swaps)
		return
	}
	packed := make([]float64, panel*(n+8))
	for k := 0; k < n; k += panel {
		end := min(k+panel, n)
		lapack64.Getrf(part(n, a, k, k, n, end), swaps[k:end])
		for i := k; i < end; i++ {
			swaps[i] += k
			swapAround(n, a, i, swaps[i], k, end)
		}
		if end == n {
			return
		}
		l := part(n, a, k, k, end, end)
		blas64.Trsm(blas.Left, blas.NoTrans, 1, blas64.Triangular{Uplo: blas.Lower, Diag: blas.Unit, N: end - k, Stride: n, Data: l.Data}, part(n, a, k, end, end, n))
		updateRest(n, a, k, end, packed)
	}
}

// part is the submatrix of rows i..rows-1 and columns j..cols-1.
func part(n int, a []float64, i, j, rows, cols int) blas64.General {
	return blas64.General{Rows: rows - i, Cols: cols - j, Stride: n, Data: a[i*n+j:]}
}

// swapAround exchanges rows i and p outside columns from..to-1.
func swapAround(n int, a []float64, i, p, from, to int) {
	if i == p {
		return
	}
	x, y := a[i*n:(i+1)*n], a[p*n:(p+1)*n]
	for j := range from {
		x[j], y[j] = y[j], x[j]
	}
	for j := to; j < n; j++ {
		x[j], y[j] = y[j], x[j]
	}
}

// updateRest subtracts L·U from what lies right of and below the panel k..end-1.
func updateRest(n int, a []float64, k, end int, packed []float64) {
	width := end - k
	for j := end; j+8 <= n; j += 8 {
		u := packed[:width*8]
		for r := range width {
			copy(u[r*8:r*8+8], a[(k+r)*n+j:])
		}
		i := end
		for ; i+4 <= n; i += 4 {
			update4x8(a, i*n+j, i*n+k, n, u)
		}
		updateEdge(n, a, k, end, i, n, j, j+8)
	}
	updateEdge(n, a, k, end, end, n, n-(n-end)%8, n)
}

// updateEdge is the same for rows and columns that are too few for a tile.
func updateEdge(n int, a []float64, k, end, row, rows, col, cols int) {
	for i := row; i < rows; i++ {
		for r := k; r < end; r++ {
			l, u, c := a[i*n+r], a[r*n+col:r*n+cols], a[i*n+col:i*n+cols]
			for j, v := range u {
				c[j] -= l * v
			}
		}
	}
}
