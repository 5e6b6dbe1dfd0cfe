package charts

import (
	"image/color"
	"math"
)

// Ramps of ColorBrewer (Harrower and Brewer 2003), both safe for colour-blind
// eyes: yellow through green to blue for values on one side of zero, red over
// white to blue for values on both.
var (
	oneWay  = []string{"#ffffd9", "#edf8b1", "#c7e9b4", "#7fcdbb", "#41b6c4", "#1d91c0", "#225ea8", "#253494", "#081d58"}
	bothWay = []string{"#67001f", "#b2182b", "#d6604d", "#f4a582", "#fddbc7", "#f7f7f7", "#d1e5f0", "#92c5de", "#4393c3", "#2166ac", "#053061"}
)

// rampSteps is how many colours of a ramp are told apart.
const rampSteps = 64

// step rounds a share of the ramp, from 0 to 1, to the colours there are.
func step(share float64) float64 {
	return math.Floor(math.Max(0, math.Min(1, share))*(rampSteps-1)+0.5) / (rampSteps - 1)
}

// onRamp mixes the two stops about a share, as echarts does.
func onRamp(stops []string, share float64) color.NRGBA {
	at := step(share) * float64(len(stops)-1)
	k := min(int(at), len(stops)-2)
	a, b, f := mustRGB(stops[k]), mustRGB(stops[k+1]), at-float64(k)
	mix := func(u, v uint8) uint8 { return uint8(math.Floor(float64(u) + f*(float64(v)-float64(u)) + 0.5)) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 255}
}

// legibleOn is ink or white, whichever stands out.
func legibleOn(c color.NRGBA) color.NRGBA {
	if 299*int(c.R)+587*int(c.G)+114*int(c.B) < 140*1000 {
		return color.NRGBA{255, 255, 255, 255}
	}
	return ink
}
