package base

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets"
)

const commonShape = 3.5 // of a Weibull curve where only a mean life is known

// technologyAbove a use: its sub-technologies live as long where they have no
// life of their own.
var technologyAbove = map[string]string{"wind_drivetrain_onshore": "wind_onshore", "wind_drivetrain_offshore": "wind_offshore", "pv_system": "solar_pv",
	"grid_battery_pack": "grid_battery", "ev_motor": "zev_car", "ev_battery": "ev_battery", "electrolyser_stack": "alkaline"}

// weibullOf is the mean life of a node, or of the technology its use is in,
// and the shape of the Weibull curve with the same mean and spread.
func weibullOf(node, use string) (mean, shape float64, err error) {
	d, err := datasets.LifetimeOf(node)
	if above, ok := technologyAbove[use]; ok && (err != nil || d.Node != node) {
		d, err = datasets.LifetimeOf(above)
	}
	switch {
	case err != nil:
		return 0, 0, fmt.Errorf("base: life of %s in %s: %w", node, use, err)
	case d.Distribution == "weibull":
		return d.Mean, d.Shape, nil
	case d.Sigma > 0:
		return d.Mean, shapeOf(d.Sigma / d.Mean), nil
	}
	return d.Mean, commonShape, nil
}

// shapeOf is the shape k of the Weibull curve whose standard deviation over
// mean is cv:
//
//	1 + cv² = Γ(1+2/k) / Γ(1+1/k)²
//
// by bisection, between 0.5 and 50.
func shapeOf(cv float64) float64 {
	spread := func(k float64) float64 {
		g := math.Gamma(1 + 1/k)
		return math.Gamma(1+2/k)/(g*g) - 1
	}
	lo, hi := .5, 50.0
	for range 60 {
		mid := (lo + hi) / 2
		if spread(mid) > cv*cv {
			lo = mid
		} else {
			hi = mid
		}
	}
	return (lo + hi) / 2
}
