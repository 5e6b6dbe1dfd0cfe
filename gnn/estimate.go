package gnn

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/lodestone-model/lodestone/gnn/classic"
	"github.com/lodestone-model/lodestone/gnn/panel"
)

// Options of Estimate; nil means all zero.
type Options struct {
	Weights   *Weights // nil: the shipped ones
	Classical bool     // leave the network out
	OneRegime bool     // do not search for a shift where the panel has no dates
	Prior     *Prior   // nil: none beside the wide one of the pooled model
	Draws     int      // 0 means 200
	Seed      uint64   // of the draws
}

// Estimate returns the elasticity of every nest and regime of a panel. Where
// the panel has no dates it looks for one shift. The answer is the classical
// posterior (all nests at once, shared shocks out, instruments, a Gaussian
// process over features), corrected by a network that was trained on simulated
// economies, with intervals calibrated by strength of instruments. Without any
// instrument the network is left out and the report says so.
//
// The arguments are not changed. The same panel, options and machine give the
// same bits. Errors are those of [panel.Panel.Check], of ctx, and of the
// backend.
func Estimate(ctx context.Context, p *panel.Panel, o *Options) (*Report, error) {
	if o == nil {
		o = &Options{}
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	dated, how, err := dates(ctx, p, o)
	if err != nil {
		return nil, err
	}
	in, err := Extract(ctx, dated)
	if err != nil {
		return nil, err
	}
	r := &Report{RegimeStarts: dated.RegimeStarts, Dates: how}
	for _, w := range dated.Warnings() {
		r.Warnings = append(r.Warnings, w.Error())
	}
	rows, err := r.answers(ctx, in, o)
	if err != nil {
		return nil, err
	}
	instruments := 0
	for _, z := range [][]float64{p.ZSupply, p.ZWedge} {
		if z != nil {
			instruments++
		}
	}
	for i := range rows {
		r.Nests = append(r.Nests, nest(in, i, rows[i], instruments, o.Prior))
	}
	r.Baselines = baselines(in)
	return r, r.draw(in.Base.Cov, o)
}

// dates returns the panel with its regimes.
func dates(ctx context.Context, p *panel.Panel, o *Options) (*panel.Panel, string, error) {
	switch {
	case p.RegimeStarts != nil:
		return p, "given", nil
	case o.OneRegime:
		return p, "none", nil
	}
	b, err := classic.FindBreak(ctx, p)
	if err != nil || !b.Found {
		return p, "none", err
	}
	q := *p
	q.RegimeStarts = []int{b.Start}
	return &q, "found", nil
}

// answers runs the network, or says why it does not.
func (r *Report) answers(ctx context.Context, in *Inputs, o *Options) ([]answer, error) {
	w := o.Weights
	if w == nil {
		var err error
		if w, err = Shipped(); err != nil {
			return nil, err
		}
	}
	why := ""
	switch {
	case o.Classical:
		why = "as asked"
	case in.Fit.Panel.ZSupply == nil && in.Fit.Panel.ZWedge == nil:
		why = "the network was trained on panels with an instrument"
	}
	if why != "" {
		r.Method = "classical: " + why
		return w.classical(in), nil
	}
	r.Method, r.Weights = "network", w.Params.Hash()
	out, err := w.answers(ctx, in.example(0))
	if err != nil {
		return nil, err
	}
	for i, m := range in.Fit.Moments {
		if unseen(m) { // the network corrects moments; where there are none, neighbours and features speak
			mean, sd := in.Base.Mean[i], in.Base.SD[i]
			out[i] = answer{mean, sd, mean - 1.645*sd, mean + 1.645*sd}
		}
	}
	return out, nil
}

// unseen is a nest whose own data say nothing.
func unseen(m classic.Moments) bool { return m.Members < 2 || m.Missing >= 1 }

// classical widens the posterior by what calibration asks for.
func (w *Weights) classical(in *Inputs) []answer {
	out := make([]answer, len(in.X))
	for i, m := range in.Base.Mean {
		half := w.Base[group(in.Fit.Moments[i].F)] * in.Base.SD[i]
		out[i] = answer{m, in.Base.SD[i], m - half, m + half}
	}
	return out
}

// answers runs the network on an example and calibrates its intervals.
func (w *Weights) answers(ctx context.Context, e *Example) ([]answer, error) {
	out, err := w.raw(ctx, e)
	if err != nil {
		return nil, err
	}
	for i, a := range out {
		c := w.Learned[group(e.F[i])] * a.sd
		// An interval holds its own centre, whatever calibration says.
		out[i].low, out[i].high = math.Min(a.low-c, a.mean-.1*a.sd), math.Max(a.high+c, a.mean+.1*a.sd)
	}
	return out, nil
}

// widest is the largest standard deviation of log sigma that is reported: a
// posterior that is wider knows less than anyone does about substitution.
const widest = 1.5

// proper bounds an answer: the mean to elasticities between .018 and 7.4, the
// interval to what widest allows.
func (a answer) proper() answer {
	a.mean, a.sd = math.Min(math.Max(a.mean, -4), 2), math.Min(a.sd, widest)
	a.low = math.Min(math.Max(a.low, a.mean-1.645*widest), a.mean-.1*a.sd)
	a.high = math.Max(math.Min(a.high, a.mean+1.645*widest), a.mean+.1*a.sd)
	return a
}

// nest turns an answer into a row of the report.
func nest(in *Inputs, row int, a answer, instruments int, prior *Prior) Nest {
	a = a.proper()
	u := row % in.Fit.Nests
	m, id := in.Fit.Moments[row], in.Fit.Panel.Nests[u]
	n := Nest{User: id.User, K: id.K, Regime: row / in.Fit.Nests, MeanLogSigma: a.mean, SDLogSigma: a.sd,
		Lo90: math.Exp(a.low), Hi90: math.Exp(a.high), Source: Learned, F: m.F, SarganP: m.Sargan, Missing: m.Missing}
	n.notes(m.Members, instruments)
	if unseen(m) || instruments == 0 {
		n.Source = FromPrior
	}
	if instruments == 0 { // nothing fixes the level that all nests share
		n.widen(levelSD)
	}
	if prior != nil && prior.SD > 0 && (n.Source == FromPrior || n.F < weakF) {
		n.use(*prior)
	}
	n.MeanSigma = math.Exp(n.MeanLogSigma + n.SDLogSigma*n.SDLogSigma/2)
	return n
}

// baselines lists the classical estimators beside the answer.
func baselines(in *Inputs) map[string]Baseline {
	out := map[string]Baseline{}
	for name, get := range map[string]func(classic.Moments) classic.Estimate{
		"OLS nest FE":  func(m classic.Moments) classic.Estimate { return m.OLS },
		"FGLS nest":    func(m classic.Moments) classic.Estimate { return m.FGLS },
		"2SLS nest FE": func(m classic.Moments) classic.Estimate { return m.TSLS },
		"LIML nest FE": func(m classic.Moments) classic.Estimate { return m.LIML },
		"3SLS-QD nest": func(m classic.Moments) classic.Estimate { return m.QD3SLS },
	} {
		var b Baseline
		for _, m := range in.Fit.Moments {
			e := get(m)
			b.Sigma, b.SE = append(b.Sigma, e.Sigma), append(b.SE, e.SE)
		}
		out[name] = b
	}
	out[in.Joined.Name] = Baseline{Sigma: in.Joined.Sigma, SE: in.Joined.SE}
	e := in.Base.Estimates("")
	out["EB GP on "+in.Joined.Name] = Baseline{Sigma: e.Sigma, LogSD: e.LogSD}
	return out
}

// draw fills Draws: normal in log sigma, with the correlations of the
// classical posterior and the standard deviations of the report.
func (r *Report) draw(cov *mat.SymDense, o *Options) error {
	n, draws := len(r.Nests), o.Draws
	if draws == 0 {
		draws = 200
	}
	corr := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			corr.SetSym(i, j, cov.At(i, j)/math.Sqrt(cov.At(i, i)*cov.At(j, j)))
		}
		corr.SetSym(i, i, 1+1e-9)
	}
	var ch mat.Cholesky
	if !ch.Factorize(corr) {
		return fmt.Errorf("gnn: the correlation of %d nests is not positive definite", n)
	}
	var l mat.TriDense
	ch.LTo(&l)
	rng := rand.New(rand.NewPCG(o.Seed, 200))
	for range draws {
		z, x := make([]float64, n), make([]float64, n)
		for i := range z {
			z[i] = rng.NormFloat64()
			for j := range i + 1 {
				x[i] += l.At(i, j) * z[j]
			}
		}
		for i := range x {
			x[i] = r.Nests[i].MeanLogSigma + r.Nests[i].SDLogSigma*x[i]
		}
		r.Draws = append(r.Draws, x)
	}
	return nil
}
