package sensitivity_test

import (
	"context"
	"fmt"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/sensitivity"
)

func ExampleAnalysis_Run() {
	e := cge.NewEconomy("one good")
	labour, capital, good := e.Commodity("labour"), e.Commodity("capital"), e.Commodity("good")
	e.Param("workers", 1)
	e.Producer("make", good.Of(100), cge.CES(0.8, labour.Of(60), capital.Of(40)))
	e.Consumer("household").Owns(labour.OfExpr("60*workers"), capital.Of(40)).Wants(good.Of(100))
	model, _ := cge.Compile(e)

	a := sensitivity.Analysis{
		Model:    model,
		Scenario: cge.Scenario{Name: "wages in goods", Fix: map[string]float64{"good": 1}},
		Params: []sensitivity.Uncertain{
			{Name: "workers", Dist: sensitivity.Uniform{Min: 1.1, Max: 1.3}},
			{Name: "sigma:make", Dist: sensitivity.LogNormal{Mean: 0.8, SD: 0.2}},
		},
		Results: []sensitivity.Result{{Name: "labour"}, {Name: "capital"}, {Name: "make"}},
		Method:  sensitivity.Order5,
	}
	s, err := a.Run(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s)

	a.Method, a.Draws, a.Seed = sensitivity.LatinHypercube, 500, 1
	s, _ = a.Run(context.Background())
	fmt.Println(s)
	// Output:
	// quadrature of order 5, 9 points, 2 uncertain
	// result   central    mean       sd  ≥95% from     to  workers  sigma:make
	// labour     0.909  0.9068  0.03441     0.7529  1.061    49.0%       47.7%
	// capital     1.15   1.154  0.05953     0.8879   1.42    52.8%       43.7%
	// make       1.114   1.114  0.03146      0.973  1.254    99.7%        0.3%
	// Latin hypercube, 500 points, 2 uncertain
	// result   central    mean       sd    2.5%   97.5%  workers  sigma:make
	// labour     0.909  0.9065  0.03568  0.8251  0.9579    -0.75       +0.67
	// capital     1.15   1.155  0.06174   1.067   1.294    +0.78       -0.64
	// make       1.114   1.114  0.03141   1.062   1.166    +1.00       +0.01
}

func ExampleSample_Interval() {
	a := sensitivity.Analysis{
		Params:  []sensitivity.Uncertain{{Name: "a", Dist: sensitivity.Normal{Mean: 3, SD: 1}}, {Name: "b", Dist: sensitivity.Uniform{Max: 12}}},
		Results: []sensitivity.Result{{Name: "a+b"}},
		Of: func(_ context.Context, p map[string]float64) ([]float64, error) {
			return []float64{p["a"] + p["b"]}, nil
		},
	}
	s, _ := a.Run(context.Background())
	fmt.Println(s.SD()) // √(1 + 12²/12)
	fmt.Println(s.Interval(0.75))
	// Output:
	// result 1, 1
	//   a+b
	// 3.606
	// result 1 × bound 2, 1
	// result  lower  upper
	// a+b     1.789  16.21
}
