package knowledge_test

import (
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/knowledge"
)

// mini is what the knowledge block of the mini economy reads and writes.
type mini struct {
	ID     string
	Inputs struct {
		Discount float64
		Minerals []string
		Battery  struct {
			Names              []string
			Intensity          [][]float64
			Price, Life, Share []float64
			Sigma              float64
		}
		Wind struct {
			Names     []string
			Intensity [][]float64
			Life      []float64
		}
		Recycling struct {
			Yield0 []float64
			Max    []float64 `json:"yield_max"`
		}
		SecondLife struct {
			Phi0, SOH float64
			PhiMax    float64 `json:"phi_max"`
		} `json:"second_life"`
		MFA struct {
			Collection float64
			Lref       float64 `json:"Lref_vehicle"`
		}
		Knowledge struct {
			Depreciation, Theta, Spillover float64
			BetaE                          float64   `json:"beta_e"`
			BetaD                          float64   `json:"beta_d"`
			BetaR                          float64   `json:"beta_r"`
			FloorShare                     []float64 `json:"floor_share"`
			Belief                         float64   `json:"belief_latent"`
			Base                           []float64 `json:"rnd_base"`
			Public                         []float64 `json:"rnd_public"`
		}
	}
	Calibration struct{ Zeta map[string]float64 }
	Years       []miniYear
}

type miniYear struct {
	Year            int
	Prices          map[string]float64
	Sets            map[string]float64
	ShareStorage    map[string]float64 `json:"share_storage"`
	ShareWind       map[string]float64 `json:"share_wind"`
	Additions       map[string]float64
	Intensity       map[string]map[string]float64
	Life, Yields    map[string]float64
	SecondLifeShare map[string]float64 `json:"second_life_share"`
	Knowledge, RnD  map[string]float64
	Supply          map[string]struct {
		Scrap float64
		Rent  float64 `json:"scrap_rent"`
	}
	Rent float64 `json:"second_life_rent"`
}

func (m *mini) technologies() []string {
	return append(m.Inputs.Battery.Names[:4:4], m.Inputs.Wind.Names...)
}

// block is section 6 in this package's terms: H' = (1-d) H + d (R/R0)^theta
// spill, no lag, no floor, catching up within batteries, within turbines and
// within recycling.
func (m *mini) block() knowledge.Block {
	k := m.Inputs.Knowledge
	b := knowledge.Block{Frontier: knowledge.Frontier{Depreciation: k.Depreciation, Gain: k.Depreciation, Theta: k.Theta},
		Spillover: knowledge.CatchUp{Exponent: k.Spillover, Groups: [][]int{{0, 1, 2, 3}, {4, 5}, {6, 7, 8, 9}, {10, 11}, {12, 13, 14, 15}}}}
	for _, d := range []knowledge.Driver{knowledge.Efficiency, knowledge.Durability} {
		for _, s := range m.technologies() {
			b.Keys = append(b.Keys, knowledge.Key{Driver: d, Object: s})
		}
	}
	for _, mineral := range m.Inputs.Minerals {
		b.Keys = append(b.Keys, knowledge.Key{Driver: knowledge.Recycling, Object: mineral})
	}
	return b
}

func (m *mini) intensity(s, mineral int) knowledge.Effect {
	a := append(m.Inputs.Battery.Intensity[:4:4], m.Inputs.Wind.Intensity...)[s][mineral]
	return knowledge.Falling{Base: a, Floor: a * m.Inputs.Knowledge.FloorShare[s], Exponent: m.Inputs.Knowledge.BetaE}
}

func (m *mini) life(s int) knowledge.Effect {
	return knowledge.Power{Base: append(m.Inputs.Battery.Life[:4:4], m.Inputs.Wind.Life...)[s], Exponent: m.Inputs.Knowledge.BetaD}
}

func (m *mini) secondLife() knowledge.Effect {
	return knowledge.Approach{Base: m.Inputs.SecondLife.Phi0, Ceiling: m.Inputs.SecondLife.PhiMax, Exponent: m.Inputs.Knowledge.BetaD}
}

func (m *mini) yield(mineral int) knowledge.Effect {
	return knowledge.Approach{Base: m.Inputs.Recycling.Yield0[mineral], Ceiling: m.Inputs.Recycling.Max[mineral], Exponent: m.Inputs.Knowledge.BetaR}
}

// vehicles is the market of battery j in packs: what the sets use of it, and the
// belief times what a set would with it added. Shares are section 3's logit.
func (m *mini) vehicles(t *testing.T, y *miniYear, j int) float64 {
	in := m.Inputs.Battery
	pv := func(l float64) float64 { return (1 - math.Pow(1+m.Inputs.Discount, -l)) / m.Inputs.Discount }
	bar, mean, weight := 0.0, 0.0, make([]float64, 4)
	for i, s := range in.Share {
		bar += s * in.Price[i] * pv(m.Inputs.MFA.Lref) / pv(in.Life[i])
	}
	scale := bar / in.Sigma
	for i, s := range in.Share {
		weight[i] = s * math.Exp((in.Price[i]*pv(m.Inputs.MFA.Lref)/pv(in.Life[i])-bar)/scale)
		mean += weight[i] / 2 // two incumbents
	}
	share := func(member func(string) bool) float64 {
		sum, own := 0.0, 0.0
		for i, name := range in.Names {
			if !member(name) {
				continue
			}
			w := weight[i]
			if in.Share[i] == 0 {
				w = mean
			}
			u := w * math.Exp(-y.Prices[name]*pv(m.Inputs.MFA.Lref)/pv(m.life(i).At(y.Knowledge["durability|"+name]))/scale)
			if sum += u; i == j {
				own = u
			}
		}
		return own / sum
	}
	var regimes []knowledge.Regime
	for set, lambda := range y.Sets {
		members := "+" + set + "+"
		inside := func(name string) bool { return strings.Contains(members, "+"+name+"+") }
		regimes = append(regimes, knowledge.Regime{Weight: lambda, Member: inside(in.Names[j]), Share: share(func(name string) bool { return name == in.Names[j] || inside(name) })})
	}
	return must[float64](t)(knowledge.MarketSize(y.Additions["vehicle"], m.Inputs.Knowledge.Belief, regimes...))
}

// benefits are the flows of section 6 at H of the year, by key.
func (m *mini) benefits(t *testing.T, y *miniYear, h []float64) []float64 {
	var efficiency, durability, recycling []float64
	total := func(b knowledge.Benefit, err error) float64 { return must[knowledge.Benefit](t)(b, err).Total() }
	for s, name := range m.technologies() {
		he, hd := h[s], h[6+s]
		var size, packs float64
		if s < 4 {
			packs = m.vehicles(t, y, s)
			size = packs + y.Additions["storage_new"]*y.ShareStorage[name]
		} else {
			size = y.Additions["wind"] * y.ShareWind[name]
		}
		e := knowledge.EfficiencyInput{H: he, Inflow: size}
		for i, mineral := range m.Inputs.Minerals {
			e.Minerals = append(e.Minerals, knowledge.Mineral{Name: mineral, Price: y.Prices[mineral], Intensity: m.intensity(s, i)})
		}
		efficiency = append(efficiency, total(e.Benefit()))
		d := knowledge.DurabilityInput{H: hd, Inflow: size, UnitPrice: y.Prices[name], Rate: m.Inputs.Discount, Life: m.life(s)}
		if s < 4 {
			d.SecondLife, d.Rent = m.secondLife(), y.Rent
			d.Retired = packs * m.Inputs.MFA.Collection * m.Inputs.SecondLife.SOH * math.Pow(1+m.Inputs.Discount, -m.life(s).At(hd))
		}
		durability = append(durability, total(d.Benefit()))
	}
	for i, mineral := range m.Inputs.Minerals {
		s := y.Supply[mineral]
		recycling = append(recycling, total(knowledge.RecyclingInput{H: h[12+i], Mineral: mineral, Price: s.Rent, Treated: s.Scrap, Yield: m.yield(i)}.Benefit()))
	}
	return append(append(efficiency, durability...), recycling...)
}

// projects are those of a year, without chi.
func (m *mini) projects(t *testing.T, y *miniYear, s *knowledge.State) []knowledge.Project {
	var terms []knowledge.Project
	for i, b := range m.benefits(t, y, s.Knowledge()) {
		value := must[float64](t)(knowledge.Perpetuity(b, 0, m.Inputs.Discount, m.block().Frontier))
		terms = append(terms, knowledge.Project{Value: value, Base: m.Inputs.Knowledge.Base[i], Public: m.Inputs.Knowledge.Public[i]})
	}
	return must[[]knowledge.Project](t)(s.Projects(terms))
}

// zeta calibrates as section 6 does: means of the same driver and constituent
// where research is public.
func (m *mini) zeta(t *testing.T, ps []knowledge.Project) []knowledge.Appropriability {
	wind := strings.Join(m.Inputs.Wind.Names, " ")
	family := func(k knowledge.Key) string {
		if strings.Contains(wind, k.Object) {
			return k.Driver.String() + " of wind"
		}
		return k.Driver.String()
	}
	return must[[]knowledge.Appropriability](t)(knowledge.Calibrate(1, ps, family, knowledge.Mean))
}

// Ten years of research and knowledge of the mini economy, from its prices and
// quantities. Those are printed to ten digits, and knowledge steps on its own
// from the first year. SSB's durability and recycled neodymium, where all base
// research is public, show that calibration by means comes out alike.
func TestMiniEconomy(t *testing.T) {
	var cases []mini
	readJSON(t, "mini_knowledge.json", &cases)
	for _, m := range cases {
		t.Run(m.ID, func(t *testing.T) {
			s := must[*knowledge.State](t)(m.block().Start())
			var chi []knowledge.Appropriability
			for i := range m.Years {
				y := &m.Years[i]
				m.expectEffects(t, y, s.Knowledge())
				ps := m.projects(t, y, s)
				if i == 0 {
					chi = m.zeta(t, ps)
					for _, a := range chi {
						near(t, "zeta of "+a.Key.String(), a.Chi, m.Calibration.Zeta[a.Key.String()], 1e-8)
					}
				}
				r := make([]float64, len(ps))
				for j, p := range ps {
					p.Chi = chi[j].Chi
					private := must[float64](t)(p.Private(y.Prices["rnd"]))
					r[j] = p.Ratio(private)
					// printed prices reach 5e-11, and enter the shares of the nest
					// divided by T/price (a quarter) and r with elasticity 2
					near(t, "research on "+p.Key.String(), private+p.Public, y.RnD[p.Key.String()], 1e-8)
				}
				s = must[*knowledge.State](t)(s.Step(r))
			}
		})
	}
}

func (m *mini) expectEffects(t *testing.T, y *miniYear, h []float64) {
	for i, k := range m.block().Keys {
		near(t, "knowledge of "+k.String(), h[i], y.Knowledge[k.String()], 1e-8)
	}
	for s, name := range m.technologies() {
		for i, mineral := range m.Inputs.Minerals {
			near(t, "intensity", m.intensity(s, i).At(h[s]), y.Intensity[name][mineral], 1e-8)
		}
		near(t, "life", m.life(s).At(h[6+s]), y.Life[name], 1e-8)
		if s < 4 {
			near(t, "second life", m.secondLife().At(h[6+s]), y.SecondLifeShare[name], 1e-8)
		}
	}
	for i, mineral := range m.Inputs.Minerals {
		near(t, "yield", m.yield(i).At(h[12+i]), y.Yields[mineral], 1e-8)
	}
}
