// Package sam holds, checks and balances social accounting matrices.
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
// # What it will not do
//
// Invent a cell where a zero stands, change a sign, weigh cells by how far they
// are trusted (fix those that are), or find the one wrong cell among errors in
// every account.
package sam
