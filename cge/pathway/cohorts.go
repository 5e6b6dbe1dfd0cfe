package pathway

import (
	"fmt"
	"strconv"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

// A cohortBook keeps the cohorts of one stock: a use, the capacity of a
// service, or units in second life. Its options are the cells of a fleet of
// package mfa; what a cohort contains is kept as it was when it was built.
//
// Cohorts are counted from the oldest of the history: cohort early+t enters in
// year t.
type cohortBook struct {
	name    string
	early   int // cohorts before the base year
	fleet   *mfa.Fleet
	lives   *bornLives
	options quantity.Axis
	content [][][]float64 // [cohort][option][mineral]
	fit     [][]float64   // [cohort][option] share fit for a second life
	amount  [][]float64   // [cohort][option] what entered
	before  [][]float64   // [early cohort][option] what is left when the base year begins
	kept    []float64     // survival of this year's cohort at the end of the year
}

// bornLives is the life of each cohort and option, frozen when it is born.
type bornLives struct {
	axis   string
	option map[string]int
	cohort map[string]int
	life   [][]mfa.Lifetime // [cohort][option]
}

// At is the lifetime of a cohort.
func (b *bornLives) At(cell mfa.Cell, cohort string) (mfa.Lifetime, error) {
	label, _ := cell.Label(b.axis)
	c, ok := b.cohort[cohort]
	if !ok || b.life[c] == nil {
		return nil, fmt.Errorf("pathway: cohort %q has no life", cohort)
	}
	return b.life[c][b.option[label]], nil
}

// newBook opens a book. history is [option][year], oldest first, life by option
// of the early cohorts.
func newBook(name string, years []int, age mfa.Convention, options []string, history [][]float64, life []mfa.Lifetime) (*cohortBook, error) {
	early := 0
	for _, h := range history {
		early = max(early, len(h))
	}
	b := &cohortBook{name: name, early: early, options: quantity.NewAxis("option", options...)}
	n := early + len(years)
	b.content, b.fit, b.amount = make([][][]float64, n), make([][]float64, n), make([][]float64, n)
	b.lives = &bornLives{axis: "option", option: map[string]int{}, cohort: map[string]int{}, life: make([][]mfa.Lifetime, n)}
	for k, o := range options {
		b.lives.option[o] = k
	}
	for c := range n {
		b.lives.cohort[strconv.Itoa(years[0]-early+c)] = c
	}
	for c := range early {
		b.lives.life[c], b.amount[c] = life, make([]float64, len(options))
		for k, h := range history {
			if at := c - (early - len(h)); at >= 0 {
				b.amount[c][k] = h[at]
			}
		}
	}
	use := mfa.Use{Lives: b.lives, Age: age}
	if early > 0 {
		initial, err := b.initial(years, use, life)
		if err != nil {
			return nil, err
		}
		use.Initial = initial
	}
	var err error
	b.fleet, err = mfa.NewFleet("1", quantity.YearsOf(years...), use, b.options)
	return b, err
}

// initial is what is left of the history at the end of the year before the base
// year, by year of entry.
func (b *cohortBook) initial(years []int, use mfa.Use, life []mfa.Lifetime) (quantity.Array, error) {
	past := make([]int, b.early)
	for c := range past {
		past[c] = years[0] - b.early + c
	}
	nk := b.options.Len()
	inflow := make([]float64, nk*b.early)
	for c := range b.early {
		for k := range nk {
			inflow[k*b.early+c] = b.amount[c][k]
		}
	}
	d, err := mfa.InflowDriven(quantity.New("1", inflow, b.options, quantity.YearsOf(past...)), use)
	if err != nil {
		return quantity.Array{}, fmt.Errorf("pathway: history of %s: %w", b.name, err)
	}
	left := d.StockByCohort().Pick("year", strconv.Itoa(years[0]-1)).Transpose("option", "cohort")
	if err := left.Err(); err != nil {
		return left, err
	}
	for c := range b.early {
		row := make([]float64, nk)
		for k := range nk {
			row[k] = left.Data()[k*b.early+c]
		}
		b.before = append(b.before, row)
	}
	return left, nil
}

// begin opens year t with the lives of its cohort.
func (b *cohortBook) begin(t int, life []mfa.Lifetime) error {
	b.lives.life[b.early+t] = life
	if !b.fleet.Next() {
		return fmt.Errorf("pathway: cohorts of %s: %w", b.name, b.fleet.Err())
	}
	first := b.fleet.FirstYear()
	if err := first.Err(); err != nil {
		return fmt.Errorf("pathway: cohorts of %s: %w", b.name, err)
	}
	b.kept = first.Data()
	return nil
}

// surviving is what is left of earlier cohorts at the end of the year, by option.
func (b *cohortBook) surviving() []float64 { return b.fleet.Surviving().Data() }

// leaving is what leaves in year t, [cohort][option]; nil where nothing has
// entered yet.
func (b *cohortBook) leaving(t int) [][]float64 {
	m, nk := b.early+t, b.options.Len()
	if m == 0 {
		return nil
	}
	v := b.fleet.LeavingByCohort().Data()
	out := make([][]float64, m)
	for c := range out {
		out[c] = make([]float64, nk)
		for k := range nk {
			out[c][k] = v[k*m+c]
		}
	}
	return out
}

// enter closes the year with its cohort.
func (b *cohortBook) enter(t int, amount []float64, content [][]float64, fit []float64) error {
	c := b.early + t
	b.amount[c], b.content[c], b.fit[c] = amount, content, fit
	b.fleet.Enter(quantity.New("1", amount, b.options))
	return b.fleet.Err()
}
