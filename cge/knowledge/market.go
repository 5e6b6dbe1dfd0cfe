package knowledge

import (
	"fmt"
	"math"
)

// A Market is where projects meet the supply of research:
//
//	supply(p_R) - sum of private and public research >= 0  _|_  p_R >= 0
//
// It stands alone, with values of knowledge given. In the full model the price
// is that of the economy's research commodity, and Project.Private is enough.
type Market struct {
	Projects []Project
	Supply   Supply
}

// A Cleared is a solved market, with its certificate.
type Cleared struct {
	Price   float64
	Private []float64 // by project
	Ratio   []float64 // r by project, public research included

	Excess     float64 // |supply - demand| over the larger; 0 where supply is in excess at price 0
	PriceError float64 // relative change of the price that would close Excess
	Condition  float64 // largest violation of a project's condition, relative to its cost
	Iterations int
}

// Solve finds the price by Newton's method on log demand less log supply,
// between bounds that close in by halving where Newton does not.
func (m Market) Solve() (*Cleared, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	lo, hi, free, err := m.bracket()
	if err != nil {
		return nil, err
	}
	if free {
		return m.result(0, 0, 0)
	}
	x, n := (lo+hi)/2, 0
	for ; n < 200; n++ {
		demand, supply := m.demand(math.Exp(x)), m.Supply.At(math.Exp(x))
		if math.Abs(demand-supply) <= 2e-16*supply {
			break
		}
		if demand > supply {
			lo = x
		} else {
			hi = x
		}
		next := x + m.newton(x, demand, supply)
		if !(next > lo && next < hi) {
			next = lo + (hi-lo)/2
		}
		if next == x || next <= lo || next >= hi { // the bounds are neighbours
			break
		}
		x = next
	}
	return m.result(math.Exp(x), n, m.uncertain(x, hi-lo))
}

func (m Market) check() error {
	if len(m.Projects) == 0 || m.Supply == nil {
		return fmt.Errorf("knowledge: Market: %d projects, supply %v; a market needs both", len(m.Projects), m.Supply)
	}
	for _, p := range m.Projects {
		if err := p.Check(); err != nil {
			return err
		}
	}
	if c, ok := m.Supply.(interface{ Check() error }); ok {
		return c.Check()
	}
	if v := m.Supply.At(1); !usable(v) {
		return fmt.Errorf("knowledge: Market: at a price of 1 the supply is %v; it must be 0 or above", v)
	}
	return nil
}

func (m Market) demand(price float64) float64 {
	sum := 0.0
	for _, p := range m.Projects {
		sum += p.private(price) + p.Public
	}
	return sum
}

// newton is the step in log price on log demand - log supply.
func (m Market) newton(x, demand, supply float64) float64 {
	price := math.Exp(x)
	slope := -m.Supply.Slope(price) * price / supply
	for _, p := range m.Projects {
		if v := p.private(price); v > 0 {
			slope -= (v + p.Public) / (1 - p.Frontier.Theta) / demand
		}
	}
	return (math.Log(supply) - math.Log(demand)) / slope
}

// bracket finds log prices with demand above supply and not above it; free says
// that research is not scarce even for nothing.
func (m Market) bracket() (lo, hi float64, free bool, err error) {
	const far = 640 // e^640 is near the largest number
	scarce := func(x float64) bool { return m.demand(math.Exp(x)) > m.Supply.At(math.Exp(x)) }
	if !scarce(-far) {
		return 0, 0, true, nil
	}
	for step := 1.0; !scarce(lo); step *= 2 {
		hi, lo = lo, max(lo-step, -far)
	}
	for step := 1.0; hi <= lo; step *= 2 {
		x := min(lo+step, far)
		if !scarce(x) {
			hi = x
		} else if lo = x; x == far {
			return 0, 0, false, m.short()
		}
	}
	return lo, hi, false, nil
}

// uncertain is the step in log price that is left at the end: Newton's, or the
// distance of the bounds where that is less. Beside a choke price a rounding of
// the price moves supply by much more than a rounding.
func (m Market) uncertain(x, width float64) float64 {
	demand, supply := m.demand(math.Exp(x)), m.Supply.At(math.Exp(x))
	if step := math.Abs(m.newton(x, demand, supply)); step < width {
		return step
	}
	return width
}

func (m Market) short() error {
	public := 0.0
	for _, p := range m.Projects {
		public += p.Public
	}
	return fmt.Errorf("knowledge: Market: no price clears research: public research alone is %.6g, the most that is supplied %.6g; lower it or raise the supply", public, m.Supply.At(1e250))
}

func (m Market) result(price float64, iterations int, off float64) (*Cleared, error) {
	c := &Cleared{Price: price, Iterations: iterations, PriceError: off}
	demand := 0.0
	for _, p := range m.Projects {
		private := 0.0
		if price > 0 {
			private = p.private(price)
			c.Condition = max(c.Condition, p.violation(private, price))
		}
		c.Private = append(c.Private, private)
		c.Ratio = append(c.Ratio, p.Ratio(private))
		demand += private + p.Public
	}
	if supply := m.Supply.At(price); price > 0 && supply != demand {
		c.Excess = math.Abs(supply-demand) / max(supply, demand)
	}
	if !(c.Excess < 1e-8 || off < 1e-12) || !(c.Condition < 1e-8) {
		return nil, fmt.Errorf("knowledge: Market: at the price %.6g supply and demand differ by %.2g of it and a project's condition by %.2g; does the supply never fall with the price?", price, c.Excess, c.Condition)
	}
	return c, nil
}

// violation is how far private research is from its condition: the gap where
// there is some, what is missing to a gap of 0 or above where there is none.
func (p Project) violation(private, price float64) float64 {
	gap := p.gap(private, price)
	if private == 0 {
		return max(0, -gap)
	}
	return math.Abs(gap)
}

// Corner is the rule for theta = 1, where only the best project is worth doing:
// the whole pool of research, less what is public, goes to the project with the
// highest private worth per unit, and the price is that worth. Of equals the
// first wins. This is how scientists choose in Acemoglu et al. (2012).
func Corner(projects []Project, pool float64) (price float64, private []float64, err error) {
	best, left := -1, pool
	private = make([]float64, len(projects))
	for i, p := range projects {
		if err := p.check(); err != nil {
			return 0, nil, err
		}
		if p.Frontier.Theta != 1 {
			return 0, nil, fmt.Errorf("knowledge: Corner: research on %v has theta %v; the rule is for theta 1, Market for others", p.Key, p.Frontier.Theta)
		}
		if worth := p.gain() / ((1 - p.Subsidy) * p.Base); best < 0 || worth > price {
			best, price = i, worth
		}
		left -= p.Public
	}
	if best < 0 || !(left >= 0) || !usable(pool) || !usable(price) {
		return 0, nil, fmt.Errorf("knowledge: Corner: a pool of %v for %d projects, %v after public research; want a project and a pool that covers it", pool, len(projects), left)
	}
	private[best] = left
	return price, private, nil
}
