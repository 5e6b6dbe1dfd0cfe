package sam

import (
	"fmt"
	"math"
	"slices"
)

// A book is a matrix sorted by what its payments mean. Agents are the
// households in order, then government, savings and world where they exist.
type book struct {
	rule  *Rule
	roles map[string]role
	notes []string

	acts, coms, facts, agents []string
	ai, ci, fi, gi            map[string]int

	makes, uses [][]float64 // by activity, commodity
	hires       [][]float64 // by activity, factor
	hireTax     [][]levied  // by activity, factor
	outTax      []levied    // by activity
	salesTax    []levied    // by commodity
	tariffs     []levied
	imports     []float64 // by commodity
	exports     []float64
	buys        [][]float64 // by agent, commodity
	stock       [][]float64 // by agent, commodity: what negative demands sell
	owns        [][]float64 // by factor, agent
	abroad      []float64   // by factor: income from abroad, in foreign exchange
	passes      map[string][]float64
	incomeTax   []levied    // by household
	saves       []float64   // by agent, the world's is foreign saving
	gifts       [][]float64 // by payer, receiver: other transfers
}

// levied is a tax payment by who receives it, one entry an agent.
type levied []float64

func (l levied) total() float64 {
	var sum exact
	for _, v := range l {
		sum.add(v)
	}
	return sum.value()
}

func (b *book) note(format string, args ...any) {
	b.notes = append(b.notes, fmt.Sprintf(format, args...))
}

// sort reads every cell of a matrix.
func (m *SAM) sort(r *Rule) (*book, error) {
	roles, err := r.roles(m)
	if err != nil {
		return nil, err
	}
	b := &book{rule: r, roles: roles, passes: map[string][]float64{}}
	if err := b.accounts(m); err != nil {
		return nil, err
	}
	if err := b.passOn(m); err != nil {
		return nil, err
	}
	n := len(m.accounts)
	for k, v := range m.values {
		row, col := m.accounts[k/n], m.accounts[k%n]
		if v == 0 {
			continue
		}
		if !b.enter(row, col, v) {
			return nil, fmt.Errorf("sam: Model: cell %s: %s pays %s to %s, a payment the standard model has no place for; give it another account or merge the two with Aggregate",
				m.where(k), b.roles[col], number(v), b.roles[row])
		}
	}
	b.ownProducts()
	b.turnNegatives()
	return b, b.check()
}

// accounts lists the accounts by kind, in the order of the matrix.
func (b *book) accounts(m *SAM) error {
	var left []string
	for _, a := range m.accounts {
		switch b.roles[a] {
		case noRole:
			left = append(left, a)
		case activity:
			b.acts = append(b.acts, a)
		case commodity:
			b.coms = append(b.coms, a)
		case dual:
			b.acts, b.coms = append(b.acts, a), append(b.coms, a)
		case factor:
			b.facts = append(b.facts, a)
		case household:
			b.agents = append(b.agents, a)
		}
	}
	if left != nil {
		return fmt.Errorf("sam: Model: the rule has no role for %s; add them to its lists or drop them from the matrix", listed(left, 8))
	}
	if len(b.acts) == 0 || len(b.coms) == 0 || len(b.facts) == 0 || len(b.agents) == 0 {
		return fmt.Errorf("sam: Model: %d activities, %d commodities, %d factors, %d households; a model has at least one of each", len(b.acts), len(b.coms), len(b.facts), len(b.agents))
	}
	for _, a := range []string{b.rule.Government, b.rule.Savings, b.rule.World} {
		if a != "" {
			b.agents = append(b.agents, a)
		}
	}
	b.ai, b.ci, b.fi, b.gi = places(b.acts), places(b.coms), places(b.facts), places(b.agents)
	na, nc, nf, ng := len(b.acts), len(b.coms), len(b.facts), len(b.agents)
	b.makes, b.uses, b.hires = grid(na, nc), grid(na, nc), grid(na, nf)
	b.hireTax = make([][]levied, na)
	for a := range b.hireTax {
		b.hireTax[a] = levies(nf, ng)
	}
	b.outTax, b.salesTax, b.tariffs, b.incomeTax = levies(na, ng), levies(nc, ng), levies(nc, ng), levies(ng, ng)
	b.imports, b.exports, b.saves, b.abroad = make([]float64, nc), make([]float64, nc), make([]float64, ng), make([]float64, nf)
	b.buys, b.stock, b.owns, b.gifts = grid(ng, nc), grid(ng, nc), grid(nf, ng), grid(ng, ng)
	return nil
}

func places(names []string) map[string]int {
	out := make(map[string]int, len(names))
	for i, n := range names {
		out[n] = i
	}
	return out
}

func grid(rows, cols int) [][]float64 {
	out := make([][]float64, rows)
	for i := range out {
		out[i] = make([]float64, cols)
	}
	return out
}

func levies(n, agents int) []levied {
	out := make([]levied, n)
	for i := range out {
		out[i] = make(levied, agents)
	}
	return out
}

// isTax reports whether an account passes taxes on.
func isTax(r role) bool { return r == tax || r == tariff || r == salesTax || r == factorTax }

// passOn finds the shares in which every tax account passes on its receipts.
func (b *book) passOn(m *SAM) error {
	n := len(m.accounts)
	for j, t := range m.accounts {
		if !isTax(b.roles[t]) {
			continue
		}
		shares, total := make([]float64, len(b.agents)), 0.0
		for i, to := range m.accounts {
			v := m.values[i*n+j]
			if v == 0 || to == t {
				continue
			}
			g, ok := b.gi[to]
			if !ok {
				return fmt.Errorf("sam: Model: cell %s: tax account %q pays %s, a %s; taxes are passed to households, government, savings or the world", cellName(to, t), t, to, b.roles[to])
			}
			shares[g] += v
			total += v
		}
		if total == 0 {
			return fmt.Errorf("sam: Model: tax account %q pays nobody; say who receives its revenue", t)
		}
		for g := range shares {
			shares[g] /= total
		}
		b.passes[t] = shares
	}
	return nil
}

// ownProducts lets an account that is activity and commodity make its
// commodity, at the value of what it pays for.
func (b *book) ownProducts() {
	for a, name := range b.acts {
		if b.roles[name] != dual {
			continue
		}
		var sum exact
		for _, v := range slices.Concat(b.uses[a], b.hires[a], []float64{b.outTax[a].total()}) {
			sum.add(v)
		}
		for _, l := range b.hireTax[a] {
			sum.add(l.total())
		}
		b.makes[a][b.ci[name]] = sum.value()
	}
}

// turnNegatives moves negative cells to the other side.
func (b *book) turnNegatives() {
	for a, name := range b.acts {
		for c, com := range b.coms {
			if v := b.uses[a][c]; v < 0 {
				b.note("(%s, %s) is %s: %s makes it as a product", com, name, number(v), name)
				b.uses[a][c], b.makes[a][c] = 0, b.makes[a][c]-v
			}
			if v := b.makes[a][c]; v < 0 {
				b.note("(%s, %s) is %s: %s buys it as an input", name, com, number(v), name)
				b.makes[a][c], b.uses[a][c] = 0, b.uses[a][c]-v
			}
		}
	}
	for g, agent := range b.agents {
		for c, com := range b.coms {
			if v := b.buys[g][c]; v < 0 {
				b.note("(%s, %s) is %s: %s owns that much of it and sells it beside domestic output", com, agent, number(v), agent)
				b.buys[g][c], b.stock[g][c] = 0, -v
			}
		}
	}
	for c, com := range b.coms {
		m, x := b.imports[c], b.exports[c]
		if m < 0 {
			b.note("imports of %s are %s: counted as exports", com, number(m))
		}
		if x < 0 {
			b.note("exports of %s are %s: counted as imports", com, number(x))
		}
		b.imports[c], b.exports[c] = max(m, 0)+max(-x, 0), max(x, 0)+max(-m, 0)
	}
}

// check refuses what no nest can hold.
func (b *book) check() error {
	for a, name := range b.acts {
		for f, v := range b.hires[a] {
			if v < 0 {
				return fmt.Errorf("sam: Model: cell %s: %s is paid %s; merge the activity with another or enter the loss as a subsidy", cellName(b.facts[f], name), b.facts[f], number(v))
			}
		}
		if sum(b.makes[a]) <= 0 {
			return fmt.Errorf("sam: Model: activity %q makes nothing; drop it, or name the account otherwise in the rule", name)
		}
		if rate := b.outTax[a].total() / sum(b.makes[a]); rate >= 1 {
			return fmt.Errorf("sam: Model: activity %q pays %s of its output as tax; it must be below 1", name, small(rate))
		}
	}
	for g, agent := range b.agents {
		if b.roles[agent] != world && sum(b.buys[g]) <= 0 {
			return fmt.Errorf("sam: Model: %s %q buys nothing; merge it with another account by Aggregate", b.roles[agent], agent)
		}
	}
	return nil
}

func sum(values []float64) float64 {
	var s exact
	for _, v := range values {
		s.add(v)
	}
	return s.value()
}

func magnitude(values []float64) float64 {
	s := 0.0
	for _, v := range values {
		s += math.Abs(v)
	}
	return s
}
