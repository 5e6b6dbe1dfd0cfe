package knowledge

import (
	"fmt"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"gonum.org/v1/gonum/interp"
)

// A Path is technical change from outside: h, or an effect itself, in some
// years. Years between are on the monotone cubic of Fritsch and Butland (SIAM J.
// Sci. Stat. Comput. 5, 1984), which keeps to the range of its neighbours. Make
// it with NewPath.
type Path struct {
	name   string
	years  []float64
	values []float64
	cubic  *interp.FritschButland
}

// NewPath takes years in rising order and a value for each, 0 or above. name is
// what errors call it.
func NewPath(name string, years []int, values []float64) (*Path, error) {
	if len(years) == 0 || len(years) != len(values) {
		return nil, fmt.Errorf("knowledge: path of %s: %d years and %d values; want one value for each of at least one year", name, len(years), len(values))
	}
	p := &Path{name: name, values: slices.Clone(values)}
	for i, y := range years {
		if i > 0 && y <= years[i-1] {
			return nil, fmt.Errorf("knowledge: path of %s: %d follows %d; years must rise", name, y, years[i-1])
		}
		if !(values[i] <= 1e300) || !usable(values[i]) {
			return nil, fmt.Errorf("knowledge: path of %s: the value of %d is %v; it must be finite and 0 or above", name, y, values[i])
		}
		p.years = append(p.years, float64(y))
	}
	if len(years) > 2 {
		p.cubic = &interp.FritschButland{}
		if err := p.cubic.Fit(p.years, p.values); err != nil {
			return nil, fmt.Errorf("knowledge: path of %s: %w", name, err)
		}
	}
	return p, nil
}

// At is the value in a year. A year outside the span of the path is an error.
func (p *Path) At(year int) (float64, error) {
	x, n := float64(year), len(p.years)
	k, published := slices.BinarySearch(p.years, x)
	if published {
		return p.values[k], nil
	}
	if k == 0 || k == n {
		return 0, fmt.Errorf("knowledge: path of %s: %d is asked, it runs from %.0f to %.0f", p.name, year, p.years[0], p.years[n-1])
	}
	lo, hi := p.values[k-1], p.values[k]
	v := lo + (hi-lo)*(x-p.years[k-1])/(p.years[k]-p.years[k-1])
	if p.cubic != nil {
		v = p.cubic.Predict(x)
	}
	return min(max(v, min(lo, hi)), max(lo, hi)), nil
}

// PathsOf makes a path for every label of axis, from an array over that axis and
// "year". The unit of the array is the caller's concern.
func PathsOf(a quantity.Array, axis string) (map[string]*Path, error) {
	years, ok := a.Axis("year")
	objects, there := a.Axis(axis)
	if a.Err() != nil {
		return nil, a.Err()
	}
	if !ok || !there || len(a.Axes()) != 2 || axis == "year" {
		return nil, fmt.Errorf("knowledge: PathsOf: want an array over \"year\" and %q", axis)
	}
	at, err := years.Years()
	if err != nil {
		return nil, err
	}
	out := map[string]*Path{}
	rows := a.Transpose(axis, "year").Data()
	for i, label := range objects.Labels {
		if out[label], err = NewPath(label, at, rows[i*len(at):(i+1)*len(at)]); err != nil {
			return nil, err
		}
	}
	return out, nil
}
