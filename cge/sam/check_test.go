package sam_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sam"
	"pgregory.net/rapid"
)

func TestCheckNamesTheCell(t *testing.T) {
	m := read(t, hosoe)
	if r := m.Check(0); len(r.Gaps) != 0 || r.Err() != nil || len(r.Suspects) != 0 {
		t.Errorf("a balanced matrix: %v", r)
	}
	r := must[*sam.SAM](t)(m.With("LAB", "MLK", 12)).Check(1e-9)
	if len(r.Gaps) != 2 || r.Gaps[0].Account != "MLK" || r.Gaps[0].Gap != 3 || r.Gaps[1].Account != "LAB" || r.Gaps[1].Gap != -3 {
		t.Errorf("gaps %+v", r.Gaps)
	}
	if s := r.Suspects[0].String(); s != "cell (LAB, MLK): 12, would balance at 15" {
		t.Error(s)
	}
	fails(t, r.Err(), "2 of 5 accounts", `"MLK"`, "(LAB, MLK)")
}

// One wrong cell opens two gaps, which come first; it is named, with the cell
// across the diagonal, and alone in front where that one is 0. Its value comes
// back to 1e-9 of the change: sums of 8 cells keep 1e-15 of the largest total,
// and the change is at least 1e-6 of that.
func TestCheckFindsOneWrongCell(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := drawBalanced(t, false)
		names := m.Accounts()
		i := rapid.IntRange(0, len(names)-1).Draw(t, "row")
		j := rapid.IntRange(0, len(names)-1).Draw(t, "column")
		largest := slices.Max(m.RowTotals())
		change := largest * math.Exp(rapid.Float64Range(math.Log(1e-6), 0).Draw(t, "log change"))
		if rapid.Bool().Draw(t, "down") {
			change = -change
		}
		was, _ := m.At(names[i], names[j])
		across, _ := m.At(names[j], names[i])
		r := must[*sam.SAM](t)(m.With(names[i], names[j], was+change)).Check(1e-9)
		if i == j {
			if len(r.Gaps) != 0 {
				t.Fatalf("a diagonal cell unbalances nothing: %v", r)
			}
			return
		}
		found := []string{r.Gaps[0].Account, r.Gaps[1].Account}
		if !slices.Contains(found, names[i]) || !slices.Contains(found, names[j]) || len(r.Gaps) != 2 {
			t.Fatalf("cell (%s, %s): gaps %v", names[i], names[j], r)
		}
		at := slices.IndexFunc(r.Suspects, func(s sam.Suspect) bool { return s.Row == names[i] && s.Col == names[j] })
		if at < 0 || at > 1 || across == 0 && at != 0 {
			t.Fatalf("cell (%s, %s) is suspect %d: %v", names[i], names[j], at, r)
		}
		if s := r.Suspects[at]; math.Abs(s.Balanced-was) > 1e-9*math.Abs(change) || s.Left != 0 {
			t.Fatalf("would balance at %v (left %v), was %v", s.Balanced, s.Left, was)
		}
	})
}

func TestCheckFlagsNegativeAndOneSided(t *testing.T) {
	r := read(t, "a b c\na . 5 .\nb 5 . -1\nc . . .").Check(1e-9)
	if !slices.Equal(r.Negative, []sam.Cell{{Row: "b", Col: "c", Value: -1}}) {
		t.Errorf("negative cells %v", r.Negative)
	}
	if len(r.Gaps) != 2 || r.Gaps[1].Account != "c" || !r.Gaps[1].OneSided || r.Gaps[0].OneSided {
		t.Errorf("a negative payment is a receipt, so c only receives: %+v", r.Gaps)
	}
	if text := r.String(); !strings.Contains(text, "one-sided") || !strings.Contains(text, "negative cells: 1, the lowest (b, c): -1") {
		t.Error(text)
	}
}

func TestCheckToleratesAndOrders(t *testing.T) {
	m := read(t, "a b c d\na . 100 . .\nb 101 . . .\nc . . . 10\nd . . 15 .")
	r := m.Check(0.05)
	if len(r.Gaps) != 2 || r.Gaps[0].Gap != -5 || r.Gaps[0].Relative != 5.0/15 {
		t.Errorf("%+v", r.Gaps)
	}
	if r = m.Check(math.NaN()); r.Tolerance != 0 || len(r.Gaps) != 4 || r.Gaps[0].Account != "c" || r.Gaps[2].Account != "a" {
		t.Errorf("%+v", r)
	}
	// Two errors: both cells, the larger first.
	if s := r.Suspects; len(s) != 4 || math.Abs(s[0].Balanced-s[0].Value) != 5 || math.Abs(s[2].Balanced-s[2].Value) != 1 {
		t.Errorf("%+v", s)
	}
}
