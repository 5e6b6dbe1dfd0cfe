package panel

import "slices"

// Edge is a purchase: user Dst buys good Src in nest Nest (an index of
// Panel.Nests).
type Edge struct {
	Src  int `json:"src"`
	Dst  int `json:"dst"`
	Nest int `json:"nest"`
}

// Nest is slot K of the inputs of User; its members are the edges that name it.
type Nest struct {
	User int `json:"user"`
	K    int `json:"k"`
}

// Panel is a price-quantity panel. Slices over [region][year][edge] have
// length Regions*Years*len(Edges), those over [region][year][node]
// Regions*Years*Nodes.
type Panel struct {
	Regions, Years  int
	Nodes, Minerals int // nodes 0..Minerals-1 are mined

	NodeFeatures [][]float64 // [node][feature]
	Edges        []Edge
	EdgeFeatures [][]float64 // [edge][feature]
	EdgeShare    []float64   // [edge], cost share in its nest
	Nests        []Nest

	LogX, LogP []float64 // [region][year][edge], 0 in gaps
	Observed   []bool    // [region][year][edge]
	ZSupply    []float64 // [region][year][edge], nil: no such instrument
	ZWedge     []float64 // [region][year][edge], nil: no such instrument
	LogQ       []float64 // [region][year][node], output; nil: not known

	// RegimeStarts are the years (0 is the first) in which elasticities may
	// change. Nil means one regime, or dates not known: see gnn.Options.
	RegimeStarts []int
}

// At is the place of (region, year, edge) in the slices over edges.
func (p *Panel) At(r, t, e int) int { return (r*p.Years+t)*len(p.Edges) + e }

// Members returns the edges of each nest, in the order of the panel.
func (p *Panel) Members() [][]int {
	m := make([][]int, len(p.Nests))
	for e, edge := range p.Edges {
		m[edge.Nest] = append(m[edge.Nest], e)
	}
	return m
}

// Segment is a half-open span of years [From, To) with constant elasticities.
type Segment struct{ From, To int }

// Segments cuts the years at RegimeStarts; without any there is one segment.
func (p *Panel) Segments() []Segment {
	out, from := []Segment{}, 0
	for _, s := range p.RegimeStarts {
		out = append(out, Segment{from, s})
		from = s
	}
	return append(out, Segment{from, p.Years})
}

// Balanced reports whether every purchase was observed everywhere.
func (p *Panel) Balanced() bool { return !slices.Contains(p.Observed, false) }

// MissingShare is the share of gaps in each nest, 0 to 1.
func (p *Panel) MissingShare() []float64 {
	miss, all := make([]float64, len(p.Nests)), make([]float64, len(p.Nests))
	for i, ok := range p.Observed {
		u := p.Edges[i%len(p.Edges)].Nest
		all[u]++
		if !ok {
			miss[u]++
		}
	}
	for u := range miss {
		if all[u] > 0 {
			miss[u] /= all[u]
		}
	}
	return miss
}

// Mask returns a copy of p without the observations that keep refuses.
func (p *Panel) Mask(keep func(r, t, e int) bool) *Panel {
	q := *p
	q.LogX, q.LogP, q.Observed = slices.Clone(p.LogX), slices.Clone(p.LogP), slices.Clone(p.Observed)
	for r := range p.Regions {
		for t := range p.Years {
			for e := range p.Edges {
				if i := p.At(r, t, e); !keep(r, t, e) {
					q.LogX[i], q.LogP[i], q.Observed[i] = 0, 0, false
				}
			}
		}
	}
	return &q
}
