package network

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

func solved(t *testing.T, net Network) *Equilibrium {
	t.Helper()
	m, err := Compile(net)
	if err != nil {
		t.Fatal(err)
	}
	e, err := m.Solve(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// TestRandomNetworksAreBracketed: 200 networks; both ends of the bracket meet
// within 1e-10, the equilibrium is inside, and both ends buy from the suppliers
// that Solve found.
func TestRandomNetworksAreBracketed(t *testing.T) {
	links, rounds := 0, 0
	for seed := range uint64(200) {
		r := stream(seed)
		sigma := []float64{.3, .7, 1, 1.5, 2, 4}[seed%6]
		net := random(seed, 60+r.IntN(141), 8+r.IntN(5), sigma, between(r, .3, .95))
		m, err := Compile(net)
		if err != nil {
			t.Fatal(err)
		}
		e, err := m.Solve(context.Background(), nil)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		b, err := m.Bracket(context.Background(), 1e-10, 5000)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if b.NoLower != "" || b.Gap > 1e-10 {
			t.Errorf("seed %d: bracket %v wide %s", seed, b.Gap, b.NoLower)
		}
		for i, p := range e.LogP {
			if p > b.Upper[i]+1e-12 || p < b.Lower[i]-1e-12 {
				t.Errorf("seed %d: log price %d is %v, outside %v..%v", seed, i, p, b.Lower[i], b.Upper[i])
			}
		}
		if !slices.Equal(e.Sets, b.UpperSets) || !slices.Equal(e.Sets, b.LowerSets) {
			t.Errorf("seed %d: the ends of the bracket buy from other suppliers", seed)
		}
		if w := e.Certificate.Within; e.Certificate.Residual > 1e-12 || w == nil || *w > 1e-11 {
			t.Errorf("seed %d: certificate %+v", seed, e.Certificate)
		}
		for _, s := range e.Sets {
			links += s.Len()
		}
		rounds += e.Certificate.Rounds
	}
	t.Logf("%d optional links in use, %.1f rounds a network", links, float64(rounds)/200)
}

// TestNotViable: 20 networks whose full network has a radius above 1 and is the
// best choice, and one that lives on other sets than the required inputs.
func TestNotViable(t *testing.T) {
	for seed := range uint64(20) {
		r := stream(seed)
		net := random(seed, 60+r.IntN(60), 8, []float64{1.5, 2, 4}[seed%3], .9)
		for i := range net.Industries {
			for k := range net.Industries[i].Optional {
				net.Industries[i].Optional[k].B = between(r, 0, .01)
			}
		}
		net = net.scaled(between(r, 1.01, 2))
		m, err := Compile(net)
		if err != nil {
			t.Fatal(err)
		}
		_, err = m.Solve(context.Background(), nil)
		var lost *NotViable
		if !errors.As(err, &lost) || lost.Radius < 1 || len(lost.Industries) == 0 {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if !strings.Contains(err.Error(), lost.Industries[0].Industry) || !strings.Contains(err.Error(), "spectral radius") {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// TestComplementsMayNeedTheirInputs: with sigma < 1, two industries whose bare
// recipes take too much of one another live by an input that raises
// productivity; without it, no choice of sets is viable.
func TestComplementsMayNeedTheirInputs(t *testing.T) {
	net := Network{Sigma: .5, Industries: []Industry{
		{Name: "a", WL: .2, Required: []Input{{From: "b", Weight: 1.1}}, Optional: []Input{{From: "c", Weight: .05, B: .8}}},
		{Name: "b", WL: .2, Required: []Input{{From: "a", Weight: 1.1}}, Optional: []Input{{From: "c", Weight: .05, B: .8}}},
		{Name: "c", WL: 1},
	}}
	e := solved(t, net)
	if got := append(e.Suppliers("a"), e.Suppliers("b")...); !slices.Equal(got, []string{"c", "c"}) {
		t.Errorf("suppliers %v", got)
	}
	for i := range 2 {
		net.Industries[i].Optional = nil
	}
	m, err := Compile(net)
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.Solve(context.Background(), nil)
	var lost *NotViable
	if !errors.As(err, &lost) || !lost.Every || math.Abs(lost.Radius-1.1) > 1e-9 || len(lost.Industries) != 2 {
		t.Errorf("%v", err)
	}
}

// TestBetterTechnologyNeverRaisesAPrice is Acemoglu and Azar's monotonicity: a
// higher logA0, or an option that costs less, lowers every price or leaves it.
func TestBetterTechnologyNeverRaisesAPrice(t *testing.T) {
	for seed := range uint64(60) {
		r := stream(seed + 1000)
		sigma := []float64{.5, 1, 2}[seed%3]
		net := random(seed, 20+r.IntN(60), 8, sigma, between(r, .3, .8))
		before := solved(t, net)
		x := &net.Industries[r.IntN(len(net.Industries))]
		if x.LogA0 += between(r, 0, .02); seed%2 == 0 {
			x.Optional[r.IntN(len(x.Optional))].B += between(r, 0, .02)
		}
		after := solved(t, net)
		for i, p := range after.LogP {
			if p > before.LogP[i]+1e-12 {
				t.Errorf("seed %d: log price of %s rose from %v to %v", seed, net.Industries[i].Name, before.LogP[i], p)
			}
		}
	}
}

// TestSlopesMatchResolving: derivatives inside a regime against central
// differences, for every kind of parameter.
func TestSlopesMatchResolving(t *testing.T) {
	compared := 0
	for seed := range uint64(12) {
		sigma := []float64{.5, 1, 2}[seed%3]
		net := random(seed, 30, 8, sigma, .6)
		x := net.Industries[7]
		move := Move{LogA0: map[string]float64{x.Name: 1, "i001": -.5}, LogMu: map[string]float64{"i003": .3},
			B:      map[[2]string]float64{{x.Name, x.Optional[0].From}: .2},
			Weight: map[[2]string]float64{{x.Name, x.Required[0].From}: .1, {"i004", net.Industries[4].Optional[1].From}: .3}}
		at := func(h float64) *Equilibrium {
			moved := net.weighted(1)
			moved.Industries[7].LogA0 += h
			moved.Industries[1].LogA0 -= .5 * h
			moved.Industries[3].Mu = (1+moved.Industries[3].Mu)*math.Exp(.3*h) - 1
			moved.Industries[7].Optional[0].B += .2 * h
			moved.Industries[7].Required[0].Weight *= math.Exp(.1 * h)
			moved.Industries[4].Optional[1].Weight *= math.Exp(.3 * h)
			return solved(t, moved)
		}
		slopes, err := at(0).Slopes(move)
		if err != nil {
			t.Fatal(err)
		}
		const h = 1e-5
		up, down := at(h), at(-h)
		if !slices.Equal(up.Sets, down.Sets) {
			continue // a switch within h: there is no central difference
		}
		compared++
		for i := range slopes.Right {
			want := (up.LogP[i] - down.LogP[i]) / (2 * h)
			if math.Abs(slopes.Right[i]-want) > 1e-8 || slopes.Right[i] != slopes.Left[i] {
				t.Errorf("seed %d: d log P of %d is %v and %v, resolving gives %v", seed, i, slopes.Left[i], slopes.Right[i], want)
			}
		}
	}
	if compared < 10 {
		t.Errorf("%d of 12 networks were compared", compared)
	}
}

// TestHulten: without wedges, the elasticity of GDP to an industry's
// productivity is its Domar weight.
func TestHulten(t *testing.T) {
	net := random(3, 40, 8, 2, .6)
	for i := range net.Industries {
		net.Industries[i].Mu = 0
	}
	e := solved(t, net)
	a, err := e.Accounts()
	if err != nil {
		t.Fatal(err)
	}
	for i, x := range net.Industries {
		s, err := e.Slopes(Move{LogA0: map[string]float64{x.Name: 1}})
		if err != nil {
			t.Fatal(err)
		}
		gdp := 0.0
		for j, d := range s.Right {
			gdp -= net.Consumer[net.Industries[j].Name] * d
		}
		if math.Abs(gdp-a.Shares[i]) > 1e-12 {
			t.Errorf("%s: d log GDP is %v, the Domar weight %v", x.Name, gdp, a.Shares[i])
		}
	}
}

// TestAccounts: labour is fully used, every unit made is used, expenditure is
// income, whatever the wedges and how much of their revenue is wasted.
func TestAccounts(t *testing.T) {
	for seed := range uint64(30) {
		sigma := []float64{.5, 1, 2}[seed%3]
		net := random(seed, 25, 6, sigma, .7)
		net.Labour, net.Wasted = 3, []float64{0, .4, 1}[seed/3%3]
		e := solved(t, net)
		a, err := e.Accounts()
		if err != nil {
			t.Fatal(err)
		}
		labour, rents := 0.0, 0.0
		used := map[string]float64{} // units
		for i, x := range net.Industries {
			labour += a.Labour[i]
			rents += a.Rents[i]
			used[x.Name] += net.Consumer[x.Name] * a.Income / math.Exp(e.LogP[i])
		}
		index := map[string]int{}
		for i, x := range net.Industries {
			index[x.Name] = i
		}
		for _, l := range e.Links() {
			user := index[l.To]
			cost := math.Exp(e.LogP[user]) / (1 + net.Industries[user].Mu)
			used[l.From] += l.Share * cost * a.Output[user] / math.Exp(e.LogP[index[l.From]])
		}
		if math.Abs(labour-3) > 1e-11 || math.Abs(a.Income-3-rents) > 1e-11 {
			t.Errorf("seed %d: labour %v of 3, income %v with rents %v", seed, labour, a.Income, rents)
		}
		for i, x := range net.Industries {
			sold := a.Output[i] / (1 + net.Wasted*x.Mu)
			if math.Abs(sold/used[x.Name]-1) > 1e-11 {
				t.Errorf("seed %d: %s sells %v, others use %v", seed, x.Name, sold, used[x.Name])
			}
		}
	}
}

// cascade is three industries that adopt one another in turn (case 31).
func cascade(a1 float64) Network {
	return Network{Name: "cascade", Sigma: 1, Consumer: map[string]float64{"1": 1}, Industries: []Industry{
		{Name: "1", LogA0: a1, Optional: []Input{{From: "3", Weight: .5, B: -.02}}},
		{Name: "2", Optional: []Input{{From: "1", Weight: .5, B: -.2}}},
		{Name: "3", Optional: []Input{{From: "2", Weight: .8, B: -.04}}},
	}}
}

// TestOneSidedDerivatives: at a1 = 0.6 the third industry closes the loop, and
// d log P1/d a1 goes from -1 to -1.25.
func TestOneSidedDerivatives(t *testing.T) {
	e := solved(t, cascade(.6))
	s, err := e.Slopes(Move{LogA0: map[string]float64{"1": 1}})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(s.Left[0]+1) > 1e-12 || math.Abs(s.Right[0]+1.25) > 1e-12 || !slices.Equal(s.Kinked, []string{"1"}) {
		t.Errorf("left %v, right %v, kinked %v", s.Left, s.Right, s.Kinked)
	}
	if gap, err := e.LinkGap("1", "3"); err != nil || math.Abs(gap) > 1e-12 {
		t.Errorf("gap %v %v", gap, err)
	}
	far := solved(t, cascade(.3))
	added, lost := solved(t, cascade(.8)).Changed(far)
	if len(added) != 3 || len(lost) != 0 || added[0].From != "3" || added[0].To != "1" {
		t.Errorf("added %v lost %v", added, lost)
	}
}

// TestTablesAreChoicesToo: a table of all sets with the additive figures is the
// additive network; one without some sets never takes them.
func TestTablesAreChoicesToo(t *testing.T) {
	for seed := range uint64(20) {
		sigma := []float64{.5, 1, 2}[seed%3]
		net := random(seed, 12, 4, sigma, .6)
		want := solved(t, net)
		tabled := net.weighted(1)
		for i := range tabled.Industries {
			x := &tabled.Industries[i]
			for s := Set(0); s < 1<<len(x.Optional); s++ {
				row := Technology{}
				for _, k := range s.Places() {
					row.With = append(row.With, x.Optional[k].From)
					row.LogA += x.Optional[k].B
				}
				x.Table = append(x.Table, row)
			}
			for k := range x.Optional {
				x.Optional[k].B = 0
			}
		}
		got := solved(t, tabled)
		if largest(got.LogP, want.LogP) > 1e-13 || !slices.Equal(got.Sets, want.Sets) {
			t.Errorf("seed %d: with tables %v, without %v", seed, got.Sets, want.Sets)
		}
		for i := range tabled.Industries { // the set in use is not on the list any more
			x := &tabled.Industries[i]
			x.Table = slices.DeleteFunc(x.Table, func(row Technology) bool { return slices.Equal(row.With, want.Suppliers(x.Name)) })
		}
		for i, s := range solved(t, tabled).Sets {
			if s == want.Sets[i] {
				t.Errorf("seed %d: industry %d uses a set that is not listed", seed, i)
			}
		}
	}
}

// TestWarmStartsAndOrderDoNotMatter: beginning elsewhere, and listing the
// industries in another order, gives the same equilibrium.
func TestWarmStartsAndOrderDoNotMatter(t *testing.T) {
	for seed := range uint64(20) {
		sigma := []float64{.5, 1, 2}[seed%3]
		net := random(seed, 30, 6, sigma, .8)
		want := solved(t, net)
		other, err := net.Shifted(map[string]float64{"i005": .3, "i006": -.3})
		if err != nil {
			t.Fatal(err)
		}
		m, _ := Compile(net)
		warm, err := m.Solve(context.Background(), &Settings{From: solved(t, other)})
		if err != nil || !slices.Equal(warm.Sets, want.Sets) || largest(warm.LogP, want.LogP) > 1e-13 {
			t.Errorf("seed %d: warm start: %v", seed, err)
		}
		turned := net.weighted(1)
		slices.Reverse(turned.Industries)
		back := solved(t, turned)
		slices.Reverse(back.LogP)
		if largest(back.LogP, want.LogP) > 1e-12 {
			t.Errorf("seed %d: another order gives other prices", seed)
		}
	}
}

func TestSolveCanBeCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m, _ := Compile(cascade(.5))
	if _, err := m.Solve(ctx, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
