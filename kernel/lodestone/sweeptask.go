package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/kernel/sweep"
)

// A sweepTask computes the rows of a sweep.
type sweepTask interface {
	sweep.Task
	layout() *rowLayout
}

// A rowLayout is what the rows of a sweep are made of.
type rowLayout struct {
	draws   sweepDraws
	moves   []move // by number drawn
	columns []sweep.Result
}

func (l *rowLayout) layout() *rowLayout { return l }

// A pathTask computes paths of a sweep: the world economy with some of its
// quantities drawn.
type pathTask struct {
	rowLayout
	spec   *sweepSpec
	read   []func(*pathway.Result) float64
	worlds map[string]*world // by scenario
	params *base.Params
}

// A move says which quantities a number moves, and how.
type move struct {
	paths  []string
	factor bool
}

// A world is an economy that draws start from.
type world struct {
	account *base.Account
	set     base.Settings
	spec    *pathway.Spec
	dials   map[string]dial
	courses []pathway.Course // of transitions
}

// taskOf is the task of a folder.
func taskOf(s *sweep.Sweep) (sweepTask, error) {
	spec := &sweepSpec{}
	if err := json.Unmarshal(s.Plan.Spec, spec); err != nil {
		return nil, fmt.Errorf("%s: spec: %w", s.Dir, err)
	}
	return newTask(spec)
}

// newTask is the task of the model that a spec names.
func newTask(spec *sweepSpec) (sweepTask, error) {
	if spec.Model == "gnn" {
		return newNetTask(spec)
	}
	return newPathTask(spec)
}

// newPathTask builds the first scenario's world and finds what the parameters
// move and the results read.
func newPathTask(spec *sweepSpec) (*pathTask, error) {
	if len(spec.Scenarios) == 0 {
		return nil, fmt.Errorf("scenarios: at least one of OPEN, STEPS, CPS and NZE is needed")
	}
	t := &pathTask{spec: spec, worlds: map[string]*world{}}
	if spec.Params != nil {
		var err error
		if t.params, err = base.ReadParams(bytes.NewReader(spec.Params)); err != nil {
			return nil, fmt.Errorf("params: %w", err)
		}
	}
	w, err := t.world(spec.Scenarios[0])
	if err != nil {
		return nil, err
	}
	if err := t.parameters(w); err != nil {
		return nil, err
	}
	if spec.Transition != nil {
		t.addTransition()
	}
	if err := t.checkCases(w); err != nil {
		return nil, err
	}
	return t, t.results(w.spec)
}

// world builds the economy of a scenario, once.
func (t *pathTask) world(scenario string) (*world, error) {
	if w, ok := t.worlds[scenario]; ok {
		return w, nil
	}
	at := base.WEO
	if scenario == "OPEN" {
		at = base.Open
	}
	account, err := base.NewAccount(2024, at)
	if err != nil {
		return nil, err
	}
	w := &world{account: account, set: base.Settings{Scenario: scenario, Last: t.spec.Last, Carbon: t.spec.Carbon, Standards: t.spec.Standards, Params: t.params}, dials: map[string]dial{}}
	if w.spec, _, err = base.World(account, w.set); err != nil {
		return nil, err
	}
	for _, d := range dialsOf(w.spec) {
		w.dials[d.path] = d
	}
	t.worlds[scenario] = w
	return w, nil
}

// parameters finds the quantities that each parameter moves.
func (t *pathTask) parameters(w *world) error {
	names, set := slices.Sorted(maps.Keys(settingsDials)), map[string]bool{}
	for _, n := range names {
		set[n] = true
	}
	for _, d := range dialsOf(w.spec) {
		names = append(names, d.path)
	}
	names = slices.DeleteFunc(names, func(n string) bool { return n == paramsDial })
	if t.params != nil && len(t.params.Draws) > 0 {
		var draws pick
		for k := range t.params.Draws {
			draws = append(draws, float64(k+1))
		}
		t.add(sweepParameter{Name: "params", As: "value"}, drawn{name: "params", dist: draws}, []string{paramsDial})
	}
	return t.addAll(t.spec.Parameters, names, set)
}

// addAll adds the parameters of a spec. Names are the quantities that there
// are, values those that take no factor.
func (l *rowLayout) addAll(list []sweepParameter, names []string, values map[string]bool) error {
	taken := map[string]string{}
	for _, p := range list {
		dist, err := p.distribution()
		if err != nil {
			return fmt.Errorf("parameter %q: %w", p.Name, err)
		}
		var paths []string
		for _, pattern := range p.Paths {
			found, err := matchPaths(pattern, names)
			if err != nil {
				return fmt.Errorf("parameter %q: path %w", p.Name, err)
			}
			paths = append(paths, found...)
		}
		for _, at := range paths {
			if other, twice := taken[at]; twice {
				return fmt.Errorf("parameter %q: %s is moved by parameter %q already", p.Name, at, other)
			}
			if values[at] && p.As == "factor" {
				return fmt.Errorf("parameter %q: %s is set as a value, not as a factor", p.Name, at)
			}
			taken[at] = p.Name
		}
		l.add(p, drawn{name: p.Name, dist: dist}, paths)
	}
	return nil
}

func (l *rowLayout) add(p sweepParameter, d drawn, paths []string) {
	factor := p.As == "factor"
	if !p.Each {
		d.columns = []string{p.Name}
		l.moves = append(l.moves, move{paths, factor})
	} else {
		d.columns, d.labels = paths, paths
		for _, at := range paths {
			l.moves = append(l.moves, move{[]string{at}, factor})
		}
	}
	l.draws.params = append(l.draws.params, d)
}

// wanted are the names of the results that the patterns mean.
func (s *sweepSpec) wanted(names []string) ([]string, error) {
	var out []string
	for _, pattern := range s.Results {
		found, err := matchPaths(pattern, names)
		if err != nil {
			return nil, fmt.Errorf("results: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// results finds the columns that the patterns mean.
func (t *pathTask) results(s *pathway.Spec) error {
	all, err := resultsOf(s, t.spec.Model == "mfa")
	if err != nil {
		return err
	}
	var names []string
	for _, r := range all {
		names = append(names, r.name)
	}
	wanted, err := t.spec.wanted(names)
	if err != nil {
		return err
	}
	for _, r := range all {
		if !slices.Contains(wanted, r.name) {
			continue
		}
		for _, year := range t.spec.Years {
			at := year - s.Years[0]
			t.columns = append(t.columns, sweep.Result{Name: r.name + "." + strconv.Itoa(year), Unit: r.unit})
			t.read = append(t.read, func(p *pathway.Result) float64 { return r.read(&p.Years[0], &p.Years[at]) })
		}
	}
	return nil
}
