package simulate

import "math"

// Truth is what an estimator is asked for, and what it is judged by.
type Truth struct {
	SigmaBefore   []float64 `json:"sigma_before"` // [nest]
	SigmaAfter    []float64 `json:"sigma_after"`
	LogSystematic []float64 `json:"log_sigma_systematic"` // without the part of the nest alone
	LogShift      []float64 `json:"log_shift"`
	IdioSd        float64   `json:"idio_sd"`
	ShiftYear     int       `json:"shift_t"` // 0: one regime
	Omega         []float64 `json:"omega"`   // [good]
}

// Sigma returns the elasticities of a regime.
func (t *Truth) Sigma(regime int) []float64 {
	if regime == 0 {
		return t.SigmaBefore
	}
	return t.SigmaAfter
}

// Truth computes the elasticities of the economy from its features.
func (e *Economy) Truth() *Truth {
	t := &Truth{IdioSd: e.Idio, ShiftYear: e.ShiftYear, Omega: e.Omega}
	for u, m := range e.members() {
		var zb, ub [nodeFeatures]float64
		for _, i := range m { // means of some four members have half the spread: twice them
			for f := range zb {
				zb[f] += 2 * e.Share[i] * e.NodeFeatures[e.Edges[i].Src][f]
			}
			for f := range edgeFeatures {
				ub[f] += 2 * e.Share[i] * e.EdgeFeatures[i][f]
			}
		}
		z := e.NodeFeatures[e.Nests[u].User]
		s := e.A0 + dot(e.Own, z) + dot(e.Edge, ub[:]) + dot(e.Neigh, zb[:])
		bump := math.Tanh(1.5 * z[0] * zb[0])
		if ub[0] > 0 {
			bump += .7 * z[1]
		}
		s += e.Nonlin * bump
		before, after := clip(s+e.Idio*e.IdioNoise[u], .12, 4), 0.0
		if e.ShiftYear > 0 {
			after = e.Shift / (1 + math.Exp(-(2*z[2] + zb[2])))
		}
		after = clip(before+after, .12, 4.5)
		t.LogSystematic = append(t.LogSystematic, s)
		t.LogShift = append(t.LogShift, after-before)
		t.SigmaBefore = append(t.SigmaBefore, away(math.Exp(before)))
		t.SigmaAfter = append(t.SigmaAfter, away(math.Exp(after)))
	}
	return t
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i := range a {
		s += a[i] * b[i]
	}
	return s
}

// away keeps an elasticity off one, where the CES index is a limit.
func away(s float64) float64 {
	if math.Abs(s-1) < .01 {
		return 1.01
	}
	return s
}
