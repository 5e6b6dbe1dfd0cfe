package pathway

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// Channels are ways by which technology answers: a set of bits. Options.Hold
// names those that are switched off.
//
//	Efficiency   content and cost of units stay at h = 1
//	Durability   life, and the share fit for a second life, stay at h = 1
//	Recycling    yields stay at h = 1
//	Network      sets stay those of the base year: nothing latent enters
//	Price        everything is valued at base-year prices: minerals and factors
//	             cost what they did
//
// Research on what is held stays at its base, so its knowledge does. In modes
// Exogenous and MFA the first three hold what paths from outside would move. A
// factor that research alone takes keeps its market: else a run with prices held
// would find scientists without end.
//
// With all held and shares imposed a path is mode MFA (see docs/model.md).
type Channels uint8

// The channels.
const (
	Efficiency Channels = 1 << iota
	Durability
	Recycling
	Network
	Price

	AllChannels = Efficiency | Durability | Recycling | Network | Price
)

var channelNames = [...]string{"efficiency", "durability", "recycling", "network", "price"}

// Has reports whether all channels of x are in c.
func (c Channels) Has(x Channels) bool { return c&x == x }

// String is the names, joined by "+"; "none" without any.
func (c Channels) String() string {
	var in []string
	for k, name := range channelNames {
		if c>>k&1 == 1 {
			in = append(in, name)
		}
	}
	if in == nil {
		return "none"
	}
	return strings.Join(in, "+")
}

// holds reports whether a channel is switched off.
func (m *Model) holds(c Channels) bool { return m.opt.Hold.Has(c) }

// settled reports whether no new set of a use or service may enter in a year.
func (m *Model) settled(b, t int) bool {
	year, named := m.opt.Settled[m.spec.bookName(b)]
	return m.holds(Network) || named && m.spec.Years[t] >= year
}

// checkSettled refuses names of no use or service.
func (s *Spec) checkSettled(ix *index, settled map[string]int) error {
	for _, name := range slices.Sorted(maps.Keys(settled)) {
		_, use := ix.use[name]
		_, service := ix.service[name]
		if !use && !service {
			return fmt.Errorf("pathway: %s: Options.Settled names %q, which is no use or service", s.Name, name)
		}
	}
	return nil
}

// settle takes sets out of a year that a settled use did not have at work the
// year before.
func (r *run) settle(y *state, fix map[string]float64) {
	for b := range r.m.base.nodes {
		_, named := r.m.opt.Settled[r.m.spec.bookName(b)]
		if !named || !r.m.settled(b, y.t) || len(r.working) == 0 || len(r.working[b]) == 0 {
			continue
		}
		for _, s := range r.m.known(b) {
			if _, was := r.working[b][s]; !was {
				fix[r.m.setName(b, s)] = 0
			}
		}
	}
}

// channelOf is the channel that a driver of knowledge works through.
func channelOf(d knowledge.Driver) Channels {
	switch d {
	case knowledge.Efficiency:
		return Efficiency
	case knowledge.Durability:
		return Durability
	}
	return Recycling
}

// channels are those that could make a difference: what knowledge moves, paths
// from outside where they count, and sets that could change.
func (m *Model) channels() Channels {
	c := Price
	if m.learns() {
		for _, key := range m.spec.Research.Block.Keys {
			c |= channelOf(key.Driver)
		}
	}
	if m.mode != Endogenous {
		c |= m.spec.outside()
	}
	for _, n := range m.base.nodes {
		if n.chosen || len(n.options) > n.base.Len() {
			c |= Network
		}
	}
	return c
}

// outside are the channels that paths of the Spec move.
func (s *Spec) outside() (c Channels) {
	for u := range s.Units {
		x := &s.Units[u].Exogenous
		if x.Content != nil || x.Cost != nil {
			c |= Efficiency
		}
		if x.Life != nil {
			c |= Durability
		}
	}
	for r := range s.Recyclers {
		for _, y := range s.Recyclers[r].Yields {
			if y.Path != nil {
				c |= Recycling
			}
		}
	}
	return c
}

// researchAlone reports whether nothing but the sector that makes research takes
// a factor.
func (m *Model) researchAlone(factor string) bool {
	if m.spec.Research == nil {
		return false
	}
	sector := &m.spec.Account.Sectors[m.ix.sector[m.spec.Research.Good]]
	took := 0.0
	sector.Inputs.each(sector.Output*(1-sector.Tax)/sector.Inputs.value(), func(of string, v float64) {
		if of == factor {
			took += v
		}
	})
	return took > 0 && took >= m.books.use[factor]*(1-1e-9)
}
