package cge_test

import (
	"context"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/cge"
)

// A twoGood economy with places to spoil.
func twoGood(spoil func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity)) error {
	e := cge.NewEconomy("spoilt")
	steel, bread, labour := e.Commodity("steel"), e.Commodity("bread"), e.Commodity("labour")
	home := e.Consumer("home")
	e.Param("t", 0)
	spoil(e, home, steel, bread, labour)
	_, err := cge.Solve(context.Background(), e, nil)
	return err
}

// plain completes the economy: steel from labour, bread from steel and labour.
func plain(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
	e.Producer("mill", steel.Of(5), labour.Of(5))
	e.Producer("bakery", bread.Of(10), cge.CES(0.5, steel.Of(5), labour.Of(5)))
	home.Owns(labour.Of(10)).Wants(bread.Of(10))
}

func TestHopelessModelsAreRefused(t *testing.T) {
	for name, x := range map[string]struct {
		spoil func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity)
		words []string
	}{
		"no supply of a needed good": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("bakery", bread.Of(10), cge.CES(0.5, steel.Of(5), labour.Of(5)))
			home.Owns(labour.Of(10)).Wants(bread.Of(10))
		}, []string{"market of steel", "nobody makes it", "bakery"}},
		"negative endowment": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), labour.Of(5))
			e.Producer("bakery", bread.Of(10), cge.CES(0.5, steel.Of(5), labour.Of(5)))
			home.Owns(labour.Of(-10)).Wants(bread.Of(10))
		}, []string{"market of labour", "-10"}},
		"empty nest": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), cge.CES(0.5))
		}, []string{"mill", "empty", "at least one input"}},
		"nest without value": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(0), labour.Of(5))
		}, []string{"mill", "output side", "0"}},
		"no nest at all": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), cge.Nest{})
		}, []string{"mill", "input side", "empty"}},
		"commodity of another economy": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), cge.NewEconomy("other").Commodity("coal").Of(5))
		}, []string{"mill", "coal", "another economy"}},
		"undefined commodity": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), cge.Commodity{}.Of(5))
		}, []string{"mill", "no commodity"}},
		"NaN": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), labour.Of(math.NaN()))
		}, []string{"mill", "labour", "NaN"}},
		"infinite elasticity": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), cge.CES(math.Inf(1), labour.Of(5), bread.Of(1)))
		}, []string{"mill", "elasticity", "+Inf"}},
		"negative elasticity": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), cge.CES(-1, labour.Of(5), bread.Of(1)).Named("mix"))
		}, []string{"mill", "mix", "-1"}},
		"negative quantity": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), cge.CES(1, labour.Of(5), bread.Of(-1)))
		}, []string{"mill", "bread", "-1", "other side"}},
		"reference price of zero": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), labour.Of(5).At(0))
		}, []string{"mill", "labour", "above zero"}},
		"tax of 100 %": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5).Taxed(home, 1), labour.Of(5))
		}, []string{"mill", "steel", "above zero"}},
		"a name twice": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("steel", steel.Of(5), labour.Of(5))
		}, []string{`"steel"`, "taken by a commodity"}},
		"a consumer that wants nothing": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), labour.Of(5))
			home.Owns(labour.Of(5))
		}, []string{"home", "wants nothing"}},
		"unknown name in an expression": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			plain(e, home, steel, bread, labour)
			e.Aux("u", "labor-bread")
		}, []string{`"u"`, `"labor"`, "near: labour"}},
		"broken expression": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.OfExpr("5*(t"), labour.Of(5))
		}, []string{"mill", "5*(t"}},
		"derived from what comes later": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Derived("a", "b+1")
			e.Param("b", 1)
		}, []string{`"a"`, `"b"`}},
		"needs beyond income": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("bakery", bread.Of(10), labour.Of(10))
			e.Producer("mill", steel.Of(5), labour.Of(5))
			home.Owns(labour.Of(10)).Needs(bread.Of(20)).Wants(cge.CES(1, bread.Of(5), steel.Of(5)))
		}, []string{"home"}},
		"more steel goes in than comes out": {func(e *cge.Economy, home cge.Agent, steel, bread, labour cge.Commodity) {
			e.Producer("mill", steel.Of(5), cge.Leontief(labour.Of(5), steel.Of(6)))
			e.Producer("bakery", bread.Of(10), cge.Leontief(steel.Of(5), labour.Of(5)))
			home.Owns(labour.Of(10)).Wants(bread.Of(10))
		}, []string{"not solved", "prices without end", "steel"}},
	} {
		t.Run(name, func(t *testing.T) {
			done := make(chan error, 1)
			go func() { done <- twoGood(x.spoil) }()
			select {
			case err := <-done:
				if err == nil {
					t.Fatal("it was solved")
				}
				t.Log(err)
				for _, w := range x.words {
					if !strings.Contains(err.Error(), w) {
						t.Errorf("the error does not say %q: %v", w, err)
					}
				}
			case <-time.After(20 * time.Second):
				t.Fatal("no answer in 20 s")
			}
		})
	}
}

func TestBadScenariosAreRefused(t *testing.T) {
	e := cge.NewEconomy("plain")
	steel, bread, labour := e.Commodity("steel"), e.Commodity("bread"), e.Commodity("labour")
	home := e.Consumer("home")
	e.Param("t", 0)
	plain(e, home, steel, bread, labour)
	m, err := cge.Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		sc    cge.Scenario
		words []string
	}{
		"unknown parameter":        {cge.Scenario{Set: map[string]float64{"tt": 1}}, []string{`"tt"`, "no parameter"}},
		"parameter without number": {cge.Scenario{Set: map[string]float64{"t": math.NaN()}}, []string{`"t"`, "NaN"}},
		"unknown variable":         {cge.Scenario{Fix: map[string]float64{"labor": 1}}, []string{`"labor"`, "near: labour"}},
		"price held at zero":       {cge.Scenario{Fix: map[string]float64{"labour": 0}}, []string{`"labour"`, "above zero"}},
		"level held below zero":    {cge.Scenario{Fix: map[string]float64{"mill": -1}}, []string{`"mill"`, "outside its bounds"}},
		"crossed bounds":           {cge.Scenario{Lower: map[string]float64{"mill": 2}, Upper: map[string]float64{"mill": 1}}, []string{`"mill"`, "above its upper bound"}},
		"negative elasticity":      {cge.Scenario{Set: map[string]float64{"sigma:bakery": -1}}, []string{"sigma:bakery", "-1"}},
		"contradicting prices":     {cge.Scenario{Fix: map[string]float64{"labour": 1, "steel": 3}}, []string{"zero profit of mill"}},
	} {
		_, err := m.Solve(context.Background(), x.sc, nil)
		if err == nil {
			t.Errorf("%s: it was solved", name)
			continue
		}
		for _, w := range x.words {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: the error does not say %q: %v", name, w, err)
			}
		}
	}
}

func TestUnsolvedNamesTheWorstEquations(t *testing.T) {
	e, _ := kitchen()
	m, err := cge.Compile(e)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Solve(context.Background(), cge.Scenario{Name: "held", Fix: map[string]float64{"labour": 1, "capital": 1, "bread": 2}}, nil)
	var failed *cge.Unsolved
	if !errors.As(err, &failed) {
		t.Fatalf("%v is no *Unsolved", err)
	}
	if len(failed.Worst) == 0 || failed.Scenario != "held" || failed.Residual == 0 || len(failed.Path) < 2 {
		t.Errorf("%+v", failed)
	}
}

func TestCancelled(t *testing.T) {
	e, _ := kitchen()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := cge.Solve(ctx, e, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled solution ends with %v", err)
	}
}
