package fit

import (
	"fmt"
	"math"
)

// A Prior is what is thought of a parameter before the panels: log-normal.
type Prior struct {
	Part string  `json:"part"` // nests, supply or learning
	ID   string  `json:"id"`
	Mean float64 `json:"mean_log"` // of the log
	SD   float64 `json:"sd_log"`
	From string  `json:"from"` // literature: a published figure; prior: an assumption
}

// Standard deviations of logs where a table gives none: a recalled published
// elasticity lies within a factor 2.3 in 90 % of cases, an assumed one within 3.2.
const (
	LiteratureSD = .5
	AssumedSD    = .7
)

// Grids span this many standard deviations of the prior each way; a posterior is
// of log-normal form afterwards.
const (
	gridReach = 6.
	gridSteps = 121
)

// Moments of a posterior: of the log of a parameter, and of a second one.
type Moments struct{ Mean, SD, Mean2, SD2, Corr float64 }

// posterior1 is the posterior of the log of one parameter: minus2 is -2
// log-likelihood at the parameter (not its log).
func posterior1(p Prior, minus2 func(v float64) float64) (Moments, error) {
	return posterior2(p, Prior{SD: 0}, 0, func(a, _ float64) float64 { return minus2(a) })
}

// posterior2 is that of two parameters whose logs have a joint normal prior
// with correlation rho. A second prior without spread is left out.
func posterior2(p, q Prior, rho float64, minus2 func(a, b float64) float64) (Moments, error) {
	n2 := gridSteps
	if q.SD == 0 {
		n2 = 1
	}
	logs, weight, top := [][2]float64{}, []float64{}, math.Inf(-1)
	for i := range gridSteps {
		za := gridReach * (2*float64(i)/float64(gridSteps-1) - 1)
		for j := range n2 {
			zb := 0.
			if n2 > 1 {
				zb = gridReach * (2*float64(j)/float64(n2-1) - 1)
			}
			a, b := p.Mean+p.SD*za, q.Mean+q.SD*zb
			l := -.5*(za*za-2*rho*za*zb+zb*zb)/(1-rho*rho) - .5*minus2(math.Exp(a), math.Exp(b))
			if math.IsNaN(l) {
				return Moments{}, fmt.Errorf("fit: posterior of %s: the likelihood is not a number at %v", p.ID, math.Exp(a))
			}
			logs, weight, top = append(logs, [2]float64{a, b}), append(weight, l), math.Max(top, l)
		}
	}
	return summarise(logs, weight, top), nil
}

func summarise(logs [][2]float64, logWeight []float64, top float64) Moments {
	var s, a, b, aa, bb, ab float64
	for i, l := range logs {
		w := math.Exp(logWeight[i] - top)
		s, a, b = s+w, a+w*l[0], b+w*l[1]
	}
	m := Moments{Mean: a / s, Mean2: b / s}
	for i, l := range logs {
		w := math.Exp(logWeight[i]-top) / s
		da, db := l[0]-m.Mean, l[1]-m.Mean2
		aa, bb, ab = aa+w*da*da, bb+w*db*db, ab+w*da*db
	}
	m.SD, m.SD2 = math.Sqrt(aa), math.Sqrt(bb)
	if aa > 0 && bb > 0 {
		m.Corr = ab / math.Sqrt(aa*bb)
	}
	return m
}

// told is the share of the precision that comes from an estimate with a
// standard error, beside a log-normal prior: both of the parameter itself, for a
// parameter near zero has a log that is far from anything.
func told(p Prior, se float64) float64 {
	v := math.Exp(2*p.Mean+p.SD*p.SD) * math.Expm1(p.SD*p.SD)
	return v / (v + se*se)
}

// normal is -2 log-likelihood of an estimate with a standard error.
func normal(hat, se float64) func(v float64) float64 {
	return func(v float64) float64 { return (v - hat) * (v - hat) / (se * se) }
}
