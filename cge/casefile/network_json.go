package casefile

import "io"

// WriteNetworkJSON writes outcomes of a network, in the network's order:
//
//	{"scenarios": [{"name": "more",
//	  "values": {"logP": {"cars": -0.1, ..}, "S": {"cars": ["chips"], ..}, "sales_share": {..}, "income": 1,
//	             "real_GDP": 1.1, "logGDP": 0.095, "new_links": [["cars", "chips"]], "lost_links": [], "gap_cars_chips": -0.02},
//	  "flows": {},
//	  "certificate": {"replication": null, "walras": 1e-16, "homogeneity": 2e-16, "complementarity": 1e-16,
//	                  "reasons": {"replication": "..", ..}, "iterations": 3, "within": 1e-15, "radius": 0.4,
//	                  "path": [{"method": "policy iteration", "iterations": 3, "residual": 1e-16}], "indeterminate": []},
//	  "seconds": 0.001}]}
//
// Links are [user, supplier]; a gap is what the link would add to ln K, above 0
// where it is not in use. A check that does not apply is null, and reasons
// says why.
func WriteNetworkJSON(w io.Writer, outcomes []NetworkOutcome) error {
	j := &writer{}
	j.object(func() {
		j.key("scenarios")
		j.list(len(outcomes), func(i int) { j.networkOutcome(outcomes[i]) })
	})
	j.newline()
	return j.flush(w)
}

func (j *writer) networkOutcome(o NetworkOutcome) {
	j.object(func() {
		j.key("name")
		j.text(o.Scenario.Name)
		j.key("values")
		j.tree(o.values())
		j.key("flows")
		j.object(func() {})
		j.key("certificate")
		j.networkCertificate(o)
		j.key("seconds")
		j.number(o.Seconds)
	})
}

func (j *writer) tree(v any) {
	switch v := v.(type) {
	case float64:
		j.number(v)
	case []member:
		j.object(func() {
			for _, m := range v {
				j.key(m.key)
				j.tree(m.value)
			}
		})
	case []string:
		j.row(len(v), func(i int) { j.text(v[i]) })
	case [][2]string:
		j.row(len(v), func(i int) { j.row(2, func(k int) { j.text(v[i][k]) }) })
	}
}

func (j *writer) networkCertificate(o NetworkOutcome) {
	c := o.Equilibrium.Certificate
	reasons := []member{{"replication", "a network is given by its technology, not by a benchmark"}}
	var walras *float64
	if o.Accounts != nil {
		walras = &o.Accounts.Walras
	} else {
		reasons = append(reasons, member{"walras", "the network has no consumer: nothing says how much is made"})
	}
	if c.Within == nil {
		reasons = append(reasons, member{"within", "some feasible recipe takes no labour, which would bound the distance"})
	}
	j.object(func() {
		j.key("replication")
		j.raw("null")
		j.key("walras")
		j.check(walras)
		j.key("homogeneity")
		j.check(&c.Homogeneity)
		j.key("complementarity")
		j.check(&c.Residual)
		j.key("within")
		j.check(c.Within)
		j.key("radius")
		j.check(&c.Radius)
		j.key("reasons")
		j.object(func() {
			for _, m := range reasons {
				j.key(m.key)
				j.text(m.value.(string))
			}
		})
		j.key("iterations")
		j.number(float64(c.Rounds))
		j.key("path")
		j.row(1, func(int) {
			j.flat(func() {
				j.key("method")
				j.text("policy iteration")
				j.key("iterations")
				j.number(float64(c.Rounds))
				j.key("residual")
				j.check(&c.Residual)
			})
		})
		j.key("indeterminate")
		j.row(0, nil)
	})
}
