package cge_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/lodestone-model/lodestone/cge"
)

// seventySectors is an open economy of 70 sectors and 290 variables: makers with
// a CET between home and abroad, Armington composites, Leontief intermediates
// over a CES of three factors, two households, and a government whose spending
// a transfer holds constant.
func seventySectors() *cge.Economy {
	const n, foreign = 70, 0.2
	r := rand.New(rand.NewPCG(70, 1))
	e := cge.NewEconomy("seventy sectors")
	s := &sectors{e: e, r: r, home: make([]cge.Commodity, n), mixed: make([]cge.Commodity, n), owned: make([]float64, 3)}
	for i := range n {
		s.home[i], s.mixed[i] = e.Commodity(fmt.Sprint("home", i)), e.Commodity(fmt.Sprint("composite", i))
	}
	s.factors = e.Commodities("labour", "capital", "resource")
	exchange, saving := e.Commodity("exchange"), e.Commodity("saving")
	workers, owners, state := e.Consumer("workers"), e.Consumer("owners"), e.Consumer("government")
	e.Param("tariff", 0)
	e.Param("reserves", 1)
	s.technology(n)
	var wants, builds, public []cge.Nest
	spent := 0.0
	for i := range n {
		x := s.output[i]
		maker := cge.CET(2, s.home[i].Of(x*(1-foreign)), exchange.Of(x*foreign))
		e.Producer(fmt.Sprint("maker", i), maker, s.inputs(i))
		e.Producer(fmt.Sprint("armington", i), s.mixed[i].Of(x),
			cge.CES(2, s.home[i].Of(x*(1-foreign)), exchange.Of(x*foreign).TaxedExpr(state, "tariff")))
		wants, builds, public = append(wants, s.mixed[i].Of(0.6*s.final[i])), append(builds, s.mixed[i].Of(0.2*s.final[i])), append(public, s.mixed[i].Of(0.2*s.final[i]))
		spent += s.final[i]
	}
	e.Producer("builder", saving.Of(0.2*spent), cge.Leontief(builds...))
	workers.Owns(s.factors[0].Of(s.owned[0]), saving.OfExpr("-transfer"))
	owners.Owns(s.factors[1].Of(s.owned[1]), s.factors[2].OfExpr(fmt.Sprintf("%v*reserves", s.owned[2])))
	state.Owns(saving.OfExpr("transfer"))
	bundle := cge.CobbDouglas(append(wants, saving.Of(0.2*spent))...)
	workers.Wants(bundle)
	owners.Wants(bundle)
	state.Wants(cge.Leontief(public...))
	e.Aux("transfer", fmt.Sprintf("government-%v*saving", 0.2*spent)).Start(0.2 * spent)
	return e
}

// sectors is what the makers of seventySectors have in common.
type sectors struct {
	e             *cge.Economy
	r             *rand.Rand
	home, mixed   []cge.Commodity
	factors       []cge.Commodity
	use           [][]float64 // by composite, per unit of output, then maker
	final, output []float64
	owned         []float64
}

// technology draws coefficients and the outputs that meet a final demand.
func (s *sectors) technology(n int) {
	s.use, s.final, s.output = make([][]float64, n), make([]float64, n), make([]float64, n)
	for i := range n {
		s.use[i] = make([]float64, n)
		s.final[i] = 5 + 10*s.r.Float64()
	}
	for j := range n {
		total := 0.0
		for i := range n {
			if s.r.IntN(4) == 0 {
				s.use[i][j] = s.r.ExpFloat64()
				total += s.use[i][j]
			}
		}
		for i := range n {
			s.use[i][j] *= 0.5 / max(total, 1)
		}
	}
	for range 100 { // x = use x + final; half of every output is intermediate at most
		next := append([]float64(nil), s.final...)
		for i := range n {
			for j := range n {
				next[i] += s.use[i][j] * s.output[j]
			}
		}
		s.output = next
	}
}

func (s *sectors) inputs(j int) cge.Nest {
	value := s.output[j]
	var in, va []cge.Nest
	for i := range s.use {
		if q := s.use[i][j] * s.output[j]; q > 0 {
			in = append(in, s.mixed[i].Of(q))
			value -= q
		}
	}
	shares := []float64{0.6 + 0.1*s.r.Float64(), 0.25, 0.05}
	total := shares[0] + shares[1] + shares[2]
	for f, share := range shares {
		q := value * share / total
		s.owned[f] += q
		va = append(va, s.factors[f].Of(q))
	}
	return cge.Leontief(append(in, cge.CES(0.8, va...))...)
}

func BenchmarkSeventySectors(b *testing.B) {
	e := seventySectors()
	m, err := cge.Compile(e)
	if err != nil {
		b.Fatal(err)
	}
	sc := cge.Scenario{Set: map[string]float64{"tariff": 0.25, "reserves": 0.7}}
	for b.Loop() {
		eq, err := m.Solve(context.Background(), sc, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(eq.Certificate.Iterations), "newton")
		b.ReportMetric(float64(m.N()), "variables")
	}
}

func TestSeventySectorsReplicate(t *testing.T) {
	eq, err := cge.Solve(context.Background(), seventySectors(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := *eq.Certificate.Replication; r > 1e-10 || eq.Model().N() != 290 {
		t.Errorf("%d variables, replication %v", eq.Model().N(), r)
	}
}
