package choice_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// Packs of two chemistries, and a third that no pack uses yet: what is bought,
// how far the others are, and how a year of better sodium cells moves that.
func ExampleSystem_Ahead() {
	e := cge.NewEconomy("packs")
	labour, pack := e.Commodity("labour"), e.Commodity("pack")
	e.Consumer("home").Owns(labour.Of(500)).Needs(pack.Of(100)).Wants(labour.Of(300))
	maker := &choice.Volume{Name: "packs", Makes: pack, Units: 100, Level: labour, Elasticity: 4}
	temper := 1.02 / maker.Elasticity // mean reference price over elasticity
	for _, o := range []choice.Option{
		{Name: "nmc", Share: 0.6, Price: 1.1},
		{Name: "lfp", Share: 0.4, Price: 0.9},
		{Name: "sodium", Weight: 0.2, Price: 1.3},
	} {
		c := e.Commodity(o.Name + " cell")
		e.Param(o.Name, 1)
		e.Producer("make "+o.Name, c.Of(100), labour.Of(100*o.Price)).Productivity(o.Name)
		e.Start(c.String(), o.Price).Start("make "+o.Name, o.Share)
		o.Commodity, o.Platform = c, choice.Platform(temper, 0.20)
		maker.Options = append(maker.Options, o)
	}
	s := &choice.System{Economy: e, Makers: []choice.Maker{maker}}
	sol, err := s.Solve(context.Background(), cge.Scenario{Fix: map[string]float64{"labour": 1}}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("uses %v: nmc %.2f, lfp %.2f\n", sol.Choices[0].Running[0].Options, sol.Choices[0].Shares["nmc"], sol.Choices[0].Shares["lfp"])
	year := choice.Step{Driver: "research on sodium", By: map[string]float64{"sodium": 0.05}}
	around, err := s.Ahead(context.Background(), sol, []choice.Step{year}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range around[0].Near {
		fmt.Printf("%-8v %-18s gap %.4f, moves by %+.4f\n", n.Move, strings.Join(n.Options, " "), n.Gap, n.Ahead[0])
	}
	// Output:
	// uses [nmc lfp]: nmc 0.60, lfp 0.40
	// added    nmc lfp sodium     gap 0.0091, moves by -0.0095
	// dropped  lfp                gap 0.1449, moves by +0.0000
	// dropped  nmc                gap 0.0627, moves by +0.0000
	// swapped  lfp sodium         gap 0.1088, moves by -0.0171
	// swapped  nmc sodium         gap 0.0490, moves by -0.0136
	// other    sodium             gap 0.2714, moves by -0.0437
}
