package cge

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// Compile checks an economy and turns it into flat arrays. Errors name the
// producer or consumer, the place in its nest and the cure.
func Compile(e *Economy) (*Model, error) {
	if e == nil {
		return nil, errors.New("cge: Compile: no economy; begin one with NewEconomy")
	}
	if e.err != nil {
		return nil, e.err
	}
	c := &compiler{e: e, m: &Model{name: e.Name}, expOf: map[float64]int32{}}
	c.unknowns()
	c.parameters()
	c.reserve()
	for i := range e.producers {
		c.producer(i)
	}
	for h := range e.consumers {
		c.consumer(h)
	}
	c.constraints()
	if c.err != nil {
		return nil, c.err
	}
	c.m.used = usedBy(&c.m.nodes, c.m.leaves.com, len(c.m.exps), c.m.nc())
	c.beginning()
	c.m.reach = sync.OnceValue(c.m.reachOf)
	c.m.benchmark = sync.OnceValues(c.m.startOf)
	c.m.nests = sync.OnceValue(func() nestNames { return nameNests(c.e.producers, c.e.consumers) })
	return c.m, c.err
}

type compiler struct {
	e         *Economy
	m         *Model
	kind, who string // what is at hand, for errors
	expOf     map[float64]int32
	extra     []extra // leaves of the node at hand that are not plain
	path      []int   // places of nests from the top to the one at hand, from 1
	err       error
}

func (c *compiler) fail(format string, args ...any) {
	if c.err != nil {
		return
	}
	where := ""
	if c.kind != "" {
		where = fmt.Sprintf("%s %q: ", c.kind, c.who)
	}
	c.err = fmt.Errorf("cge: economy %q: %s%s", c.e.Name, where, fmt.Sprintf(format, args...))
}

// unknowns lists the variables: levels, prices, incomes, auxiliary variables.
func (c *compiler) unknowns() {
	e, m := c.e, c.m
	m.goods = slices.Clone(e.commodities)
	for _, p := range e.producers {
		m.producers = append(m.producers, p.name)
	}
	for _, h := range e.consumers {
		m.agents = append(m.agents, h.name)
	}
	for _, a := range e.aux {
		m.helpers = append(m.helpers, a.name)
	}
	m.names = slices.Concat(m.producers, m.goods, m.agents, m.helpers)
	n := len(m.names)
	m.index = make(map[string]int, n)
	for i, name := range m.names {
		m.index[name] = i
	}
	m.lo, m.up, m.varies = make([]float64, n), make([]float64, n), make([]bool, n)
	for i := range m.up {
		m.up[i] = math.Inf(1)
	}
	for i, a := range e.aux {
		m.lo[m.atAux()+i], m.up[m.atAux()+i] = a.lo, a.up
	}
}

func (c *compiler) parameters() {
	m := c.m
	m.params = slices.Clone(c.e.params)
	m.derive = make([]*expr.Program, len(m.params))
	m.slot = make(map[string]int, m.N()+len(m.params))
	maps.Copy(m.slot, m.index)
	m.money = make([]bool, m.N()+len(m.params))
	for i, p := range m.params {
		if p.expr != "" {
			c.kind, c.who = "derived parameter", p.name
			m.derive[i] = c.program(p.expr, func(slot int) bool { return slot >= m.N() })
		}
		m.slot[p.name] = m.N() + i
	}
	c.kind = ""
	for i := m.atPrice(); i < m.atAux(); i++ {
		m.money[i] = true
	}
	for name := range c.e.money {
		m.money[m.slot[name]] = true
	}
}

// program compiles an expression over the slots that allowed admits.
func (c *compiler) program(text string, allowed func(int) bool) *expr.Program {
	x, err := expr.Parse(text)
	if err != nil {
		c.fail("%v", err)
		return nil
	}
	p, err := x.Bind(func(name string) (int, bool) {
		slot, ok := c.m.slot[name]
		return slot, ok && (allowed == nil || allowed(slot))
	})
	var unknown *expr.Unknown
	if errors.As(err, &unknown) {
		c.fail("%q speaks of %q, which is no %s known here; %s", text, unknown.Name,
			map[bool]string{true: "variable or parameter", false: "parameter"}[allowed == nil], c.suggest(unknown.Name))
	} else if err != nil {
		c.fail("%v", err)
	}
	return p
}

func (c *compiler) suggest(name string) string {
	near := expr.Near(name, slices.Sorted(maps.Keys(c.m.slot)))
	if len(near) == 0 {
		return "declare it first"
	}
	return "near: " + strings.Join(near, ", ")
}

// reserve makes room for all leaves at once.
func (c *compiler) reserve() {
	n := 0
	for i := range c.e.producers {
		n += count(&c.e.producers[i].out) + count(&c.e.producers[i].in)
	}
	for i := range c.e.consumers {
		n += count(&c.e.consumers[i].wants) + len(c.e.consumers[i].needs)
	}
	l := &c.m.leaves
	l.com, l.q = make([]int32, 0, n), make([]float64, 0, n)
}

func count(n *Nest) int {
	total := len(n.goods)
	if n.kind == leafNest {
		total = 1
	}
	for i := range n.kids {
		total += count(&n.kids[i])
	}
	return total
}

func (c *compiler) producer(i int) {
	p := &c.e.producers[i]
	c.kind, c.who = "producer", p.name
	c.tree(outputs, int32(i), &p.out)
	if t := c.lastTree(); t != nil {
		c.m.primary = append(c.m.primary, c.largest(t))
	}
	c.tree(inputs, int32(i), &p.in)
	c.number(p.productivity, treeProductivity, int32(len(c.m.trees)-1), "productivity", nil)
}

func (c *compiler) lastTree() *tree {
	if c.err != nil || len(c.m.trees) == 0 {
		return nil
	}
	return &c.m.trees[len(c.m.trees)-1]
}

// largest is the commodity with the largest reference value in a tree.
func (c *compiler) largest(t *tree) int32 {
	best, at := math.Inf(-1), int32(0)
	l := &c.m.leaves
	for nu := t.node0; nu < t.node1; nu++ {
		for k := c.m.nodes.leaf0[nu]; k < c.m.nodes.leaf1[nu]; k++ {
			v := l.q[k]
			if i := c.m.nodes.extra[nu]; i >= 0 {
				v *= l.p[i+k-c.m.nodes.leaf0[nu]]
			}
			if v > best {
				best, at = v, l.com[k]
			}
		}
	}
	return at
}

func (c *compiler) consumer(h int) {
	a := &c.e.consumers[h]
	c.kind, c.who = "consumer", a.name
	if !a.set {
		c.fail("it wants nothing, so its income would vanish; call Wants, or name what it saves as a commodity")
		return
	}
	c.m.wants = append(c.m.wants, int32(len(c.m.trees)))
	c.tree(wanted, int32(h), &a.wants)
	c.m.need = append(c.m.need, -1)
	if len(a.needs) > 0 {
		c.m.need[h] = int32(len(c.m.trees))
		n := Leontief(a.needs...)
		c.tree(needed, int32(h), &n)
	}
	for _, n := range a.owns {
		if !c.known(n.c) {
			return
		}
		o := owned{agent: int32(h), com: n.c.i, q: n.q.v}
		c.number(n.q, ownedQuantity, int32(len(c.m.owned)), "the endowment of "+n.c.String(), nil)
		c.m.owned = append(c.m.owned, o)
	}
}

func (c *compiler) constraints() {
	for _, a := range c.e.aux {
		c.kind, c.who = "auxiliary variable", a.name
		c.m.aux = append(c.m.aux, c.program(a.f, nil))
		c.m.auxText = append(c.m.auxText, a.f)
	}
	c.kind = ""
}

// known reports whether the commodity is of this economy.
func (c *compiler) known(good Commodity) bool {
	if good.e != c.e {
		c.fail("a leaf names %s of another economy; take the commodity from economy %q", good, c.e.Name)
		return false
	}
	return true
}

// number notes a computed number for its place; constants are checked at once.
func (c *compiler) number(n number, p place, at int32, what string, allowed func(int) bool) {
	if n.expr == "" {
		if !finite(n.v) {
			c.fail("%s is %v", what, n.v)
		}
		return
	}
	prog := c.program(n.expr, allowed)
	if prog == nil {
		return
	}
	vars := slices.ContainsFunc(prog.Slots(), func(s int) bool { return s < c.m.N() })
	c.m.progs = append(c.m.progs, bound{prog, p, at, vars})
	if !vars {
		return
	}
	c.m.varying = append(c.m.varying, int32(len(c.m.progs)-1))
	for _, s := range prog.Slots() {
		if s < c.m.N() {
			c.m.varies[s] = true
		}
	}
}

// beginning fills the point where the solver starts.
func (c *compiler) beginning() {
	m := c.m
	m.start, m.started = make([]float64, m.N()), make([]bool, m.N())
	for i := range m.atIncome() {
		m.start[i] = 1
	}
	for _, name := range slices.Sorted(maps.Keys(c.e.start)) {
		i, ok := m.index[name]
		if !ok {
			c.fail("Start names %q, which is no variable; %s", name, c.suggest(name))
			return
		}
		m.start[i], m.started[i] = c.e.start[name], true
	}
}
