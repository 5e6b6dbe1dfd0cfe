package ensemble

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/mfa"
)

// A Spec is what a person writes down: which model, which scenarios, what
// is uncertain and what is asked.
type Spec struct {
	Format     string      `json:"lodestone"` // lodestone-sweep/1
	Name       string      `json:"name"`
	Model      string      `json:"model"`             // pathway, mfa or gnn
	Scenarios  []string    `json:"scenarios"`         // of gnn: levels of simulated economies
	Mode       string      `json:"mode,omitempty"`    // of pathway: endogenous, exogenous
	Closure    string      `json:"closure,omitempty"` // of pathway: target, response
	Carbon     bool        `json:"carbon,omitempty"`
	Standards  bool        `json:"standards,omitempty"` // the outlook's policy on vehicles
	Cases      []Case      `json:"cases,omitempty"`     // each scenario is followed as it is, and with each of them
	Transition *Transition `json:"transition,omitempty"`
	Last       int         `json:"last"`    // year
	Years      []int       `json:"years"`   // of results; the last year by default
	Results    []string    `json:"results"` // patterns
	Design     string      `json:"design"`  // random or sobol
	Draws      int         `json:"draws"`   // of each scenario and seed
	Seeds      []uint64    `json:"seeds"`   // 1 by default
	Shard      int         `json:"shard"`   // rows of a shard
	Parameters []Parameter `json:"parameters"`
	// Params are estimated parameters: in a file of a person the name of PARAMS.json
	// beside it, in a folder of a sweep what stands in it. Each row takes one of its
	// joint draws.
	Params json.RawMessage `json:"params,omitempty"`
}

// A Parameter moves one quantity, or several by one number or by one each.
type Parameter struct {
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
func (p *Parameter) distribution() (mfa.Distribution, error) {
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

// Format is the first field of a spec.
const Format = "lodestone-sweep/1"

// Read reads a spec of paths, fills in what goes without saying and checks what
// can be seen without the model. Errors name the field.
func Read(r io.Reader) (*Spec, error) {
	s, err := Decode(r)
	if err != nil {
		return nil, err
	}
	return s, s.Complete()
}

// Decode reads a spec of any model as it stands. Errors name the line.
func Decode(r io.Reader) (*Spec, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	s := &Spec{}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(s); err != nil {
		return nil, fmt.Errorf("%w%s", err, placeOf(text, err))
	}
	if d.More() {
		return nil, fmt.Errorf("something follows the spec in byte %d", d.InputOffset())
	}
	return s, nil
}

// Complete fills in what goes without saying, and checks.
func (s *Spec) Complete() error {
	if s.Model == "gnn" {
		return errors.New(`model "gnn" has no paths; the command sweep judges estimators with it`)
	}
	s.orYears()
	if s.Model == "pathway" {
		orText(&s.Mode, "endogenous")
		orText(&s.Closure, "target")
	}
	return s.CompleteFor("requirement.*", nil, s.checkPaths)
}

// CompleteFor completes the spec of a model that has other rows: results are the
// pattern of those it gives by default, reserved the names that its parameters
// may not have, check what else must hold.
func (s *Spec) CompleteFor(results string, reserved []string, check func() []error) error {
	if s.Results == nil {
		s.Results = []string{results}
	}
	s.defaults()
	errs := []error{OneOf("lodestone", s.Format, Format), OneOf("model", s.Model, "pathway", "mfa", "gnn"), OneOf("design", s.Design, "random", "sobol")}
	errs = append(errs, check()...)
	if s.Design == "sobol" && len(s.Parameters) == 0 {
		errs = append(errs, errors.New("parameters: design sobol needs at least one"))
	}
	seen := map[string]bool{"params": s.Params != nil}
	for _, name := range reserved {
		seen[name] = true
	}
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

func orText(v *string, d string) {
	if *v == "" {
		*v = d
	}
}

func (s *Spec) defaults() {
	orText(&s.Design, "random")
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

func (s *Spec) orYears() {
	if s.Last == 0 {
		s.Last = 2050
	}
	if s.Years == nil {
		s.Years = []int{s.Last}
	}
}

// OneOf refuses a value that is none of those known.
func OneOf(field, value string, known ...string) error {
	if !slices.Contains(known, value) {
		return fmt.Errorf("%s %q: there are %s", field, value, strings.Join(known, ", "))
	}
	return nil
}

// checkPaths is for models that follow years.
func (s *Spec) checkPaths() (errs []error) {
	if s.Model == "pathway" {
		errs = append(errs, OneOf("mode", s.Mode, "endogenous", "exogenous"), OneOf("closure", s.Closure, "target", "response"))
	} else if s.Mode != "" || s.Closure != "" {
		errs = append(errs, fmt.Errorf("mode %q, closure %q: model mfa has neither", s.Mode, s.Closure))
	}
	for _, name := range s.Scenarios {
		errs = append(errs, OneOf("scenario", name, "OPEN", "STEPS", "CPS", "NZE"))
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

func (p *Parameter) check(seen map[string]bool) error {
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

// baseYear is the first year of every path.
const baseYear = 2024
