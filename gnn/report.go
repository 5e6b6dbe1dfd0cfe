package gnn

import (
	"fmt"
	"math"
)

// Source says what an elasticity rests on.
type Source string

const (
	Learned    Source = "learned"    // the panel's own prices, quantities and instruments
	FromPrior  Source = "prior"      // not identified: the prior and, where there are any, neighbours
	Literature Source = "literature" // not identified or weakly: a published prior
)

// Nest is the elasticity of one nest in one regime. MeanLogSigma and
// SDLogSigma describe log sigma; MeanSigma, Lo90 and Hi90 are in sigma.
type Nest struct {
	User         int     `json:"user"`
	K            int     `json:"k"`
	Regime       int     `json:"regime"` // 0 before, 1 after a shift
	MeanLogSigma float64 `json:"mean_log_sigma"`
	SDLogSigma   float64 `json:"sd_log_sigma"`
	MeanSigma    float64 `json:"mean_sigma"`
	Lo90         float64 `json:"lo90"`
	Hi90         float64 `json:"hi90"`
	Source       Source  `json:"source"`
	F            float64 `json:"first_stage_F"`
	SarganP      float64 `json:"sargan_p"` // 1 with fewer than two instruments
	Missing      float64 `json:"missing"`  // share of gaps
	Note         string  `json:"note,omitempty"`
}

// Baseline is a classical estimator beside the answer, in the order of
// Report.Nests. A nest it does not identify has sigma 0 and no standard error.
type Baseline struct {
	Sigma []float64 `json:"sigma"`
	SE    []float64 `json:"se,omitempty"`
	LogSD []float64 `json:"log_sd,omitempty"`
}

// Report is the answer of Estimate.
type Report struct {
	Nests        []Nest              `json:"nests"`
	Baselines    map[string]Baseline `json:"baselines"`
	Draws        [][]float64         `json:"draws"` // [draw][nest], joint draws of log sigma
	RegimeStarts []int               `json:"regime_starts"`
	Dates        string              `json:"dates"`  // given, found, or none: no shift was found
	Method       string              `json:"method"` // network, or classical and why
	Weights      string              `json:"weights,omitempty"`
	Warnings     []string            `json:"warnings,omitempty"`
}

// Prior is a published distribution of log sigma, for nests whose instruments
// are weak or missing.
type Prior struct {
	Mean, SD float64
	Source   string // who says so
}

// weakF is the first-stage F below which instruments count as weak (Staiger
// and Stock 1997).
const weakF = 10

// rejectP is the p-value below which instruments contradict each other.
const rejectP = .01

// notes says aloud what the reader of one nest must know.
func (n *Nest) notes(members int, instruments int) {
	switch {
	case members < 2:
		n.Note = "one member: there is no substitution in the nest to see; its elasticity comes from the prior and neighbours"
	case n.Missing >= 1:
		n.Note = "no observation: its elasticity comes from the prior and neighbours"
	case instruments == 0:
		n.Note = "not identified: no instrument moves prices apart from demand"
	case n.F < weakF:
		n.Note = fmt.Sprintf("instruments of the nest are weak (F = %.1f): its elasticity leans on nests that share suppliers", n.F)
	case n.SarganP < rejectP:
		n.Note = fmt.Sprintf("the instruments contradict each other (p = %.1e): one of them may not be valid", n.SarganP)
	}
}

// levelSD is how far the level of all elasticities may be off, in logs, where
// no instrument fixes it.
const levelSD = .5

// widen adds a deviation to the spread and to both sides of the interval.
func (n *Nest) widen(sd float64) {
	n.SDLogSigma = math.Hypot(n.SDLogSigma, sd)
	low, high := n.MeanLogSigma-math.Log(n.Lo90), math.Log(n.Hi90)-n.MeanLogSigma
	n.Lo90, n.Hi90 = math.Exp(n.MeanLogSigma-math.Hypot(low, 1.645*sd)), math.Exp(n.MeanLogSigma+math.Hypot(high, 1.645*sd))
}

// use joins a published prior by precision, in log sigma.
func (n *Nest) use(p Prior) {
	w, v := 1/(n.SDLogSigma*n.SDLogSigma), 1/(p.SD*p.SD)
	was, sd := n.MeanLogSigma, n.SDLogSigma
	n.MeanLogSigma, n.SDLogSigma = (w*was+v*p.Mean)/(w+v), 1/math.Sqrt(w+v)
	shrink := n.SDLogSigma / sd
	low, high := math.Log(n.Lo90)-was, math.Log(n.Hi90)-was
	n.Lo90, n.Hi90 = math.Exp(n.MeanLogSigma+shrink*low), math.Exp(n.MeanLogSigma+shrink*high)
	if v > w {
		n.Source = Literature
	}
}
