package sam

// sides are the roles of a cell's accounts; one that is activity and commodity
// acts as the one or the other.
func (b *book) sides(row, col string) (to, from role) {
	to, from = b.roles[row], b.roles[col]
	if to == dual {
		to = commodity
	}
	if from == dual {
		from = activity
		if to == world || to == tariff || to == salesTax {
			from = commodity
		}
	}
	return to, from
}

// enter writes one cell into the book; false where it has no place.
func (b *book) enter(row, col string, v float64) bool {
	to, from := b.sides(row, col)
	switch {
	case row == col && b.roles[row] != dual:
		b.note("%s pays itself %s: dropped from both sides", row, number(v))
		return true
	case isTax(from):
		return true // passOn has read it
	case to == commodity:
		return b.demand(b.ci[row], from, col, v)
	case from == commodity:
		return b.supply(b.ci[col], to, row, v)
	case from == activity:
		return b.cost(b.ai[col], to, row, v)
	case from == factor:
		return b.earn(b.fi[col], to, row, v)
	case to == factor && from == world:
		b.abroad[b.fi[row]] += v
		return true
	case to == activity && from == government: // a subsidy
		b.outTax[b.ai[row]][b.gi[col]] -= v
		return true
	}
	return b.between(to, from, row, col, v)
}

// demand enters what is paid for commodity c.
func (b *book) demand(c int, from role, col string, v float64) bool {
	switch from {
	case activity:
		b.uses[b.ai[col]][c] += v
	case household, government, savings:
		b.buys[b.gi[col]][c] += v
	case world:
		b.exports[c] += v
	default:
		return false
	}
	return true
}

// supply enters what commodity c pays.
func (b *book) supply(c int, to role, row string, v float64) bool {
	switch to {
	case activity:
		b.makes[b.ai[row]][c] += v
	case world:
		b.imports[c] += v
	case tariff:
		b.levy(b.tariffs[c], row, v)
	case tax, salesTax, government:
		b.levy(b.salesTax[c], row, v)
	default:
		return false
	}
	return true
}

// cost enters what activity a pays.
func (b *book) cost(a int, to role, row string, v float64) bool {
	switch to {
	case factor:
		b.hires[a][b.fi[row]] += v
	case factorTax:
		f, ok := b.fi[b.rule.FactorTaxes[row]]
		if !ok {
			return false
		}
		b.levy(b.hireTax[a][f], row, v)
	case tax, salesTax, government:
		b.levy(b.outTax[a], row, v)
	default:
		return false
	}
	return true
}

// earn enters who receives the income of factor f; a tax on it is a share of
// it.
func (b *book) earn(f int, to role, row string, v float64) bool {
	if isTax(to) {
		b.levy(b.owns[f], row, v)
		return true
	}
	g, ok := b.gi[row]
	if ok {
		b.owns[f][g] += v
	}
	return ok
}

// levy spreads a tax over those who receive it.
func (b *book) levy(on []float64, account string, v float64) {
	if g, ok := b.gi[account]; ok {
		on[g] += v
		return
	}
	for g, share := range b.passes[account] {
		on[g] += share * v
	}
}

// between enters payments from one agent to another.
func (b *book) between(to, from role, row, col string, v float64) bool {
	payer, ok := b.gi[col]
	if !ok {
		return false
	}
	receiver, isAgent := b.gi[row]
	switch {
	case from == household && (isTax(to) || to == government):
		b.levy(b.incomeTax[payer], row, v)
	case isTax(to) && from != savings:
		b.levy(b.gifts[payer], row, v)
	case !isAgent:
		return false
	case to == savings:
		b.saves[payer] += v
	case from == savings:
		b.saves[receiver] -= v
	default:
		b.gifts[payer][receiver] += v
	}
	return true
}
