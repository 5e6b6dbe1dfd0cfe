package main

import (
	"hash/fnv"
	"math/rand/v2"

	"github.com/lodestone-model/lodestone/kernel/sweep"
	"github.com/lodestone-model/lodestone/mfa"
)

// A sweepDraws makes the numbers of any row of a plan on its own. They are those
// that mfa.Ensemble draws (a test compares them bit by bit); an Ensemble makes
// all its draws in one go, which a shard in the middle of ten million cannot
// wait for.
type sweepDraws struct{ params []drawn }

// drawn is a parameter with a column for each of its numbers.
type drawn struct {
	name    string
	columns []string
	labels  []string // of the streams; none where one number moves all
	dist    mfa.Distribution
}

// at are the numbers of a row, in the order of the plan's inputs.
func (d *sweepDraws) at(at sweep.At) []float64 {
	var out []float64
	for i, p := range d.params {
		matrix := uint64(0)
		if at.Block == 1 || at.Block == 2+i {
			matrix = 1
		}
		for k := range p.columns {
			stream := p.name
			if p.labels != nil {
				stream += "\x00" + p.labels[k]
			}
			out = append(out, p.dist.Quantile(uniform(at.Seed, stream, matrix, at.Draw)))
		}
	}
	return out
}

// uniform is the number between 0 and 1 of a name in a draw.
func uniform(seed uint64, name string, matrix uint64, draw int) float64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	var p rand.PCG
	p.Seed(mix((seed^h.Sum64())+matrix), mix(uint64(draw)+0x9e3779b97f4a7c15))
	return min(max(float64(p.Uint64()>>11)/(1<<53), 1e-16), 1-1e-16)
}

// mix is the finalizer of splitmix64: neighbouring seeds become unlike.
func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
