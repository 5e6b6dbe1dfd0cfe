package casefile

import (
	"io"
	"maps"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// WriteJSON writes outcomes in the model's order, floats with as many digits as
// reading them back takes:
//
//	{"scenarios": [{"name": "taxed",
//	  "values": {"bakery": 1, "bread": 1.1, ...},        generated economies: {"y": [..], "p": [..], "w": [..]}
//	  "flows": {"bakery|bread|out": 10, "bakery|labour|inp": 10, "home|bread|dem": 10, "home|labour|own": 10},
//	  "certificate": {"replication": 0, "walras": 1e-16, "homogeneity": 2e-16, "complementarity": 1e-16,
//	                  "reasons": {}, "iterations": 3, "path": [{"method": "active set", "iterations": 3, "residual": 1e-16}],
//	                  "indeterminate": []},
//	  "seconds": 0.001}]}
//
// The flows are those of Outcome.Flows. A check of the certificate that does
// not apply is null, and reasons says why; indeterminate is null where it is not looked for. The whole text is made before any of
// it is written.
func WriteJSON(w io.Writer, outcomes []Outcome) error {
	j := &writer{}
	j.object(func() {
		j.key("scenarios")
		j.list(len(outcomes), func(i int) { j.outcome(outcomes[i]) })
	})
	j.newline()
	return j.flush(w)
}

func (j *writer) outcome(o Outcome) {
	j.object(func() {
		j.key("name")
		j.text(o.Scenario.Name)
		j.key("values")
		if o.gen != nil {
			j.arrays(o)
		} else {
			j.figures(o.values())
		}
		j.key("flows")
		j.figures(o.flows())
		j.key("certificate")
		j.certificate(o)
		j.key("seconds")
		j.number(o.Seconds)
	})
}

// arrays writes the values of a generated economy as its file has them.
func (j *writer) arrays(o Outcome) {
	values := o.Equilibrium.Values()
	j.object(func() {
		for _, p := range o.gen.parts() {
			j.key(p.key)
			j.row(len(p.names), func(i int) { j.number(values[p.names[i]]) })
		}
	})
}

func (j *writer) figures(list []figure) {
	j.object(func() {
		for _, f := range list {
			j.key(f.name)
			j.number(f.value)
		}
	})
}

func (j *writer) certificate(o Outcome) {
	c := &o.Equilibrium.Certificate
	j.object(func() {
		j.key("replication")
		j.check(c.Replication)
		j.key("walras")
		j.check(c.Walras)
		j.key("homogeneity")
		j.check(c.Homogeneity)
		j.key("complementarity")
		j.check(c.Complementarity)
		j.key("reasons")
		j.object(func() {
			for _, name := range slices.Sorted(maps.Keys(c.Reasons)) {
				j.key(name)
				j.text(c.Reasons[name])
			}
		})
		j.key("iterations")
		j.number(float64(c.Iterations))
		j.key("path")
		j.row(len(c.Path), func(i int) { j.taken(c.Path[i]) })
		j.key("indeterminate")
		if names, looked := o.Indeterminate(); looked {
			j.row(len(names), func(i int) { j.text(names[i]) })
		} else {
			j.raw("null")
		}
	})
}

func (j *writer) taken(p cge.PathTaken) {
	j.flat(func() {
		j.key("method")
		j.text(p.Path.String())
		j.key("iterations")
		j.number(float64(p.Iterations))
		j.key("residual")
		j.check(&p.Residual)
	})
}

// check writes a number that may be missing.
func (j *writer) check(v *float64) {
	if v == nil || math.IsNaN(*v) || math.IsInf(*v, 0) {
		j.raw("null")
		return
	}
	j.number(*v)
}
