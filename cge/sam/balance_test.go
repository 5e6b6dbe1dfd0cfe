package sam_test

import (
	"math"
	"slices"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sam"
)

// The answer was made first (rows and columns of 10, 10, 12) and divided by
// row factors 2, 1, 1/2 and column factors 1, 2, 4: RAS has to undo that.
func TestRASKnownAnswer(t *testing.T) {
	m := read(t, "a b c\na 0 1.5 0.5\nb 2 0 2\nc 16 4 0")
	want := []float64{0, 6, 4, 2, 0, 8, 8, 4, 0}
	s := &sam.Settings{Totals: map[string]float64{"a": 10, "b": 10, "c": 12}}
	for _, method := range []sam.Method{sam.RAS, sam.CrossEntropy} {
		b := must[*sam.Balanced](t)(m.Balance(method, s))
		near(t, method.String(), cells(b.SAM), want, 1e-11) // the tolerance of 1e-12 times a condition of about 10
		if b.Gap > 1e-12 {
			t.Errorf("gap %v", b.Gap)
		}
	}
}

// The example of Temurshoev, Miller and Bouwmeester (2013), taken over from
// Junius and Oosterhaven (2003) with a column that has no positive cell. The
// 3 × 4 matrix stands between accounts r1..r3 and c1..c4; fixed cells carry its
// totals back through "rest". The figures were printed after iterations that
// met the totals to 3e-7.
func TestGRASPublishedExample(t *testing.T) {
	m := read(t, `
      r1 r2 r3 c1 c2 c3 c4 rest
r1     .  .  .  7  3  5 -3    .
r2     .  .  .  2  9  8  .    .
r3     .  .  . -2  .  2  .    .
c1     .  .  .  .  .  .  .    9
c2     .  .  .  .  .  .  .   16
c3     .  .  .  .  .  .  .   17
c4     .  .  .  .  .  .  .   -2
rest  15 26 -1  .  .  .  .    .`)
	want := map[sam.Pair]float64{
		{Row: "r1", Col: "c1"}: 8.424340881, {Row: "r1", Col: "c2"}: 3.375237362, {Row: "r1", Col: "c3"}: 5.200422021, {Row: "r1", Col: "c4"}: -2.000000263,
		{Row: "r2", Col: "c1"}: 3.000997078, {Row: "r2", Col: "c2"}: 12.624763744, {Row: "r2", Col: "c3"}: 10.374239178,
		{Row: "r3", Col: "c1"}: -2.425339135, {Row: "r3", Col: "c3"}: 1.425339135,
	}
	s := &sam.Settings{FixedRows: []string{"rest"}, FixedCols: []string{"rest"}}
	for _, method := range []sam.Method{sam.RAS, sam.CrossEntropy} {
		b := must[*sam.Balanced](t)(m.Balance(method, s))
		for at, v := range want {
			if got, _ := b.SAM.At(at.Row, at.Col); math.Abs(got-v) > 1e-6 { // both methods lie 6.4e-7 from it and 1e-12 from each other: there the published run stopped
				t.Errorf("%v: %v is %v, published %v", method, at, got, v)
			}
		}
	}
}

// By hand: a pays b 1, b pays a 4. Both must pay x; x·log(x/1) + x·log(x/4) - 2x
// is least at the geometric mean, 2.
func TestCrossEntropyByHand(t *testing.T) {
	b := must[*sam.Balanced](t)(read(t, "a b\na 7 4\nb 1 .").Balance(sam.CrossEntropy, nil))
	near(t, "geometric mean", cells(b.SAM), []float64{7, 2, 2, 0}, 1e-12)
	// 2·log(2/1)-2+1 + 2·log(2/4)-2+4 = 1
	if math.Abs(b.Distance-1) > 1e-12 || math.Abs(b.Moved-3) > 1e-12 || len(b.Moves) != 2 || b.Moves[0].Row != "a" {
		t.Errorf("%+v", b)
	}
	// A negative payment flows back: the same cycle with cells 2, 4 and 1.
	b = must[*sam.Balanced](t)(read(t, "a b c\na . -2 1\nb . . .\nc . 4 .").Balance(sam.CrossEntropy, nil))
	near(t, "a cycle with a negative cell", cells(b.SAM), []float64{0, -2, 2, 0, 0, 0, 0, 2, 0}, 1e-12)
	// One total of 60 for 50 scales all of a balanced economy by 1.2.
	m := read(t, hosoe)
	b = must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, &sam.Settings{Totals: map[string]float64{"HOH": 60}}))
	want := slices.Clone(cells(m))
	for k := range want {
		want[k] *= 1.2
	}
	near(t, "one total", cells(b.SAM), want, 1e-12)
}

func TestHosoe(t *testing.T) {
	m := read(t, hosoe)
	for _, method := range []sam.Method{sam.RAS, sam.CrossEntropy} {
		b := must[*sam.Balanced](t)(m.Balance(method, nil))
		if len(b.Moves) != 0 || b.Iterations != 0 || b.Distance != 0 || b.Gap != 0 {
			t.Errorf("%v moved a balanced matrix: %v", method, b)
		}
	}
	off := must[*sam.SAM](t)(m.With("LAB", "MLK", 12))
	s := &sam.Settings{FixedRows: []string{"BRD", "MLK", "HOH"}, FixedCols: []string{"BRD"}} // leaves two cells to move
	b := must[*sam.Balanced](t)(off.Balance(sam.CrossEntropy, s))
	near(t, "what is fixed says what is wrong", cells(b.SAM), cells(m), 1e-12)
	if len(b.Moves) == 0 || b.Moves[0].Col != "MLK" || b.Moves[0].Row != "LAB" || b.Moves[0].Relative < 0.25-1e-12 {
		t.Errorf("%v", b)
	}
	// Means of the totals need not agree: CAP and LAB pay HOH alone.
	_, err := must[*sam.SAM](t)(m.With("BRD", "HOH", 18)).Balance(sam.RAS, nil)
	fails(t, err, `the row of "HOH"`, "a gap of -1.5", "CrossEntropy")
}

func TestFixedCellsStayToTheBit(t *testing.T) {
	m := read(t, "a b c d\na 1 0.1 0.7 3\nb 2 . 1e-9 0.3\nc 4 0.2 . -0.1\nd 0.6 5 0.9 .")
	s := &sam.Settings{
		FixedCells: []sam.Pair{{Row: "a", Col: "b"}, {Row: "d", Col: "c"}},
		FixedRows:  []string{"b"},
	}
	b := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, s))
	for _, move := range b.Moves {
		if move.Row == "b" || (move.Row == "a" && move.Col == "b") || (move.Row == "d" && move.Col == "c") {
			t.Errorf("%+v was fixed", move)
		}
		if move.Old*move.New <= 0 {
			t.Errorf("%+v changed its sign", move)
		}
	}
	if len(b.Moves) != 7 { // 12 cells off the diagonal less 3 of row b and 2
		t.Errorf("%d cells moved:\n%v", len(b.Moves), b)
	}
	s = &sam.Settings{FixedAccounts: []string{"c"}, FixedCols: []string{"a"}}
	_, err := m.Balance(sam.CrossEntropy, s)
	fails(t, err, `account "c" receives 4.1 and pays 1.6`, "none of its cells may move")
}

func TestInfeasible(t *testing.T) {
	total := func(pairs ...any) map[string]float64 {
		out := map[string]float64{}
		for i := 0; i < len(pairs); i += 2 {
			out[pairs[i].(string)] = float64(pairs[i+1].(int))
		}
		return out
	}
	const ring, pairs = "a b c\na . 2 3\nb 4 . 1\nc 2 2 .", "a b c d\na . 2 . .\nb 2 . . .\nc . . . 3\nd . . 3 ."
	for _, c := range []struct {
		name, matrix string
		method       sam.Method
		settings     sam.Settings
		says         []string
	}{
		{"fixed cells exceed a total", ring, sam.CrossEntropy,
			sam.Settings{Totals: total("b", 3), FixedCells: []sam.Pair{{Row: "b", Col: "a"}}},
			[]string{`the row of "b" has fixed cells of 4 and its total is 3, a gap of 1`, "add up to -1"}},
		{"a fixed account with a gap", ring, sam.CrossEntropy, sam.Settings{FixedAccounts: []string{"a"}},
			[]string{`account "a" receives 5 and pays 6, a gap of -1, and none of its cells may move`}},
		{"a fixed row and another total", ring, sam.CrossEntropy, sam.Settings{Totals: total("a", 7), FixedRows: []string{"a"}},
			[]string{`the row of "a" adds up to 5`, "its total is 7, a gap of -2"}},
		{"an account that only pays", "a b c\na . 2 5\nb 2 . .\nc . . .", sam.CrossEntropy, sam.Settings{},
			[]string{`account "c" receives 0 and pays 5, a gap of -5`, "only payments may move", "add up to 0"}},
		{"totals that contradict", pairs, sam.RAS, sam.Settings{Totals: total("a", 2, "b", 3)},
			[]string{"together keep a gap of", "contradict"}},
		{"totals that contradict, chosen by cross entropy", pairs, sam.CrossEntropy, sam.Settings{Totals: total("c", 2, "d", 3)},
			[]string{"together keep a gap of"}},
		{"no way back", "a b c d\na . 2 . .\nb 2 . . .\nc 1 . . 3\nd . . 3 .", sam.CrossEntropy, sam.Settings{},
			[]string{"cell (c, a) can only be balanced at 0"}},
		{"an account of zeros with a total", "a b c\na . 2 .\nb 2 . .\nc . . .", sam.CrossEntropy, sam.Settings{Totals: total("c", 2)},
			[]string{`the row of "c" adds up to 0`, "its total is 2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := read(t, c.matrix).Balance(c.method, &c.settings)
			fails(t, err, c.says...)
			e, ok := err.(*sam.Infeasible)
			if !ok || len(e.Accounts) == 0 || (e.Gap == 0) != (len(e.Cells) > 0) {
				t.Errorf("%+v", err)
			}
		})
	}
}

func TestSettingsRefused(t *testing.T) {
	m := read(t, hosoe)
	for says, s := range map[string]sam.Settings{
		`FixedRows: no account "OIL"`:     {FixedRows: []string{"OIL"}},
		`FixedCols: no account "OIL"`:     {FixedCols: []string{"OIL"}},
		`FixedAccounts: no account "OIL"`: {FixedAccounts: []string{"OIL"}},
		`FixedCells: no account "OIL"`:    {FixedCells: []sam.Pair{{Row: "HOH", Col: "OIL"}}},
		`Totals: no account "OIL"`:        {Totals: map[string]float64{"OIL": 1}},
		`total of "HOH" is NaN`:           {Totals: map[string]float64{"HOH": math.NaN()}},
		"tolerance 1e-20":                 {Tolerance: 1e-20},
		"at most -1 iterations":           {MaxIterations: -1},
	} {
		_, err := m.Balance(sam.RAS, &s)
		fails(t, err, says)
	}
	_, err := m.Balance(sam.Method(7), nil)
	fails(t, err, "Method(7)")
}

func TestNotConvergedNamesAccounts(t *testing.T) {
	m := read(t, "a b c\na 0 1.5 0.5\nb 2 0 2\nc 16 4 0")
	for _, method := range []sam.Method{sam.RAS, sam.CrossEntropy} {
		_, err := m.Balance(method, &sam.Settings{Totals: map[string]float64{"a": 10, "b": 10, "c": 12}, MaxIterations: 1})
		e, ok := err.(*sam.NotConverged)
		if !ok || e.Iterations != 1 || len(e.Accounts) == 0 || !(e.Relative > 1e-12) {
			t.Errorf("%v: %v", method, err)
		}
	}
}

// Far from the answer full Newton steps overshoot: cells 12 orders of magnitude
// apart on one cycle.
func TestCrossEntropyFarAway(t *testing.T) {
	m := read(t, "a b c d\na . . . 1e12\nb 1 . 1e6 .\nc . 1e-6 . .\nd . . 1e3 1")
	b := must[*sam.Balanced](t)(m.Balance(sam.CrossEntropy, nil))
	if b.Gap > 1e-12 {
		t.Errorf("%v", b)
	}
}
