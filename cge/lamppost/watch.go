package lamppost

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Settings of [Watch]. The zero value of each means its default.
type Settings struct {
	Horizon float64 // years ahead; 10
	Level   float64 // share of the draws inside prob_lo..prob_hi; 0.9
	Yearly  bool    // a crossing counts only where it stands at the end of a year; else at any time
}

func (s *Settings) complete() (Settings, error) {
	out := Settings{Horizon: 10, Level: 0.9}
	if s != nil {
		out.Yearly = s.Yearly
		if s.Horizon != 0 {
			out.Horizon = s.Horizon
		}
		if s.Level != 0 {
			out.Level = s.Level
		}
	}
	if !(out.Horizon > 0) || !finite(out.Horizon) || !(out.Level > 0 && out.Level < 1) {
		return out, fmt.Errorf("lamppost: settings: horizon %v years, level %v; want above 0, and between 0 and 1", out.Horizon, out.Level)
	}
	return out, nil
}

// A Row is one lamp post: how near a producer is to another set.
type Row struct {
	AsOf        int      `json:"asof"`
	Producer    string   `json:"producer"`
	From        string   `json:"from"`
	To          string   `json:"to"`
	Measure     string   `json:"measure"`    // "gap", "lambda" or "share"; see Measure
	Gap         float64  `json:"gap"`        // 0 at a mixed equilibrium, whatever the lambdas
	Drift       float64  `json:"drift"`      // of the measure, a year; the mean over draws and sides of a kink
	Volatility  float64  `json:"volatility"` // of the measure, a square-root year
	Probability float64  `json:"probability"`
	ProbLo      float64  `json:"prob_lo"`
	ProbHi      float64  `json:"prob_hi"`
	Horizon     float64  `json:"horizon"`
	Expected    *float64 `json:"expected_year"` // nil: never in expectation
	Median      *float64 `json:"median_year"`   // nil: less likely than not, ever
	First       float64  `json:"first"`         // probability of coming before the producer's other sets; of a leader, before other leaders
	Driver      string   `json:"driver"`
}

// A Table holds the rows of all producers, in the order of the economy.
type Table []Row

// Watch reads an economy as of a year and says how likely each alternative is
// to take over within the horizon, when it is expected to, and which driver
// moves it most. Settings may be nil.
//
// Expected and median years are those of the mean gap, drift and volatility;
// they are nil ("never in expectation") where the mean drift leads away from
// 0 or is 0. First takes the alternatives as independent; see [First].
func Watch(e Economy, asof int, settings *Settings) (Table, error) {
	set, err := settings.complete()
	if err != nil {
		return nil, err
	}
	producers, err := e.Producers(asof)
	if err != nil {
		return nil, fmt.Errorf("lamppost: economy as of %d: %w", asof, err)
	}
	var out Table
	for _, p := range producers {
		rows, err := p.watch(asof, set)
		if err != nil {
			return nil, fmt.Errorf("lamppost: producer %q as of %d: %w", p.Name, asof, err)
		}
		out = append(out, rows...)
	}
	return out, nil
}

func (p Producer) watch(asof int, set Settings) ([]Row, error) {
	var rows []Row
	var typical []Passage
	for _, a := range p.Alternatives {
		if err := a.check(); err != nil {
			return nil, err
		}
		draws := a.draws(set.Yearly)
		mid := middle(draws)
		c, err := Average(draws, set.Horizon, set.Level)
		if err != nil {
			return nil, err
		}
		row := Row{AsOf: asof, Producer: p.Name, From: p.Chosen, To: a.To, Measure: a.Measure.String(),
			Gap: mid.Gap, Drift: mid.Drift, Volatility: mid.Volatility,
			Probability: c.P, ProbLo: c.Lo, ProbHi: c.Hi, Horizon: set.Horizon, Driver: a.driver()}
		if a.Measure == Activity {
			row.Gap = 0
		}
		if row.Expected, row.Median, err = dates(mid, asof); err != nil {
			return nil, err
		}
		rows, typical = append(rows, row), append(typical, mid)
	}
	return rows, p.race(rows, typical, set.Horizon)
}

// race fills in First: sets race sets, and leaders, whose change is no change of
// sets, each other.
func (p Producer) race(rows []Row, typical []Passage, horizon float64) error {
	for _, leaders := range []bool{false, true} {
		var at []int
		var race []Passage
		for i, a := range p.Alternatives {
			if (a.Measure == Leader) == leaders {
				at, race = append(at, i), append(race, typical[i])
			}
		}
		first, err := First(race, horizon)
		if err != nil {
			return err
		}
		for k, i := range at {
			rows[i].First = first[k]
		}
	}
	return nil
}

func dates(p Passage, asof int) (expected, median *float64, err error) {
	if expected, err = p.Mean(); err != nil {
		return nil, nil, err
	}
	if median, err = p.Median(); err != nil {
		return nil, nil, err
	}
	for _, t := range []*float64{expected, median} {
		if t != nil {
			*t += float64(asof)
		}
	}
	return expected, median, nil
}

// draws crosses parameter draws with the sides of a kink and with what the
// past leaves open of the volatility.
func (a Alternative) draws(yearly bool) []Passage {
	base := a.Draws
	if len(base) == 0 {
		base = []Passage{a.passage()}
	}
	sides := []float64{0}
	if a.Kink != nil {
		sides = append(sides, total(a.Kink)-total(a.Drift))
	}
	var out []Passage
	for _, p := range base {
		if yearly {
			p.Every = 1
		}
		for _, more := range sides {
			for _, f := range spreads(a.Years) {
				q := p
				q.Drift, q.Volatility = p.Drift+more, p.Volatility*f
				out = append(out, q)
			}
		}
	}
	return out
}

// spreads are nine equally likely ratios of a true to a measured standard
// deviation when it was measured from n changes: √((n-1)/χ²).
func spreads(n int) []float64 {
	if n == 0 {
		return []float64{1}
	}
	chi := distuv.ChiSquared{K: float64(n - 1)}
	out := make([]float64, 9)
	for i := range out {
		out[i] = math.Sqrt(chi.K / chi.Quantile((float64(i)+0.5)/9))
	}
	return out
}

// middle is the passage of the mean gap, drift and volatility; differences to
// the first draw are averaged, so that equal draws give it back to the bit.
func middle(draws []Passage) Passage {
	first, n := draws[0], float64(len(draws))
	mid := first
	for _, d := range draws {
		mid.Gap += (d.Gap - first.Gap) / n
		mid.Drift += (d.Drift - first.Drift) / n
		mid.Volatility += (d.Volatility - first.Volatility) / n
	}
	return mid
}
