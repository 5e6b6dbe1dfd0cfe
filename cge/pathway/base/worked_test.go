package base

import (
	"encoding/csv"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/sam"
)

// differences from the worked account and why. The first that fits counts.
var differences = []struct {
	reason string
	rows   string // space separated, "*" for all; a trailing * is a prefix
	cols   string
	most   float64 // relative
}{
	{"research buys no coal or crude: services, which it is split from, buy none", "COA OIL", "RND", 1},
	{"wells pay their own gas out of what their oil is worth", "*", "OIL", .02},
	{"British thermal units converted exactly", "*", "GAS OMI", 1e-4},
	{"British thermal units converted exactly", "GAS OMI", "*", 1e-4},
	{"income after the changes above", "R_OIL", "*", .02},
	{"operation and maintenance read from the catalogue of costs, not rounded", "*", "G_*", .06},
	{"the network takes what generation leaves", "*", "TND", .01},
	{"generation and network sold", "G_* TND", "ELE", .03},
	{"grid batteries by power and duration, not by their lithium", "*", "BGS K_GBS", .7},
	{"grid batteries by power and duration, not by their lithium", "BGS K_GBS", "*", .5},
	{"parents give what grid batteries pay", "*", "ELQ", .004},
	{"parents give what grid batteries pay", "ELQ CON LMF MET CHM NMM TRN TRD PET MAC AGR", "INV", .01},
	{"parents give what grid batteries pay", "LAB CAP TAX", "CON", .002},
	{"an electric car has its pack beside its body", "*", "VZE VIC", .25},
	{"an electric car has its pack beside its body", "VZE VIC", "VEH", .14},
	{"services give what research pays without fuels", "*", "SRV RND", .006},
	{"other utilities pay what generation and network leave", "*", "GWS", .003},
	{"transport equipment gives what vehicles pay", "*", "TEQ", .03},
	{"vehicles sold after the changes above", "TEQ VEH", "HH INV", 1e-7},
	{"labour share shifted after the changes above", "LAB CAP TAX", "*", .001},
	{"income after the changes above", "HH", "*", .02},
	{"spending after the changes above", "INV GOV", "HH", .001},
	{"investment in research and services after the changes above", "RND SRV", "INV", .001},
}

func fits(list, name string) bool {
	for _, p := range strings.Fields(list) {
		if prefix, ok := strings.CutSuffix(p, "*"); p == name || ok && strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// The worked account under LODESTONE_SHARED is the same recipe in another
// language. Before balancing every cell agrees to rounding or has its reason.
func TestPriorAgreesWithWorkedAccount(t *testing.T) {
	for path, file := range map[Path]string{WEO: "sam_base.csv", Open: "sam_base_open.csv"} {
		a := mustAccount(t, 2024, path, WEO)
		theirs := worked(t, file, "prior")
		exact, counts := 0, map[string]int{}
		for _, r := range a.Prior.Accounts() {
			for _, c := range a.Prior.Accounts() {
				ours, _ := a.Prior.At(r, c)
				off := offBy(ours, theirs[sam.Pair{Row: r, Col: c}])
				if off <= 1e-9 {
					exact++
					continue
				}
				if why := reason(r, c, off); why != "" {
					counts[why]++
				} else {
					t.Errorf("%s: cell (%s, %s): %v, worked %v (off by %.2g): no reason listed", path, r, c, ours, theirs[sam.Pair{Row: r, Col: c}], off)
				}
			}
		}
		t.Logf("%s: %d cells agree to 1e-9 (structural zeros included); others by reason: %v", path, exact, counts)
	}
}

func offBy(ours, theirs float64) float64 {
	if ours == theirs {
		return 0
	}
	return math.Abs(ours-theirs) / max(math.Abs(theirs), 1e-6)
}

func reason(row, col string, off float64) string {
	for _, d := range differences {
		if fits(d.rows, row) && fits(d.cols, col) && off <= d.most {
			return d.reason
		}
	}
	return ""
}

// After balancing the two part: the worked account weighs cells, ours holds
// split accounts and lets parents absorb. Parents stay within a few percent.
func TestBalancedIsNearWorkedAccount(t *testing.T) {
	for path, file := range map[Path]string{WEO: "sam_base.csv", Open: "sam_base_open.csv"} {
		a := mustAccount(t, 2024, path, WEO)
		theirs := worked(t, file, "value")
		for _, p := range append(parents(), "HH", "LAB", "CAP", "TAX", "GOV", "INV", "OMI", "GWS", "ELE") {
			sum := 0.0
			for pair, v := range theirs {
				if pair.Row == p {
					sum += v
				}
			}
			row, _, err := a.SAM.Totals(p)
			if err != nil {
				t.Error(err)
			}
			near(t, fmt.Sprintf("%s: total of %s", path, p), row, sum, .01)
		}
	}
}

// worked reads a column of the worked account; the test is skipped where the
// folder is not at hand.
func worked(t *testing.T, file, column string) map[sam.Pair]float64 {
	t.Helper()
	dir := os.Getenv("LODESTONE_SHARED")
	if dir == "" {
		t.Skip("LODESTONE_SHARED is not set: it names the folder with data/sam")
	}
	f, err := os.Open(filepath.Join(dir, "data", "sam", file))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.Index(rows[0], column)
	out := map[sam.Pair]float64{}
	for _, r := range rows[1:] {
		v, err := strconv.ParseFloat(r[at], 64)
		if err != nil {
			t.Fatal(err)
		}
		out[sam.Pair{Row: r[0], Col: r[1]}] = v
	}
	return out
}
