package charts

import (
	"fmt"
	"strings"
)

// again marks the copy of a node where a flow that goes round is cut.
const again = " (again)"

// cutLoops turns every arc that leads back to a node it came from into one
// that ends at a copy of that node. The search begins at nodes that nothing
// leads to, so that a recycling flow is cut, whatever the order of the arcs.
func (w *web) cutLoops() (cut bool, err error) {
	back := w.backArcs()
	for _, k := range back {
		w.arcs[k].to = w.ghost(w.arcs[k].to)
	}
	if still := w.backArcs(); len(still) > 0 {
		a := w.arcs[still[0]]
		return false, fmt.Errorf("the loop %s cannot be cut, because a node whose name ends in %q has links of its own; give it another name", w.loop(a), again)
	}
	return len(back) > 0, nil
}

// ghost is the number of the copy of a node.
func (w *web) ghost(node int) int {
	name := w.nodes[node].Name + again
	for i, n := range w.nodes {
		if n.Name == name {
			return i
		}
	}
	w.nodes = append(w.nodes, Node{Name: name})
	return len(w.nodes) - 1
}

// isGhost reports whether a name is that of a copy.
func isGhost(name string) bool { return strings.HasSuffix(name, again) }

// next lists the arcs that leave each node, in their order.
func (w *web) next() [][]int {
	out := make([][]int, len(w.nodes))
	for k, a := range w.arcs {
		out[a.from] = append(out[a.from], k)
	}
	return out
}

// backArcs lists the arcs that close a loop in a search in depth.
func (w *web) backArcs() []int {
	const unseen, open, done = 0, 1, 2
	next, state := w.next(), make([]int, len(w.nodes))
	var back []int
	var visit func(int)
	visit = func(n int) {
		state[n] = open
		for _, k := range next[n] {
			switch to := w.arcs[k].to; state[to] {
			case open:
				back = append(back, k)
			case unseen:
				visit(to)
			}
		}
		state[n] = done
	}
	entered := make([]bool, len(w.nodes))
	for _, a := range w.arcs {
		entered[a.to] = true
	}
	for _, fromOutside := range []bool{true, false} {
		for n := range w.nodes {
			if state[n] == unseen && (!fromOutside || !entered[n]) {
				visit(n)
			}
		}
	}
	return back
}

// loop says in words the way from the end of an arc back to its start.
func (w *web) loop(closing arc) string {
	next, from := w.next(), map[int]int{closing.to: -1}
	queue := []int{closing.to}
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		for _, k := range next[n] {
			if to := w.arcs[k].to; w.arcs[k] != closing {
				if _, seen := from[to]; !seen {
					from[to] = n
					queue = append(queue, to)
				}
			}
		}
	}
	words := w.nodes[closing.to].Name
	for n := closing.from; n >= 0 && n != closing.to; n = from[n] {
		words = w.nodes[n].Name + " → " + words
	}
	return w.nodes[closing.to].Name + " → " + words
}

// columns puts every node right of those that lead to it: sinks in the last
// column, sources and copies beside what they are linked to.
func (w *web) columns() []int {
	next, depth := w.next(), make([]int, len(w.nodes))
	entered := make([]bool, len(w.nodes))
	for range w.nodes { // the longest way takes at most so many steps
		for _, a := range w.arcs {
			depth[a.to] = max(depth[a.to], depth[a.from]+1)
			entered[a.to] = true
		}
	}
	last := 0
	for _, d := range depth {
		last = max(last, d)
	}
	for n := range w.nodes {
		if len(next[n]) == 0 && !isGhost(w.nodes[n].Name) {
			depth[n] = last
		}
	}
	for n := range w.nodes {
		if !entered[n] && len(next[n]) > 0 {
			depth[n] = last
			for _, k := range next[n] {
				depth[n] = min(depth[n], depth[w.arcs[k].to]-1)
			}
		}
	}
	return depth
}
