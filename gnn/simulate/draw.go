package simulate

import (
	"math"
	"math/rand/v2"

	"github.com/lodestone-model/lodestone/gnn/panel"
)

// Economy is a Config with every random number drawn. Slices over regions,
// years and goods (or purchases) are flat, the last axis fastest.
type Economy struct {
	Config
	Edges        []panel.Edge
	Nests        []panel.Nest
	NodeFeatures [][]float64 // [good][feature]
	EdgeFeatures [][]float64 // [edge][feature]
	Share        []float64   // [edge], share in its nest
	Budget       []float64   // [nest], share in the user's cost
	Omega        []float64   // [good]
	Final0       []float64   // [good]
	RegionShare  []float64   // [region][edge]
	IdioNoise    []float64   // [nest], standard normal

	CommonOdd                               []float64 // [region][year][good], what odd users have instead of Common; nil: the same
	Common, SupplySeen, SupplyHidden, Final []float64 // [region][year][good]
	OwnShock, WedgeSeen, WedgeHidden        []float64 // [region][year][edge]; OwnShock is the demand shock of one purchase
	ErrorX, ErrorP                          []float64 // [region][year][edge], standard normal
	Gap                                     []bool    // [region][year][edge]
}

// stream returns a random stream of its own for each kind of draw, so that a
// change of one size leaves the other draws as they are.
func stream(seed, kind uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, kind)) }

// Draw fills an economy from a seed.
func Draw(c Config, seed uint64) (*Economy, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	e := &Economy{Config: c}
	n := c.Minerals + c.Produced
	e.NodeFeatures = normalRows(stream(seed, 1), n, nodeFeatures+c.NoiseCols)
	e.drawGraph(stream(seed, 2))
	e.EdgeFeatures = normalRows(stream(seed, 3), len(e.Edges), edgeFeatures+c.NoiseCols)
	e.drawShares(stream(seed, 4))
	e.IdioNoise = normals(stream(seed, 5), len(e.Nests))
	e.drawShocks(seed)
	e.drawMeasurement(seed)
	return e, nil
}

func normals(r *rand.Rand, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = r.NormFloat64()
	}
	return v
}

func normalRows(r *rand.Rand, n, width int) [][]float64 {
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = normals(r, width)
	}
	return rows
}

// drawGraph gives each produced good its nests: slot 0 buys minerals and two
// produced goods, the other slots produced goods.
func (e *Economy) drawGraph(r *rand.Rand) {
	n := e.Minerals + e.Produced
	for j := e.Minerals; j < n; j++ {
		for k := range e.NestsEach {
			others := make([]int, 0, n)
			for q := e.Minerals; q < n; q++ {
				if q != j {
					others = append(others, q)
				}
			}
			pool := others
			if k == 0 {
				pool = pick(r, others, 2, e.Hubs)
				for i := range e.Minerals {
					pool = append(pool, i)
				}
			}
			size := e.EdgesLow + r.IntN(e.EdgesHigh-e.EdgesLow+1)
			for _, i := range pick(r, pool, min(size, len(pool)), e.Hubs) {
				e.Edges = append(e.Edges, panel.Edge{Src: i, Dst: j, Nest: len(e.Nests)})
			}
			e.Nests = append(e.Nests, panel.Nest{User: j, K: k})
		}
	}
}

// pick draws m of the pool without replacement, good i with weight (i+1)^-hubs.
func pick(r *rand.Rand, pool []int, m int, hubs float64) []int {
	type ticket struct {
		key  float64
		good int
	}
	best := make([]ticket, 0, len(pool))
	for _, i := range pool { // keys of Efraimidis and Spirakis (2006)
		best = append(best, ticket{r.ExpFloat64() * math.Pow(float64(i+1), hubs), i})
	}
	out := make([]int, 0, m+8)
	for range m {
		at := 0
		for q := range best {
			if best[q].key < best[at].key {
				at = q
			}
		}
		out = append(out, best[at].good)
		best[at].key = math.Inf(1)
	}
	return out
}

func (e *Economy) drawShares(r *rand.Rand) {
	n := e.Minerals + e.Produced
	members := e.members()
	e.Share = make([]float64, len(e.Edges))
	for _, m := range members {
		w := dirichlet(r, len(m), 4)
		for q, i := range m {
			e.Share[i] = w[q]
		}
	}
	e.Budget = make([]float64, len(e.Nests))
	for u := 0; u < len(e.Nests); u += e.NestsEach {
		for k, w := range dirichlet(r, e.NestsEach, 5) {
			e.Budget[u+k] = (1 - e.Labour) * w
		}
	}
	e.Omega, e.Final0 = make([]float64, n), make([]float64, n)
	for i := range n {
		base := e.OmegaProd
		if i < e.Minerals {
			base = e.OmegaMin
		}
		e.Omega[i] = base * math.Exp(.25*r.NormFloat64())
		e.Final0[i] = .5 + r.Float64()
	}
	e.RegionShare = make([]float64, e.Regions*len(e.Edges))
	for q := range e.Regions {
		row := e.RegionShare[q*len(e.Edges) : (q+1)*len(e.Edges)]
		for i := range row {
			row[i] = e.Share[i] * math.Exp(.3*r.NormFloat64())
		}
		for _, m := range members {
			sum := 0.0
			for _, i := range m {
				sum += row[i]
			}
			for _, i := range m {
				row[i] /= sum
			}
		}
	}
}

func (e *Economy) members() [][]int {
	m := make([][]int, len(e.Nests))
	for i, g := range e.Edges {
		m[g.Nest] = append(m[g.Nest], i)
	}
	return m
}

// dirichlet draws shares with a whole-number concentration: sums of
// exponentials.
func dirichlet(r *rand.Rand, n, shape int) []float64 {
	w, sum := make([]float64, n), 0.0
	for i := range w {
		for range shape {
			w[i] += r.ExpFloat64()
		}
		sum += w[i]
	}
	for i := range w {
		w[i] /= sum
	}
	return w
}

func (e *Economy) drawShocks(seed uint64) {
	n, m := e.Minerals+e.Produced, len(e.Edges)
	spread := func(kind uint64, width int) []float64 { // sizes differ by region and good: Feenstra's identification
		h := normals(stream(seed, kind), e.Regions*width)
		for i := range h {
			h[i] = math.Exp(e.Het*h[i] - e.Het*e.Het)
		}
		return h
	}
	none := func(width int) []float64 {
		h := make([]float64, e.Regions*width)
		for i := range h {
			h[i] = 1
		}
		return h
	}
	supply := spread(20, n)
	e.Common = e.ar1(stream(seed, 10), n, e.SdCommon, spread(21, n))
	if e.SplitCommon > 0 {
		e.CommonOdd = e.ar1(stream(seed, 17), n, e.SdCommon*e.SplitCommon, spread(21, n))
		for i, v := range e.Common {
			e.CommonOdd[i] += math.Sqrt(1-e.SplitCommon*e.SplitCommon) * v
		}
	}
	e.OwnShock = e.ar1(stream(seed, 11), m, e.SdEdge, spread(22, m))
	e.SupplySeen = e.ar1(stream(seed, 12), n, e.SdSupply*math.Sqrt(e.SeenSupply), supply)
	e.SupplyHidden = e.ar1(stream(seed, 13), n, e.SdSupply*math.Sqrt(1-e.SeenSupply), supply)
	e.WedgeSeen = e.ar1(stream(seed, 14), m, e.SdWedge*math.Sqrt(e.SeenWedge), spread(23, m))
	e.WedgeHidden = e.ar1(stream(seed, 15), m, e.SdWedge*math.Sqrt(1-e.SeenWedge), spread(24, m))
	e.Final = e.ar1(stream(seed, 16), n, e.SdFinal, none(n))
}

// ar1 draws stationary AR(1) paths, scaled for each region and column.
func (e *Economy) ar1(r *rand.Rand, width int, sd float64, scale []float64) []float64 {
	v := make([]float64, e.Regions*e.Years*width)
	fresh := math.Sqrt(1 - e.Rho*e.Rho)
	for q := range e.Regions {
		for t := range e.Years {
			row := v[(q*e.Years+t)*width:][:width]
			for i := range row {
				row[i] = r.NormFloat64()
				if t > 0 {
					row[i] = e.Rho*v[(q*e.Years+t-1)*width+i] + fresh*row[i]
				}
			}
		}
	}
	for i := range v {
		v[i] *= sd * scale[i/(width*e.Years)*width+i%width]
	}
	return v
}

func (e *Economy) drawMeasurement(seed uint64) {
	cells := e.Regions * e.Years * len(e.Edges)
	e.ErrorX, e.ErrorP = normals(stream(seed, 30), cells), normals(stream(seed, 31), cells)
	e.Gap = make([]bool, cells)
	r, late := stream(seed, 32), stream(seed, 33)
	first := make([]int, e.Regions*len(e.Edges))
	for i := range first {
		if late.Float64() < e.BlockGaps {
			first[i] = e.Years / 3
		}
	}
	for i := range e.Gap {
		q, t, edge := i/(e.Years*len(e.Edges)), i/len(e.Edges)%e.Years, i%len(e.Edges)
		e.Gap[i] = r.Float64() < e.Missing || t < first[q*len(e.Edges)+edge]
	}
}
