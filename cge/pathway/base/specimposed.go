package base

import (
	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/mfa"
)

// imposePlants gives plants the shares of new supply that the scenario's
// capacities imply, for runs with shares imposed: what is added so that
// capacity follows its path while old plants retire. Plants with capture have
// none.
func (w *writer) imposePlants(s *pathway.Service) error {
	total := make([]float64, w.years)
	for i, g := range coveredPlants {
		path, err := w.capacityOf(g)
		if err != nil {
			return err
		}
		life, shape, err := w.life(g)
		if err != nil {
			return err
		}
		p := &s.Plants[i]
		p.Imposed = additionsOf(scaledBy(path, w.w.fleet(g.code).gw), p.History, w.addedTo(g.unit), mfa.WeibullOf(life, shape))
		for t := range total {
			p.Imposed[t] *= p.Output
			total[t] += p.Imposed[t]
		}
	}
	for i := range s.Plants {
		for t := range total {
			s.Plants[i].Imposed[t] /= total[t]
		}
	}
	return nil
}

// additionsOf is what is added of a stock that follows a path, year by year,
// with the past additions and those of the base year; never below zero.
func additionsOf(stock, past []float64, first float64, life mfa.Weibull) []float64 {
	cohorts := append(append([]float64(nil), past...), first)
	out := []float64{first}
	for t := 1; t < len(stock); t++ {
		left, now := 0.0, len(past)+t
		for c, n := range cohorts {
			left += n * life.Survival(float64(now-c)+.5)
		}
		add := max(0, stock[t]-left) / life.Survival(.5)
		cohorts, out = append(cohorts, add), append(out, add)
	}
	return out
}

// capacityOf a generator, relative to the base year: the scenario's, with wind
// split as everywhere; on the open path wind and sun grow with their power and
// the rest with what is left.
func (w *writer) capacityOf(g generator) ([]float64, error) {
	if w.a.Path == Open {
		return w.openCapacity(g)
	}
	switch g.code {
	case "WON":
		return w.relative(capacityPath(w.set.Scenario, "wind_onshore"))
	case "WOF":
		return w.relative(capacityPath(w.set.Scenario, "wind_offshore"))
	}
	sum := Interpolate(weoCapacity(w.set.Scenario, w.w.fleet(g.code).outlook[0]), joint, lastYear)
	for _, tech := range w.w.fleet(g.code).outlook[1:] {
		sum = sum.Plus(Interpolate(weoCapacity(w.set.Scenario, tech), joint, lastYear))
	}
	return w.relative(sum)
}

func (w *writer) openCapacity(g generator) ([]float64, error) {
	renewable, err := w.openPath("wind and solar power")
	if err != nil {
		return nil, err
	}
	if g.part != "" {
		return renewable, nil
	}
	if w.set.Known != nil {
		return w.rest(), nil
	}
	electricity, err := w.openPath("electricity")
	if err != nil {
		return nil, err
	}
	_, share, err := powerTrend()
	out := make([]float64, w.years)
	for t := range out {
		out[t] = electricity[t] * (1 - share(w.a.Year+t)) / (1 - share(w.a.Year))
	}
	return out, err
}
