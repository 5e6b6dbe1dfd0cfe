package mfa

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// An Uncertain parameter has a name and a distribution. With an axis Over it
// is drawn independently for each label, and counts as one group.
type Uncertain struct {
	Name string
	Dist Distribution
	Unit string        // "" is a pure number
	Over quantity.Axis // the zero Axis: one number
}

// An Ensemble runs a model many times with parameters drawn anew. Draw k has a
// random stream of its own, for each parameter by name: it is the same alone
// or among ten thousand, on one worker or sixteen, and stays the same when
// other parameters are added.
type Ensemble struct {
	Params  []Uncertain
	Draws   int
	Seed    uint64
	Latin   bool // Latin hypercube: each parameter hits every one of Draws equal slices once
	Workers int  // 0: as many as there are processors
}

// A Draw is one set of parameters, handed to the model.
type Draw struct {
	K     int // number of the draw
	e     *Ensemble
	where map[string]int // parameter → first value
	value []float64
}

// Value is a parameter without an axis. An unknown name is NaN, which the
// model's arrays refuse.
func (d Draw) Value(name string) float64 {
	i, ok := d.where[name]
	if !ok {
		return math.NaN()
	}
	return d.value[i]
}

// Array is a parameter with its unit, over its axis if it has one.
func (d Draw) Array(name string) quantity.Array {
	i, ok := d.where[name]
	if !ok {
		return quantity.Failed(fmt.Errorf("mfa: Draw: no parameter %q", name))
	}
	for _, p := range d.e.Params {
		if p.Name == name {
			unit := p.Unit
			if unit == "" {
				unit = "1"
			}
			return quantity.New(unit, d.value[i:i+p.size()], p.axes()...)
		}
	}
	return quantity.Array{}
}

func (p Uncertain) size() int { return max(1, p.Over.Len()) }

func (p Uncertain) axes() []quantity.Axis {
	if p.Over.Len() == 0 {
		return nil
	}
	return []quantity.Axis{p.Over}
}

// A Model turns a draw into a result. It is called by several goroutines at
// once and must not change what they share.
type Model func(Draw) (quantity.Array, error)

// A Sample is what an ensemble gave: one value per cell of the result and draw.
type Sample struct {
	axes   []quantity.Axis
	unit   quantity.Unit
	by     []string
	values [][]float64 // by draw
}

// Run calls the model for every draw. The first failing draw, by number, is
// the error; results must all have the axes and unit of the first.
func (e Ensemble) Run(model Model) (*Sample, error) {
	s, err := e.prepare()
	if err != nil {
		return nil, err
	}
	return s.run(e.Draws, func(k int) Draw { return s.draw(k, 0) }, model)
}

// sampler holds what all draws share.
type sampler struct {
	e     *Ensemble
	where map[string]int
	seeds [2][]uint64 // of each single value in both sample matrices
	dist  []Distribution
	perm  [2][][]int // Latin slices by matrix and value
}

func (e Ensemble) prepare() (*sampler, error) {
	if e.Draws < 1 {
		return nil, fmt.Errorf("mfa: Ensemble.Draws is %d; draw at least once", e.Draws)
	}
	s := &sampler{e: &e, where: map[string]int{}}
	for _, p := range e.Params {
		if _, twice := s.where[p.Name]; twice || p.Name == "" {
			return nil, fmt.Errorf("mfa: Ensemble: parameter %q: names are needed and differ", p.Name)
		}
		if err := validDistribution(p.Dist); err != nil {
			return nil, fmt.Errorf("mfa: Ensemble: parameter %q: %w", p.Name, err)
		}
		s.where[p.Name] = len(s.dist)
		for i := range p.size() {
			name := p.Name
			if p.Over.Len() > 0 {
				name += "\x00" + p.Over.Labels[i]
			}
			s.dist = append(s.dist, p.Dist)
			for m := range s.seeds {
				s.seeds[m] = append(s.seeds[m], streamSeed(e.Seed, name, m))
			}
		}
	}
	if e.Latin {
		for m := range s.perm {
			for i := range s.dist {
				p := s.stream(m, i, -1)
				s.perm[m] = append(s.perm[m], rand.New(&p).Perm(e.Draws))
			}
		}
	}
	return s, nil
}

// stream is the generator of one value of one draw in one sample matrix.
func (s *sampler) stream(matrix, i, k int) rand.PCG { return stream(s.seeds[matrix][i], k) }

func stream(seed uint64, k int) (p rand.PCG) {
	p.Seed(seed, mix(uint64(k)+0x9e3779b97f4a7c15))
	return p
}

// streamSeed is the seed of a value's own streams in a sample matrix.
func streamSeed(seed uint64, name string, matrix int) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return mix(seed ^ h.Sum64() + uint64(matrix))
}

// UniformOf is the number between 0 and 1 behind a value of draw k in sample matrix
// 0 or 1 (A or B of Sobol indices): what an Ensemble of that seed, without Latin
// slices, takes the value's quantile at. The value is named by its parameter and,
// where it has one, "\x00" and its label. So any draw can be made by itself.
func UniformOf(seed uint64, name string, matrix, k int) float64 {
	p := stream(streamSeed(seed, name, matrix), k)
	return within(unit(&p))
}

func unit(p *rand.PCG) float64 { return float64(p.Uint64()>>11) / (1 << 53) }

// within keeps quantiles finite.
func within(u float64) float64 { return min(max(u, 1e-16), 1-1e-16) }

// mix is the finalizer of splitmix64: neighbouring seeds become unlike.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// draw makes draw k of sample matrix 0 or 1.
func (s *sampler) draw(k, matrix int) Draw {
	d := Draw{K: k, e: s.e, where: s.where, value: make([]float64, len(s.dist))}
	for i, dist := range s.dist {
		p := s.stream(matrix, i, k)
		u := unit(&p)
		if s.e.Latin {
			u = (float64(s.perm[matrix][i][k]) + u) / float64(s.e.Draws)
		}
		d.value[i] = dist.Quantile(within(u))
	}
	return d
}

// run calls the model for n draws on all workers; results stand by number.
func (s *sampler) run(n int, draw func(k int) Draw, model Model) (*Sample, error) {
	results := make([]quantity.Array, n)
	errs := make([]error, n)
	var next, failed atomic.Int64
	failed.Store(int64(n))
	var wg sync.WaitGroup
	for range min(s.workers(), n) {
		wg.Go(func() {
			for {
				k := next.Add(1) - 1
				if k >= int64(n) || k > failed.Load() {
					return
				}
				a, err := model(draw(int(k)))
				if err == nil {
					err = a.Err()
				}
				if results[k], errs[k] = a, err; err != nil {
					for old := failed.Load(); k < old && !failed.CompareAndSwap(old, k); old = failed.Load() {
					}
				}
			}
		})
	}
	wg.Wait()
	for k, err := range errs {
		if err != nil {
			return nil, fmt.Errorf("mfa: Ensemble: draw %d: %w", k, err)
		}
	}
	return collect(results)
}

func (s *sampler) workers() int {
	if s.e.Workers > 0 {
		return s.e.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// collect demands one shape of all results.
func collect(results []quantity.Array) (*Sample, error) {
	first := results[0]
	out := &Sample{axes: first.Axes(), unit: first.Unit(), by: first.Sources()}
	for k, a := range results {
		if !a.Unit().Equal(out.unit) {
			return nil, fmt.Errorf("mfa: Ensemble: draw %d is in %v, draw 0 in %v", k, a.Unit(), out.unit)
		}
		a, err := spread(fmt.Sprintf("Ensemble: draw %d", k), a, out.axes)
		if err != nil {
			return nil, err
		}
		out.values = append(out.values, a.Data())
	}
	return out, nil
}

// Draws is the number of draws.
func (s *Sample) Draws() int { return len(s.values) }

// Draw is the result of draw k.
func (s *Sample) Draw(k int) quantity.Array {
	if k < 0 || k >= len(s.values) {
		return quantity.Failed(fmt.Errorf("mfa: Sample: no draw %d of %d", k, len(s.values)))
	}
	return s.array(s.values[k])
}

func (s *Sample) array(v []float64, more ...quantity.Axis) quantity.Array {
	return quantity.New(s.unit.String(), v, append(slices.Clone(s.axes), more...)...).WithSources(s.by...)
}

// moments are mean and standard deviation (n-1) by cell, summed in the order
// of the draws.
func (s *Sample) moments() (mean, sd []float64) {
	mean, sd = make([]float64, len(s.values[0])), make([]float64, len(s.values[0]))
	n := float64(len(s.values))
	for _, v := range s.values {
		for i, x := range v {
			mean[i] += x / n
		}
	}
	if n < 2 {
		return mean, sd
	}
	for _, v := range s.values {
		for i, x := range v {
			sd[i] += (x - mean[i]) * (x - mean[i]) / (n - 1)
		}
	}
	for i := range sd {
		sd[i] = math.Sqrt(sd[i])
	}
	return mean, sd
}

// Mean over the draws.
func (s *Sample) Mean() quantity.Array { m, _ := s.moments(); return s.array(m) }

// SD is the standard deviation over the draws; 0 for one draw.
func (s *Sample) SD() quantity.Array { _, sd := s.moments(); return s.array(sd) }

// Quantiles adds the axis "quantile", last, with labels such as "0.05". Between
// draws it interpolates linearly.
func (s *Sample) Quantiles(p ...float64) quantity.Array {
	ax := quantity.Axis{Name: "quantile"}
	for _, q := range p {
		if !(q >= 0 && q <= 1) {
			return quantity.Failed(fmt.Errorf("mfa: Sample: quantile %v; it lies between 0 and 1", q))
		}
		ax.Labels = append(ax.Labels, fmt.Sprint(q))
	}
	out := make([]float64, 0, len(s.values[0])*len(p))
	column := make([]float64, len(s.values))
	for i := range s.values[0] {
		for k, v := range s.values {
			column[k] = v[i]
		}
		slices.Sort(column)
		for _, q := range p {
			out = append(out, quantity.Quantile(column, q))
		}
	}
	return s.array(out, ax)
}
