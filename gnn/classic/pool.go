package classic

import (
	"context"
	"math"
)

// Estimates are the figures of one estimator, [regime*nests + nest].
type Estimates struct {
	Name  string
	Sigma []float64
	SE    []float64 // of sigma, nil where there is none
	LogSD []float64 // of log sigma, for posteriors
	Lo90  []float64 // ends of 90 % intervals in sigma, where they are not from SE or LogSD
	Hi90  []float64
}

// source is what empirical Bayes pools: 2SLS or quasi-differenced 3SLS.
type source struct {
	name string
	get  func(Moments) Estimate
}

var sources = []source{
	{"2SLS", func(m Moments) Estimate { return m.TSLS }},
	{"3SLS", func(m Moments) Estimate { return m.QD3SLS }},
}

// likelihood takes classical standard errors, which are less noisy, at the
// level of the robust ones. Nests that are not identified have no weight.
func (s source) likelihood(f *Fit) likelihood {
	var ratio, hats []float64
	for _, m := range f.Moments {
		if e := s.get(m); e.OK && m.Scale > 0 {
			ratio = append(ratio, math.Log(math.Max(e.SE, 1e-3)/m.Scale))
			hats = append(hats, e.Sigma)
		}
	}
	level, middle := 1.0, 1.0
	if len(ratio) > 0 {
		level, middle = math.Exp(median(ratio)), median(hats)
	}
	hat, se := make([]float64, len(f.Moments)), make([]float64, len(f.Moments))
	for i, m := range f.Moments {
		hat[i], se[i] = middle, math.Inf(1)
		if e := s.get(m); e.OK && m.Scale > 0 {
			hat[i], se[i] = e.Sigma, math.Max(m.Scale*level, .03)
		}
	}
	return diagonal(hat, se)
}

// spec is one way of pooling.
type spec struct {
	name string
	kernelSpec
}

func (f *Fit) specs(own, all [][]float64) []spec {
	out := []spec{
		{"no features", kernelSpec{}},
		{"own features, linear", kernelSpec{features: own}},
		{"own+neighbour, linear", kernelSpec{features: all}},
		{"own+neighbour, GP", kernelSpec{features: all, smooth: true}},
	}
	log := make([]float64, len(f.Moments))
	for i, m := range f.Moments {
		log[i] = math.Log(math.Min(math.Max(m.OLS.Sigma, .08), 5))
	}
	last := spec{"own+nb+OLS estimate, GP", kernelSpec{features: all, smooth: true}}
	if len(f.Segments) == 1 {
		last.features = make([][]float64, len(all))
		for u := range all {
			last.features[u] = append(append([]float64(nil), all[u]...), 2*log[u])
		}
	} else {
		column := make([][]float64, len(log))
		for i := range log {
			column[i] = []float64{log[i]}
		}
		for _, row := range standardise(column) {
			last.extra = append(last.extra, row[0])
		}
	}
	return append(out, last)
}

// All returns every classical estimator of the reference, in its order.
// Pooling by 3SLS is left out where gaps make it 2SLS.
func (f *Fit) All(ctx context.Context) ([]Estimates, error) {
	out := f.single()
	own, all := f.Features()
	for q, s := range sources {
		if s.name == "3SLS" && !f.Panel.Balanced() {
			continue
		}
		l := s.likelihood(f)
		for i, sp := range f.specs(own, all) {
			if q == 1 && i < 2 {
				continue
			}
			post, err := empiricalBayes(ctx, l, f.gp(sp.kernelSpec))
			if err != nil {
				return nil, err
			}
			out = append(out, post.Estimates("EB "+sp.name+" on "+s.name))
		}
	}
	return out, nil
}

// Estimates gives the posterior a name and takes it to sigma (its median).
func (p *Posterior) Estimates(name string) Estimates {
	e := Estimates{Name: name, LogSD: p.SD}
	for _, f := range p.Mean {
		e.Sigma = append(e.Sigma, math.Exp(f))
	}
	return e
}

// single lists the estimators without pooling and those with one sigma.
func (f *Fit) single() []Estimates {
	list := func(name string, se bool, get func(Moments) Estimate) Estimates {
		e := Estimates{Name: name}
		for _, m := range f.Moments {
			e.Sigma = append(e.Sigma, get(m).Sigma)
			if se {
				e.SE = append(e.SE, get(m).SE)
			}
		}
		return e
	}
	out := []Estimates{
		list("OLS nest FE", true, func(m Moments) Estimate { return m.OLS }),
		list("FGLS nest", true, func(m Moments) Estimate { return m.FGLS }),
		list("2SLS nest FE", true, func(m Moments) Estimate { return m.TSLS }),
		list("LIML nest FE", true, func(m Moments) Estimate { return m.LIML }),
		list("2SLS, one first stage", true, func(m Moments) Estimate { return m.PooledFirst }),
		list("3SLS-QD nest", true, func(m Moments) Estimate { return m.QD3SLS }),
		list("Feenstra nest", false, func(m Moments) Estimate { return m.Feenstra }),
		list("Feenstra nest, const", false, func(m Moments) Estimate { return m.FeenstraConst }),
	}
	return append(out,
		f.pooled("pooled OLS (one sigma)", func(m Moments) Estimate { return m.OLS }),
		f.pooled("pooled 2SLS (one sigma)", func(m Moments) Estimate { return m.TSLS }))
}

// pooled is the precision-weighted mean of a regime.
func (f *Fit) pooled(name string, get func(Moments) Estimate) Estimates {
	e := Estimates{Name: name}
	for q := range f.Segments {
		sum, weight := 0.0, 0.0
		for _, m := range f.Moments[q*f.Nests : (q+1)*f.Nests] {
			if x := get(m); x.OK {
				w := 1 / math.Max(x.SE*x.SE, .0009)
				sum, weight = sum+w*x.Sigma, weight+w
			}
		}
		for range f.Nests {
			e.Sigma = append(e.Sigma, sum/math.Max(weight, 1e-300))
		}
	}
	return e
}

// Oracle pools s ("2SLS" or "3SLS") with the true function of the features as
// the mean and the true spread around it: no estimator can know them.
func (f *Fit) Oracle(ctx context.Context, s string, mean []float64, idio float64) (Estimates, error) {
	src := sources[0]
	if s == sources[1].name {
		src = sources[1]
	}
	post, err := empiricalBayes(ctx, src.likelihood(f), prior{mean: mean, kernel: f.sameNest(idio * idio)})
	if err != nil {
		return Estimates{}, err
	}
	return post.Estimates("ORACLE EB (true function) on " + src.name), nil
}
