package knowledge

import (
	"fmt"
	"math"
)

// A Project is research on one driver and object in one year. Who pays for it
// keeps the part Chi of what it is worth; private research r R0 - Public solves
//
//	0 <= R_priv  _|_  (1-Subsidy) p_R R0 - Chi Value gain theta sp r^(theta-1) h^psi >= 0
//
// State.Projects fills in Key, Frontier, H and Spill.
type Project struct {
	Key      Key
	Frontier Frontier
	H, Spill float64 // 1 in the base year
	Value    float64 // V: money for one more unit of h
	Chi      float64 // appropriability, from Calibrate
	Base     float64 // R0: research of the base year, private and public, above 0
	Public   float64 // R_pub: research that is done whatever it is worth
	Subsidy  float64 // share of the private cost that the government pays, below 1
}

// Check refuses what has no closed form: theta 1 is for Corner.
func (p Project) Check() error {
	if err := p.check(); err != nil {
		return err
	}
	if p.Frontier.Theta == 1 {
		return fmt.Errorf("knowledge: research on %v: theta 1 has no interior solution; use Corner, or a theta below 1", p.Key)
	}
	return nil
}

func (p Project) check() error {
	if err := p.Frontier.Check(); err != nil {
		return fmt.Errorf("%w (%v)", err, p.Key)
	}
	for _, in := range []struct {
		name string
		v    float64
		ok   bool
		want string
	}{
		{"h", p.H, p.H > 0, "above 0"},
		{"the spillover factor", p.Spill, p.Spill > 0, "above 0; 1 without spillovers"},
		{"the value of knowledge", p.Value, true, "0 or above"},
		{"chi", p.Chi, true, "0 or above; Calibrate finds it"},
		{"base research", p.Base, p.Base > 0, "above 0; a latent object has public research as its base"},
		{"public research", p.Public, true, "0 or above"},
		{"the subsidy", p.Subsidy, p.Subsidy < 1, "0 or above and below 1, a share of the cost"},
	} {
		if !usable(in.v) || !in.ok {
			return fmt.Errorf("knowledge: research on %v: %s is %v; it must be %s", p.Key, in.name, in.v, in.want)
		}
	}
	return nil
}

// Private is the private research that solves the condition at a price of
// research, in the unit of Base.
func (p Project) Private(price float64) (float64, error) {
	if err := p.Check(); err != nil {
		return 0, err
	}
	if !(price > 0) || !usable(price) {
		return 0, fmt.Errorf("knowledge: research on %v: the price of research is %v; it must be above 0", p.Key, price)
	}
	r := p.private(price)
	if r > huge {
		return 0, fmt.Errorf("knowledge: research on %v: its value %v at a price of %v asks for more than a number can hold", p.Key, p.Value, price)
	}
	return r, nil
}

// huge stands for research without limit inside the solver.
const huge = 1e250

// private is the closed form r = [chi V gain theta sp h^psi / ((1-sub) p R0)]^(1/(1-theta)),
// in logs, less what is public.
func (p Project) private(price float64) float64 {
	gain := p.gain()
	if gain == 0 {
		return 0
	}
	log := (math.Log(gain) - math.Log((1-p.Subsidy)*p.Base) - math.Log(price)) / (1 - p.Frontier.Theta)
	return max(0, min(p.Base*math.Exp(min(log, 700)), 2*huge)-p.Public)
}

// gain is the private worth of the first unit of r at r = 1.
func (p Project) gain() float64 {
	return p.Chi * p.Value * p.slope()
}

// slope is d h[t+1]/dr at r = 1.
func (p Project) slope() float64 {
	f := p.Frontier
	return f.Gain * f.Theta * p.Spill * math.Pow(p.H, f.Psi)
}

// Gap is the left side of the condition for some private research, relative to
// (1-Subsidy) p_R R0: 0 where research pays exactly, above 0 where less would
// be better. With no research at all it is -1e250 where knowledge has value.
func (p Project) Gap(private, price float64) (float64, error) {
	if err := p.check(); err != nil {
		return 0, err
	}
	if !usable(private) || !usable(price) || price == 0 {
		return 0, fmt.Errorf("knowledge: research on %v: research %v at a price of %v; want 0 or above, and above 0", p.Key, private, price)
	}
	return p.gap(private, price), nil
}

func (p Project) gap(private, price float64) float64 {
	gain := p.gain()
	if gain == 0 {
		return 1
	}
	r := (private + p.Public) / p.Base
	if p.Frontier.Theta == 1 {
		r = 1 // the last unit adds what the first does
	}
	worth := math.Exp(math.Log(gain) - math.Log((1-p.Subsidy)*p.Base) - math.Log(price) + (p.Frontier.Theta-1)*math.Log(r))
	return max(1-worth, -huge)
}

// Ratio is r for some private research.
func (p Project) Ratio(private float64) float64 { return limit((private + p.Public) / p.Base) }
