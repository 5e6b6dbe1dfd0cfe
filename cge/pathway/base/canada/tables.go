package canada

import (
	"fmt"
	"strings"
)

// BetTable prints bets, one a line: value of the base year in GUSD2024, revenue
// over it in the reference, the lowest and the highest future, and the verdict.
func BetTable(bets []Bet) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s %9s %9s %6s %-12s %6s %-12s %s\n", "mineral", "2024 GUSD", "reference", "lowest", "in", "high", "in", "verdict")
	for _, x := range bets {
		name := x.Mineral
		if x.Priority {
			name += " *"
		}
		fmt.Fprintf(&b, "%-22s %9.3g %9.2f %6.2f %-12s %6.2f %-12s %s\n", name, x.Base, x.Reference, x.Low, x.LowIn, x.High, x.HighIn, x.Verdict)
	}
	return b.String() + "* one of the six that the strategy puts first\n"
}

// DepletionTable prints what is taken of reserves, one mineral a line.
func DepletionTable(rows []Depletion) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-22s %11s %8s %8s %s\n", "mineral", "reserves kt", "least", "most", "all taken in")
	for _, d := range rows {
		when := "no future"
		if d.First > 0 {
			when = fmt.Sprintf("%d (%s)", d.First, d.In)
		}
		fmt.Fprintf(&b, "%-22s %11.4g %7.0f%% %7.0f%% %s\n", d.Mineral, d.Reserves, 100*d.Low, 100*d.High, when)
	}
	return b.String()
}

// LeftTable prints the minerals of the list that are not in the account, and why.
func LeftTable(left []Mineral) string {
	var b strings.Builder
	for _, m := range left {
		name := m.Name
		if m.Priority {
			name += " *"
		}
		fmt.Fprintf(&b, "%-22s %s\n", name, m.Missing)
	}
	return b.String()
}
