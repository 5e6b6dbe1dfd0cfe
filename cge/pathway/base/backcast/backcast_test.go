package backcast_test

import (
	"context"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base/backcast"
)

var run = sync.OnceValues(func() (*backcast.Backcast, error) { return backcast.Run(context.Background()) })

func must(t *testing.T) *backcast.Backcast {
	t.Helper()
	b, err := run()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// page holds the tables; -update writes them anew.
const page = "../../../../docs/backcast.md"

var update = flag.Bool("update", false, "write the tables of docs/backcast.md anew")

// The tables of docs/backcast.md are what the code prints, gains and losses alike.
func TestPageIsWhatIsPrinted(t *testing.T) {
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	b := must(t)
	reasons, err := b.Reasons()
	if err != nil {
		t.Fatal(err)
	}
	now := string(text)
	for _, table := range []string{backcast.Table(b.Scores()), backcast.Means(b.Scores()), backcast.ReasonTable(reasons)} {
		head, _, _ := strings.Cut(table, "\n")
		from := strings.Index(now, head+"\n")
		if from < 0 {
			t.Fatalf("%s has no table with the head %s", page, head)
		}
		to := from + strings.Index(now[from:], "\n\n") + 1
		if old := now[from:to]; old != table && !*update {
			t.Errorf("a table of %s is\n%swhere the code prints\n%sgo test ./cge/pathway/base/backcast -update writes it; read the text around it again", page, old, table)
		}
		now = now[:from] + table + now[to:]
	}
	if *update {
		if err := os.WriteFile(page, []byte(now), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// Every path begins where the statistics are, closes its accounts, and knows
// nothing of what came later: no-change stays, drift runs straight in logs.
func TestForecasts(t *testing.T) {
	b := must(t)
	for _, s := range b.Series {
		a := b.Array(s.Group, s.Name)
		if a.Err() != nil {
			t.Fatal(a.Err())
		}
		at := func(forecast string, year int) float64 {
			v, err := a.At("forecast", forecast, "year", fmt.Sprint(year))
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		first := at("actual", 2011)
		for _, f := range b.Forecasts() {
			if math.Abs(at(f, 2011)/first-1) > 1e-9 {
				t.Errorf("%s of %s begins at %v, the statistic is %v", f, s.Name, at(f, 2011), first)
			}
		}
		if at("no-change", 2020) != first {
			t.Errorf("no change of %s changes", s.Name)
		}
		if d := at("drift", 2013) * first / math.Pow(at("drift", 2012), 2); math.Abs(d-1) > 1e-9 {
			t.Errorf("drift of %s bends: %v", s.Name, d)
		}
		if s.Group == backcast.Price && math.Abs(at(backcast.MFA, 2020)/first-1) > 1e-9 {
			t.Errorf("flows without prices move the price of %s", s.Name)
		}
	}
	for _, p := range b.Paths {
		for _, y := range p.Result.Years {
			if c := y.Check; c.Balance > 1e-9 || math.Abs(c.GDP) > 1e-8 {
				t.Errorf("%s %d: %+v", p.Name, y.Year, c)
			}
		}
	}
}

func TestScoresAreErrors(t *testing.T) {
	b := must(t)
	scores := b.Scores()
	names, err := backcast.Names()
	if err != nil || len(scores) != len(names) {
		t.Fatalf("%d scores of %d series, %v", len(scores), len(names), err)
	}
	for _, s := range scores {
		for _, f := range b.Forecasts() {
			if !(s.MAE[f] >= 0) || math.IsInf(s.MAE[f], 0) {
				t.Errorf("%s %s: error of %s is %v", s.Group, s.Name, f, s.MAE[f])
			}
		}
		if a, m := s.MAE["no-change"], s.MAE[backcast.MFA]; s.Group == backcast.Price && math.Abs(a-m) > 1e-9 {
			t.Errorf("%s: %v without change, %v without prices", s.Name, a, m)
		}
		for f, test := range s.DM {
			if !(test.P >= 0 && test.P <= 1) || test.P < 1 && (test.Statistic < 0) != (s.MAE[backcast.Model] < s.MAE[f]) {
				t.Errorf("%s beside %s: %+v with errors %v and %v", s.Name, f, test, s.MAE[backcast.Model], s.MAE[f])
			}
		}
	}
}

// Gaps are those of the account, hindsight has no statistics, and the minerals that
// the issue asks for are there.
func TestHindsightAndGaps(t *testing.T) {
	b := must(t)
	if len(b.Gaps) == 0 || len(b.Hindsight()) < 100 {
		t.Errorf("%d gaps, %d figures of hindsight", len(b.Gaps), len(b.Hindsight()))
	}
	for _, h := range b.Hindsight() {
		if h.Year != 0 && h.Year <= backcast.Origin || h.Source == "eia_intl" {
			t.Errorf("%+v was known", h)
		}
	}
	names, _ := backcast.Names()
	for _, n := range []string{"production lithium", "production cobalt", "price aluminium", "price silver", "generation solar", "capacity wind"} {
		if !slices.Contains(names, n) {
			t.Errorf("%s is not scored", n)
		}
	}
}

// Known answer: one step ahead the statistic is t of the mean difference with the
// correction of Harvey, Leybourne and Newbold, sqrt((n-1)/n) of the raw one.
func TestDieboldMarianoKnown(t *testing.T) {
	a, b := []float64{1, 2, 3, 4}, []float64{2, 2, 5, 5}
	// d = -1, 0, -2, -1: mean -1, variance .5, raw -1/sqrt(.5/4) = -2.828, times sqrt(3/4)
	got := backcast.DieboldMariano(a, b, 1)
	if want := -math.Sqrt(8) * math.Sqrt(.75); math.Abs(got.Statistic-want) > 1e-12 {
		t.Errorf("statistic %v, by hand %v", got.Statistic, want)
	}
	if got := backcast.DieboldMariano(a, a, 4); got.P != 1 || got.Statistic != 0 {
		t.Errorf("equal losses: %+v", got)
	}
	if got := backcast.DieboldMariano(a, a[:2], 1); got.P != 1 {
		t.Errorf("losses of other lengths: %+v", got)
	}
}

// Properties over random losses: turning them round turns the sign and keeps p; and
// where nothing differs but noise, one step ahead, p below 5 % is rare.
func TestDieboldMarianoProperties(t *testing.T) {
	random, rejected := rand.New(rand.NewPCG(1, 2)), 0
	const n, draws = 12, 4000
	for range draws {
		a, b := make([]float64, n), make([]float64, n)
		for i := range a {
			a[i], b[i] = random.NormFloat64(), random.NormFloat64()
		}
		x, y := backcast.DieboldMariano(a, b, 4), backcast.DieboldMariano(b, a, 4)
		if math.Abs(x.Statistic+y.Statistic) > 1e-9 || math.Abs(x.P-y.P) > 1e-9 {
			t.Fatalf("%+v and turned round %+v", x, y)
		}
		if backcast.DieboldMariano(a, b, 1).P < .05 {
			rejected++
		}
	}
	if share := float64(rejected) / draws; share < .035 || share > .065 {
		t.Errorf("one step ahead %v of tests reject at 5 %%", share)
	}
}

func ExampleNames() {
	names, err := backcast.Names()
	fmt.Println(len(names), names[0], names[len(names)-1], err)
	// Output: 21 generation coal price lithium <nil>
}
