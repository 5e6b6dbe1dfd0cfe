package fit

import (
	"fmt"
	"math"
)

// Shares of a technology in its market by country, 0 to 1.
type Shares struct {
	ID        string
	ByCountry map[string]Series
}

// Diffusion is how a share grows once it is in the market.
type Diffusion struct {
	ID        string
	Countries int
	N         int
	Speed     float64 // mean growth of the logit a year, countries alike
	SE        float64 // clustered by country
	Spread    float64 // standard deviation of countries' means
	Classes   []ShareClass
	Smallest  float64 // share above which a decline is unlikely; 0: not identified
	Verdict   string
}

// A ShareClass counts what became of shares of one size.
type ShareClass struct {
	Low, High float64
	N, Fell   int // fell: smaller after persistence years
}

// Speeds are measured between these shares; declines over persistence years.
const (
	lowShare, highShare = .001, .5
	persistence         = 3
	leastClass          = 10
)

// diffusion measures the speed of the logistic curve and what becomes of small
// shares. A minimum viable share is identified where most shares of a class fell
// and most of the next class did not.
func diffusion(s Shares) Diffusion {
	out := Diffusion{ID: s.ID, Classes: []ShareClass{{0, .001, 0, 0}, {.001, .003, 0, 0}, {.003, .01, 0, 0}, {.01, .03, 0, 0}, {.03, .1, 0, 0}, {.1, 1, 0, 0}}}
	var means []float64
	for _, c := range sortedKeys(s.ByCountry) {
		series := s.ByCountry[c]
		sum, n := 0., 0
		for _, y := range series.Years() {
			v := series[y]
			out.count(v, series, y)
			if before, ok := series[y-1]; ok && before >= lowShare && before <= highShare && v > 0 && v < 1 {
				sum, n = sum+logit(v)-logit(before), n+1
			}
		}
		if n >= 3 {
			means, out.N = append(means, sum/float64(n)), out.N+n
		}
	}
	out.Countries = len(means)
	if len(means) > 1 {
		for _, m := range means {
			out.Speed += m / float64(len(means))
		}
		for _, m := range means {
			out.Spread += (m - out.Speed) * (m - out.Speed) / float64(len(means)-1)
		}
		out.Spread = math.Sqrt(out.Spread)
		out.SE = out.Spread / math.Sqrt(float64(len(means)))
	}
	out.Verdict = "no class of small shares mostly fell: not identified"
	for i := 1; i < len(out.Classes); i++ {
		a, b := out.Classes[i-1], out.Classes[i]
		if a.N >= leastClass && b.N >= leastClass && 2*a.Fell > a.N && 2*b.Fell < b.N {
			out.Smallest, out.Verdict = b.Low, "learned"
		}
	}
	return out
}

func (d *Diffusion) count(v float64, s Series, y int) {
	later, ok := s[y+persistence]
	if !ok || v <= 0 {
		return
	}
	for i := range d.Classes {
		if c := &d.Classes[i]; v >= c.Low && v < c.High {
			if c.N++; later < v {
				c.Fell++
			}
		}
	}
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// A Nest is a choice between two options whose shares and prices are seen.
type Nest struct {
	ID string
	// Ratio is the change of the log ratio of the two shares in each year;
	// Price that of their price difference over the mean price.
	Ratio, Price Series
	Instruments  map[string]Series
	Why          string // nothing is seen, and why
}

// Choice is what the panel says about a nest.
type Choice struct {
	ID      string
	N       int
	IV      *IV
	OLS, SE float64
	Verdict string
}

// estimateNest is the elasticity of the ratio of shares, in changes. Trends of
// taste and policy are in the constant.
func estimateNest(n Nest) (Choice, error) {
	out := Choice{ID: n.ID, Verdict: n.Why}
	if n.Why != "" {
		return out, nil
	}
	list := []Series{n.Ratio, n.Price}
	for _, name := range sortedKeys(n.Instruments) {
		list = append(list, n.Instruments[name])
	}
	years, c := common(list...)
	out.N = len(years)
	if len(years) < len(list)+3 {
		out.Verdict = fmt.Sprintf("%d years", len(years))
		return out, nil
	}
	minus := make([]float64, len(years))
	for i, v := range c[1] {
		minus[i] = -v
	}
	ols, err := OLS(c[0], minus)
	if err != nil {
		return out, fmt.Errorf("fit: nest %s: %w", n.ID, err)
	}
	out.OLS, out.SE = ols.Beta[1], ols.SE[1]
	if len(c) == 2 {
		out.Verdict = "no instrument"
		return out, nil
	}
	if out.IV, err = (Equation{Y: c[0], X: minus, Instruments: c[2:]}).Solve(); err != nil {
		return out, fmt.Errorf("fit: nest %s: %w", n.ID, err)
	}
	switch {
	case len(years) < leastN:
		out.Verdict = fmt.Sprintf("%d years, %d are needed", len(years), leastN)
	case out.IV.F < strongF:
		out.Verdict = fmt.Sprintf("instruments are weak (F %.1f)", out.IV.F)
	default:
		out.Verdict = "instrumented"
	}
	return out, nil
}
