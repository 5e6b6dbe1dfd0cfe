package pathway

import "github.com/lodestone-model/lodestone/cge"

func (w *builder) minerals() {
	s := w.m.spec
	for i := range s.Mines {
		w.good("resource "+s.Mines[i].Name, 1)
		if s.Mines[i].Ramp > 0 {
			w.good("ramp "+s.Mines[i].Name, 0)
		}
		if m := &s.Mines[i]; len(m.Hosts) > 0 && m.Hosts[0].Ceiling > 0 {
			w.good("stream "+m.Name, 0)
		}
	}
	for i := range s.Mines {
		w.mine(i)
	}
}

// mine is primary supply: a resource and the rest, what the resource of
// by-products adds to output, and a limit to growth.
func (w *builder) mine(i int) {
	s, mb := &w.m.spec.Mines[i], &w.b.mine[i]
	var out []cge.Nest
	for k, o := range s.Outputs {
		out = append(out, w.sold(o.Mineral).Of(mb.output[k]).At(w.b.price[o.Mineral]))
	}
	for j := range w.m.spec.Mines {
		by := &w.m.spec.Mines[j]
		for _, h := range by.Hosts {
			if h.Mine != s.Name {
				continue
			}
			out = append(out, w.com["resource "+by.Name].Of(h.Share*by.Rent*w.b.mine[j].sold))
			if h.Ceiling > 0 {
				out = append(out, w.com["stream "+by.Name].Of(h.Share*h.Ceiling))
			}
		}
	}
	in := cge.CES(mb.sigma, w.com["resource "+s.Name].Of(mb.rent), w.nest(&s.Inputs, mb.inputs, ""))
	own := w.m.ownRent(w.b, i)
	if own > 0 {
		w.agent[s.Owner].Owns(w.com["resource "+s.Name].OfExpr(num(own) + "*" + w.param("path of resource "+s.Name, 1)))
	}
	if s.Ramp > 0 {
		in = cge.Leontief(in, w.com["ramp "+s.Name].Of(1))
		w.agent[s.Owner].Owns(w.com["ramp "+s.Name].OfExpr(w.param("limit of "+s.Name, 1+s.Ramp)))
	}
	if len(s.Hosts) > 0 && s.Hosts[0].Ceiling > 0 {
		in = cge.Leontief(in, w.com["stream "+s.Name].Of(1))
	}
	w.e.Producer("mine "+s.Name, cge.CET(0, out...), in)
	w.e.Start("mine "+s.Name, 1)
}
