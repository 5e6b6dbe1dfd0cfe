package expr

import (
	"math"
	"slices"
)

// kind says what an Expr is.
type kind uint8

const (
	constant kind = iota // value
	name                 // name
	negated              // -args[0]
	sum                  // args[0] ± args[1] ± ..., the signs in ops
	product              // args[0] */ args[1] */ ..., the operators in ops
	power                // args[0] ** args[1]
	call                 // name(args...)
)

// maxDepth bounds the depth of a tree, so that recursion over it is safe. Long
// sums and products count as one level.
const maxDepth = 1000

// An Expr is an arithmetic expression, made by Parse or Const and never changed
// after that. The zero Expr is the constant 0.
//
// Two expressions that mean the same by the rules of precedence have the same
// tree: a+b+c and (a+b)+c are one sum of three, -2 is a constant, pow(a, b) is
// a**b.
type Expr struct {
	kind  kind
	value float64
	name  string
	args  []*Expr
	ops   []byte // of a sum or product, ops[i] stands before args[i+1]
	depth int
}

// Const returns the expression that is v everywhere. Its text is a number when
// v is finite, else a quotient with that value (1/0, 0/0).
func Const(v float64) *Expr { return &Expr{kind: constant, value: v} }

func newName(n string) *Expr { return &Expr{kind: name, name: n} }

// negate folds the minus of a number into the number, which is exact.
func negate(e *Expr) *Expr {
	if e.kind == constant {
		return Const(-e.value)
	}
	return node(&Expr{kind: negated, args: []*Expr{e}})
}

// node completes an expression whose arguments are set.
func node(e *Expr) *Expr {
	for _, a := range e.args {
		e.depth = max(e.depth, a.depth+1)
	}
	return e
}

// Names lists the names that occur in e, sorted, each once.
func (e *Expr) Names() []string {
	var out []string
	e.leaves(func(l *Expr) {
		if l.kind == name {
			out = append(out, l.name)
		}
	})
	slices.Sort(out)
	return slices.Compact(out)
}

// leaves visits the constants and names from left to right.
func (e *Expr) leaves(visit func(*Expr)) {
	if len(e.args) == 0 {
		visit(e)
	}
	for _, a := range e.args {
		a.leaves(visit)
	}
}

// Constant returns the value of an expression that holds no names; ok is false
// when it holds one, and when its value is not finite (1/0, log(-1)).
func (e *Expr) Constant() (v float64, ok bool) {
	if e.holdsName() {
		return 0, false
	}
	v = new(compiler).compile(e).k
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0, false
	}
	return v, true
}

func (e *Expr) holdsName() bool {
	return e.kind == name || slices.ContainsFunc(e.args, (*Expr).holdsName)
}

// Rename returns e with every name replaced by to(name); a name for which to
// returns "" stays. e itself is unchanged.
func (e *Expr) Rename(to func(name string) string) *Expr {
	return e.mapLeaves(func(l *Expr) *Expr {
		if l.kind != name {
			return l
		}
		if n := to(l.name); n != "" && n != l.name {
			return newName(n)
		}
		return l
	})
}

// Fix returns e with numbers in the place of the names for which value knows
// one, for parameters that do not move during a solve. e itself is unchanged.
func (e *Expr) Fix(value func(name string) (float64, bool)) *Expr {
	return e.mapLeaves(func(l *Expr) *Expr {
		if l.kind != name {
			return l
		}
		if v, ok := value(l.name); ok {
			return Const(v)
		}
		return l
	})
}

// mapLeaves rebuilds the tree over new leaves; what does not change is shared.
func (e *Expr) mapLeaves(to func(*Expr) *Expr) *Expr {
	if len(e.args) == 0 {
		return to(e)
	}
	args, same := make([]*Expr, len(e.args)), true
	for i, a := range e.args {
		args[i] = a.mapLeaves(to)
		same = same && args[i] == a
	}
	switch {
	case same:
		return e
	case e.kind == negated:
		return negate(args[0])
	}
	return node(&Expr{kind: e.kind, name: e.name, args: args, ops: e.ops})
}
