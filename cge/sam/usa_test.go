package sam_test

import (
	"math"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sam"
	"github.com/lodestone-model/lodestone/datasets"
)

func usa(t tester, version string) *sam.SAM {
	t.Helper()
	return must[*sam.SAM](t)(sam.FromTable(datasets.SAMUSA2017().Where("version", version), "row", "col"))
}

// The gap report of the matrix as the agency's tables give it: the largest gap
// is the 98 million that its documentation states, and no cell is suspected of
// it, since most accounts are off by some rounding.
func TestUSARaw(t *testing.T) {
	m := usa(t, "raw")
	r := m.Check(1e-9)
	if m.Len() != 113 || m.Unit().String() != "MUSD2017" || len(m.Sources()) == 0 {
		t.Errorf("%v, sources %v", m, m.Sources())
	}
	if g := r.Gaps[0]; g.Account != "C_TRADE" || g.Gap != -98 {
		t.Errorf("%+v", g)
	}
	for _, s := range r.Suspects {
		if math.Abs(s.Balanced-s.Value) > 30 {
			t.Errorf("%v", s)
		}
	}
	b := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, nil))
	if r := b.SAM.Check(1e-12); len(r.Gaps) > 0 {
		t.Error(r)
	}
	// The gaps add up to some 1,500 million; no cell has to move by much more.
	if len(b.Moves) == 0 || math.Abs(b.Moves[0].Change) > 300 {
		t.Error(b)
	}
}

// The balanced version, with one cell off by 100,000 million: the cell is
// named; balancing spreads the error by information distance; with all the rest
// of the two accounts fixed it puts the old value back.
func TestUSAPerturbed(t *testing.T) {
	m := usa(t, "balanced")
	if r := m.Check(0); len(r.Gaps) > 0 {
		t.Errorf("the cells are whole numbers; the balance is exact: %v", r)
	}
	const row, col = "C_AGR", "A_FOOD"
	was, _ := m.At(row, col)
	off := must[*sam.SAM](t)(m.With(row, col, was+100_000))
	r := off.Check(1e-9)
	if s := r.Suspects[0]; len(r.Gaps) != 2 || s.Row != row || s.Col != col || s.Balanced != was {
		t.Errorf("%v", r)
	}
	b := must[*sam.Balanced](t)(off.Balance(sam.CrossEntropy, nil))
	if top := b.Moves[0]; top.Row != row || top.Col != col || len(b.SAM.Check(1e-12).Gaps) > 0 {
		t.Errorf("%v", b)
	}
	s := &sam.Settings{Totals: totalsOf(m)}
	ce := must[*sam.Balanced](t)(off.Balance(sam.CrossEntropy, s))
	ras := must[*sam.Balanced](t)(off.Balance(sam.RAS, s))
	near(t, "RAS and cross entropy", cells(ras.SAM), cells(ce.SAM), 1e-9)
	for _, other := range m.Accounts() {
		if other != row && other != col {
			s.FixedAccounts = append(s.FixedAccounts, other)
		}
	}
	again := must[*sam.Balanced](t)(off.Balance(sam.CrossEntropy, s))
	near(t, "all else fixed", cells(again.SAM), cells(m), 1e-12)
}

// Input-output tables have no accounts that close the circle; the error says
// which.
func TestInputOutputTablesAreNoSAMs(t *testing.T) {
	m := must[*sam.SAM](t)(sam.FromTable(datasets.SAMWorld2011(), "row", "col"))
	if g := m.Check(1e-4).Gaps[0]; g.Account != "VA" || !g.OneSided {
		t.Errorf("%+v", g)
	}
	_, err := m.Balance(sam.CrossEntropy, nil)
	fails(t, err, `account "VA" receives 69327816 and pays 0`, `account "HH"`)
	canada := must[*sam.SAM](t)(sam.FromTable(datasets.SAMCanada2011(), "row", "col"))
	if len(canada.Check(1e-4).Gaps) == 0 {
		t.Error("Canada balances")
	}
}
