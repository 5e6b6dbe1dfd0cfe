package pathway

import (
	"context"
	"fmt"
	"math"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// A run is a path under way.
type run struct {
	m        *Model
	ctx      context.Context
	ledger   *ledger
	resource *resources
	result   *Result
	know     *knowledge.State // nil without research
	chi      []float64        // appropriability, by stock of knowledge
	ahead    knowledge.Expectation
	inflow   [][]float64 // by unit: what was taken before this year
	outside  [][]float64 // by use and option: ln K(S+option) - ln K(S) last year
	earlier  [][]float64 // the same a year before
	benefit  [][]float64 // [year][stock] where research looks ahead, at numeraire 1
	session  *cge.Session
	last     *cge.Equilibrium
	before   map[string]float64 // the equilibrium of the year before the last
	offers   map[string]float64
	set      map[string]float64 // parameters of the scenario solved last
	entered  map[int]set        // by book: a set that is new
	working  []map[set]float64  // by book: sets at work the year before
	extra    map[string]float64 // what sets that are new cost less than those known
}

// resources is the state of mines: how far the resource has moved off its
// trend, in logs, and output of the year before.
type resources struct {
	off    []float64
	output []float64 // level of the mine
}

func (m *Model) newResources() *resources {
	r := &resources{off: make([]float64, len(m.spec.Mines)), output: make([]float64, len(m.spec.Mines))}
	for i := range r.output {
		r.output[i] = 1
	}
	return r
}

// amount is the resource of a mine relative to the base year.
func (r *resources) amount(m *Model, i, t int) float64 {
	mine := &m.spec.Mines[i]
	return at(mine.Path, t) * math.Exp(mine.Growth*float64(t)+r.off[i])
}

// step moves resources towards what prices (relative to the base year) call for.
func (r *resources) step(m *Model, price func(mine int) float64, level func(mine int) float64) {
	for i := range m.spec.Mines {
		mine := &m.spec.Mines[i]
		r.off[i] = mine.Adjusted(r.off[i], price(i))
		r.output[i] = level(i)
	}
}

// year solves one year and writes its cohorts.
func (r *run) year(t int) error {
	m := r.m
	y := &state{t: t, tech: m.given(t)}
	if r.know != nil {
		y.h, y.smooth, y.spill = r.know.Effective(), r.know.Knowledge(), r.know.Spill()
		if m.learns() {
			m.learned(y.tech, y.h)
			if err := r.expect(y); err != nil {
				return r.in(t, err)
			}
		}
	}
	f, err := r.ledger.begin(t, y.tech)
	if err != nil {
		return err
	}
	y.found, y.streams = f, m.streamsOf(t, f, y.tech)
	if m.mode == MFA {
		r.traditional(y)
	} else if err := r.priced(y); err != nil {
		return err
	}
	if err := r.learn(y); err != nil {
		return err
	}
	lost, err := r.ledger.close(t, y.tech, f, y.amount, y.again)
	if err != nil {
		return err
	}
	r.result.add(m, y, lost)
	wait := make([]float64, len(m.spec.Minerals))
	for b := range r.ledger.carry {
		for i, v := range r.ledger.carry[b].metal {
			wait[i] += v
		}
	}
	r.result.waiting = append(r.result.waiting, wait)
	return nil
}

// priced lets markets say what a year takes; where the path is watched, what was
// foreseen is written down before, and what came after.
func (r *run) priced(y *state) error {
	if r.m.opt.Watch {
		if err := r.look(y); err != nil {
			return r.in(y.t-1, err)
		}
	}
	if err := r.solve(y); err != nil {
		return r.in(y.t, err)
	}
	r.read(y)
	if err := r.shortages(y); err != nil {
		return r.in(y.t, err)
	}
	if r.m.opt.Watch {
		r.note(y)
	}
	return nil
}

// in says in which year something failed.
func (r *run) in(t int, err error) error {
	return fmt.Errorf("pathway: %s: year %d: %w", r.m.spec.Name, r.m.spec.Years[t], err)
}

// learn writes what research of the year adds to knowledge.
func (r *run) learn(y *state) error {
	if r.know == nil {
		return nil
	}
	ratio := make([]float64, len(y.h))
	for i, key := range r.m.spec.Research.Block.Keys {
		base := r.m.spec.Research.Drivers[i].Base
		v := base
		if r.m.learns() {
			v = math.Max(0, y.values["research on "+key.String()])
		}
		y.spent = append(y.spent, v)
		ratio[i] = v / base
	}
	if !r.m.learns() {
		return nil
	}
	r.remember(y)
	r.measure(y)
	if err := r.benefits(y); err != nil {
		return err
	}
	next, err := r.know.Step(ratio)
	if err != nil {
		return fmt.Errorf("pathway: %s: year %d: %w", r.m.spec.Name, r.m.spec.Years[y.t], err)
	}
	r.know = next
	return nil
}

func (m *Model) streamsOf(t int, f *found, tech *technology) []streamAmount {
	out := make([]streamAmount, len(m.base.stream))
	for j := range out {
		out[j] = m.streamOf(j, t, m.base.stream, f, tech)
	}
	return out
}
