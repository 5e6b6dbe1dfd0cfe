package base

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// MineralMarkets are the markets for minerals of the world in the year after the
// base year, as an equilibrium that an estimate of supply can work in tandem
// with (gnn.Equilibrium, whose methods these are): given logs of the elasticities
// of supply of some mines, what shocks of history do to their prices.
//
//	dp[t, m] = sum_m' R[m, m'](e) x[t, m'],   R = d ln p / d shock at the base economy
//
// A shock x is excess demand over what is mined at given prices: growth of demand
// less a loss of output. R comes from the whole model, cleared with each resource
// a little smaller and a little larger; technology and research stand still.
type MineralMarkets struct {
	Mines []string
	// Shocks of each year, in the order of Mines.
	Shocks [][]float64

	account *Account
	known   map[string][][]float64 // R by elasticities
}

// NewMineralMarkets checks that mines are there.
func NewMineralMarkets(a *Account, mines []string, shocks [][]float64) (*MineralMarkets, error) {
	spec, _, err := World(a, Settings{Last: a.Year + 1, Research: Research{Off: true}})
	if err != nil {
		return nil, err
	}
	for _, name := range mines {
		if !slices.ContainsFunc(spec.Mines, func(m pathway.Mine) bool { return m.Name == name }) {
			return nil, fmt.Errorf("base: mineral markets: no mine %q", name)
		}
	}
	for t, row := range shocks {
		if len(row) != len(mines) {
			return nil, fmt.Errorf("base: mineral markets: year %d has %d shocks for %d mines", t, len(row), len(mines))
		}
	}
	return &MineralMarkets{Mines: mines, Shocks: shocks, account: a, known: map[string][][]float64{}}, nil
}

const (
	resourceStep   = .03 // change of a resource, in logs, both ways
	elasticityStep = .05 // change of a log of an elasticity, both ways
)

// Matrix is R: a row the price of a mine's mineral, a column the mine that is
// hit.
func (m *MineralMarkets) Matrix(ctx context.Context, logs []float64) ([][]float64, error) {
	if len(logs) != len(m.Mines) {
		return nil, fmt.Errorf("base: mineral markets: %d logs of elasticities for %d mines", len(logs), len(m.Mines))
	}
	key := fmt.Sprint(logs)
	if r, ok := m.known[key]; ok {
		return r, nil
	}
	r := make([][]float64, len(m.Mines))
	for i := range r {
		r[i] = make([]float64, len(m.Mines))
	}
	for j, name := range m.Mines {
		var side [2][]float64
		for k, sign := range []float64{1, -1} {
			var err error
			if side[k], err = m.prices(ctx, logs, name, math.Exp(-sign*resourceStep)); err != nil {
				return nil, fmt.Errorf("base: mineral markets: resource of %s times %.3f: %w", name, math.Exp(-sign*resourceStep), err)
			}
		}
		for i := range r {
			r[i][j] = math.Log(side[0][i]/side[1][i]) / (2 * resourceStep)
		}
	}
	m.known[key] = r
	return r, nil
}

// prices of the mines' minerals in the year after the base year, with one
// resource changed.
func (m *MineralMarkets) prices(ctx context.Context, logs []float64, mine string, part float64) ([]float64, error) {
	p := &Params{}
	for i, name := range m.Mines {
		p.Supply = append(p.Supply, Param{ID: name, Mean: logs[i], Source: "learned"})
	}
	spec, _, err := World(m.account, Settings{Last: m.account.Year + 1, Ramp: -1, Research: Research{Off: true}, Params: p})
	if err != nil {
		return nil, err
	}
	for i := range spec.Mines {
		if x := &spec.Mines[i]; x.Name == mine {
			path := []float64{1, part}
			if x.Path != nil {
				path = []float64{x.Path[0], x.Path[1] * part}
			}
			x.Path = path
		}
	}
	model, err := pathway.New(spec, pathway.Options{})
	if err != nil {
		return nil, err
	}
	result, err := model.Run(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]float64, len(m.Mines))
	for i, name := range m.Mines {
		out[i] = result.Years[1].Prices[oreOf(name)]
	}
	return out, nil
}

// Responses are changes of logs of prices, [year][mine].
func (m *MineralMarkets) Responses(ctx context.Context, logs []float64) ([]float64, error) {
	r, err := m.Matrix(ctx, logs)
	if err != nil {
		return nil, err
	}
	return m.times(r), nil
}

func (m *MineralMarkets) times(r [][]float64) []float64 {
	out := make([]float64, 0, len(m.Shocks)*len(m.Mines))
	for _, x := range m.Shocks {
		for i := range m.Mines {
			sum := 0.
			for j, v := range x {
				sum += r[i][j] * v
			}
			out = append(out, sum)
		}
	}
	return out
}

// VJP is the gradient of the sum of v times Responses, by differences of the
// whole model.
func (m *MineralMarkets) VJP(ctx context.Context, logs, v []float64) ([]float64, error) {
	if len(v) != len(m.Shocks)*len(m.Mines) {
		return nil, fmt.Errorf("base: mineral markets: %d weights for %d responses", len(v), len(m.Shocks)*len(m.Mines))
	}
	out := make([]float64, len(logs))
	for k := range logs {
		for _, sign := range []float64{1, -1} {
			at := slices.Clone(logs)
			at[k] += sign * elasticityStep
			response, err := m.Responses(ctx, at)
			if err != nil {
				return nil, err
			}
			for i, x := range response {
				out[k] += sign * v[i] * x / (2 * elasticityStep)
			}
		}
	}
	return out, nil
}
