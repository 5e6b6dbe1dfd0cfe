package simulate

import (
	"fmt"
	"math"
)

// Form is how spending divides among the members of a nest.
type Form string

const (
	CES   Form = "ces"   // shares in (p e^tau)^(1-sigma)
	Logit Form = "logit" // shares in exp((1-sigma)(p e^tau - 1)): absolute costs, as in energy models
)

// Config holds the parameters of an economy. The JSON names are those of
// gen_ces.py; standard deviations are of logarithms.
type Config struct {
	Regions    int     `json:"R"`
	Years      int     `json:"T"`
	Minerals   int     `json:"n_min"`
	Produced   int     `json:"n_prod"`
	NestsEach  int     `json:"nests"`    // nests of each user
	EdgesLow   int     `json:"edges_lo"` // members of a nest
	EdgesHigh  int     `json:"edges_hi"`
	Eta        float64 `json:"eta"`    // elasticity between nests
	Eps        float64 `json:"eps"`    // elasticity of final use
	Labour     float64 `json:"labour"` // cost share of labour
	OmegaMin   float64 `json:"omega_min"`
	OmegaProd  float64 `json:"omega_prod"` // inverse elasticities of supply
	SdCommon   float64 `json:"sd_dcommon"` // demand shock of a good, all users
	SdEdge     float64 `json:"sd_dedge"`   // demand shock of one purchase
	SdSupply   float64 `json:"sd_s"`
	SeenSupply float64 `json:"obs_s"` // share of the variance of the shock that the instrument shows
	SdWedge    float64 `json:"sd_tau"`
	SeenWedge  float64 `json:"obs_tau"`
	SdFinal    float64 `json:"sd_final"`
	Rho        float64 `json:"rho"`  // AR(1) of all shocks
	NoiseP     float64 `json:"me_p"` // error of measurement
	NoiseX     float64 `json:"me_x"`
	Missing    float64 `json:"missing"`
	NoiseCols  int     `json:"n_noise"` // features without meaning

	A0        float64   `json:"a0"` // log sigma = a0 + own.z + edge.u + neigh.zbar + nonlin + idio + shift
	Own       []float64 `json:"own"`
	Edge      []float64 `json:"edge"`
	Neigh     []float64 `json:"neigh"`
	Nonlin    float64   `json:"nonlin"`
	Idio      float64   `json:"idio"`
	ShiftYear int       `json:"shift_t"` // 0: one regime
	Shift     float64   `json:"shift"`
	Het       float64   `json:"het"` // spread of shock sizes over regions and goods

	// Widening; zero values give gen_ces.py's economies.
	Form          Form    `json:"form,omitempty"`
	Hubs          float64 `json:"hubs,omitempty"`           // suppliers are drawn with weight rank^-hubs
	ScaleSupply   float64 `json:"scale_supply,omitempty"`   // the instrument is scale times the shock; 0 means 1
	ScaleWedge    float64 `json:"scale_wedge,omitempty"`    // likewise
	InvalidSupply float64 `json:"invalid_supply,omitempty"` // what the instrument takes in of the demand shock
	SplitCommon   float64 `json:"split_common,omitempty"`   // how far the shared demand shock differs between two halves of the users, 0 to 1
	BlockGaps     float64 `json:"block_gaps,omitempty"`     // share of purchases first seen after a third of the years
}

// features are the node and edge features that matter.
const nodeFeatures, edgeFeatures = 3, 2

// Level returns one of the reference settings: L0 (no simultaneity, no noise),
// L1 (simultaneity), L2 (and AR(1) shocks, measurement error, neighbour
// effects), L3 (and nonlinear effects, a phase shift), L4 (and weak
// instruments, gaps, few regions).
func Level(name string) (Config, error) {
	c := Config{Regions: 6, Years: 30, Minerals: 8, Produced: 24, NestsEach: 2, EdgesLow: 3, EdgesHigh: 5, Eta: .4, Eps: .7, Labour: .45,
		OmegaMin: .9, OmegaProd: .35, SdCommon: .25, SdEdge: .2, SdSupply: .2, SeenSupply: .6, SdWedge: .12, SeenWedge: .6, SdFinal: .1,
		NoiseCols: 2, A0: -.25, Own: []float64{.3, -.2, 0}, Edge: []float64{.2, 0}, Neigh: []float64{0, 0, 0}, Idio: .1, Het: .5}
	noisy := func() {
		c.Rho, c.NoiseP, c.NoiseX, c.Neigh, c.Idio = .6, .06, .05, []float64{.3, 0, -.25}, .12
	}
	switch name {
	case "L0":
		c.OmegaMin, c.OmegaProd = 0, 0
	case "L1":
	case "L2":
		noisy()
		c.SeenSupply, c.SeenWedge = .5, .5
	case "L3":
		noisy()
		c.SeenSupply, c.SeenWedge, c.Nonlin, c.ShiftYear, c.Shift = .4, .4, .35, 17, .6
	case "L4":
		noisy()
		c.Regions, c.Minerals, c.Produced, c.Rho, c.NoiseP, c.NoiseX, c.Missing, c.Idio = 4, 12, 40, .7, .1, .08, .25, .15
		c.SeenSupply, c.SeenWedge, c.Nonlin, c.ShiftYear, c.Shift = .2, .15, .35, 19, .7
		c.NoiseCols, c.SdCommon, c.SdEdge, c.SdWedge = 5, .35, .3, .09
	default:
		return c, fmt.Errorf("simulate: no level %q: levels are L0 to L4", name)
	}
	return c, nil
}

// Check names the first parameter out of its range.
func (c Config) Check() error {
	bad := func(name string, v, lo, hi float64) error {
		if v >= lo && v <= hi {
			return nil
		}
		return fmt.Errorf("simulate: %s is %v, must be between %v and %v", name, v, lo, hi)
	}
	for _, f := range []struct {
		name      string
		v, lo, hi float64
	}{
		{"R", float64(c.Regions), 1, 1000}, {"T", float64(c.Years), 2, 1000}, {"n_min", float64(c.Minerals), 1, 10000},
		{"n_prod", float64(c.Produced), 4, 10000}, {"nests", float64(c.NestsEach), 1, 10}, {"edges_lo", float64(c.EdgesLow), 1, float64(c.EdgesHigh)},
		{"edges_hi", float64(c.EdgesHigh), 1, 100}, {"eta", c.Eta, 0, .99}, {"eps", c.Eps, 0, 5}, {"labour", c.Labour, .05, .99},
		{"omega_min", c.OmegaMin, 0, 5}, {"omega_prod", c.OmegaProd, 0, 5}, {"sd_dcommon", c.SdCommon, 0, 2}, {"sd_dedge", c.SdEdge, 0, 2},
		{"sd_s", c.SdSupply, 0, 2}, {"obs_s", c.SeenSupply, 0, 1}, {"sd_tau", c.SdWedge, 0, 2}, {"obs_tau", c.SeenWedge, 0, 1},
		{"sd_final", c.SdFinal, 0, 2}, {"rho", c.Rho, 0, .99}, {"me_p", c.NoiseP, 0, 2}, {"me_x", c.NoiseX, 0, 2}, {"missing", c.Missing, 0, 1},
		{"n_noise", float64(c.NoiseCols), 0, 1000}, {"idio", c.Idio, 0, 3}, {"shift_t", float64(c.ShiftYear), 0, float64(c.Years - 1)},
		{"het", c.Het, 0, 2}, {"hubs", c.Hubs, 0, 3}, {"block_gaps", c.BlockGaps, 0, 1}, {"split_common", c.SplitCommon, 0, 1}, {"a0", c.A0, -3, 2}, {"shift", c.Shift, -3, 3},
		{"nonlin", c.Nonlin, -3, 3}, {"invalid_supply", c.InvalidSupply, -3, 3}, {"scale_supply", c.ScaleSupply, -10, 10}, {"scale_wedge", c.ScaleWedge, -10, 10},
	} {
		if err := bad(f.name, f.v, f.lo, f.hi); err != nil {
			return err
		}
	}
	if len(c.Own) != nodeFeatures || len(c.Neigh) != nodeFeatures || len(c.Edge) != edgeFeatures {
		return fmt.Errorf("simulate: own, neigh and edge have %d, %d and %d coefficients, wanted 3, 3 and 2", len(c.Own), len(c.Neigh), len(c.Edge))
	}
	if c.Form != "" && c.Form != CES && c.Form != Logit {
		return fmt.Errorf("simulate: form is %q, must be %q or %q", c.Form, CES, Logit)
	}
	return nil
}

func orOne(v float64) float64 {
	if v == 0 {
		return 1
	}
	return v
}

// clip keeps log sigma between the logs of two elasticities.
func clip(v, low, high float64) float64 { return math.Min(math.Max(v, math.Log(low)), math.Log(high)) }
