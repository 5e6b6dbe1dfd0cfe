package mfa_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
	"pgregory.net/rapid"
)

// Both ways through Einsum, in one pass and with results in between, against
// Times and Sum.
func TestEinsumEqualsTimesAndSum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.SampledFrom([]int{2, 3, 9}).Draw(t, "size") // 9^4 cells are not small
		var axes []quantity.Axis
		for _, n := range []string{"year", "region", "product", "element"} {
			ax := quantity.Axis{Name: n}
			for i := range size {
				ax.Labels = append(ax.Labels, n+strconv.Itoa(i))
			}
			axes = append(axes, ax)
		}
		draw := func(name string, unit string, axes ...quantity.Axis) quantity.Array {
			seed := rapid.Uint64().Draw(t, name)
			return quantity.Generate(unit, func([]string) float64 {
				seed = seed*6364136223846793005 + 1442695040888963407
				return float64(seed>>40) / (1 << 24)
			}, axes...)
		}
		a := draw("a", "GW", axes[0], axes[1], axes[2])
		b := draw("b", "kg/MW", shuffled(t, axes[2]), axes[3], shuffled(t, axes[0]))
		c := draw("c", "1", shuffled(t, axes[3]), axes[1])
		keep := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"year", "region", "product", "element"}), 0, 4, rapid.ID).Draw(t, "keep")
		want := a.Times(b).Times(c)
		var gone []string
		for _, ax := range axes {
			if !contains(keep, ax.Name) {
				gone = append(gone, ax.Name)
			}
		}
		if len(gone) > 0 {
			want = want.Sum(gone...)
		}
		got := mfa.Einsum(keep, a, b, c)
		near(t, "product", want.Transpose(keep...), got, 1e-12)
		for i, ax := range got.Axes() {
			if ax.Name != keep[i] {
				t.Fatalf("axes %v, want %v", got.Axes(), keep)
			}
		}
	})
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

func TestEinsumRefuses(t *testing.T) {
	a := quantity.Full("t", 1, quantity.NewAxis("x", "1", "2"))
	for want, got := range map[string]quantity.Array{
		"no arrays":                    mfa.Einsum(nil),
		`axis "y" is kept, and no`:     mfa.Einsum([]string{"y"}, a),
		`axis "x" is kept twice`:       mfa.Einsum([]string{"x", "x"}, a),
		`has 2 labels on the left`:     mfa.Einsum([]string{"x"}, a, quantity.Full("t", 1, quantity.NewAxis("x", "1"))),
		`no label "1"`:                 mfa.Einsum([]string{"x"}, a, quantity.Full("t", 1, quantity.NewAxis("x", "3", "2"))),
		"the zero Array holds nothing": mfa.Einsum([]string{"x"}, a, quantity.Array{}),
	} {
		expectError(t, want, got.Err())
	}
}

// Random circuits: what enters leaves, and the system checks.
func TestCirculationsBalance(t *testing.T) {
	years := quantity.Years(2030, 2032)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "processes")
		name := func(i int) string { return "p" + strconv.Itoa(i) }
		inputs := map[string]quantity.Array{"p0": quantity.New("kt", rapid.SliceOfN(rapid.Float64Range(0, 1e3), 3, 3).Draw(t, "input"), years)}
		var transfers []mfa.Transfer
		for i := range n {
			room := 0.98
			for j := range n {
				if i == j || !rapid.Bool().Draw(t, "sends") {
					continue
				}
				v := rapid.Float64Range(0, room).Draw(t, "share")
				room -= v
				transfers = append(transfers, mfa.Transfer{From: name(i), To: name(j), Share: quantity.Scalar("1", v)})
			}
		}
		r, err := mfa.Circulate(inputs, transfers)
		if err != nil {
			t.Fatal(err)
		}
		if err := r.System("random").Check(); err != nil {
			t.Fatal(err)
		}
		out := inputs["p0"].Scale(0)
		for _, f := range r.Flows {
			if f.To == mfa.Environment {
				out = out.Plus(f.Values)
			}
		}
		near(t, "what enters leaves", inputs["p0"], out, 1e-9)
		double, err := mfa.Circulate(map[string]quantity.Array{"p0": inputs["p0"].Scale(2)}, transfers)
		if err != nil {
			t.Fatal(err)
		}
		near(t, "linear", r.Through["p0"].Scale(2), double.Through["p0"], 1e-12)
	})
}

// Random ends of life keep the mass of units and minerals, under every cap.
func TestEndsOfLifeBalance(t *testing.T) {
	mineral := quantity.NewAxis("mineral", "Li", "Co")
	rapid.Check(t, func(t *rapid.T) {
		share := func(name string, axes ...quantity.Axis) quantity.Array {
			n := 1
			for _, a := range axes {
				n *= a.Len()
			}
			return quantity.New("1", rapid.SliceOfN(rapid.Float64Range(0, 1), n, n).Draw(t, name), axes...)
		}
		use := drawUse(t)
		if rapid.Bool().Draw(t, "initial stock") {
			use.Initial = drawInitial(t)
		}
		d, err := mfa.InflowDriven(drawFlow(t, "inflow"), use)
		runOf(t, d, err)
		end := mfa.EndOfLife{Collection: share("collection", propYears), Yield: share("yield", mineral)}
		if rapid.Bool().Draw(t, "second life") {
			end.Second = &mfa.SecondLife{Share: share("share", propTech), Life: drawLife(t, "second"), Collection: share("collection again"),
				Fade: quantity.Scalar("1/yr", rapid.Float64Range(0, 0.1).Draw(t, "fade"))}
			if rapid.Bool().Draw(t, "cap") {
				end.Second.Demand = quantity.New("GW", rapid.SliceOfN(rapid.Float64Range(0, 3e4), 25, 25).Draw(t, "demand"), propYears)
			}
		}
		r, err := end.Run(d, quantity.New("kg/MW", []float64{3, 1, 4, 1, 5, 9}, propTech, mineral))
		if err != nil {
			t.Fatal(err)
		}
		if err := r.Check(); err != nil {
			t.Fatal(err)
		}
		near(t, "collected or lost at first", r.Discarded, r.Collected.Plus(r.Discarded.Minus(r.Collected)), 1e-12)
		near(t, "collected is used again or recycled", r.Collected, r.SecondIn.Plus(r.Direct), 1e-12)
		if end.Second != nil && end.Second.Demand.Err() == nil {
			over := r.SecondUseful.Sum("technology").Minus(end.Second.Demand)
			for i, v := range over.Data() {
				if v > 1e-6 && r.SecondIn.Sum("technology").Data()[i] > 1e-6 { // rounding of amounts up to 1e3 over 40 years, and room
					t.Fatalf("the cap is exceeded by %v in year %d while units enter", v, i)
				}
			}
		}
	})
}

func TestFleetTellsCohortsThatLeave(t *testing.T) {
	years := quantity.Years(2030, 2033)
	f, err := mfa.NewFleet("GW", years, mfa.Use{Life: mfa.Table{Ages: []float64{0, 2}, Share: []float64{1, 0}}, Age: mfa.EndOfYear})
	if err != nil {
		t.Fatal(err)
	}
	for f.Next() {
		if f.Year() == "2033" {
			if got := fmt.Sprint(f.LeavingByCohort().Data(), f.LeavingByCohort().Axes()); got != "[0 5 5] [cohort[3: 2030 2031 2032]]" {
				t.Error(got)
			}
		}
		f.Enter(quantity.Scalar("GW", 10))
	}
	if err := f.Err(); err != nil {
		t.Error(err)
	}
}

func TestReconcileFindsTheGrossError(t *testing.T) {
	s := mfa.System{Processes: []string{"smelter"}}
	flow := func(v float64) quantity.Array { return quantity.Full("kt", v, quantity.Years(2030, 2030)) }
	s.Flow("ore", mfa.Environment, "smelter", flow(100))
	s.Flow("metal", "smelter", mfa.Environment, flow(60))
	s.Flow("slag", "smelter", mfa.Environment, flow(30))
	s.Stock("heap", "smelter", flow(10))
	r, err := mfa.Reconcile([]mfa.Measurement{{Name: "ore", Value: 140, SD: 5}, {Name: "metal", Value: 60, SD: 1}, {Name: "slag", Value: 30, SD: 1},
		{Name: "change of heap", Value: 10, SD: 0}}, s.Balances())
	if err != nil {
		t.Fatal(err)
	}
	if !contains(r.Suspects, "ore") || r.P > 1e-6 { // one balance cannot tell its flows apart
		t.Errorf("suspects %q, p %v", r.Suspects, r.P)
	}
	if sum := r.Flows[0].Value - r.Flows[1].Value - r.Flows[2].Value - 10; math.Abs(sum) > 1e-9 {
		t.Errorf("the balance misses by %v", sum)
	}
}

func shuffled(t *rapid.T, ax quantity.Axis) quantity.Axis {
	return quantity.NewAxis(ax.Name, rapid.Permutation(ax.Labels).Draw(t, "order of "+ax.Name)...)
}

// One run may be read by many goroutines: an ensemble over what happens to its
// scrap, say.
func TestOneRunServesManyReaders(t *testing.T) {
	cohorts := quantity.Years(2000, 2024)
	scale := quantity.Generate("yr", func(l []string) float64 { y, _ := strconv.Atoi(l[0]); return 10 + float64(y-2000)/5 }, cohorts)
	byCohort, err := mfa.Weibulls(quantity.Scalar("1", 3), scale)
	if err != nil {
		t.Fatal(err)
	}
	content := quantity.Full("kg/MW", 2, quantity.NewAxis("mineral", "Nd"))
	for _, use := range []mfa.Use{{Life: mfa.Weibull{Shape: 3, Scale: 10}, Age: mfa.MidYear}, {Lives: byCohort, Age: mfa.MidYear}} {
		d, err := mfa.InflowDriven(quantity.Full("GW", 1, propYears, propTech), use)
		ok(t, d, err)
		want := d.OutflowOf(content)
		e := mfa.Ensemble{Draws: 40, Workers: 8, Params: []mfa.Uncertain{{Name: "yield", Dist: mfa.Uniform{Min: 0.5, Max: 0.9}}}}
		s, err := e.Run(func(draw mfa.Draw) (quantity.Array, error) {
			if err := d.Check(); err != nil {
				return quantity.Array{}, err
			}
			return d.OutflowOf(content).Plus(d.StockByCohort().Sum("cohort").Times(content).Scale(0)), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Draw(39).Near(want, 0); err != nil {
			t.Error(err)
		}
	}
}
