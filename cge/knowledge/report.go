package knowledge

import (
	"fmt"
	"math"
	"strings"
)

// A Case is a project with the benefit that its value comes from.
type Case struct {
	Project Project // its Value is not read
	Benefit Benefit // of this year
	Growth  float64 // of the inflow, as Myopic.Growth gives it
}

// Responses say how research on every driver and object answers to the price of
// minerals and to the size of its market.
type Responses struct {
	Price   float64 // of research
	Cleared bool    // the market's answer, with a price of research that moves
	Lines   []Response
}

// A Response is one line: the state of a project and elasticities of r.
type Response struct {
	Key      Key
	H, Ratio float64 // h and r
	Value    float64 // V
	Chi      float64

	MarketSize float64  // d ln r / d ln own market: inflow of a sub-technology, scrap treated of a mineral
	Prices     []Answer // d ln r / d ln p: the price effect
}

// An Answer is the elasticity to the price of one mineral.
type Answer struct {
	Mineral    string
	Elasticity float64
}

// Respond computes the elasticities in closed form. With V = growing x
// Benefit.Growing + constant x Benefit.Constant (Valuation.Weights), and private
// research above 0,
//
//	d ln r = (d ln V - d ln p_R) / (1 - theta)
//
// and 0 where public research is all there is. With a nil supply the price of
// research stays; with one, the price answers and clears the market. The prices
// of minerals enter as each Benefit says in ByPrice; prices of anything else,
// and h, stay.
func Respond(price float64, supply Supply, v Valuation, cases []Case) (*Responses, error) {
	out := &Responses{Price: price, Cleared: supply != nil}
	cells := make([]cell, len(cases))
	for i, c := range cases {
		var err error
		if cells[i], err = newCell(price, v, c); err != nil {
			return nil, err
		}
	}
	for i, c := range cells {
		line := Response{Key: c.p.Key, H: c.p.H, Ratio: c.ratio, Value: c.p.Value, Chi: c.p.Chi}
		moves := make([]float64, len(cells))
		moves[i] = c.size
		line.MarketSize = answerOf(i, moves, cells, price, supply)
		for _, m := range c.minerals(cells, supply != nil) {
			for j := range cells {
				moves[j] = cells[j].byPrice[m]
			}
			line.Prices = append(line.Prices, Answer{m, answerOf(i, moves, cells, price, supply)})
		}
		out.Lines = append(out.Lines, line)
	}
	return out, nil
}

// cell holds d ln V / d ln of what a project's value depends on.
type cell struct {
	p       Project
	ratio   float64
	inner   float64 // 1/(1-theta) where there is private research, else 0
	size    float64
	byPrice map[string]float64
	names   []string
}

func newCell(price float64, v Valuation, c Case) (cell, error) {
	growing, constant, err := v.Weights(c.Growth, c.Project.Frontier)
	if err != nil {
		return cell{}, err
	}
	if _, err := c.Benefit.checked(c.Project.Key.String()); err != nil {
		return cell{}, err
	}
	out := cell{p: c.Project, byPrice: map[string]float64{}}
	out.p.Value = growing*c.Benefit.Growing + constant*c.Benefit.Constant
	private, err := out.p.Private(price)
	if err != nil {
		return cell{}, err
	}
	if out.ratio = out.p.Ratio(private); private > 0 {
		out.inner = 1 / (1 - out.p.Frontier.Theta)
	}
	share := func(g, k float64) float64 {
		if out.p.Value == 0 {
			return 0
		}
		return (growing*g + constant*k) / out.p.Value
	}
	if out.size = share(c.Benefit.Growing, 0); c.Project.Key.Driver == Recycling {
		out.size = share(c.Benefit.Growing, c.Benefit.Constant)
	}
	for _, part := range c.Benefit.ByPrice {
		if _, there := out.byPrice[part.Mineral]; !there {
			out.names = append(out.names, part.Mineral)
		}
		out.byPrice[part.Mineral] += share(part.Growing, part.Constant)
	}
	return out, nil
}

// minerals are those of the cell itself, or, where the price of research
// carries answers over, of all cells in order of appearance.
func (c cell) minerals(all []cell, every bool) []string {
	if !every {
		return c.names
	}
	var out []string
	seen := map[string]bool{}
	for _, other := range all {
		for _, m := range other.names {
			if !seen[m] {
				seen[m] = true
				out = append(out, m)
			}
		}
	}
	return out
}

// answerOf is d ln r of cell i when ln V of every cell moves by moves.
func answerOf(i int, moves []float64, cells []cell, price float64, supply Supply) float64 {
	up := 0.0
	if supply != nil {
		var pull, give, total float64
		for j, c := range cells {
			r := c.ratio * c.p.Base
			total += r
			pull += r * c.inner * moves[j]
			give += r * c.inner
		}
		if give += supply.Slope(price) * price * total / math.Max(supply.At(price), 1e-300); give > 0 {
			up = pull / give
		}
	}
	return limit(cells[i].inner * (moves[i] - up))
}

// String is a table: a line for each driver and object, a column for each
// mineral whose price matters to any.
func (r *Responses) String() string {
	var minerals []string
	seen := map[string]bool{}
	width := len("driver|object")
	for _, l := range r.Lines {
		width = max(width, len([]rune(l.Key.String())))
		for _, a := range l.Prices {
			if !seen[a.Mineral] {
				seen[a.Mineral] = true
				minerals = append(minerals, a.Mineral)
			}
		}
	}
	how := "at a price of research of"
	if r.Cleared {
		how = "with the market for research clearing, from a price of"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "elasticity of research to market size and mineral prices, %s %.4g\n", how, r.Price)
	fmt.Fprintf(&b, "%-*s %8s %8s %10s %8s %8s", width, "driver|object", "h", "r", "V", "chi", "market")
	for _, m := range minerals {
		fmt.Fprintf(&b, " %8s", m)
	}
	for _, l := range r.Lines {
		fmt.Fprintf(&b, "\n%-*s %8.4g %8.4g %10.4g %8.4g %8.3f", width, l.Key, l.H, l.Ratio, l.Value, l.Chi, l.MarketSize)
		b.WriteString(l.columns(minerals))
	}
	return b.String()
}

// columns writes the elasticities under their minerals, a dot where a mineral
// does not matter.
func (l Response) columns(minerals []string) string {
	var b strings.Builder
	for _, m := range minerals {
		text := "."
		for _, a := range l.Prices {
			if a.Mineral == m {
				text = fmt.Sprintf("%.3f", a.Elasticity)
			}
		}
		fmt.Fprintf(&b, " %8s", text)
	}
	return b.String()
}
