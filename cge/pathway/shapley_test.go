package pathway_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway"
)

// The parts add up to the impact, row by row, which is that of Endogenization;
// they are the same to the bit for one worker and for four.
func TestDecompositionAddsUp(t *testing.T) {
	ctx, s := context.Background(), miniOf(t, "mini_base").spec("shapley")
	var done []int
	d, err := pathway.Decompose(ctx, s, pathway.Options{}, &pathway.Shapley{Workers: 4, Progress: func(n, of int) { done = append(done, n*100+of) }})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range d.Parts {
		sum := p.Scenario
		for _, v := range p.ByChannel {
			sum += v
		}
		if math.Abs(sum-p.Change()) > 1e-9*max(1, math.Abs(p.Change())) {
			t.Errorf("%+v: parts add up to %v, the change is %v", p, sum, p.Change())
		}
	}
	whole, err := pathway.Endogenization(ctx, s, pathway.Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]pathway.Difference{}
	for _, x := range whole.Sum("year", "mineral", "supply") {
		want[fmt.Sprint(x.Year, x.Mineral, x.Supply)] = x
	}
	for _, p := range d.Sum("year", "mineral", "supply") {
		x := want[fmt.Sprint(p.Year, p.Mineral, p.Supply)]
		if math.Abs(p.Reference-x.Reference) > 1e-9*max(1e-3, x.Reference) || math.Abs(p.Other-x.Other) > 1e-9*max(1e-3, x.Other) {
			t.Errorf("%+v beside %+v", p, x)
		}
	}
	if len(d.Runs) != 32 || len(done) != 32 || done[31] != 3232 || !(d.Seconds > 0) {
		t.Errorf("%d runs, progress %v, %v seconds", len(d.Runs), done, d.Seconds)
	}
	one, err := pathway.Decompose(ctx, s, pathway.Options{}, &pathway.Shapley{Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(one.Parts, d.Parts) {
		t.Error("one worker and four find different parts")
	}
}

// Without research three channels have nothing to move: four paths do, and paths
// that are known are not solved again.
func TestDecompositionReusesRuns(t *testing.T) {
	ctx, s := context.Background(), mini(t).spec("reused")
	first, err := pathway.Decompose(ctx, s, pathway.Options{}, &pathway.Shapley{Years: []int{2030}})
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Runs) != 4 {
		t.Fatalf("%d paths; prices and sets take 4", len(first.Runs))
	}
	for _, p := range first.Parts {
		if p.Of(pathway.Efficiency) != 0 || p.Of(pathway.Durability) != 0 || p.Of(pathway.Recycling) != 0 {
			t.Errorf("%+v: knowledge does not move here", p)
		}
	}
	known := map[pathway.Channels]*pathway.Result{}
	for _, x := range first.Runs {
		known[x.Hold] = runPath(t, s, pathway.Options{Hold: x.Hold})
	}
	again, err := pathway.Decompose(ctx, s, pathway.Options{}, &pathway.Shapley{Years: []int{2030}, Known: known})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(first.Parts, again.Parts) {
		t.Error("known paths give other parts")
	}
}

func TestDecompositionEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	n := 0
	_, err := pathway.Decompose(ctx, miniOf(t, "mini_base").spec("cancelled"), pathway.Options{}, &pathway.Shapley{Workers: 2, Progress: func(done, _ int) {
		n = done
		if done == 2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || n > 4 {
		t.Errorf("%v after %d paths", err, n)
	}
	for _, opt := range []pathway.Options{{Mode: pathway.MFA}, {Hold: pathway.Price}} {
		if _, err := pathway.Decompose(context.Background(), mini(t).spec("refused"), opt, nil); err == nil {
			t.Errorf("%+v was decomposed", opt)
		}
	}
}

// What lies behind the fall of mined cobalt in the mini economy: a chemistry
// without it enters. Mined lithium falls with what a battery holds of it, and as
// more comes out of scrap.
func ExampleDecompose() {
	in := miniExampleOf("mini_base")
	d, err := pathway.Decompose(context.Background(), in.spec("mini"), pathway.Options{}, &pathway.Shapley{Years: []int{2033}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range d.Sum("mineral", "supply") {
		if p.Supply != "primary" {
			continue
		}
		fmt.Printf("%-2s %6.1f kt instead of %6.1f: scenario %+.1f", p.Mineral, p.Other, p.Reference, p.Scenario)
		for _, c := range []pathway.Channels{pathway.Efficiency, pathway.Durability, pathway.Recycling, pathway.Network, pathway.Price} {
			fmt.Printf(", %v %+.1f", c, p.Of(c))
		}
		fmt.Println()
	}
	// Output:
	// Li  135.2 kt instead of  149.6: scenario -2.6, efficiency -5.0, durability -2.9, recycling -0.8, network -11.6, price +8.5
	// Co   25.7 kt instead of   61.6: scenario +4.3, efficiency -1.5, durability +0.1, recycling -0.2, network -41.2, price +2.5
	// Cu 1471.3 kt instead of 1506.2: scenario +12.3, efficiency -59.1, durability +12.5, recycling -0.3, network +10.5, price -10.7
	// Nd   10.1 kt instead of    9.9: scenario +0.1, efficiency -0.0, durability +0.0, recycling +0.0, network +0.0, price +0.0
}

// 32 paths of the mini economy, one at a time.
func BenchmarkDecompose(b *testing.B) {
	s := miniOf(b, "mini_base").spec("benchmark")
	for b.Loop() {
		if _, err := pathway.Decompose(context.Background(), s, pathway.Options{}, &pathway.Shapley{Workers: 1}); err != nil {
			b.Fatal(err)
		}
	}
}
