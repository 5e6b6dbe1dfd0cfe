package fit_test

import (
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/gnn/fit"
)

// Prices answer to harvests, so the slope of quantity on price is far too small;
// what moves demand alone finds the supply curve.
func ExampleEquation_Solve() {
	var quantity, price, demand []float64
	for t := range 40 {
		x := float64(t)
		shift, harvest := math.Sin(x), math.Cos(2.4*x) // unlike one another
		p := (shift - harvest) / (.5 + 1)              // supply .5 p + harvest meets demand -p + shift
		quantity, price, demand = append(quantity, .5*p+harvest), append(price, p), append(demand, shift)
	}
	iv, err := fit.Equation{Y: quantity, X: price, Instruments: [][]float64{demand}}.Solve()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("least squares %.2f, with the instrument %.2f, 90 %% from %.2f to %.2f\n", iv.OLS, iv.Beta, iv.Low, iv.High)
	// Output:
	// least squares -0.26, with the instrument 0.50, 90 % from 0.17 to 1.07
}

func ExampleResource() {
	price := fit.Series{2000: 1, 2001: 2, 2002: 2, 2003: 2}
	r := fit.Resource(price, .5)
	fmt.Printf("%.2f %.2f %.2f %.2f of ln 2\n", r[2000]/math.Ln2, r[2001]/math.Ln2, r[2002]/math.Ln2, r[2003]/math.Ln2)
	// Output:
	// 0.00 0.00 0.50 0.75 of ln 2
}
