package fit

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// Data are the panels, as plain series, and the priors of all parameters.
type Data struct {
	Minerals     []Mineral
	Shifters     Shifters
	Technologies []Technology
	Shares       []Shares
	Nests        []Nest
	Priors       []Prior
}

// Draws of the posterior that a report carries.
const Draws = 200

// Report is what was learned and what was not.
type Report struct {
	Params    []Param // nests, then supply, then learning
	Draws     [][]float64
	Supply    []*Supply
	Curves    []*Curve
	Knowledge []Knowledge
	Diffusion []Diffusion
	Choices   []Choice
}

// Knowledge is the two-factor curve of a technology.
type Knowledge struct {
	ID             string
	N              int
	Doing, DoingSE float64
	Beta, SE       float64 // of knowledge
	Verdict        string
}

// Run estimates everything. The same data and seed give the same bits.
func Run(ctx context.Context, d Data, seed uint64) (*Report, error) {
	priors, err := byPart(d.Priors)
	if err != nil {
		return nil, err
	}
	r, done := &Report{}, map[string]bool{}
	for _, m := range d.Minerals {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("fit: stopped: %w", err)
		}
		if err := r.supply(m, d.Shifters, priors, done); err != nil {
			return nil, err
		}
	}
	for _, t := range d.Technologies {
		if err := r.learning(t, priors, done); err != nil {
			return nil, err
		}
	}
	for _, s := range d.Shares {
		r.Diffusion = append(r.Diffusion, diffusion(s))
	}
	for _, n := range d.Nests {
		if err := r.nest(n, priors, done); err != nil {
			return nil, err
		}
	}
	for _, p := range d.Priors { // what no panel speaks about
		if !done[p.Part+" "+p.ID] {
			r.Params = append(r.Params, Param{Part: p.Part, ID: p.ID, Mean: p.Mean, SD: p.SD, Source: p.From, Prior: p})
		}
	}
	r.order(d.Priors)
	r.Draws = draw(r.Params, seed)
	return r, nil
}

func (r *Report) supply(m Mineral, s Shifters, priors map[string]Prior, done map[string]bool) error {
	short, ok := priors["supply "+m.ID]
	if !ok {
		return fmt.Errorf("fit: no prior for supply of %s", m.ID)
	}
	var long *Prior
	if p, ok := priors["supply "+m.ID+"|long"]; ok {
		long = &p
	}
	e, err := estimateSupply(m, s, short, long)
	if err != nil {
		return err
	}
	r.Supply = append(r.Supply, e)
	for _, p := range e.params() {
		r.Params = append(r.Params, p)
		done["supply "+p.ID] = true
	}
	return nil
}

// learning fits the curves of a technology, and what its knowledge stands for.
func (r *Report) learning(t Technology, priors map[string]Prior, done map[string]bool) error {
	for _, by := range []struct {
		name   string
		driver Series
	}{{"cumulative", t.Cumulative}, {"knowledge", t.Knowledge}} {
		if by.driver == nil {
			continue
		}
		c, err := experience(t.ID, by.name, t.Cost, by.driver)
		if err != nil {
			c = &Curve{ID: t.ID, Driver: by.name, Verdict: err.Error()}
		}
		r.Curves = append(r.Curves, c)
	}
	return r.knowledge(t, priors, done)
}

// knowledge tells the technology's exponents apart where there are series of both,
// and moves the parameters that its exponent of knowledge stands for.
func (r *Report) knowledge(t Technology, priors map[string]Prior, done map[string]bool) error {
	k := twoFactors(t)
	row := Knowledge{ID: t.ID, N: k.n, Doing: k.doing, DoingSE: k.sd, Beta: k.beta, SE: k.se}
	switch {
	case t.Knowledge == nil:
		row.Verdict = "no series of knowledge"
	case !k.ok:
		row.Verdict = fmt.Sprintf("%d years with all three", k.n)
	default:
		row.Verdict = fmt.Sprintf("%d years in changes", k.n)
	}
	for i, id := range t.Targets {
		p, ok := priors["learning "+id]
		if !ok {
			return fmt.Errorf("fit: no prior for learning %s", id)
		}
		q := Param{Part: "learning", ID: id, Mean: p.Mean, SD: p.SD, Source: p.From, Prior: p}
		if k.ok {
			m, err := posterior1(p, normal(k.beta, k.se))
			if err != nil {
				return err
			}
			q.Mean, q.SD, q.Told, q.N = m.Mean, m.SD, told(p, k.se), k.n
			if q.Told > .5 {
				q.Source = "learned"
			}
		}
		if i > 0 { // one estimate under several names
			q.With, q.Corr = t.Targets[0], 1
		}
		r.Params = append(r.Params, q)
		done["learning "+id] = true
	}
	r.Knowledge = append(r.Knowledge, row)
	return nil
}

func (r *Report) nest(n Nest, priors map[string]Prior, done map[string]bool) error {
	p, ok := priors["nests "+n.ID]
	if !ok {
		return fmt.Errorf("fit: no prior for nest %s", n.ID)
	}
	c, err := estimateNest(n)
	if err != nil {
		return err
	}
	q := Param{Part: "nests", ID: n.ID, Mean: p.Mean, SD: p.SD, Source: p.From, Prior: p}
	if c.IV != nil {
		q.F, q.N = c.IV.F, c.IV.N
		if c.IV.F >= strongF && c.N >= leastN {
			m, err := posterior1(p, normal(c.IV.Beta, c.IV.SE))
			if err != nil {
				return err
			}
			if q.Mean, q.SD, q.Told = m.Mean, m.SD, told(p, c.IV.SE); q.Told > .5 {
				q.Source, c.Verdict = "learned", "learned"
			}
		}
	}
	r.Choices = append(r.Choices, c)
	r.Params = append(r.Params, q)
	done["nests "+n.ID] = true
	return nil
}

// byPart checks priors and keys them by part and name.
func byPart(list []Prior) (map[string]Prior, error) {
	priors := map[string]Prior{}
	for _, p := range list {
		key := p.Part + " " + p.ID
		if _, ok := priors[key]; ok {
			return nil, fmt.Errorf("fit: the prior of %s stands twice", key)
		}
		if !(p.SD > 0) || math.IsInf(p.SD, 0) || math.IsNaN(p.Mean) || math.IsInf(p.Mean, 0) {
			return nil, fmt.Errorf("fit: the prior of %s has mean %v and standard deviation %v", key, p.Mean, p.SD)
		}
		priors[key] = p
	}
	return priors, nil
}

// order puts parameters into the order of the priors: nests, supply, learning.
func (r *Report) order(priors []Prior) {
	part := map[string]int{"nests": 0, "supply": 1, "learning": 2}
	at := map[string]int{}
	for i, p := range priors {
		at[p.Part+" "+p.ID] = i
	}
	slices.SortStableFunc(r.Params, func(a, b Param) int {
		return cmp.Or(cmp.Compare(part[a.Part], part[b.Part]), cmp.Compare(at[a.Part+" "+a.ID], at[b.Part+" "+b.ID]))
	})
}

// Count is the number of parameters by source.
func (r *Report) Count() map[string]int {
	out := map[string]int{}
	for _, p := range r.Params {
		out[p.Source]++
	}
	return out
}

// draw makes Draws joint draws of the logs: normal scores in an order of each
// parameter's own, scaled so that every column has its mean and standard
// deviation exactly; a parameter that goes with another takes part of its
// scores.
func draw(params []Param, seed uint64) [][]float64 {
	scores, place := make([][]float64, len(params)), map[string]int{}
	for i, p := range params {
		place[p.Part+" "+p.ID] = i
		h := fnv.New64a() // a stream by name: a parameter that comes in moves no other's draws
		h.Write([]byte(p.Part + " " + p.ID))
		scores[i] = normalScores(rand.New(rand.NewPCG(seed, h.Sum64())))
	}
	out := make([][]float64, Draws)
	for k := range out {
		out[k] = make([]float64, len(params))
	}
	for i, p := range params {
		z := scores[i]
		if j, ok := place[p.Part+" "+p.With]; ok && p.With != "" {
			z = mixed(scores[j], scores[i], p.Corr)
		}
		for k := range out {
			out[k][i] = p.Mean + p.SD*z[k]
		}
	}
	return out
}

// normalScores are quantiles of the normal distribution in random order, of mean
// 0 and sample standard deviation 1.
func normalScores(r *rand.Rand) []float64 {
	z := make([]float64, Draws)
	for k := range z {
		z[k] = distuv.UnitNormal.Quantile((float64(k) + .5) / Draws)
	}
	standardise(z)
	r.Shuffle(Draws, func(i, j int) { z[i], z[j] = z[j], z[i] })
	return z
}

// mixed are scores with correlation rho to a: b is first made orthogonal to it.
func mixed(a, b []float64, rho float64) []float64 {
	c, ab := make([]float64, len(a)), dot(a, b)/dot(a, a)
	for k := range c {
		c[k] = b[k] - ab*a[k]
	}
	standardise(c)
	for k := range c {
		c[k] = rho*a[k] + math.Sqrt(math.Max(0, 1-rho*rho))*c[k]
	}
	standardise(c)
	return c
}

func standardise(z []float64) {
	mean, ss := 0., 0.
	for _, v := range z {
		mean += v / float64(len(z))
	}
	for _, v := range z {
		ss += (v - mean) * (v - mean)
	}
	sd := math.Sqrt(ss / float64(len(z)-1))
	for k := range z {
		z[k] = (z[k] - mean) / sd
	}
}
