package knowledge

import (
	"fmt"
	"maps"
	"slices"
)

// A Block lists the stocks of knowledge and the rules by which they grow.
type Block struct {
	Keys      []Key
	Frontier  Frontier            // for every stock without a line in Own
	Own       map[Driver]Frontier // by driver, where one differs
	Spillover Spillover           // nil: none
	Ratchet   bool                // effects use the highest h so far
	Frozen    bool                // R&D off: h stays where it is, whatever is spent (leave research at its base)
}

func (b *Block) frontier(i int) Frontier {
	if f, ok := b.Own[b.Keys[i].Driver]; ok {
		return f
	}
	return b.Frontier
}

func (b *Block) check() error {
	if len(b.Keys) == 0 {
		return fmt.Errorf("knowledge: the block has no keys; name at least one driver and object")
	}
	seen := map[Key]bool{}
	for i, k := range b.Keys {
		if seen[k] {
			return fmt.Errorf("knowledge: the key %v stands twice in the block", k)
		}
		seen[k] = true
		if err := b.frontier(i).Check(); err != nil {
			return fmt.Errorf("%w (%v)", err, k.Driver)
		}
	}
	if w, ok := b.Spillover.(Weighted); ok && len(w.omega) != len(b.Keys) {
		return fmt.Errorf("knowledge: the spillover weights are for %d stocks, the block has %d", len(w.omega), len(b.Keys))
	}
	if c, ok := b.Spillover.(CatchUp); ok {
		for _, g := range c.Groups {
			if i := slices.IndexFunc(g, func(i int) bool { return i < 0 || i >= len(b.Keys) }); i >= 0 {
				return fmt.Errorf("knowledge: a spillover group names stock %d, the block has %d", g[i], len(b.Keys))
			}
		}
	}
	return nil
}

// Warnings names what is allowed and unwise: those of every frontier in use, and
// spillovers so strong that knowledge which grows together feeds itself.
func (b *Block) Warnings() []string {
	var out []string
	seen := map[Driver]bool{}
	for i, k := range b.Keys {
		if seen[k.Driver] {
			continue
		}
		seen[k.Driver] = true
		f := b.frontier(i)
		for _, w := range f.Warnings() {
			out = append(out, fmt.Sprintf("%v: %s", k.Driver, w))
		}
		if w, ok := b.Spillover.(Weighted); ok && w.Kappa > 0 && f.Psi+w.Kappa >= 1 {
			out = append(out, fmt.Sprintf("%v: Psi %v and Kappa %v add up to 1 or more: knowledge that grows together never settles", k.Driver, f.Psi, w.Kappa))
		}
	}
	return out
}

// A State is what is known in one year. Step gives the next and leaves it as it
// was, so a state can be kept as a checkpoint.
type State struct {
	block Block
	h     []float64
	peak  []float64
	past  [][]float64 // by stock: research of the Lag years before, oldest first
	forgo []bool
}

// Start is the base year: every h 1, and research at its base before it.
func (b Block) Start() (*State, error) { return b.StartAt(ones(len(b.Keys))) }

// StartAt begins with other knowledge, h by key, and research at its base
// before.
func (b Block) StartAt(h []float64) (*State, error) {
	m := Memory{H: h, Peak: h, Past: make([][]float64, len(h))}
	for i := range min(len(h), len(b.Keys)) {
		m.Past[i] = ones(max(0, b.frontier(i).Lag))
	}
	return b.Resume(m)
}

// A Memory is all that a state knows beyond its block, as plain data: a
// checkpoint that can be written to a file. Slices are by key.
type Memory struct {
	H, Peak []float64
	Past    [][]float64 // research of the Lag years before, oldest first
}

// Memory copies the state out.
func (s *State) Memory() Memory {
	m := Memory{H: slices.Clone(s.h), Peak: slices.Clone(s.peak)}
	for _, p := range s.past {
		m.Past = append(m.Past, slices.Clone(p))
	}
	return m
}

// Resume is the state that a memory was taken of. Forgotten is empty until the
// next step.
func (b Block) Resume(m Memory) (*State, error) {
	if err := b.check(); err != nil {
		return nil, err
	}
	n := len(b.Keys)
	if len(m.H) != n || len(m.Peak) != n || len(m.Past) != n {
		return nil, fmt.Errorf("knowledge: Resume: %d values of h, %d peaks, %d histories for %d keys", len(m.H), len(m.Peak), len(m.Past), n)
	}
	b.Keys, b.Own = slices.Clone(b.Keys), maps.Clone(b.Own)
	s := &State{block: b, h: slices.Clone(m.H), peak: slices.Clone(m.Peak), forgo: make([]bool, n)}
	for i, k := range b.Keys {
		if !usable(m.H[i]) || m.H[i] == 0 || !usable(m.Peak[i]) || m.Peak[i] < m.H[i] {
			return nil, fmt.Errorf("knowledge: Resume: h of %v is %v, its peak %v; h must be above 0 and not above its peak", k, m.H[i], m.Peak[i])
		}
		if lag := b.frontier(i).Lag; len(m.Past[i]) != lag || slices.ContainsFunc(m.Past[i], func(r float64) bool { return !usable(r) }) {
			return nil, fmt.Errorf("knowledge: Resume: research on %v before the first year is %v; want %d values of 0 or above, the lag", k, m.Past[i], lag)
		}
		s.past = append(s.past, slices.Clone(m.Past[i]))
	}
	return s, nil
}

// Keys are the stocks in the order of every slice here.
func (s *State) Keys() []Key { return slices.Clone(s.block.Keys) }

// Knowledge is h by key.
func (s *State) Knowledge() []float64 { return slices.Clone(s.h) }

// Effective is the h that effects see: the highest so far under Ratchet,
// otherwise h itself.
func (s *State) Effective() []float64 {
	if s.block.Ratchet {
		return slices.Clone(s.peak)
	}
	return slices.Clone(s.h)
}

// Of is the effective h of one key; ok is false where there is none.
func (s *State) Of(k Key) (h float64, ok bool) {
	i := slices.Index(s.block.Keys, k)
	if i < 0 {
		return 0, false
	}
	return s.Effective()[i], true
}

// Spill is the factor of spillovers by key in this year.
func (s *State) Spill() []float64 {
	if s.block.Spillover == nil {
		return ones(len(s.h))
	}
	return s.block.Spillover.Factors(slices.Clone(s.h))
}

// factors are Spill, checked: a spillover may be anybody's.
func (s *State) factors() ([]float64, error) {
	spill := s.Spill()
	if len(spill) != len(s.h) {
		return nil, fmt.Errorf("knowledge: the spillover gives %d factors for %d keys", len(spill), len(s.h))
	}
	for i, v := range spill {
		if !usable(v) {
			return nil, fmt.Errorf("knowledge: the spillover factor of %v is %v; it must be 0 or above", s.block.Keys[i], v)
		}
	}
	return spill, nil
}

// Forgotten lists the keys that the floor of their frontier held up when this
// year began.
func (s *State) Forgotten() []Key {
	var out []Key
	for i, f := range s.forgo {
		if f {
			out = append(out, s.block.Keys[i])
		}
	}
	return out
}

// Step writes this year's research r (by key, ratios to the base year) and
// returns the state of the next year.
func (s *State) Step(r []float64) (*State, error) {
	if len(r) != len(s.h) {
		return nil, fmt.Errorf("knowledge: Step: %d values of research for %d keys", len(r), len(s.h))
	}
	spill, err := s.factors()
	if err != nil {
		return nil, err
	}
	next := &State{block: s.block, h: slices.Clone(s.h), peak: slices.Clone(s.peak), past: make([][]float64, len(r)), forgo: make([]bool, len(r))}
	for i := range r {
		if !usable(r[i]) {
			return nil, fmt.Errorf("knowledge: Step: research on %v is %v; it must be 0 or above", s.block.Keys[i], r[i])
		}
		effort := append(slices.Clone(s.past[i]), r[i])
		next.past[i] = effort[1:]
		if s.block.Frozen {
			continue
		}
		f := s.block.frontier(i)
		h, err := f.Next(s.h[i], effort[0], spill[i])
		if err != nil {
			return nil, fmt.Errorf("%w (%v)", err, s.block.Keys[i])
		}
		if next.h[i], next.forgo[i] = f.floored(h); next.h[i] == 0 {
			return nil, fmt.Errorf("knowledge: Step: all knowledge of %v is gone; a Floor above 0 keeps some", s.block.Keys[i])
		}
		next.peak[i] = max(s.peak[i], next.h[i])
	}
	return next, nil
}

// Projects copies terms, one for each key in order, and fills in what the state
// knows: Key, Frontier, H and Spill. H is the smooth h also under Ratchet, for
// research on something once forgotten would otherwise look worthless.
func (s *State) Projects(terms []Project) ([]Project, error) {
	if len(terms) != len(s.h) {
		return nil, fmt.Errorf("knowledge: Projects: terms for %d projects, %d keys", len(terms), len(s.h))
	}
	spill, err := s.factors()
	if err != nil {
		return nil, err
	}
	out := slices.Clone(terms)
	for i := range out {
		out[i].Key, out[i].Frontier, out[i].H, out[i].Spill = s.block.Keys[i], s.block.frontier(i), s.h[i], spill[i]
	}
	return out, nil
}
