package mfa_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
	"pgregory.net/rapid"
)

// Step by step gives what the run at once gives.
func TestFleetEqualsStockDriven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		use, stock := drawUse(t), drawFlow(t, "stock")
		if rapid.Bool().Draw(t, "initial stock") {
			use.Initial = drawInitial(t)
		}
		want, err := mfa.StockDriven(stock, use)
		if err != nil {
			t.Skip("nothing survives its first year: ", err)
		}
		size := 0.0 // of the flows that cancel
		for i, v := range want.Inflow.Data() {
			size = max(size, math.Abs(v), stock.Data()[i])
		}
		f, err := mfa.NewFleet("GW", propYears, use, propTech)
		if err != nil {
			t.Fatal(err)
		}
		for f.Next() {
			need := stock.Pick("year", f.Year()).Minus(f.Surviving())
			in := need.Over(f.FirstYear())
			leaving := f.Leaving().Plus(in).Minus(need).Minus(want.Outflow.Pick("year", f.Year()))
			for _, v := range leaving.Must().Data() {
				if math.Abs(v) > 1e-9*size {
					t.Fatalf("what leaves in %s is off by %v", f.Year(), v)
				}
			}
			f.Enter(in)
		}
		d, err := f.Dynamics()
		runOf(t, d, err)
		near(t, "inflow", want.Inflow, d.Inflow, 1e-9)
		near(t, "outflow", want.Outflow, d.Outflow, 1e-9)
		near(t, "cohorts", want.StockByCohort(), d.StockByCohort(), 1e-9)
	})
}

func TestFleetRefuses(t *testing.T) {
	use := mfa.Use{Life: mfa.Fixed{Mean: 3}, Age: mfa.MidYear}
	years := quantity.Years(2030, 2031)
	f, err := mfa.NewFleet("GW", years, use)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Dynamics(); err == nil || !strings.Contains(err.Error(), "is not closed yet") {
		t.Error(err)
	}
	if err := f.Surviving().Err(); err == nil || !strings.Contains(err.Error(), "call Next first") {
		t.Error(err)
	}
	f.Next()
	if f.Next() || !strings.Contains(f.Err().Error(), "2030 was left without Enter") {
		t.Error(f.Err())
	}
	g, _ := mfa.NewFleet("GW", years, use)
	g.Next()
	g.Enter(quantity.Scalar("kt", 1))
	if g.Next() || !strings.Contains(g.Err().Error(), "does not convert") {
		t.Error(g.Err())
	}
	if _, err := mfa.NewFleet("GW", years, mfa.Use{Age: mfa.MidYear}); err == nil {
		t.Error("a fleet without lifetimes was made")
	}
}

// Each year's cohort lives a year longer than the one before.
func ExampleFleet() {
	f, err := mfa.NewFleet("GW", quantity.Years(2030, 2033), mfa.Use{Life: mfa.Fixed{Mean: 1}, Age: mfa.MidYear})
	if err != nil {
		fmt.Println(err)
		return
	}
	life := 1.0
	for f.Next() {
		need := quantity.Scalar("GW", 10).Minus(f.Surviving())
		f.EnterWith(need, mfa.Same(mfa.Fixed{Mean: life}))
		life++
	}
	d, err := f.Dynamics()
	fmt.Println(d.Inflow.Data(), d.Outflow.Data(), err)
	// Output: [10 10 0 10] [0 10 0 10] <nil>
}

// runMaTrace follows one year of automotive steel through the loop of scrap
// and remelting, year by year.
func runMaTrace(t *testing.T, c refCase) {
	years := yearsOf(c.Inputs.get("years"))
	goods, mats, waste := c.Inputs.get("goods").strs(), c.Inputs.get("materials").strs(), c.Inputs.get("waste").strs()
	good, mat := quantity.NewAxis("good", goods...), quantity.NewAxis("material", mats...)
	recovery, fabLoss := c.Inputs.get("eol_recovery_gmw").nums(), c.Inputs.get("fabrication_loss_gmw").nums()
	remelt, split := c.Inputs.get("remelting_yield_wm").nums(), c.Inputs.get("sector_split_mg").nums()
	lives := mfa.By{Axis: "good", Lives: map[string]mfa.Lifetime{}}
	for g, mean := range c.Inputs.get("lifetime_g").nums() {
		lives.Lives[goods[g]] = mfa.LogNormal{Mean: mean, SD: mean}
	}
	var transfers []mfa.Transfer
	pass := func(from, to string, share float64) {
		if share > 0 {
			transfers = append(transfers, mfa.Transfer{From: from, To: to, Share: quantity.Scalar("1", share)})
		}
	}
	nm, nw := len(mats), len(waste)
	for m := range mats {
		for w := range waste {
			pass(waste[w], mats[m], remelt[w*nm+m])
		}
		for g := range goods {
			fab := goods[g] + " of " + mats[m]
			pass(mats[m], fab, split[m*len(goods)+g])
			for w := range waste {
				pass(fab, waste[w], fabLoss[(g*nm+m)*nw+w])
			}
		}
	}
	f, err := mfa.NewFleet("Mt", years, mfa.Use{Lives: lives, Age: mfa.EndOfYear}, good, mat)
	if err != nil {
		t.Fatal(err)
	}
	var recoveryLoss, remeltLoss, made []float64
	for f.Next() {
		if f.Year() == years.Labels[0] {
			f.Enter(quantity.New("Mt", c.Inputs.get("initial_flow_gm_Mt").nums(), good, mat))
			recoveryLoss, remeltLoss, made = append(recoveryLoss, 0), append(remeltLoss, 0), append(made, make([]float64, len(goods))...)
			continue
		}
		out := f.Leaving().Must().Data()
		scrap := make([]float64, nw)
		lost := 0.0
		for i, v := range out {
			lost += v
			for w := range waste {
				scrap[w] += v * recovery[i*nw+w]
				lost -= v * recovery[i*nw+w]
			}
		}
		inputs := map[string]quantity.Array{}
		for w := range waste {
			inputs[waste[w]] = quantity.Scalar("Mt", scrap[w])
		}
		r, err := mfa.Circulate(inputs, transfers)
		if err != nil {
			t.Fatal(err)
		}
		melted := 0.0
		for w := range waste {
			v, _ := r.Find(waste[w], mfa.Environment).Value()
			melted += v
		}
		recoveryLoss, remeltLoss = append(recoveryLoss, lost), append(remeltLoss, melted)
		inflow := make([]float64, len(goods)*nm)
		for g := range goods {
			sum := 0.0
			for m := range mats {
				if a := r.Find(goods[g]+" of "+mats[m], mfa.Environment); a.Err() == nil {
					inflow[g*nm+m], _ = a.Value()
					sum += inflow[g*nm+m]
				}
			}
			made = append(made, sum)
		}
		f.Enter(quantity.New("Mt", inflow, good, mat))
	}
	d, err := f.Dynamics()
	ok(t, d, err)
	c.expect(t, "stock", c.Expected.get("stock_tg"), d.Stock.Sum("material").Transpose("year", "good").Data())
	c.expect(t, "recovery loss", c.Expected.get("recovery_loss_t"), recoveryLoss)
	c.expect(t, "remelting loss", c.Expected.get("remelting_loss_t"), remeltLoss)
	c.expect(t, "made", c.Expected.get("F_7_8_tg"), made)
}
