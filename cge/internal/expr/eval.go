package expr

import (
	"math"
	"sync"
)

// small is the number of steps that a program may have to keep its scratch on
// the stack; longer ones borrow it.
const small = 32

var scratch = sync.Pool{New: func() any { return new([]float64) }}

// borrow returns scratch for n numbers; put it back into the pool.
func borrow(n int) *[]float64 {
	s := scratch.Get().(*[]float64)
	if cap(*s) < n {
		*s = make([]float64, n)
	}
	*s = (*s)[:n]
	return s
}

// Eval returns the value at x, which must reach to the highest of Slots. It is
// NaN or infinite where the arithmetic is (log of a negative number, 1/0):
// check it. It allocates nothing, for long programs once its scratch is warm.
func (p *Program) Eval(x []float64) float64 {
	n := len(p.code)
	switch {
	case n == 0:
		return p.k
	case n <= small:
		var v [small]float64
		return p.forward(x, v[:n])
	}
	s := borrow(n)
	y := p.forward(x, *s)
	scratch.Put(s)
	return y
}

// Grad returns the value at x and writes the partial derivative with respect to
// Slots()[i] into g[i]; g must be as long as Slots. The package comment has the
// conventions at kinks. Where the value is not finite the derivatives mean
// nothing; they may be infinite where it is finite, as for sqrt at 0. It
// allocates as little as Eval.
func (p *Program) Grad(x, g []float64) float64 {
	n := len(p.code)
	g = g[:len(p.slots)]
	clear(g)
	switch {
	case n == 0:
		return p.k
	case n <= small:
		var v, w [small]float64
		y := p.forward(x, v[:n])
		p.reverse(v[:n], w[:n], g)
		return y
	}
	s := borrow(2 * n)
	v, w := (*s)[:n], (*s)[n:]
	y := p.forward(x, v)
	p.reverse(v, w, g)
	scratch.Put(s)
	return y
}

// forward fills the registers v and returns the last.
func (p *Program) forward(x, v []float64) float64 {
	for i := range p.code {
		switch in := &p.code[i]; in.op {
		case opConst:
			v[i] = in.k
		case opLoad:
			v[i] = x[in.a]
		case opAdd:
			v[i] = v[in.a] + v[in.b]
		case opSub:
			v[i] = v[in.a] - v[in.b]
		case opMul:
			v[i] = v[in.a] * v[in.b]
		case opDiv:
			v[i] = v[in.a] / v[in.b]
		case opAddK:
			v[i] = v[in.a] + in.k
		case opSubK:
			v[i] = in.k - v[in.a]
		case opMulK:
			v[i] = v[in.a] * in.k
		case opDivK:
			v[i] = v[in.a] / in.k
		case opOver:
			v[i] = in.k / v[in.a]
		case opPowK:
			v[i] = pow(v[in.a], in.k)
		default:
			v[i] = apply(in.op, v[in.a], v[in.b])
		}
	}
	return v[len(v)-1]
}

// apply is one operation on two numbers; those of one operand read a.
func apply(f op, a, b float64) float64 {
	switch f {
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opDiv:
		return a / b
	case opPow:
		return pow(a, b)
	case opMin:
		return min(a, b)
	case opMax:
		return max(a, b)
	case opNeg:
		return -a
	case opLog:
		return math.Log(a)
	case opExp:
		return math.Exp(a)
	case opSqrt:
		return math.Sqrt(a)
	case opAbs:
		return math.Abs(a)
	}
	return math.NaN()
}

// pow is x**y with 0**0 = 1. The short cuts depend on the numbers alone, so
// that a fixed exponent and one that is read give the same bits.
func pow(x, y float64) float64 {
	switch y {
	case 1:
		return x
	case 2:
		return x * x
	case -1:
		return 1 / x
	}
	return math.Pow(x, y)
}

// reverse carries the derivative of the last register back to the loads: w[i]
// is that with respect to register i. As every register is read once, w is set,
// never added to.
func (p *Program) reverse(v, w, g []float64) {
	w[len(w)-1] = 1
	for i := len(p.code) - 1; i >= 0; i-- {
		in, d := &p.code[i], w[i]
		switch {
		case in.op == opLoad:
			g[in.b] += d
		case in.op == opConst:
		case d == 0:
			w[in.a], w[in.b] = 0, 0
		case in.op < opAddK:
			w[in.a], w[in.b] = slopes(in.op, d, v[in.a], v[in.b], v[i])
		default:
			w[in.a] = slope(in, d, v[in.a], v[i])
		}
	}
}

// slopes are d times the derivatives of y = a f b.
func slopes(f op, d, a, b, y float64) (da, db float64) {
	switch f {
	case opAdd:
		return d, d
	case opSub:
		return d, -d
	case opMul:
		return d * b, d * a
	case opDiv:
		return d / b, -d * (y / b)
	case opPow:
		return d * powSlope(a, b, y), d * exponentSlope(a, b, y)
	}
	if f == opMin && a <= b || f == opMax && a >= b {
		return d, 0
	}
	return 0, d
}

// slope is d times the derivative of y = f(a).
func slope(in *instr, d, a, y float64) float64 {
	switch in.op {
	case opAddK:
		return d
	case opSubK, opNeg:
		return -d
	case opMulK:
		return d * in.k
	case opDivK:
		return d / in.k
	case opOver:
		return -d * (y / a)
	case opPowK:
		return d * powSlope(a, in.k, y)
	case opLog:
		return d / a
	case opExp:
		return d * y
	case opSqrt:
		return d * 0.5 / y
	}
	return d * sign(a) // opAbs
}

// powSlope is dx**y/dx, where v is x**y: y*v/x saves a power where v keeps its
// digits.
func powSlope(x, y, v float64) float64 {
	switch a := math.Abs(v); {
	case y == 0:
		return 0
	case y == 1:
		return 1
	case y == 2:
		return 2 * x
	case x == 0 || a < 1e-290 || a > math.MaxFloat64:
		return y * pow(x, y-1)
	}
	return y * (v / x)
}

// exponentSlope is dx**y/dy, where v is x**y.
func exponentSlope(x, y, v float64) float64 {
	if x == 0 && y >= 0 {
		return 0
	}
	return v * math.Log(x)
}

// sign is -1, 0 or 1; NaN for NaN.
func sign(a float64) float64 {
	switch {
	case a > 0:
		return 1
	case a < 0:
		return -1
	}
	return a
}
