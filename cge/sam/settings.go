package sam

import (
	"fmt"
	"math"
	"slices"
)

// A Method says how Balance finds a balanced matrix.
type Method int

const (
	// RAS scales rows and columns in turn until they meet given totals; GRAS
	// where cells are negative. An account without a given total gets the mean
	// of its row and column total, or what its row or column adds up to where
	// nothing in it may move.
	RAS Method = iota
	// CrossEntropy finds the nearest balanced matrix by information distance
	// and chooses the totals that are not given.
	CrossEntropy
)

// String is the name of the method.
func (m Method) String() string {
	switch m {
	case RAS:
		return "RAS"
	case CrossEntropy:
		return "cross entropy"
	}
	return fmt.Sprintf("Method(%d)", int(m))
}

// A Pair names a cell: Col pays Row.
type Pair struct{ Row, Col string }

// Settings of Balance. Nil means the defaults: nothing fixed, no total given.
// A cell that is fixed keeps its bits.
type Settings struct {
	Totals        map[string]float64 // row and column total of an account, in the unit of the matrix
	FixedCells    []Pair             // single cells
	FixedRows     []string           // all that an account receives
	FixedCols     []string           // all that an account pays
	FixedAccounts []string           // both
	// Tolerance is the largest gap that may remain, relative as in Gap.Relative;
	// 0 means 1e-12, and it is at least 1e-14, what float64 can hold.
	Tolerance float64
	// MaxIterations bounds the Newton steps of CrossEntropy (0 means 500), or the
	// sweeps of RAS over rows and columns, of which 1,000 are made at most, and
	// the Newton steps that finish it after those (0 means 1,500).
	MaxIterations int
}

const (
	defaultTolerance = 1e-12
	leastTolerance   = 1e-14
	rasSweeps        = 1000
	newtonSteps      = 500
)

// resolved are settings by position.
type resolved struct {
	total    []float64
	hasTotal []bool
	fixed    []bool // by cell, row-major
	tol      float64
	max      int
}

func (m *SAM) resolve(method Method, s *Settings) (*resolved, error) {
	if s == nil {
		s = &Settings{}
	}
	n := len(m.accounts)
	r := &resolved{make([]float64, n), make([]bool, n), make([]bool, n*n), s.Tolerance, s.MaxIterations}
	switch {
	case method != RAS && method != CrossEntropy:
		return nil, fmt.Errorf("sam: Balance: %v is no method; there are RAS and CrossEntropy", method)
	case s.Tolerance != 0 && !(s.Tolerance >= leastTolerance && s.Tolerance < 1):
		return nil, fmt.Errorf("sam: Balance: tolerance %v; it is relative, between %g and 1", s.Tolerance, leastTolerance)
	case s.MaxIterations < 0:
		return nil, fmt.Errorf("sam: Balance: at most %d iterations; 0 means the default", s.MaxIterations)
	}
	if r.tol == 0 {
		r.tol = defaultTolerance
	}
	if r.max == 0 {
		r.max = newtonSteps
		if method == RAS {
			r.max += rasSweeps
		}
	}
	if err := m.resolveTotals(s, r); err != nil {
		return nil, err
	}
	return r, m.resolveFixed(s, r)
}

func (m *SAM) resolveTotals(s *Settings, r *resolved) error {
	names := make([]string, 0, len(s.Totals))
	for name := range s.Totals {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		i, err := m.find("Balance: Totals", name)
		if err != nil {
			return err
		}
		v := s.Totals[name]
		if math.IsNaN(v) || math.Abs(v) > math.MaxFloat64/16 {
			return fmt.Errorf("sam: Balance: total of %q is %v; it is a finite amount in %s", name, v, m.unit)
		}
		r.total[i], r.hasTotal[i] = v, true
	}
	return nil
}

func (m *SAM) resolveFixed(s *Settings, r *resolved) error {
	n := len(m.accounts)
	for _, p := range s.FixedCells {
		k, err := m.findCell("Balance: FixedCells", p.Row, p.Col)
		if err != nil {
			return err
		}
		r.fixed[k] = true
	}
	fix := func(op string, names []string, at func(account, other int) int) error {
		for _, name := range names {
			i, err := m.find("Balance: "+op, name)
			if err != nil {
				return err
			}
			for j := range n {
				r.fixed[at(i, j)] = true
			}
		}
		return nil
	}
	row := func(i, j int) int { return i*n + j }
	col := func(i, j int) int { return j*n + i }
	if err := fix("FixedRows", s.FixedRows, row); err != nil {
		return err
	}
	if err := fix("FixedCols", s.FixedCols, col); err != nil {
		return err
	}
	if err := fix("FixedAccounts", s.FixedAccounts, row); err != nil {
		return err
	}
	return fix("FixedAccounts", s.FixedAccounts, col)
}
