package pathway

// settings are the values that the parameters of the model have in a year, and,
// on a path that is watched, why each may differ from the year before.
type settings struct {
	value map[string]float64
	by    map[string]cause
	// grown is the part of a value's change that a path from outside brings,
	// where the rest is the cause's.
	grown map[string]float64
}

// A cause is the reason for which a parameter differs from the year before.
type cause string

const (
	byKnowledge cause = "knowledge"
	byCohorts   cause = "cohorts"
	byScrap     cause = "scrap"
	byResources cause = "resources"
	byPaths     cause = "paths"
)

// causes in the order of tables.
var causes = []cause{byKnowledge, byCohorts, byScrap, byResources, byPaths}

func (m *Model) newSettings() *settings {
	s := &settings{value: map[string]float64{}}
	if m.opt.Watch {
		s.by, s.grown = map[string]cause{}, map[string]float64{}
	}
	return s
}

func (s *settings) put(by cause, name string, v float64) {
	s.value[name] = v
	if s.by != nil {
		s.by[name] = by
	}
}

// grows says how much of the change of a parameter a path from outside brings.
func (s *settings) grows(name string, v float64) {
	if s.grown != nil {
		s.grown[name] = v
	}
}

// byTechnology is why technology moves: knowledge, or a path from outside.
func (m *Model) byTechnology() cause {
	if m.learns() {
		return byKnowledge
	}
	return byPaths
}

// byCost is why the cost of a unit's other inputs moves.
func (m *Model) byCost(u *Unit) cause {
	if m.moved(u.Name) {
		return m.byTechnology()
	}
	return byPaths
}
