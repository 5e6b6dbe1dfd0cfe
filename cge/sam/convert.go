package sam

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// FromArray turns an array over two axes with the same labels into a matrix:
// the first axis receives (rows), the second pays (columns). The labels may
// stand in another order on the second axis; a label on one axis alone is an
// error that names it. Unit and sources go along.
func FromArray(a quantity.Array) (*SAM, error) {
	axes, err := twoAxes(a)
	if err != nil {
		return nil, err
	}
	return spread("FromArray", a, axes[0].Labels)
}

func twoAxes(a quantity.Array) ([]quantity.Axis, error) {
	if err := a.Err(); err != nil {
		return nil, fmt.Errorf("sam: FromArray: %w", err)
	}
	axes := a.Axes()
	if len(axes) != 2 {
		return nil, fmt.Errorf("sam: FromArray: %d axes; a matrix has two, row and column", len(axes))
	}
	for k, ax := range axes {
		other := axes[1-k]
		for _, l := range ax.Labels {
			if other.Index(l) < 0 {
				return nil, fmt.Errorf("sam: FromArray: %q stands on axis %q alone, not on %q; both hold every account (FromTable takes the union)", l, ax.Name, other.Name)
			}
		}
	}
	return axes, nil
}

// FromTable turns a table into a matrix over its axes row (who receives) and
// col (who pays). Accounts are the labels of row in order of appearance, then
// those that stand on col alone; a cell without a row in the table is 0. Two
// figures for one cell, two units, or another axis with more than one label
// left are errors that name it. Unit and sources go along.
func FromTable(t quantity.Table, row, col string) (*SAM, error) {
	a := t.Fill(0).Array(row, col)
	if err := a.Err(); err != nil {
		return nil, fmt.Errorf("sam: FromTable: %w", err)
	}
	if row == col {
		return nil, fmt.Errorf("sam: FromTable: axis %q is named for rows and for columns", row)
	}
	axes := a.Axes()
	accounts := slices.Clone(axes[0].Labels)
	for _, l := range axes[1].Labels {
		if axes[0].Index(l) < 0 {
			accounts = append(accounts, l)
		}
	}
	return spread("FromTable", a, accounts)
}

// spread writes an array over two axes onto accounts × accounts.
func spread(op string, a quantity.Array, accounts []string) (*SAM, error) {
	accounts = slices.Clone(accounts)
	index, err := indexOf(accounts)
	if err != nil {
		return nil, fmt.Errorf("sam: %s: %w", op, err)
	}
	axes, data := a.Axes(), a.Data()
	n, width := len(accounts), axes[1].Len()
	values := make([]float64, n*n)
	for i, r := range axes[0].Labels {
		for j, c := range axes[1].Labels {
			values[index[r]*n+index[c]] = data[i*width+j]
		}
	}
	return build(op, a.Unit(), accounts, values, a.Sources())
}

// Array is the matrix over the axes "row" (receives) and "col" (pays), with
// its unit and sources.
func (m *SAM) Array() quantity.Array {
	a := quantity.Own(m.unit, slices.Clone(m.values), quantity.NewAxis("row", m.accounts...), quantity.NewAxis("col", m.accounts...))
	return a.WithSources(m.sources...)
}

// Aggregate merges accounts: groups maps every old label to a new one. New
// accounts stand in the order of their first member; payments inside a group
// become its diagonal cell. An account that is not mapped, and a label in
// groups that is no account, are errors that name it.
func (m *SAM) Aggregate(groups map[string]string) (*SAM, error) {
	var unknown, missing, accounts []string
	for old := range groups {
		if _, ok := m.index[old]; !ok {
			unknown = append(unknown, old)
		}
	}
	slices.Sort(unknown)
	at := map[string]int{}
	to := make([]int, len(m.accounts))
	for i, a := range m.accounts {
		g, ok := groups[a]
		if !ok {
			missing = append(missing, a)
			continue
		}
		if _, seen := at[g]; !seen {
			at[g] = len(accounts)
			accounts = append(accounts, g)
		}
		to[i] = at[g]
	}
	if missing != nil {
		return nil, fmt.Errorf("sam: Aggregate: no group for %s; map an account to itself to keep it", listed(missing, 8))
	}
	if unknown != nil {
		return nil, fmt.Errorf("sam: Aggregate: %s: no such account; there are %s", listed(unknown, 8), listed(m.accounts, 8))
	}
	return build("Aggregate", m.unit, accounts, m.merge(to, len(accounts)), m.sources)
}

// merge adds up the cells of each pair of groups.
func (m *SAM) merge(to []int, groups int) []float64 {
	sums := make([]exact, groups*groups)
	n := len(m.accounts)
	for k, v := range m.values {
		sums[to[k/n]*groups+to[k%n]].add(v)
	}
	values := make([]float64, len(sums))
	for k := range sums {
		values[k] = sums[k].value()
	}
	return values
}

// DropEmpty returns the matrix without the accounts whose row and column hold
// only zeros, and the labels it dropped. A matrix of zeros is an error.
func (m *SAM) DropEmpty() (kept *SAM, dropped []string, err error) {
	n := len(m.accounts)
	used := make([]bool, n)
	for k, v := range m.values {
		if v != 0 {
			used[k/n], used[k%n] = true, true
		}
	}
	var accounts []string
	for i, a := range m.accounts {
		if used[i] {
			accounts = append(accounts, a)
		} else {
			dropped = append(dropped, a)
		}
	}
	var values []float64
	for k, v := range m.values {
		if used[k/n] && used[k%n] {
			values = append(values, v)
		}
	}
	if accounts == nil {
		return nil, nil, fmt.Errorf("sam: DropEmpty: every cell is 0; no account would be left")
	}
	kept, err = build("DropEmpty", m.unit, accounts, values, m.sources)
	return kept, dropped, err
}
