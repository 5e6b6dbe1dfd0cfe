package pathway

import "fmt"

// mineBase is a mine in the base year.
type mineBase struct {
	output []float64 // by output
	sold   float64   // their value
	rent   float64   // of its own resource, at price 1: what its owner owns or hosts yield
	hosted float64   // value of by-products' resources that it yields
	inputs float64   // value of the rest
	sigma  float64   // between resource and rest
}

// resourceShare is the part of value that the mine's own resource earns, with
// what it yields for by-products in it.
func (b *mineBase) resourceShare() float64 { return b.rent / (b.sold + b.hosted) }

// baseMines works out what mines make: what is left of demand for a mine whose
// amount is 0.
func (m *Model) baseMines(b *base) error {
	need := m.primaryNeed(b)
	open := map[string]string{}
	for i := range m.spec.Mines {
		for _, o := range m.spec.Mines[i].Outputs {
			need[o.Mineral] -= o.Amount
			if o.Amount == 0 {
				if other, taken := open[o.Mineral]; taken {
					return fmt.Errorf("pathway: mines %q and %q both make what is left of %s; give one of them an amount", other, m.spec.Mines[i].Name, o.Mineral)
				}
				open[o.Mineral] = m.spec.Mines[i].Name
			}
		}
	}
	for i := range m.spec.Mines {
		mb, err := m.baseMine(b, &m.spec.Mines[i], need)
		if err != nil {
			return err
		}
		b.mine = append(b.mine, mb)
	}
	m.hostMines(b)
	for _, x := range m.spec.Minerals {
		if _, rest := open[x.Name]; !rest && need[x.Name] > 1e-9 {
			return fmt.Errorf("pathway: demand for %s exceeds what mines and recyclers make by %v in the base year; give one mine the amount 0, which takes the rest", x.Name, need[x.Name])
		}
	}
	return nil
}

// primaryNeed is the demand for minerals less what is recycled.
func (m *Model) primaryNeed(b *base) map[string]float64 {
	need := map[string]float64{}
	for u := range m.spec.Units {
		for _, c := range m.spec.Units[u].Content {
			need[c.Mineral] += c.Amount * b.built[u]
		}
	}
	m.eachInput(func(of string, value float64) {
		if _, ok := m.ix.mineral[of]; ok {
			need[of] += value / b.price[of]
		}
	})
	for _, st := range b.stream {
		for k, y := range m.spec.Recyclers[st.recycler].Yields {
			need[y.Mineral] -= st.level * st.amount.yield[k]
		}
	}
	return need
}

func (m *Model) baseMine(b *base, mine *Mine, need map[string]float64) (mineBase, error) {
	var mb mineBase
	for _, o := range mine.Outputs {
		x := o.Amount
		if x == 0 {
			x = need[o.Mineral]
		}
		if !(x > 0) {
			return mb, fmt.Errorf("pathway: mine %q would make %v of %s in the base year: recycling and other mines cover demand", mine.Name, x, o.Mineral)
		}
		mb.output = append(mb.output, x)
		mb.sold += x * b.price[o.Mineral]
	}
	mb.rent = mine.Rent * mb.sold
	mb.inputs = mb.sold - mb.rent
	return mb, nil
}

// hostMines lets hosts yield the resources of their by-products. What the host
// earns by that is rent of its own resource too, so that it breaks even; its
// elasticity of supply is kept.
func (m *Model) hostMines(b *base) {
	for i := range m.spec.Mines {
		for _, h := range m.spec.Mines[i].Hosts {
			host := &b.mine[m.ix.mine[h.Mine]]
			host.hosted += h.Share * m.spec.Mines[i].Rent * b.mine[i].sold
		}
	}
	for i := range m.spec.Mines {
		mb := &b.mine[i]
		mb.rent += mb.hosted
		theta := mb.resourceShare()
		// dln X/dln p = σ(1-θ)/θ × (share of the sale in revenue)
		mb.sigma = m.spec.Mines[i].Short * theta / (1 - theta) * (mb.sold + mb.hosted) / mb.sold
	}
}
