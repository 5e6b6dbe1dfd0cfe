// Package sam holds, checks and balances social accounting matrices, and turns
// them into equilibrium models.
//
//	                pays
//	            BRD  MLK  CAP  LAB  HOH
//	       BRD    .    .    .    .   15
//	gets   MLK    .    .    .    .   35      row total = column total,
//	       CAP    5   20    .    .    .      account by account
//	       LAB   10   15    .    .    .
//	       HOH    .    .   25   25    .
//
// A [SAM] is square over ordered accounts. Cell (row, column) is the payment
// of the column account to the row account: receipts stand in rows, payments
// in columns, all in one unit. A SAM is a value: no method changes it.
//
// # Hold
//
// [New] takes labels and cells, [FromArray] and [FromTable] the arrays and
// tables of datasets/quantity, [Read] a CSV file with a header.
//
//	m, err := sam.FromTable(datasets.SAMUSA2017().Where("version", "raw"), "row", "col")
//
// [SAM.Aggregate] merges accounts, [SAM.DropEmpty] drops empty ones and says
// which, [SAM.With] returns a copy with one other cell.
//
// # Check
//
// [SAM.Check] lists the accounts that do not balance, worst first, and the
// cells to look at: a cell of which one change would close the gaps of two
// accounts at once. A wrong cell always opens two equal and opposite gaps, so
// it is found; the cell across the diagonal would close the same two gaps the
// other way round, and the sums cannot tell which of the two is wrong. Both
// are named, the likelier one first. A diagonal cell stands in the row and the
// column of one account and unbalances nothing.
//
// # Balance
//
// [SAM.Balance] finds the balanced matrix nearest to the given one. Zeros stay
// zero, signs stay, fixed cells stay to the bit, and the result lists what
// moved.
//
//   - [RAS] scales rows and columns in turn to given totals, or to the mean of
//     row and column total where none is given. Negative cells are divided where
//     positive ones are multiplied (GRAS: Junius and Oosterhaven 2003, Economic
//     Systems Research 15(1); its distance as corrected by Lenzen, Wood and
//     Gallego 2007, 19(4); rows without a positive cell after Temurshoev, Miller
//     and Bouwmeester 2013, doi 10.1080/09535314.2012.746645).
//   - [CrossEntropy] chooses the totals too: it minimizes the information
//     distance Σ |x|·log(x/x0) - |x| + |x0| subject to row total = column total,
//     and to totals where they are given (without the two linear terms, which
//     matter where totals are free, a balanced matrix would not be nearest to
//     itself). With every total given its answer is that of RAS.
//
// What cannot be done is an error that names the accounts and the gap
// ([*Infeasible]) before a single step is taken: fixed cells that alone exceed
// a total, an account that pays and receives nothing, totals that contradict
// one another, cells that could only balance at 0.
//
// # Model
//
// [SAM.Model] turns a balanced matrix into the standard model of a small open
// economy (Lofgren, Harris and Robinson 2002; Hosoe, Gasawa and Hashimoto 2010),
// written with the builder of package cge:
//
//	factors ─CES─┐              ┌─CET─▶ exports ─pwe─▶ FX
//	             ├─CES─▶ output ┤
//	inputs ──────┘              └─────▶ domestic ─┐
//	   ▲                                          ├─CES─▶ composite ─▶ households,
//	   └──────────────── composite ◀──────────────┤                    government,
//	                          FX ─pwm─▶ imports ──┘                    investment
//
// A [Rule] says which account is what ([RuleFor] reads it off the names), and
// holds elasticities, a [LES] by household, a [Resource] by activity and the
// [Closure]. All prices are 1 and all levels 1 at the benchmark, which is the
// matrix itself. Variables, with X an account:
//
//	X                   level of activity X; price of factor X; what agent X spends
//	PX: PD: PQ: PM:     price of output, domestic part, composite, import of commodity X
//	X: Q: M:            level of the split of output, the composite, imports of X (Exports computes those)
//	P:X, C:X            price and level of the bundle that household, government or investment buys
//	FX                  price of foreign exchange
//	RES:X, F:X          price of the resource of activity X, of factor F held in activity X
//	SAV:X, TY:X         saving of X in units of P:INV, income tax of X in units of P:X
//	MPS, LS:GOV, FSAV, U:F   what closures let move
//
// Parameters are 1 at the benchmark if they scale something, else rates:
//
//	tm: ts:         tariff on imports and tax on sales of a commodity; may be raised from 0
//	ta: tf:F:       tax on output of an activity, on its use of factor F where the matrix has one
//	z:              productivity of an activity
//	supply:F, supply:RES:X   endowment with a factor, a resource
//	pwm: pwe:       world prices of imports and exports
//	s: ty:          shares of income saved and paid as tax
//	g:GOV, i:INV    real consumption and investment, where the closure fixes them
//	fsav, xr, wage:F   what the external closure and a fixed wage hold
//	va: armington: cet: elasticities by activity and commodity; esub:va, esub:armington, esub:cet scale all of a kind
//
// Names with a colon stand in backquotes inside expressions: `tm:C_STEEL`.
//
// What does not fit is moved, and said in Notes: a negative input is a product,
// a negative product an input, a negative demand an endowment of its owner that
// is sold beside domestic output (stocks, used goods), negative imports are
// exports; exports beyond domestic supply are taken from the composite.
//
// # What it will not do
//
// Trade margins, activities that export by themselves, more than one region: a
// cell that says so is an error that names it. Invent a cell where a zero
// stands, change a sign in balancing, weigh cells by how far they are trusted
// (fix those that are), or find the one wrong cell among errors in every account.
package sam
