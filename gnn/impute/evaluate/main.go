// Command evaluate prints how well hidden mineral coefficients are predicted,
// with and without the edges of the graph.
//
//	go run ./cge/pathway/base/coefficients/graph -o out/graph
//	go run ./gnn/impute/evaluate -graph out/graph              (some minutes)
//	go run ./gnn/impute/evaluate -graph out/graph -seeds 1 -ablations=false
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/gnn/impute"
)

func main() {
	dir := flag.String("graph", "out/graph", "folder of observed.csv, features.csv, links.csv")
	seeds := flag.String("seeds", "1,2,3", "seeds of folds and networks")
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
		f, err := os.Open(filepath.Join(dir, name+".csv"))
		if err != nil {
			return err
		}
		t, err := quantity.ReadTable(name, f)
		f.Close()
		if err != nil {
			return err
		}
		tables = append(tables, t)
	}
	g, err := impute.New(tables[0], tables[1], tables[2])
	if err != nil {
		return err
	}
	begin := time.Now()
	o := &impute.Options{Ablations: ablations, Tests: []impute.Test{impute.WholeNode, impute.MineralOfFamily}, Progress: func(s string) {
		fmt.Fprintf(os.Stderr, "%4.0f s  %s\n", time.Since(begin).Seconds(), s)
	}}
	for _, part := range strings.Split(seeds, ",") {
		seed, err := strconv.ParseUint(part, 10, 64)
		if err != nil {
			return fmt.Errorf("seeds %q: numbers joined by commas", seeds)
		}
		o.Seeds = append(o.Seeds, seed)
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
