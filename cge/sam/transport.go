package sam

import "slices"

// flow routes the supply of all nodes along the edges, which have no capacity:
// the transport problem behind the balance.
type flow struct {
	p       *program
	sent    []float64 // by edge
	left    []float64 // by node: supply not yet sent; below 0 demand not yet met
	forward [][]int   // edges that leave each node
	back    [][]int   // edges that enter each node
}

func newFlow(p *program) *flow {
	n := len(p.nodes)
	f := &flow{p, make([]float64, len(p.edges)), make([]float64, n), make([][]int, n), make([][]int, n)}
	for k, nd := range p.nodes {
		f.left[k] = nd.supply
	}
	for i, e := range p.edges {
		from, to := e.ends()
		f.forward[from], f.back[to] = append(f.forward[from], i), append(f.back[to], i)
	}
	return f
}

// reached is the answer of a breadth-first search in the residual graph.
type reached struct {
	seen  []bool
	edge  []int // by which each node was reached, -1 at a start
	order []int
}

// search visits what can be reached from the start nodes: along an edge, or
// against one that carries something; the other way round when reverse is set.
// It stops at the first node that stop accepts.
func (f *flow) search(start []int, reverse bool, stop func(node int) bool) (reached, int) {
	r := reached{make([]bool, len(f.left)), make([]int, len(f.left)), slices.Clone(start)}
	for _, k := range start {
		r.seen[k], r.edge[k] = true, -1
	}
	always, carrying := f.forward, f.back
	if reverse {
		always, carrying = carrying, always
	}
	visit := func(i, k int) {
		if !r.seen[k] {
			r.seen[k], r.edge[k] = true, i
			r.order = append(r.order, k)
		}
	}
	for at := 0; at < len(r.order); at++ {
		k := r.order[at]
		if stop(k) {
			return r, k
		}
		for _, i := range always[k] {
			visit(i, f.across(i, k))
		}
		for _, i := range carrying[k] {
			if f.sent[i] > noise {
				visit(i, f.across(i, k))
			}
		}
	}
	return r, -1
}

// across is the other end of an edge.
func (f *flow) across(edge, node int) int {
	from, to := f.p.edges[edge].ends()
	if from == node {
		return to
	}
	return from
}

// with lists the nodes that keep accepts.
func (f *flow) with(keep func(left float64) bool) []int {
	var out []int
	for k, left := range f.left {
		if keep(left) {
			out = append(out, k)
		}
	}
	return out
}

func hasSupply(left float64) bool { return left > noise }
func hasDemand(left float64) bool { return left < -noise }

// send moves supply to demand along shortest paths (Edmonds and Karp 1972)
// until no path is left.
func (f *flow) send() {
	for {
		r, end := f.search(f.with(hasSupply), false, func(k int) bool { return hasDemand(f.left[k]) })
		if end < 0 {
			return
		}
		f.augment(r, end)
	}
}

func (f *flow) augment(r reached, end int) {
	amount := -f.left[end]
	start := end
	for r.edge[start] >= 0 {
		i := r.edge[start]
		if from, _ := f.p.edges[i].ends(); from == start { // against the edge
			amount = min(amount, f.sent[i])
		}
		start = f.across(i, start)
	}
	amount = min(amount, f.left[start])
	for k := end; r.edge[k] >= 0; {
		i := r.edge[k]
		if from, _ := f.p.edges[i].ends(); from == k {
			f.sent[i] -= amount
		} else {
			f.sent[i] += amount
		}
		k = f.across(i, k)
	}
	f.left[start] -= amount
	f.left[end] += amount
}
