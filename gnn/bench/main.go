// Command bench prints what the estimators make of economies whose
// elasticities are known.
//
//	go run ./gnn/bench -levels L1,L2 -seeds 201-204
//	go run ./gnn/bench -frozen -quick                           (after the weights are final)
//	go run ./gnn/bench -blind -quick                            (dates of shifts hidden)
//	go run ./gnn/bench -panels DIR -levels L3 -seeds 101-108   (files LEVEL-SEED.json.gz of gnn/classic/testdata/panels.py)
package main

import (
	"context"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

type options struct {
	dir                      string
	full, quick, blind, held bool
	split                    float64
	names                    []string
	weights                  []*gnn.Weights
}

func main() {
	o := options{}
	levels := flag.String("levels", "L0,L1,L2,L3,L4", "levels to run; R draws the parameters too (simulate.Random)")
	seeds := flag.String("seeds", "201-204", "seeds, as 201-204 or 201,203")
	files := flag.String("weights", "", "files of weights beside the shipped ones, comma-separated")
	flag.StringVar(&o.dir, "panels", "", "folder of reference panels; empty: own draws")
	flag.BoolVar(&o.full, "full", false, "every classical estimator, not the best ones alone")
	flag.BoolVar(&o.blind, "blind", false, "hide the dates of shifts from the network and the pooled estimator")
	flag.BoolVar(&o.held, "held", false, "hide every fifth nest's data and judge those nests alone")
	flag.Float64Var(&o.split, "split", 0, "own draws: how far shared demand shocks differ between two halves of the users, 0 to 1")
	frozen := flag.Bool("frozen", false, "16 seeds that follow from the hash of the shipped weights")
	flag.BoolVar(&o.quick, "quick", false, "leave the reference's estimators out")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := o.load(*files)
	if err == nil && *frozen {
		*seeds = frozenSeeds(o.weights[0])
	}
	if err == nil {
		err = run(ctx, strings.Split(*levels, ","), *seeds, o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// load reads the shipped weights and further ones.
func (o *options) load(files string) error {
	w, err := gnn.Shipped()
	if err != nil {
		return err
	}
	o.names, o.weights = []string{"network"}, []*gnn.Weights{w}
	for _, name := range strings.FieldsFunc(files, func(r rune) bool { return r == ',' }) {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		w, err := gnn.ReadWeights(f)
		f.Close()
		if err != nil {
			return err
		}
		o.names, o.weights = append(o.names, filepath.Base(name)), append(o.weights, w)
	}
	return nil
}

func run(ctx context.Context, levels []string, list string, o options) error {
	seeds, err := simulate.Seeds(list)
	if err != nil {
		return err
	}
	for _, level := range levels {
		start, t := time.Now(), newTable()
		for _, seed := range seeds {
			if err := one(ctx, t, level, seed, o); err != nil {
				return fmt.Errorf("%s, seed %d: %w", level, seed, err)
			}
		}
		fmt.Printf("\n%s, seeds %s, %d s\n%s", level, list, int(time.Since(start).Seconds()), t)
	}
	return nil
}

// frozenSeeds are seeds that nobody can have trained or tuned on: they follow
// from the weights.
func frozenSeeds(w *gnn.Weights) string {
	sum := sha256.Sum256([]byte(w.Params.Hash()))
	var list []string
	for i := range 16 {
		list = append(list, fmt.Sprint(2_000_000_000+uint64(sum[2*i])<<8+uint64(sum[2*i+1])))
	}
	return strings.Join(list, ",")
}
