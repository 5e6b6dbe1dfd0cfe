package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/lodestone-model/lodestone/cge"
	"github.com/lodestone-model/lodestone/cge/casefile"
)

// How much of a solution a person sees: the rest is in the JSON form.
const (
	shownChanges   = 4 // of a scenario
	shownValues    = 5 // of each kind of variable, of a case with one scenario
	shownMisses    = 5
	shownName      = 48 // letters of a scenario's name
	smallestChange = 1e-9
)

// writeOutcomes writes what a person wants to see of the outcomes first.
func writeOutcomes(w io.Writer, c *casefile.Case, outcomes []casefile.Outcome) error {
	m := outcomes[0].Equilibrium.Model()
	var b strings.Builder
	if c.Title != "" && c.Title != c.ID {
		fmt.Fprintf(&b, "%s: %s\n", c.ID, c.Title)
	} else {
		fmt.Fprintln(&b, c.ID)
	}
	fmt.Fprintf(&b, "%s\n\n", sizes(m))
	certificates(&b, outcomes)
	if len(outcomes) == 1 {
		values(&b, outcomes[0])
	} else {
		changes(&b, outcomes)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// sizes counts the parts of a model.
func sizes(m *cge.Model) string {
	if len(m.Commodities()) == 0 {
		return several(m.N(), "variable", "variables")
	}
	var parts []string
	for _, p := range []struct {
		n         int
		one, many string
	}{
		{len(m.Producers()), "sector", "sectors"},
		{len(m.Commodities()), "commodity", "commodities"},
		{len(m.Consumers()), "agent", "agents"},
		{len(m.Auxiliaries()), "auxiliary variable", "auxiliary variables"},
	} {
		if p.n > 0 {
			parts = append(parts, several(p.n, p.one, p.many))
		}
	}
	return strings.Join(parts, ", ")
}

func several(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// certificates writes a row for each scenario, and below them what is not as the
// file expects.
func certificates(b *strings.Builder, outcomes []casefile.Outcome) {
	var rows [][]string
	var missed []string
	open := ""
	for _, o := range outcomes {
		compared, off, err := o.Check()
		expected, more := expectations(o.Scenario.Name, compared, off, err)
		missed = append(missed, more...)
		c := o.Equilibrium.Certificate
		rows = append(rows, []string{shortened(o.Scenario.Name), strconv.Itoa(c.Iterations), residual(c.Complementarity),
			residual(c.Walras), residual(c.Homogeneity), residual(c.Replication), expected, duration(o.Seconds)})
		if names, _ := o.Indeterminate(); len(names) > 0 {
			open += fmt.Sprintf("  %s: %s\n", shortened(o.Scenario.Name), strings.Join(names, ", "))
		}
	}
	b.WriteString(headed([]string{"scenario", "steps", "residual", "walras", "homogeneity", "benchmark", "expected", "time"}, rows, "lrrrrrrr"))
	if open != "" {
		fmt.Fprintf(b, "\nleft open by the equations\n%s", open)
	}
	b.WriteString(misses(missed))
}

// expectations says how many of a scenario's expected figures came out, and, a
// line each, which did not.
func expectations[D any](scenario string, compared int, off []D, err error) (count string, missed []string) {
	if err != nil {
		missed = append(missed, fmt.Sprintf("  %v", err))
	}
	if compared > 0 {
		count = fmt.Sprintf("%d of %d", compared-len(off), compared)
	}
	for _, d := range off {
		missed = append(missed, fmt.Sprintf("  %s: %v", shortened(scenario), d))
	}
	return count, missed
}

// misses are the first lines of what is not as a file expects.
func misses(missed []string) string {
	if len(missed) == 0 {
		return ""
	}
	more := ""
	if n := len(missed) - shownMisses; n > 0 {
		missed, more = missed[:shownMisses], fmt.Sprintf("  and %d more\n", n)
	}
	return "\nnot as the file expects\n" + strings.Join(missed, "\n") + "\n" + more
}

// residual is a check of the certificate, nothing where it does not apply.
func residual(v *float64) string {
	switch {
	case v == nil:
		return ""
	case *v == 0:
		return "0"
	}
	return fmt.Sprintf("%.1e", *v)
}

// duration is a time to two digits or more: 340 µs, 1.2 ms, 15 s.
func duration(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	for _, unit := range []struct {
		name string
		size time.Duration
	}{{"s", time.Second}, {"ms", time.Millisecond}, {"µs", time.Microsecond}} {
		if d >= unit.size {
			v := float64(d) / float64(unit.size)
			if v < 10 {
				return fmt.Sprintf("%.1f %s", v, unit.name)
			}
			return fmt.Sprintf("%.0f %s", v, unit.name)
		}
	}
	return "0 µs"
}

// values lists the first variables of each kind.
func values(b *strings.Builder, o casefile.Outcome) {
	m := o.Equilibrium.Model()
	rows := [][]string{{"variable", "", "value"}}
	left := 0
	for _, k := range kinds(m) {
		for _, name := range k.names[:min(len(k.names), shownValues)] {
			v, _ := o.Equilibrium.Value(name)
			rows = append(rows, []string{name, k.kind, digits(v)})
		}
		left += max(0, len(k.names)-shownValues)
	}
	b.WriteString("\n" + aligned(rows, "llr"))
	if left > 0 {
		fmt.Fprintf(b, "and %d more; -json and -o give all\n", left)
	}
}

// A change is a variable that differs from the first scenario.
type change struct {
	name     string
	from, to float64
}

// size is the change over the larger of both values: what starts or stops
// changes by 1.
func (c change) size() float64 {
	larger := max(math.Abs(c.from), math.Abs(c.to))
	if larger == 0 {
		return 0
	}
	return math.Abs(c.to-c.from) / larger
}

// percent is the change in per cent; from zero something starts.
func (c change) percent() string {
	p := 100 * (c.to - c.from) / math.Abs(c.from)
	switch {
	case c.from == 0:
		return "starts"
	case c.to == 0:
		return "stops"
	case math.Abs(p) < 0.01:
		return fmt.Sprintf("%+.0e %%", p)
	case math.Abs(p) < 10:
		return fmt.Sprintf("%+.2f %%", p)
	case math.Abs(p) < 1e4:
		return fmt.Sprintf("%+.1f %%", p)
	}
	return fmt.Sprintf("%+.1e %%", p)
}

// changes lists what differs most from the first scenario.
func changes(b *strings.Builder, outcomes []casefile.Outcome) {
	base := outcomes[0]
	m := base.Equilibrium.Model()
	kindOf := map[string]string{}
	for _, k := range kinds(m) {
		for _, name := range k.names {
			kindOf[name] = k.kind
		}
	}
	var rows [][]string
	for _, o := range outcomes[1:] {
		label := "  " + shortened(o.Scenario.Name)
		list := changesFrom(m, base.Equilibrium, o.Equilibrium)
		if len(list) == 0 {
			rows = append(rows, []string{label, "nothing", "", "", "", "", ""})
		}
		for _, c := range list[:min(len(list), shownChanges)] {
			rows = append(rows, []string{label, c.name, kindOf[c.name], digits(c.from), "→", digits(c.to), c.percent()})
			label = ""
		}
	}
	fmt.Fprintf(b, "\nwhat differs most from %q\n%s", shortened(base.Scenario.Name), aligned(rows, "lllrlrr"))
}

// changesFrom lists the changes from one solution to another, largest first.
func changesFrom(m *cge.Model, a, z *cge.Equilibrium) []change {
	var out []change
	for _, name := range m.Names() {
		c := change{name: name}
		c.from, _ = a.Value(name)
		c.to, _ = z.Value(name)
		if c.size() > smallestChange {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(x, y change) int {
		switch {
		case x.size() > y.size():
			return -1
		case x.size() < y.size():
			return 1
		}
		return 0
	})
	return out
}

// variables are those of one kind.
type variables struct {
	kind  string
	names []string
}

// kinds lists the variables by kind, in the model's order. Those of a bare
// complementarity problem are of one kind, which needs no word.
func kinds(m *cge.Model) []variables {
	if len(m.Commodities()) == 0 {
		return []variables{{"", m.Names()}}
	}
	return []variables{{"level", m.Producers()}, {"price", m.Commodities()}, {"income", m.Consumers()}, {"auxiliary", m.Auxiliaries()}}
}

// digits is a number to five digits.
func digits(v float64) string { return strconv.FormatFloat(v, 'g', 5, 64) }

// shortened is a name that fits into a row.
func shortened(name string) string {
	runes := []rune(name)
	if len(runes) <= shownName {
		return name
	}
	return string(runes[:shownName-1]) + "…"
}

// aligned lays out rows, each column to the left (l) or right (r).
func aligned(rows [][]string, sides string) string {
	width := make([]int, len(sides))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			switch {
			case width[i] == 0:
			case sides[i] == 'r':
				line += pad + cell + "  "
			default:
				line += cell + pad + "  "
			}
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// headed is aligned below heads; columns with nothing below their head are left
// out.
func headed(heads []string, rows [][]string, sides string) string {
	heads = slices.Clone(heads)
	for i := range heads {
		if !slices.ContainsFunc(rows, func(row []string) bool { return row[i] != "" }) {
			heads[i] = ""
		}
	}
	return aligned(slices.Concat([][]string{heads}, rows), sides)
}
