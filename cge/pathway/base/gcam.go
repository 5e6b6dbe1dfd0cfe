package base

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets"
)

// A Reconciled technology of GCAM 5.4 and what became of it in our network.
type Reconciled struct {
	Sector, Subsector, Technology string
	Action                        string   // kept, split, merged, dropped, added
	Nodes                         []string // of our network; of a dropped one at most the service that it leaves to a path
	Why                           string
	// Technologies and Subsectors are the logit exponents GCAM has among the
	// technologies of the subsector and among the subsectors of the sector, as
	// positive elasticities; 0 where there is none.
	Technologies, Subsectors float64
	Logit                    string // relative-cost-logit or absolute-cost-logit
	Kept                     string // which exponents are kept
}

// GCAM is the reconciliation with GCAM's energy system, row by row, those we
// added last. A row whose node our network does not have is an error.
func GCAM() ([]Reconciled, error) {
	list, err := datasets.GCAMMap()
	if err != nil {
		return nil, err
	}
	n, err := loadNetwork()
	if err != nil {
		return nil, err
	}
	var out, added []Reconciled
	for _, g := range list {
		r := Reconciled{g.Sector, g.Subsector, g.Technology, g.Action, g.Nodes, g.Reason, 0, 0, g.LogitType, g.KeepLogit}
		for _, node := range g.Nodes {
			if _, ok := n.nodes[node]; !ok {
				return nil, fmt.Errorf("base: GCAM: %s %s %s goes to node %q, which the network does not have", g.Sector, g.Subsector, g.Technology, node)
			}
		}
		if r.Technologies, err = exponent(g.LogitTechnologies); err != nil {
			return nil, fmt.Errorf("base: GCAM: %s %s: %w", g.Sector, g.Subsector, err)
		}
		if r.Subsectors, err = exponent(g.LogitSubsectors); err != nil {
			return nil, fmt.Errorf("base: GCAM: %s: %w", g.Sector, err)
		}
		if g.Action == "added" {
			added = append(added, r)
		} else {
			out = append(out, r)
		}
	}
	return append(out, added...), nil
}

// exponent turns GCAM's negative logit exponent into an elasticity.
func exponent(text string) (float64, error) {
	if text == "" {
		return 0, nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v > 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0, fmt.Errorf("logit exponent %q is no number below 0", text)
	}
	return -v, nil
}

// Where our nodes compete, and GCAM's exponent there: sector, and whether it
// is that among subsectors.
var gcamNodes = map[string]struct {
	sector     string
	subsectors bool
}{
	"electricity":  {"electricity", true},
	"coal":         {"electricity", false},
	"vehicle_use":  {"trn_pass_road_LDV_4W", false},
	"hydrogen":     {"H2 central production", true},
	"electrolyser": {"H2 central production", false},
}

// GCAMElasticity is GCAM's exponent where options of ours compete, as the
// elasticity of the ratio of two shares to the price of one: electricity 3,
// vehicle_use 8. ok is false where GCAM has no such node.
func GCAMElasticity(node string) (elasticity float64, logit string, ok bool) {
	at, ok := gcamNodes[node]
	if !ok {
		return 0, "", false
	}
	rows, err := GCAM()
	if err != nil {
		return 0, "", false
	}
	for _, r := range rows {
		if r.Sector == at.sector && r.Action != "dropped" && (node != "coal" || r.Subsector == "coal") {
			if at.subsectors {
				return r.Subsectors, r.Logit, r.Subsectors > 0
			}
			return r.Technologies, r.Logit, r.Technologies > 0
		}
	}
	return 0, "", false
}

// A Weight puts a share weight calibrated on the account beside GCAM's, both
// relative to a reference option, at GCAM's exponent.
type Weight struct {
	Sector, Option string  // of GCAM
	Account        string  // of ours
	Share          float64 // of the base year
	Cost           float64 // GUSD per TWh, thousand USD per vehicle
	Ours           float64 // that reproduces the share at the cost
	GCAM           float64 // published
	From           string  // year from which GCAM's holds, or by which it is reached
}

// GCAMWeights calibrates GCAM's share equations on the account: of the
// relative-cost form s = w c^-η / Σ for electricity, of the absolute-cost form
// s = w exp(-η c/c̄) / Σ for cars.
func (a *Account) GCAMWeights() ([]Weight, error) {
	power, err := a.powerWeights()
	if err != nil {
		return nil, err
	}
	cars, err := a.carWeights()
	return append(power, cars...), err
}

// powerWeights has coal as its reference.
func (a *Account) powerWeights() ([]Weight, error) {
	eta, _, ok := GCAMElasticity("electricity")
	if !ok {
		return nil, fmt.Errorf("base: GCAM: no exponent among the subsectors of electricity")
	}
	all, err := a.Good("ELE")
	if err != nil {
		return nil, err
	}
	var out []Weight
	for _, s := range []struct{ subsector, accounts string }{{"coal", "G_COAL"}, {"gas", "G_GAS"}, {"nuclear", "G_NUC"}, {"hydro", "G_HYD"},
		{"wind", "G_WON G_WOF"}, {"solar", "G_PV"}, {"biomass", "G_BIO"}} {
		made, cost := 0.0, 0.0
		for _, account := range strings.Fields(s.accounts) {
			g, err := a.Good(account)
			if err != nil {
				return nil, err
			}
			made, cost = made+g.Quantity, cost+g.Value
		}
		w := Weight{Sector: "electricity", Option: s.subsector, Account: s.accounts, Share: made / all.Quantity, Cost: cost / made}
		w.Ours = w.Share * math.Pow(w.Cost, eta)
		if w.GCAM, w.From, err = gcamWeight("subsector_to_sector", "electricity|"+s.subsector, "electricity"); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return relative(out), nil
}

// relative scales our weights to the first.
func relative(list []Weight) []Weight {
	first := list[0].Ours
	for i := range list {
		list[i].Ours /= first
	}
	return list
}

// carWeights has combustion cars as its reference; GCAM's compact car stands
// for all classes, which have the same weights.
func (a *Account) carWeights() ([]Weight, error) {
	eta, _, ok := GCAMElasticity("vehicle_use")
	if !ok {
		return nil, fmt.Errorf("base: GCAM: no exponent among the technologies of cars")
	}
	all, err := a.Good("VEH")
	if err != nil {
		return nil, err
	}
	var out []Weight
	for _, s := range []struct{ technology, account string }{{"Liquids", "VIC"}, {"BEV", "VZE"}} {
		g, err := a.Good(s.account)
		if err != nil {
			return nil, err
		}
		const class = "trn_pass_road_LDV_4W|Compact Car"
		w := Weight{Sector: "trn_pass_road_LDV_4W", Option: s.technology, Account: s.account, Share: g.Quantity / all.Quantity, Cost: g.Price}
		w.Ours = w.Share * math.Exp(eta*g.Price/all.Price)
		if w.GCAM, w.From, err = gcamWeight("technology_to_subsector", class+"|"+s.technology, class); err != nil {
			return nil, err
		}
		out = append(out, w)
	}
	return relative(out), nil
}

// gcamWeight is a published share weight: that of 2030 where there are years.
func gcamWeight(edge, from, to string) (float64, string, error) {
	rows, err := matching(datasets.GCAMNetwork(), where{"edge", edge, "from", from, "to", to, "parameter", "share-weight"})
	if err != nil || len(rows) == 0 {
		return 0, "", fmt.Errorf("base: GCAM: no share weight of %s in %s: %w", from, to, err)
	}
	at := slices.Index(datasets.GCAMNetwork().Axes, "year")
	for _, r := range rows {
		if r.Key[at] == "2030" {
			return r.Value, "2030", nil
		}
	}
	return rows[0].Value, rows[0].Key[at], nil
}
