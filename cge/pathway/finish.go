package pathway

import (
	"math"
	"strconv"
)

// finish proves the balance of every mineral in every year: what is in use, in
// second life and waiting to be scrap changes by what entered less what was
// scrap and lost. Stocks are computed anew from the cohorts of package mfa.
func (r *run) finish() error {
	m := r.m
	years := len(m.spec.Years)
	stock := make([][]float64, years+1) // [0] before the base year
	for t := range stock {
		stock[t] = make([]float64, len(m.spec.Minerals))
	}
	books := append(append([]*cohortBook(nil), r.ledger.books...), r.ledger.second...)
	for _, book := range books {
		if err := book.addStock(stock, m.spec.Years); err != nil {
			return err
		}
	}
	for t := range m.spec.Years {
		y := &r.result.Years[t]
		for i, x := range m.spec.Minerals {
			change := stock[t+1][i] - stock[t][i] + r.result.waiting[t+1][i] - r.result.waiting[t][i]
			v := y.Minerals[x.Name]
			gap := change - (v.Units - v.Scrap - y.Lost[x.Name])
			size := math.Max(v.Units, 0.01*stock[t+1][i])
			if size > 0 {
				y.Check.Balance = math.Max(y.Check.Balance, math.Abs(gap)/size)
			}
		}
	}
	return r.light()
}

// addStock adds what the cohorts of a book hold at the end of each year.
func (b *cohortBook) addStock(stock [][]float64, years []int) error {
	d, err := b.fleet.Dynamics()
	if err != nil {
		return err
	}
	cube := d.StockByCohort()
	for t := range years {
		year := cube.Pick("year", strconv.Itoa(years[t])).Transpose("option", "cohort").Must().Data()
		n := len(year) / b.options.Len()
		for k := range b.options.Len() {
			for c := range b.early + t + 1 {
				for i, a := range b.content[c][k] {
					stock[t+1][i] += year[k*n+c] * a
				}
			}
		}
	}
	for c, left := range b.before {
		for k, a := range b.content[c] {
			for i, v := range a {
				stock[0][i] += left[k] * v
			}
		}
	}
	return nil
}
