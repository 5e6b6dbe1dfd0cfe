package pathway

import (
	"fmt"
	"slices"
)

// index finds the parts of a Spec by name.
type index struct {
	mineral, unit, use, service, mine, agent, sector, factor map[string]int
}

// newIndex refuses names that are empty or stand for two things: all goods,
// factors, minerals, units, uses and services share one space of names.
func newIndex(s *Spec) (*index, error) {
	x := &index{}
	goods := map[string]string{}
	var err error
	list := func(kind string, n int, name func(int) string, shared bool) map[string]int {
		out := make(map[string]int, n)
		for i := range n {
			v := name(i)
			was, taken := goods[v]
			_, twice := out[v]
			switch {
			case err != nil:
			case v == "":
				err = fmt.Errorf("pathway: %s: %s %d has no name", s.Name, kind, i+1)
			case twice, shared && taken:
				if !taken {
					was = kind
				}
				err = fmt.Errorf("pathway: %s: the name %q of a %s is taken by a %s; call one of them otherwise", s.Name, v, kind, was)
			}
			out[v] = i
			if shared {
				goods[v] = kind
			}
		}
		return out
	}
	x.sector = list("sector", len(s.Account.Sectors), func(i int) string { return s.Account.Sectors[i].Name }, true)
	x.factor = list("factor", len(s.Account.Factors), func(i int) string { return s.Account.Factors[i].Name }, true)
	x.mineral = list("mineral", len(s.Minerals), func(i int) string { return s.Minerals[i].Name }, true)
	x.unit = list("unit", len(s.Units), func(i int) string { return s.Units[i].Name }, true)
	x.use = list("use", len(s.Uses), func(i int) string { return s.Uses[i].Name }, true)
	x.service = list("service", len(s.Services), func(i int) string { return s.Services[i].Name }, true)
	x.agent = list("agent", len(s.Account.Agents), func(i int) string { return s.Account.Agents[i].Name }, true)
	x.mine = list("mine", len(s.Mines), func(i int) string { return s.Mines[i].Name }, false)
	list("recycler", len(s.Recyclers), func(i int) string { return s.Recyclers[i].Name }, false)
	return x, err
}

// The books of cohorts: uses first, then the capacity of services.

func (s *Spec) books() int { return len(s.Uses) + len(s.Services) }

func (s *Spec) bookName(b int) string {
	if b < len(s.Uses) {
		return s.Uses[b].Name
	}
	return s.Services[b-len(s.Uses)].Name
}

// bookUnits are the names of a book's options.
func (s *Spec) bookUnits(b int) []string {
	var out []string
	if b < len(s.Uses) {
		for _, o := range s.Uses[b].Options {
			out = append(out, o.Unit)
		}
		return out
	}
	for _, p := range s.Services[b-len(s.Uses)].Plants {
		out = append(out, p.Unit)
	}
	return out
}

func (s *Spec) bookHistory(b int) [][]float64 {
	var out [][]float64
	if b < len(s.Uses) {
		for _, o := range s.Uses[b].Options {
			out = append(out, o.History)
		}
		return out
	}
	for _, p := range s.Services[b-len(s.Uses)].Plants {
		out = append(out, p.History)
	}
	return out
}

// feeds reports whether a book's retired units go to a recycler.
func (r *Recycler) feeds(book string) bool { return r.From == nil || slices.Contains(r.From, book) }

// at reads a path; a nil path is 1.
func at(path []float64, t int) float64 {
	if path == nil {
		return 1
	}
	return path[t]
}
