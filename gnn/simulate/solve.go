package simulate

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// Solution is the equilibrium in logarithms, before errors of measurement.
type Solution struct {
	P, Q     []float64 // [region][year][good]
	X, Paid  []float64 // [region][year][edge]
	Residual float64   // largest step of the last iteration in any market
}

const (
	tolerance  = 1e-11 // of the last step; a tenth of the reference generator's
	iterations = 2000
)

// ErrNoEquilibrium is an economy whose markets the solver could not clear:
// shocks can be drawn that no price answers.
var ErrNoEquilibrium = errors.New("simulate: no equilibrium")

// market is one region and year: its parameters and its state.
type market struct {
	e                   *Economy
	sigma               []float64 // [nest]
	q0, x0              []float64 // [good], logs
	taste               []float64 // [edge], weights that sum to one in each nest
	logTaste, wedge     []float64 // [edge]
	supply, final       []float64 // [good]
	p, q, cost, x, paid []float64
	price               []float64 // [nest], log index
	weight              []float64 // [edge]
	users               [][]int   // nests of each good
	members             [][]int
}

// Solve finds the prices that clear every market by a damped fixed point, each
// year from the one before. ctx stops it between years.
func (e *Economy) Solve(ctx context.Context) (*Solution, error) {
	n, m := e.Minerals+e.Produced, len(e.Edges)
	s := &Solution{P: make([]float64, e.Regions*e.Years*n), Q: make([]float64, e.Regions*e.Years*n),
		X: make([]float64, e.Regions*e.Years*m), Paid: make([]float64, e.Regions*e.Years*m)}
	truth := e.Truth()
	for r := range e.Regions {
		mk, err := e.newMarket(r)
		if err != nil {
			return nil, err
		}
		for t := range e.Years {
			if err := ctx.Err(); err != nil {
				return nil, fmt.Errorf("simulate: stopped in region %d, year %d: %w", r, t, err)
			}
			regime := 0
			if e.ShiftYear > 0 && t >= e.ShiftYear {
				regime = 1
			}
			mk.sigma = truth.Sigma(regime)
			mk.load(r, t)
			step := mk.clear()
			if !(step < 1e-8) {
				return nil, fmt.Errorf("%w in region %d, year %d: the last step is %.1e", ErrNoEquilibrium, r, t, step)
			}
			s.Residual = math.Max(s.Residual, step)
			at := r*e.Years + t
			copy(s.P[at*n:], mk.p)
			copy(s.Q[at*n:], mk.q)
			copy(s.X[at*m:(at+1)*m], mk.x)
			copy(s.Paid[at*m:(at+1)*m], mk.paid)
		}
	}
	return s, nil
}

func (e *Economy) newMarket(r int) (*market, error) {
	n, m := e.Minerals+e.Produced, len(e.Edges)
	k := &market{e: e, members: e.members(), users: make([][]int, n)}
	for u, nest := range e.Nests {
		k.users[nest.User] = append(k.users[nest.User], u)
	}
	// Benchmark at prices of one: Q0 = F0 + M Q0/(1+omega).
	a := mat.NewDense(n, n, nil)
	for i := range n {
		a.Set(i, i, 1)
	}
	for i, g := range e.Edges {
		a.Set(g.Src, g.Dst, a.At(g.Src, g.Dst)-e.RegionShare[r*m+i]*e.Budget[g.Nest]/(1+e.Omega[g.Dst]))
	}
	var q mat.VecDense
	if err := q.SolveVec(a, mat.NewVecDense(n, e.Final0)); err != nil {
		return nil, fmt.Errorf("simulate: region %d: the benchmark has no solution: %w", r, err)
	}
	for i := range n {
		if !(q.AtVec(i) > 0) {
			return nil, fmt.Errorf("simulate: region %d: good %d has a benchmark output of %v", r, i, q.AtVec(i))
		}
		k.q0 = append(k.q0, math.Log(q.AtVec(i)))
		k.x0 = append(k.x0, math.Log(q.AtVec(i)/(1+e.Omega[i])))
	}
	f := func(n int) []float64 { return make([]float64, n) }
	k.taste, k.logTaste, k.wedge, k.weight, k.x, k.paid = f(m), f(m), f(m), f(m), f(m), f(m)
	k.p, k.q, k.cost, k.supply, k.final, k.price = f(n), append(f(0), k.q0...), f(n), f(n), f(n), f(len(e.Nests))
	return k, nil
}

// load takes the shocks of a year.
func (k *market) load(r, t int) {
	e, n, m := k.e, k.e.Minerals+k.e.Produced, len(k.e.Edges)
	at := r*e.Years + t
	for i, g := range e.Edges {
		d := e.Common[at*n+g.Src] + e.OwnShock[at*m+i]
		if e.CommonOdd != nil && g.Dst%2 == 1 {
			d = e.CommonOdd[at*n+g.Src] + e.OwnShock[at*m+i]
		}
		k.taste[i] = e.RegionShare[r*m+i] * math.Exp(d)
		k.wedge[i] = e.WedgeSeen[at*m+i] + e.WedgeHidden[at*m+i]
	}
	for _, members := range k.members { // a finite index as sigma goes to one
		sum := 0.0
		for _, i := range members {
			sum += k.taste[i]
		}
		for _, i := range members {
			k.taste[i] /= sum
			k.logTaste[i] = math.Log(k.taste[i])
		}
	}
	for i := range n {
		k.supply[i] = e.SupplySeen[at*n+i] + e.SupplyHidden[at*n+i]
		k.final[i] = math.Log(e.Final0[i]) + e.Final[at*n+i]
	}
}

// clear iterates to the equilibrium and returns the last step. Where the usual
// damping runs away it starts again from the year before with smaller steps.
func (k *market) clear() float64 {
	p, q, last := append([]float64(nil), k.p...), append([]float64(nil), k.q...), 0.0
	for _, damping := range []float64{.35, .1, .03} {
		copy(k.p, p)
		copy(k.q, q)
		for range iterations {
			k.costs()
			last = k.update(damping)
			if last < tolerance {
				return last
			}
			if math.IsNaN(last) {
				break
			}
		}
	}
	return last
}

// costs computes paid prices, nest indices and unit costs.
func (k *market) costs() {
	e := k.e
	for u, members := range k.members {
		sum := 0.0
		for _, i := range members {
			k.paid[i] = k.p[e.Edges[i].Src] + k.wedge[i]
			k.weight[i] = k.taste[i] * math.Exp((1-k.sigma[u])*e.curve(k.paid[i]))
			sum += k.weight[i]
		}
		k.price[u] = math.Log(sum) / (1 - k.sigma[u])
	}
	for j := e.Minerals; j < len(k.p); j++ {
		sum := e.Labour
		for _, u := range k.users[j] {
			sum += e.Budget[u] * math.Exp((1-e.Eta)*k.price[u])
		}
		k.cost[j] = math.Log(sum) / (1 - e.Eta)
	}
}

// curve is what shares answer to: the log price, or the price itself.
func (e *Economy) curve(paid float64) float64 {
	if e.Form == Logit {
		return math.Expm1(paid)
	}
	return paid
}

// update computes purchases, outputs and prices, takes a damped step and
// returns its size before damping.
func (k *market) update(damping float64) float64 {
	e, use := k.e, make([]float64, len(k.p))
	for u, members := range k.members {
		j := e.Nests[u].User
		base := k.x0[j] + (1+e.Omega[j])*(k.q[j]-k.q0[j]) + math.Log(e.Budget[u]) + e.Eta*(k.cost[j]-k.price[u])
		for _, i := range members {
			// Spending share a exp((1-sigma)curve)/index, divided by the price paid.
			k.x[i] = base + k.price[u] + k.logTaste[i] + (1-k.sigma[u])*(e.curve(k.paid[i])-k.price[u]) - k.paid[i]
			use[e.Edges[i].Src] += math.Exp(k.x[i])
		}
	}
	last := 0.0
	for i := range k.p {
		dq := math.Log(math.Exp(k.final[i]-e.Eps*k.p[i])+use[i]) - k.q[i]
		dp := k.cost[i] + e.Omega[i]*(k.q[i]-k.q0[i]) - k.supply[i] - k.p[i]
		last = math.Max(last, math.Max(math.Abs(dq), math.Abs(dp)))
		if math.IsNaN(dq + dp) {
			return math.NaN()
		}
		k.q[i] += damping * dq
		k.p[i] += damping * dp
	}
	return last
}

// Panel is what an observer of the solution sees.
func (e *Economy) Panel(s *Solution) *panel.Panel {
	n, m := e.Minerals+e.Produced, len(e.Edges)
	cells := e.Regions * e.Years * m
	p := &panel.Panel{Regions: e.Regions, Years: e.Years, Nodes: n, Minerals: e.Minerals, Edges: e.Edges, Nests: e.Nests,
		NodeFeatures: e.NodeFeatures, EdgeFeatures: e.EdgeFeatures, EdgeShare: e.Share, LogQ: s.Q,
		LogX: make([]float64, cells), LogP: make([]float64, cells), Observed: make([]bool, cells),
		ZSupply: make([]float64, cells), ZWedge: make([]float64, cells)}
	for i := range cells {
		good := i/m*n + e.Edges[i%m].Src
		p.ZSupply[i] = orOne(e.ScaleSupply)*e.SupplySeen[good] + e.InvalidSupply*e.Common[good]
		p.ZWedge[i] = orOne(e.ScaleWedge) * e.WedgeSeen[i]
		if p.Observed[i] = !e.Gap[i]; p.Observed[i] {
			p.LogX[i] = s.X[i] + e.NoiseX*e.ErrorX[i]
			p.LogP[i] = s.Paid[i] + e.NoiseP*e.ErrorP[i]
		}
	}
	if e.ShiftYear > 0 {
		p.RegimeStarts = []int{e.ShiftYear}
	}
	return p
}

// Generate draws an economy, solves it and returns what an observer sees and
// what is true.
func Generate(ctx context.Context, c Config, seed uint64) (*panel.Panel, *Truth, error) {
	e, err := Draw(c, seed)
	if err != nil {
		return nil, nil, err
	}
	s, err := e.Solve(ctx)
	if err != nil {
		return nil, nil, err
	}
	return e.Panel(s), e.Truth(), nil
}
