package charts

import (
	"image/color"
	"math"
	"testing"
)

// families are labels that commonly stand in one figure.
var families = map[string][]string{
	"battery":    {"lithium", "cobalt", "nickel", "graphite", "manganese", "copper", "aluminium"},
	"magnet":     {"neodymium", "praseodymium", "dysprosium", "terbium"},
	"headline":   {"lithium", "cobalt", "nickel", "graphite", "copper", "neodymium", "dysprosium"},
	"pv":         {"silicon", "silver", "tellurium", "gallium", "copper"},
	"platinum":   {"platinum", "palladium", "iridium"},
	"technology": {"wind", "solar pv", "ev", "storage", "networks", "hydrogen", "nuclear", "hydro"},
	"wind":       {"onshore wind", "offshore wind", "solar pv"},
	"supply":     {"primary", "recycled", "second life"},
}

func linear(v uint8) float64 {
	x := float64(v) / 255
	if x <= 0.04045 {
		return x / 12.92
	}
	return math.Pow((x+0.055)/1.055, 2.4)
}

// seenBy applies the matrices of Machado, Oliveira and Fernandes (2009) for
// complete protanopia and deuteranopia to linear light.
func seenBy(eye string, c color.NRGBA) [3]float64 {
	m := map[string][9]float64{
		"normal": {1, 0, 0, 0, 1, 0, 0, 0, 1},
		"protan": {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
		"deutan": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	}[eye]
	in := [3]float64{linear(c.R), linear(c.G), linear(c.B)}
	var out [3]float64
	for i := range out {
		for j := range in {
			out[i] += m[3*i+j] * in[j]
		}
		out[i] = math.Min(1, math.Max(0, out[i]))
	}
	return out
}

// lab converts linear sRGB to CIELAB under D65.
func lab(c [3]float64) [3]float64 {
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	x := f((0.4124564*c[0] + 0.3575761*c[1] + 0.1804375*c[2]) / 0.95047)
	y := f(0.2126729*c[0] + 0.7151522*c[1] + 0.0721750*c[2])
	z := f((0.0193339*c[0] + 0.1191920*c[1] + 0.9503041*c[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func apart(eye, a, b string) float64 {
	p, q := lab(seenBy(eye, mustRGB(a))), lab(seenBy(eye, mustRGB(b)))
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

// Ten is four to five just noticeable differences (2.3 in CIELAB): Okabe and
// Ito's own set has its closest pair at 11 for deutan eyes.
func TestFamiliesStayApartForColourBlindEyes(t *testing.T) {
	for name, labels := range families {
		for _, eye := range []string{"normal", "protan", "deutan"} {
			for i, a := range labels {
				for _, b := range labels[:i] {
					if d := apart(eye, named[a], named[b]); d < 10 {
						t.Errorf("%s, %s: %s and %s are %.1f apart", name, eye, a, b, d)
					}
				}
			}
		}
	}
	for _, eye := range []string{"normal", "protan", "deutan"} {
		for i, a := range reserve[:8] {
			for _, b := range reserve[:i] {
				if d := apart(eye, a, b); d < 10 {
					t.Errorf("reserve, %s: %s and %s are %.1f apart", eye, a, b, d)
				}
			}
		}
	}
}

// A ramp gets darker all the way, one of two signs from the middle to both
// ends, for every eye: then values can be told apart by lightness alone.
func TestRampsGetDarker(t *testing.T) {
	for _, eye := range []string{"normal", "protan", "deutan"} {
		light := func(stops []string, share float64) float64 { return lab(seenBy(eye, onRamp(stops, share)))[0] }
		for i := 1; i < rampSteps; i++ {
			a, b := float64(i-1)/(rampSteps-1), float64(i)/(rampSteps-1)
			if light(oneWay, a) < light(oneWay, b) {
				t.Errorf("%s: one way, step %d is lighter than the one before", eye, i)
			}
			if down := light(bothWay, a) > light(bothWay, b); down != (i > rampSteps/2) && i != rampSteps/2 {
				t.Errorf("%s: both ways, step %d runs the wrong way", eye, i)
			}
		}
	}
}
