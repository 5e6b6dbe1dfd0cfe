package sam

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// noise is the share of the largest total below which a flow is rounding;
// contradiction is the share above which what no cell can carry is an error.
const (
	noise         = 1e-15
	contradiction = 1e-12
)

// feasible reports why no balanced matrix exists, or nil. The multipliers of
// the least distance exist exactly where some balanced matrix has every free
// cell away from 0, so this decides before the first step.
func (p *program) feasible() error {
	if err := p.singly(); err != nil {
		return err
	}
	f := newFlow(p)
	f.send()
	if err := f.leftOver(); err != nil {
		return err
	}
	return f.forcedToZero()
}

// singly looks at each node by itself: one that no edge enters or leaves must
// be closed, one with edges in a single direction must need that direction.
func (p *program) singly() error {
	in, out := make([]bool, len(p.nodes)), make([]bool, len(p.nodes))
	for _, e := range p.edges {
		from, to := e.ends()
		in[to], out[from] = true, true
	}
	var all []trouble
	turnover := p.sam.totals().turnover
	for k, nd := range p.nodes {
		least := p.tol / 2 * max(turnover[nd.account]*p.scale, math.Abs(p.total[nd.account]))
		switch {
		case !in[k] && !out[k] && math.Abs(nd.supply) > least:
			all = append(all, p.stuck(k))
		case in[k] && !out[k] && -nd.supply <= least:
			all = append(all, p.onlyOneWay(k, "receipts", -nd.supply))
		case !in[k] && out[k] && nd.supply <= least:
			all = append(all, p.onlyOneWay(k, "payments", nd.supply))
		}
	}
	if all == nil {
		return nil
	}
	return p.infeasible(all)
}

// stuck describes a node of which nothing may move.
func (p *program) stuck(k int) trouble {
	nd := p.nodes[k]
	t := trouble{account: p.sam.accounts[nd.account], gap: nd.supply}
	if nd.side == both {
		row, col := p.now(nd.account)
		t.text = fmt.Sprintf("account %q receives %s and pays %s, a gap of %s, and none of its cells may move",
			t.account, number(row), number(col), number(nd.supply/p.scale))
		return t
	}
	if nd.side == colSide {
		t.gap = -t.gap
	}
	t.text = fmt.Sprintf("%s adds up to %s and none of its cells may move; %s is %s, a gap of %s",
		p.nodeName(k), number(nd.fixed/p.scale), p.kindOfTotal(nd.account), number(p.total[nd.account]/p.scale), number(t.gap/p.scale))
	return t
}

// onlyOneWay describes a node that may only receive, or only pay, and would
// have to do so by need, which is 0 or less.
func (p *program) onlyOneWay(k int, what string, need float64) trouble {
	nd := p.nodes[k]
	t := trouble{account: p.sam.accounts[nd.account]}
	if nd.side == both {
		row, col := p.now(nd.account)
		t.gap = (row - col) * p.scale
		t.text = fmt.Sprintf("account %q receives %s and pays %s, a gap of %s: of its cells only %s may move, and they would have to add up to %s",
			t.account, number(row), number(col), number(row-col), what, number(need/p.scale+0))
		return t
	}
	t.gap = nd.fixed - p.total[nd.account]
	t.text = fmt.Sprintf("%s has fixed cells of %s and %s is %s, a gap of %s: the other cells would have to add up to %s",
		p.nodeName(k), number(nd.fixed/p.scale), p.kindOfTotal(nd.account), number(p.total[nd.account]/p.scale),
		number(t.gap/p.scale), number(-t.gap/p.scale+0))
	return t
}

// now is the row and the column total of an account before balancing.
func (p *program) now(account int) (row, col float64) {
	t := p.sam.totals()
	return t.row[account], t.col[account]
}

func (p *program) kindOfTotal(account int) string {
	if p.given[account] {
		return "its total"
	}
	return "the mean of row and column"
}

// leftOver reports supply that could not be sent: a group of accounts whose
// fixed cells and totals contradict one another.
func (f *flow) leftOver() error {
	never := func(int) bool { return false }
	supply, demand := f.with(hasSupply), f.with(hasDemand)
	gap, unmet := 0.0, 0.0
	for _, k := range supply {
		gap += f.left[k]
	}
	for _, k := range demand {
		unmet += f.left[k]
	}
	if max(gap, -unmet) <= contradiction {
		return nil
	}
	over, _ := f.search(supply, false, never)
	under, _ := f.search(demand, true, never)
	group := over.order
	if len(group) == 0 || len(demand) > 0 && len(under.order) < len(group) {
		group, gap = under.order, unmet
	}
	slices.Sort(group)
	e := &Infeasible{Gap: gap / f.p.scale, Cure: "other totals, or fewer fixed cells; CrossEntropy chooses the totals that are not given"}
	var names []string
	for _, k := range group {
		names = append(names, f.p.nodeName(k))
		if a := f.p.sam.accounts[f.p.nodes[k].account]; !slices.Contains(e.Accounts, a) {
			e.Accounts = append(e.Accounts, a)
		}
	}
	e.Reason = fmt.Sprintf("%s together keep a gap of %s: totals and fixed cells contradict one another, and no free cell can carry it", listed(names, 4), number(e.Gap))
	return e
}

// forcedToZero reports free cells that are 0 in every balanced matrix: nothing
// leads back from where they end to where they start.
func (f *flow) forcedToZero() error {
	e := &Infeasible{Cure: "give the money a way back (a cell that is not 0), fix these cells, or set them to 0"}
	var names []string
	for k := range f.left {
		var idle []int
		for _, i := range f.back[k] {
			if f.sent[i] <= noise {
				idle = append(idle, i)
			}
		}
		if idle == nil {
			continue
		}
		r, _ := f.search([]int{k}, false, func(int) bool { return false })
		for _, i := range idle {
			if !r.seen[f.across(i, k)] {
				names = append(names, f.forced(i, e))
			}
		}
	}
	if names == nil {
		return nil
	}
	verb := "cells "
	if len(names) == 1 {
		verb = "cell "
	}
	e.Reason = verb + strings.TrimSpace(listed(names, 6)) + " can only be balanced at 0"
	return e
}

// forced notes the cell of an edge and its accounts.
func (f *flow) forced(edge int, e *Infeasible) string {
	m, k := f.p.sam, f.p.edges[edge].cell
	n := len(m.accounts)
	pair := Pair{m.accounts[k/n], m.accounts[k%n]}
	e.Cells = append(e.Cells, pair)
	for _, a := range []string{pair.Row, pair.Col} {
		if !slices.Contains(e.Accounts, a) {
			e.Accounts = append(e.Accounts, a)
		}
	}
	return cellName(pair.Row, pair.Col)
}
