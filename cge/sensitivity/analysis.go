package sensitivity

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/internal/expr"
)

// An Uncertain parameter has a name, as cge.Model.Parameters lists them, and a
// distribution. "sigma:steel" is the elasticity of the producer steel.
type Uncertain struct {
	Name string
	Dist Distribution
}

// A Result is a number of an equilibrium: what Of computes or, where Of is nil,
// the variable of that name. Of is called by several goroutines at once.
type Result struct {
	Name string
	Of   func(*cge.Equilibrium) (float64, error)
}

// A Method says how the points are chosen.
type Method uint8

// The methods of the package comment.
const (
	Order3         Method = iota // 2n points, means exact to degree 3
	Order5                       // 2n²+1 points, means exact to degree 5
	MonteCarlo                   // Draws independent draws
	LatinHypercube               // Draws draws, one in each slice of each parameter
)

// String is the method in words.
func (m Method) String() string {
	if int(m) < len(methods) {
		return methods[m]
	}
	return fmt.Sprintf("method %d", uint8(m))
}

var methods = [...]string{"quadrature of order 3", "quadrature of order 5", "Monte Carlo", "Latin hypercube"}

func (m Method) quadrature() bool { return m <= Order5 }

// An Analysis is a model, what is uncertain of it, and what is asked of it. It
// is a value; Run does not change it.
type Analysis struct {
	// Model is solved at every point, in the scenario with the parameters set.
	Model    *cge.Model
	Scenario cge.Scenario
	Params   []Uncertain
	// Results of interest; all variables of the model if there are none.
	Results []Result
	Method  Method
	// Draws and Seed are of MonteCarlo and LatinHypercube.
	Draws int
	Seed  uint64
	// Settings of the solver. From is where the central point begins; Progress is
	// not called, since several points are under way at once.
	Settings *cge.Settings
	// Workers solve points side by side; 0 means as many as GOMAXPROCS.
	Workers int
	// SkipUnsolved leaves out draws whose error is a *cge.Unsolved and lists them
	// in Sample.Skipped. What is left is then no fair sample of the parameters.
	SkipUnsolved bool
	// Progress is called after every point, one call at a time.
	Progress func(done, total int)
	// Of stands in for Model and Scenario: any computation from the parameters by
	// name, such as the last year of a path. It returns a number for each of
	// Results, in order, and is called by several goroutines at once.
	Of func(ctx context.Context, params map[string]float64) ([]float64, error)
}

// Run solves the central point and then all others. The first point by number
// that fails is the error, of type *Failed.
func (a Analysis) Run(ctx context.Context) (*Sample, error) {
	if err := a.check(); err != nil {
		return nil, fmt.Errorf("sensitivity: %w", err)
	}
	p, err := a.plan()
	if err != nil {
		return nil, fmt.Errorf("sensitivity: %w", err)
	}
	j := job{a: &a, plan: p, compute: a.Of}
	if err := j.begin(ctx); err != nil {
		return nil, err
	}
	if err := j.run(ctx); err != nil {
		return nil, err
	}
	return j.sample()
}

// check finds what no run could mend.
func (a *Analysis) check() error {
	switch {
	case a.Method > LatinHypercube:
		return fmt.Errorf("%v is no method; take Order3, Order5, MonteCarlo or LatinHypercube", a.Method)
	case len(a.Params) == 0:
		return fmt.Errorf("no parameter is uncertain; name one in Params")
	case !a.Method.quadrature() && a.Draws < 1:
		return fmt.Errorf("Analysis.Draws is %d; %v draws at least once", a.Draws, a.Method)
	case a.Method.quadrature() && a.SkipUnsolved:
		return fmt.Errorf("a %v needs every point; leave SkipUnsolved unset or draw by MonteCarlo", a.Method)
	case (a.Model == nil) == (a.Of == nil):
		return fmt.Errorf("either Model or Of is set")
	case a.Of != nil && len(a.Results) == 0:
		return fmt.Errorf("Analysis.Results is empty; it names the numbers that Of returns")
	}
	if err := a.checkResults(); err != nil {
		return err
	}
	return a.checkParams()
}

func (a *Analysis) checkResults() error {
	seen := map[string]bool{}
	for _, r := range a.Results {
		if seen[r.Name] || r.Name == "" {
			return fmt.Errorf("result %q: names are needed and differ", r.Name)
		}
		seen[r.Name] = true
		if a.Model != nil && r.Of == nil && !slices.Contains(a.Model.Names(), r.Name) {
			return fmt.Errorf("result %q is no variable of the model%s; give it a function Of otherwise", r.Name, near(r.Name, a.Model.Names()))
		}
	}
	return nil
}

func (a *Analysis) checkParams() error {
	var known []string
	if a.Model != nil {
		known = a.Model.Parameters()
	}
	seen := map[string]bool{}
	for _, p := range a.Params {
		if seen[p.Name] || p.Name == "" {
			return fmt.Errorf("parameter %q: names are needed and differ", p.Name)
		}
		seen[p.Name] = true
		if _, set := a.Scenario.Set[p.Name]; set && a.Model != nil {
			return fmt.Errorf("parameter %q is uncertain and set by scenario %q; take it out of one", p.Name, a.Scenario.Name)
		}
		if a.Model != nil && !slices.Contains(known, p.Name) {
			return fmt.Errorf("%q is no parameter of the model%s; Model.Parameters lists them", p.Name, near(p.Name, known))
		}
		if err := valid(p.Dist); err != nil {
			return fmt.Errorf("parameter %q: %w", p.Name, err)
		}
	}
	return nil
}

// near suggests names like one that is not known.
func near(name string, known []string) string {
	like := expr.Near(name, known)
	if len(like) == 0 {
		return ""
	}
	return fmt.Sprintf("; near: %q", like)
}

// A plan is what is to be solved: values by point and parameter.
type plan struct {
	center []float64
	points [][]float64
	quad   *quadrature // of the quadratures
}

func (a *Analysis) plan() (*plan, error) {
	p := &plan{}
	for _, u := range a.Params {
		p.center = append(p.center, u.Dist.Quantile(0.5))
	}
	if !a.Method.quadrature() {
		p.points = draws(a.Params, a.Draws, a.Seed, a.Method == LatinHypercube)
		return p, nil
	}
	dist := make([]Symmetric, len(a.Params))
	kurtosis := make([]float64, len(a.Params))
	for i, u := range a.Params {
		var err error
		if dist[i], err = symmetric(u.Dist); err != nil {
			return nil, fmt.Errorf("parameter %q: %w", u.Name, err)
		}
		kurtosis[i] = dist[i].Kurtosis()
	}
	q := order3(len(dist))
	if a.Method == Order5 {
		q = order5(kurtosis)
	}
	for _, z := range q.z {
		at := slices.Clone(p.center)
		for i, v := range z {
			if v != 0 {
				at[i] = dist[i].At(v)
			}
		}
		p.points = append(p.points, at)
	}
	p.quad = &q
	return p, nil
}

func (a *Analysis) workers(points int) int {
	if a.Workers > 0 {
		return min(a.Workers, points)
	}
	return min(runtime.GOMAXPROCS(0), points)
}
