package infrastructure_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base/futures"
	"github.com/lodestone-model/lodestone/cge/pathway/base/infrastructure"
	"github.com/lodestone-model/lodestone/datasets"
)

var paths = sync.OnceValues(func() ([]futures.Future, error) {
	return futures.Follow(context.Background(), futures.Settings{Last: 2035, Names: []string{"STEPS", "mfa", "sodium"}})
})

func must(t *testing.T) *infrastructure.Plan {
	t.Helper()
	all, err := paths()
	if err != nil {
		t.Fatal(err)
	}
	p, err := infrastructure.New(all, infrastructure.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Other uses that grow as published need less copper, and no less recycling.
func TestPublishedOthers(t *testing.T) {
	all, err := paths()
	if err != nil {
		t.Fatal(err)
	}
	tempered, err := infrastructure.New(all, infrastructure.Settings{PublishedOthers: true})
	if err != nil {
		t.Fatal(err)
	}
	at := func(p *infrastructure.Plan, s infrastructure.Stage, m, year string) float64 {
		v, err := p.Need(s).At("mineral", m, "future", "STEPS", "year", year)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	p := must(t)
	for _, s := range []infrastructure.Stage{infrastructure.Mining, infrastructure.Refining} {
		if a, b := at(p, s, "copper", "2035"), at(tempered, s, "copper", "2035"); b >= a {
			t.Errorf("%s of copper 2035: %v with published other uses, %v without", s, b, a)
		}
		if a, b := at(p, s, "copper", "2024"), at(tempered, s, "copper", "2024"); math.Abs(a-b) > 1e-9*a {
			t.Errorf("%s of copper 2024: %v and %v", s, a, b)
		}
	}
	if a, b := at(p, infrastructure.Recycling, "copper", "2035"), at(tempered, infrastructure.Recycling, "copper", "2035"); a != b {
		t.Errorf("recycling of copper: %v and %v", a, b)
	}
}

// In 2024 need is the published level and no gap is open.
func TestBaseYearHasNoGap(t *testing.T) {
	p := must(t)
	for _, s := range []infrastructure.Stage{infrastructure.Mining, infrastructure.Refining} {
		gap := p.Gap(s)
		if gap.Err() != nil {
			t.Fatal(gap.Err())
		}
		for _, m := range infrastructure.Minerals() {
			if v, err := gap.At("mineral", m, "future", "STEPS", "year", "2024"); err != nil || math.Abs(v) > 1e-9 { // kt: level times 1, minus the level
				t.Errorf("%s of %s: gap of 2024 is %v (%v)", s, m, v, err)
			}
			want, err := datasets.MineralSupply().Where("mineral", m).Where("stage", string(s)).Where("country", "Total").Where("year", "2030").Array().Value()
			got, err2 := p.Planned(s).At("mineral", m, "year", "2030")
			if err != nil || err2 != nil || got != want {
				t.Errorf("%s of %s planned for 2030: %v, published %v (%v, %v)", s, m, got, want, err, err2)
			}
		}
	}
}

func TestInvestmentsAgreeWithGaps(t *testing.T) {
	p := must(t)
	rows, err := p.Investments(2035)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range rows {
		low, high := math.Inf(1), math.Inf(-1)
		for _, f := range p.Futures {
			v, err := p.Gap(x.Stage).At("mineral", x.Mineral, "future", f, "year", "2035")
			if err != nil {
				t.Fatal(err)
			}
			low, high = min(low, v), max(high, v)
		}
		if math.Abs(low-x.Low) > 1e-9*x.Planned || math.Abs(high-x.High) > 1e-9*x.Planned {
			t.Errorf("%+v: gaps run from %v to %v", x, low, high)
		}
		if (x.Verdict == infrastructure.Robust) != (low > .05*x.Planned) || (x.Sure() > 0) != (x.Verdict == infrastructure.Robust) {
			t.Errorf("%+v", x)
		}
	}
}

// The published share of the three largest bounds the index from below and above.
func TestConcentrationBesideThePublishedTopThree(t *testing.T) {
	p := must(t)
	rows, err := p.Concentrations(2030)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range rows {
		three, err := datasets.MineralSupply().Where("mineral", c.Mineral).Where("stage", string(c.Stage)).Where("country", "Top 3 share").Where("year", "2030").Array().Value()
		if err != nil {
			t.Fatal(err)
		}
		if !(c.Share <= three && c.Low <= c.High && c.Low >= three*three/3 && c.Low <= three) {
			t.Errorf("%+v beside a share of the first three of %.2f", c, three)
		}
		if c.IfOthers > c.Low+1e-12 || c.IfLeader < c.IfOthers {
			t.Errorf("%+v: newcomers raise the index", c)
		}
	}
}

func TestRecyclingGrowsAndHasNoPlan(t *testing.T) {
	p := must(t)
	need := p.Need(infrastructure.Recycling)
	a, err1 := need.At("mineral", "cobalt", "future", "STEPS", "year", "2025")
	b, err2 := need.At("mineral", "cobalt", "future", "STEPS", "year", "2035")
	if err1 != nil || err2 != nil || b <= a {
		t.Errorf("cobalt recovered: %v kt in 2025, %v in 2035 (%v, %v)", a, b, err1, err2)
	}
	if err := p.Gap(infrastructure.Recycling).Err(); err == nil || !strings.Contains(err.Error(), "recyclers") {
		t.Errorf("a gap of recyclers: %v", err)
	}
}

func TestErrorsNameTheThing(t *testing.T) {
	p := must(t)
	_, none := infrastructure.New(nil, infrastructure.Settings{})
	_, late := p.Investments(2049)
	_, early := p.Concentrations(2001)
	for want, err := range map[string]error{"no futures": none, "2049": late, "2001": early, `"selling"`: p.Need("selling").Err()} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not name %s", err, want)
		}
	}
}

func ExamplePlan_Concentrations() {
	all, err := futures.Follow(context.Background(), futures.Settings{Last: 2025, Names: []string{"mfa"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := infrastructure.New(all, infrastructure.Settings{})
	if err != nil {
		fmt.Println(err)
		return
	}
	rows, _ := p.Concentrations(2024)
	for _, c := range rows {
		fmt.Printf("%s of %s: %s %.0f %%, HHI %.2f to %.2f\n", c.Stage, c.Mineral, c.Leader, 100*c.Share, c.Low, c.High)
	}
	// Output:
	// mining of copper: Chile 24 %, HHI 0.10 to 0.21
	// mining of lithium: Australia 35 %, HHI 0.22 to 0.23
	// mining of nickel: Indonesia 64 %, HHI 0.42 to 0.45
	// mining of cobalt: Democratic Republic of Congo 67 %, HHI 0.46 to 0.49
	// mining of graphite: China 86 %, HHI 0.74 to 0.74
	// mining of rare earth elements: China 61 %, HHI 0.41 to 0.42
	// refining of copper: China 44 %, HHI 0.20 to 0.34
	// refining of lithium: China 70 %, HHI 0.54 to 0.54
	// refining of nickel: Indonesia 43 %, HHI 0.29 to 0.32
	// refining of cobalt: China 78 %, HHI 0.62 to 0.63
	// refining of graphite: China 96 %, HHI 0.92 to 0.92
	// refining of rare earth elements: China 91 %, HHI 0.84 to 0.84
}
