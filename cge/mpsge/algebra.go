package mpsge

import "fmt"

// An algebra gives meaning to the parts of an arithmetic expression while it is
// read: numbers, text of another language, linear forms.
type algebra[T any] interface {
	number(text string) (T, error)
	name(n string) (T, error)
	negate(a T) T
	binary(op byte, a, b T) (T, error) // + - * / and ^ for a power
	call(f string, args []T) (T, error)
}

// deepest bounds how deep expressions are nested.
const deepest = 400

// An arithmetic reads expressions, in the syntax that GAMS and package expr have
// in common: + - * / ** and functions; a power binds tighter than the minus
// before it. All else groups from the left, powers too: package expr writes
// brackets around a power in a power.
type arithmetic[T any] struct {
	*lexer
	alg   algebra[T]
	depth int
}

// read reads one expression and leaves the lexer at what follows it.
func read[T any](l *lexer, alg algebra[T]) (T, error) {
	a := &arithmetic[T]{lexer: l, alg: alg}
	return a.sum()
}

func (a *arithmetic[T]) sum() (T, error) {
	return a.chain('+', '-', a.product)
}

func (a *arithmetic[T]) product() (T, error) {
	return a.chain('*', '/', a.unary)
}

// chain reads operands between two operators of one rank.
func (a *arithmetic[T]) chain(op1, op2 byte, operand func() (T, error)) (T, error) {
	x, err := operand()
	for err == nil && (a.tok.kind == op1 || a.tok.kind == op2) {
		x, err = a.apply(x, operand)
	}
	return x, err
}

// apply reads the operator at hand and its right operand.
func (a *arithmetic[T]) apply(x T, operand func() (T, error)) (T, error) {
	op := a.tok
	a.next()
	y, err := operand()
	if err != nil {
		return x, err
	}
	z, err := a.alg.binary(op.kind, x, y)
	return z, a.at(op.pos, err)
}

func (a *arithmetic[T]) unary() (T, error) {
	switch a.tok.kind {
	case '+', '-':
		minus := a.tok.kind == '-'
		a.next()
		x, err := a.deeper(a.unary)
		if minus && err == nil {
			x = a.alg.negate(x)
		}
		return x, err
	}
	return a.power()
}

func (a *arithmetic[T]) power() (T, error) {
	x, err := a.operand()
	for err == nil && a.tok.kind == '^' {
		x, err = a.apply(x, a.exponent)
	}
	return x, err
}

// exponent is an operand that may have a sign.
func (a *arithmetic[T]) exponent() (T, error) {
	if a.tok.kind == '-' || a.tok.kind == '+' {
		minus := a.tok.kind == '-'
		a.next()
		x, err := a.deeper(a.exponent)
		if minus && err == nil {
			x = a.alg.negate(x)
		}
		return x, err
	}
	return a.operand()
}

func (a *arithmetic[T]) operand() (T, error) {
	var none T
	switch t := a.tok; t.kind {
	case tokNumber:
		a.next()
		x, err := a.alg.number(t.text)
		return x, a.at(t.pos, err)
	case tokName, tokQuoted:
		a.next()
		if t.kind == tokName && a.tok.kind == '(' {
			return a.call(t)
		}
		x, err := a.alg.name(t.text)
		return x, a.at(t.pos, err)
	case '(':
		a.next()
		x, err := a.deeper(a.sum)
		if err != nil {
			return none, err
		}
		return x, a.expect(')')
	}
	return none, a.failf(a.tok.pos, "found %s, expected a number, a name or a bracket", a.tok)
}

func (a *arithmetic[T]) call(f token) (T, error) {
	var none T
	var args []T
	for {
		a.next()
		x, err := a.deeper(a.sum)
		if err != nil {
			return none, err
		}
		args = append(args, x)
		if a.tok.kind != ',' {
			break
		}
	}
	if err := a.expect(')'); err != nil {
		return none, err
	}
	x, err := a.alg.call(f.text, args)
	return x, a.at(f.pos, err)
}

func (a *arithmetic[T]) deeper(parse func() (T, error)) (T, error) {
	if a.depth++; a.depth > deepest {
		var none T
		return none, a.failf(a.tok.pos, "nested more than %d deep", deepest)
	}
	defer func() { a.depth-- }()
	return parse()
}

// arity is how many arguments a function takes; many: that or more.
type arity struct {
	args int
	many bool
}

// functions are those of GAMS that package expr has too, under one name or
// another.
var functions = map[string]arity{
	"abs": {1, false}, "exp": {1, false}, "log": {1, false}, "sqrt": {1, false}, "sqr": {1, false},
	"power": {2, false}, "rpower": {2, false}, "pow": {2, false}, "min": {2, true}, "max": {2, true},
}

// checkCall refuses unknown functions and wrong numbers of arguments.
func checkCall(f string, args int) error {
	a, known := functions[f]
	switch {
	case !known:
		return fmt.Errorf("%s(...) is no function that is read here (abs, exp, log, max, min, power, sqr, sqrt); indexed names are not read", f)
	case args != a.args && !(a.many && args > a.args):
		return fmt.Errorf("%s has %d arguments, expected %d", f, args, a.args)
	}
	return nil
}
