package pathway

import (
	"context"
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// Options say how a Spec is run. The zero Options are the endogenous path to
// the target.
type Options struct {
	Mode    Mode
	Closure Closure
	// Shifters are those of the reference run, by good and year, for closure
	// Response and for comparisons; nil is 1 everywhere. See Result.Shifters.
	Shifters map[string][]float64
	// Imposed holds shares at Option.Imposed and Plant.Imposed inside the
	// equilibrium, or at those of the base year.
	Imposed bool
	// Hold switches channels of technical change off. With Price what is missing
	// on markets of minerals and factors comes from, and what is left goes,
	// elsewhere.
	Hold Channels
	// Settled names uses whose sets stay what they are from a year on: only those
	// at work the year before remain. See SwitchEffects.
	Settled map[string]int
	// Other are the uses of minerals outside units, by year, that mode MFA takes;
	// nil: those of the base year stay.
	Other map[string][]float64
	// Tolerance of the equilibrium; 1e-11 by default.
	Tolerance float64
	// Trial is how much is bought of every option whatever it costs, relative to
	// additions of the base year; 1e-9 by default. See docs/model.md.
	Trial float64
	// Watch notes how choices move along each next year's steps, for LampPosts.
	Watch bool
	// Shocks of prices and costs that lamp posts of a watched path reckon with.
	Shocks *Shocks
	// Progress is told the year that has been solved.
	Progress func(year int)
}

// A Model is a Spec with its base year worked out, ready to run. It may be run
// several times, by one goroutine at a time.
type Model struct {
	spec  *Spec
	opt   Options
	mode  Mode
	ix    *index
	base  *base
	books *accounts
	err   error

	w     *builder
	first []float64      // benefits of the base year, by stock of knowledge
	chi   []float64      // appropriability at what a first pass expects
	now   *outlook       // of the base year in a first pass
	sets  []map[set]bool // activities so far, by book
	cge   *cge.Model
}

// New checks a Spec, works out its base year and compiles its equilibrium. The
// Spec must not change afterwards.
func New(s *Spec, opt Options) (*Model, error) {
	ix, err := newIndex(s)
	if err != nil {
		return nil, err
	}
	if err := s.check(ix); err != nil {
		return nil, err
	}
	if err := s.checkSettled(ix, opt.Settled); err != nil {
		return nil, err
	}
	m := &Model{spec: s, opt: opt, mode: opt.Mode, ix: ix}
	if m.opt.Tolerance == 0 {
		m.opt.Tolerance = 1e-11
	}
	if m.opt.Trial == 0 {
		m.opt.Trial = 1e-9
	}
	l, err := m.newLedger()
	if err != nil {
		return nil, err
	}
	if m.base, err = m.calibrate(l); err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, err
	}
	if m.mode == MFA {
		return m, nil
	}
	if m.books, err = m.balance(m.base); err != nil {
		return nil, err
	}
	return m, m.build()
}

// build writes the economy with its opening sets and compiles it. Where
// knowledge moves, it works out what research of the base year is good for.
func (m *Model) build() error {
	m.sets = make([]map[set]bool, m.spec.books())
	for b := range m.sets {
		m.sets[b] = map[set]bool{m.opening(b): true}
	}
	if m.learns() {
		if err := m.write(); err != nil {
			return err
		}
		if err := m.research(); err != nil {
			return err
		}
	}
	return m.rebuild()
}

// rebuild writes and compiles the economy with all sets that are known.
func (m *Model) rebuild() error {
	if err := m.write(); err != nil {
		return err
	}
	return m.compile()
}

func (m *Model) write() error {
	var err error
	if m.w, err = m.economy(); err != nil {
		return err
	}
	for b := range m.sets {
		if m.opt.Imposed {
			m.w.addImposed(b)
			continue
		}
		for _, s := range m.known(b) {
			m.w.addSet(b, s)
		}
	}
	if m.err != nil {
		return m.err
	}
	return m.w.e.Err()
}

// known are the sets of a choice that have been at work, in order.
func (m *Model) known(b int) []set {
	var out []set
	for s := range m.sets[b] {
		out = append(out, s)
	}
	slices.Sort(out)
	return out
}

func (m *Model) compile() error {
	c, err := cge.Compile(m.w.e)
	if err != nil {
		return fmt.Errorf("pathway: %s: %w", m.spec.Name, err)
	}
	m.cge = c
	return nil
}

// Equilibrium is the compiled market system, for those who look closer.
func (m *Model) Equilibrium() *cge.Model { return m.cge }

// Moves are the values that Account.Rest takes beyond its stated wants, because
// nothing else takes what is made of a good.
func (m *Model) Moves() map[string]float64 {
	out := map[string]float64{}
	if m.books == nil {
		return out
	}
	for of, v := range m.books.extra {
		out[of] = v * m.base.price[of]
	}
	return out
}

// Run follows the path. The context ends it early.
func (m *Model) Run(ctx context.Context) (*Result, error) {
	follow := func(ahead knowledge.Expectation) (*run, error) { return m.follow(ctx, ahead) }
	if m.learns() && m.spec.Research.Expect == Foresight {
		r, err := m.foresee(follow)
		if err != nil {
			return nil, err
		}
		return r.result, r.finish()
	}
	r, err := follow(nil)
	if err != nil {
		return nil, err
	}
	return r.result, r.finish()
}

// follow goes along the path once. ahead are benefits of an earlier pass, nil
// where there was none.
func (m *Model) follow(ctx context.Context, ahead knowledge.Expectation) (*run, error) {
	r, err := m.depart(ctx, ahead)
	if err != nil {
		return nil, err
	}
	for t := range m.spec.Years {
		if err := r.year(t); err != nil {
			return nil, err
		}
		if m.opt.Progress != nil {
			m.opt.Progress(m.spec.Years[t])
		}
	}
	return r, nil
}

// depart is a run before its first year.
func (m *Model) depart(ctx context.Context, ahead knowledge.Expectation) (*run, error) {
	l, err := m.newLedger()
	if err != nil {
		return nil, err
	}
	r := &run{m: m, ctx: ctx, ledger: l, resource: m.newResources(), result: m.newResult(), ahead: ahead}
	if m.spec.Research != nil {
		if err := r.begin(); err != nil {
			return nil, fmt.Errorf("pathway: %s: %w", m.spec.Name, err)
		}
	}
	return r, nil
}
