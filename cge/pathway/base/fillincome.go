package base

import (
	"math"
	"slices"
	"strings"
)

// fillIncome splits the parents' value added, shifts it so that labour has
// its share of GDP, and closes the account over the one household.
func (w *world) fillIncome() {
	for _, account := range sortedKeys(w.va) {
		lab, cap, tax := w.usa.factors(w.industriesOf(account))
		sum := lab + cap + tax
		for _, f := range []input{{"LAB", lab}, {"CAP", cap}, {"TAX", tax}} {
			w.d.put(f.row, account, w.va[account]*f.share/sum, "value added of 2011 by American shares")
		}
	}
	w.shiftLabour()
	slices.Sort(w.rents)
	w.rents = slices.Compact(w.rents)
	for _, f := range append([]string{"LAB", "CAP", "TAX"}, w.rents...) {
		w.d.put("HH", f, w.d.receives(f), "income of the one household")
	}
	for _, a := range []string{"GOV", "INV"} {
		w.d.put(a, "HH", w.d.spends(a), "taxes and transfers, saving")
	}
}

func (w *world) industriesOf(account string) string {
	for _, s := range sectors {
		if s.id == account {
			return s.usa
		}
	}
	return usaOfPart[account]
}

// shiftLabour moves the labour share of every parent by one step of its logit
// so that labour has its share of all value added.
func (w *world) shiftLabour() {
	accounts := sortedKeys(w.va)
	labour := func(shift float64) (sum float64, by []float64) {
		for _, a := range accounts {
			l, k := w.d.at("LAB", a)*math.Exp(shift), w.d.at("CAP", a)
			v := (w.d.at("LAB", a) + k) * l / (l + k)
			sum, by = sum+v, append(by, v)
		}
		return sum, by
	}
	all, fixed := 0.0, 0.0
	for _, f := range w.d.accounts {
		if f == "LAB" || f == "CAP" || f == "TAX" || isRent(f) {
			all += w.d.receives(f)
		}
	}
	for _, a := range w.d.accounts {
		if _, parent := w.va[a]; !parent {
			fixed += w.d.at("LAB", a)
		}
	}
	want := w.labourShare() * all
	lo, hi := -3.0, 3.0
	for range 80 {
		mid := (lo + hi) / 2
		if sum, _ := labour(mid); sum+fixed < want {
			lo = mid
		} else {
			hi = mid
		}
	}
	_, by := labour(lo)
	for i, a := range accounts {
		both := w.d.at("LAB", a) + w.d.at("CAP", a)
		w.d.put("LAB", a, by[i]-w.d.at("LAB", a), "")
		w.d.put("CAP", a, both-by[i]-w.d.at("CAP", a), "")
	}
	w.derive("shift of labour shares", lo, "1", "of the logit, so that labour has its share of GDP", "pwt1001")
}

func isRent(account string) bool {
	return strings.HasPrefix(account, "R_") || strings.HasPrefix(account, "Q_")
}
