package cge

import "math"

// broyden corrects steps that are made with a factored Jacobian of another
// point: Broyden's good update, kept as the steps taken (Kelley 1995, section
// 7.3). Its first step is the given one.
type broyden struct {
	steps [][]float64 // scaled
	size  []float64   // their squared lengths
}

// mostSteps bounds what is kept; then the Jacobian is factored anew anyhow.
const mostSteps = 20

func (b *broyden) reset() { b.steps, b.size = nil, nil }

// bend turns the step d of the old Jacobian into that of the updated one.
func (b *broyden) bend(d, scale []float64) {
	n := len(b.steps)
	z := make([]float64, len(d))
	for i := range d {
		z[i] = d[i] / scale[i]
	}
	for j := 0; j+1 < n; j++ {
		f := dot(b.steps[j], z) / b.size[j]
		for i, v := range b.steps[j+1] {
			z[i] += f * v
		}
	}
	if n > 0 {
		den := 1 - dot(b.steps[n-1], z)/b.size[n-1]
		if math.Abs(den) < 0.2 {
			b.reset()
			return
		}
		for i := range z {
			z[i] /= den
		}
		for i := range d {
			d[i] = z[i] * scale[i]
		}
	}
	if s := dot(z, z); s > 0 && n < mostSteps {
		b.steps, b.size = append(b.steps, z), append(b.size, s)
	} else {
		b.reset()
	}
}

// took forgets everything unless the step was taken as it was.
func (b *broyden) took(from, to, d []float64) {
	for i := range to {
		if math.Abs(to[i]-from[i]-d[i]) > 1e-9*(math.Abs(d[i])+math.Abs(to[i])*1e-6) {
			b.reset()
			return
		}
	}
}

func dot(a, b []float64) float64 {
	s := 0.0
	for i, v := range a {
		s += v * b[i]
	}
	return s
}
