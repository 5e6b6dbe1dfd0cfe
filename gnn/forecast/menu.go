package forecast

// Baselines are the rivals that every table shows: rules, exponential
// smoothing, and ridge regressions on 4 lags and on 8 with neighbours and
// season, for each node alone and pooled.
func Baselines() []Model {
	near, wide := near(8), full(8)
	return []Model{
		Zero(), Mean{}, Last(), Drift(), ETS{},
		Ridge{Label: "ridge AR(4), per node", Sight: Sight{Lags: 4}, Pooling: PerNode},
		Ridge{Label: "ridge AR(4), pooled", Sight: Sight{Lags: 4}, Pooling: Pooled},
		Ridge{Label: "ridge AR(8), neighbours, season, per node", Sight: near, Pooling: PerNode},
		Ridge{Label: "ridge AR(8), neighbours, season, pooled", Sight: near, Pooling: Pooled},
		Ridge{Label: "ridge AR(8), neighbours, all, season, pooled", Sight: wide, Pooling: Pooled},
	}
}

// near is the sight of own rows, neighbours and season; full adds the mean of
// all nodes.
func near(lags int) Sight { return Sight{Lags: lags, Neighbours: true, Harmonics: 6} }

func full(lags int) Sight {
	return Sight{Lags: lags, Neighbours: true, All: true, Harmonics: 6}
}

// classics are the baselines whose mean is the last one: all that look at the
// past by more than a rule.
func classics(m Model) bool {
	switch m.(type) {
	case ETS, Ridge:
		return true
	}
	return false
}

// memory are the weights of the slow means that stand for a long past: about
// the last 20 rows and the last 6.
var memory = []float64{.1, .3}

// regressions are the menu that the blend weighs: own rows, with neighbours or
// the mean of all beside them, with and without a long past, pulled to the mean
// or to the last value, and exponential smoothing for series too short for any
// of them.
func regressions(lags int) []Model {
	ridge := func(label string, neighbours, all bool, memory []float64, changes bool) Model {
		return Ridge{Label: label, Pooling: Shrunken, Changes: changes,
			Sight: Sight{Lags: lags, Neighbours: neighbours, All: all, Memory: memory, Harmonics: 6}}
	}
	return []Model{
		ridge("rows", false, false, nil, false),
		ridge("rows, neighbours", true, false, nil, false),
		ridge("memory", false, false, memory, false),
		ridge("memory, neighbours", true, false, memory, false),
		ridge("memory, all", false, true, memory, false),
		ridge("changes, neighbours, all", true, true, nil, true),
		ridge("changes, memory, all", false, true, memory, true),
		ETS{},
	}
}

// Blended is the blend of regressions for a protocol's lags, on the scale that
// the past chooses.
func Blended(lags int) Model {
	return Transformed{Blend{Label: "blend of shrunken ridges", Models: regressions(lags)}, Chosen}
}

// Networks is the blend with the graph networks' correction.
func Networks(lags, members int, seed uint64) Model {
	base := Blend{Label: "blend", Models: regressions(lags)}
	return Transformed{Network{Label: "blend + graph networks", Base: base, Cells: []Cell{GRU, TCN}, Members: members, Seed: seed}, Chosen}
}
