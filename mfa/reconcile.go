package mfa

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"
)

// A Measurement is a figure for a flow with its standard deviation. SD 0 is
// exact. Unknown marks a flow of which only the balances speak.
type Measurement struct {
	Name      string
	Value, SD float64
	Unknown   bool
}

// A Balance is a sum of flows that must be 0: coefficients by name, +1 for what
// enters a process and -1 for what leaves it. See System.Balances.
type Balance map[string]float64

// An Estimate is a reconciled flow.
type Estimate struct {
	Name      string
	Value, SD float64
	Lo95      float64 // the 95 % interval of the estimate
	Hi95      float64
	Moved     float64 // by how many standard deviations of the correction; 0 where nothing was measured or moved
}

// Reconciled is the least-squares answer to figures that contradict one
// another. Chi2 above what its degrees of freedom allow (P small) says that
// some figure or its stated error is wrong; Suspects names them, worst first.
type Reconciled struct {
	Flows    []Estimate // in the order of the measurements
	Chi2     float64
	Freedom  int
	P        float64 // chance of a Chi2 at least as large
	Suspects []string
}

// Reconcile moves measured flows as little as their errors demand until every
// balance closes: it minimizes Σ((x̂-x)/sd)² subject to the balances, and gives
// estimates of unknown flows and the remaining errors (the method of STAN;
// Cencic 2016, doi 10.1016/j.serj.2016.06.002). A flow that is neither measured
// nor fixed by the balances, an unknown name, and balances of exact figures
// that contradict each other are errors.
func Reconcile(measured []Measurement, balances []Balance) (*Reconciled, error) {
	p, err := newReconciling(measured, balances)
	if err != nil {
		return nil, err
	}
	if err := p.solve(); err != nil {
		return nil, err
	}
	return p.result(), nil
}

// reconciling holds the problem in scaled flows: measured ones in units of
// their standard deviation, unknown ones in units of a typical figure.
type reconciling struct {
	in       []Measurement
	free     []int // flows that are not exact
	scale    []float64
	a        [][]float64 // independent balances over the free flows, scaled
	b        []float64   // what the exact flows leave of each
	x        []float64   // scaled estimates
	variance []float64
	rows     int
}

func newReconciling(measured []Measurement, balances []Balance) (*reconciling, error) {
	p := &reconciling{in: measured}
	at := map[string]int{}
	typical := 0.0
	for i, m := range measured {
		if _, twice := at[m.Name]; twice || m.Name == "" {
			return nil, fmt.Errorf("mfa: Reconcile: flow %q: names are needed and differ", m.Name)
		}
		at[m.Name] = i
		if m.Unknown {
			continue
		}
		if math.IsNaN(m.Value) || math.IsInf(m.Value, 0) || !(m.SD >= 0) || math.IsInf(m.SD, 0) {
			return nil, fmt.Errorf("mfa: Reconcile: flow %q is %v with standard deviation %v; both are finite, the deviation not negative", m.Name, m.Value, m.SD)
		}
		typical = max(typical, math.Abs(m.Value))
	}
	if typical == 0 {
		typical = 1
	}
	for i, m := range measured {
		switch {
		case m.Unknown:
			p.free, p.scale = append(p.free, i), append(p.scale, typical)
		case m.SD > 0:
			p.free, p.scale = append(p.free, i), append(p.scale, m.SD)
		}
	}
	for k, bal := range balances {
		row, rest, err := p.row(bal, at)
		if err != nil {
			return nil, fmt.Errorf("mfa: Reconcile: balance %d: %w", k, err)
		}
		p.a, p.b = append(p.a, row), append(p.b, rest)
	}
	return p, p.independent(typical)
}

func (p *reconciling) row(bal Balance, at map[string]int) (row []float64, rest float64, err error) {
	row = make([]float64, len(p.free))
	for _, name := range sortedKeys(bal) {
		i, ok := at[name]
		if !ok {
			return nil, 0, fmt.Errorf("no measurement or unknown flow is called %q", name)
		}
		if k := slices.Index(p.free, i); k >= 0 {
			row[k] = bal[name] * p.scale[k]
		} else {
			rest -= bal[name] * p.in[i].Value
		}
	}
	return row, rest, nil
}

// independent drops balances that follow from others, by Gauss with pivots,
// and refuses those that contradict them.
func (p *reconciling) independent(typical float64) error {
	var keptA [][]float64
	var keptB []float64
	var reduced [][]float64
	var reducedB []float64
	var pivots []int
	for k, row := range p.a {
		r, rest := slices.Clone(row), p.b[k]
		size := 0.0
		for _, v := range r {
			size = max(size, math.Abs(v))
		}
		for j, q := range reduced {
			f := r[pivots[j]] / q[pivots[j]]
			for i := range r {
				r[i] -= f * q[i]
			}
			rest -= f * reducedB[j]
		}
		best := 0
		for i := range r {
			if math.Abs(r[i]) > math.Abs(r[best]) {
				best = i
			}
		}
		if len(r) == 0 || math.Abs(r[best]) <= 1e-10*size {
			if math.Abs(rest) > 1e-9*typical {
				return fmt.Errorf("mfa: Reconcile: balance %d misses by %.6g, and no flow in it may move; give one a standard deviation", k, rest)
			}
			continue
		}
		keptA, keptB = append(keptA, row), append(keptB, p.b[k])
		reduced, reducedB, pivots = append(reduced, r), append(reducedB, rest), append(pivots, best)
	}
	p.a, p.b, p.rows = keptA, keptB, len(keptA)
	return nil
}

// solve inverts the optimality conditions; its first block is the covariance
// of the estimates.
func (p *reconciling) solve() error {
	n, m := len(p.free), p.rows
	p.x, p.variance = make([]float64, n), make([]float64, n)
	if n == 0 {
		return nil
	}
	k := mat.NewDense(n+m, n+m, nil)
	rhs := mat.NewVecDense(n+m, nil)
	for i, f := range p.free {
		if in := p.in[f]; !in.Unknown {
			k.Set(i, i, 1)
			rhs.SetVec(i, in.Value/p.scale[i])
		}
	}
	for r, row := range p.a {
		for i, v := range row {
			k.Set(n+r, i, v)
			k.Set(i, n+r, v)
		}
		rhs.SetVec(n+r, p.b[r])
	}
	var inv mat.Dense
	if err := inv.Inverse(k); err != nil {
		return fmt.Errorf("mfa: Reconcile: %s cannot be told from the balances; measure it", p.unobservable())
	}
	var x mat.VecDense
	x.MulVec(&inv, rhs)
	for i := range n {
		p.x[i] = x.AtVec(i)
		p.variance[i] = max(inv.At(i, i), 0)
	}
	return nil
}

// unobservable names the unknown flows.
func (p *reconciling) unobservable() string {
	names := ""
	for _, f := range p.free {
		if p.in[f].Unknown {
			if names != "" {
				names += ", "
			}
			names += fmt.Sprintf("%q", p.in[f].Name)
		}
	}
	return "one of the unknown flows " + names
}

func (p *reconciling) result() *Reconciled {
	r := &Reconciled{Freedom: p.rows, P: 1}
	for _, m := range p.in {
		r.Flows = append(r.Flows, Estimate{Name: m.Name, Value: m.Value, Lo95: m.Value, Hi95: m.Value})
		if m.Unknown {
			r.Freedom--
		}
	}
	for i, f := range p.free {
		in, e := p.in[f], &r.Flows[f]
		e.Value = p.x[i] * p.scale[i]
		e.SD = math.Sqrt(p.variance[i]) * p.scale[i]
		e.Lo95, e.Hi95 = e.Value-standard(0.975)*e.SD, e.Value+standard(0.975)*e.SD
		if in.Unknown {
			continue
		}
		miss := (in.Value - e.Value) / in.SD
		r.Chi2 += miss * miss
		if gained := 1 - p.variance[i]; gained > 1e-12 {
			e.Moved = math.Abs(miss) / math.Sqrt(gained)
		}
	}
	if r.Freedom > 0 {
		r.P = mathext.GammaIncRegComp(float64(r.Freedom)/2, r.Chi2/2)
	}
	r.Suspects = suspects(r.Flows)
	return r
}

// suspects are flows moved by more than 1.96 standard deviations, worst first.
func suspects(flows []Estimate) []string {
	var bad []Estimate
	for _, e := range flows {
		if e.Moved > standard(0.975) {
			bad = append(bad, e)
		}
	}
	slices.SortStableFunc(bad, func(a, b Estimate) int {
		switch {
		case a.Moved > b.Moved:
			return -1
		case a.Moved < b.Moved:
			return 1
		}
		return 0
	})
	var names []string
	for _, e := range bad {
		names = append(names, e.Name)
	}
	return names
}

// Balances is one Balance a process of the system, by the names of its flows;
// the change of a stock is called "change of" and its name.
func (s *System) Balances() []Balance {
	var out []Balance
	for _, p := range s.Processes {
		b := Balance{}
		for _, f := range s.Flows {
			if f.To == p {
				b[f.Name]++
			}
			if f.From == p {
				b[f.Name]--
			}
		}
		for _, l := range s.Stocks {
			if l.Process == p {
				b["change of "+l.Name]--
			}
		}
		if len(b) > 0 {
			out = append(out, b)
		}
	}
	return out
}
