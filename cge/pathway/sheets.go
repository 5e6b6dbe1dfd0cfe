package pathway

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
)

// A Sheet is one table of a result, as it is written: text, a header and rows.
type Sheet struct {
	Name   string // file name, such as "requirement.csv"
	Header []string
	Rows   [][]string
}

// Write writes a sheet as CSV.
func (s *Sheet) Write(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(s.Header); err != nil {
		return err
	}
	if err := out.WriteAll(s.Rows); err != nil {
		return err
	}
	out.Flush()
	return out.Error()
}

// Run is New, Model.Run and Result.Write in one: what a command needs. create
// opens the file of a name.
func Run(ctx context.Context, s *Spec, opt Options, create func(name string) (io.WriteCloser, error)) (*Result, error) {
	m, err := New(s, opt)
	if err != nil {
		return nil, err
	}
	r, err := m.Run(ctx)
	if err != nil {
		return nil, err
	}
	return r, r.Write(create)
}

// Write writes all sheets to the files that create opens: none before all of
// them are made.
func (r *Result) Write(create func(name string) (io.WriteCloser, error)) error {
	for _, s := range r.Sheets() {
		f, err := create(s.Name)
		if err != nil {
			return fmt.Errorf("pathway: %s: %w", s.Name, err)
		}
		if err := s.Write(f); err != nil {
			f.Close()
			return fmt.Errorf("pathway: %s: %w", s.Name, err)
		}
		if err := f.Close(); err != nil {
			return fmt.Errorf("pathway: %s: %w", s.Name, err)
		}
	}
	return nil
}

// Sheets are the tables of a result. Values are printed so that reading them
// gives the same number.
//
//	requirement  by mineral, technology, sub-technology and origin of the metal
//	shares       of options in uses and services
//	capacity     stock at the end of the year, additions, retirements
//	prices       of everything; rent: what a mineral's mines earn per mass beyond cost
//	certificate  how well each year is solved
//	sets         sets at work, of uses and of inputs of units, and how far the others are from it
//	supply       minerals: mined, recycled, used, scrap; premium and shortage at price ceilings
//	rents        by what earns them
//	accounts     GDP from both sides
//	knowledge    stocks and research, where there is any
//	carbon       where there is a limit
//	lampposts    where the path was watched
//
// In mode MFA there are no prices, and no sheets that rest on them.
func (r *Result) Sheets() []Sheet {
	out := []Sheet{r.requirement(), r.shares(), r.capacity(), r.supply()}
	if r.Mode != MFA {
		out = append(out, r.prices(), r.certificate(), r.sets(), r.rents(), r.accounts())
		if r.Spec.Research != nil {
			out = append(out, r.knowledge())
		}
		if r.Spec.Carbon != nil {
			out = append(out, r.carbon())
		}
		if r.Lamps != nil {
			out = append(out, LampPostSheet(r.Lamps))
		}
	}
	return out
}

func (r *Result) region() string {
	if r.Spec.Region == "" {
		return "World"
	}
	return r.Spec.Region
}

// each calls f for every year with the year and region as text.
func (r *Result) each(f func(y *Year, year string)) {
	for i := range r.Years {
		f(&r.Years[i], strconv.Itoa(r.Years[i].Year))
	}
}

func (r *Result) requirement() Sheet {
	s := Sheet{Name: "requirement.csv", Header: []string{"year", "region", "mineral", "technology", "sub_technology", "supply", "value", "unit"}}
	r.each(func(y *Year, year string) {
		for _, n := range y.Needs {
			for k, v := range []float64{n.Primary, n.Recycled, n.SecondLife} {
				s.Rows = append(s.Rows, []string{year, r.region(), n.Mineral, n.Technology, n.Unit, origins[k], num(v), r.Spec.Mass})
			}
		}
	})
	return s
}

var origins = []string{"primary", "recycled", "second_life"}

func (r *Result) shares() Sheet {
	s := Sheet{Name: "shares.csv", Header: []string{"year", "region", "constituent", "sub_technology", "share"}}
	r.each(func(y *Year, year string) {
		for b := range r.Spec.books() {
			name := r.Spec.bookName(b)
			for _, unit := range r.Spec.bookUnits(b) {
				s.Rows = append(s.Rows, []string{year, r.region(), name, unit, num(y.Shares[name][unit])})
			}
		}
	})
	return s
}

func (r *Result) capacity() Sheet {
	s := Sheet{Name: "capacity.csv", Header: []string{"year", "region", "technology", "sub_technology", "stock", "addition", "retirement", "unit"}}
	r.each(func(y *Year, year string) {
		for b := range r.Spec.books() {
			name, measure := r.Spec.bookName(b), ""
			for _, unit := range r.Spec.bookUnits(b) {
				measure = r.Spec.measure(b, unit)
				s.Rows = append(s.Rows, []string{year, r.region(), r.Spec.technology(b), unit, num(y.Stocks[name][unit]), num(y.Additions[name][unit]), num(y.Retired[name][unit]), measure})
			}
		}
	})
	return s
}

// measure is the unit that a book counts a unit in.
func (s *Spec) measure(b int, unit string) string {
	if b < len(s.Uses) && s.Uses[b].Measure != "" {
		return s.Uses[b].Measure
	}
	for i := range s.Units {
		if s.Units[i].Name == unit {
			return s.Units[i].Measure
		}
	}
	return ""
}

// technology is the label of a book in results.
func (s *Spec) technology(b int) string {
	if b < len(s.Uses) && s.Uses[b].Technology != "" {
		return s.Uses[b].Technology
	}
	return s.bookName(b)
}

func (r *Result) prices() Sheet {
	s := Sheet{Name: "prices.csv", Header: []string{"year", "region", "commodity", "price", "markup", "rent"}}
	r.each(func(y *Year, year string) {
		for _, name := range slices.Sorted(maps.Keys(y.Prices)) {
			// prices are unit costs: no producer of this model has market power
			s.Rows = append(s.Rows, []string{year, r.region(), name, num(y.Prices[name]), "0", num(y.MineRent[name])})
		}
	})
	return s
}

func (r *Result) certificate() Sheet {
	s := Sheet{Name: "certificate.csv", Header: []string{"year", "iterations", "walras", "balance", "complementarity", "gdp", "rounds"}}
	r.each(func(y *Year, year string) {
		c := y.Check
		s.Rows = append(s.Rows, []string{year, strconv.Itoa(c.Iterations), num(c.Walras), num(c.Balance), num(c.Complementarity), num(c.GDP), strconv.Itoa(c.Rounds)})
	})
	return s
}

func (r *Result) sets() Sheet {
	s := Sheet{Name: "sets.csv", Header: []string{"year", "region", "constituent", "set", "part", "gap"}}
	r.each(func(y *Year, year string) {
		for _, use := range slices.Sorted(maps.Keys(y.Gaps)) {
			for _, set := range slices.Sorted(maps.Keys(y.Gaps[use])) {
				s.Rows = append(s.Rows, []string{year, r.region(), use, set, num(y.Sets[use][set]), num(y.Gaps[use][set])})
			}
		}
		for _, unit := range slices.Sorted(maps.Keys(y.Recipes)) {
			for _, set := range slices.Sorted(maps.Keys(y.Recipes[unit])) {
				s.Rows = append(s.Rows, []string{year, r.region(), unit, set, num(y.Recipes[unit][set]), num(y.RecipeGaps[unit][set])})
			}
		}
	})
	return s
}

func (r *Result) supply() Sheet {
	s := Sheet{Name: "supply.csv", Header: []string{"year", "region", "mineral", "mined", "recycled", "recyclable", "scrap", "units", "other", "lost", "premium", "shortage", "unit"}}
	r.each(func(y *Year, year string) {
		for _, x := range r.Spec.Minerals {
			v := y.Minerals[x.Name]
			s.Rows = append(s.Rows, []string{year, r.region(), x.Name, num(v.Mined), num(v.Recycled), num(v.Recyclable), num(v.Scrap), num(v.Units), num(v.Other), num(y.Lost[x.Name]), num(v.Premium), num(v.Shortage), r.Spec.Mass})
		}
	})
	return s
}

func (r *Result) rents() Sheet {
	s := Sheet{Name: "rents.csv", Header: []string{"year", "region", "earner", "value", "unit"}}
	r.each(func(y *Year, year string) {
		for _, name := range slices.Sorted(maps.Keys(y.Rents)) {
			s.Rows = append(s.Rows, []string{year, r.region(), name, num(y.Rents[name]), r.Spec.Money})
		}
	})
	return s
}

func (r *Result) accounts() Sheet {
	s := Sheet{Name: "accounts.csv", Header: []string{"year", "region", "factors", "rents", "taxes", "surplus", "gdp", "expenditure", "unit"}}
	r.each(func(y *Year, year string) {
		a := y.Accounts
		s.Rows = append(s.Rows, []string{year, r.region(), num(a.Factors), num(a.Rents), num(a.Taxes), num(a.Surplus), num(a.GDP()), num(a.Expenditure), r.Spec.Money})
	})
	return s
}

func (r *Result) carbon() Sheet {
	s := Sheet{Name: "carbon.csv", Header: []string{"year", "region", "emissions", "limit", "price", "unit"}}
	r.each(func(y *Year, year string) {
		t := y.Year - r.Spec.Years[0]
		s.Rows = append(s.Rows, []string{year, r.region(), num(y.Emissions), num(r.Spec.Carbon.Limit[t]), num(y.Values["CO2"]), r.Spec.Carbon.Unit})
	})
	return s
}

func (r *Result) knowledge() Sheet {
	s := Sheet{Name: "knowledge.csv", Header: []string{"year", "driver", "object", "stock", "rnd", "unit"}}
	r.each(func(y *Year, year string) {
		for _, key := range r.Spec.Research.Block.Keys {
			k := key.String()
			s.Rows = append(s.Rows, []string{year, key.Driver.String(), key.Object, num(y.Knowledge[k]), num(y.Research[k]), r.Spec.Money})
		}
	})
	return s
}
