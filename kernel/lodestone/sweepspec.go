package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/kernel/sweep"
	"github.com/lodestone-model/lodestone/mfa"
)

// A sweepSpec is what a person writes down: which model, which scenarios, what
// is uncertain and what is asked.
type sweepSpec struct {
	Format     string           `json:"lodestone"` // lodestone-sweep/1
	Name       string           `json:"name"`
	Model      string           `json:"model"`             // pathway, mfa or gnn
	Scenarios  []string         `json:"scenarios"`         // of gnn: levels of simulated economies
	Mode       string           `json:"mode,omitempty"`    // of pathway: endogenous, exogenous
	Closure    string           `json:"closure,omitempty"` // of pathway: target, response
	Carbon     bool             `json:"carbon,omitempty"`
	Standards  bool             `json:"standards,omitempty"` // the outlook's policy on vehicles
	Cases      []sweepCase      `json:"cases,omitempty"`     // each scenario is followed as it is, and with each of them
	Transition *sweepTransition `json:"transition,omitempty"`
	Last       int              `json:"last"`    // year
	Years      []int            `json:"years"`   // of results; the last year by default
	Results    []string         `json:"results"` // patterns
	Design     string           `json:"design"`  // random or sobol
	Draws      int              `json:"draws"`   // of each scenario and seed
	Seeds      []uint64         `json:"seeds"`   // 1 by default
	Shard      int              `json:"shard"`   // rows of a shard
	Parameters []sweepParameter `json:"parameters"`
	// Params are estimated parameters: in a file of a person the name of PARAMS.json
	// beside it, in a folder of a sweep what stands in it. Each row takes one of its
	// joint draws.
	Params json.RawMessage `json:"params,omitempty"`
}

// A sweepParameter moves one quantity, or several by one number or by one each.
type sweepParameter struct {
	Name  string   `json:"name"`
	Paths []string `json:"paths"`          // "mine.lithium.short", "mine.*.growth"
	As    string   `json:"as"`             // value: the number itself; factor: times what the economy has
	Each  bool     `json:"each,omitempty"` // a number for each quantity

	Uniform    *mfa.Uniform    `json:"uniform,omitempty"`
	Normal     *mfa.Normal     `json:"normal,omitempty"`
	LogNormal  *mfa.LogNormal  `json:"lognormal,omitempty"`
	Triangular *mfa.Triangular `json:"triangular,omitempty"`
	Choice     []float64       `json:"choice,omitempty"`
}

// A pick is one of several numbers, all alike.
type pick []float64

// Quantile is the number in whose equal part of 0 to 1 p lies.
func (c pick) Quantile(p float64) float64 { return c[min(int(p*float64(len(c))), len(c)-1)] }

// distribution is the one that is given.
func (p *sweepParameter) distribution() (mfa.Distribution, error) {
	var all []mfa.Distribution
	var wrong string
	if u := p.Uniform; u != nil {
		all = append(all, *u)
		if !(u.Max > u.Min) {
			wrong = fmt.Sprintf("uniform: max %v is not above min %v", u.Max, u.Min)
		}
	}
	if n := p.Normal; n != nil {
		all = append(all, *n)
		if !(n.SD > 0) {
			wrong = fmt.Sprintf("normal: sd %v is not above 0", n.SD)
		}
	}
	if l := p.LogNormal; l != nil {
		all = append(all, *l)
		if !(l.SD > 0 && l.Mean > 0) {
			wrong = fmt.Sprintf("lognormal: mean %v and sd %v are not above 0", l.Mean, l.SD)
		}
	}
	if t := p.Triangular; t != nil {
		all = append(all, *t)
		if !(t.Min <= t.Mode && t.Mode <= t.Max && t.Min < t.Max) {
			wrong = fmt.Sprintf("triangular: min %v, mode %v, max %v do not rise", t.Min, t.Mode, t.Max)
		}
	}
	if p.Choice != nil {
		all = append(all, pick(p.Choice))
		if len(p.Choice) == 0 {
			wrong = "choice: nothing to choose from"
		}
	}
	switch {
	case wrong != "":
		return nil, errors.New(wrong)
	case len(all) != 1:
		return nil, fmt.Errorf("%d distributions; give one of uniform, normal, lognormal, triangular and choice", len(all))
	}
	return all[0], nil
}

const sweepFormat = "lodestone-sweep/1"

// readSweep reads a spec and fills in what goes without saying. Errors name the
// field.
func readSweep(r io.Reader) (*sweepSpec, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	s := &sweepSpec{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(s); err != nil {
		return nil, fmt.Errorf("%w%s", err, placeOf(text, err))
	}
	if d.More() {
		return nil, fmt.Errorf("something follows the spec in byte %d", d.InputOffset())
	}
	s.defaults()
	return s, s.check()
}

// placeOf is the line of an error of JSON, where it has one.
func placeOf(text []byte, err error) string {
	var syntax *json.SyntaxError
	var kind *json.UnmarshalTypeError
	at := int64(-1)
	switch {
	case errors.As(err, &syntax):
		at = syntax.Offset
	case errors.As(err, &kind):
		at = kind.Offset
	}
	if at < 0 || at > int64(len(text)) {
		return ""
	}
	return fmt.Sprintf(", line %d", 1+bytes.Count(text[:at], []byte("\n")))
}

func (s *sweepSpec) defaults() {
	orText := func(v *string, d string) {
		if *v == "" {
			*v = d
		}
	}
	orText(&s.Design, "random")
	if s.Model == "pathway" {
		orText(&s.Mode, "endogenous")
		orText(&s.Closure, "target")
	}
	if s.Model != "gnn" {
		s.orYears()
	}
	if s.Results == nil {
		s.Results = []string{map[bool]string{true: "rmse.*", false: "requirement.*"}[s.Model == "gnn"]}
	}
	if s.Seeds == nil {
		s.Seeds = []uint64{1}
	}
	if s.Shard == 0 {
		s.Shard = 100
	}
	for i := range s.Parameters {
		p := &s.Parameters[i]
		orText(&p.As, "value")
		if len(p.Paths) > 0 {
			orText(&p.Name, p.Paths[0])
		}
	}
}

func (s *sweepSpec) orYears() {
	if s.Last == 0 {
		s.Last = 2050
	}
	if s.Years == nil {
		s.Years = []int{s.Last}
	}
}

// check finds what can be seen without the model.
func (s *sweepSpec) check() error {
	errs := []error{oneOf("lodestone", s.Format, sweepFormat), oneOf("model", s.Model, "pathway", "mfa", "gnn"), oneOf("design", s.Design, "random", "sobol")}
	if s.Model == "gnn" {
		errs = append(errs, s.checkNet()...)
	} else {
		errs = append(errs, s.checkPaths()...)
	}
	if s.Design == "sobol" && len(s.Parameters) == 0 {
		errs = append(errs, errors.New("parameters: design sobol needs at least one"))
	}
	seen := map[string]bool{"params": s.Params != nil, economyDial: s.Model == "gnn"}
	for i, p := range s.Parameters {
		if err := p.check(seen); err != nil {
			errs = append(errs, fmt.Errorf("parameter %d, %q: %w", i+1, p.Name, err))
		}
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func oneOf(field, value string, known ...string) error {
	if !slices.Contains(known, value) {
		return fmt.Errorf("%s %q: there are %s", field, value, strings.Join(known, ", "))
	}
	return nil
}

// checkPaths is for models that follow years.
func (s *sweepSpec) checkPaths() (errs []error) {
	if s.Model == "pathway" {
		errs = append(errs, oneOf("mode", s.Mode, "endogenous", "exogenous"), oneOf("closure", s.Closure, "target", "response"))
	} else if s.Mode != "" || s.Closure != "" {
		errs = append(errs, fmt.Errorf("mode %q, closure %q: model mfa has neither", s.Mode, s.Closure))
	}
	for _, name := range s.Scenarios {
		errs = append(errs, oneOf("scenario", name, "OPEN", "STEPS", "CPS", "NZE"))
	}
	for _, y := range s.Years {
		if y < 2024 || y > s.Last {
			errs = append(errs, fmt.Errorf("years: %d does not lie between 2024 and the last year, %d", y, s.Last))
		}
	}
	if s.Last <= 2024 || s.Last > 2050 {
		errs = append(errs, fmt.Errorf("last: %d does not lie between 2025 and 2050", s.Last))
	}
	return append(errs, s.checkCases(), s.Transition.check(s))
}

func (p *sweepParameter) check(seen map[string]bool) error {
	if len(p.Paths) == 0 {
		return errors.New("no paths; they name what moves, such as \"mine.lithium.short\"")
	}
	if seen[p.Name] {
		return errors.New("another parameter has the name")
	}
	seen[p.Name] = true
	if p.As != "value" && p.As != "factor" {
		return fmt.Errorf("as %q: there are value and factor", p.As)
	}
	for _, pattern := range p.Paths {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("path %q: %w", pattern, err)
		}
	}
	_, err := p.distribution()
	return err
}

// readParams puts the file that params names into the spec.
func (s *sweepSpec) readParams(folder string) error {
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

// plan is the plan of the sweep, with the columns that the task has.
func (s *sweepSpec) plan(t sweepTask) (sweep.Plan, error) {
	text, err := json.Marshal(s)
	if err != nil {
		return sweep.Plan{}, err
	}
	p := sweep.Plan{Name: s.Name, Scenarios: s.labels(), Seeds: s.Seeds, Draws: s.Draws, PerShard: s.Shard, Spec: text, Results: t.layout().columns}
	for _, u := range t.layout().draws.params {
		if s.Design == "sobol" {
			p.Groups = append(p.Groups, u.name)
		}
		p.Inputs = append(p.Inputs, u.columns...)
	}
	return p, nil
}
