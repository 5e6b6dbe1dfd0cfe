package pathway

import (
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// reportAccounts measures GDP from flows. Two taxes of the model are none: the
// difference between life-adjusted and market prices, which a use's buyer pays
// to itself, and what the investor adds to the yearly payment for this year's
// plants to buy them.
func (m *Model) reportAccounts(out *Year, y *state) {
	out.Bought = map[string]map[string]float64{}
	a := Accounts{Spending: map[string]float64{}, Income: map[string]float64{}}
	for _, f := range y.flows {
		switch f.Kind {
		case cge.Endowment:
			a.Income[f.Owner] += f.Value()
			if _, factor := m.ix.factor[f.Commodity]; factor {
				a.Factors += f.Value()
			} else if f.Commodity != m.spec.Account.Level {
				a.Rents += f.Value()
				if _, mineral := m.ix.mineral[f.Commodity]; !mineral { // owned for trial
					out.Rents[f.Commodity] += f.Value()
				}
			}
		case cge.Demand:
			if out.Bought[f.Owner] == nil {
				out.Bought[f.Owner] = map[string]float64{}
			}
			if !m.w.option[f.Commodity] { // bought for trial
				out.Bought[f.Owner][f.Commodity] += f.Quantity
			}
			a.Spending[f.Owner] += f.Value()
			a.Expenditure += f.Value()
			a.Taxes += f.Tax
		default:
			a.Taxes += f.Tax
		}
		if f.Kind == cge.Input && m.w.waits[f.Owner] {
			a.Taxes -= f.Tax
			a.Rents += f.Tax
			out.Rents["wait for scrap of "+strings.TrimPrefix(f.Owner, "prepare ")] += f.Tax
		}
	}
	for b := range m.spec.books() {
		m.reportAdjustments(&a, out, y, b)
	}
	out.Accounts = a
}

func (m *Model) reportAdjustments(a *Accounts, out *Year, y *state, b int) {
	s := m.spec
	for k, unit := range s.bookUnits(b) {
		p := y.values[unit] * y.amount[b][k]
		if b < len(s.Uses) {
			u := &s.Uses[b]
			wedge := p * (m.lifeFactor(u, y.tech.life[m.ix.unit[unit]]) - 1)
			a.Taxes -= wedge
			a.Expenditure -= wedge
			a.Spending[m.holder(u)] -= wedge
			continue
		}
		x := &s.Services[b-len(s.Uses)]
		crf := 1 / PresentValue(y.tech.life[m.ix.unit[unit]], s.Discount)
		a.Taxes += (1 - crf) * p
		a.Surplus += crf * p
		a.Expenditure += p
		a.Spending[x.Investor] += p
	}
}

// reportMineRents spreads what resources and ramp limits earn over what their
// mines make, by value.
func (m *Model) reportMineRents(out *Year, y *state) {
	made, rent := map[string]float64{}, map[string]float64{}
	for i := range m.spec.Mines {
		x, mb := &m.spec.Mines[i], &m.base.mine[i]
		earned := y.values["resource "+x.Name]*mb.rent + y.values["ramp "+x.Name]
		sold := 0.0
		for k, o := range x.Outputs {
			sold += mb.output[k] * m.sellers(y, o.Mineral)
		}
		for k, o := range x.Outputs {
			v := y.mined[i] * mb.output[k]
			made[o.Mineral] += v
			rent[o.Mineral] += v * m.sellers(y, o.Mineral) * earned / sold
		}
	}
	for name, v := range made {
		if v > 0 {
			out.MineRent[name] = rent[name] / v
		}
	}
}
