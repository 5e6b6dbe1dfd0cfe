package fit

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// simulated is a mineral whose supply has the law of motion that is estimated:
// countries of very different size, a world price, demand that answers to
// activity.
func simulated(seed uint64, years int, e, long float64, sizes []float64) (Mineral, Shifters) {
	r := rand.New(rand.NewPCG(seed, 77))
	m := Mineral{ID: "metal", Output: map[string]Series{}, Price: Series{}}
	s := Shifters{Activity: Series{}, Electricity: Series{}, Energy: Series{}, Metals: map[string]Series{"tin": {}}}
	const d, response = .5, 10. // of demand to price and to activity
	q, p, res, gdp, coal := make([]float64, len(sizes)), 0., 0., 0., 0.
	for i, v := range sizes {
		q[i] = math.Log(v)
	}
	for y := range years {
		growth, dc := .03+.015*r.NormFloat64(), .2*r.NormFloat64()
		common, own := .01*r.NormFloat64(), make([]float64, len(sizes))
		total, shock := 0., 0.
		for i := range own {
			own[i] = .06 * r.NormFloat64()
			total += math.Exp(q[i])
			shock += math.Exp(q[i]) * own[i]
		}
		next := res + resourceSpeed*(p-res)
		dres := next - res
		fixed := .02 + (long-e)*dres - .02*dc + common // of every country's growth
		demand := response*(growth-.03) + .02 + .03*r.NormFloat64()
		dp := (demand - fixed - shock/total) / (e + d)
		if y == 0 {
			dp = 0
		}
		res, p, gdp, coal = next, p+dp, gdp+growth, coal+dc
		for i := range q {
			q[i] += fixed + own[i] + e*dp
			name := fmt.Sprint("country ", i)
			if m.Output[name] == nil {
				m.Output[name] = Series{}
			}
			m.Output[name][1990+y] = math.Exp(q[i])
		}
		m.Price[1990+y], s.Activity[1990+y], s.Energy[1990+y], s.Electricity[1990+y] = math.Exp(p), math.Exp(gdp), math.Exp(coal), math.Exp(gdp+.01*r.NormFloat64())
		s.Metals["tin"][1990+y] = math.Exp(p + .1*r.NormFloat64())
	}
	return m, s
}

var manySizes = []float64{40, 12, 9, 7, 5, 4, 3, 3, 2, 2, 1, 1, 1}

// In two hundred years both elasticities are found; the granular instrument
// alone finds the one within the year.
func TestSupplyRecovers(t *testing.T) {
	var short, long, granular []float64
	for k := range 40 {
		m, s := simulated(uint64(k), 200, .3, .9, manySizes)
		out, err := estimateSupply(m, s, Prior{Part: "supply", ID: "metal", Mean: math.Log(.5), SD: 1, From: "prior"}, &Prior{ID: "metal|long", Mean: 0, SD: 1})
		if err != nil {
			t.Fatal(err)
		}
		short, long = append(short, math.Exp(out.Post.Mean)), append(long, math.Exp(out.Post.Mean2))
		g := NewGranular(m.Output)
		iv, _ := alone(g.Mean, m.Price.Growth(), []Series{Resource(m.Price, resourceSpeed).change(), s.Energy.Growth()}, g.Shock)
		if iv == nil {
			t.Fatal("no granular estimate")
		}
		granular = append(granular, iv.Beta)
	}
	// Three standard errors of the median of 40: 0.0013, 0.008 and 0.011.
	near(t, "within the year", middle(short), .3, .005)
	near(t, "long", middle(long), .9, .025)
	near(t, "granular", middle(granular), .3, .035)
}

// Where the truth is drawn from the prior, 90 % intervals of the posterior hold
// it in nine of ten economies, with as few years as the panels have.
func TestSupplyPosteriorIsCalibrated(t *testing.T) {
	prior, long := Prior{Part: "supply", ID: "metal", Mean: math.Log(.3), SD: .6, From: "literature"}, Prior{ID: "metal|long", Mean: math.Log(.8), SD: .6}
	in, in2, tighter := 0, 0, 0
	const runs = 100
	r := rand.New(rand.NewPCG(9, 9))
	for k := range runs {
		a := r.NormFloat64()
		b := shortLong*a + math.Sqrt(1-shortLong*shortLong)*r.NormFloat64()
		e, l := prior.Mean+prior.SD*a, long.Mean+long.SD*b
		m, s := simulated(uint64(1000+k), 32, math.Exp(e), math.Exp(l), manySizes)
		out, err := estimateSupply(m, s, prior, &long)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(e-out.Post.Mean) < 1.645*out.Post.SD {
			in++
		}
		if math.Abs(l-out.Post.Mean2) < 1.645*out.Post.SD2 {
			in2++
		}
		if out.Post.SD < .9*prior.SD {
			tighter++
		}
	}
	// 100 draws of 90 %: three standard deviations are 9.
	if in < 80 || in2 < 80 {
		t.Errorf("90 %% intervals hold the truth in %d and %d of %d", in, in2, runs)
	}
	if tighter < runs/2 {
		t.Errorf("the data tell something in %d of %d economies only", tighter, runs)
	}
}

// Without instruments that move the price the prior stands.
func TestWeakInstrumentsLeaveThePrior(t *testing.T) {
	m, s := simulated(5, 33, .3, .9, []float64{5, 5, 5, 5, 5, 5, 5, 5})
	r := rand.New(rand.NewPCG(8, 8))
	noise := 0.
	for _, y := range s.Activity.Years() {
		noise += .03 + .015*r.NormFloat64()
		s.Activity[y] = math.Exp(noise)
	}
	prior := Prior{Part: "supply", ID: "metal", Mean: math.Log(.4), SD: .5, From: "literature"}
	out, err := estimateSupply(m, s, prior, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range out.params() {
		if p.Source != "literature" || p.Told > .5 {
			t.Errorf("F %v: %+v, %s", out.IV.F, p, out.Verdict)
		}
	}
}

func TestTooShortCarriesThePrior(t *testing.T) {
	m, s := simulated(5, 12, .3, .9, manySizes)
	prior := Prior{Part: "supply", ID: "metal", Mean: math.Log(.4), SD: .5, From: "literature"}
	out, err := estimateSupply(m, s, prior, nil)
	if err != nil {
		t.Fatal(err)
	}
	p := out.params()[0]
	if p.Mean != prior.Mean || p.SD != prior.SD || p.Source != "literature" || p.N != 0 || out.Verdict == "learned" {
		t.Errorf("%+v, %s", p, out.Verdict)
	}
}

// The weights of the mean make a country's own shock orthogonal to the
// granular instrument: in a long panel without a price the two do not go
// together.
func TestGranularIsOrthogonal(t *testing.T) {
	out, r := map[string]Series{}, rand.New(rand.NewPCG(4, 4))
	for i, size := range manySizes {
		s, q := Series{}, math.Log(size)
		for y := range 1500 {
			q += (.02 + .03*float64(i%3)) * r.NormFloat64()
			s[y] = math.Exp(q - math.Log(float64(1))) // sizes drift as they will
		}
		out[fmt.Sprint(i)] = s
	}
	g := NewGranular(out)
	_, c := common(g.Mean, g.Shock)
	o, err := OLS(c[0], c[1])
	if err != nil {
		t.Fatal(err)
	}
	near(t, "mean on granular shock", o.Beta[1], 0, 3*o.SE[1]) // the deviation of what is zero
}

func TestDrawsReproduceStandardErrors(t *testing.T) {
	var priors []Prior
	for i := range 250 { // more parameters than draws
		priors = append(priors, Prior{Part: "learning", ID: fmt.Sprint("p", i), Mean: -float64(i) / 100, SD: .1 + float64(i)/300, From: "prior"})
	}
	m, s := simulated(1, 33, .3, .9, manySizes)
	priors = append(priors, Prior{Part: "supply", ID: "metal", Mean: -1, SD: .5, From: "prior"}, Prior{Part: "supply", ID: "metal|long", Mean: 0, SD: .5, From: "prior"})
	d := Data{Priors: priors, Minerals: []Mineral{m}, Shifters: s}
	r, err := Run(context.Background(), d, 1)
	if err != nil {
		t.Fatal(err)
	}
	CheckDraws(t, r)
	again, err := Run(context.Background(), d, 1)
	if err != nil || !reflect.DeepEqual(r, again) {
		t.Error("the same data and seed gave another report")
	}
	fewer := d
	fewer.Priors = priors[100:]
	some, err := Run(context.Background(), fewer, 1)
	if err != nil {
		t.Fatal(err)
	}
	if a, b := r.Draws[7][len(r.Params)-1], some.Draws[7][len(some.Params)-1]; a != b {
		t.Errorf("a draw of the last parameter moved from %v to %v with the number of others", a, b)
	}
	if r.Params[0].Part != "supply" || r.Params[0].ID != "metal" || len(r.Params) != len(priors) {
		t.Errorf("%d parameters, first %s %s", len(r.Params), r.Params[0].Part, r.Params[0].ID)
	}
}

// CheckDraws compares columns of draws with stated means, deviations and
// correlations.
func CheckDraws(t *testing.T, r *Report) {
	t.Helper()
	column := func(i int) []float64 {
		var v []float64
		for _, d := range r.Draws {
			v = append(v, d[i])
		}
		return v
	}
	for i, p := range r.Params {
		v, mean, ss := column(i), 0., 0.
		for _, x := range v {
			mean += x / float64(len(v))
		}
		for _, x := range v {
			ss += (x - mean) * (x - mean)
		}
		// Draws are scaled to their moments: rounding of sums of as many.
		near(t, p.ID+" mean", mean, p.Mean, 1e-9)
		near(t, p.ID+" standard deviation", math.Sqrt(ss/float64(len(v)-1)), p.SD, 1e-9)
		if p.With != "" {
			j := slices.IndexFunc(r.Params, func(q Param) bool { return q.Part == p.Part && q.ID == p.With })
			w, ab := column(j), 0.
			for k := range w {
				ab += (v[k] - p.Mean) * (w[k] - r.Params[j].Mean)
			}
			near(t, p.ID+" correlation", ab/float64(len(w)-1)/p.SD/r.Params[j].SD, p.Corr, 1e-9)
		}
	}
}

func TestRunStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	m, s := simulated(1, 33, .3, .9, manySizes)
	if _, err := Run(ctx, Data{Minerals: []Mineral{m}, Shifters: s}, 1); err == nil {
		t.Error("a cancelled fit went on")
	}
}

// The instrument that a model gives, in place of what moves it, finds the same
// elasticity; its scale does not matter.
func TestMarketTakesAnInstrument(t *testing.T) {
	m, s := simulated(3, 200, .3, .9, manySizes)
	market, err := NewMarket(m, s, Prior{ID: "metal", Mean: -1, SD: 1})
	if err != nil {
		t.Fatal(err)
	}
	z, scaled := make([]float64, len(market.Years)), make([]float64, len(market.Years))
	for i := range z {
		z[i] = (10*market.Demand[i] - market.Loss[i]) / .8 // 1/(e + d)
		scaled[i] = 7 * z[i]
	}
	iv, post, err := market.Estimate(z)
	if err != nil {
		t.Fatal(err)
	}
	again, post2, err := market.Estimate(scaled)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "elasticity", iv.Beta, .3, 3*iv.SE) // one panel of 200 years
	// A scale cancels: rounding, through a search for the mode of the posterior.
	near(t, "scaled", again.Beta, iv.Beta, 1e-9)
	near(t, "posterior", post.Mean, post2.Mean, 1e-9)
	if _, _, err := market.Estimate(z[1:]); err == nil {
		t.Error("an instrument that is a year short")
	}
	short, s := simulated(3, 10, .3, .9, manySizes)
	if _, err := NewMarket(short, s, Prior{ID: "metal", SD: 1}); err == nil {
		t.Error("ten years")
	}
}

func BenchmarkSupply(b *testing.B) {
	m, s := simulated(1, 33, .3, .9, manySizes)
	long := Prior{ID: "metal|long", Mean: 0, SD: .5}
	for b.Loop() {
		if _, err := estimateSupply(m, s, Prior{ID: "metal", Mean: -1, SD: .5}, &long); err != nil {
			b.Fatal(err)
		}
	}
}
