package network

import (
	"math"
	"strings"
	"testing"
)

// TestCompileRefuses names the thing, the place and the cure.
func TestCompileRefuses(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(n *Network)
		want   []string
	}{
		{"sigma", func(n *Network) { n.Sigma = -1 }, []string{"sigma is -1", "above 0"}},
		{"sigma near 1", func(n *Network) { n.Sigma = 1.00001 }, []string{"use 1, which is Cobb-Douglas"}},
		{"NaN sigma", func(n *Network) { n.Sigma = math.NaN() }, []string{"sigma is NaN"}},
		{"nobody", func(n *Network) { n.Industries = nil }, []string{"there is no industry"}},
		{"twice", func(n *Network) { n.Industries[1].Name = "1" }, []string{`industry 2 is called "1"`, "differ"}},
		{"no name", func(n *Network) { n.Industries[1].Name = "" }, []string{`industry 2 is called ""`}},
		{"stranger", func(n *Network) { n.Industries[1].Optional[0].From = "9" }, []string{`industry "2"`, `input "9"`, "no industry"}},
		{"weight", func(n *Network) { n.Industries[1].Optional[0].Weight = 0 }, []string{`industry "2"`, `input "1": weight 0`}},
		{"gain", func(n *Network) { n.Industries[1].Optional[0].B = math.Inf(1) }, []string{"b is +Inf"}},
		{"two times", func(n *Network) { n.Industries[1].Required = []Input{{From: "1", Weight: .1}} }, []string{`"1" stands twice`}},
		{"exponents", func(n *Network) { n.Industries[2].Optional[0].Weight = 1.1 }, []string{`industry "3"`, "sum to 1.1"}},
		{"wedge", func(n *Network) { n.Industries[0].Mu = -1 }, []string{"the wedge mu is -1", "above -1"}},
		{"logA0", func(n *Network) { n.Industries[0].LogA0 = math.NaN() }, []string{"logA0 is NaN"}},
		{"wL at sigma 1", func(n *Network) { n.Industries[0].WL = .5 }, []string{"leave wL out"}},
		{"wL missing", func(n *Network) { n.Sigma = 2 }, []string{"wL is 0", "above 0"}},
		{"waste", func(n *Network) { n.Wasted = 2 }, []string{"wasted share", "from 0 to 1"}},
		{"labour", func(n *Network) { n.Labour = -1 }, []string{"labour is -1"}},
		{"consumer", func(n *Network) { n.Consumer = map[string]float64{"9": 1} }, []string{`consumer's share of "9"`}},
		{"shares", func(n *Network) { n.Consumer = map[string]float64{"1": .9} }, []string{"sum to 0.9, not 1"}},
		{"table", func(n *Network) { n.Industries[1].Table = []Technology{{With: []string{"3"}}} }, []string{"b is -0.2", "without a table"}},
		{"table entry", func(n *Network) {
			n.Industries[1].Optional[0].B = 0
			n.Industries[1].Table = []Technology{{With: []string{"3"}}}
		}, []string{"table entry 1", `"3" is no optional input`}},
		{"table twice", func(n *Network) {
			n.Industries[1].Optional[0].B = 0
			n.Industries[1].Table = []Technology{{}, {}}
		}, []string{"table entry 2", "once"}},
	} {
		net := cascade(.5).weighted(1)
		c.change(&net)
		_, err := Compile(net)
		if err == nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		for _, w := range append(c.want, "cascade") {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: %v; it should say %q", c.name, err, w)
			}
		}
	}
}

// TestQuestionsAreRefused: what makes no sense to ask of an equilibrium.
func TestQuestionsAreRefused(t *testing.T) {
	net := cascade(.5)
	net.Consumer = nil
	e := solved(t, net)
	x := net.Industries[0]
	volume := Volume{T: 1, PY: 1, PBar: 1, Options: []Option{{Name: "o", Alpha: 1, Price: 1, Platform: "p"}, {Name: "q", Alpha: 1, Price: 1, Platform: "p", F: 1}}}
	for want, err := range map[string]error{
		"there is no consumer":        second(e.Accounts()),
		`no industry is called "9"`:   second(e.Choice("9")),
		`"2" is no optional input`:    second(e.LinkGap("1", "2")),
		`no industry is called "8"`:   second(e.Slopes(Move{LogA0: map[string]float64{"8": 1}})),
		"a table of 0 entries":        second(e.Slopes(Move{Table: map[string][]float64{"1": {1}}})),
		`"2" is no input of "1"`:      second(e.Slopes(Move{B: map[[2]string]float64{{"1", "2"}: 1}})),
		`logA0 cannot be shifted`:     second(net.Shifted(map[string]float64{"9": 1})),
		`the log price of "3"`:        second(x.Best(1, nil, 0)),
		"the log price of factors":    second(x.Best(1, map[string]float64{"3": 0}, math.NaN())),
		"set [5] of the optional":     second(x.UnitCost(1, SetOf(5), map[string]float64{"3": 0}, 0)),
		"set [] of a node":            second(volume.unpaid().Unit(0)),
		`platform "p" costs 0`:        second(volume.Best()),
		"T must be above 0":           second(PlatformCost(0, .1)),
		"shares sum to 0.5":           second(Calibrate(4, []Observed{{"a", .5, 1}})),
		"a unit cost must be above 0": second(Volume{T: 1, PY: 1, PBar: 1, C0: -5, Options: volume.Options[:1]}.Best()),
		"volume node with 0 options":  second(Volume{T: 1, PY: 1}.Best()),
		"share -1 at price 1":         second(Calibrate(4, []Observed{{"a", -1, 1}})),
		"after 0 steps the bracket":   second(e.model.Bracket(t.Context(), 1e-10, 0)),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v; it should say %q", err, want)
		}
	}
}

func (v Volume) unpaid() Volume {
	v.Options = v.Options[:1]
	return v
}

func second[T any](_ T, err error) error { return err }
