package main

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/cge/pathway/base/history"
	"github.com/lodestone-model/lodestone/gnn/fit"
)

// panels loads panels once and hands out series; the first error stays.
type panels struct {
	have map[string]*history.Panel
	err  error
}

func (p *panels) panel(name string) *history.Panel {
	if got, ok := p.have[name]; ok {
		return got
	}
	got, err := history.Load(name)
	if err != nil && p.err == nil {
		p.err = err
	}
	got = got.Without("doubtful")
	p.have[name] = &got
	return &got
}

func (p *panels) series(panel, node string) fit.Series {
	years, values := p.panel(panel).Series(node)
	if len(years) == 0 && p.err == nil {
		p.err = fmt.Errorf("panel %q has no node %q", panel, node)
	}
	return seriesOf(years, values)
}

func seriesOf(years []int, values []float64) fit.Series {
	s := fit.Series{}
	for i, y := range years {
		s[y] = values[i]
	}
	return s
}

// nodes are all series of a panel.
func (p *panels) nodes(panel string) map[string]fit.Series {
	q, out := p.panel(panel), map[string]fit.Series{}
	for _, n := range q.Nodes {
		out[n] = seriesOf(q.Series(n))
	}
	return out
}

// fitData gathers what the fit looks at: the panels and the parameters of the
// world as the tables have them.
func fitData() (fit.Data, []string, error) {
	account, err := base.NewAccount(accountYear, base.Open)
	if err != nil {
		return fit.Data{}, nil, err
	}
	spec, figures, err := base.World(account, base.Settings{})
	if err != nil {
		return fit.Data{}, nil, err
	}
	list, split := base.Parameters(spec, figures)
	var d fit.Data
	for _, q := range list {
		d.Priors = append(d.Priors, priorOf(q))
	}
	p := &panels{have: map[string]*history.Panel{}}
	d.Shifters = fit.Shifters{Activity: p.series("gdp", "World"), Electricity: p.series("generation", "total"), Energy: p.series("prices", "coal_(Australian)"), Metals: map[string]fit.Series{}}
	for _, m := range []string{"aluminium", "copper", "nickel", "zinc", "tin", "lead", "platinum", "silver"} {
		d.Shifters.Metals[m] = p.series("prices", m)
	}
	for _, m := range spec.Mines {
		d.Minerals = append(d.Minerals, p.mineral(m.Name))
	}
	d.Technologies = p.technologies()
	for _, s := range []struct{ id, panel string }{{"solar", "share/solar"}, {"wind", "share/wind"}, {"electric cars", "share/ev_car"}} {
		d.Shares = append(d.Shares, fit.Shares{ID: s.id, ByCountry: p.nodes(s.panel)})
	}
	for _, q := range list {
		if q.Part == "nests" {
			d.Nests = append(d.Nests, p.nest(q.ID, spec))
		}
	}
	return d, split, p.err
}

// priceOf is where a mineral's price is, if it is not under its own name.
var priceOf = map[string]string{"lithium": "lithium_carbonate", "rare earths": "neodymium_oxide", "chromium": "chromite", "vanadium": "vanadium_pentoxide"}

// mineral gathers output and price, or says what is missing.
func (p *panels) mineral(id string) fit.Mineral {
	m := fit.Mineral{ID: id}
	name := strings.ReplaceAll(id, " ", "_")
	if slices.Contains(history.Names(), "production/"+name) {
		m.Output = p.nodes("production/" + name)
		if years, values := p.panel("production").Series(name); len(years) > 0 {
			m.World = seriesOf(years, values)
		}
	}
	node := name
	if other, ok := priceOf[id]; ok {
		node = other
	}
	for _, panel := range []string{"prices", "prices_usgs"} {
		if years, values := p.panel(panel).Series(node); len(years) > 0 && m.Price == nil {
			m.Price = seriesOf(years, values)
		}
	}
	switch {
	case m.Output == nil && m.Price == nil:
		m.Why = "no open series of output before 2023, of price before 2018"
	case m.Output == nil:
		m.Why = "no open series of output before 2023; price " + span(m.Price)
	case m.Price == nil:
		m.Why = "no open series of price"
	case len(m.Price) < 15:
		m.Why = "price only " + span(m.Price) + "; output " + span(m.World)
	}
	return m
}

func span(s fit.Series) string {
	y := s.Years()
	if len(y) == 0 {
		return "none"
	}
	return fmt.Sprintf("%d-%d", y[0], y[len(y)-1])
}

// Conventions of stocks of knowledge, as in the tables: a tenth is forgotten a
// year, and two pass from a patent to a product.
const (
	forgotten  = .1
	patentsLag = 2
)

func (p *panels) technologies() []fit.Technology {
	pv, wind := p.panel("patents").Without("incomplete"), p.panel("patents").Without("incomplete")
	know := func(q history.Panel, node string) fit.Series {
		return fit.Stock(seriesOf(q.Series(node)), forgotten, patentsLag)
	}
	cells := p.panel("cells_patents").Without("incomplete")
	battery := fit.Series{}
	for _, node := range p.panel("battery_demand").Nodes {
		for y, v := range p.series("battery_demand", node) {
			battery[y] += v
		}
	}
	return []fit.Technology{
		{ID: "PV modules", Cost: p.series("costs", "pv_module"), Cumulative: p.series("cumulative_pv", "cumulative_pv"), Knowledge: know(pv, "solar_pv"), Targets: []string{"efficiency|c_si|cost"}},
		{ID: "PV plants", Cost: p.series("costs", "pv_utility"), Cumulative: p.series("capacity", "solar_pv"), Knowledge: know(pv, "solar_pv")},
		{ID: "onshore wind", Cost: p.series("costs", "wind_onshore"), Cumulative: p.series("capacity", "wind"), Knowledge: know(wind, "wind")},
		{ID: "battery packs", Cost: p.series("costs_battery", "battery_pack"), Cumulative: total(battery)},
		{ID: "lithium-ion cells", Cost: p.series("cells_cost", "li_ion_cell"), Cumulative: total(p.series("cells_market", "li_ion_cell")), Knowledge: know(cells, "li_ion_cell")},
		{ID: "silver in modules", Cost: p.silver(), Cumulative: p.series("capacity", "solar_pv"), Knowledge: know(pv, "solar_pv")},
	}
}

// silver in kg a MW in the years that are published.
func (p *panels) silver() fit.Series {
	years, values, err := history.ModuleContent("silver")
	if err != nil && p.err == nil {
		p.err = err
	}
	return seriesOf(years, values)
}

// total is all that was built up to the end of a year.
func total(s fit.Series) fit.Series {
	out, sum := fit.Series{}, 0.
	for _, y := range s.Years() {
		sum += s[y]
		out[y] = sum
	}
	return out
}

// nest gathers shares and prices of a choice, where both are published.
func (p *panels) nest(id string, spec *pathway.Spec) fit.Nest {
	n := fit.Nest{ID: id}
	switch id {
	case "electricity":
		n.Ratio = ratioOfAdditions(p.nodes("capacity/solar_pv"), p.nodes("capacity/wind"))
		n.Price = difference(p.series("costs", "pv_utility").Growth(), p.series("costs", "wind_onshore").Growth())
	case "vehicles":
		n.Ratio = meanLogit(p.nodes("share/ev_car"))
		packs, per := p.series("costs_battery", "battery_pack"), packOverPrice(spec)
		n.Price = fit.Series{}
		for y, v := range packs {
			if before, ok := packs[y-1]; ok {
				n.Price[y] = nineDigits(per * (v - before))
			}
		}
		n.Instruments = map[string]fit.Series{"nickel": rounded(p.series("prices", "nickel").Growth()), "lithium": rounded(p.series("prices", "lithium_carbonate").Growth())}
	default:
		n.Why = "no open series of shares and prices of its options"
	}
	return n
}

// packOverPrice is kWh of a car's pack over its price: the part of the price by
// which a dollar a kWh moves it.
func packOverPrice(spec *pathway.Spec) float64 {
	for _, u := range spec.Units {
		if u.Name != "zev" || len(u.Parts) == 0 {
			continue
		}
		for _, use := range spec.Uses {
			if use.Name == u.Parts[0].Use && use.Measure == "GWh" { // GWh a million vehicles, GUSD a million vehicles
				return u.Parts[0].Amount / u.Price * 1e-3 // USD/kWh = GUSD/GWh / 1000
			}
		}
	}
	return 0
}

// ratioOfAdditions is the change of the log of solar over wind additions, the
// mean of countries that added 10 MW of both.
func ratioOfAdditions(solar, wind map[string]fit.Series) fit.Series {
	sum, n := fit.Series{}, map[int]float64{}
	for _, c := range slices.Sorted(maps.Keys(solar)) {
		s, ratio := solar[c], fit.Series{}
		for y, v := range s {
			ds, dw := v-s[y-1], wind[c][y]-wind[c][y-1]
			if _, ok := s[y-1]; ok && ds >= 10 && dw >= 10 {
				ratio[y] = math.Log(ds / dw)
			}
		}
		for y, v := range ratio {
			if before, ok := ratio[y-1]; ok {
				sum[y] += v - before
				n[y]++
			}
		}
	}
	return mean(sum, n)
}

// meanLogit is the mean change of the logit over countries with shares of a
// thousandth and more.
func meanLogit(shares map[string]fit.Series) fit.Series {
	logit := func(p float64) float64 { return math.Log(p / (1 - p)) }
	sum, n := fit.Series{}, map[int]float64{}
	for _, c := range slices.Sorted(maps.Keys(shares)) { // the order of a sum is in its last digits
		s := shares[c]
		for y, v := range s {
			if before, ok := s[y-1]; ok && before >= .001 && v >= .001 && v < .99 && before < .99 {
				sum[y] += logit(v) - logit(before)
				n[y]++
			}
		}
	}
	return mean(sum, n)
}

func mean(sum fit.Series, n map[int]float64) fit.Series {
	for y := range sum {
		sum[y] = nineDigits(sum[y] / n[y])
	}
	return sum
}

func difference(a, b fit.Series) fit.Series {
	out := fit.Series{}
	for y, v := range a {
		if w, ok := b[y]; ok {
			out[y] = nineDigits(v - w)
		}
	}
	return out
}

func rounded(s fit.Series) fit.Series {
	for y, v := range s {
		s[y] = nineDigits(v)
	}
	return s
}
