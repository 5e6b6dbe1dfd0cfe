package gnn

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/lodestone-model/lodestone/gnn/net"
)

// Training are the settings of Train.
type Training struct {
	Seed     uint64
	Steps    int // 0 means 4000
	Batch    int // economies in a batch; 0 means 8
	Progress func(net.Progress)
	Save     func(*net.State) error
	Resume   func(net.Settings) (*net.State, error) // nil: from the start
}

// batches deals economies of about one size to each batch.
type batches struct {
	design Design
	scale  Scaling
	seed   uint64
	size   int
	groups map[int][]*Example // by padded rows
	sizes  []int
	total  int
	valid  [][]net.Array
}

func newBatches(d Design, s Scaling, set Training, train, valid []*Example) *batches {
	b := &batches{design: d, scale: s, seed: set.Seed, size: set.Batch, groups: map[int][]*Example{}, total: len(train)}
	for _, e := range train {
		n := size(len(e.X))
		b.groups[n] = append(b.groups[n], e)
	}
	for n := range b.groups {
		b.sizes = append(b.sizes, n)
	}
	slices.Sort(b.sizes)
	by := map[int][]*Example{}
	for _, e := range valid {
		by[size(len(e.X))] = append(by[size(len(e.X))], e)
	}
	for _, n := range b.sizes {
		for part := range slices.Chunk(by[n], b.size) {
			if len(part) == b.size || len(by[n]) < b.size { // parts of about equal weight
				b.valid = append(b.valid, pack(d, s, part, n))
			}
		}
	}
	return b
}

// Batch draws a size by its share of the economies, then economies of it.
func (b *batches) Batch(step int) []net.Array {
	r := rand.New(rand.NewPCG(b.seed, uint64(step)+1))
	at, n := r.IntN(b.total), 0
	for _, n = range b.sizes {
		if at -= len(b.groups[n]); at < 0 {
			break
		}
	}
	batch := make([]*Example, b.size)
	for i := range batch {
		batch[i] = b.groups[n][r.IntN(len(b.groups[n]))]
	}
	return pack(b.design, b.scale, batch, n)
}

func (b *batches) Validation() [][]net.Array { return b.valid }

// Train fits the network to examples: an eighth of them stops it, another
// calibrates the intervals, the rest train.
func Train(ctx context.Context, d Design, examples []*Example, set Training) (*Weights, error) {
	if len(examples) < 64 {
		return nil, fmt.Errorf("gnn: %d economies are too few to train, to stop and to calibrate: simulate at least 64", len(examples))
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	if set.Steps == 0 {
		set.Steps = 4000
	}
	if set.Batch == 0 {
		set.Batch = 8
	}
	eighth := len(examples) / 8
	calibrate, valid, train := examples[:eighth], examples[eighth:2*eighth], examples[2*eighth:]
	w := &Weights{Design: d, Scaling: NewScaling(train)}
	p := net.NewParams(d.Members, set.Seed)
	n := newNetwork(p, d)
	b := newBatches(d, w.Scaling, set, train, valid)
	if len(b.valid) == 0 {
		return nil, fmt.Errorf("gnn: %d economies do not fill a validation batch of %d of one size", len(valid), set.Batch)
	}
	settings := net.Settings{Steps: set.Steps, Rate: 3e-3, Decay: 1e-3, Clip: 1, WarmUp: set.Steps / 20, Every: max(set.Steps/32, 1),
		Progress: set.Progress, Save: set.Save}
	state := net.Start(p, settings)
	if set.Resume != nil {
		s, err := set.Resume(settings)
		if err != nil {
			return nil, err
		}
		if s != nil {
			state = s
		}
	}
	if err := net.Fit(ctx, n.loss, b, settings, state); err != nil {
		return nil, err
	}
	w.Params = state.Best
	return w, w.calibrate(ctx, calibrate)
}

// calibrate measures how far intervals must move to hold nine tenths, by
// strength of instruments.
func (w *Weights) calibrate(ctx context.Context, examples []*Example) error {
	learned, base := make([][]float64, len(strengths)), make([][]float64, len(strengths))
	for _, e := range examples {
		answers, err := w.raw(ctx, e)
		if err != nil {
			return err
		}
		for r, a := range answers {
			g, t := group(e.F[r]), e.LogSigma[r]
			learned[g] = append(learned[g], math.Max(a.low-t, t-a.high)/a.sd)
			base[g] = append(base[g], math.Abs(t-e.Mean[r])/e.SD[r])
		}
	}
	w.Learned, w.Base = make([]float64, len(strengths)), make([]float64, len(strengths))
	for g := range strengths {
		w.Learned[g], w.Base[g] = conformal(learned[g], 0), conformal(base[g], 1.645)
	}
	return nil
}

// conformal is the split-conformal quantile for a cover of 0.9 (Romano et al.
// 2019), or otherwise where there are fewer than 50 scores.
func conformal(scores []float64, otherwise float64) float64 {
	if len(scores) < 50 {
		return otherwise
	}
	slices.Sort(scores)
	return scores[min(int(math.Ceil(.9*float64(len(scores)+1)))-1, len(scores)-1)]
}

// strengths are the lower ends of groups of first-stage F.
var strengths = []float64{0, 5, 20, 80, 300}

func group(f float64) int {
	g := 0
	for i, low := range strengths {
		if f >= low {
			g = i
		}
	}
	return g
}
