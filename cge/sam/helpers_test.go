package sam_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sam"
	"pgregory.net/rapid"
)

// tester is what testing.T, testing.F and rapid.T share.
type tester interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
	Errorf(format string, args ...any)
}

func must[T any](t tester) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// read builds a matrix from a small text: a header of accounts, then a row an
// account; fields are separated by space, "." is 0.
func read(t tester, text string) *sam.SAM {
	t.Helper()
	var csv strings.Builder
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		fields := strings.Fields(strings.ReplaceAll(line, " . ", " 0 "))
		if i == 0 {
			fields = append([]string{"1"}, fields...)
		}
		for k, f := range fields {
			if f == "." {
				fields[k] = "0"
			}
		}
		csv.WriteString(strings.Join(fields, ",") + "\n")
	}
	return must[*sam.SAM](t)(sam.Read(strings.NewReader(csv.String())))
}

// hosoe is the matrix of Hosoe, Gasawa and Hashimoto, Textbook of Computable
// General Equilibrium Modelling (2010), without trade and government.
const hosoe = `
     BRD MLK CAP LAB HOH
BRD   .   .   .   .  15
MLK   .   .   .   .  35
CAP   5  20   .   .   .
LAB  10  15   .   .   .
HOH   .   .  25  25   .`

func cells(m *sam.SAM) []float64 { return m.Array().Data() }

// near compares every cell relative to the largest of want.
func near(t tester, what string, got, want []float64, tol float64) {
	t.Helper()
	largest := 0.0
	for _, v := range want {
		largest = max(largest, math.Abs(v))
	}
	for k := range want {
		if !(math.Abs(got[k]-want[k]) <= tol*largest) {
			t.Fatalf("%s: value %d is %v, want %v", what, k, got[k], want[k])
		}
	}
}

// drawBalanced adds up random cycles of payments; with signs, some cells are
// turned into negative ones across the diagonal, which keeps every gap.
func drawBalanced(t *rapid.T, signs bool) *sam.SAM {
	n := rapid.IntRange(2, 8).Draw(t, "accounts")
	values := make([]float64, n*n)
	order := make([]int, n)
	accounts := make([]string, n)
	for i := range n {
		order[i], accounts[i] = i, fmt.Sprintf("a%d", i)
	}
	for c := range rapid.IntRange(1, 2*n).Draw(t, "cycles") {
		cycle := rapid.Permutation(order).Draw(t, "cycle")[:rapid.IntRange(2, n).Draw(t, "length")]
		if c == 0 {
			cycle = order // so that every account is used
		}
		amount := math.Exp(rapid.Float64Range(-5, 5).Draw(t, "log amount"))
		for k, from := range cycle {
			values[cycle[(k+1)%len(cycle)]*n+from] += amount
		}
	}
	for i := range n {
		values[i*n+i] = rapid.SampledFrom([]float64{0, 0, 3}).Draw(t, "diagonal")
		for j := range n {
			if i != j && signs && values[j*n+i] == 0 && rapid.IntRange(0, 5).Draw(t, "turn") == 0 {
				values[i*n+j], values[j*n+i] = 0, -values[i*n+j]
			}
		}
	}
	return must[*sam.SAM](t)(sam.New("1", accounts, values))
}

// disturb multiplies every cell by a random factor.
func disturb(t *rapid.T, m *sam.SAM, by float64) *sam.SAM {
	values := slices.Clone(cells(m))
	for k := range values {
		values[k] *= math.Exp(rapid.Float64Range(-by, by).Draw(t, "log factor"))
	}
	return must[*sam.SAM](t)(sam.New("1", m.Accounts(), values))
}

func totalsOf(m *sam.SAM) map[string]float64 {
	out := map[string]float64{}
	rows := m.RowTotals()
	for i, a := range m.Accounts() {
		out[a] = rows[i]
	}
	return out
}

// fails expects an error that contains every part.
func fails(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; want one with %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("error %q does not say %q", err, p)
		}
	}
}
