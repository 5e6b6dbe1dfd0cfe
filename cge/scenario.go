package cge

import (
	"maps"
)

// A Scenario says what differs from the benchmark. The zero Scenario is the
// benchmark itself.
type Scenario struct {
	Name string
	// Set gives parameters and elasticities other values, by the names that
	// Model.Parameters lists.
	Set map[string]float64
	// Fix holds variables at a value; the equation of each is dropped. Where no
	// price or income is fixed, the income that is largest in the benchmark is held
	// at what it is there: it is the numeraire.
	Fix map[string]float64
	// Lower and Upper move the bounds of variables.
	Lower, Upper map[string]float64
	// Start moves where the solver begins.
	Start map[string]float64
}

// With is the scenario with one parameter set otherwise.
func (s Scenario) With(name string, v float64) Scenario {
	s.Set = maps.Clone(s.Set)
	if s.Set == nil {
		s.Set = map[string]float64{}
	}
	s.Set[name] = v
	return s
}

// Settings says how to solve. Nil settings are the defaults.
type Settings struct {
	// Tolerance bounds the largest residual, each equation over the size of its
	// terms; 1e-10 by default.
	Tolerance float64
	// Iterations bounds the Newton steps of one attempt; 100 by default.
	Iterations int
	// From begins at an equilibrium of the same model, in place of the start.
	From *Equilibrium
	// Progress is called after every Newton step, if it is set.
	Progress func(Step)
	// Linear chooses how the linear systems are solved; Automatic by default.
	Linear Linear
	// Path forces one way to the solution, for tests and comparisons.
	Path Path
}

// A Step is one Newton step, for progress.
type Step struct {
	Path      Path
	Iteration int
	Residual  float64 // largest, scaled
}

// A Linear is a way to solve the linear system of a Newton step.
type Linear uint8

// Automatic nests where producers and commodities pair up, else takes the whole
// Jacobian, dense when it is small.
const (
	Automatic Linear = iota
	Nested           // prices by producers' costs, levels by markets, the rest in a dense border
	Dense            // the whole Jacobian, dense
	Sparse           // the whole Jacobian, sparse
)

// A Path is a way to the solution.
type Path uint8

// AnyPath tries ActiveSet first, then FischerBurmeister, then Homotopy.
const (
	AnyPath           Path = iota
	ActiveSet              // Newton on the equations and bounds that hold
	FischerBurmeister      // semismooth Newton on the Fischer-Burmeister function
	Homotopy               // small steps from the solution known to the scenario
)

// String is the path in words.
func (p Path) String() string {
	return [...]string{"any", "active set", "Fischer-Burmeister", "homotopy"}[p]
}

const (
	defaultTolerance  = 1e-10
	defaultIterations = 100
)

// withDefaults fills what is not set.
func (s *Settings) withDefaults() Settings {
	var out Settings
	if s != nil {
		out = *s
	}
	if out.Tolerance <= 0 {
		out.Tolerance = defaultTolerance
	}
	if out.Iterations <= 0 {
		out.Iterations = defaultIterations
	}
	return out
}
