package net

import (
	"bytes"
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
)

// Data hands out batches as functions of the step alone, so that a resumed
// training sees what the uninterrupted one sees.
type Data interface {
	Batch(step int) []Array
	Validation() [][]Array // the whole held-out set, in parts of about equal weight
}

// Whole is Data that hands out the same batch at every step.
type Whole []Array

// Batch is the whole.
func (w Whole) Batch(int) []Array { return w }

// Validation is the whole too: where a training runs its length, the losses are
// for the reader.
func (w Whole) Validation() [][]Array { return [][]Array{w} }

// Settings of a training. Zero values of Every and Patience mean 100 steps and
// no early end.
type Settings struct {
	Steps    int
	Rate     float64
	Decay    float64
	Clip     float64
	WarmUp   int // steps of rising rate; a cosine to zero follows
	Every    int // steps between validations
	Patience int // validations without a better member before the end
	Progress func(Progress)
	Save     func(*State) error // called after each validation
}

// Progress is said after each validation.
type Progress struct {
	Step, Steps int
	Train       float64   // mean over members and steps since the last one
	Valid, Best []float64 // [member]
}

// State is a training between two steps.
type State struct {
	Step, Stale int
	Now, Best   *Params
	BestLoss    []float64
	Sum         float64 // of training losses since the last validation
	adam        *Adam
}

// Start is the state before the first step.
func Start(p *Params, set Settings) *State {
	s := &State{Now: p.Clone(), Best: p.Clone(), adam: NewAdam(set.Rate, set.Decay, set.Clip)}
	for range p.members {
		s.BestLoss = append(s.BestLoss, math.Inf(1))
	}
	return s
}

// Fit trains from s on until the steps are done, patience ends or ctx does;
// it changes s. The model's first output is the loss of each member. s.Best
// holds the best snapshot of each member by validation loss.
func Fit(ctx context.Context, m Model, d Data, set Settings, s *State) error {
	train, err := Training(s.Now, m)
	if err != nil {
		return err
	}
	valid, err := Forward(s.Now, m)
	if err != nil {
		return err
	}
	if set.Every == 0 {
		set.Every = 100
	}
	for s.Step < set.Steps && (set.Patience == 0 || s.Stale < set.Patience) {
		out, err := train.Run(ctx, s.Now, d.Batch(s.Step)...)
		if err != nil {
			return fmt.Errorf("net: step %d: %w", s.Step, err)
		}
		loss := mean(out[0].Data)
		if math.IsNaN(loss) || math.IsInf(loss, 0) {
			return fmt.Errorf("net: step %d: the loss is %v; lower the rate", s.Step, loss)
		}
		s.adam.Step(s.Now, out[1:], schedule(s.Step, set))
		s.Sum += loss
		s.Step++
		if s.Step%set.Every == 0 || s.Step == set.Steps {
			if err := s.validate(ctx, valid, d, set); err != nil {
				return err
			}
		}
	}
	return nil
}

// schedule rises linearly and falls as a cosine.
func schedule(step int, set Settings) float64 {
	if step < set.WarmUp {
		return float64(step+1) / float64(set.WarmUp)
	}
	return .5 * (1 + math.Cos(math.Pi*float64(step-set.WarmUp)/float64(max(set.Steps-set.WarmUp, 1))))
}

func mean(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s / float64(len(v))
}

// validate keeps the best snapshot of each member.
func (s *State) validate(ctx context.Context, valid *Program, d Data, set Settings) error {
	loss, parts := make([]float64, s.Now.members), d.Validation()
	for _, part := range parts {
		out, err := valid.Run(ctx, s.Now, part...)
		if err != nil {
			return fmt.Errorf("net: validation after step %d: %w", s.Step, err)
		}
		for m, v := range out[0].Data {
			loss[m] += v / float64(len(parts))
		}
	}
	s.Stale++
	for m, v := range loss {
		if v < s.BestLoss[m] {
			s.BestLoss[m], s.Stale = v, 0
			s.Best.copyMember(s.Now, m)
		}
	}
	since := set.Every
	if s.Step%set.Every != 0 {
		since = s.Step % set.Every
	}
	if set.Progress != nil {
		set.Progress(Progress{s.Step, set.Steps, s.Sum / float64(since), loss, s.BestLoss})
	}
	s.Sum = 0
	if set.Save != nil {
		return set.Save(s)
	}
	return nil
}

// saved is a State as a file.
type saved struct {
	Step, Stale, AdamSteps int
	BestLoss               []float64
	Sum                    float64
	Now, Best              []byte
	M, V                   [][]float64 // in the order of the names
}

// Encode writes the state; the same state gives the same bytes.
func (s *State) Encode(w io.Writer) error {
	f := saved{Step: s.Step, Stale: s.Stale, AdamSteps: s.adam.steps, BestLoss: s.BestLoss, Sum: s.Sum}
	for _, p := range []struct {
		from *Params
		to   *[]byte
	}{{s.Now, &f.Now}, {s.Best, &f.Best}} {
		var b bytes.Buffer
		if err := p.from.Encode(&b, false); err != nil {
			return err
		}
		*p.to = b.Bytes()
	}
	for _, name := range s.Now.names {
		f.M, f.V = append(f.M, s.adam.m[name]), append(f.V, s.adam.v[name])
	}
	return gob.NewEncoder(w).Encode(f)
}

// fits refuses counts, shapes and moments that training would trip over.
func (f *saved) fits(now, best *Params) error {
	switch {
	case f.Step < 0 || f.Stale < 0 || f.AdamSteps < 0:
		return fmt.Errorf("step %d, %d without a better one, %d of Adam", f.Step, f.Stale, f.AdamSteps)
	case len(f.M) != len(now.names) || len(f.V) != len(now.names) || len(f.BestLoss) != now.members:
		return fmt.Errorf("moments of %d parameters for %d, losses of %d members for %d", len(f.M), len(now.names), len(f.BestLoss), now.members)
	case best.members != now.members || !slices.Equal(best.names, now.names):
		return errors.New("the best parameters are not those that are trained")
	}
	for i, name := range now.names {
		a := now.arrays[name]
		if !slices.Equal(best.arrays[name].Dims, a.Dims) {
			return fmt.Errorf("%q has shape %v, and %v where it was best", name, a.Dims, best.arrays[name].Dims)
		}
		if n := len(f.M[i]); len(f.V[i]) != n || n != 0 && n != len(a.Data) {
			return fmt.Errorf("%q has %d values and moments of %d and %d", name, len(a.Data), n, len(f.V[i]))
		}
		for k, m := range f.M[i] {
			if v := f.V[i][k]; math.IsNaN(m) || math.IsInf(m, 0) || !(v >= 0) || math.IsInf(v, 0) {
				return fmt.Errorf("moments of %q are %v and %v at value %d", name, m, v, k)
			}
		}
	}
	return nil
}

// Resume reads a state that Encode wrote.
func Resume(r io.Reader, set Settings) (*State, error) {
	var f saved
	if err := gob.NewDecoder(r).Decode(&f); err != nil {
		return nil, fmt.Errorf("net: checkpoint: %w", err)
	}
	now, err := Decode(bytes.NewReader(f.Now))
	if err != nil {
		return nil, err
	}
	best, err := Decode(bytes.NewReader(f.Best))
	if err != nil {
		return nil, err
	}
	if err := f.fits(now, best); err != nil {
		return nil, fmt.Errorf("net: checkpoint: %w", err)
	}
	s := &State{Step: f.Step, Stale: f.Stale, Now: now, Best: best, BestLoss: f.BestLoss, Sum: f.Sum, adam: NewAdam(set.Rate, set.Decay, set.Clip)}
	s.adam.steps = f.AdamSteps
	for i, name := range now.names {
		if len(f.M[i]) > 0 {
			s.adam.m[name], s.adam.v[name] = f.M[i], f.V[i]
		}
	}
	return s, nil
}
