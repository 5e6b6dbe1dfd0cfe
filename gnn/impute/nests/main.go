// Command nests hides the data of every fifth nest of simulated economies and
// prints how well its elasticity is predicted: by gnn.Estimate, which has the
// posterior of features and graph, and by the methods of the textbook, which
// learn from the estimates of the nests that have data.
//
//	go run ./gnn/impute/nests -levels L0,L1,L2,L3,L4 -seeds 301-304
package main

import (
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"os/signal"
	"strings"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/panel"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

func main() {
	levels := flag.String("levels", "L0,L1,L2,L3,L4", "levels of difficulty, see simulate.Level")
	seeds := flag.String("seeds", "301-304", "seeds, as 301-304 or 301,303")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, strings.Split(*levels, ","), *seeds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, levels []string, seeds string) error {
	list, err := simulate.Seeds(seeds)
	if err != nil {
		return err
	}
	fmt.Printf("root mean square error of log sigma, nests without data, seeds %s\n%-6s", seeds, "level")
	for _, m := range methods {
		fmt.Printf(" %26s", m.name)
	}
	fmt.Printf(" %26s %8s\n", "gnn.Estimate", "cover90")
	for _, level := range levels {
		sum := make([]float64, len(methods)+1)
		n, in := 0.0, 0.0
		for _, seed := range list {
			s, err := hide(ctx, level, seed)
			if err != nil {
				return fmt.Errorf("%s, seed %d: %w", level, seed, err)
			}
			for i, m := range methods {
				out, err := m.predict(ctx, s, seed)
				if err != nil {
					return fmt.Errorf("%s, seed %d: %s: %w", level, seed, m.name, err)
				}
				for k, row := range s.hidden {
					sum[i] += square(out[k] - s.truth[row])
				}
			}
			for _, row := range s.hidden {
				e := s.report.Nests[row]
				sum[len(methods)] += square(e.MeanLogSigma - s.truth[row])
				if n++; e.Lo90 <= math.Exp(s.truth[row]) && math.Exp(s.truth[row]) <= e.Hi90 {
					in++
				}
			}
		}
		fmt.Printf("%-6s", level)
		for _, v := range sum {
			fmt.Printf(" %26.3f", math.Sqrt(v/n))
		}
		fmt.Printf(" %8.2f\n", in/n)
	}
	return nil
}

func square(x float64) float64 { return x * x }

// sample is an economy with hidden nests; rows are regime × nest.
type sample struct {
	panel        *panel.Panel
	report       *gnn.Report
	truth        []float64 // log sigma
	seen, hidden []int     // rows
	own          [][]float64
	suppliers    [][]float64
	near         [][]int // rows of the same regime that share the user or a supplier
}

// hide draws an economy, takes every fifth nest's data away and estimates.
func hide(ctx context.Context, level string, seed uint64) (*sample, error) {
	c, err := simulate.Level(level)
	if err != nil {
		return nil, err
	}
	p, truth, err := simulate.Generate(ctx, c, seed)
	if err != nil {
		return nil, err
	}
	s := &sample{panel: p.Mask(func(_, _, e int) bool { return p.Edges[e].Nest%5 != 0 })}
	if s.report, err = gnn.Estimate(ctx, s.panel, &gnn.Options{Draws: 1}); err != nil {
		return nil, err
	}
	for q := range p.Segments() {
		for u, sigma := range truth.Sigma(q) {
			row := len(s.truth)
			s.truth = append(s.truth, math.Log(sigma))
			if u%5 == 0 {
				s.hidden = append(s.hidden, row)
			} else {
				s.seen = append(s.seen, row)
			}
		}
	}
	if len(s.report.Nests) != len(s.truth) {
		return nil, fmt.Errorf("%d rows estimated, %d true", len(s.report.Nests), len(s.truth))
	}
	s.describe()
	return s, nil
}

// describe fills what is known of each row: features of the nest itself, of
// its suppliers, and which rows are near.
func (s *sample) describe() {
	p, nests := s.panel, len(s.panel.Nests)
	members := p.Members()
	for row := range s.truth {
		u, regime := row%nests, row/nests
		own := append([]float64{1, float64(regime)}, p.NodeFeatures[p.Nests[u].User]...)
		edge, supplier := make([]float64, len(p.EdgeFeatures[0])), make([]float64, len(p.NodeFeatures[0]))
		goods := map[int]bool{}
		for _, e := range members[u] {
			goods[p.Edges[e].Src] = true
			for k, v := range p.EdgeFeatures[e] {
				edge[k] += p.EdgeShare[e] * v
			}
			for k, v := range p.NodeFeatures[p.Edges[e].Src] {
				supplier[k] += p.EdgeShare[e] * v
			}
		}
		s.own, s.suppliers = append(s.own, append(own, edge...)), append(s.suppliers, supplier)
		var near []int
		for v := range nests {
			shares := v != u && p.Nests[v].User == p.Nests[u].User
			for _, e := range members[v] {
				shares = shares || v != u && goods[p.Edges[e].Src]
			}
			if shares {
				near = append(near, regime*nests+v)
			}
		}
		s.near = append(s.near, near)
	}
}
