package gnn

import (
	"math"

	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// Example is an economy of known elasticities as the network sees it.
type Example struct {
	Seed     uint64
	X        [][]float64 // [row][moment]
	Mean, SD []float64   // [row], the classical posterior of log sigma
	F        []float64   // [row], first-stage F
	Graph    []Relation
	Series   [][][]float64 // [row][year][channel], see classic.Fit.YearlyMoments
	LogSigma []float64     // [row], the truth
}

// NewExample joins the inputs of a panel with its truth.
func NewExample(seed uint64, in *Inputs, truth *simulate.Truth) *Example {
	e := in.example(seed)
	for q := range in.Fit.Segments {
		for _, s := range truth.Sigma(q) {
			e.LogSigma = append(e.LogSigma, math.Log(s))
		}
	}
	return e
}

func (in *Inputs) example(seed uint64) *Example {
	e := &Example{Seed: seed, X: in.X, Mean: in.Base.Mean, SD: in.Base.SD, Graph: in.Graph}
	for row, m := range in.Fit.Moments {
		e.F = append(e.F, m.F)
		e.Series = append(e.Series, in.Fit.YearlyMoments(row))
	}
	return e
}
