package ensemble

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// A Case is a change that every draw is followed with and without, so that
// what it does is a difference of pairs: "LFP gains" makes one unit cheaper.
type Case struct {
	Name    string             `json:"name"`
	Factors map[string]float64 `json:"factors"` // by path of a quantity: so many times what the draw has
}

// caseMark stands between a scenario and a case in labels of rows: "STEPS+lfp".
const caseMark = "+"

// Labels of scenarios, each as it is and with each case.
func (s *Spec) Labels() []string {
	var out []string
	for _, name := range s.Scenarios {
		out = append(out, name)
		for _, c := range s.Cases {
			out = append(out, name+caseMark+c.Name)
		}
	}
	return out
}

// caseOf is the scenario and the case of a label; a case without factors is none.
func (s *Spec) caseOf(label string) (scenario string, with Case) {
	scenario, name, _ := strings.Cut(label, caseMark)
	for _, c := range s.Cases {
		if c.Name == name {
			return scenario, c
		}
	}
	return scenario, Case{}
}

// checkCases finds what can be seen without the model.
func (s *Spec) checkCases() error {
	seen := map[string]bool{}
	for i, c := range s.Cases {
		switch {
		case c.Name == "" || strings.ContainsAny(c.Name, caseMark+","):
			return fmt.Errorf("case %d: name %q; a name without comma and %s is needed", i+1, c.Name, caseMark)
		case seen[c.Name]:
			return fmt.Errorf("case %q twice", c.Name)
		case len(c.Factors) == 0:
			return fmt.Errorf("case %q changes nothing; give factors", c.Name)
		}
		seen[c.Name] = true
		for _, at := range slices.Sorted(maps.Keys(c.Factors)) {
			if !(c.Factors[at] > 0) {
				return fmt.Errorf("case %q: factor of %s is %v; above 0", c.Name, at, c.Factors[at])
			}
		}
	}
	return nil
}

// checkCases finds cases that change what no economy has.
func (t *Ensemble) checkCases(w *world) error {
	for _, c := range t.spec.Cases {
		if err := c.apply(w, copySpec(w.spec)); err != nil {
			return fmt.Errorf("case %q: %w", c.Name, err)
		}
	}
	return nil
}

// apply changes an economy that is a copy.
func (c Case) apply(w *world, spec *pathway.Spec) error {
	for _, at := range slices.Sorted(maps.Keys(c.Factors)) {
		d, ok := w.dials[at]
		if !ok {
			_, err := Match(at, slices.Sorted(maps.Keys(w.dials)))
			if err == nil {
				err = errors.New(at + " is a pattern; cases name one quantity each")
			}
			return err
		}
		d.set(spec, c.Factors[at]*d.get(spec))
	}
	return nil
}
