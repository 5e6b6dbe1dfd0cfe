package mpsge_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/mpsge"
)

// small is an economy that tests change in one place.
type small struct {
	e                 *cge.Economy
	x, l, k           cge.Commodity
	home, state       cge.Agent
	in, out, want     cge.Nest
	owns              cge.Nest
	need              []cge.Nest
	productivity, aux string
}

func newSmall() *small {
	s := &small{e: cge.NewEconomy("small"), aux: "U - 0.1"}
	s.x, s.l, s.k = s.e.Commodity("x"), s.e.Commodity("l"), s.e.Commodity("k")
	s.home, s.state = s.e.Consumer("home"), s.e.Consumer("state")
	s.e.Param("t", 0.1)
	s.in, s.out, s.want, s.owns = cge.CobbDouglas(s.l.Of(5), s.k.Of(5)), s.x.Of(10), s.x.Of(9), s.l.Of(5)
	return s
}

func (s *small) economy() *cge.Economy {
	p := s.e.Producer("make", s.out, s.in)
	if s.productivity != "" {
		p.Productivity(s.productivity)
	}
	s.home.Wants(s.want).Owns(s.owns, s.k.Of(4)).Needs(s.need...)
	s.state.Wants(s.x.Of(1)).Owns(s.k.Of(1))
	s.e.Aux("U", s.aux)
	s.e.Aux("V", "V - 1")
	return s.e
}

// What MPSGE cannot say is an error that names the place, the part and the
// reason.
func TestInexpressible(t *testing.T) {
	for name, c := range map[string]struct {
		change              func(s *small)
		scenario            cge.Scenario
		place, part, reason string
	}{
		"volume":          {func(s *small) { s.in = cge.Volume(2, s.l, s.l.Of(5), s.k.Of(5)).Named("cells") }, cge.Scenario{}, `producer "make"`, `nest "cells"`, "volume"},
		"tax on demand":   {func(s *small) { s.want = s.x.Of(9).Taxed(s.state, 0.1) }, cge.Scenario{}, `consumer "home"`, "the demand for x", "no taxes in $demand"},
		"tax on need":     {func(s *small) { s.need = []cge.Nest{s.x.Of(1).Taxed(s.state, 0.1)} }, cge.Scenario{}, `consumer "home"`, "the need of x", "it is taxed"},
		"moving input":    {func(s *small) { s.in = cge.CobbDouglas(s.l.OfExpr("5+U"), s.k.Of(5)) }, cge.Scenario{}, `producer "make"`, "the input of l", `auxiliary variable "U"`},
		"level in output": {func(s *small) { s.out = s.x.OfExpr("10*make") }, cge.Scenario{}, `producer "make"`, "the output of x", `level of producer "make"`},
		"price in tax":    {func(s *small) { s.in = s.l.Of(5).TaxedExpr(s.state, "t*x") }, cge.Scenario{}, `producer "make"`, "the tax on the input of l", `price of "x"`},
		"product in tax":  {func(s *small) { s.in = s.l.Of(5).TaxedExpr(s.state, "t*U*V") }, cge.Scenario{}, `producer "make"`, "the tax on the input of l", "not linear in U and V"},
		"power in tax":    {func(s *small) { s.in = s.l.Of(5).TaxedExpr(s.state, "U**2") }, cge.Scenario{}, `producer "make"`, "the tax on the input of l", "not linear in U"},
		"quotient":        {func(s *small) { s.owns = s.l.OfExpr("5/(1+U)") }, cge.Scenario{}, `consumer "home"`, "the endowment of l", "not linear in U"},
		"function":        {func(s *small) { s.owns = s.l.OfExpr("5*max(0.5, U)") }, cge.Scenario{}, `consumer "home"`, "the endowment of l", "max(...)"},
		"income in stock": {func(s *small) { s.owns = s.l.OfExpr("5+0*state") }, cge.Scenario{}, `consumer "home"`, "the endowment of l", `income of "state"`},
		"productivity":    {func(s *small) { s.productivity = "1+U" }, cge.Scenario{}, `producer "make"`, "its productivity", `auxiliary variable "U"`},
		"needy income":    {func(s *small) { s.need, s.aux = []cge.Nest{s.x.Of(1)}, "U - home" }, cge.Scenario{}, `consumer "home"`, "its income", `constraint of "U"`},
		"needy numeraire": {func(s *small) { s.need = []cge.Nest{s.x.Of(1)} }, cge.Scenario{Name: "free"}, `consumer "home"`, "its income", `"free" fixes no price`},
		"needy fixed":     {func(s *small) { s.need = []cge.Nest{s.x.Of(1)} }, cge.Scenario{Name: "held", Fix: map[string]float64{"home": 9}}, `consumer "home"`, "its income", `"held" fixes it`},
	} {
		s := newSmall()
		c.change(s)
		if c.scenario.Name == "" {
			c.scenario.Fix = map[string]float64{"l": 1}
		}
		var b strings.Builder
		err := mpsge.Export(&b, s.economy(), []cge.Scenario{c.scenario})
		var no *mpsge.Inexpressible
		switch {
		case !errors.As(err, &no):
			t.Errorf("%s: the error is %v", name, err)
		case no.Place != c.place || no.Part != c.part || !strings.Contains(no.Reason, c.reason):
			t.Errorf("%s: %v, expected %s: %s: ... %s", name, err, c.place, c.part, c.reason)
		case b.Len() > 0:
			t.Errorf("%s: %d bytes were written", name, b.Len())
		}
	}
}

// Scenarios that speak of what is not there are errors before anything is
// written, and so are economies that do not compile.
func TestRefuses(t *testing.T) {
	for name, sc := range map[string]cge.Scenario{
		"set unknown":      {Set: map[string]float64{"tt": 1}},
		"set variable":     {Set: map[string]float64{"x": 1}},
		"set not a number": {Set: map[string]float64{"t": math.NaN()}},
		"fix unknown":      {Fix: map[string]float64{"y": 1}},
		"fix parameter":    {Fix: map[string]float64{"t": 1}},
		"bound unknown":    {Lower: map[string]float64{"y": 1}},
		"start nowhere":    {Start: map[string]float64{"x": math.NaN()}},
	} {
		sc.Name = name
		if err := mpsge.Export(&strings.Builder{}, newSmall().economy(), []cge.Scenario{sc}); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	if err := mpsge.Export(&strings.Builder{}, nil, nil); err == nil {
		t.Error("no economy is no error")
	}
	if err := mpsge.Export(&strings.Builder{}, cge.NewEconomy("empty"), nil); err == nil {
		t.Error("an empty economy is no error")
	}
	broken := newSmall()
	broken.in = broken.l.Of(math.NaN())
	if err := mpsge.Export(&strings.Builder{}, broken.economy(), nil); err == nil {
		t.Error("a quantity that is no number is no error")
	}
}

// full is a writer that fails.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestWriteError(t *testing.T) {
	if err := mpsge.Export(full{}, newSmall().economy(), nil); err == nil || !strings.Contains(err.Error(), "full") {
		t.Errorf("the error is %v", err)
	}
}

// How numbers are said: one expectation a line.
func TestWords(t *testing.T) {
	s := newSmall()
	s.in = cge.CES(0.5, s.l.Of(4).At(1.25).TaxedExpr(s.state, "t + 2*U - V/4 - t*(V+U)").Taxed(s.home, 0).Taxed(s.home, -0.125),
		cge.CES(0, s.k.OfExpr("5/(1+t)")).Named("va"), cge.CES(1, s.l.Of(0)).Named("none"))
	s.out = cge.CET(1e-7, s.x.Of(10), cge.CES(3, s.x.Of(1e-300)).Named("a long name"))
	s.owns = s.l.OfExpr("-(3 - 2*U)*t + sqrt(4)")
	var b strings.Builder
	err := mpsge.Export(&b, s.economy(), []cge.Scenario{{Name: "b", Fix: map[string]float64{"l": 1}, Set: map[string]float64{"sigma:make/va": 0.1}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"$prod:make  t:1e-07  n1(t):3  s:0.5  va:sigma_make_va",
		`*lodestone nest n1 "a long name"`,
		"  O:x  Q:1e-300  n1:",
		"  I:l  Q:4  P:1.25  A:state  T:t  N:U  M:(2 + (-t))  A:state  N:V  M:(-(1/4) + (-t))  A:home  T:(-0.125)",
		"  I:k  Q:(5/(1 + t))  va:",
		"  E:l  Q:(-3*t + sqrt(4))",
		"  E:l  Q:(2*t)  R:U",
		"  sigma_make_va /0/",
		"sigma_make_va = 0.1;",
		`*lodestone name sigma_make_va "sigma:make/va"`,
	} {
		if !strings.Contains(b.String(), line+"\n") {
			t.Errorf("no line %q", line)
		}
	}
	if t.Failed() {
		t.Log(b.String())
	}
}
