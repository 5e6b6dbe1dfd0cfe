package impute

import (
	"context"
	"fmt"
	"runtime"
	"sync"
)

// Methods, in the order of the report. Those from MeanOfNeighbours on look along
// edges of the graph.
const (
	UnitMean         = "mean of the unit"
	ClassMeans       = "class means: mineral in family"
	TwoWay           = "two-way effects, ridge"
	Factorisation    = "two-way effects and factorisation"
	NearestFeatures  = "3 nearest nodes by features"
	Perceptron       = "multilayer perceptron on features"
	Effects          = "random effects of classes"
	BestPlain        = "combination of the above, nested"
	NearestContents  = "3 nearest nodes by contents"
	MeanOfNeighbours = "regression on means of neighbours"
	GraphEffects     = "random effects along edges"
	Network          = "network on random effects of classes"
	NetworkGraph     = "network on random effects along edges"
	Combination      = "combination of all, nested"
)

// plain are the methods that see no edge, graphic those that do.
var (
	plain   = []string{UnitMean, ClassMeans, TwoWay, Factorisation, NearestFeatures, Perceptron, Effects}
	graphic = []string{NearestContents, MeanOfNeighbours, GraphEffects, Network, NetworkGraph}
)

// simple are the methods that need nothing but means and small systems.
var simple = map[string]method{
	UnitMean: unitMeans, ClassMeans: classMeans, TwoWay: twoWay, Factorisation: factors, MeanOfNeighbours: neighbourMeans,
	NearestFeatures: nearest(func(g *Graph) [][]float64 { return g.Alike }, 3),
	NearestContents: nearest(func(g *Graph) [][]float64 { return g.Shared }, 3),
}

// split is one question: what is seen, what is asked.
type split struct {
	seen   []int // positions in Graph.Pairs
	asked  []Pair
	hidden []int // positions of the asked pairs, where they have a coefficient
}

// reply holds predictions of one split by method, and the standard deviation
// of the random effects along edges.
type reply struct {
	mean map[string][]float64
	sd   []float64
}

// part returns the split that hides the pairs of one fold from those seen.
func (g *Graph) part(among []int, fold []int, q int) split {
	var s split
	for i, p := range among {
		if fold[i] == q {
			s.hidden, s.asked = append(s.hidden, p), append(s.asked, g.Pairs[p])
		} else {
			s.seen = append(s.seen, p)
		}
	}
	return s
}

// pick returns the entries of v at some positions.
func pick[T any](v []T, at []int) []T {
	out := make([]T, len(at))
	for i, k := range at {
		out[i] = v[k]
	}
	return out
}

// reply answers splits by every method; groups are what is hidden together.
func (g *Graph) reply(ctx context.Context, splits []split, groups []int, seed uint64, steps int) ([]reply, error) {
	replies := make([]reply, len(splits))
	classTasks, graphTasks := make([]task, len(splits)), make([]task, len(splits))
	err := parallel(ctx, len(splits), func(i int) (err error) {
		s := splits[i]
		t := task{pairs: pick(g.Pairs, s.seen), y: pick(g.Log, s.seen), groups: pick(groups, s.seen), asked: s.asked}
		t.blocks = folds(t.groups, parts, seed+77)
		replies[i].mean = map[string][]float64{}
		if err := replies[i].simple(g, t); err != nil {
			return err
		}
		if classTasks[i], err = replies[i].effects(g, t, Effects, classKernels()); err != nil {
			return err
		}
		graphTasks[i], err = replies[i].effects(g, t, GraphEffects, append(classKernels(), graphKernels()...))
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, of := range []struct {
		name  string
		tasks []task
		ask   func(context.Context, *Graph, []task, uint64, int) ([][]float64, error)
	}{{Perceptron, classTasks, perceptron}, {Network, classTasks, answer}, {NetworkGraph, graphTasks, answer}} {
		out, err := of.ask(ctx, g, of.tasks, seed, steps)
		if err != nil {
			return nil, err
		}
		for i := range replies {
			replies[i].mean[of.name] = out[i]
		}
	}
	return replies, nil
}

// simple adds the answers of the simple methods.
func (r *reply) simple(g *Graph, t task) error {
	for name, m := range simple {
		out, err := m(g, t.pairs, t.y, t.asked)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		r.mean[name] = out
	}
	return nil
}

// effects adds the answer of random effects, and returns the task of a network
// that corrects them.
func (r *reply) effects(g *Graph, t task, name string, kernels []kernel) (task, error) {
	e, err := fitEffects(g, kernels, t.pairs, t.y)
	if err != nil {
		return t, err
	}
	t.start, r.sd = e.Predict(t.asked)
	r.mean[name] = t.start
	t.base, _, err = e.Leave(t.blocks)
	return t, err
}

// parallel runs n pieces on all processors; the first error in order wins.
func parallel(ctx context.Context, n int, do func(i int) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for i := range next {
				if errs[i] = ctx.Err(); errs[i] == nil {
					errs[i] = do(i)
				}
			}
		}()
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return fmt.Errorf("impute: %w", err)
		}
	}
	return nil
}
