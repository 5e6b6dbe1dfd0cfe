package choice_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/choice"
)

// scale is an economy in which cells get cheaper the more of them are made,
// outside of what any maker sees: two chemistries alike but for what history gave
// them.
func scale() (*choice.System, error) {
	e := cge.NewEconomy("scale")
	labour, pack := e.Commodity("labour"), e.Commodity("pack")
	e.Consumer("home").Owns(labour.Of(1000)).Needs(pack.Of(100)).Wants(labour.Of(500))
	v := &choice.Volume{Name: "packs", Makes: pack, Units: 100, Level: labour, Elasticity: 6}
	for _, name := range []string{"nmc", "lfp"} {
		c := e.Commodity(name)
		e.Producer("make "+name, c.Of(100), labour.Of(100)).Productivity("(0.5+`make " + name + "`)**0.5")
		e.Start("make "+name, 0.5)
		v.Options = append(v.Options, choice.Option{Name: name, Commodity: c, Share: 0.5, Price: 1, Platform: 0.2})
	}
	return &choice.System{Economy: e, Makers: []choice.Maker{v}}, e.Err()
}

// Where history decides, both equilibria are found, and no set is cheaper in
// either.
func TestAllFindsBothWhereHistoryDecides(t *testing.T) {
	all, err := choice.All(context.Background(), scale, cge.Scenario{Fix: map[string]float64{"labour": 1}}, nil,
		map[string]choice.Set{"packs": choice.Of(0)}, map[string]choice.Set{"packs": choice.Of(1)})
	if err != nil {
		t.Fatal(err)
	}
	var alone []string
	for _, sol := range all {
		c := sol.Choices[0]
		if c.Gap < -1e-9 {
			t.Errorf("%v is cheaper by %v", c.Next, c.Gap)
		}
		if len(c.Running) == 1 && len(c.Running[0].Options) == 1 {
			alone = append(alone, c.Running[0].Options[0])
			// labour for cells at full scale, and one platform
			if want := 1/math.Sqrt(1.5) + 0.2 - 1.0/6*math.Log(0.5); math.Abs(c.Cost-want) > 1e-9 {
				t.Errorf("a pack costs %v, want %v", c.Cost, want)
			}
		}
	}
	slices.Sort(alone)
	if !slices.Equal(alone, []string{"lfp", "nmc"}) {
		t.Errorf("%d equilibria, alone run %v", len(all), alone)
	}
}
