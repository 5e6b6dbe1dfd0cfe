package cge

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// Explain tells in words what happens on the market of a commodity: its price,
// who supplies it, who takes it, and, beside an equilibrium before, what moved
// and why its makers' costs changed. before may be nil.
func (eq *Equilibrium) Explain(commodity string, before *Equilibrium) (string, error) {
	m := eq.m
	i, ok := m.index[commodity]
	if !ok || i < m.atPrice() || i >= m.atIncome() {
		return "", fmt.Errorf("cge: Explain: %q is no commodity of model %q%s", commodity, m.name, m.nearest(commodity))
	}
	if before != nil && before.m != m {
		return "", fmt.Errorf("cge: Explain: the equilibrium before is of another model")
	}
	x := &explainer{eq: eq, before: before, name: commodity, at: i}
	x.price()
	x.sides()
	x.costs()
	return x.b.String(), nil
}

type explainer struct {
	eq, before *Equilibrium
	name       string
	at         int // the price's place among the unknowns
	b          strings.Builder
	makers     []string
}

func (x *explainer) price() {
	p := x.eq.x[x.at]
	fmt.Fprintf(&x.b, "%s costs %s", x.name, figure(p))
	switch {
	case x.before != nil && x.before.x[x.at] > 0:
		fmt.Fprintf(&x.b, ", %s", change(p/x.before.x[x.at]-1))
	case p == 0:
		x.b.WriteString(": there is more of it than anybody wants")
	}
	if x.eq.s.fixed[x.at] {
		x.b.WriteString(" (held: it is the unit of account)")
	}
	x.b.WriteString(".\n")
}

// A stake is what one owner supplies or takes, and did before.
type stake struct {
	owner       string
	now, before float64
	kind        FlowKind
}

// stakes lists supply and uses, largest first. Obligations count as uses.
func (x *explainer) stakes() (supply, uses []stake) {
	at := map[string]int{}
	var all []stake
	read := func(eq *Equilibrium, put func(s *stake, q float64)) {
		for _, f := range eq.Flows() {
			if f.Commodity != x.name {
				continue
			}
			key := f.Owner + "|" + f.Kind.String()
			i, ok := at[key]
			if !ok {
				i = len(all)
				at[key] = i
				all = append(all, stake{owner: f.Owner, kind: f.Kind})
			}
			put(&all[i], f.Quantity)
		}
	}
	read(x.eq, func(s *stake, q float64) { s.now += q })
	if x.before != nil {
		read(x.before, func(s *stake, q float64) { s.before += q })
	}
	for _, s := range all {
		if s.kind == Output || s.kind == Endowment && s.now >= 0 && s.before >= 0 {
			supply = append(supply, s)
		} else {
			s.now, s.before = math.Abs(s.now), math.Abs(s.before)
			uses = append(uses, s)
		}
	}
	larger := func(a, b stake) int {
		return cmp.Compare(max(b.now, b.before), max(a.now, a.before))
	}
	slices.SortStableFunc(supply, larger)
	slices.SortStableFunc(uses, larger)
	return supply, uses
}

func (x *explainer) sides() {
	supply, uses := x.stakes()
	x.side("Supplied", "by", supply)
	x.side("Taken", "by", uses)
	for _, s := range supply {
		if s.kind == Output && s.now > 0 {
			x.makers = append(x.makers, s.owner)
		}
	}
}

// side writes a total and the three largest stakes.
func (x *explainer) side(verb, by string, stakes []stake) {
	total, before := 0.0, 0.0
	for _, s := range stakes {
		total, before = total+s.now, before+s.before
	}
	if len(stakes) == 0 {
		fmt.Fprintf(&x.b, "%s %s nobody.\n", verb, by)
		return
	}
	fmt.Fprintf(&x.b, "%s: %s", verb, figure(total))
	if x.before != nil && before > 0 {
		fmt.Fprintf(&x.b, ", %s", change(total/before-1))
	}
	for k, s := range stakes[:min(3, len(stakes))] {
		fmt.Fprintf(&x.b, "%s %s", map[bool]string{true: "; " + by, false: ","}[k == 0], s.owner)
		if total > 0 {
			fmt.Fprintf(&x.b, " %s", share(s.now/total))
		}
		if x.before != nil && s.before > 0 {
			fmt.Fprintf(&x.b, " (%s)", change(s.now/s.before-1))
		} else if x.before != nil && s.now > 0 {
			x.b.WriteString(" (new)")
		}
	}
	if more := len(stakes) - 3; more > 0 {
		fmt.Fprintf(&x.b, ", and %d more", more)
	}
	x.b.WriteString(".\n")
}

// costs tells why the unit cost of the largest maker moved.
func (x *explainer) costs() {
	if x.before == nil || len(x.makers) == 0 {
		return
	}
	move, err := x.eq.PriceMove(x.before, x.makers[0])
	if err != nil || math.Abs(move.Total) < 1e-9 {
		return
	}
	parts := slices.Clone(move.Parts)
	slices.SortStableFunc(parts, func(a, b PricePart) int { return cmp.Compare(math.Abs(b.Log), math.Abs(a.Log)) })
	fmt.Fprintf(&x.b, "The unit cost of %s is %s", x.makers[0], change(math.Exp(move.Total)-1))
	for k, p := range parts[:min(3, len(parts))] {
		fmt.Fprintf(&x.b, "%s %s %+.2g points", map[bool]string{true: ":", false: ","}[k == 0], p.Cause, 100*p.Log)
	}
	x.b.WriteString(".\n")
}

// change is a relative change in words.
func change(v float64) string {
	switch pct := 100 * math.Abs(v); {
	case pct < 5e-4:
		return "as before"
	case v > 0:
		return fmt.Sprintf("%s %% up", short(pct))
	default:
		return fmt.Sprintf("%s %% down", short(pct))
	}
}

func share(v float64) string { return short(100*v) + " %" }

// short has two digits below ten and none that do not matter above.
func short(v float64) string {
	if v >= 10 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2g", v)
}

// figure has four digits.
func figure(v float64) string {
	if v != 0 && (math.Abs(v) < 1e-3 || math.Abs(v) >= 1e7) {
		return fmt.Sprintf("%.4g", v)
	}
	digits := max(0, 3-int(math.Floor(math.Log10(max(math.Abs(v), 1e-3)))))
	return fmt.Sprintf("%.*f", min(digits, 4), v)
}
