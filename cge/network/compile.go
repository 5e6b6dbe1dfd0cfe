package network

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// A Model is a network, checked and laid out, ready to be solved any number of
// times. It is never changed and may be shared by goroutines.
type Model struct {
	net     Network
	n       int
	index   map[string]int // industry by name
	recipes []recipe       // by industry
	from    [][]int        // supplier of each input of an industry: required ones, then optional ones
	logMu   []float64      // ln(1 + mu)
	labour  float64
	beta    []float64 // expenditure shares, nil without a consumer
}

// Compile checks a network and lays it out. Errors name the industry and the
// input.
func Compile(net Network) (*Model, error) {
	m := &Model{net: net, n: len(net.Industries), index: map[string]int{}}
	for _, step := range []func() error{m.readHead, m.readIndustries, m.readConsumer} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("network: %s: %w", net.label(), err)
		}
	}
	return m, nil
}

// nearOne is how near to 1 an elasticity may come: prices are u^(1/(1-sigma)),
// which loses a digit for each power of ten.
const nearOne = 1e-4

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func checkSigma(sigma float64) error {
	switch {
	case !(sigma > 0) || !finite(sigma):
		return fmt.Errorf("sigma is %v; it must be above 0 (1 is Cobb-Douglas)", sigma)
	case sigma != 1 && math.Abs(sigma-1) < nearOne:
		return fmt.Errorf("sigma is %v; within %v of 1 the prices lose their digits: use 1, which is Cobb-Douglas", sigma, nearOne)
	}
	return nil
}

func (m *Model) readHead() error {
	if err := checkSigma(m.net.Sigma); err != nil {
		return err
	}
	switch {
	case m.n == 0:
		return fmt.Errorf("there is no industry; give one at least")
	case !(m.net.Wasted >= 0 && m.net.Wasted <= 1):
		return fmt.Errorf("the wasted share of wedge revenue is %v; it lies from 0 to 1", m.net.Wasted)
	case !(m.net.Labour >= 0) || !finite(m.net.Labour):
		return fmt.Errorf("labour is %v; it must be above 0, or 0 for one unit", m.net.Labour)
	}
	if m.labour = m.net.Labour; m.labour == 0 {
		m.labour = 1
	}
	for i, x := range m.net.Industries {
		if _, twice := m.index[x.Name]; twice || x.Name == "" {
			return fmt.Errorf("industry %d is called %q; names are not empty and differ", i+1, x.Name)
		}
		m.index[x.Name] = i
	}
	return nil
}

func (m *Model) readIndustries() error {
	for _, x := range m.net.Industries {
		if err := m.readIndustry(x); err != nil {
			return fmt.Errorf("industry %q: %w", x.Name, err)
		}
	}
	return nil
}

func (m *Model) readIndustry(x Industry) error {
	r, err := x.recipe(m.net.Sigma)
	if err != nil {
		return err
	}
	from := make([]int, len(r.inputs))
	for k, in := range r.inputs {
		j, ok := m.index[in.From]
		if !ok {
			return fmt.Errorf("input %q: no industry is called that", in.From)
		}
		from[k] = j
	}
	m.recipes, m.from = append(m.recipes, r), append(m.from, from)
	m.logMu = append(m.logMu, math.Log1p(x.Mu))
	return nil
}

// sumTolerance is what shares may miss 1 by: sums of figures with seven digits.
const sumTolerance = 1e-6

func (m *Model) readConsumer() error {
	if m.net.Consumer == nil {
		return nil
	}
	m.beta = make([]float64, m.n)
	total := 0.0
	for _, name := range slices.Sorted(maps.Keys(m.net.Consumer)) {
		i, ok := m.index[name]
		share := m.net.Consumer[name]
		if !ok || !(share >= 0) || !finite(share) {
			return fmt.Errorf("the consumer's share of %q is %v; it must be an industry, with a share of 0 or more", name, share)
		}
		m.beta[i] = share
		total += share
	}
	if math.Abs(total-1) > sumTolerance {
		return fmt.Errorf("the consumer's shares sum to %v, not 1", total)
	}
	for i := range m.beta {
		m.beta[i] /= total
	}
	return nil
}

// check looks at the numbers of an industry by themselves.
func (x Industry) check(sigma float64) error {
	cd := sigma == 1
	switch {
	case !finite(x.LogA0):
		return fmt.Errorf("logA0 is %v; it must be a finite number", x.LogA0)
	case !(x.Mu > -1) || !finite(x.Mu):
		return fmt.Errorf("the wedge mu is %v; it must be above -1", x.Mu)
	case cd && x.WL != 0:
		return fmt.Errorf("wL is %v; at sigma 1 factors have what the exponents leave: leave wL out", x.WL)
	case !cd && (!(x.WL > 0) || !finite(x.WL)):
		return fmt.Errorf("wL is %v; the weight of factors must be above 0, or prices have no floor", x.WL)
	case len(x.Optional) > MaxOptions:
		return fmt.Errorf("%d optional inputs; at most %d", len(x.Optional), MaxOptions)
	}
	return x.checkInputs()
}

func (x Industry) checkInputs() error {
	seen := map[string]bool{}
	for k, in := range slices.Concat(x.Required, x.Optional) {
		switch {
		case seen[in.From]:
			return fmt.Errorf("input %q stands twice", in.From)
		case !(in.Weight > 0) || !finite(in.Weight):
			return fmt.Errorf("input %q: weight %v; it must be above 0", in.From, in.Weight)
		case !finite(in.B) || in.B != 0 && (k < len(x.Required) || len(x.Table) > 0):
			return fmt.Errorf("input %q: b is %v; it must be finite, and belongs to optional inputs of an industry without a table", in.From, in.B)
		}
		seen[in.From] = true
	}
	return nil
}

// sets are the feasible sets of a table, nil where all are feasible.
func (x Industry) sets() ([]Set, []float64, error) {
	if len(x.Table) == 0 {
		return nil, nil, nil
	}
	sets, logA := make([]Set, len(x.Table)), make([]float64, len(x.Table))
	seen := map[Set]bool{}
	for t, row := range x.Table {
		for _, name := range row.With {
			k := slices.IndexFunc(x.Optional, func(in Input) bool { return in.From == name })
			if k < 0 {
				return nil, nil, fmt.Errorf("table entry %d: %q is no optional input", t+1, name)
			}
			sets[t] |= SetOf(k)
		}
		if !finite(row.LogA) || seen[sets[t]] {
			return nil, nil, fmt.Errorf("table entry %d: log A is %v; it must be finite, and each set listed once", t+1, row.LogA)
		}
		seen[sets[t]], logA[t] = true, row.LogA
	}
	return sets, logA, nil
}

// Industries are the names, in the network's order.
func (m *Model) Industries() []string {
	out := make([]string, m.n)
	for i, x := range m.net.Industries {
		out[i] = x.Name
	}
	return out
}

// Named are the suppliers in a set of an industry's optional inputs. An
// industry that is not there has none.
func (m *Model) Named(industry string, s Set) []string {
	i, ok := m.index[industry]
	if !ok {
		return nil
	}
	return m.named(i, s)
}

func (m *Model) named(i int, s Set) []string {
	r := &m.recipes[i]
	return names(s&full(r.options()), func(k int) string { return r.inputs[r.required+k].From })
}
