package sweep

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Difference is how much a result changes from one scenario to another, draw by
// draw: the same numbers are drawn in both, so what they share falls out.
type Difference struct {
	Name      string    `json:"name"`
	Unit      string    `json:"unit,omitempty"` // of the result; changes are in %
	N         int       `json:"n"`              // pairs of which neither failed nor is 0 before
	Mean      float64   `json:"mean"`           // %
	Quantiles []float64 `json:"quantiles"`      // %
	Below     float64   `json:"below"`          // share of pairs in which it falls
	Above     float64   `json:"above"`          // share in which it rises
}

// Compare pairs the rows of two scenarios by seed and draw; of a Sobol design it
// takes blocks A and B. Shards that are missing are left out with their pairs. It
// holds the results of both scenarios in memory. Nil quantiles are 0.05, 0.5 and
// 0.95.
func (s *Sweep) Compare(ctx context.Context, from, to string, quantiles []float64) ([]Difference, error) {
	if quantiles == nil {
		quantiles = []float64{0.05, 0.5, 0.95}
	}
	for _, q := range quantiles {
		if !(q >= 0 && q <= 1) {
			return nil, fmt.Errorf("sweep: Compare: quantile %v; it lies between 0 and 1", q)
		}
	}
	a, err := s.results(ctx, from)
	if err != nil {
		return nil, err
	}
	b, err := s.results(ctx, to)
	if err != nil {
		return nil, err
	}
	var out []Difference
	for i, r := range s.Plan.Results {
		d := Difference{Name: r.Name, Unit: r.Unit}
		var change []float64
		for k := range a {
			if a[k] != nil && b[k] != nil && a[k][i] != 0 {
				change = append(change, 100*(b[k][i]/a[k][i]-1))
			}
		}
		out = append(out, d.of(change, quantiles))
	}
	return out, nil
}

// of fills in what changes say.
func (d Difference) of(change, quantiles []float64) Difference {
	if d.N = len(change); d.N == 0 {
		return d
	}
	d.Mean, _ = moments(change)
	below, above := 0, 0
	for _, c := range change {
		if c < 0 {
			below++
		} else if c > 0 {
			above++
		}
	}
	d.Below, d.Above = float64(below)/float64(d.N), float64(above)/float64(d.N)
	slices.Sort(change)
	for _, q := range quantiles {
		d.Quantiles = append(d.Quantiles, between(change, q))
	}
	return d
}

// results of a scenario by place in it: nil where a row failed, is of another
// block than A and B, or is not there.
func (s *Sweep) results(ctx context.Context, scenario string) ([][]float64, error) {
	k := slices.Index(s.Plan.Scenarios, scenario)
	if k < 0 {
		return nil, fmt.Errorf("sweep: Compare: no scenario %q; there are %s", scenario, strings.Join(s.Plan.Scenarios, ", "))
	}
	first := k * s.Plan.perScenario()
	out := make([][]float64, s.Plan.perScenario())
	for shard := first / s.Plan.PerShard; shard*s.Plan.PerShard < first+len(out); shard++ {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		_, err := s.Verify(shard)
		var damaged *Damaged
		if errors.As(err, &damaged) {
			continue
		}
		if err != nil {
			return nil, err
		}
		f, err := s.readShard(shard)
		if err != nil {
			return nil, err
		}
		s.pick(f, first, out)
	}
	return out, nil
}

// pick takes the rows of a scenario out of a shard.
func (s *Sweep) pick(f *frame, first int, out [][]float64) {
	columns := f.floats[len(s.Plan.Inputs):]
	for i, row := range f.ints[0].values {
		at := int(row) - first
		if at < 0 || at >= len(out) || f.texts[1].values[i] != "" || s.Plan.At(int(row)).Block > 1 {
			continue
		}
		values := make([]float64, len(columns))
		for j := range columns {
			values[j] = columns[j].values[i]
		}
		if !slices.ContainsFunc(values, math.IsNaN) {
			out[at] = values
		}
	}
}
