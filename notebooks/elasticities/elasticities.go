// Package elasticities is the experiment of notebook 04: what least squares, two
// stages and a graph network make of economies whose elasticities are known.
//
//	simulate.Generate ──▶ panel, truth ──gnn.Estimate──▶ Judged: estimates beside the truth
//	                                                       ├─▶ Scatter   one economy, nest by nest
//	                                                       └─▶ Errors    levels of difficulty, several economies
package elasticities

import (
	"context"
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// Methods are the estimators compared, in the order of tables.
var Methods = []string{"least squares", "two stages", "network"}

// A Judged panel has the estimates of every nest and regime beside the truth.
type Judged struct {
	Truth     []float64
	Estimates [][]float64 // by method; NaN where one has none
	Low, High []float64   // the network's 90 % interval
}

// Judge simulates an economy of a level of difficulty (L0 to L4) and estimates it
// without knowing its elasticities or dates.
func Judge(level string, seed uint64) (*Judged, error) {
	c, err := simulate.Level(level)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	p, truth, err := simulate.Generate(ctx, c, seed)
	if err != nil {
		return nil, err
	}
	r, err := gnn.Estimate(ctx, p, nil)
	if err != nil {
		return nil, err
	}
	perRegime := len(truth.SigmaBefore)
	j := &Judged{Estimates: make([][]float64, len(Methods))}
	for i, n := range r.Nests {
		j.Truth = append(j.Truth, truth.Sigma(n.Regime)[i%perRegime])
		for k, v := range []float64{classical(r, "OLS nest FE", i), classical(r, "2SLS nest FE", i), n.MeanSigma} {
			j.Estimates[k] = append(j.Estimates[k], v)
		}
		j.Low, j.High = append(j.Low, n.Lo90), append(j.High, n.Hi90)
	}
	return j, nil
}

// classical is an estimator's sigma of a nest; NaN where it has none.
func classical(r *gnn.Report, name string, i int) float64 {
	b := r.Baselines[name]
	if i >= len(b.Sigma) || len(b.SE) > i && b.SE[i] == 0 {
		return math.NaN()
	}
	return b.Sigma[i]
}

// RMSE is the root mean square error of a method, over the nests it estimates.
func (j *Judged) RMSE(method int) float64 {
	sum, n := 0.0, 0
	for i, v := range j.Estimates[method] {
		if !math.IsNaN(v) {
			sum, n = sum+(v-j.Truth[i])*(v-j.Truth[i]), n+1
		}
	}
	return math.Sqrt(sum / float64(n))
}

// Bias is the mean of estimate less truth.
func (j *Judged) Bias(method int) float64 {
	sum, n := 0.0, 0
	for i, v := range j.Estimates[method] {
		if !math.IsNaN(v) {
			sum, n = sum+v-j.Truth[i], n+1
		}
	}
	return sum / float64(n)
}

// Covered is the share of nests whose truth lies in the network's 90 % interval.
func (j *Judged) Covered() float64 {
	in := 0.0
	for i, v := range j.Truth {
		if j.Low[i] <= v && v <= j.High[i] {
			in++
		}
	}
	return in / float64(len(j.Truth))
}

// Against are truth and estimates as arrays for a scatter, both method × nest.
func (j *Judged) Against() (truth, estimates quantity.Array) {
	labels := make([]string, len(j.Truth))
	for i := range labels {
		labels[i] = fmt.Sprintf("nest %d", i+1)
	}
	nests := quantity.NewAxis("nest", labels...)
	var x, y []float64
	for _, e := range j.Estimates {
		x, y = append(x, j.Truth...), append(y, e...)
	}
	methods := quantity.NewAxis("method", Methods...)
	return quantity.New("1", x, methods, nests), quantity.New("1", y, methods, nests)
}

// Errors is the error of each method by level, averaged over economies, and the
// cover of the network's intervals: level × figure.
func Errors(levels []string, seeds ...uint64) (quantity.Array, error) {
	labels := append(append([]string(nil), Methods...), "cover of 90 %")
	var v []float64
	for _, level := range levels {
		row := make([]float64, len(labels))
		for _, seed := range seeds {
			j, err := Judge(level, seed)
			if err != nil {
				return quantity.Array{}, err
			}
			for k := range Methods {
				row[k] += j.RMSE(k) / float64(len(seeds))
			}
			row[len(Methods)] += j.Covered() / float64(len(seeds))
		}
		v = append(v, row...)
	}
	return quantity.New("1", v, quantity.NewAxis("level", levels...), quantity.NewAxis("figure", labels...)), nil
}
