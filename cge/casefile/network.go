package casefile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/internal/expr"
	"github.com/lodestone-model/lodestone/cge/network"
)

// A NetworkScenario is a network of kind aanet with the parameters of a scenario
// in place, and what its file expects of the solution.
type NetworkScenario struct {
	Name    string
	Network network.Network
	// Tolerance is relative, absolute for values below 1; 1e-9 unless the file
	// says otherwise. Sets have to be exact.
	Tolerance float64
	expect    []leaf
}

// networkTolerance is that of networks, whose prices solve linear systems.
const networkTolerance = 1e-9

// readNetwork reads a file of kind aanet. A recipe of form cobb-douglas has
// "alpha" where one of form ces has "w". rebate is whether the household receives
// the wedge revenue, true by default, or the share of it; the rest is wasted. An
// industry may have a "table": [{"with": ["chips"], "logA": 0.2}, ..] of its
// feasible sets instead of "b".
func readNetwork(root spot, c *Case) {
	root.spelt("form", "sigma", "params", "derived", "industries", "consumer_shares", "labour", "rebate", "scenarios")
	n := &networkReader{root: root, params: map[string]param{}}
	n.declare()
	n.net = network.Network{Name: c.ID, Sigma: 1}
	n.head()
	for _, s := range root.must("scenarios").items() {
		if root.r.err != nil {
			return
		}
		c.Networks = append(c.Networks, n.scenario(s))
	}
	if len(c.Networks) == 0 {
		root.r.fail("scenarios", "there is none; the network as it stands is {\"name\": \"base\"}")
	}
}

// A networkReader reads the network anew for each scenario, whose parameters
// may stand wherever a number may.
type networkReader struct {
	root   spot
	params map[string]param
	net    network.Network // its head
	seen   []string        // names of scenarios
}

// A param is a parameter, or a derived one with an expression.
type param struct {
	value float64
	expr  *expr.Expr
	open  bool // the file leaves it to the scenarios
	spot  spot
}

func (n *networkReader) declare() {
	for _, key := range []string{"params", "derived"} {
		list, ok := n.root.get(key)
		if !ok {
			continue
		}
		for _, name := range list.keys() {
			x, given := list.get(name)
			if !given {
				n.params[name] = param{open: true, spot: x}
				continue
			}
			v, text := x.number(true)
			p := param{value: v, spot: x}
			if p.expr = parsed(text); text != "" && p.expr == nil {
				return // the reader has complained
			}
			n.params[name] = p
		}
	}
	n.root.r.says = nil // names are looked up scenario by scenario
}

func parsed(text string) *expr.Expr {
	if text == "" {
		return nil
	}
	e, err := expr.Parse(text)
	if err != nil {
		return nil
	}
	return e
}

func (n *networkReader) head() {
	root := n.root
	switch form := root.must("form").text(); form {
	case "cobb-douglas":
		if s, ok := root.get("sigma"); ok && s.float() != 1 {
			s.fail("is %v in a network of form cobb-douglas; leave it out, or use form ces", s.v)
		}
	case "ces":
		n.net.Sigma = root.must("sigma").float()
	default:
		root.r.fail("form", "is %q; networks are of form cobb-douglas or ces", form)
	}
	if s, ok := root.get("labour"); ok {
		n.net.Labour = s.positive(false)
	}
	if s, ok := root.get("rebate"); ok {
		n.net.Wasted = wasted(s)
	}
	if s, ok := root.get("consumer_shares"); ok {
		n.net.Consumer = s.table()
	}
}

func wasted(s spot) float64 {
	switch v := s.v.(type) {
	case bool:
		return map[bool]float64{true: 0, false: 1}[v]
	case float64:
		if v >= 0 && v <= 1 {
			return 1 - v
		}
	}
	s.fail("is %s; it is true, false, or the share of wedge revenue that the household receives", kind(s.v))
	return 0
}

func (n *networkReader) scenario(s spot) NetworkScenario {
	s.spelt("name", "set", "delta_logA0", "expect", "tol")
	out := NetworkScenario{Name: s.must("name").text(), Tolerance: networkTolerance}
	if slices.Contains(n.seen, out.Name) {
		s.fail("is called %q, as one before it is", out.Name)
	}
	n.seen = append(n.seen, out.Name)
	set := map[string]float64{}
	if x, ok := s.get("set"); ok {
		set = x.table()
	}
	if x, ok := s.get("tol"); ok {
		out.Tolerance = x.positive(false)
	}
	out.Network = n.network(s, set)
	if x, ok := s.get("delta_logA0"); ok {
		shifted, err := out.Network.Shifted(x.table())
		if err != nil && n.root.r.err == nil {
			x.fail("%s", trimmed(err))
		}
		out.Network = shifted
	}
	if x, ok := s.get("expect"); ok {
		out.expect = leaves("", x.v, nil)
	}
	n.check(s, out.Network)
	return out
}

// check compiles the network, so that what is wrong with it is said of the file.
func (n *networkReader) check(s spot, net network.Network) {
	if n.root.r.err != nil {
		return
	}
	if _, err := network.Compile(net); err != nil {
		s.fail("%s", trimmed(err))
	}
}

func trimmed(err error) string { return strings.TrimPrefix(err.Error(), "network: ") }

// network reads the industries under the parameters of a scenario.
func (n *networkReader) network(s spot, set map[string]float64) network.Network {
	used := map[string]bool{}
	value := func(x spot) float64 { return n.value(x, s, set, used) }
	net := n.net
	for _, x := range n.root.must("industries").items() {
		x.only("name", "logA0", "wL", "mu", "required", "optional", "table", "note")
		y := network.Industry{Name: x.must("name").text()}
		for key, to := range map[string]*float64{"logA0": &y.LogA0, "wL": &y.WL, "mu": &y.Mu} {
			if v, ok := x.get(key); ok && (key != "wL" || net.Sigma != 1) {
				*to = value(v)
			}
		}
		y.Required = n.inputs(x, "required", value)
		y.Optional = n.inputs(x, "optional", value)
		if t, ok := x.get("table"); ok {
			for _, row := range t.items() {
				y.Table = append(y.Table, technology(row, value))
			}
		}
		net.Industries = append(net.Industries, y)
	}
	for _, name := range slices.Sorted(maps.Keys(set)) {
		if _, declared := n.params[name]; !declared && !used[name] {
			s.fail("sets %q, which no figure of the network speaks of", name)
		}
	}
	return net
}

func technology(row spot, value func(spot) float64) network.Technology {
	row.only("with", "logA")
	out := network.Technology{LogA: value(row.must("logA"))}
	for _, w := range row.must("with").items() {
		out.With = append(out.With, w.text())
	}
	return out
}

func (n *networkReader) inputs(x spot, key string, value func(spot) float64) []network.Input {
	list, ok := x.get(key)
	if !ok {
		return nil
	}
	weight := map[bool]string{true: "alpha", false: "w"}[n.net.Sigma == 1]
	var out []network.Input
	for _, y := range list.items() {
		y.only("j", weight, "b", "note")
		in := network.Input{From: y.must("j").text(), Weight: value(y.must(weight))}
		if b, ok := y.get("b"); ok {
			in.B = value(b)
		}
		out = append(out, in)
	}
	return out
}

// value is a number, or an expression of parameters at the scenario's values.
func (n *networkReader) value(x, scenario spot, set map[string]float64, used map[string]bool) float64 {
	v, text := x.number(true)
	n.root.r.says = nil
	e := parsed(text)
	if e == nil {
		return v
	}
	v, err := n.evaluate(e, set, used, 0)
	if err != nil {
		scenario.fail("%s: %v", x.path, err)
	}
	return v
}

// evaluate puts parameters in their places; derived ones may speak of others.
func (n *networkReader) evaluate(e *expr.Expr, set map[string]float64, used map[string]bool, depth int) (float64, error) {
	values := map[string]float64{}
	for _, name := range e.Names() {
		used[name] = true
		v, given := set[name]
		p, declared := n.params[name]
		switch {
		case given:
		case depth > len(n.params):
			return 0, fmt.Errorf("derived parameters speak of one another in a circle, as %q does", name)
		case !declared || p.open:
			return 0, fmt.Errorf("%q has no value; set it in the scenario, or in params", name)
		case p.expr != nil:
			var err error
			if v, err = n.evaluate(p.expr, set, used, depth+1); err != nil {
				return 0, err
			}
		default:
			v = p.value
		}
		values[name] = v
	}
	v, ok := e.Fix(func(name string) (float64, bool) { v, ok := values[name]; return v, ok }).Constant()
	if !ok {
		return 0, errors.New("the expression is not a finite number: " + e.String())
	}
	return v, nil
}
