package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/lodestone-model/lodestone/cge/pathway/base/ensemble"
	"github.com/lodestone-model/lodestone/kernel/sweep"
)

// A sweepTask computes the rows of a sweep.
type sweepTask interface {
	sweep.Task
	layout() *ensemble.Layout
}

// A pathTask computes paths of the world economy with some of its quantities
// drawn.
type pathTask struct{ *ensemble.Ensemble }

func (t pathTask) layout() *ensemble.Layout { return &t.Layout }

// Row follows the path of a row.
func (t pathTask) Row(ctx context.Context, at sweep.At) (inputs, results []float64, err error) {
	return t.Ensemble.Row(ctx, placeOf(at))
}

// placeOf is the place of a row of a plan.
func placeOf(at sweep.At) ensemble.At {
	return ensemble.At{Scenario: at.Scenario, Seed: at.Seed, Draw: at.Draw, Block: at.Block}
}

// readSweep reads a spec of any model and completes it. Errors name the field.
func readSweep(r io.Reader) (*ensemble.Spec, error) {
	s, err := ensemble.Decode(r)
	switch {
	case err != nil:
		return nil, err
	case s.Model == "gnn":
		return s, completeNet(s)
	}
	return s, s.Complete()
}

// taskOf is the task of a folder.
func taskOf(s *sweep.Sweep) (sweepTask, error) {
	spec := &ensemble.Spec{}
	if err := json.Unmarshal(s.Plan.Spec, spec); err != nil {
		return nil, fmt.Errorf("%s: spec: %w", s.Dir, err)
	}
	return newTask(spec)
}

// newTask is the task of the model that a spec names.
func newTask(spec *ensemble.Spec) (sweepTask, error) {
	if spec.Model == "gnn" {
		return newNetTask(spec)
	}
	e, err := ensemble.New(spec)
	return pathTask{e}, err
}

// readParams puts the file that params names into the spec.
func readParams(s *ensemble.Spec, folder string) error {
	var name string
	if s.Params == nil {
		return nil
	}
	if err := json.Unmarshal(s.Params, &name); err != nil {
		return errors.New("params: it is the name of a file, such as \"PARAMS.json\"")
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(folder, name)
	}
	text, err := os.ReadFile(name)
	if err == nil {
		s.Params = text
		if !json.Valid(text) {
			err = fmt.Errorf("%s holds no JSON", name)
		}
	}
	if err != nil {
		return fmt.Errorf("params: %w", err)
	}
	return nil
}

// sweepPlan is the plan of a sweep, with the columns that its task has.
func sweepPlan(s *ensemble.Spec, t sweepTask) (sweep.Plan, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return sweep.Plan{}, err
	}
	l := t.layout()
	p := sweep.Plan{Name: s.Name, Scenarios: s.Labels(), Seeds: s.Seeds, Draws: s.Draws, PerShard: s.Shard, Spec: text, Inputs: l.Inputs()}
	if s.Design == "sobol" {
		p.Groups = l.Groups()
	}
	for _, c := range l.Columns {
		p.Results = append(p.Results, sweep.Result{Name: c.Name, Unit: c.Unit})
	}
	return p, nil
}
