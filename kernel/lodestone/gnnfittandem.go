package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"strconv"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/fit"
	"gonum.org/v1/gonum/stat"
)

// incomeElasticity of demand for metals to world output: copper's long-run
// elasticity of Stuermer (2017) is one, aluminium's above, zinc's below.
const incomeElasticity = 1.

// tandem is the world's mineral markets in tandem with the estimate of supply.
type tandem struct {
	markets *base.MineralMarkets
	supply  []*fit.Market
	years   []int
	before  []*fit.IV // by activity alone
	first   []float64 // logs at the start
	after   []*fit.IV
	report  *gnn.TandemReport
}

var _ gnn.Equilibrium = (*base.MineralMarkets)(nil)

// newTandem takes the minerals that have an equation with output by country.
func newTandem(p *fittedParams) (*tandem, error) {
	t := &tandem{}
	var names []string
	for _, m := range p.data.Minerals {
		if m.Why != "" {
			continue
		}
		market, err := fit.NewMarket(m, p.data.Shifters, p.of("supply", m.ID).Prior)
		if err != nil {
			continue // lithium: no output by country for long enough, as the table of supply says
		}
		if t.years != nil && fmt.Sprint(t.years) != fmt.Sprint(market.Years) {
			return nil, fmt.Errorf("%s has the years %v, the others %v", m.ID, market.Years, t.years)
		}
		t.years, names, t.supply = market.Years, append(names, m.ID), append(t.supply, market)
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("no mineral has output by country and a price")
	}
	shocks := make([][]float64, len(t.years))
	for y := range shocks {
		for _, m := range t.supply {
			shocks[y] = append(shocks[y], incomeElasticity*m.Demand[y]-m.Loss[y])
		}
	}
	account, err := base.NewAccount(accountYear, base.Open)
	if err != nil {
		return nil, err
	}
	t.markets, err = base.NewMineralMarkets(account, names, shocks)
	return t, err
}

// run starts from the estimate by activity alone.
func (t *tandem) run(ctx context.Context) error {
	for _, m := range t.supply {
		iv, post, err := m.Estimate(m.Demand)
		if err != nil {
			return err
		}
		t.before, t.first = append(t.before, iv), append(t.first, post.Mean)
	}
	var err error
	t.report, err = gnn.Tandem(ctx, t.first, t.estimate, t.markets, nil)
	return err
}

// estimate is a gnn.Estimator.
func (t *tandem) estimate(_ context.Context, responses []float64) (logs, sd []float64, err error) {
	t.after = nil
	for i, m := range t.supply {
		iv, post, err := m.Estimate(t.response(responses, i))
		if err != nil {
			return nil, nil, err
		}
		t.after, logs, sd = append(t.after, iv), append(logs, post.Mean), append(sd, post.SD)
	}
	return logs, sd, nil
}

func (t *tandem) response(all []float64, mine int) []float64 {
	var out []float64
	for y := range t.years {
		out = append(out, all[y*len(t.supply)+mine])
	}
	return out
}

// write prints what changed, and how well the equilibrium tells the history of
// prices: the share of the variance of price changes that its responses explain.
func (t *tandem) write(w io.Writer) {
	title(w, "In tandem with the world's mineral markets: the price that the equilibrium predicts as the instrument")
	rows := [][]string{}
	for i, m := range t.supply {
		rows = append(rows, []string{m.ID, strconv.Itoa(len(m.Years)), withError(t.before[i].Beta, t.before[i].SE), fmt.Sprintf("%.1f", t.before[i].F), withError(t.after[i].Beta, t.after[i].SE), fmt.Sprintf("%.1f", t.after[i].F),
			fmt.Sprintf("%.2f", math.Exp(t.first[i])), fmt.Sprintf("%.2f", math.Exp(t.report.Logs[i])), fmt.Sprintf("%.2f", stat.Correlation(m.Price, m.Demand, nil)), fmt.Sprintf("%.2f", stat.Correlation(m.Price, t.response(t.report.Responses, i), nil))})
	}
	io.WriteString(w, headed([]string{"mineral", "n", "2SLS before (se)", "F", "2SLS after (se)", "F", "posterior before", "after", "prices with activity, r", "with the response, r"}, rows, "lrrrrrrrrr"))
	fmt.Fprintf(w, "%s, changes of an elasticity %s; contraction %.3f\n", several(len(t.report.Changes), "round", "rounds"), changesOf(t.report.Changes), t.report.Contraction())
}

func changesOf(list []float64) string {
	s := ""
	for i, v := range list {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%.2g %%", 100*v)
	}
	return s
}
