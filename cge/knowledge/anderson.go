package knowledge

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// An accelerator finds where passes would come to rest (Anderson 1965; Walker
// and Ni 2011): of the last passes it takes the mixture whose residual, benefits
// brought less benefits counted on, is least, and goes a damped step from there.
// On a linear map of as many modes as it remembers that is the fixpoint, whether
// passes contract or not.
type accelerator struct {
	used, residual [][]float64 // of the last passes, flat; by key relative to scale
	scale          []float64   // of each key
}

// remembered is how many differences of passes are mixed.
const remembered = 5

// add takes in a pass that counted on used and brought benefits.
func (a *accelerator) add(used, brought [][]float64) {
	if a.scale == nil {
		a.scale = scales(brought)
	}
	x, f := a.flat(used), a.flat(brought)
	floats.Sub(f, x)
	a.used, a.residual = append(a.used, x), append(a.residual, f)
	if len(a.used) > min(remembered, len(x))+1 {
		a.used, a.residual = a.used[1:], a.residual[1:]
	}
}

// astray reports whether the last pass is further from rest than the one before
// by more than a damped step should bring.
func (a *accelerator) astray() bool {
	n := len(a.residual)
	return n > 1 && floats.Norm(a.residual[n-1], 2) > 2*floats.Norm(a.residual[n-2], 2)
}

// forget leaves the last pass alone.
func (a *accelerator) forget() {
	n := len(a.used)
	a.used, a.residual = a.used[n-1:], a.residual[n-1:]
}

// next are benefits to count on after the last pass. weight is the damping.
func (a *accelerator) next(used, brought [][]float64, weight float64) [][]float64 {
	n := len(a.used)
	x, f := a.used[n-1], a.residual[n-1]
	to := make([]float64, len(x))
	for i := range to {
		to[i] = x[i] + weight*f[i]
	}
	for k, g := range a.mixture() {
		for i := range to {
			to[i] -= g * (a.used[k+1][i] - a.used[k][i] + weight*(a.residual[k+1][i]-a.residual[k][i]))
		}
	}
	return a.shaped(to, used, brought)
}

// mixture are the weights γ of differences that make the residual least; nil
// where there are none, or where they say the same thing.
func (a *accelerator) mixture() []float64 {
	n := len(a.residual) - 1
	if n == 0 {
		return nil
	}
	last := a.residual[n]
	m := mat.NewDense(len(last), n, nil)
	for k := range n {
		for i := range last {
			m.Set(i, k, a.residual[k+1][i]-a.residual[k][i])
		}
	}
	var qr mat.QR
	qr.Factorize(m)
	var g mat.VecDense
	if qr.SolveVecTo(&g, false, mat.NewVecDense(len(last), last)) != nil { // also where it is all but singular
		return nil
	}
	return g.RawVector().Data
}

// scales are the largest benefits of each key, 1 where there are none.
func scales(benefit [][]float64) []float64 {
	out := make([]float64, len(benefit[0]))
	for _, row := range benefit {
		for i, v := range row {
			out[i] = max(out[i], v)
		}
	}
	for i, v := range out {
		if v == 0 {
			out[i] = 1
		}
	}
	return out
}

func (a *accelerator) flat(benefit [][]float64) []float64 {
	var out []float64
	for _, row := range benefit {
		for i, v := range row {
			out = append(out, v/a.scale[i])
		}
	}
	return out
}

// shaped is the other way; a step ends at half of the lesser and at twice the
// greater of what was counted on and what came.
func (a *accelerator) shaped(to []float64, used, brought [][]float64) [][]float64 {
	n := len(a.scale)
	out := make([][]float64, len(used))
	for t := range out {
		out[t] = make([]float64, n)
		for i := range n {
			lo, hi := min(used[t][i], brought[t][i]), max(used[t][i], brought[t][i])
			out[t][i] = math.Min(math.Max(to[t*n+i]*a.scale[i], lo/2), 2*hi)
		}
	}
	return out
}
