package forecast

// Baselines are the rivals that every table shows: rules, exponential
// smoothing, and ridge regressions on 4 lags and on 8 with neighbours and
// season, for each node alone and pooled.
func Baselines() []Model {
	wide := full(8)
	return []Model{
		Zero(), Mean{}, Last(), Drift(), ETS{},
		Ridge{Label: "ridge AR(4), per node", Sight: Sight{Lags: 4}, Pooling: PerNode},
		Ridge{Label: "ridge AR(4), pooled", Sight: Sight{Lags: 4}, Pooling: Pooled},
		Ridge{Label: "ridge AR(8), neighbours, season, per node", Sight: wide, Pooling: PerNode},
		Ridge{Label: "ridge AR(8), neighbours, season, pooled", Sight: wide, Pooling: Pooled},
	}
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

// regressions are the menu that the blend weighs: with and without neighbours,
// with and without the long past, pulled to the mean or to the last value, and
// exponential smoothing for series too short for any of them.
func regressions(lags int) []Model {
	near, long := full(lags), full(lags)
	long.Memory = memory
	nearAlone, longAlone := near, long
	nearAlone.Neighbours, longAlone.Neighbours = false, false
	return []Model{
		Ridge{Label: "rows, neighbours", Sight: near, Pooling: Shrunken},
		Ridge{Label: "rows", Sight: nearAlone, Pooling: Shrunken},
		Ridge{Label: "memory, neighbours", Sight: long, Pooling: Shrunken},
		Ridge{Label: "memory", Sight: longAlone, Pooling: Shrunken},
		Ridge{Label: "changes, neighbours", Sight: near, Pooling: Shrunken, Changes: true},
		Ridge{Label: "changes, memory", Sight: longAlone, Pooling: Shrunken, Changes: true},
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
