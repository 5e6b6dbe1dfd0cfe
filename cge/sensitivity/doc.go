// Package sensitivity asks how far the results of an equilibrium depend on
// numbers that nobody knows well: elasticities first of all.
//
//	uncertain parameters ──▶ points ──▶ an equilibrium each ──▶ mean, deviation,
//	(a distribution each)    (few)      (from the central one)  who causes it
//
// An [Analysis] names the model, the uncertain parameters and the results; Run
// solves the model at every point and returns a [Sample].
//
//	a := sensitivity.Analysis{
//		Model:   model,
//		Params:  []sensitivity.Uncertain{{Name: "sigma:steel", Dist: sensitivity.Uniform{Min: 0.5, Max: 1.5}}},
//		Results: []sensitivity.Result{{Name: "steel"}},
//	}
//	s, err := a.Run(ctx)
//	fmt.Println(s)
//
// # Four ways to choose the points
//
//   - [Order3]: 2n points for n parameters (Stroud 1957). Means are exact for
//     results that are polynomials of degree 3 in the parameters, variances for
//     degree 1. This is what systematic sensitivity analysis of equilibrium
//     models usually means (DeVuyst and Preckel 1997; Arndt 1996).
//   - [Order5]: 2n²+1 points (Hammer and Stroud 1958). Means are exact for degree
//     5, variances for degree 2.
//   - [MonteCarlo]: as many draws as asked for; the error falls with their root.
//   - [LatinHypercube]: draws of which each parameter hits every one of Draws
//     equal slices once (McKay, Beckman and Conover 1979).
//
// Quadratures need symmetric distributions ([Symmetric]): uniform, normal, the
// triangular with its mode in the middle, and the log-normal, where the degrees
// above are those in the logarithm. They know two moments of the result and
// nothing of its shape, so the interval that goes with them is Chebyshev's,
// which holds for any shape. Draws have quantiles.
//
// # Conventions
//
//   - Parameters are independent of one another. Elasticities that move together
//     are one parameter of the economy that several nests name (cge.CESExpr).
//   - The central point has every parameter at its median; its equilibrium is
//     where every other solution starts. Where the scenario fixes no price or
//     income, its income of the first consumer is the numeraire of all points.
//   - Draw k of a parameter depends on the seed, k and the parameter's name, and
//     on nothing else; results are the same to the bit for any number of workers.
//   - A point without an equilibrium is an error of type [Failed]. SkipUnsolved
//     counts it instead; quadratures cannot do without a point.
//
// # What it will not do
//
// Correlated parameters, and distributions of the parameters themselves: where
// they come from is the caller's knowledge.
package sensitivity
