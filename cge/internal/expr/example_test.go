package expr_test

import (
	"errors"
	"fmt"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

func Example() {
	e, _ := expr.Parse("KFORWRD-K*(1-DELTA)/DELTA")
	slots := map[string]int{"K": 0, "KFORWRD": 1}
	p, _ := e.Fix(func(n string) (float64, bool) { return 0.3, n == "DELTA" }).
		Bind(func(n string) (int, bool) { s, ok := slots[n]; return s, ok })
	g := make([]float64, len(p.Slots()))
	v := p.Grad([]float64{60, 145}, g)
	fmt.Printf("%.0f %.4f\n", v, g)
	// Output: 5 [-2.3333 1.0000]
}

func ExampleParse() {
	_, err := expr.Parse("(285.81)*(1-UR")
	fmt.Println(err)
	_, err = expr.Parse("2 + ln(X)")
	fmt.Println(err)
	// Output:
	// expr: column 15: found the end, expected an operator or ")"
	// 	(285.81)*(1-UR
	// 	              ^
	// expr: column 5: unknown function "ln"; did you mean "log"?; known are abs, exp, log, max, min, pow, sqrt
	// 	2 + ln(X)
	// 	    ^
}

func ExampleExpr_String() {
	e, _ := expr.Parse("(tl+TAU_TL)*pow(X,-1)-`real wage`")
	fmt.Println(e, e.Names())
	// Output: (tl + TAU_TL)*X**(-1) - `real wage` [TAU_TL X real wage tl]
}

func ExampleExpr_GAMS() {
	e, _ := expr.Parse("3*x1**2 + (x_2/p)**esub")
	fmt.Println(e.GAMS(func(n string) string { return "v_" + n }))
	// Output: 3*sqr(v_x1) + (v_x_2/v_p)**v_esub
}

func ExampleExpr_Constant() {
	e, _ := expr.Parse("-(1-DELTA)/(1+RHO)")
	values := map[string]float64{"RHO": 0.4, "DELTA": 0.3}
	v, ok := e.Fix(func(n string) (float64, bool) { v, ok := values[n]; return v, ok }).Constant()
	fmt.Printf("%.2f %v\n", v, ok)
	// Output: -0.50 true
}

func ExampleUnknown() {
	e, _ := expr.Parse("50*LPG")
	_, err := e.Bind(func(string) (int, bool) { return 0, false })
	var u *expr.Unknown
	if errors.As(err, &u) {
		u.Near = expr.Near(u.Name, []string{"LGP", "PG", "X", "GOVT"})
	}
	fmt.Println(err)
	// Output: expr: unknown name "LPG" in "50*LPG"; did you mean LGP, PG?
}
