package network

import (
	"fmt"
	"math"
)

// Accounts say how much is made, sold and earned at an equilibrium; wages are
// 1. By industry means in the order of the network.
type Accounts struct {
	Income float64 // of the household: wages, and the wedge revenue that it receives
	// Price is the consumer's price index, the geometric mean of prices with the
	// expenditure shares as weights; RealGDP is Income over it.
	Price, RealGDP float64
	Sales          []float64 // by industry: what it sells, at its price
	// Shares are sales over income, the Domar weights.
	Shares []float64
	Output []float64 // by industry: units made, with what a waster loses
	Labour []float64 // by industry: wages paid; they sum to the network's labour
	Rents  []float64 // by industry: wedge revenue that the household receives
	// Walras is the labour market's imbalance over the labour there is: no
	// equation closed it.
	Walras float64
}

// Accounts follows expenditure through the network: an industry sells to the
// household and to the industries that use it, who pay its share in their cost.
// Of the wedge mu/(1+mu) of each sale, the household receives all but the wasted
// part. A network without a consumer has none, which is an error.
func (e *Equilibrium) Accounts() (*Accounts, error) {
	m := e.model
	if m.beta == nil {
		return nil, fmt.Errorf("network: %s: there is no consumer, so nothing says how much is made; give Consumer", m.net.label())
	}
	a := m.shares(e.Sets, e.LogP)
	out := &Accounts{Output: make([]float64, m.n), Labour: make([]float64, m.n), Rents: make([]float64, m.n)}
	perIncome, err := e.sales(a)
	if err != nil {
		return nil, err
	}
	rents := 0.0 // per unit of income
	for i, s := range perIncome {
		rents += s * m.rent(i)
	}
	logPrice := 0.0
	for i, b := range m.beta {
		logPrice += b * e.LogP[i]
	}
	out.Income, out.Price = m.labour/(1-rents), math.Exp(logPrice)
	out.RealGDP = out.Income / out.Price
	out.Sales, out.Shares = make([]float64, m.n), perIncome
	for i, s := range perIncome {
		out.Sales[i] = s * out.Income
		out.Rents[i] = out.Sales[i] * m.rent(i)
		out.Labour[i] = out.Sales[i] - out.Rents[i]
		out.Output[i] = out.Sales[i] * m.made(i) / math.Exp(e.LogP[i])
	}
	for k, w := range a.weight {
		out.Labour[a.to[k]] -= m.spent(a.to[k]) * w * out.Sales[a.to[k]]
	}
	used := 0.0
	for _, l := range out.Labour {
		used += l
	}
	out.Walras = math.Abs(used/m.labour - 1)
	for _, v := range append([]float64{out.Income, out.RealGDP}, out.Output...) {
		if !finite(v) || v < 0 {
			return nil, fmt.Errorf("network: %s: the wedge revenue is %.4g of income; what is left for wages must be above 0", m.net.label(), rents)
		}
	}
	return out, nil
}

// rent is the part of a sale that reaches the household as wedge revenue, spent
// what a sale of one spends on inputs and labour, over the share of each in the
// unit cost; made is output over what is sold of it.
func (m *Model) rent(i int) float64 {
	mu := m.net.Industries[i].Mu
	return (1 - m.net.Wasted) * mu / (1 + mu)
}

func (m *Model) spent(i int) float64 { return 1 - m.rent(i) }

func (m *Model) made(i int) float64 { return m.spent(i) * (1 + m.net.Industries[i].Mu) }

// sales are sales over income: s = beta + sum over users of their spending on it.
func (e *Equilibrium) sales(shares inputMatrix) ([]float64, error) {
	m := e.model
	sold := inputMatrix{to: shares.from, from: shares.to, weight: make([]float64, len(shares.weight))}
	for k, w := range shares.weight {
		sold.weight[k] = m.spent(shares.to[k]) * w
	}
	a, err := sold.less(m.n)
	if err != nil {
		return nil, fmt.Errorf("network: %s: %w", m.net.label(), err)
	}
	s, err := positive(a, m.beta, false)
	if err != nil {
		return nil, fmt.Errorf("network: %s: demand for inputs never ends: %w", m.net.label(), err)
	}
	return s, nil
}
