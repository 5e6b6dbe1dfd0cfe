package ensemble

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/mfa"
)

// A Layout is what the rows of a sweep are made of.
type Layout struct {
	draws   drawer
	moves   []move // by number drawn
	Columns []Column
}

// A Column is a result of a row.
type Column struct{ Name, Unit string }

// An At is the place of a row: which scenario (a label of [Spec.Labels]), seed and
// draw from 0. Block is 0 but in a Sobol design: 0 draws all numbers from matrix
// A, 1 from B, 2+i parameter i from B and the others from A.
type At struct {
	Scenario string
	Seed     uint64
	Draw     int
	Block    int
}

// Numbers are those that a row draws, in the order of [Layout.Inputs].
func (l *Layout) Numbers(at At) []float64 { return l.draws.at(at) }

// Groups are the parameters, Inputs their numbers: a parameter that moves each of
// its quantities by itself has several.
func (l *Layout) Groups() (names []string) {
	for _, p := range l.draws.params {
		names = append(names, p.name)
	}
	return names
}

// Inputs are the names of the numbers drawn.
func (l *Layout) Inputs() (names []string) {
	for _, p := range l.draws.params {
		names = append(names, p.columns...)
	}
	return names
}

// Apply hands every quantity that a number moves to set, with the number and
// whether it is a factor.
func (l *Layout) Apply(numbers []float64, set func(path string, number float64, factor bool)) {
	for i, m := range l.moves {
		for _, path := range m.paths {
			set(path, numbers[i], m.factor)
		}
	}
}

// An Ensemble follows paths of the world economy with some of its quantities
// drawn. It is used by one goroutine at a time; [Ensemble.Run] makes its own.
type Ensemble struct {
	Layout
	spec   *Spec
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
	last    *pathway.Spec    // under the settings drawn last,
	drawn   []float64        // and these
}

// New builds the first scenario's world and finds what the parameters move and
// the results read. A path or result that names nothing is an error with names
// like it.
func New(spec *Spec) (*Ensemble, error) {
	if len(spec.Scenarios) == 0 {
		return nil, fmt.Errorf("scenarios: at least one of OPEN, STEPS, CPS and NZE is needed")
	}
	t := &Ensemble{spec: spec, worlds: map[string]*world{}}
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
func (t *Ensemble) world(scenario string) (*world, error) {
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
func (t *Ensemble) parameters(w *world) error {
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
		t.Add(Parameter{Name: "params", As: "value"}, draws, []string{paramsDial})
	}
	return t.AddAll(t.spec.Parameters, names, set)
}

// AddAll adds the parameters of a spec. Names are the quantities that there
// are, values those that take no factor.
func (l *Layout) AddAll(list []Parameter, names []string, values map[string]bool) error {
	taken := map[string]string{}
	for _, p := range list {
		dist, err := p.distribution()
		if err != nil {
			return fmt.Errorf("parameter %q: %w", p.Name, err)
		}
		var paths []string
		for _, pattern := range p.Paths {
			found, err := Match(pattern, names)
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
		l.Add(p, dist, paths)
	}
	return nil
}

// Add adds one parameter that moves what paths name.
func (l *Layout) Add(p Parameter, dist mfa.Distribution, paths []string) {
	d, factor := drawn{name: p.Name, dist: dist}, p.As == "factor"
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

// Wanted are the names of the results that the patterns mean.
func (s *Spec) Wanted(names []string) ([]string, error) {
	var out []string
	for _, pattern := range s.Results {
		found, err := Match(pattern, names)
		if err != nil {
			return nil, fmt.Errorf("results: %w", err)
		}
		out = append(out, found...)
	}
	return out, nil
}

// results finds the columns that the patterns mean.
func (t *Ensemble) results(s *pathway.Spec) error {
	all, err := resultsOf(s, t.spec.Model == "mfa")
	if err != nil {
		return err
	}
	var names []string
	for _, r := range all {
		names = append(names, r.name)
	}
	wanted, err := t.spec.Wanted(names)
	if err != nil {
		return err
	}
	for _, r := range all {
		if !slices.Contains(wanted, r.name) {
			continue
		}
		for _, year := range t.spec.Years {
			at := year - s.Years[0]
			t.Columns = append(t.Columns, Column{Name: r.name + "." + strconv.Itoa(year), Unit: r.unit})
			t.read = append(t.read, func(p *pathway.Result) float64 { return r.read(&p.Years[0], &p.Years[at]) })
		}
	}
	return nil
}
