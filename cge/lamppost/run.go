package lamppost

import (
	"fmt"
	"math/rand/v2"
)

// A Run is one watched gap: what could be seen, and what came of it. Steps are
// counted from 1; Seen[t-1] is the observation of step t.
type Run struct {
	Name    string
	Block   string // runs of one block are not independent and are resampled together; "" is a block of its own
	Seen    []float64
	Crossed int       // the first step whose true gap is at or below 0; 0 if none to step Until
	Until   int       // the last step whose truth is known
	Truth   []float64 // the true gaps of steps 1 to Until, where known; no score uses them

	// Told is what a model's own lamp posts said, by step, where one was asked. No
	// indicator sees it but [Inside].
	Told map[int]float64
}

func (r *Run) told(t int, p float64) {
	if r.Told == nil {
		r.Told = map[int]float64{}
	}
	r.Told[t] = p
}

// A Rule is how runs are made and asked. The numbers of [Issue] are given;
// what they leave open is decided here:
//
//   - Steps are counted from 1; the start of a run is step 0, unseen. The true
//     gap is followed Ask.Horizon steps past the last observation, so that the
//     last question has an answer.
//   - A crossing is the first step with a true gap at or below 0; what happens
//     between steps does not count, as in a model solved year by year.
//   - A run is asked until it crosses, and never again. So the true gap is
//     above 0 at every question, and an indicator may use that.
//   - Runs with an even seed have a break (half of any range of seeds): before a step drawn evenly
//     from BreakFrom..BreakTo the drift is replaced by an independent draw
//     from the same range.
//   - A run draws its parameters, its path and its noise from three PCG
//     streams of its seed, in this order, whether it needs them or not.
type Rule struct {
	Gap, Drift, Volatility [2]float64 // ranges of uniform draws
	Noise                  float64
	Steps                  int // observations
	Ask                    Asking
	BreakFrom, BreakTo     int
}

// Issue is the rule of the evaluation: start U(.05,.40), drift U(-.01,.01),
// volatility U(.005,.03), 60 observations with noise .01, asked every 5 steps
// from step 20 whether it crosses within 10.
func Issue() Rule {
	return Rule{
		Gap: [2]float64{.05, .40}, Drift: [2]float64{-.01, .01}, Volatility: [2]float64{.005, .03},
		Noise: .01, Steps: 60, Ask: Asking{From: 20, Every: 5, Horizon: 10}, BreakFrom: 11, BreakTo: 50,
	}
}

// Check is nil where the rule can be run.
func (r Rule) Check() error {
	for _, x := range [][2]float64{r.Gap, r.Drift, r.Volatility} {
		if !finite(x[0], x[1]) || x[1] < x[0] {
			return fmt.Errorf("lamppost: rule: range %v is not finite and rising", x)
		}
	}
	if r.Volatility[0] < 0 || !(r.Noise >= 0) || !finite(r.Noise) {
		return fmt.Errorf("lamppost: rule: volatility %v and noise %v are at least 0", r.Volatility, r.Noise)
	}
	if r.Steps < 1 {
		return fmt.Errorf("lamppost: rule: %d observations; at least 1", r.Steps)
	}
	if err := r.Ask.check(); err != nil {
		return err
	}
	if r.BreakFrom < 1 || r.BreakTo < r.BreakFrom {
		return fmt.Errorf("lamppost: rule: breaks before step %d to %d: from 1, rising", r.BreakFrom, r.BreakTo)
	}
	return nil
}

// Runs makes the runs of seeds from..to.
func (r Rule) Runs(from, to int) ([]Run, error) {
	if err := r.Check(); err != nil {
		return nil, err
	}
	if to < from {
		return nil, fmt.Errorf("lamppost: seeds %d to %d: no runs", from, to)
	}
	runs := make([]Run, 0, to-from+1)
	for seed := from; seed <= to; seed++ {
		runs = append(runs, r.run(seed))
	}
	return runs, nil
}

// stream is one of a seed's streams of random numbers.
func stream(seed, which int) *rand.Rand {
	return rand.New(rand.NewPCG(uint64(seed), uint64(which)))
}

func (r Rule) run(seed int) Run {
	start, path, noise := stream(seed, 1), stream(seed, 2), stream(seed, 3)
	draw := func(x [2]float64) float64 { return x[0] + (x[1]-x[0])*start.Float64() }
	gap, drift, volatility := draw(r.Gap), draw(r.Drift), draw(r.Volatility)
	at, after := r.BreakFrom+start.IntN(r.BreakTo-r.BreakFrom+1), draw(r.Drift)
	out := Run{Name: fmt.Sprintf("seed %d", seed), Until: r.Steps + r.Ask.Horizon}
	for t := 1; t <= out.Until; t++ {
		if seed%2 == 0 && t == at {
			drift = after
		}
		gap += drift + volatility*path.NormFloat64()
		out.see(t, r.Steps, gap, r.Noise*noise.NormFloat64())
	}
	return out
}

// Trial is the evaluation of seeds from..to with the runs of other seeds for
// training; see [Trial]. Seeds in both are an error.
func (r Rule) Trial(from, to, trainFrom, trainTo int) (Trial, error) {
	if err := r.Check(); err != nil {
		return Trial{}, err
	}
	return Source(func(seed int) ([]Run, error) { return []Run{r.run(seed)}, nil }).Trial(r.Ask, from, to, trainFrom, trainTo)
}
