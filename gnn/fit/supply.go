package fit

import (
	"fmt"
	"math"
)

// A Mineral is what is known of a mineral's market, yearly.
type Mineral struct {
	ID     string
	Output map[string]Series // by country
	World  Series            // where countries' series are too short
	Price  Series            // real
	// Why says what is missing where there is no price or no output.
	Why string
}

// Shifters move markets from outside.
type Shifters struct {
	Activity    Series            // world GDP: moves demand
	Electricity Series            // generated in the world: another measure of activity
	Energy      Series            // price of coal: a cost of mines, held constant
	Metals      map[string]Series // prices of other metals
}

// Conventions of the supply equation.
const (
	resourceSpeed = .14 // nu of the coupled model
	leastN        = 15  // years for an equation
	strongF       = 10.
	relevantF     = 4. // an instrument beside activity comes in from here on: one that moves nothing adds noise alone
	shortLong     = .8 // correlation of the priors of e and L: who is quick at once is quick later
)

// Supply is what the panel says about one mineral.
type Supply struct {
	ID             string
	First, Last    int      // years of the equation
	Countries      int      // behind the mean, 0: the world's sum
	IV             *IV      // within the year; nil where there is no equation
	World, WorldSE float64  // the same for the growth of the world's sum: countries by size
	Used           []string // instruments
	Long, LongSE   float64  // by two-stage least squares
	Slow, Fast     float64  // Long where the resource follows half and twice as fast
	Serial         float64  // first-order autocorrelation of the error
	AtPrior        float64  // Anderson and Rubin's statistic at the prior's medians, over its degrees of freedom
	AtPriorP       float64
	Post           Moments
	HasLong        bool
	Told, Told2    float64 // share of posterior precision from the data
	Verdict        string
	Candidates     []Candidate
	short, long    Prior
}

// A Candidate is an instrument and how it does alone.
type Candidate struct {
	Mineral, Name string
	N             int
	First         float64 // coefficient of the first stage
	F             float64
	Beta, SE      float64
	JP            float64 // of the equation with it added to those used; 1 where it is one of them alone
	Verdict       string
}

// estimateSupply fits one mineral. Where there is no equation the result says
// why, and the priors stand.
func estimateSupply(m Mineral, s Shifters, short Prior, long *Prior) (*Supply, error) {
	out := &Supply{ID: m.ID, short: short}
	if long != nil {
		out.long, out.HasLong = *long, true
	}
	out.Post = Moments{short.Mean, short.SD, out.long.Mean, out.long.SD, shortLong}
	if m.Why != "" {
		out.Verdict = m.Why
		return out, nil
	}
	g := NewGranular(m.Output)
	quantity, granular := g.Mean, g.Shock
	if _, c := common(quantity, m.Price.Growth(), s.Activity.Growth()); len(c[0]) < leastN && len(m.World) > len(quantity) {
		quantity, granular, g.Countries = m.World.Growth(), nil, 0
	}
	out.Countries = g.Countries
	out.Candidates = candidates(m, s, quantity, granular)
	list := []Series{quantity, m.Price.Growth(), s.Energy.Growth(), Resource(m.Price, resourceSpeed).change(), s.Activity.Growth()}
	out.Used = []string{out.Candidates[0].Name}
	if granular != nil && out.Candidates[1].F >= relevantF {
		list, out.Used = append(list, granular), append(out.Used, out.Candidates[1].Name)
	}
	years, c := common(list...)
	if len(years) < leastN {
		out.Candidates = nil
		out.Verdict = fmt.Sprintf("%d years with output, price and activity, %d are needed", len(years), leastN)
		return out, nil
	}
	out.First, out.Last = years[0], years[len(years)-1]
	var err error
	if out.IV, err = (Equation{Y: c[0], X: c[1], Controls: [][]float64{c[2], c[3]}, Instruments: c[4:]}).Solve(); err != nil {
		return nil, fmt.Errorf("fit: supply of %s: %w", m.ID, err)
	}
	out.otherwise(m, g, granular != nil, list)
	if err := out.settle(c); err != nil {
		return nil, fmt.Errorf("fit: supply of %s: %w", m.ID, err)
	}
	return out, nil
}

// otherwise estimates with the resource at half and twice its speed, and with
// countries by size. list holds output, price, energy, resource and instruments.
func (s *Supply) otherwise(m Mineral, g *Granular, byCountry bool, list []Series) {
	for _, by := range []struct {
		out   *float64
		speed float64
	}{{&s.Slow, resourceSpeed / 2}, {&s.Fast, 2 * resourceSpeed}} {
		list[3] = Resource(m.Price, by.speed).change()
		_, other := common(list...)
		*by.out, _, _ = afterYears(other)
	}
	list[3] = Resource(m.Price, resourceSpeed).change()
	if byCountry {
		if iv, _ := alone(g.World, m.Price.Growth(), list[2:4], list[4:]...); iv != nil {
			s.World, s.WorldSE = iv.Beta, iv.SE
		}
	}
}

// settle computes the posterior of e and L. The resource is its own instrument:
// it is known before the year begins.
func (s *Supply) settle(c [][]float64) error {
	r, err := (Equation{Y: c[0], X: c[1], Controls: [][]float64{c[2]}, Instruments: append([][]float64{c[3]}, c[4:]...)}).reduce()
	if err != nil {
		return err
	}
	q, err := orthonormal(design(len(c[0]), c[2]))
	if err != nil {
		return err
	}
	w := residuals(q, c[3])
	f := r.forms(r.y, r.x, w)
	free := func(e, l float64) float64 { return f.statistic(1, -e, e-l) }
	if !s.HasLong { // the answer to the resource is whatever fits
		free = func(e, _ float64) float64 {
			return f.statistic(1, -e, -(f.all[0][2]-e*f.all[1][2])/f.all[2][2])
		}
	}
	_, k := r.z.Dims()
	if s.Post, err = posterior2(s.short, s.long, s.rho(), free); err != nil {
		return err
	}
	s.Told = told(s.short, s.IV.SE)
	at := free(math.Exp(s.short.Mean), math.Exp(s.long.Mean))
	s.AtPrior, s.AtPriorP = at/float64(k), fSurvival(at/float64(k), k, r.df)
	s.Long, s.LongSE, s.Serial = afterYears(c)
	if s.HasLong && s.LongSE > 0 {
		s.Told2 = told(s.long, s.LongSE)
	}
	s.judge()
	return nil
}

func (s *Supply) rho() float64 {
	if s.HasLong {
		return shortLong
	}
	return 0
}

// afterYears is L by two-stage least squares, e plus the coefficient of the
// resource (an included instrument), with its standard error, and the
// autocorrelation of the error. c holds output, price, energy, resource and
// instruments. Zeros where it cannot be computed.
func afterYears(c [][]float64) (long, se, serial float64) {
	hat, err := OLS(c[1], append([][]float64{c[2], c[3]}, c[4:]...)...)
	if err != nil {
		return 0, 0, 0
	}
	first, gap := make([]float64, len(c[1])), make([]float64, len(c[1]))
	for i := range first {
		first[i] = c[1][i] - hat.Residual[i]
		gap[i] = first[i] - c[3][i]
	}
	// e p + (L-e) R = L R + e (p-R): in these regressors L is a coefficient
	second, err := OLS(c[0], c[3], gap, c[2])
	if err != nil {
		return 0, 0, 0
	}
	u := make([]float64, len(first))
	for i := range u {
		u[i] = second.Residual[i] + second.Beta[2]*(first[i]-c[1][i])
	}
	return second.Beta[1], second.SE[1] * math.Sqrt(dot(u, u)/dot(second.Residual, second.Residual)), dot(u[1:], u[:len(u)-1]) / dot(u, u)
}

// judge says in words whether the mineral is learned.
func (s *Supply) judge() {
	switch {
	case s.IV.F < strongF:
		s.Verdict = fmt.Sprintf("instruments are weak (F %.1f)", s.IV.F)
	case s.Told <= .5:
		s.Verdict = fmt.Sprintf("the data give %.0f %% of the precision", 100*s.Told)
	default:
		s.Verdict = "learned"
	}
	if s.AtPriorP < .05 {
		s.Verdict += "; the data reject the prior's median"
	}
}

// params are the entries of the parameter file.
func (s *Supply) params() []Param {
	out := []Param{{Part: "supply", ID: s.ID, Mean: s.Post.Mean, SD: s.Post.SD, Source: s.short.From, Prior: s.short, Told: s.Told}}
	if s.HasLong {
		out = append(out, Param{Part: "supply", ID: s.ID + "|long", Mean: s.Post.Mean2, SD: s.Post.SD2, Source: s.long.From, Prior: s.long, Told: s.Told2, With: s.ID, Corr: s.Post.Corr})
	}
	if s.IV == nil {
		return out
	}
	for i := range out {
		out[i].F, out[i].N = s.IV.F, s.IV.N
		if s.IV.F >= strongF && out[i].Told > .5 {
			out[i].Source = "learned"
		}
	}
	return out
}

// candidates tries every instrument alone and beside those used.
func candidates(m Mineral, s Shifters, quantity, granular Series) []Candidate {
	list := []struct {
		name, verdict string
		z             Series
	}{
		{"world GDP", "moves demand", s.Activity.Growth()},
		{"granular shocks of countries", "other countries' mines feel them through the price alone", granular},
		{"world electricity", "not used: another measure of the same", s.Electricity.Growth()},
		{"prices of other metals", "not used: share costs and strikes with this one", others(m.ID, s.Metals)},
		{"price of coal", "a cost of mines: held constant, no instrument", s.Energy.Growth()},
	}
	var out []Candidate
	for i, c := range list {
		if c.z == nil {
			out = append(out, Candidate{Mineral: m.ID, Name: c.name, Verdict: "no series"})
			continue
		}
		row := Candidate{Mineral: m.ID, Name: c.name, Verdict: c.verdict, JP: 1}
		controls := []Series{Resource(m.Price, resourceSpeed).change()}
		if i != len(list)-1 {
			controls = append(controls, s.Energy.Growth())
		}
		if iv, first := alone(quantity, m.Price.Growth(), controls, c.z); iv != nil {
			row.N, row.First, row.F, row.Beta, row.SE = iv.N, first, iv.F, iv.Beta, iv.SE
		}
		switch {
		case i == 0, i == 1 && row.F >= relevantF:
			row.Verdict = "used: " + c.verdict
		case i == 1:
			row.Verdict = fmt.Sprintf("valid, moves nothing (F below %g): left out", relevantF)
		}
		if i > 0 && i < len(list)-1 {
			if iv, _ := alone(quantity, m.Price.Growth(), controls, s.Activity.Growth(), c.z); iv != nil {
				row.JP = iv.JP
			}
		}
		out = append(out, row)
	}
	return out
}

// alone estimates with the instruments given, and the first's coefficient in
// the first stage.
func alone(y, x Series, controls []Series, z ...Series) (*IV, float64) {
	years, c := common(append(append([]Series{y, x}, controls...), z...)...)
	if len(years) < leastN {
		return nil, 0
	}
	k := 2 + len(controls)
	iv, err := (Equation{Y: c[0], X: c[1], Controls: c[2:k], Instruments: c[k:]}).Solve()
	if err != nil {
		return nil, 0
	}
	first, err := OLS(c[1], append([][]float64{c[k]}, c[2:k]...)...)
	if err != nil {
		return nil, 0
	}
	return iv, first.Beta[1]
}

// others is the mean growth of metals' prices without the mineral's own.
func others(id string, prices map[string]Series) Series {
	sum, n := Series{}, map[int]int{}
	for _, name := range sortedKeys(prices) {
		if name == id {
			continue
		}
		for y, v := range prices[name].Growth() {
			sum[y] += v
			n[y]++
		}
	}
	for y := range sum {
		sum[y] /= float64(n[y])
	}
	return sum
}
