package ensemble

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/mfa"
)

// A Transition lets technical change from outside pass from one course to
// another at a random time, for efficiency, durability and recycling on their
// own: the technology of 2024, and that of the endogenous paths of the outlook's
// scenarios. It is for model mfa.
type Transition struct {
	First  int    `json:"first"` // year in which a shift may begin, 2026 if 0
	Last   int    `json:"last"`  // the last such year; five years before the end if 0
	Ramp   [2]int `json:"ramp"`  // years that a shift takes, least and most; 1 and 10 if 0
	Shifts int    `json:"shifts,omitempty"`
}

// transitionName is the parameter whose number picks a transition.
const transitionName = "transition"

func (x *Transition) rule(s *Spec) pathway.TransitionRule {
	r := pathway.TransitionRule{First: x.First, Last: x.Last, Ramp: x.Ramp, Shifts: x.Shifts}
	if r.First == 0 {
		r.First = 2026
	}
	if r.Last == 0 {
		r.Last = s.Last - 5
	}
	if r.Ramp == [2]int{} {
		r.Ramp = [2]int{1, 10}
	}
	return r
}

func (x *Transition) check(s *Spec) error {
	switch {
	case x == nil:
		return nil
	case s.Model != "mfa":
		return fmt.Errorf("transition: technical change from outside is for model mfa; model is %q", s.Model)
	}
	r := x.rule(s)
	if r.First <= baseYear || r.Last > s.Last {
		return fmt.Errorf("transition: first %d and last %d lie between %d and the last year, %d", r.First, r.Last, baseYear+1, s.Last)
	}
	if _, err := r.Draw(2, 0, 0); err != nil {
		return fmt.Errorf("transition: %w", err)
	}
	for _, p := range s.Parameters {
		if p.Name == transitionName {
			return errors.New("parameter \"transition\": the name is that of the transition")
		}
	}
	return nil
}

// addTransition adds the number that picks a transition.
func (l *Layout) addTransition() {
	l.Add(Parameter{Name: transitionName, As: "value"}, mfa.Uniform{Min: 0, Max: 1}, []string{transitionName})
}

// routed is an economy along the transition that the draw picks.
func (t *Ensemble) routed(ctx context.Context, w *world, spec *pathway.Spec, inputs []float64) (*pathway.Spec, error) {
	if w.courses == nil {
		if err := t.follow(ctx, w); err != nil {
			return nil, err
		}
	}
	pick := 0.
	for i, m := range t.moves {
		if m.paths[0] == transitionName {
			pick = inputs[i]
		}
	}
	x, err := t.spec.Transition.rule(t.spec).Draw(len(w.courses), math.Float64bits(pick), 0)
	if err != nil {
		return nil, err
	}
	return spec.Along(w.courses, x)
}

// follow solves the paths whose technology the courses have, once a scenario.
func (t *Ensemble) follow(ctx context.Context, w *world) error {
	scenarios := []string{"STEPS", "NZE"}
	if w.account.Path == base.Open {
		scenarios = []string{"OPEN"}
	}
	courses := []pathway.Course{{Name: "as it is"}}
	for _, name := range scenarios {
		other, err := t.world(name)
		if err != nil {
			return err
		}
		m, err := pathway.New(other.spec, pathway.Options{})
		if err != nil {
			return err
		}
		r, err := m.Run(ctx)
		if err != nil {
			return fmt.Errorf("transition: technology of %s: %w", name, err)
		}
		courses = append(courses, r.Course(name))
	}
	w.courses = courses
	return nil
}
