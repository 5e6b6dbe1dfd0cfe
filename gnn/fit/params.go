package fit

import (
	"maps"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Param is one entry of the parameter file.
type Param struct {
	Part   string  `json:"-"` // nests, supply or learning
	ID     string  `json:"id"`
	Regime int     `json:"regime"`
	Mean   float64 `json:"mean_log"`
	SD     float64 `json:"sd_log"`
	Source string  `json:"source"` // learned, literature or prior
	F      float64 `json:"F"`
	N      int     `json:"n"`
	Told   float64 `json:"told"` // share of the precision that the data give
	Prior  Prior   `json:"prior"`
	With   string  `json:"with,omitempty"` // the parameter it is drawn with
	Corr   float64 `json:"corr,omitempty"` // of the two logs
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

func fSurvival(v float64, d1, d2 int) float64 {
	return 1 - distuv.F{D1: float64(d1), D2: float64(d2)}.CDF(v)
}
