package ensemble

import (
	"github.com/lodestone-model/lodestone/mfa"
)

// A drawer makes the numbers of any row of a plan on its own. They are those
// that mfa.Ensemble draws (a test compares them bit by bit); an Ensemble makes
// all its draws in one go, which a shard in the middle of ten million cannot
// wait for.
type drawer struct{ params []drawn }

// drawn is a parameter with a column for each of its numbers.
type drawn struct {
	name    string
	columns []string
	labels  []string // of the streams; none where one number moves all
	dist    mfa.Distribution
}

// at are the numbers of a row, in the order of the plan's inputs.
func (d *drawer) at(at At) []float64 {
	var out []float64
	for i, p := range d.params {
		matrix := 0
		if at.Block == 1 || at.Block == 2+i {
			matrix = 1
		}
		for k := range p.columns {
			stream := p.name
			if p.labels != nil {
				stream += "\x00" + p.labels[k]
			}
			out = append(out, p.dist.Quantile(mfa.UniformOf(at.Seed, stream, matrix, at.Draw)))
		}
	}
	return out
}
