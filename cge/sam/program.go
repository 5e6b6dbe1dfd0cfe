package sam

import (
	"math"
	"slices"
)

// An edge is a cell that may move: money that flows from node from to node to.
// A positive cell (i, j) flows from the column node of j to the row node of i;
// a negative one is a flow the other way.
type edge struct {
	cell     int
	row, col int     // nodes of the multipliers
	sign     float64 // of the cell
	size     float64 // |cell|, scaled
}

func (e edge) ends() (from, to int) {
	if e.sign > 0 {
		return e.col, e.row
	}
	return e.row, e.col
}

// A node is one balance condition and its multiplier. An account with a total
// has two, row = total and column = total; one without has one, row = column.
type node struct {
	account int
	side    side
	// supply is what the edges must carry away from the node, net: receipts
	// less payments that do not move.
	supply float64
	fixed  float64 // sum of the cells that do not move, on the side of the node
}

type side int

const (
	both side = iota
	rowSide
	colSide
)

// program is the balancing problem over scaled numbers: find multipliers u so
// that edges of size·exp(±(u[row]-u[col])) carry the supply of every node.
// These are the conditions of least information distance, whichever method
// meets them.
type program struct {
	sam   *SAM
	edges []edge
	nodes []node
	rowOf []int // node of each account's row
	colOf []int // node of each account's column
	total []float64
	has   []bool
	given []bool    // accounts whose total the caller gave
	in    []float64 // by account: magnitudes in its row that do not move
	out   []float64 // by account: magnitudes in its column that do not move
	scale float64
	u     []float64 // multipliers by node
	tol   float64
}

// program scales by a power of two, which costs no digit, and splits the cells
// into those that may move and those that may not.
func (m *SAM) program(method Method, r *resolved) *program {
	n := len(m.accounts)
	given := slices.Clone(r.hasTotal)
	if method == RAS {
		m.meanTotals(r)
	}
	p := &program{sam: m, rowOf: make([]int, n), colOf: make([]int, n), tol: r.tol,
		total: slices.Clone(r.total), has: r.hasTotal, given: given, scale: m.power(r)}
	for i := range n {
		p.addNodes(i)
	}
	p.u = make([]float64, len(p.nodes))
	p.split(r.fixed)
	return p
}

// power is the scale that brings the largest turnover or total near 1.
func (m *SAM) power(r *resolved) float64 {
	largest := 0.0
	t := m.totals()
	for i := range m.accounts {
		largest = max(largest, t.turnover[i], math.Abs(r.total[i]))
	}
	if largest == 0 {
		return 1
	}
	_, exp := math.Frexp(largest)
	return math.Ldexp(1, -max(exp, -1000))
}

func (p *program) addNodes(i int) {
	p.rowOf[i], p.colOf[i] = len(p.nodes), len(p.nodes)
	if !p.has[i] {
		p.nodes = append(p.nodes, node{account: i, side: both})
		return
	}
	p.colOf[i]++
	p.nodes = append(p.nodes, node{account: i, side: rowSide}, node{account: i, side: colSide})
}

// split makes an edge of every cell that may move. The diagonal of an account
// without a total stands on both sides of its balance and stays as it is.
func (p *program) split(fixed []bool) {
	n := len(p.sam.accounts)
	gets, pays := make([]exact, n), make([]exact, n)
	p.in, p.out = make([]float64, n), make([]float64, n)
	for k, v := range p.sam.values {
		i, j := k/n, k%n
		v *= p.scale
		if !fixed[k] && v != 0 && p.rowOf[i] != p.colOf[j] {
			p.edges = append(p.edges, edge{k, p.rowOf[i], p.colOf[j], math.Copysign(1, v), math.Abs(v)})
			continue
		}
		gets[i].add(v)
		pays[j].add(v)
		p.in[i], p.out[j] = p.in[i]+math.Abs(v), p.out[j]+math.Abs(v)
	}
	for i := range n {
		p.total[i] *= p.scale
		row, col := &p.nodes[p.rowOf[i]], &p.nodes[p.colOf[i]]
		if !p.has[i] {
			row.supply = gets[i].value() - pays[i].value()
			continue
		}
		row.fixed, col.fixed = gets[i].value(), pays[i].value()
		row.supply, col.supply = row.fixed-p.total[i], p.total[i]-col.fixed
	}
}

// meanTotals gives every account without a total the mean of its row and its
// column; where one of them cannot move, what that one adds up to.
func (m *SAM) meanTotals(r *resolved) {
	n := len(m.accounts)
	rowMoves, colMoves := make([]bool, n), make([]bool, n)
	for k, v := range m.values {
		if v != 0 && !r.fixed[k] {
			rowMoves[k/n], colMoves[k%n] = true, true
		}
	}
	t := m.totals()
	for i := range n {
		switch {
		case r.hasTotal[i]:
			continue
		case !rowMoves[i] && (colMoves[i] || t.row[i] == t.col[i]):
			r.total[i] = t.row[i]
		case !colMoves[i] && rowMoves[i]:
			r.total[i] = t.col[i]
		default:
			r.total[i] = t.row[i] + (t.col[i]-t.row[i])/2
		}
		r.hasTotal[i] = true
	}
}

// factor is what an edge is multiplied by under the present multipliers.
func (p *program) factor(e edge) float64 { return math.Exp(e.sign * (p.u[e.row] - p.u[e.col])) }

// flow is the size an edge has under the present multipliers.
func (p *program) flow(e edge) float64 { return e.size * p.factor(e) }

// open returns what each node has to send on, and its share in the turnover of
// the account. The share counts twice: the gap of an account with a total is
// the difference of two nodes.
func (p *program) open() (rest, share []float64) {
	sums := make([]exact, len(p.nodes))
	in, out := slices.Clone(p.in), slices.Clone(p.out)
	for _, e := range p.edges {
		x := p.flow(e)
		from, to := e.ends()
		sums[from].add(-x)
		sums[to].add(x)
		in[p.nodes[e.row].account] += x
		out[p.nodes[e.col].account] += x
	}
	rest, share = make([]float64, len(p.nodes)), make([]float64, len(p.nodes))
	for k, nd := range p.nodes {
		sums[k].add(nd.supply)
		rest[k] = sums[k].value()
		share[k] = 2 * math.Abs(rest[k])
		if turnover := max(in[nd.account], out[nd.account]); turnover > 0 {
			share[k] /= turnover
		}
	}
	return rest, share
}

// multipliers are u by account: the row's, and the column's with its sign.
func (p *program) multipliers() (row, col []float64) {
	for i := range p.sam.accounts {
		row = append(row, p.u[p.rowOf[i]])
		col = append(col, -p.u[p.colOf[i]]+0)
	}
	return row, col
}
