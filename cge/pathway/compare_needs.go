package pathway

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Difference is a figure on two paths. Labels that do not apply are "all".
type Difference struct {
	Year                              int
	Mineral, Technology, Unit, Supply string
	Reference, Other                  float64
}

// Change is the other path's figure less the reference's.
func (d Difference) Change() float64 { return d.Other - d.Reference }

// Percent is the change over the reference; NaN where the reference has none.
func (d Difference) Percent() float64 { return 100 * d.Change() / d.Reference }

// A Comparison is two paths side by side.
type Comparison struct {
	Reference, Other     string // what the paths are
	Region, Mass, Source string
	Needs                []Difference // requirements: mass, by year, mineral, technology, sub-technology and supply
	Prices               []Difference // of minerals, relative to the base year; none where a path has no prices
}

// Beside are options for a run that is compared with r: it gets the service
// shifters of r, so that what services take of the economy is the same. A path
// without shifters (mode MFA) meets services at their paths, as closure Target
// does.
func (r *Result) Beside(opt Options) Options {
	if shifters := r.Shifters(); len(shifters) > 0 {
		opt.Closure, opt.Shifters = Response, shifters
	}
	return opt
}

// Compare sets two paths side by side in some years, in all where none is named.
// Both meet services at their paths (closure Target), or the other one has the
// shifters of the reference (Beside); anything else would mix less service with
// less metal, and is refused.
func Compare(reference, other *Result, years ...int) (*Comparison, error) {
	if err := matching(reference, other); err != nil {
		return nil, err
	}
	if len(years) == 0 {
		years = reference.Spec.Years
	}
	c := &Comparison{Reference: reference.Path(), Other: other.Path(), Region: reference.region(), Mass: reference.Spec.Mass, Source: reference.Spec.Source}
	for _, year := range years {
		a, err := reference.in(year)
		if err != nil {
			return nil, err
		}
		b, err := other.in(year)
		if err != nil {
			return nil, err
		}
		c.Needs = append(c.Needs, needsOf(a, b)...)
		if reference.Mode != MFA && other.Mode != MFA {
			for _, x := range reference.Spec.Minerals {
				c.Prices = append(c.Prices, Difference{Year: year, Mineral: x.Name, Technology: "all", Unit: "all", Supply: "all",
					Reference: a.Prices[x.Name] / reference.Years[0].Prices[x.Name], Other: b.Prices[x.Name] / other.Years[0].Prices[x.Name]})
			}
		}
	}
	return c, nil
}

// Path says what a path is: its mode, and what is held.
func (r *Result) Path() string {
	name := [...]string{"endogenous", "exogenous", "mfa"}[r.Mode]
	switch r.hold {
	case 0:
	case AllChannels:
		name += ", all channels held"
	default:
		name += ", " + r.hold.String() + " held"
	}
	return name
}

// in is the year of a path.
func (r *Result) in(year int) (*Year, error) {
	for i := range r.Years {
		if r.Years[i].Year == year {
			return &r.Years[i], nil
		}
	}
	return nil, fmt.Errorf("pathway: %s has no year %d; it goes from %d to %d", r.Spec.Name, year, r.Spec.Years[0], r.Spec.Years[len(r.Spec.Years)-1])
}

// matching refuses paths that do not render the same services in the same units.
func matching(reference, other *Result) error {
	a, b := reference.Spec, other.Spec
	if a.Mass != b.Mass {
		return fmt.Errorf("pathway: Compare: minerals of %s count in %q, of %s in %q", a.Name, a.Mass, b.Name, b.Mass)
	}
	names := func(s *Spec) (out []string) {
		for _, x := range s.Minerals {
			out = append(out, x.Name)
		}
		slices.Sort(out)
		return out
	}
	if !slices.Equal(names(a), names(b)) {
		return fmt.Errorf("pathway: Compare: the paths have different minerals, %v and %v", names(a), names(b))
	}
	if other.closure == Target && reference.closure == Target {
		return nil
	}
	was := reference.Shifters()
	shifters := other.Shifters()
	for _, name := range slices.Sorted(maps.Keys(shifters)) {
		for t, v := range shifters[name] {
			if before := was[name]; before == nil || t >= len(before) || math.Abs(before[t]-v) > 1e-9*math.Abs(v) {
				return fmt.Errorf("pathway: Compare: users of %q are scaled by %v in year %d of the other path, not as on the reference; run it with reference.Beside(options)", name, v, t+1)
			}
		}
	}
	return nil
}

// needsOf are requirements of a year on two paths, in the order in which the
// reference names them, then the other.
func needsOf(a, b *Year) []Difference {
	var out []Difference
	at := map[Difference]int{}
	add := func(y *Year, put func(d *Difference, v float64)) {
		for _, n := range y.Needs {
			for k, v := range []float64{n.Primary, n.Recycled, n.SecondLife} {
				key := Difference{Year: y.Year, Mineral: n.Mineral, Technology: n.Technology, Unit: n.Unit, Supply: origins[k]}
				i, there := at[key]
				if !there {
					i, at[key] = len(out), len(out)
					out = append(out, key)
				}
				put(&out[i], v)
			}
		}
	}
	add(a, func(d *Difference, v float64) { d.Reference += v })
	add(b, func(d *Difference, v float64) { d.Other += v })
	return out
}

// Sum adds requirements up over all labels but those of some axes: "year",
// "mineral", "technology", "sub_technology", "supply". What is added up is
// called "all"; of years, 0.
func (c *Comparison) Sum(axes ...string) []Difference {
	return fold(c.Needs, func(d Difference) Difference { return d.labels(axes) }, func(sum *Difference, d Difference) {
		sum.Reference += d.Reference
		sum.Other += d.Other
	}, func(label Difference) Difference { return label })
}

// labels are those of some axes, without figures.
func (d Difference) labels(axes []string) Difference {
	keep := func(axis, label string) string {
		if slices.Contains(axes, axis) {
			return label
		}
		return "all"
	}
	out := Difference{Mineral: keep("mineral", d.Mineral), Technology: keep("technology", d.Technology),
		Unit: keep("sub_technology", d.Unit), Supply: keep("supply", d.Supply)}
	if slices.Contains(axes, "year") {
		out.Year = d.Year
	}
	return out
}

// fold adds rows with the same labels, in the order in which labels first appear.
func fold[T any](rows []T, labels func(T) Difference, add func(*T, T), begin func(Difference) T) []T {
	var out []T
	at := map[Difference]int{}
	for _, row := range rows {
		key := labels(row)
		i, there := at[key]
		if !there {
			i, at[key] = len(out), len(out)
			out = append(out, begin(key))
		}
		add(&out[i], row)
	}
	return out
}

// Table is the comparison over year, region, mineral, technology,
// sub_technology, supply and path ("reference", "other"), in mass.
func (c *Comparison) Table() quantity.Table {
	u, err := quantity.ParseUnit(c.Mass)
	m := &tableMaker{t: quantity.Table{Name: "impact of endogenization", Axes: []string{"year", "region", "mineral", "technology", "sub_technology", "supply", "path"}}, unit: u, source: sourceOr(c.Source), err: err}
	for _, d := range c.Needs {
		m.add(d.Reference, strconv.Itoa(d.Year), c.Region, d.Mineral, d.Technology, d.Unit, d.Supply, "reference")
		m.add(d.Other, strconv.Itoa(d.Year), c.Region, d.Mineral, d.Technology, d.Unit, d.Supply, "other")
	}
	return m.done()
}

func sourceOr(source string) string {
	if source == "" {
		return "lodestone"
	}
	return source
}

// Sheet is the comparison as a file, comparison.csv.
func (c *Comparison) Sheet() Sheet {
	s := Sheet{Name: "comparison.csv", Header: []string{"year", "region", "mineral", "technology", "sub_technology", "supply", "reference", "other", "change", "unit"}}
	for _, d := range c.Needs {
		s.Rows = append(s.Rows, []string{strconv.Itoa(d.Year), c.Region, d.Mineral, d.Technology, d.Unit, d.Supply, num(d.Reference), num(d.Other), num(d.Change()), c.Mass})
	}
	return s
}

// String is what the paths need of each mineral in each year, and the change in
// per cent.
func (c *Comparison) String() string {
	var b strings.Builder
	years := map[int]bool{}
	var minerals []string
	cell := map[string]Difference{}
	for _, d := range c.Sum("year", "mineral") {
		years[d.Year] = true
		if !slices.Contains(minerals, d.Mineral) {
			minerals = append(minerals, d.Mineral)
		}
		cell[d.Mineral+strconv.Itoa(d.Year)] = d
	}
	fmt.Fprintf(&b, "%s beside %s, %s\n%-14s", c.Other, c.Reference, c.Mass, "")
	order := slices.Sorted(maps.Keys(years))
	for _, y := range order {
		fmt.Fprintf(&b, "%24d", y)
	}
	for _, m := range minerals {
		fmt.Fprintf(&b, "\n%-14s", m)
		for _, y := range order {
			d := cell[m+strconv.Itoa(y)]
			fmt.Fprintf(&b, " %8.4g %8.4g %+5.0f%%", d.Reference, d.Other, d.Percent())
		}
	}
	return b.String() + "\n"
}

// Baseline is the traditional calculation beside an endogenous one: mode MFA
// with all channels held. Other uses of minerals are those of the endogenous
// path with everything held, so that the split into primary and recycled metal
// rests on the same economy.
func Baseline(ctx context.Context, s *Spec, opt Options) (*Result, error) {
	opt.Mode, opt.Hold = MFA, AllChannels
	if opt.Other == nil {
		held := opt
		held.Mode, held.Progress = Endogenous, nil
		r, err := runOf(ctx, s, held)
		if err != nil {
			return nil, fmt.Errorf("other uses on the path with everything held: %w", err)
		}
		opt.Other = r.OtherUses()
	}
	return runOf(ctx, s, opt)
}

// Endogenization compares the endogenous path of a Spec with its Baseline: the
// impact of endogenous technical change.
func Endogenization(ctx context.Context, s *Spec, opt Options, years ...int) (*Comparison, error) {
	reference, err := Baseline(ctx, s, opt)
	if err != nil {
		return nil, err
	}
	opt.Mode = Endogenous
	other, err := runOf(ctx, s, opt)
	if err != nil {
		return nil, err
	}
	return Compare(reference, other, years...)
}

func runOf(ctx context.Context, s *Spec, opt Options) (*Result, error) {
	m, err := New(s, opt)
	if err != nil {
		return nil, err
	}
	return m.Run(ctx)
}
