package main

import (
	"context"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/lodestone-model/lodestone/gnn"
	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// firstSeed keeps the economies of training apart from any that are used to
// tune (201 to 216) or to judge (101 to 108).
const firstSeed = 1_000_000

// shardSize is the number of economies in a file.
const shardSize = 25

// makeData simulates economies and stores what the network sees of each. Files
// that exist are kept, so that a stopped run can go on.
func makeData(ctx context.Context, dir string, economies int) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for shard := range (economies + shardSize - 1) / shardSize {
		name := shardName(dir, shard)
		if _, err := os.Stat(name); err == nil {
			continue
		}
		examples, err := makeShard(ctx, shard)
		if err != nil {
			return err
		}
		if err := write(name, func(w io.Writer) error { return gob.NewEncoder(w).Encode(examples) }); err != nil {
			return err
		}
		fmt.Fprintf(os.Stderr, "\r%d economies", (shard+1)*shardSize)
	}
	return nil
}

func shardName(dir string, shard int) string {
	return filepath.Join(dir, fmt.Sprintf("economies-%04d.gob", shard))
}

func makeShard(ctx context.Context, shard int) ([]*gnn.Example, error) {
	out, errs := make([]*gnn.Example, shardSize), make([]error, shardSize)
	var wg sync.WaitGroup
	slots := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range out {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			out[i], errs[i] = makeExample(ctx, uint64(firstSeed+shard*shardSize+i))
		})
	}
	wg.Wait()
	kept := out[:0]
	for i, e := range out {
		switch {
		case errors.Is(errs[i], simulate.ErrNoEquilibrium): // a draw that no price answers
		case errs[i] != nil:
			return nil, fmt.Errorf("seed %d: %w", firstSeed+shard*shardSize+i, errs[i])
		default:
			kept = append(kept, e)
		}
	}
	return kept, nil
}

func makeExample(ctx context.Context, seed uint64) (*gnn.Example, error) {
	p, truth, err := simulate.Generate(ctx, simulate.Random(seed), seed)
	if err != nil {
		return nil, err
	}
	switch seed % 16 { // an eighth of the economies lack an instrument
	case 0:
		p.ZSupply = nil
	case 1:
		p.ZWedge = nil
	}
	in, err := gnn.Extract(ctx, p)
	if err != nil {
		return nil, err
	}
	return gnn.NewExample(seed, in, truth), nil
}

// readData loads up to economies examples.
func readData(dir string, economies int) (out []*gnn.Example, err error) {
	for shard := range (economies + shardSize - 1) / shardSize {
		f, err := os.Open(shardName(dir, shard))
		if errors.Is(err, os.ErrNotExist) {
			break
		}
		if err != nil {
			return nil, err
		}
		var part []*gnn.Example
		err = gob.NewDecoder(f).Decode(&part)
		f.Close()
		if err != nil {
			return nil, fmt.Errorf("%s: %w; remove it, and it is made again", f.Name(), err)
		}
		out = append(out, part...)
	}
	return out, nil
}
