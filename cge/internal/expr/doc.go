// Package expr reads, prints, evaluates and differentiates the arithmetic
// expressions of a model: quantities, tax rates, elasticities, constraints.
//
//	"40*(PX + PY)/2" ──Parse──▶ Expr ──Bind──▶ Program ──Eval, Grad──▶ numbers
//	                             │  └──String──▶ the same text, canonical
//	                             └─────GAMS────▶ the same expression in GAMS
//
// # The language
//
//	numbers     1  .5  2.25  1e-3
//	names       PX  tl  TAU_TL  sector.coal  `real wage`
//	operators   + - * /  and  ** or ^ for powers
//	functions   abs exp log max min pow sqrt   (log is the natural one)
//
// A power binds tighter than the minus before it and groups from the right:
// -x**2 is -(x**2), a**b**c is a**(b**c), 2**-1 is 0.5. All else groups from
// the left. Names and functions are case-sensitive; a name is a letter or an
// underscore, then letters, digits, underscores and dots (not at the end), or
// anything in backquotes, where a doubled backquote stands for one.
//
// # Evaluation
//
// Bind turns an expression into a flat program over a vector of numbers; Fix
// puts numbers for parameters before that, and Bind folds what is then
// constant. A Program is immutable, so any number of goroutines may share it.
// Folding changes no bit: a parameter fixed and a parameter read from the
// vector give the same value.
//
// # Conventions of the derivatives
//
//   - abs has derivative 0 at 0; min and max have that of the first argument
//     that attains the value.
//   - 0**0 is 1. x**0 has derivative 0 everywhere, x**1 has 1, x**c at 0 has 0
//     for c > 1 and +Inf for 0 < c < 1.
//   - x**y at x = 0 has derivative 0 in y for y >= 0; at x < 0 it has none in y
//     (NaN): Fix exponents that do not move.
//   - What is multiplied by a derivative of 0 adds 0, even where it is infinite:
//     0*sqrt(x) has derivative 0 at 0.
//
// Eval and Grad return NaN and Inf where the arithmetic does (log of a negative
// number, 1/0): a caller checks what it gets and names the equation it came from.
//
// The package does not simplify, and derives numbers, not formulas.
package expr
