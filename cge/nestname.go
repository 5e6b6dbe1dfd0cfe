package cge

import "strconv"

// nestNames gives the elasticities of nests their names as parameters. An
// elasticity that is an expression has none: its parameters have.
type nestNames struct {
	list []string
	at   map[string]int32 // node
}

// nameNests visits nests in the order in which the compiler flattens them. Where
// two nests of one owner have the same name, the first is set by it.
func nameNests(producers []producer, consumers []consumer) nestNames {
	v := &nestNamer{out: nestNames{at: map[string]int32{}}}
	for i := range producers {
		p := &producers[i]
		v.tree(&p.out, "sigma:"+p.name+"/out")
		v.tree(&p.in, "sigma:"+p.name)
	}
	for i := range consumers {
		c := &consumers[i]
		v.tree(&c.wants, "sigma:"+c.name)
		if len(c.needs) > 0 {
			v.next++ // needs are bought in fixed amounts
		}
	}
	return v.out
}

type nestNamer struct {
	next int32 // the node that the compiler makes next
	out  nestNames
}

func (v *nestNamer) tree(n *Nest, prefix string) {
	if n.kind != cesNest && n.kind != volumeNest {
		v.next++ // a bare leaf or column stands in a node of its own
		return
	}
	v.node(n, prefix, "")
}

func (v *nestNamer) node(n *Nest, prefix, path string) {
	for i := range n.kids {
		if k := &n.kids[i]; k.kind == cesNest || k.kind == volumeNest {
			name := k.name
			if name == "" {
				name = strconv.Itoa(i + 1)
			}
			v.node(k, prefix, path+"/"+name)
		}
	}
	nu := v.next
	v.next++
	name := prefix + path
	if path == "" && n.name != "" {
		name += "/" + n.name
	}
	if _, twice := v.out.at[name]; twice || n.s.expr != "" {
		return
	}
	v.out.at[name] = nu
	v.out.list = append(v.out.list, name)
}
