package cge

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Unsolved is the error of a scenario for which no equilibrium was found. It
// names the equations that are furthest from holding; numbers of the last point
// are deliberately not part of it.
type Unsolved struct {
	Scenario   string
	Model      string
	Worst      []Equation // worst first, at most ten
	Residual   float64    // the largest scaled residual
	Iterations int
	Path       []PathTaken
	Reason     string
}

// An Equation is one condition of a model with how far it is from holding.
type Equation struct {
	Name string // of the variable that it is complementary to
	Kind string // "zero profit", "market", "income balance", "constraint"
	Gap  float64
}

// String reads "market of lithium +4.0e-03".
func (e Equation) String() string { return fmt.Sprintf("%s of %s %+.1e", e.Kind, e.Name, e.Gap) }

func (u *Unsolved) Error() string {
	worst := make([]string, 0, 3)
	for _, e := range u.Worst[:min(3, len(u.Worst))] {
		worst = append(worst, e.String())
	}
	return fmt.Sprintf("cge: scenario %q of model %q was not solved: %s after %d iterations; %s",
		u.Scenario, u.Model, u.Reason, u.Iterations, strings.Join(worst, "; "))
}

// unsolved describes the best point of a failed run.
func (r *run) unsolved(sc Scenario, cause error) error {
	r.fromBest()
	r.eval()
	u := &Unsolved{Scenario: sc.Name, Model: r.m.name, Iterations: r.newty, Path: r.path, Reason: "no attempt converged"}
	if cause != nil {
		u.Reason = cause.Error()
	}
	for i := range r.x {
		if r.fixed[i] {
			continue
		}
		_, kind := r.m.kindOf(i)
		gap := r.gap(i)
		if math.IsNaN(gap) {
			gap = math.MaxFloat64
			kind += " (without a number)"
		}
		u.Worst = append(u.Worst, Equation{r.m.names[i], kind, gap})
	}
	slices.SortStableFunc(u.Worst, func(a, b Equation) int {
		switch x, y := math.Abs(a.Gap), math.Abs(b.Gap); {
		case x > y:
			return -1
		case x < y:
			return 1
		}
		return 0
	})
	u.Worst = u.Worst[:min(10, len(u.Worst))]
	if len(u.Worst) > 0 {
		u.Residual = math.Abs(u.Worst[0].Gap)
	}
	return u
}

// hopeless refuses what no prices can solve before anything is tried.
func (s *system) hopeless() error { return nil }

// replication is the largest scaled residual at the model's own start.
func (m *Model) replication() (float64, error) {
	s, err := m.newSystem(Scenario{}, nil)
	if err != nil {
		return 0, err
	}
	largest := 0.0
	s.eval()
	for i := range s.x {
		kept := s.fixed[i]
		s.fixed[i] = false
		g := s.f[i] / s.fs[i]
		if !kept {
			g = s.gap(i)
		}
		s.fixed[i] = kept
		largest = max(largest, math.Abs(g))
	}
	if math.IsNaN(largest) {
		return 0, fmt.Errorf("the equations have no numbers at the start")
	}
	return largest, nil
}
