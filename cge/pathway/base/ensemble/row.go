package ensemble

import (
	"context"
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
)

// Row draws the numbers of a row, moves the economy by them and follows it. With
// an error the numbers are still returned, and nothing else.
func (t *Ensemble) Row(ctx context.Context, at At) (inputs, results []float64, err error) {
	inputs = t.draws.at(at)
	scenario, with := t.spec.caseOf(at.Scenario)
	w, err := t.world(scenario)
	if err != nil {
		return inputs, nil, err
	}
	spec, err := t.moved(w, inputs)
	if err == nil {
		err = with.apply(w, spec)
	}
	if err == nil && t.spec.Transition != nil {
		spec, err = t.routed(ctx, w, spec, inputs)
	}
	if err != nil {
		return inputs, nil, err
	}
	opt := pathway.Options{Mode: pathway.MFA}
	if t.spec.Model == "pathway" {
		opt.Mode = map[string]pathway.Mode{"endogenous": pathway.Endogenous, "exogenous": pathway.Exogenous}[t.spec.Mode]
		opt.Closure = map[string]pathway.Closure{"target": pathway.Target, "response": pathway.Response}[t.spec.Closure]
	}
	m, err := pathway.New(spec, opt)
	if err != nil {
		return inputs, nil, err
	}
	r, err := m.Run(ctx)
	if err != nil {
		return inputs, nil, err
	}
	for _, read := range t.read {
		results = append(results, read(r))
	}
	return inputs, results, nil
}

// moved is the economy of a draw.
func (t *Ensemble) moved(w *world, numbers []float64) (*pathway.Spec, error) {
	spec, err := t.written(w, numbers)
	if err != nil {
		return nil, err
	}
	spec = copySpec(spec)
	for i, m := range t.moves {
		for _, at := range m.paths {
			d, ok := w.dials[at]
			if _, setting := settingsDials[at]; setting || at == transitionName {
				continue
			}
			if !ok {
				return nil, fmt.Errorf("%s is not in the economy of scenario %s", at, w.set.Scenario)
			}
			v := numbers[i]
			if m.factor {
				v *= d.get(spec)
			}
			d.set(spec, v)
		}
	}
	return spec, nil
}

// written is the economy under the settings of a draw, written anew where the
// last row had others. Nobody changes it.
func (t *Ensemble) written(w *world, numbers []float64) (*pathway.Spec, error) {
	set, drawn := w.set, []float64(nil)
	for i, m := range t.moves {
		for _, at := range m.paths {
			if dial, ok := settingsDials[at]; ok {
				dial(&set, numbers[i])
				drawn = append(drawn, numbers[i])
			}
		}
	}
	if drawn == nil {
		return w.spec, nil
	}
	if w.last == nil || !slices.Equal(drawn, w.drawn) {
		spec, _, err := base.World(w.account, set)
		if err != nil {
			return nil, err
		}
		w.last, w.drawn = spec, drawn
	}
	return w.last, nil
}
