package canada

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Response says how Canadian mines answer to a path. It is an assumption: no
// table has a Canadian elasticity.
type Response string

const (
	// Share: Canada keeps its share of the world's primary output. It answers to
	// prices as the world's mines do, by-products and limits included.
	Share Response = "share"
	// Own: the world's law of supply at the path's prices, with the world's
	// elasticities and growth of resources, but no hosts and no limits.
	//
	//	q(t) = q0 exp(g t + off) (p/p0)^εS,  off moves to (εL-εS) ln(p/p0) by ν a year
	Own Response = "own"
	// Fixed: what is mined stays that of the base year.
	Fixed Response = "fixed"
)

// Settings of an account. The zero Settings keep shares.
type Settings struct {
	Response Response
	// Deplete ends mining where today's reserves are used up. Without it
	// exploration is taken to keep up.
	Deplete bool
	// PublishedOthers lets uses outside the transition grow as the IEA publishes, in
	// place of growing with the economy (futures.Tempered). It is for Share.
	PublishedOthers bool
}

// A Row is a mineral in a future and a year.
type Row struct {
	Future, Mineral string
	Year            int
	Production      float64 // kt
	Price           float64 // USD2024 per t, mean of parts by their tonnes
	Revenue         float64 // GUSD2024
	Used            float64 // kt taken out of reserves since the base year, of this year too
}

// An Outlook is the account of Canada over all futures.
type Outlook struct {
	Minerals []Mineral // those in the account
	Left     []Mineral // those that are not, each with its reason
	Futures  []string
	Response Response
	Years    quantity.Axis
	Rows     []Row // by future, mineral, year
	Sources  []string
	discount float64
	deplete  bool
	temper   bool
	supply   map[string]pathway.Mine // of parts
}

// New makes the account. All futures must have the same years. In a future
// without prices those of the base year stand.
func New(all []futures.Future, s Settings) (*Outlook, error) {
	if len(all) == 0 {
		return nil, fmt.Errorf("canada: no futures; futures.Follow gives them")
	}
	if s.Response == "" {
		s.Response = Share
	}
	if !slices.Contains([]Response{Share, Own, Fixed}, s.Response) {
		return nil, fmt.Errorf("canada: no response %q; there are %s, %s and %s", s.Response, Share, Own, Fixed)
	}
	if s.PublishedOthers && s.Response != Share {
		return nil, fmt.Errorf("canada: published other uses change tonnes under response %q alone; it is %q", Share, s.Response)
	}
	list, err := Minerals()
	if err != nil {
		return nil, err
	}
	o := &Outlook{Response: s.Response, deplete: s.Deplete, temper: s.PublishedOthers, supply: laws(all[0].Result.Spec), discount: all[0].Result.Spec.Discount}
	for _, m := range list {
		if m.Missing == "" {
			o.Minerals = append(o.Minerals, m)
			o.Sources = append(o.Sources, m.Sources...)
		} else {
			o.Left = append(o.Left, m)
		}
	}
	first := all[0].Result.Years
	o.Years = quantity.Years(first[0].Year, first[len(first)-1].Year)
	for _, f := range all {
		if len(f.Result.Years) != len(first) || f.Result.Years[0].Year != first[0].Year {
			return nil, fmt.Errorf("canada: future %q has other years than %q", f.Name, all[0].Name)
		}
		o.Futures = append(o.Futures, f.Name)
		for _, id := range strings.Split(f.Result.Spec.Source, ";") {
			o.Sources = append(o.Sources, strings.TrimSpace(id))
		}
		for _, m := range o.Minerals {
			rows, err := o.follow(f, m)
			if err != nil {
				return nil, err
			}
			o.Rows = append(o.Rows, rows...)
		}
	}
	o.Sources = slices.DeleteFunc(o.Sources, func(id string) bool { return id == "" })
	slices.Sort(o.Sources)
	o.Sources = slices.Compact(o.Sources)
	return o, nil
}

// At is what Canada makes of a mineral in a year of a path, in kt, and what it is
// worth, in GUSD2024, at its share of the world's output; first is the base year.
func (m Mineral) At(first, y *pathway.Year) (kt, gusd float64) {
	for _, p := range m.Parts {
		q := p.Production * y.Minerals[p.ID].Mined / first.Minerals[p.ID].Mined
		kt, gusd = kt+q, gusd+q*y.Prices[p.ID]
	}
	return kt, gusd
}

// laws of supply by metal.
func laws(s *pathway.Spec) map[string]pathway.Mine {
	out := map[string]pathway.Mine{}
	for _, m := range s.Mines {
		if m.Long == 0 {
			m.Long = m.Short
		}
		for _, x := range m.Outputs {
			out[x.Mineral] = m
		}
	}
	return out
}

// follow is a mineral along a future.
func (o *Outlook) follow(f futures.Future, m Mineral) ([]Row, error) {
	out := make([]Row, o.Years.Len())
	for _, p := range m.Parts {
		by, err := futures.Tempered(f, p.ID)
		if err != nil {
			return nil, err
		}
		for t, q := range o.output(f.Result, p) {
			if o.temper {
				q *= by[t]
			}
			out[t].Production += q
			out[t].Revenue += q * f.Result.Years[t].Prices[p.ID]
		}
	}
	used := 0.0
	for t := range out {
		r := &out[t]
		r.Future, r.Mineral, r.Year = f.Name, m.Name, f.Result.Years[t].Year
		r.Price = r.Revenue / r.Production * 1e6 // GUSD/kt in USD/t
		if t > 0 {
			if left := m.Reserves - used; o.deplete && m.Reserves > 0 && r.Production > left {
				r.Revenue *= left / r.Production
				r.Production = left
			}
			used += r.Production
		}
		r.Used = used
	}
	return out, nil
}

// output of a metal by year, in kt.
func (o *Outlook) output(r *pathway.Result, p Part) []float64 {
	out := make([]float64, len(r.Years))
	mine, off := o.supply[p.ID], 0.0
	for t := range out {
		y := &r.Years[t]
		price := y.Prices[p.ID] / r.Years[0].Prices[p.ID]
		switch o.Response {
		case Share:
			out[t] = p.Production * y.Minerals[p.ID].Mined / r.Years[0].Minerals[p.ID].Mined
		case Own:
			out[t] = p.Production * math.Exp(mine.Growth*float64(t)+off) * math.Pow(price, mine.Short)
		case Fixed:
			out[t] = p.Production
		}
		off = mine.Adjusted(off, price)
	}
	return out
}

// Of is the row of a mineral in a future and a year; nil where there is none.
func (o *Outlook) Of(future, mineral string, year int) *Row {
	for i := range o.Rows {
		if r := &o.Rows[i]; r.Future == future && r.Mineral == mineral && r.Year == year {
			return r
		}
	}
	return nil
}

// names of the minerals, only the six first ones where priorities is set.
func (o *Outlook) names(priorities bool) []string {
	var out []string
	for _, m := range o.Minerals {
		if m.Priority || !priorities {
			out = append(out, m.Name)
		}
	}
	return out
}

// Names are the minerals of the account, in the order of the list.
func (o *Outlook) Names() []string { return o.names(false) }

// Priorities are those of the six that are in the account: rare earths are not
// mined in Canada in the base year.
func (o *Outlook) Priorities() []string { return o.names(true) }

// Revenue is gross value over mineral, future and year, in GUSD2024.
func (o *Outlook) Revenue(minerals ...string) quantity.Array {
	return o.array("GUSD2024", minerals, func(r *Row) float64 { return r.Revenue })
}

// Production is what Canada makes over mineral, future and year, in kt.
func (o *Outlook) Production(minerals ...string) quantity.Array {
	return o.array("kt", minerals, func(r *Row) float64 { return r.Production })
}

// Prices are those that Canada takes over mineral, future and year, in USD2024/t.
func (o *Outlook) Prices(minerals ...string) quantity.Array {
	return o.array("USD2024/t", minerals, func(r *Row) float64 { return r.Price })
}

// array spreads rows; no minerals are all of them.
func (o *Outlook) array(unit string, minerals []string, of func(*Row) float64) quantity.Array {
	if len(minerals) == 0 {
		minerals = o.Names()
	}
	axes := []quantity.Axis{quantity.NewAxis("mineral", minerals...), quantity.NewAxis("future", o.Futures...), o.Years}
	n := o.Years.Len()
	v := make([]float64, len(minerals)*len(o.Futures)*n)
	seen := map[string]bool{}
	for i := range o.Rows {
		r := &o.Rows[i]
		if m := slices.Index(minerals, r.Mineral); m >= 0 {
			seen[r.Mineral] = true
			v[(m*len(o.Futures)+slices.Index(o.Futures, r.Future))*n+o.index(r.Year)] = of(r)
		}
	}
	for _, m := range minerals {
		if !seen[m] {
			return quantity.Failed(fmt.Errorf("canada: %q is not in the account; %s are", m, strings.Join(o.Names(), ", ")))
		}
	}
	return quantity.New(unit, v, axes...).WithSources(o.Sources...)
}

func (o *Outlook) index(year int) int { return o.Years.Index(fmt.Sprint(year)) }

// checkYear refuses years that no path has.
func (o *Outlook) checkYear(year int) error {
	if o.index(year) < 0 {
		return fmt.Errorf("canada: year %d is not on the paths, %s to %s", year, o.Years.Labels[0], o.Years.Labels[o.Years.Len()-1])
	}
	return nil
}
