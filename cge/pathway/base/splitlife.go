package base

import (
	"fmt"
	"math"
	"slices"

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
		shape = d.Shape
	case d.Sigma > 0:
		shape = shapeOf(d.Sigma / d.Mean)
	default:
		shape = commonShape
	}
	grown, err := laterLife(node)
	return d.Mean * grown, shape, err
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

// later are latent sub-technologies whose published life is that of prototypes
// of 2018: nobody sells those, so they begin with what is published for 2030.
var later = []string{"solid_state", "li_s"}

func risen(node string) bool { return slices.Contains(later, node) }

// laterLife is the published life of 2030 over that of 2018, 1 for all that is
// sold today.
func laterLife(node string) (float64, error) {
	if !risen(node) {
		return 1, nil
	}
	rows, err := matching(datasets.Knowledge(), where{"node", node, "driver", "durability", "parameter", "lifetime 2030 / lifetime 2018", "bound", "central"})
	if err != nil || len(rows) != 1 {
		return 0, fmt.Errorf("base: life of %s in 2030: %d rows: %v", node, len(rows), err)
	}
	return rows[0].Value, nil
}
