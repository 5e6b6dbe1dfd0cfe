package sam

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Infeasible says that no balanced matrix keeps the zeros, signs, fixed cells
// and totals asked for.
type Infeasible struct {
	Accounts []string // the accounts it concerns, worst first
	Gap      float64  // of the worst account or of the group, in the unit of the matrix; 0 where cells would go to 0
	Cells    []Pair   // cells that could only balance at 0, where that is the reason
	Reason   string
	Cure     string
}

// Error names the accounts, the gap and a way out.
func (e *Infeasible) Error() string { return "sam: Balance: " + e.Reason + "; " + e.Cure }

// NotConverged says that a method used up its iterations, or met the end of
// float64, before every gap was within the tolerance.
type NotConverged struct {
	Method     Method
	Iterations int
	Accounts   []string // open ones, worst first
	Relative   float64  // the gap of the worst, relative to its turnover
}

// Error names the worst accounts and a way out.
func (e *NotConverged) Error() string {
	return fmt.Sprintf("sam: Balance: %s: %d accounts open after %d iterations (%s, relative gap %s); raise MaxIterations or Tolerance",
		e.Method, len(e.Accounts), e.Iterations, listed(e.Accounts, 4), small(e.Relative))
}

func (p *program) notConverged(method Method, steps int) error {
	_, share := p.open()
	worst := make([]float64, len(p.sam.accounts))
	for k, nd := range p.nodes {
		if math.IsNaN(share[k]) {
			share[k] = math.MaxFloat64
		}
		worst[nd.account] = min(max(worst[nd.account], share[k]), math.MaxFloat64)
	}
	var order []int
	for i, w := range worst {
		if w > p.tol {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return descending(worst[a], worst[b]) })
	e := &NotConverged{Method: method, Iterations: steps}
	for k, i := range order {
		e.Accounts = append(e.Accounts, p.sam.accounts[i])
		if k == 0 {
			e.Relative = worst[i]
		}
	}
	return e
}

// outOfRange is the error for a cell that balancing drives to 0 or beyond the
// largest number.
func (p *program) outOfRange(cell int) error {
	m, n := p.sam, len(p.sam.accounts)
	at := Pair{m.accounts[cell/n], m.accounts[cell%n]}
	return &Infeasible{Accounts: []string{at.Row, at.Col}, Cells: []Pair{at},
		Reason: "cell " + m.where(cell) + " would leave the range of float64", Cure: "fix it or set it to 0"}
}

// trouble is a node that cannot be balanced.
type trouble struct {
	account string
	gap     float64 // scaled
	text    string
}

// infeasible joins troubles, the largest gap first.
func (p *program) infeasible(all []trouble) error {
	slices.SortStableFunc(all, func(a, b trouble) int { return descending(math.Abs(a.gap), math.Abs(b.gap)) })
	e := &Infeasible{Gap: all[0].gap / p.scale, Cure: "free a cell on the other side, or give or drop a total"}
	var texts []string
	for _, t := range all {
		if !slices.Contains(e.Accounts, t.account) {
			e.Accounts = append(e.Accounts, t.account)
		}
		texts = append(texts, t.text)
	}
	const told = 3
	if n := len(texts); n > told {
		texts = append(texts[:told], fmt.Sprintf("%d more such", n-told))
	}
	e.Reason = strings.Join(texts, "; ")
	return e
}

// nodeName names a node in a sentence.
func (p *program) nodeName(k int) string {
	name := fmt.Sprintf("%q", p.sam.accounts[p.nodes[k].account])
	switch p.nodes[k].side {
	case rowSide:
		return "the row of " + name
	case colSide:
		return "the column of " + name
	}
	return "account " + name
}
