package mpsge

import (
	"fmt"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// elasticities finds the nests whose elasticity a scenario sets, and gives each a
// scalar. Model.Parameters lists their names in the order in which nests are
// visited: those inside first, the output side before the input side. An unnamed
// nest is known by its place among its siblings, which columns hide from a
// Description; so names are matched in order.
func (x *exporter) elasticities(parameters []string) error {
	listed := slices.DeleteFunc(slices.Clone(parameters), func(p string) bool { return x.roles[p] != unknownName })
	set := x.setElasticities(listed)
	if len(set) == 0 {
		return nil
	}
	x.sigma = map[*cge.NestView]string{}
	for _, p := range x.places() {
		if len(listed) == 0 || !p.matches(listed[0]) {
			continue // a column, or a second nest of the same name, which cannot be set
		}
		if name := listed[0]; set[name] {
			x.names.enter(name)
			x.roles[name], x.sigma[p.nest] = parameterName, name
			x.scalar = append(x.scalar, scalar{name, x.names.gams(name), p.nest.Elasticity.Value, ""})
		}
		listed = listed[1:]
	}
	if len(listed) > 0 {
		return fmt.Errorf("mpsge: scenarios set elasticities, but it is not clear which nest %q is; name nests apart with Nest.Named", listed[0])
	}
	return nil
}

// setElasticities are those of the listed names that some scenario sets.
func (x *exporter) setElasticities(listed []string) map[string]bool {
	set := map[string]bool{}
	for _, sc := range x.scenarios {
		for name := range sc.Set {
			if slices.Contains(listed, name) {
				set[name] = true
			}
		}
	}
	return set
}

// A nestPlace is a nest with a given elasticity and the names that lead to it.
type nestPlace struct {
	nest *cge.NestView
	path []string // "" for a nest without a name
}

// matches reports whether a parameter may be the elasticity of the nest: names
// are as they are, a nest without a name is a number.
func (p nestPlace) matches(name string) bool {
	rest, ok := strings.CutPrefix(name, p.path[0])
	for _, step := range p.path[1:] {
		rest, ok = cutPrefix(rest, "/", ok)
		if step == "" {
			n := digits(rest)
			rest, ok = rest[n:], ok && n > 0
		} else {
			rest, ok = cutPrefix(rest, step, ok)
		}
	}
	return ok && rest == ""
}

func cutPrefix(s, prefix string, ok bool) (string, bool) {
	rest, found := strings.CutPrefix(s, prefix)
	return rest, ok && found
}

// places lists the nests in the order of Model.Parameters.
func (x *exporter) places() []nestPlace {
	var out []nestPlace
	for i := range x.d.Producers {
		p := &x.d.Producers[i]
		out = appendPlaces(out, &p.Out, "sigma:"+p.Name+"/out")
		out = appendPlaces(out, &p.In, "sigma:"+p.Name)
	}
	for i := range x.d.Consumers {
		c := &x.d.Consumers[i]
		out = appendPlaces(out, &c.Wants, "sigma:"+c.Name)
	}
	return out
}

func appendPlaces(out []nestPlace, n *cge.NestView, path ...string) []nestPlace {
	if n.Leaf() {
		return out
	}
	for i := range n.Inputs {
		k := &n.Inputs[i]
		out = appendPlaces(out, k, append(path[:len(path):len(path)], k.Name)...)
	}
	if n.Elasticity.Expr != "" {
		return out
	}
	if len(path) == 1 && n.Name != "" {
		path = append(path, n.Name)
	}
	return append(out, nestPlace{n, path})
}
