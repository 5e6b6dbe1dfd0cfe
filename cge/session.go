package cge

import "context"

// A Session solves scenarios that resemble each other, one after the other, as
// a path of years does. It begins each at the equilibrium before and keeps the
// factored Jacobian as long as it serves, so a small step costs a fraction of a
// cold solution. Homogeneity, which is of the equations and not of a scenario, is
// checked in the first. Its results depend on the order of the scenarios within
// the tolerance. One goroutine at a time may use it; the equilibria it returns are
// like any others.
type Session struct {
	m    *Model
	last *Equilibrium
	lin  solver
	at   []int8

	layouts layouts
	checked bool // homogeneity
}

// Begin opens a session.
func (m *Model) Begin() *Session { return &Session{m: m} }

// From moves the session to an equilibrium of the same model.
func (s *Session) From(eq *Equilibrium) *Session {
	s.last, s.lin, s.at = eq, nil, nil
	return s
}

// Solve is Model.Solve, begun at the session's last equilibrium unless the
// settings say otherwise. After an error the session stands where it stood.
func (s *Session) Solve(ctx context.Context, sc Scenario, settings *Settings) (*Equilibrium, error) {
	set := settings.withDefaults()
	if set.From == nil {
		set.From = s.last
	}
	r, err := s.m.newRun(ctx, sc, &set)
	if err != nil {
		return nil, err
	}
	r.lin, r.linAt, r.layouts, r.again = s.lin, s.at, &s.layouts, s.checked
	eq, err := r.solve(sc)
	if err != nil {
		return nil, err
	}
	s.last, s.lin, s.at, s.checked = eq, r.lin, r.linAt, true
	return eq, nil
}
