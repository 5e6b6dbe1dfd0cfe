// Command evaluate prints how well hidden mineral coefficients are predicted,
// with and without the edges of the graph.
//
//	go run ./cge/pathway/base/coefficients/graph -o out/graph
//	go run ./gnn/impute/evaluate -graph out/graph              (some minutes)
//	go run ./gnn/impute/evaluate -graph out/graph -seeds 1 -ablations=false
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"time"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/gnn/impute"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

func main() {
	dir := flag.String("graph", "out/graph", "folder of observed.csv, features.csv, links.csv, theory.csv")
	seeds := flag.String("seeds", "1,2,3", "seeds of folds and networks, as 1-3 or 1,3")
	family := flag.Bool("family", false, "hide whole families too")
	ablations := flag.Bool("ablations", true, "run the networks without graph, without features, with shuffled edges")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *dir, *seeds, *family, *ablations); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir, seeds string, family, ablations bool) error {
	var tables []quantity.Table
	for _, name := range []string{"observed", "features", "links"} {
		t, err := table(dir, name)
		if err != nil {
			return err
		}
		tables = append(tables, t)
	}
	g, err := impute.New(tables[0], tables[1], tables[2])
	if err != nil {
		return err
	}
	theory, err := table(dir, "theory")
	if err != nil {
		return err
	}
	if err := active(g, theory); err != nil {
		return err
	}
	begin := time.Now()
	o := &impute.Options{Ablations: ablations, Tests: []impute.Test{impute.WholeNode, impute.MineralOfFamily}, Progress: func(s string) {
		fmt.Fprintf(os.Stderr, "%4.0f s  %s\n", time.Since(begin).Seconds(), s)
	}}
	if o.Seeds, err = simulate.Seeds(seeds); err != nil {
		return err
	}
	if family {
		o.Tests = append(o.Tests, impute.WholeFamily)
	}
	r, err := impute.Evaluate(ctx, g, o)
	if err != nil {
		return err
	}
	fmt.Print(r)
	return nil
}

// active compares what theory and edges say of active materials of batteries.
func active(g *impute.Graph, theory quantity.Table) error {
	held, err := g.Held(impute.WholeNode)
	if err != nil {
		return err
	}
	worst := make([]int, len(g.Pairs))
	for i := range worst {
		worst[i] = i
	}
	miss := func(i int) float64 { return math.Abs(held[i] - g.Log[i]) }
	slices.SortStableFunc(worst, func(a, b int) int { return cmp.Compare(miss(b), miss(a)) })
	fmt.Print("furthest off when their node is hidden:")
	for _, i := range worst[:8] {
		fmt.Printf(" %s in %s;", g.Minerals[g.Pairs[i].Mineral], g.Nodes[g.Pairs[i].Node])
	}
	fmt.Print("\n\n")
	var published, least []float64
	sum := 0.0
	for _, r := range theory.Rows {
		for i, p := range g.Pairs {
			if g.Nodes[p.Node] == r.Key[0] && g.Minerals[p.Mineral] == r.Key[1] {
				published, least = append(published, math.Exp(g.Log[i])), append(least, r.Value)
				sum += (held[i] - g.Log[i]) * (held[i] - g.Log[i])
			}
		}
	}
	rmse, cover, err := impute.PracticeScore(published, least)
	if err != nil {
		return err
	}
	fmt.Printf("active materials of %d batteries, each left out in turn\n%-42s rmse %.3f cover90 %.2f\n%-42s rmse %.3f\n\n", len(published),
		impute.PracticeModel, rmse, cover, impute.GraphEffects, math.Sqrt(sum/float64(len(published))))
	return nil
}

func table(dir, name string) (quantity.Table, error) {
	f, err := os.Open(filepath.Join(dir, name+".csv"))
	if err != nil {
		return quantity.Table{}, err
	}
	defer f.Close()
	return quantity.ReadTable(name, f)
}
