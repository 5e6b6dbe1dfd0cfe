package knowledge

import (
	"fmt"
	"math"
)

// A Benefit is what one more unit of h (one base year's knowledge) would save
// in a year, in money: price times market size. Growing is proportional to the
// inflow of new units, Constant to what is retired or treated.
type Benefit struct {
	Growing, Constant float64
	ByPrice           []Part // p dB/dp by mineral, in the order of the input
}

// A Part is how much of a benefit moves with the price of one mineral.
type Part struct {
	Mineral           string
	Growing, Constant float64
}

// Total is this year's benefit.
func (b Benefit) Total() float64 { return b.Growing + b.Constant }

// checked refuses benefits that are no numbers or below 0.
func (b Benefit) checked(what string) (Benefit, error) {
	if !usable(b.Growing) || !usable(b.Constant) || !usable(b.Total()) {
		return Benefit{}, fmt.Errorf("knowledge: benefit of %s: %v + %v; prices, inflows and slopes must give finite numbers of 0 or above", what, b.Growing, b.Constant)
	}
	return b, nil
}

// A Mineral stands in a sub-technology at a price.
type Mineral struct {
	Name      string
	Price     float64 // money per mass
	Intensity Effect  // mass per unit
}

// EfficiencyInput is what the benefit of efficiency knowledge depends on:
//
//	B = Inflow ( sum over m of p_m (-da_m/dh) - dk/dh )
type EfficiencyInput struct {
	H        float64 // efficiency knowledge
	Inflow   float64 // new units a year; of an outsider see MarketSize
	Minerals []Mineral
	Cost     Effect // non-mineral cost per unit, nil where knowledge does not touch it
}

// Benefit evaluates the formula.
func (in EfficiencyInput) Benefit() (Benefit, error) {
	if err := inputs("efficiency", "h", in.H, "inflow", in.Inflow); err != nil {
		return Benefit{}, err
	}
	var b Benefit
	for _, m := range in.Minerals {
		if m.Intensity == nil || !usable(m.Price) {
			return Benefit{}, fmt.Errorf("knowledge: benefit of efficiency: %s has price %v and effect %v; give a price of 0 or above and an intensity", m.Name, m.Price, m.Intensity)
		}
		v := in.Inflow * m.Price * -m.Intensity.Slope(in.H)
		b.Growing += v
		b.ByPrice = append(b.ByPrice, Part{Mineral: m.Name, Growing: v})
	}
	if in.Cost != nil {
		b.Growing += in.Inflow * -in.Cost.Slope(in.H)
	}
	return b.checked("efficiency")
}

// DurabilityInput is what the benefit of durability knowledge depends on:
//
//	B = Inflow UnitPrice L'(h) (-d ln CRF(Rate, L)/dL) + Retired Rent phi'(h)
//
// A longer life spreads the price of a unit over more years; CRF is the capital
// recovery factor. More units fit for a second life earn its rent.
type DurabilityInput struct {
	H            float64 // durability knowledge
	Inflow       float64 // new units a year
	UnitPrice    float64 // money per unit, minerals included
	MineralCosts []Cost  // the minerals' part of it
	Rate         float64 // discount rate, 0 or above
	Life         Effect  // years
	SecondLife   Effect  // share fit for reuse, nil where there is no second life
	Retired      float64 // units a year that may be reused
	Rent         float64 // money per reused unit beyond the cost of reuse, discounted where it comes later
}

// A Cost is what a unit spends on one mineral, price times intensity.
type Cost struct {
	Mineral string
	Amount  float64 // money per unit
}

// Benefit evaluates the formula.
func (in DurabilityInput) Benefit() (Benefit, error) {
	if err := inputs("durability", "h", in.H, "inflow", in.Inflow, "unit price", in.UnitPrice, "rate", in.Rate, "retired units", in.Retired, "rent", in.Rent); err != nil {
		return Benefit{}, err
	}
	if in.Life == nil {
		return Benefit{}, fmt.Errorf("knowledge: benefit of durability: no Life; Constant switches it off")
	}
	life := in.Life.At(in.H)
	if !usable(life) || life == 0 {
		return Benefit{}, fmt.Errorf("knowledge: benefit of durability: the lifetime is %v years at h = %v; it must be above 0", life, in.H)
	}
	longer := in.Inflow * in.Life.Slope(in.H) * Spread(in.Rate, life)
	b := Benefit{Growing: in.UnitPrice * longer}
	for _, c := range in.MineralCosts {
		if !(c.Amount >= 0 && c.Amount <= in.UnitPrice*(1+1e-12)) { // the sum of the parts may round
			return Benefit{}, fmt.Errorf("knowledge: benefit of durability: %s costs %v of a unit price of %v", c.Mineral, c.Amount, in.UnitPrice)
		}
		b.ByPrice = append(b.ByPrice, Part{Mineral: c.Mineral, Growing: c.Amount * longer})
	}
	if in.SecondLife != nil {
		b.Constant = in.Retired * in.Rent * in.SecondLife.Slope(in.H)
	}
	return b.checked("durability")
}

// Spread is -d ln CRF(rate, life)/d life = ln(1+rate) / ((1+rate)^life - 1),
// and 1/life without discounting: the share of the yearly cost of a unit that
// one more year of life saves.
func Spread(rate, life float64) float64 {
	if !(rate > 0) {
		return limit(1 / math.Max(life, 1e-12))
	}
	l := math.Log1p(rate)
	return limit(l / math.Max(math.Expm1(l*life), 1e-12))
}

// RecyclingInput is what the benefit of recycling knowledge depends on:
//
//	B = (Price - Cost) Treated rho'(h), 0 where recycling is idle
type RecyclingInput struct {
	H       float64 // recycling knowledge
	Mineral string
	Price   float64 // money per mass
	Cost    float64 // of each further mass recovered, 0 where treatment costs the same whatever it yields
	Treated float64 // mass a year in the scrap that is treated: the sum over products of amount times content
	Yield   Effect  // share recovered
}

// Benefit evaluates the formula.
func (in RecyclingInput) Benefit() (Benefit, error) {
	if err := inputs("recycling", "h", in.H, "price of "+in.Mineral, in.Price, "cost", in.Cost, "treated scrap", in.Treated); err != nil {
		return Benefit{}, err
	}
	if in.Yield == nil {
		return Benefit{}, fmt.Errorf("knowledge: benefit of recycling: no Yield of %s; Constant switches it off", in.Mineral)
	}
	more := in.Treated * in.Yield.Slope(in.H)
	if in.Price <= in.Cost {
		more = 0
	}
	b := Benefit{Constant: max(0, in.Price-in.Cost) * more, ByPrice: []Part{{Mineral: in.Mineral, Constant: in.Price * more}}}
	return b.checked("recycling of " + in.Mineral)
}

// inputs takes names and numbers in turn; the first, h, must be above 0.
func inputs(what string, pairs ...any) error {
	for i := 0; i+1 < len(pairs); i += 2 {
		v := pairs[i+1].(float64)
		if !usable(v) || i == 0 && v == 0 {
			return fmt.Errorf("knowledge: benefit of %s: %s is %v; want a finite number, h above 0 and the others 0 or above", what, pairs[i], v)
		}
	}
	return nil
}
