package mpsge_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/mpsge"
)

// A bakery whose wages a state taxes, and a share of labour that finds no work.
func Example() {
	e := cge.NewEconomy("wage floor")
	bread, labour, land := e.Commodity("bread"), e.Commodity("labour"), e.Commodity("land")
	home, state := e.Consumer("home"), e.Consumer("state")
	e.Param("t", 0.25)
	e.Param("least", 0)
	e.Producer("bakery", bread.Of(10),
		cge.CES(0.5, labour.Of(4).At(1.25).TaxedExpr(state, "t"), land.Of(5)))
	home.Wants(bread.Of(9)).Owns(labour.OfExpr("4*(1-idle)"), land.Of(5))
	state.Wants(bread.Of(1))
	e.Aux("idle", "labour - least*bread")

	scenarios := []cge.Scenario{
		{Name: "benchmark", Fix: map[string]float64{"bread": 1}},
		{Name: "wage floor", Fix: map[string]float64{"bread": 1}, Set: map[string]float64{"least": 1.1}},
	}
	if err := mpsge.Export(os.Stdout, e, scenarios); err != nil {
		log.Fatal(err)
	}
	// Output:
	// $title WAGE_FLOOR in MPSGE
	// * Written by Lodestone. Every scenario is solved from the levels of the one before
	// * and appended to WAGE_FLOOR.csv: scenario, variable, level.
	// *lodestone economy "wage floor"
	//
	// scalars
	//   t /0.25/
	//   least /0/
	// ;
	//
	// $ontext
	// $model:WAGE_FLOOR
	//
	// $sectors:
	//   bakery
	//
	// $commodities:
	//   bread
	//   labour
	//   land
	//
	// $consumers:
	//   home
	//   state
	//
	// $auxiliary:
	//   idle
	//
	// $prod:bakery  s:0.5
	//   O:bread  Q:10
	//   I:labour  Q:4  P:1.25  A:state  T:t
	//   I:land  Q:5
	//
	// $demand:home
	//   D:bread  Q:9
	//   E:labour  Q:4
	//   E:labour  Q:(-4)  R:idle
	//   E:land  Q:5
	//
	// $demand:state
	//   D:bread  Q:1
	//
	// $constraint:idle
	//   labour - least*bread =G= 0;
	//
	// $offtext
	// $sysinclude mpsgeset WAGE_FLOOR
	//
	// * MPSGE hands its numbers on as text: with 14 digits, not 9, and none too small.
	// MPS.nd = 13; MPS.nw = 20; MPSEPS = 1e-30;
	// $onecho > path.opt
	// convergence_tolerance 1e-9
	// $offecho
	// WAGE_FLOOR.optfile = 1;
	// file levels / "WAGE_FLOOR.csv" /;
	// levels.nr = 4; levels.nw = 0;
	// put levels 'scenario,variable,level' /;
	//
	//
	// *lodestone scenario "benchmark"
	// bread.fx = 1;
	// $include WAGE_FLOOR.GEN
	// solve WAGE_FLOOR using mcp;
	// put levels;
	// put '1,bakery,' bakery.l /;
	// put '1,bread,' bread.l /;
	// put '1,labour,' labour.l /;
	// put '1,land,' land.l /;
	// put '1,home,' home.l /;
	// put '1,state,' state.l /;
	// put '1,idle,' idle.l /;
	// put '1,.modelstat,' WAGE_FLOOR.modelstat /;
	//
	// *lodestone scenario "wage floor"
	// least = 1.1;
	// $include WAGE_FLOOR.GEN
	// solve WAGE_FLOOR using mcp;
	// put levels;
	// put '2,bakery,' bakery.l /;
	// put '2,bread,' bread.l /;
	// put '2,labour,' labour.l /;
	// put '2,land,' land.l /;
	// put '2,home,' home.l /;
	// put '2,state,' state.l /;
	// put '2,idle,' idle.l /;
	// put '2,.modelstat,' WAGE_FLOOR.modelstat /;
	// putclose levels;
}

// What was exported is read back and solved here.
func ExampleParse() {
	program := `
scalar t "tax on labour" /0.25/;

$ontext
$model:wages

$sectors:
  bakery   ! at level 1 in the benchmark

$commodities:
  bread
  labour
  land

$consumers:
  home
  state

$prod:bakery  s:0.5
  O:bread   Q:10
  I:labour  Q:4  P:1.25  A:state  T:t
  I:land    Q:5

$demand:home
  D:bread   Q:9
  E:labour  Q:4
  E:land    Q:5

$demand:state
  D:bread   Q:1
$offtext
$sysinclude mpsgeset wages

bread.fx = 1;
$include WAGES.GEN
solve wages using mcp;

t = 0;
$include WAGES.GEN
solve wages using mcp;
display labour.l;
`
	model, err := mpsge.Parse(strings.NewReader(program))
	if err != nil {
		log.Fatal(err)
	}
	m, err := cge.Compile(model.Economy)
	if err != nil {
		log.Fatal(err)
	}
	for _, sc := range model.Scenarios {
		eq, err := m.Solve(context.Background(), sc, nil)
		if err != nil {
			log.Fatal(err)
		}
		wage, _ := eq.Value("labour")
		fmt.Printf("%s: wage %.4f\n", sc.Name, wage)
	}
	// Output:
	// solve 1: wage 1.0000
	// solve 2: wage 1.2500
}
