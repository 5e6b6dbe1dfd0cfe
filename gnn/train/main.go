// Command train rebuilds the weights that gnn ships: it simulates economies,
// trains the network on them and writes the file.
//
//	go run ./gnn/train -o gnn/weights.bin
//
// Economies and the training itself can be stopped with Ctrl-C and go on where
// they were when the command is given again.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/net"
)

type flags struct {
	data, out, checkpoint string
	economies, steps      int
	seed                  uint64
	design                gnn.Design
}

func main() {
	f := flags{design: gnn.Standard()}
	flag.StringVar(&f.data, "data", "out/gnn", "folder of simulated economies, filled as needed")
	flag.IntVar(&f.economies, "economies", 1200, "economies to simulate; -1: train on those that are there")
	flag.StringVar(&f.out, "o", "", "file for the weights; empty: simulate only")
	flag.StringVar(&f.checkpoint, "checkpoint", "", "file for the state of the training; empty: in the folder of economies")
	flag.IntVar(&f.steps, "steps", 3000, "steps of training")
	flag.Uint64Var(&f.seed, "seed", 7, "seed of the weights and batches")
	flag.IntVar(&f.design.Members, "members", f.design.Members, "members of the ensemble")
	flag.BoolVar(&f.design.NoGraph, "no-graph", false, "ablation: rows hear nothing")
	flag.BoolVar(&f.design.Shuffled, "shuffled", false, "ablation: rows hear strangers")
	flag.BoolVar(&f.design.NoMoments, "no-moments", false, "ablation: the classical posterior alone")
	flag.BoolVar(&f.design.Recurrent, "recurrent", false, "variant: a GRU reads the yearly moments")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, f); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, f flags) error {
	if err := makeData(ctx, f.data, f.economies); err != nil || f.out == "" {
		return err
	}
	most := f.economies
	if most < 0 {
		most = 1 << 20
	}
	examples, err := readData(f.data, most)
	if err != nil {
		return err
	}
	if f.checkpoint == "" {
		f.checkpoint = filepath.Join(f.data, "training.gob")
	}
	start := time.Now()
	w, err := gnn.Train(ctx, f.design, examples, gnn.Training{Seed: f.seed, Steps: f.steps, Progress: progress(start),
		Save: func(s *net.State) error { return write(f.checkpoint, s.Encode) },
		Resume: func(set net.Settings) (*net.State, error) {
			b, err := os.ReadFile(f.checkpoint)
			if errors.Is(err, os.ErrNotExist) {
				return nil, nil
			}
			if err != nil {
				return nil, err
			}
			return net.Resume(bytes.NewReader(b), set)
		}})
	if err != nil {
		return err
	}
	if err := write(f.out, w.Encode); err != nil {
		return err
	}
	if w, err = readBack(f.out); err != nil { // seven digits are kept: the hash is that of the file
		return err
	}
	fmt.Printf("%d economies, %d values a member, hash %s, %s\n", len(examples), w.Params.Count(), w.Params.Hash()[:16], time.Since(start).Round(time.Second))
	return os.Remove(f.checkpoint)
}

func readBack(name string) (*gnn.Weights, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return gnn.ReadWeights(file)
}

func progress(start time.Time) func(net.Progress) {
	return func(p net.Progress) {
		fmt.Fprintf(os.Stderr, "%6s step %d of %d: train %.4f, valid %.4f, best %.4f\n", time.Since(start).Round(time.Second), p.Step, p.Steps, p.Train, p.Valid, p.Best)
	}
}

// write replaces a file in one move.
func write(name string, encode func(io.Writer) error) error {
	var b bytes.Buffer
	if err := encode(&b); err != nil {
		return err
	}
	if err := os.WriteFile(name+".part", b.Bytes(), 0o644); err != nil {
		return err
	}
	return os.Rename(name+".part", name)
}
