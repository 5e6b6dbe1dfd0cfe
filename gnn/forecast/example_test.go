package forecast_test

import (
	"context"
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/gnn/forecast"
)

// pulse is a wave that runs along a chain of three nodes.
func pulse() *forecast.Series {
	s := &forecast.Series{Name: "pulse", Unit: "m", Nodes: []string{"source", "middle", "mouth"}, Lags: 2,
		Links: [][]forecast.Edge{{{From: 0, To: 1, Weight: 1}, {From: 1, To: 2, Weight: 1}}}}
	height := func(t int) float64 { return math.Sin(float64(t*t%17)) + math.Cos(float64(t*t*t%23)) }
	for t := range 120 {
		s.Times = append(s.Times, fmt.Sprint(t))
		s.Values = append(s.Values, []float64{height(t), height(t - 1), height(t - 2)})
	}
	return s
}

// What a node does next, its neighbour did just now: a regression that hears
// neighbours knows it, the random walk does not.
func ExampleEvaluate() {
	r, err := forecast.Evaluate(context.Background(), pulse(), .8, 1, &forecast.Options{NoNetwork: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range r.Scores {
		if s.Model == "last value" || s.Model == "ridge AR(8), neighbours, season, per node" {
			fmt.Printf("%s: MSE %.1f\n", s.Model, s.MSE)
		}
	}
	fmt.Println("rows forecast:", r.TestRows)
	// Output:
	// last value: MSE 1.5
	// ridge AR(8), neighbours, season, per node: MSE 0.2
	// rows forecast: 24
}

// Steady growth in logarithms: drift is the model, and the backtest says so.
func ExampleBacktest() {
	s := &forecast.Series{Name: "growth", Unit: "t", Nodes: []string{"a", "b"}, Lags: 1}
	for t := range 30 {
		s.Times = append(s.Times, fmt.Sprint(1990+t))
		s.Values = append(s.Values, []float64{math.Exp(.1 * float64(t)), math.Exp(.1*float64(t) + .02*math.Sin(float64(t)))})
	}
	b, err := forecast.Backtest(context.Background(), s, &forecast.Rolling{Options: forecast.Options{NoNetwork: true}, Horizons: []int{3}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, m := range b.Horizons[0].Models[:2] {
		fmt.Printf("%s: %.2f of the random walk\n", m.Model, m.Walk.Ratio)
	}
	// Output:
	// last value: 1.00 of the random walk
	// drift: 0.07 of the random walk
}

// The errors of two models over six weeks.
func ExampleDieboldMariano() {
	t, p := forecast.DieboldMariano([]float64{1, 2, 1, 2, 1, 2}, []float64{2, 3, 1, 3, 2, 2}, 1)
	fmt.Printf("t %.2f, p %.3f\n", t, p)
	// Output: t -3.16, p 0.025
}
