package pathway

import (
	"context"
	"errors"
	"fmt"
	"math/bits"
	"runtime"
	"sync"
	"time"
)

// An Attributed is a difference between the endogenous path and its baseline, and what
// of it each channel accounts for.
type Attributed struct {
	Difference
	// Scenario is what imposed shares, and choices that prices do not make, account
	// for: the path with all channels held less the baseline.
	Scenario float64
	// ByChannel is in the order of the channels: efficiency, durability, recycling,
	// network, price.
	ByChannel [len(channelNames)]float64
}

// Of is what a channel accounts for.
func (p Attributed) Of(c Channels) float64 { return p.ByChannel[bits.TrailingZeros8(uint8(c))] }

// A Decomposition attributes the impact of endogenous technical change to
// channels. For every row
//
//	Other - Reference = Scenario + Σ ByChannel
type Decomposition struct {
	Reference, Other     string
	Region, Mass, Source string
	Parts                []Attributed
	Runs                 []SolvedRun // paths that were solved for it, baseline left out
	Seconds              float64     // of wall-clock time
}

// A SolvedRun is one path of a decomposition.
type SolvedRun struct {
	Hold    Channels
	Seconds float64
}

// Shapley says how to decompose; the zero value decomposes all years on all
// processors.
type Shapley struct {
	Years    []int // all where nil
	Workers  int   // paths solved at a time; 0: as many as there are processors
	Progress func(done, of int)
	// Known are paths that have been solved already with the same Spec and options,
	// by what they hold. They are not solved again.
	Known map[Channels]*Result
}

// Decompose attributes the impact of endogenous technical change on requirements
// to channels by their Shapley values: with v(S) the path on which the channels S
// are on and the others held,
//
//	φ_i = Σ_{S without i} |S|! (n-|S|-1)!/n! (v(S+i) - v(S)),   Σ φ = v(all) - v(none)
//
// No order of switching them on is preferred. It takes 2^n paths, n = 5, fewer
// where the Spec leaves a channel nothing to move. What lies between v(none) and
// the Baseline (imposed shares in place of the base year's, recycling and second
// life whatever they cost) is Attributed.Scenario. Each path is solved by a Model of its
// own, so the number of workers does not show in the result. Options.Mode is
// Endogenous or Exogenous, Options.Hold empty.
func Decompose(ctx context.Context, s *Spec, opt Options, set *Shapley) (*Decomposition, error) {
	if set == nil {
		set = &Shapley{}
	}
	if opt.Mode == MFA || opt.Hold != 0 {
		return nil, fmt.Errorf("pathway: Decompose: mode and Hold are what it varies; give mode Endogenous or Exogenous and hold nothing (Hold is %v)", opt.Hold)
	}
	started := time.Now()
	g, err := newGame(s, opt, set)
	if err != nil {
		return nil, err
	}
	if err := g.solve(ctx); err != nil {
		return nil, err
	}
	base := opt
	base.Progress, base.Watch = nil, false
	if base.Other == nil {
		base.Other = g.other
	}
	reference, err := Baseline(ctx, s, base)
	if err != nil {
		return nil, err
	}
	d, err := g.parts(reference)
	if err != nil {
		return nil, err
	}
	d.Seconds = time.Since(started).Seconds()
	return d, nil
}

// A game is the paths of a decomposition.
type game struct {
	spec  *Spec
	opt   Options
	set   *Shapley
	years []int
	able  Channels // that could make a difference
	holds []Channels
	needs map[Channels][]Difference // by what is held of able
	times []SolvedRun
	other map[string][]float64 // uses of minerals with everything held
	path  string               // what the whole path is
	mu    sync.Mutex
	done  int
}

func newGame(s *Spec, opt Options, set *Shapley) (*game, error) {
	m, err := New(s, opt)
	if err != nil {
		return nil, err
	}
	g := &game{spec: s, opt: opt, set: set, years: set.Years, able: m.channels(), needs: map[Channels][]Difference{}}
	if g.years == nil {
		g.years = s.Years
	}
	g.opt.Progress, g.opt.Watch = nil, false
	for c := range AllChannels + 1 {
		if g.able.Has(c) {
			g.holds = append(g.holds, c)
		}
	}
	g.times = make([]SolvedRun, len(g.holds))
	return g, nil
}

// solve solves all paths, some at a time. The first error ends the others.
func (g *game) solve(ctx context.Context) error {
	workers := g.set.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	inner, cancel := context.WithCancel(ctx)
	defer cancel()
	next, failed := make(chan int), make([]error, len(g.holds))
	var wait sync.WaitGroup
	for range min(workers, len(g.holds)) {
		wait.Go(func() {
			for i := range next {
				if failed[i] = g.one(inner, i); failed[i] != nil {
					cancel()
				}
			}
		})
	}
	for i := range g.holds {
		next <- i
	}
	close(next)
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("pathway: Decompose: %w", err)
	}
	for i, err := range failed {
		if err != nil && !errors.Is(err, context.Canceled) {
			return fmt.Errorf("pathway: Decompose: the path with %v held: %w", g.holds[i], err)
		}
	}
	return nil
}

// one solves a path and keeps what is compared.
func (g *game) one(ctx context.Context, i int) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	hold, started := g.holds[i], time.Now()
	r := g.set.Known[hold]
	if r == nil {
		opt := g.opt
		opt.Hold = hold
		var err error
		if r, err = runOf(ctx, g.spec, opt); err != nil {
			return err
		}
	}
	var needs []Difference
	for _, year := range g.years {
		y, err := r.in(year)
		if err != nil {
			return err
		}
		needs = append(needs, needsOf(y, &Year{})...)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.needs[hold], g.times[i] = needs, SolvedRun{hold, time.Since(started).Seconds()}
	if hold == g.able {
		g.other = r.OtherUses()
	}
	if hold == 0 {
		g.path = r.Path()
	}
	g.done++
	if g.set.Progress != nil {
		g.set.Progress(g.done, len(g.holds))
	}
	return nil
}

// parts puts the paths together.
func (g *game) parts(reference *Result) (*Decomposition, error) {
	d := &Decomposition{Reference: reference.Path(), Other: g.path, Region: reference.region(), Mass: g.spec.Mass, Source: g.spec.Source, Runs: g.times}
	var keys []Difference
	at := map[Difference]int{}
	index := func(rows []Difference) map[int]float64 {
		out := map[int]float64{}
		for _, row := range rows {
			key := row
			key.Reference, key.Other = 0, 0
			i, there := at[key]
			if !there {
				i, at[key] = len(keys), len(keys)
				keys = append(keys, key)
			}
			out[i] = row.Reference
		}
		return out
	}
	var base []Difference
	for _, year := range g.years {
		y, err := reference.in(year)
		if err != nil {
			return nil, err
		}
		base = append(base, needsOf(y, &Year{})...)
	}
	from, value := index(base), map[Channels]map[int]float64{}
	for _, hold := range g.holds {
		value[hold] = index(g.needs[hold])
	}
	for i, key := range keys {
		p := Attributed{Difference: key, Scenario: value[g.able][i] - from[i]}
		p.Reference, p.Other = from[i], value[0][i]
		for k := range p.ByChannel {
			p.ByChannel[k] = g.shapley(k, func(hold Channels) float64 { return value[hold][i] })
		}
		d.Parts = append(d.Parts, p)
	}
	return d, nil
}

// shapley is the value of channel k. Channels that make no difference have none
// and leave the others' values what they are (they are null players).
func (g *game) shapley(k int, v func(hold Channels) float64) float64 {
	c := Channels(1) << k
	if !g.able.Has(c) {
		return 0
	}
	n := bits.OnesCount8(uint8(g.able))
	sum := 0.0
	for _, hold := range g.holds {
		if !hold.Has(c) {
			continue
		}
		on := n - bits.OnesCount8(uint8(hold)) // |S|
		sum += (v(hold&^c) - v(hold)) / (float64(n) * choose(n-1, on))
	}
	return sum
}

// choose is the number of ways to choose k of n.
func choose(n, k int) float64 {
	out := 1.0
	for i := range k {
		out = out * float64(n-i) / float64(i+1)
	}
	return out
}

// Sum adds parts up over all labels but those of some axes, as Comparison.Sum does.
func (d *Decomposition) Sum(axes ...string) []Attributed {
	return fold(d.Parts, func(p Attributed) Difference { return p.labels(axes) }, func(sum *Attributed, p Attributed) {
		sum.Reference += p.Reference
		sum.Other += p.Other
		sum.Scenario += p.Scenario
		for k, v := range p.ByChannel {
			sum.ByChannel[k] += v
		}
	}, func(label Difference) Attributed { return Attributed{Difference: label} })
}
