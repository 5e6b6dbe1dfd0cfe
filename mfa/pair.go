package mfa

import (
	"fmt"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Pair is a product that needs a component, each with a life of its own: a
// vehicle and its battery. In every step a unit may lose both, the product
// alone or the component alone; hazards are independent (Aguilar Lopez, Billy,
// Müller 2022, doi 10.1111/jiec.13316).
//
//	             component fails     component lives
//	product fails     both leave     Reuse of the components go on in a new product
//	product lives     Replace of     stays
//	                  the products
//	                  get a new one
//
// The stock of products is given; what replacement and reuse leave open is
// filled with new products that have new components.
type Pair struct {
	Product, Component Use // lives and age convention; no initial stock

	Replace     float64 // share of products that outlive their component and get a new one
	Reuse       float64 // share of components that outlive their product and get a new one
	MaxReuseAge float64 // no component older than this is used again, in years; 0 is no limit
}

// PairRun is a Pair that has been run. Arrays have the axes of the stock, in
// its unit: one component a product.
type PairRun struct {
	ProductIn, ProductOut     quantity.Array
	ComponentIn, ComponentOut quantity.Array
	Replaced, Reused          quantity.Array // components put into old products; old components put into new ones

	// LastByProduct and LastByComponent are the stock at the end of the last
	// step by cohort of either: the axes of the stock with "cohort" for "year".
	LastByProduct, LastByComponent quantity.Array

	// ComponentOutByCohort is what leaves by the component's year of entry, for
	// its content: the axes of the stock and "cohort".
	ComponentOutByCohort quantity.Array

	Warnings []string
}

// StockDriven runs the pair under a given stock of products: axis "year" and
// any others. When more replacements or reuses are on offer than the stock
// needs, the oldest products or components are left out first.
func (p Pair) StockDriven(stock quantity.Array) (*PairRun, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	d, want, err := prepare("stock", stock, p.Product)
	if err != nil {
		return nil, err
	}
	comp, err := newCurves(p.Component, d.curves.g, d.curves.cells)
	if err != nil {
		return nil, fmt.Errorf("mfa: Pair: component: %w", err)
	}
	n := len(d.curves.g.years)
	r := newPairing(p, d, n)
	for cell := range d.series {
		pc, err := d.curves.at(cell)
		if err != nil {
			return nil, err
		}
		cc, err := comp.at(cell)
		if err != nil {
			return nil, err
		}
		if err := r.cell(cell, pc, cc, want[cell*n:(cell+1)*n]); err != nil {
			return nil, err
		}
	}
	return r.result()
}

func (p Pair) check() error {
	if !(p.Replace >= 0 && p.Replace <= 1) {
		return fmt.Errorf("mfa: Pair.Replace is %v; a share lies between 0 and 1", p.Replace)
	}
	if !(p.Reuse >= 0 && p.Reuse <= 1) {
		return fmt.Errorf("mfa: Pair.Reuse is %v; a share lies between 0 and 1", p.Reuse)
	}
	if p.Product.Negative == ScrapEarly {
		return fmt.Errorf("mfa: Pair: ScrapEarly is not supported; choose WarnNegative or RefuseNegative")
	}
	if !(p.MaxReuseAge >= 0) {
		return fmt.Errorf("mfa: Pair.MaxReuseAge is %v; it is a number of years, or 0", p.MaxReuseAge)
	}
	if p.Product.Age != p.Component.Age {
		return fmt.Errorf("mfa: Pair: the product has %v, the component %v; they enter together", p.Product.Age, p.Component.Age)
	}
	if given(p.Product.Initial) || given(p.Component.Initial) {
		return fmt.Errorf("mfa: Pair: an initial stock is not supported; begin the stock earlier")
	}
	return nil
}

// pairing runs cells one after the other.
type pairing struct {
	p     Pair
	d     *Dynamics
	n     int
	x     []float64 // [product cohort][component cohort]
	hp    []float64 // hazard of each product cohort in this step
	hc    []float64
	flows [6][]float64
	last  [2][]float64
	byC   []float64
	notes notes
}

const (
	productIn = iota
	productOut
	componentIn
	componentOut
	replaced
	reused
)

func newPairing(p Pair, d *Dynamics, n int) *pairing {
	r := &pairing{p: p, d: d, n: n, x: make([]float64, n*n), hp: make([]float64, n), hc: make([]float64, n)}
	all := len(d.series) * n
	for i := range r.flows {
		r.flows[i] = make([]float64, all)
	}
	r.last[0], r.last[1] = make([]float64, all), make([]float64, all)
	r.byC = make([]float64, all*n)
	return r
}

// hazards fills the share of each cohort's survivors that fails in step t.
func hazards(c *curve, t int, out []float64) {
	share, leave := c.row(t)
	for i := range share {
		out[i] = 1
		if before := share[i] + leave[i]; before > 0 {
			out[i] = leave[i] / before
		}
	}
}

func (r *pairing) cell(cell int, pc, cc *curve, want []float64) error {
	clear(r.x)
	for t := range want {
		if want[t] < 0 {
			return fmt.Errorf("mfa: the stock is %v %v at year %s; a stock is not negative", want[t], r.d.unit, r.d.curves.g.years[t])
		}
		hazards(pc, t, r.hp)
		hazards(cc, t, r.hc)
		if err := r.step(cell, t, want[t]); err != nil {
			return err
		}
	}
	for p := range r.n {
		for c := range r.n {
			r.last[0][cell*r.n+p] += r.x[p*r.n+c]
			r.last[1][cell*r.n+c] += r.x[p*r.n+c]
		}
	}
	return nil
}

// step ages the stock by one step and fills it up again.
func (r *pairing) step(cell, t int, want float64) error {
	n, at := r.n, cell*r.n+t
	retained := make([]float64, t) // by product: component failed, product may get a new one
	spare := make([]float64, t)    // by component: product failed, component may go on
	leaving := r.byC[cell*n*n:]
	gap := want - r.survive(leaving, at, t, retained, spare)
	for c := range spare {
		if r.p.MaxReuseAge > 0 && r.d.curves.age(c, t) > r.p.MaxReuseAge {
			spare[c] = 0
		}
	}
	young := 1 - r.hc[t] // of new components, what is left at the end of the step
	for p, v := range youngest(retained, &gap) {
		r.x[p*n+t] += v
		r.flows[replaced][at] += v
		r.flows[productOut][at] -= v
		if err := r.alive(young, v, t); err != nil {
			return err
		}
		if v > 0 {
			r.componentsIn(leaving, at, t, v, v/young)
		}
	}
	fresh := 1 - r.hp[t]
	for c, v := range youngest(spare, &gap) {
		r.x[t*n+c] += v
		r.flows[reused][at] += v
		r.flows[componentOut][at] -= v
		leaving[c*n+t] -= v
		if err := r.alive(fresh, v, t); err != nil {
			return err
		}
		if v > 0 {
			r.flows[productIn][at] += v / fresh
			r.flows[productOut][at] += v/fresh - v
		}
	}
	return r.fill(leaving, at, t, gap, young*fresh)
}

// survive ages what stands by one step and returns what is left of it; retained
// and spare get what may go on with a new partner.
func (r *pairing) survive(leaving []float64, at, t int, retained, spare []float64) float64 {
	n, left := r.n, 0.0
	for p := range t {
		for c := range t {
			v := r.x[p*n+c]
			if v == 0 {
				continue
			}
			hp, hc := r.hp[p], r.hc[c]
			stay := v * (1 - hp) * (1 - hc)
			r.x[p*n+c] = stay
			left += stay
			retained[p] += v * (1 - hp) * hc * r.p.Replace
			spare[c] += v * hp * (1 - hc) * r.p.Reuse
			r.flows[productOut][at] += v * (1 - (1-hp)*(1-hc))
			r.flows[componentOut][at] += v * (1 - (1-hp)*(1-hc))
			leaving[c*n+t] += v * (1 - (1-hp)*(1-hc))
		}
	}
	return left
}

// alive refuses cohorts of which nothing is left at the end of their own step.
func (r *pairing) alive(share, need float64, t int) error {
	if share > 0 || need == 0 {
		return nil
	}
	return fmt.Errorf("mfa: Pair: nothing that enters in %s is left at the end of that step; use a longer lifetime", r.d.curves.g.years[t])
}

// componentsIn books new components of which stay are left.
func (r *pairing) componentsIn(leaving []float64, at, t int, stay, in float64) {
	r.flows[componentIn][at] += in
	r.flows[componentOut][at] += in - stay
	leaving[t*r.n+t] += in - stay
}

// fill closes the gap with new products that have new components.
func (r *pairing) fill(leaving []float64, at, t int, gap, left float64) error {
	if err := r.alive(left, gap, t); err != nil || gap == 0 {
		return err
	}
	in := gap / left
	if in < 0 {
		where := r.d.where(at / r.n)
		if r.p.Product.Negative == RefuseNegative {
			return fmt.Errorf("mfa: Pair: inflow is %.6g %v at year %s %s: the stock falls faster than lives end", in, r.d.unit, r.d.curves.g.years[t], where)
		}
		r.notes.add("negative inflow", where, r.d.curves.g.years[t], in)
	}
	r.x[t*r.n+t] += gap
	r.flows[productIn][at] += in
	r.flows[productOut][at] += in - gap
	r.componentsIn(leaving, at, t, gap, in)
	return nil
}

// youngest takes as much on offer as the gap needs, oldest left out first, and
// lowers the gap by it.
func youngest(offer []float64, gap *float64) []float64 {
	total := 0.0
	for _, v := range offer {
		total += v
	}
	excess := total - max(*gap, 0)
	for i := range offer {
		if excess <= 0 {
			break
		}
		cut := min(excess, offer[i])
		offer[i] -= cut
		excess -= cut
		total -= cut
	}
	*gap -= total
	return offer
}

func (r *pairing) result() (*PairRun, error) {
	d := r.d
	out := &PairRun{Warnings: r.notes.lines()}
	for i, dst := range []*quantity.Array{&out.ProductIn, &out.ProductOut, &out.ComponentIn, &out.ComponentOut, &out.Replaced, &out.Reused} {
		*dst = d.array(r.flows[i], nil)
	}
	cohorts := d.Cohorts()
	for i, dst := range []*quantity.Array{&out.LastByProduct, &out.LastByComponent} {
		*dst = quantity.New(d.unit.String(), r.last[i], d.curves.cells.with(cohorts)...)
	}
	out.ComponentOutByCohort = d.array(r.byC, []quantity.Axis{cohorts})
	return out, out.ComponentOutByCohort.Err()
}

// Content is what leaving components contain, frozen at their own year of
// entry: intensity has the axis "cohort" or "year" (of entry), and axes of its
// own, such as "mineral". Axes named in sum are added up.
func (r *PairRun) Content(intensity quantity.Array, sum ...string) quantity.Array {
	if _, ok := intensity.Axis("cohort"); !ok {
		if _, ok := intensity.Axis("year"); ok {
			intensity = intensity.Rename("year", "cohort")
		}
	}
	return r.ComponentOutByCohort.Times(intensity).Sum(append([]string{"cohort"}, sum...)...)
}
