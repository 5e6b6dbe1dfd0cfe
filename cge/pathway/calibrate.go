package pathway

import (
	"fmt"
	"math"
)

// base is the base year worked out: prices, amounts, and what balances them.
type base struct {
	price  map[string]float64 // of every good, factor, mineral, unit, use and service
	rest   []float64          // by unit: money per unit beside minerals and parts
	nodes  []*node            // uses, then services
	crf    []float64          // by unit: capital recovery factor, at the base year's life
	found  *found
	amount [][]float64 // [book][option] additions
	target []float64   // by use with a path: stock at the end of the year
	demand []float64   // by service
	built  []float64   // by unit
	second []secondBase
	stream []stream
	mine   []mineBase
	use    map[string]float64 // amounts of goods, factors and minerals that are taken
}

// calibrate works the base year out. The ledger is opened on the way.
func (m *Model) calibrate(l *ledger) (*base, error) {
	b := &base{price: map[string]float64{}, use: map[string]float64{}}
	steps := []func(*base) error{m.basePrices, m.baseNodes}
	for _, step := range steps {
		if err := step(b); err != nil {
			return nil, err
		}
	}
	var err error
	if b.found, err = l.begin(0, m.given(0)); err != nil {
		return nil, err
	}
	for _, step := range []func(*base) error{m.baseSecond, m.baseAmounts, m.baseScrap, m.baseMines} {
		if err := step(b); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// basePrices sets all prices but those of uses and services, and what units
// spend beside minerals and parts once the uses are known.
func (m *Model) basePrices(b *base) error {
	s := m.spec
	for i := range s.Account.Sectors {
		b.price[s.Account.Sectors[i].Name] = 1
	}
	for i := range s.Account.Factors {
		b.price[s.Account.Factors[i].Name] = 1
	}
	for _, x := range s.Minerals {
		b.price[x.Name] = x.Price
	}
	for u := range s.Units {
		b.price[s.Units[u].Name] = s.Units[u].Price
		b.crf = append(b.crf, 1/PresentValue(s.Units[u].Life, s.Discount))
	}
	return nil
}

// baseNodes calibrates the choices, and prices uses and services.
func (m *Model) baseNodes(b *base) error {
	s := m.spec
	for i := range s.Uses {
		if err := m.useNode(b, &s.Uses[i]); err != nil {
			return err
		}
	}
	for i := range s.Services {
		if err := m.serviceNode(b, &s.Services[i]); err != nil {
			return err
		}
	}
	for u := range s.Units {
		rest := s.Units[u].Price
		for _, c := range s.Units[u].Content {
			rest -= c.Amount * b.price[c.Mineral]
		}
		for _, p := range s.Units[u].Parts {
			rest -= p.Amount * b.price[p.Use]
		}
		if !(rest > 0) {
			return fmt.Errorf("pathway: unit %q costs %v, but its minerals and parts alone cost %v; raise the price or lower the intensities",
				s.Units[u].Name, s.Units[u].Price, s.Units[u].Price-rest)
		}
		b.rest = append(b.rest, rest)
	}
	return nil
}

// lifeFactor is PV(reference life)/PV(life), 1 where the use compares prices as
// they stand.
func (m *Model) lifeFactor(u *Use, life float64) float64 {
	if u.RefLife == 0 {
		return 1
	}
	return PresentValue(u.RefLife, m.spec.Discount) / PresentValue(life, m.spec.Discount)
}

func (m *Model) useNode(b *base, u *Use) error {
	n := &node{name: u.Name, latent: u.Latent, assembly: u.Assembly, chosen: u.Sets == Chosen, volume: u.Additions}
	for _, o := range u.Options {
		unit := &m.spec.Units[m.ix.unit[o.Unit]]
		n.options = append(n.options, o.Unit+" in "+u.Name)
		n.share = append(n.share, o.Share)
		n.price = append(n.price, unit.Price*m.lifeFactor(u, unit.Life))
		n.grows = append(n.grows, o.Weight)
	}
	if err := n.calibrate(u.Elasticity); err != nil {
		return err
	}
	for _, o := range u.Options {
		f := o.Platform
		if o.Viable > 0 {
			f = -n.temper * math.Log1p(-o.Viable)
		}
		if !n.chosen && o.Share == 0 {
			f = 0 // nobody decides to have it
		}
		n.platform = append(n.platform, f)
	}
	b.nodes = append(b.nodes, n)
	cost := n.costs(n.weights(0), n.price, 1)
	b.price[u.Name] = cost(n.base)
	for k, name := range n.options {
		b.price[name] = n.price[k]
	}
	if !n.chosen || m.mode == MFA {
		return nil
	}
	if won, least := n.search(n.weights(0), n.price, 1).best(); won != n.base {
		return fmt.Errorf("pathway: the base set of %s is not the cheapest: %s costs %v against %v of %s; change platform costs or latent weights",
			u.Name, n.label(won, m.spec.bookUnits(len(b.nodes)-1)), least, cost(n.base), n.label(n.base, m.spec.bookUnits(len(b.nodes)-1)))
	}
	return nil
}

func (m *Model) serviceNode(b *base, s *Service) error {
	n := &node{name: s.Name, latent: LatentOfLargest, volume: s.New}
	for _, p := range s.Plants {
		u := m.ix.unit[p.Unit]
		n.options = append(n.options, p.Unit+" in "+s.Name)
		n.share = append(n.share, p.Share)
		n.price = append(n.price, b.crf[u]*m.spec.Units[u].Price/p.Output+p.Operating)
		n.grows = append(n.grows, p.Weight)
	}
	n.platform = make([]float64, len(n.options))
	if err := n.calibrate(s.Elasticity); err != nil {
		return err
	}
	b.nodes = append(b.nodes, n)
	b.price[s.Name] = n.costs(n.weights(0), n.price, 1)(n.base)
	for k, name := range n.options {
		b.price[name] = n.price[k]
		p := &s.Plants[k]
		if old := sum(p.History); old > 0 && p.Operating > b.price[s.Name] {
			return fmt.Errorf("pathway: plants %q of %s cost %v to run, above the price %v of the base year, so they would stand idle; lower Operating or raise the cost of new supply",
				p.Unit, s.Name, p.Operating, b.price[s.Name])
		} else if old > 0 && p.Operating*(1+p.Spread) > b.price[s.Name] {
			return fmt.Errorf("pathway: plants %q of %s cost up to %v to run, above the price %v of the base year, so the worst would stand idle; lower Spread to %.3g",
				p.Unit, s.Name, p.Operating*(1+p.Spread), b.price[s.Name], b.price[s.Name]/p.Operating-1)
		}
	}
	return nil
}

func sum(v []float64) float64 {
	total := 0.0
	for _, x := range v {
		total += x
	}
	return total
}
