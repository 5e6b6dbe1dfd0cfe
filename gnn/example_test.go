package gnn_test

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// A simulated economy stands for a panel of prices and quantities; its true
// elasticities are known.
func ExampleEstimate() {
	c, err := simulate.Level("L1")
	if err != nil {
		fmt.Println(err)
		return
	}
	panel, truth, err := simulate.Generate(context.Background(), c, 201)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := gnn.Estimate(context.Background(), panel, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	n, ols := report.Nests[2], report.Baselines["OLS nest FE"].Sigma[2]
	fmt.Printf("user %d, nest %d: true %.1f, least squares %.1f, estimate %.1f (%s)\n", n.User, n.K, truth.SigmaBefore[2], ols, n.MeanSigma, n.Source)
	fmt.Println(len(report.Draws), "joint draws; the interval holds the truth:", n.Lo90 < truth.SigmaBefore[2] && truth.SigmaBefore[2] < n.Hi90)
	// Output:
	// user 9, nest 0: true 1.0, least squares 0.7, estimate 0.9 (learned)
	// 200 joint draws; the interval holds the truth: true
}
