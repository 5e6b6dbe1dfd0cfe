package pathway

import (
	"context"
	"maps"
	"slices"

	"github.com/lodestone-model/lodestone/cge"
)

// Implicitly makes watched paths take derivatives by implicit differentiation,
// dz = -F_z⁻¹ F_θ dθ on what runs, until it is called with false.
func Implicitly(on bool) {
	if derivatives = nearby; on {
		derivatives = tangent
	}
}

func tangent(r *run, _ *cge.Session, by map[string]float64) (ahead, back map[string]float64, err error) {
	at, err := r.last.Respond()
	if err != nil {
		return nil, nil, err
	}
	out := map[string]float64{}
	for _, name := range slices.Sorted(maps.Keys(by)) {
		d, err := at.By(name)
		if err != nil {
			return nil, nil, err
		}
		for unknown, v := range d {
			out[unknown] += by[name] * v
		}
	}
	return out, out, nil
}

// Equilibria follows a path once and shows the equilibrium of every year.
func Equilibria(ctx context.Context, m *Model, visit func(year int, eq *cge.Equilibrium)) error {
	r, err := m.depart(ctx, nil)
	if err != nil {
		return err
	}
	for t, year := range m.spec.Years {
		if err := r.year(t); err != nil {
			return err
		}
		visit(year, r.last)
	}
	return nil
}
