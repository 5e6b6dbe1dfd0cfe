package mfa_test

import (
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// yearsOf reads a list of years.
func yearsOf(n node) quantity.Axis {
	var years []int
	for _, y := range n.nums() {
		years = append(years, int(y))
	}
	return quantity.YearsOf(years...)
}

func runLoop(t *testing.T, c refCase) {
	years := yearsOf(c.Inputs.get("years"))
	demand := quantity.New("kt", c.Inputs.get("D").nums(), years)
	r, err := mfa.Circulate(map[string]quantity.Array{"make": demand}, []mfa.Transfer{
		{From: "make", To: "use", Share: quantity.Scalar("1", 1)},
		{From: "use", To: "make", Share: quantity.New("1", c.Inputs.get("alpha").nums(), years)},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.System("loop").Check(); err != nil {
		t.Error(err)
	}
	c.expect(t, "a", c.Expected.get("a"), r.Find(mfa.Environment, "make").Must().Data())
	c.expect(t, "b", c.Expected.get("b"), r.Find("make", "use").Must().Data())
	c.expect(t, "c", c.Expected.get("c"), r.Find("use", mfa.Environment).Must().Data())
	c.expect(t, "d", c.Expected.get("d"), r.Find("use", "make").Must().Data())
}

// alloys builds the steel recycling system with factors on what a policy
// changes.
func alloys(c refCase, buildingsBy, shredderCu float64) *mfa.System {
	years, element := yearsOf(c.Inputs.get("years")), quantity.NewAxis("element", c.Inputs.get("elements").strs()...)
	perYear := func(k string) quantity.Array { return quantity.New("kt", c.Inputs.get(k).nums(), years) }
	perElement := func(k string) quantity.Array { return quantity.New("1", c.Inputs.get(k).nums(), element) }
	lost := func(yield quantity.Array) quantity.Array { return quantity.Full("1", 1, element).Minus(yield) }

	shredder := perElement("yield_shredder")
	shredder = shredder.Times(quantity.New("1", []float64{1, shredderCu, 1}, element))
	demolition, remelting := perElement("yield_demolition"), perElement("yield_remelting")
	machines := perYear("machines").Times(perElement("comp_machines"))
	buildings := perYear("buildings").Scale(buildingsBy).Times(perElement("comp_buildings"))
	scrap := machines.Times(shredder)
	beams := buildings.Times(demolition)
	rubble := buildings.Times(lost(demolition))
	slag := scrap.Plus(beams).Times(lost(remelting))

	s := &mfa.System{Name: "steel recycling", Processes: []string{"shredder", "demolition", "remelting", "landfill", "slag piles"}}
	s.Flow("F_0_1", mfa.Environment, "shredder", machines)
	s.Flow("F_0_2", mfa.Environment, "demolition", buildings)
	s.Flow("F_1_3", "shredder", "remelting", scrap)
	s.Flow("F_1_0", "shredder", mfa.Environment, machines.Times(lost(shredder)))
	s.Flow("F_2_3", "demolition", "remelting", beams)
	s.Flow("F_2_4", "demolition", "landfill", rubble)
	s.Flow("F_3_0", "remelting", mfa.Environment, scrap.Plus(beams).Times(remelting))
	s.Flow("F_3_5", "remelting", "slag piles", slag)
	s.Stock("S_4", "landfill", mfa.Accumulate(rubble))
	s.Stock("S_5", "slag piles", mfa.Accumulate(slag))
	s.Share("shredder yield", shredder)
	s.Share("demolition yield", demolition)
	s.Share("remelting yield", remelting)
	return s
}

func runAlloys(t *testing.T, c refCase) {
	for name, s := range map[string]*mfa.System{
		"base":                     alloys(c, 1, 1),
		"a_shredder_Cu_minus25pct": alloys(c, 1, 0.75),
		"b_buildings_plus25pct":    alloys(c, 1.25, 1),
	} {
		if !c.Expected.has(name) {
			continue
		}
		if err := s.Check(); err != nil {
			t.Error(name, err)
		}
		want := c.Expected.get(name)
		for _, f := range s.Flows {
			c.expect(t, name+" "+f.Name, want.get(f.Name), f.Values.Transpose("year", "element").Data())
		}
		for _, l := range s.Stocks {
			c.expect(t, name+" "+l.Name, want.get(l.Name), l.Values.Data())
		}
		steel, err := s.Find("F_3_0")
		if err != nil {
			t.Fatal(err)
		}
		c.expect(t, name+" Cu_share", want.get("Cu_share"), steel.Values.Shares("element").Pick("element", "Cu").Data())
	}
}

func runEinsum(t *testing.T, c refCase) {
	shape := func(n node) (d []int) {
		for {
			if _, ok := n.v.([]any); !ok {
				return d
			}
			l := n.list()
			d, n = append(d, len(l)), l[0]
		}
	}
	array := func(k string, names ...string) quantity.Array {
		n := c.Inputs.get(k)
		var axes []quantity.Axis
		for i, size := range shape(n) {
			ax := quantity.Years(0, size-1)
			ax.Name = names[i]
			axes = append(axes, ax)
		}
		return quantity.New("1", n.nums(), axes...)
	}
	o, m, y := array("o", "t", "c", "p"), array("m", "c", "p", "e"), array("y", "e", "w")
	c.expect(t, "te", c.Expected.get("te=sum_cp o m"), mfa.Einsum([]string{"t", "e"}, o, m).Must().Data())
	c.expect(t, "tew", c.Expected.get("tew=sum_cp o m y"), mfa.Einsum([]string{"t", "e", "w"}, o, m, y).Must().Data())
	c.expect(t, "pe", c.Expected.get("pe=sum_tc o m"), mfa.Einsum([]string{"p", "e"}, o, m).Must().Data())
	c.expect(t, "cumulative", c.Expected.get("cumulative over t of te"), mfa.Einsum([]string{"t", "e"}, o, m).CumSum("t").Must().Data())
}
