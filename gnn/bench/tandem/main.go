// Command tandem prints what an equilibrium adds to an estimate on economies of
// known elasticities: go run ./gnn/bench/tandem.
//
// Errors are root mean squares over nests: of log sigma, and of the response of
// relative demand to a price half as high again, of nests that buy minerals.
// Before is two-stage least squares with the shocks that each price has of its
// own; tandem uses what the equilibrium makes of all of them; pooled is the best
// classical estimator, which the network of package gnn corrects, and pooled
// tandem the same with the equilibrium's prices in place of shifters of supply.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"os"
	"os/signal"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

func main() {
	seeds := flag.Int("seeds", 8, "economies a row")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	fmt.Println("| level | shocks seen | supply taken as | 2SLS, log | tandem, log | pooled, log | pooled tandem, log | 2SLS, response | tandem, response | pooled, response | pooled tandem, response | rounds | contraction |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, level := range []string{"L1", "L2", "L3", "L4"} {
		for _, c := range []struct {
			mines  bool
			factor float64
		}{{false, 1}, {true, 1}, {true, 2}} {
			if err := row(ctx, level, c.mines, c.factor, *seeds); err != nil {
				log.Fatal(err)
			}
		}
	}
}

// sums of errors: 2SLS, tandem, pooled, pooled tandem.
type sums struct{ log, response [4]float64 }

func row(ctx context.Context, level string, mines bool, factor float64, seeds int) error {
	var s sums
	n, rounds, contraction := 0., 0, 0.
	for seed := range seeds {
		c, err := simulate.Level(level)
		if err != nil {
			return err
		}
		p, truth, err := simulate.Generate(ctx, c, uint64(seed+1))
		if err != nil {
			return err
		}
		if mines {
			onlyMines(p)
		}
		supply := make([]float64, len(truth.Omega))
		for i, v := range truth.Omega {
			supply[i] = factor * v
		}
		eq, err := gnn.NewPanelEquilibrium(p, gnn.Structure{Supply: supply, Nests: c.Eta, Final: c.Eps})
		if err != nil {
			return err
		}
		r, err := s.add(ctx, p, eq, truth)
		if err != nil {
			return err
		}
		n, rounds, contraction = n+1, rounds+len(r.Changes), contraction+r.Contraction()
	}
	seen, taken := "all", "true"
	if mines {
		seen = "of mines"
	}
	if factor != 1 {
		taken = fmt.Sprintf("%g times too stiff", factor)
	}
	fmt.Printf("| %s | %s | %s | %.3f | %.3f | %.3f | %.3f | %.4f | %.4f | %.4f | %.4f | %.1f | %.3f |\n", level, seen, taken,
		s.log[0]/n, s.log[1]/n, s.log[2]/n, s.log[3]/n, s.response[0]/n, s.response[1]/n, s.response[2]/n, s.response[3]/n, float64(rounds)/n, contraction/n)
	return nil
}

// onlyMines leaves shocks of mines as all that is seen, as on real history.
func onlyMines(p *panel.Panel) {
	p.ZWedge = nil
	for i := range p.ZSupply {
		if p.Edges[i%len(p.Edges)].Src >= p.Minerals {
			p.ZSupply[i] = 0
		}
	}
}

func (s *sums) add(ctx context.Context, p *panel.Panel, eq gnn.Equilibrium, truth *simulate.Truth) (*gnn.TandemReport, error) {
	f, err := classic.Run(ctx, p)
	if err != nil {
		return nil, err
	}
	_, post, err := f.PooledCommon(ctx, nil)
	if err != nil {
		return nil, err
	}
	start := gnn.StartingLogs(f)
	r, err := gnn.Tandem(ctx, start, gnn.PanelEstimator(p), eq, nil)
	if err != nil {
		return nil, err
	}
	pooled, err := gnn.Tandem(ctx, post.Mean, gnn.PooledEstimator(p), eq, nil)
	if err != nil {
		return nil, err
	}
	buys := map[int]bool{}
	for _, e := range p.Edges {
		if e.Src < p.Minerals {
			buys[e.Nest] = true
		}
	}
	var want []float64
	for regime := range p.Segments() {
		want = append(want, truth.Sigma(regime)...)
	}
	for k, logs := range [][]float64{start, r.Logs, post.Mean, pooled.Logs} {
		var all, some, real []float64
		for i, v := range logs {
			all = append(all, math.Exp(v))
			if buys[i%len(p.Nests)] {
				some, real = append(some, math.Exp(v)), append(real, want[i])
			}
		}
		s.log[k] += classic.Estimates{Sigma: all}.Against(want).RMSELog
		s.response[k] += classic.Estimates{Sigma: some}.Against(real).Response
	}
	return r, nil
}
