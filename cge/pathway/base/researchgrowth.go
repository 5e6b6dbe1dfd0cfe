package base

import (
	"fmt"
	"math"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/datasets"
)

// Patents between these years make the growth of knowledge: the last ones are
// not all published yet.
const (
	patentsFrom = 2012
	patentsTo   = 2019
)

// block says how knowledge grows. Uses of the same chemistry or drivetrain
// learn from one another.
func (w *writer) block() {
	r, f := w.spec.Research, knowledge.DefaultFrontier()
	f.Depreciation = w.read(datasets.Knowledge(), "1/yr", "node", "all", "parameter", "knowledge depreciation rate (per year)", "bound", "central")
	f.Lag = int(w.read(datasets.Knowledge(), "yr", "node", "all", "parameter", "R&D lag (years)", "bound", "central"))
	f.Gain = f.Depreciation
	if !w.set.Research.Stationary {
		f.Gain += w.patentGrowth(f.Depreciation)
	}
	w.assume("elasticity of new knowledge to research", f.Theta, "1", "Popp 2004")
	w.assume("elasticity of new knowledge to knowledge", f.Psi, "1", "Popp 2004")
	r.Block.Frontier, r.Block.Ratchet = f, w.set.Research.Ratchet
	family := w.family
	r.Family = func(k knowledge.Key) string { return family[k] }
	if x := w.set.Research.Spillover; x > 0 {
		w.assume("catching up between uses of one chemistry or drivetrain", x, "1", "exponent; 0 to 0.4")
		r.Block.Spillover = knowledge.CatchUp{Exponent: x, Groups: w.twins()}
	}
}

// twins are stocks of one driver on one node in several uses.
func (w *writer) twins() (groups [][]int) {
	of := map[string][]int{}
	for i, k := range w.spec.Research.Block.Keys {
		node := k.Object
		for _, u := range sortedKeys(w.uses) {
			for _, sub := range w.uses[u].Subs {
				if unitName(u, sub.Node) == k.Object {
					node = sub.Node
				}
			}
		}
		of[k.Driver.String()+node] = append(of[k.Driver.String()+node], i)
	}
	for _, name := range sortedKeys(of) {
		if len(of[name]) > 1 {
			groups = append(groups, of[name])
		}
	}
	return groups
}

// patentGrowth is by how much more than it loses the stock of patents in
// renewables gained a year at constant filing, world: what is filed in the last
// complete year over the stock, less depreciation. The stock before the
// first year is that of steady growth.
func (w *writer) patentGrowth(depreciation float64) float64 {
	filed := func(year int) float64 {
		return w.read(datasets.Research(), "patent", "item", "patents: renewable energy, total", "region", "World", "year", strconv.Itoa(year))
	}
	first, from, to := 2000, patentsFrom, patentsTo
	if w.a.Year < publishedYear { // what was filed by then
		to = min(to, w.a.Year-1)
		from = max(first+1, min(from, to-5))
	}
	growth := math.Pow(filed(from)/filed(first), 1./float64(from-first)) - 1
	stock, sum := filed(first)/(depreciation+growth), 0.0
	for year := first + 1; year <= to; year++ {
		before := stock
		stock = (1-depreciation)*stock + filed(year)
		if year > from {
			sum += stock/before - 1
		}
	}
	return w.derive("growth of the stock of patents in renewables", sum/float64(to-from), "1/yr",
		fmt.Sprintf("mean of %d to %d; later ones are not all published", from+1, to), "owid_irena_patents_2024")
}
