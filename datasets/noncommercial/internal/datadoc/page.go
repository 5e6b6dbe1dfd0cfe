package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
	_ "github.com/lodestone-model/lodestone/datasets/noncommercial" // its tables are described as well
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A page is being written.
type page struct {
	bytes.Buffer
	loaders map[string]loader
	left    map[string]string
	used    map[string]bool // sources
}

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// write writes the whole page about the module at root.
func write(w io.Writer, root string) error {
	infos, err := datasets.Tables()
	if err != nil {
		return err
	}
	p := &page{used: map[string]bool{}}
	if p.loaders, err = allLoaders(root); err != nil {
		return err
	}
	if p.left, err = leftOut(filepath.Join(root, "datasets", "internal", "rearrange")); err != nil {
		return err
	}
	if err := p.head(infos); err != nil {
		return err
	}
	for _, bound := range []bool{false, true} {
		p.line("## %s\n", map[bool]string{false: "Open tables", true: "Tables for non-commercial use"}[bound])
		for _, i := range infos {
			if i.NonCommercial != bound {
				continue
			}
			if err := p.table(i); err != nil {
				return err
			}
		}
	}
	if err := p.lists(filepath.Join(root, "datasets")); err != nil {
		return err
	}
	p.sources()
	p.checks()
	_, err = w.Write(p.Bytes())
	return err
}

func allLoaders(root string) (map[string]loader, error) {
	out, err := loaders(filepath.Join(root, "datasets"), "datasets")
	if err != nil {
		return nil, err
	}
	nc, err := loaders(filepath.Join(root, "datasets", "noncommercial"), "noncommercial")
	maps.Copy(out, nc)
	return out, err
}

// head says what the page is, and counts.
func (p *page) head(infos []datasets.Info) error {
	counts := map[quantity.Confidence]int{}
	rows := 0
	for _, i := range infos {
		t, err := datasets.Open(i.Name)
		if err != nil {
			return err
		}
		rows += len(t.Rows)
		for _, r := range t.Rows {
			counts[r.Confidence]++
		}
	}
	p.line("# Data\n")
	p.line("<!-- written by go generate ./datasets/noncommercial: change the tables or the comments of the loaders, not this page -->\n")
	p.line("%s with %s: %s retrieved from their publication, %s derived by a formula, %s recalled from memory.",
		plural(len(infos), "table"), plural(rows, "row"), thousands(counts[quantity.Retrieved]), thousands(counts[quantity.Derived]), thousands(counts[quantity.Recalled]))
	p.line("A row is one figure with its unit, source, confidence and flag. A recalled figure may serve as a prior or a default;")
	p.line("no claim rests on it alone, and wherever it is printed it is called recalled. A figure whose publication prints it")
	p.line("wrong stays, with a flag and a note; below it stands under known defects.\n")
	p.line("    lodestone data list                      this catalogue")
	p.line("    lodestone data show TABLE                the rows")
	p.line("    lodestone data check [DIR]               faults, in these tables or in a folder of your own\n")
	p.line("| table | rows | recalled | years | what |")
	p.line("|---|---:|---:|---|---|")
	for _, i := range infos {
		p.line("| [%s](#%s) | %s | %s | %s | %s |", i.Name, i.Name, thousands(i.Rows), thousands(i.Recalled), i.Years, cell(i.Doc))
	}
	p.line("")
	return nil
}

// cell is text inside a table.
func cell(s string) string { return strings.ReplaceAll(s, "|", "\\|") }

// table writes the section of one table.
func (p *page) table(i datasets.Info) error {
	t, err := datasets.Open(i.Name)
	if err != nil {
		return err
	}
	p.line("### %s\n", i.Name)
	p.line("%s.", i.Doc)
	if l, ok := p.loaders[i.Name]; ok {
		p.line("Loader: `%s`.\n", l.name)
		p.line("%s\n", markdown(l.doc))
	} else if whole := strings.TrimSuffix(i.Name, "_nc"); whole != i.Name {
		p.line("The rows of [%s](#%s) whose terms do not allow commercial use; `%s` joins them to the others.\n",
			whole, whole, strings.Replace(p.loaders[whole].name, "datasets.", "noncommercial.", 1))
	} else {
		return fmt.Errorf("table %q has no loader", i.Name)
	}
	if text := p.left[i.Name]; text != "" {
		p.line("Left out: %s\n", text)
	}
	p.axes(t)
	p.origins(t)
	p.flags(t)
	return nil
}

// axes lists the axes with some of their labels, and the units.
func (p *page) axes(t quantity.Table) {
	p.line("| axis | labels | |")
	p.line("|---|---:|---|")
	for _, a := range t.Axes {
		labels := t.Labels(a)
		if a == "year" {
			slices.Sort(labels)
		}
		p.line("| %s | %s | %s |", a, thousands(len(labels)), cell(some(labels, a == "year")))
	}
	units := t.Labels("unit")
	slices.Sort(units)
	p.line("| unit | %d | %s |\n", len(units), cell(some(units, false)))
}

// some prints the first labels, or the ends of a span.
func some(labels []string, span bool) string {
	const most = 8
	labels = slices.Clone(labels)
	for i, l := range labels {
		if l == "" {
			labels[i] = "(none)"
		}
	}
	if span && len(labels) > most {
		return fmt.Sprintf("%s ... %s", strings.Join(labels[:2], ", "), strings.Join(labels[len(labels)-2:], ", "))
	}
	if len(labels) > most {
		return strings.Join(labels[:most], ", ") + " ..."
	}
	return strings.Join(labels, ", ")
}

// origins counts rows by source, with confidence and years.
func (p *page) origins(t quantity.Table) {
	type origin struct {
		rows  map[quantity.Confidence]int
		years []string
	}
	by := map[string]*origin{}
	at := slices.Index(t.Axes, "year")
	for _, r := range t.Rows {
		for _, id := range r.Sources() {
			p.used[id] = true
			if by[id] == nil {
				by[id] = &origin{rows: map[quantity.Confidence]int{}}
			}
			by[id].rows[r.Confidence]++
			if at >= 0 {
				by[id].years = append(by[id].years, r.Key[at])
			}
		}
	}
	p.line("| source | retrieved | derived | recalled | years | licence |")
	p.line("|---|---:|---:|---:|---|---|")
	for _, id := range slices.Sorted(maps.Keys(by)) {
		o := by[id]
		p.line("| [%s](#%s) | %s | %s | %s | %s | %s |", id, id, number(o.rows[quantity.Retrieved]), number(o.rows[quantity.Derived]), number(o.rows[quantity.Recalled]),
			span(o.years), cell(quantity.Cite(id)[0].Licence))
	}
	p.line("")
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return thousands(n)
}

// span is the first and the last of some years of four digits.
func span(years []string) string {
	years = slices.DeleteFunc(years, func(y string) bool { return len(y) != 4 || y[0] < '1' || y[0] > '2' })
	if len(years) == 0 {
		return ""
	}
	lo, hi := slices.Min(years), slices.Max(years)
	if lo == hi {
		return lo
	}
	return lo + " to " + hi
}

// defective are the flags of figures that are known to be wrong or partial.
var defective = []string{"doubtful", "price-year-differs", "price-year-assumed"}

// flags counts the flags and lists the known defects by what is wrong.
func (p *page) flags(t quantity.Table) {
	count := map[string]int{}
	bad := map[string][]string{}
	for _, r := range t.Rows {
		for f := range strings.SplitSeq(r.Flag, "; ") {
			if f != "" {
				count[f]++
			}
			if slices.Contains(defective, f) {
				what := f + said(r.Note)
				bad[what] = append(bad[what], figure(r))
			}
		}
	}
	if len(count) == 0 {
		return
	}
	var flags []string
	for _, f := range slices.Sorted(maps.Keys(count)) {
		flags = append(flags, fmt.Sprintf("%s %s", f, thousands(count[f])))
	}
	p.line("Flags: %s.\n", strings.Join(flags, ", "))
	if len(bad) > 0 {
		p.line("Known defects and assumptions:\n")
		for _, what := range slices.Sorted(maps.Keys(bad)) {
			p.line("- %s. %s: %s", what, plural(len(bad[what]), "row"), some(bad[what], false))
		}
		p.line("")
	}
}

// figure prints a row in short: "Canada/indium/reserves 70 t".
func figure(r quantity.Row) string {
	labels := slices.DeleteFunc(slices.Clone(r.Key), func(l string) bool { return l == "" })
	return strings.Join(labels, "/") + " " + quantity.FormatValue(r.Value) + " " + r.Unit.String()
}

// said is the last part of a note that tells what is wrong.
func said(note string) string {
	last := ""
	for part := range strings.SplitSeq(note, "; ") {
		if !countOfValues.MatchString(part) {
			last = ": " + part
		}
	}
	return strings.TrimSuffix(last, ": ")
}

// countOfValues is a part of a note that says how many values are behind it.
var countOfValues = regexp.MustCompile(`^[0-9]+ values$`)

// lists describes what is no table of figures: nodes, minerals, accounts.
func (p *page) lists(dir string) error {
	names := []string{"Nodes", "LifetimeOf", "Minerals", "GCAMMap", "Accounts"}
	docs, err := described(dir, names...)
	if err != nil {
		return err
	}
	p.line("## Lists without figures\n")
	for _, n := range names {
		if docs[n] == "" {
			return fmt.Errorf("datasets.%s has no comment", n)
		}
		p.line("- `datasets.%s`: %s", n, strings.Join(strings.Fields(markdown(docs[n])), " "))
	}
	p.line("")
	return nil
}

// sources lists the publications in full.
func (p *page) sources() {
	p.line("## Sources\n")
	p.line("| id | publication | licence | may be passed on |")
	p.line("|---|---|---|---|")
	for _, id := range slices.Sorted(maps.Keys(p.used)) {
		s := quantity.Cite(id)[0]
		title := s.Title
		if s.URL != "" {
			title = fmt.Sprintf("[%s](%s)", s.Title, s.URL)
		}
		if s.Publisher != "" {
			title = fmt.Sprintf("%s (%s): %s", s.Publisher, s.Year, title)
		}
		if s.NonCommercial {
			title = "**non-commercial** " + title
		}
		p.line("| <a id=\"%s\"></a>%s | %s | %s | %s |", id, id, cell(title), cell(s.Licence), cell(s.Redistributable))
	}
	p.line("")
}

// checks lists what `lodestone data check` looks for.
func (p *page) checks() {
	p.line("## Checks\n")
	p.line("`lodestone data check` applies them; rows pass, or carry the flag of a known defect.\n")
	p.line("| check | what has to hold |")
	p.line("|---|---|")
	for _, c := range datasets.Checks() {
		p.line("| %s | %s |", c.Name, cell(c.Doc))
	}
}
