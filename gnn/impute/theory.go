package impute

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// PracticeModel names what Practice does.
const PracticeModel = "practice over theory"

// Practice predicts the coefficient of an active material from its theoretical
// minimum: the logs of published over theoretical of other cells are normal
// with unknown mean and variance, so the new one is Student's t (Gelman et al.
// 2013, section 3.2), given that practice is not below theory. Both slices have
// one entry a cell, in the same unit as least; fewer than three cells, or a
// theory that is not positive, are errors.
func Practice(published, theory []float64, least float64) (Guess, error) {
	if len(published) < 3 || len(published) != len(theory) || !(least > 0) {
		return Guess{}, fmt.Errorf("impute: practice over theory needs three cells with both figures and a positive minimum: %d published, %d theoretical, minimum %v", len(published), len(theory), least)
	}
	var ratio []float64
	for i, p := range published {
		if !(p > 0) || !(theory[i] > 0) {
			return Guess{}, fmt.Errorf("impute: cell %d: published %v, theoretical %v: both must be positive", i+1, p, theory[i])
		}
		ratio = append(ratio, math.Log(p/theory[i]))
	}
	n := float64(len(ratio))
	mean, sd := moments(ratio)
	d := distuv.StudentsT{Mu: mean, Sigma: math.Max(sd, 1e-3) * math.Sqrt(n/(n-1)*(1+1/n)), Nu: n - 1}
	below := d.CDF(0)
	at := func(q float64) float64 { return least * math.Exp(math.Max(d.Quantile(below+q*(1-below)), 0)) }
	return Guess{Low: at(.05), Central: at(.5), High: at(.95), N: len(ratio)}, nil
}

// PracticeScore leaves each cell out in turn: root mean square error of the log
// coefficient, and the share inside their intervals for nine tenths.
func PracticeScore(published, theory []float64) (rmse, cover float64, err error) {
	n := float64(len(published))
	for i := range published {
		p, t := without(published, i), without(theory, i)
		g, err := Practice(p, t, theory[i])
		if err != nil {
			return 0, 0, err
		}
		rmse += math.Pow(math.Log(g.Central/published[i]), 2) / n
		if g.Low <= published[i] && published[i] <= g.High {
			cover += 1 / n
		}
	}
	return math.Sqrt(rmse), cover, nil
}

func without(v []float64, i int) []float64 {
	return append(append([]float64{}, v[:i]...), v[i+1:]...)
}

// Held predicts the logs of all pairs by GraphEffects, each with its group
// hidden; the variances are those of a fit to all.
func (g *Graph) Held(test Test) ([]float64, error) {
	groups, err := g.Groups(test)
	if err != nil {
		return nil, err
	}
	e, err := fitEffects(g, append(classKernels(), graphKernels()...), g.Pairs, g.Log)
	if err != nil {
		return nil, err
	}
	mean, _, err := e.Leave(groups)
	return mean, err
}
