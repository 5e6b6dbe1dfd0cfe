package expr

import (
	"maps"
	"math"
	"slices"
	"strconv"
)

// op is an instruction's verb. K in a name: the second operand is the number k.
type op uint8

const (
	opConst op = iota // k
	opLoad            // x[a]; b is the place of a in slots
	opAdd
	opSub
	opMul
	opDiv
	opPow
	opMin
	opMax
	opAddK // a + k
	opSubK // k - a
	opMulK // a * k
	opDivK // a / k
	opOver // k / a
	opPowK // a ** k
	opNeg
	opLog
	opExp
	opSqrt
	opAbs
)

// function is one the language knows.
type function struct {
	op   op
	args int  // how many it takes
	more bool // or more
}

var functions = map[string]function{
	"abs": {op: opAbs, args: 1}, "exp": {op: opExp, args: 1}, "log": {op: opLog, args: 1}, "sqrt": {op: opSqrt, args: 1},
	"pow": {op: opPow, args: 2}, "min": {op: opMin, args: 2, more: true}, "max": {op: opMax, args: 2, more: true},
}

var functionNames = slices.Sorted(maps.Keys(functions))

// takes says how many arguments a function wants.
func (f function) takes() string {
	if f.more {
		return strconv.Itoa(f.args) + " or more"
	}
	return strconv.Itoa(f.args)
}

// instr is one step of a program. Step i writes register i, a and b are the
// registers it reads; every register is read once. Steps with one operand have
// a == b.
type instr struct {
	op   op
	a, b int32
	k    float64
}

// A Program is a bound expression, ready to be evaluated many times. It is
// immutable and may be shared by goroutines.
type Program struct {
	code  []instr // empty for a constant
	k     float64 // the value of a constant
	slots []int
}

// Slots lists the slots that the program reads, sorted, each once; Grad gives
// its derivatives in this order. The slice belongs to the program: read it only.
func (p *Program) Slots() []int { return p.slots }

// Bind compiles e for vectors in which name is at slot(name), counted from 0;
// two names may share a slot. Parts without names are evaluated here. A name
// that slot does not know is an *Unknown; of several the first in the text.
func (e *Expr) Bind(slot func(name string) (int, bool)) (*Program, error) {
	c := compiler{slot: slot}
	o := c.compile(e)
	if c.missing != "" {
		return nil, &Unknown{Name: c.missing, In: e.String()}
	}
	return &Program{code: c.code, k: o.k, slots: c.number()}, nil
}

// compiler collects the steps of a program.
type compiler struct {
	slot    func(string) (int, bool)
	code    []instr
	missing string // the first unknown name
}

// operand is what a part of an expression becomes: a register, or a number.
type operand struct {
	reg int32 // -1: the number k
	k   float64
}

func num(k float64) operand      { return operand{-1, k} }
func (o operand) constant() bool { return o.reg < 0 }

func (c *compiler) emit(i instr) operand {
	c.code = append(c.code, i)
	return operand{reg: int32(len(c.code) - 1)}
}

func (c *compiler) compile(e *Expr) operand {
	switch e.kind {
	case name:
		return c.load(e.name)
	case negated:
		return c.unary(opNeg, c.compile(e.args[0]))
	case sum, product:
		return c.chain(e)
	case power:
		return c.binary(opPow, c.compile(e.args[0]), c.compile(e.args[1]))
	case call:
		return c.call(e)
	}
	return num(e.value)
}

func (c *compiler) load(n string) operand {
	s, ok := c.slot(n)
	if !ok {
		if c.missing == "" {
			c.missing = n
		}
		return num(math.NaN())
	}
	return c.emit(instr{op: opLoad, a: int32(s)})
}

var chainOps = map[byte]op{'+': opAdd, '-': opSub, '*': opMul, '/': opDiv}

func (c *compiler) chain(e *Expr) operand {
	acc := c.compile(e.args[0])
	for i, a := range e.args[1:] {
		acc = c.binary(chainOps[e.ops[i]], acc, c.compile(a))
	}
	return acc
}

func (c *compiler) call(e *Expr) operand {
	f, acc := functions[e.name].op, c.compile(e.args[0])
	if len(e.args) == 1 {
		return c.unary(f, acc)
	}
	for _, a := range e.args[1:] {
		acc = c.binary(f, acc, c.compile(a))
	}
	return acc
}

func (c *compiler) unary(f op, a operand) operand {
	if a.constant() {
		return num(apply(f, a.k, 0))
	}
	return c.emit(instr{op: f, a: a.reg, b: a.reg})
}

func (c *compiler) binary(f op, a, b operand) operand {
	switch {
	case a.constant() && b.constant():
		return num(apply(f, a.k, b.k))
	case b.constant():
		return c.rightConstant(f, a, b.k)
	case a.constant():
		return c.leftConstant(f, a.k, b)
	}
	return c.emit(instr{op: f, a: a.reg, b: b.reg})
}

// rightConstant compiles a f k. What it leaves out or rewrites is exact.
func (c *compiler) rightConstant(f op, a operand, k float64) operand {
	switch f {
	case opAdd:
		f = opAddK
	case opSub:
		f, k = opAddK, -k
	case opMul:
		f = opMulK
	case opDiv:
		f = opDivK
	case opPow:
		f = opPowK
	default:
		return c.emit(instr{op: f, a: a.reg, b: c.emit(instr{op: opConst, k: k}).reg})
	}
	if k == 1 && f != opAddK {
		return a
	}
	return c.emit(instr{op: f, a: a.reg, b: a.reg, k: k})
}

// leftConstant compiles k f b.
func (c *compiler) leftConstant(f op, k float64, b operand) operand {
	switch f {
	case opAdd, opMul:
		return c.rightConstant(f, b, k)
	case opSub:
		f = opSubK
	case opDiv:
		f = opOver
	default:
		return c.emit(instr{op: f, a: c.emit(instr{op: opConst, k: k}).reg, b: b.reg})
	}
	return c.emit(instr{op: f, a: b.reg, b: b.reg, k: k})
}

// number lists the slots and tells every load the place of its own.
func (c *compiler) number() []int {
	var slots []int
	for _, i := range c.code {
		if i.op == opLoad {
			slots = append(slots, int(i.a))
		}
	}
	slices.Sort(slots)
	slots = slices.Compact(slots)
	for i := range c.code {
		if in := &c.code[i]; in.op == opLoad {
			at, _ := slices.BinarySearch(slots, int(in.a))
			in.b = int32(at)
		}
	}
	return slots
}
