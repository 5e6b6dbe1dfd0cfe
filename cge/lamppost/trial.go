package lamppost

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
)

// A Trial is a set of runs with the moments at which they are asked. Runs come
// from any [Source]: [Rule] draws gap processes, [FoldRule] bifurcations,
// [RecipeRule] and [FleetRule] whole simulated economies.
type Trial struct {
	Runs     []Run
	Training []Run // other runs: readings are calibrated and alarm thresholds set on them
	Ask      Asking

	Resamples  int     // bootstrap samples of runs; 0 is 1000
	AlarmShare float64 // share of training questions without a crossing that raise an alarm; 0 is 0.05
}

// Asking says when a run is asked whether it crosses within Horizon steps:
// every Every steps from step From to its last observation, until it crosses.
// A question whose answer lies beyond the known truth is not asked.
type Asking struct{ From, Every, Horizon int }

// question is one moment at which a run is asked, with the true answer.
type question struct {
	run, step int
	event     bool
}

func (a Asking) questions(runs []Run) []question {
	var qs []question
	for i, run := range runs {
		for t := a.From; t <= len(run.Seen); t += a.Every {
			if run.Crossed > 0 && t >= run.Crossed {
				break
			}
			event := run.Crossed > 0 && run.Crossed <= t+a.Horizon
			if event || t+a.Horizon <= run.Until {
				qs = append(qs, question{i, t, event})
			}
		}
	}
	return qs
}

// at says whether a run is asked at a step.
func (a Asking) at(t int) bool { return t >= a.From && (t-a.From)%a.Every == 0 }

func (a Asking) check() error {
	if a.From < 1 || a.Every < 1 || a.Horizon < 1 {
		return fmt.Errorf("lamppost: asked from step %d, every %d, horizon %d: all are at least 1", a.From, a.Every, a.Horizon)
	}
	return nil
}

// Check is nil for a trial that can be evaluated.
func (t Trial) Check() error {
	if err := t.Ask.check(); err != nil {
		return err
	}
	if t.Resamples < 0 || !(t.AlarmShare >= 0 && t.AlarmShare < 1) {
		return fmt.Errorf("lamppost: trial: %d resamples, alarm share %v: at least 0, and below 1", t.Resamples, t.AlarmShare)
	}
	for i, r := range slices.Concat(t.Runs, t.Training) {
		if err := r.check(); err != nil {
			return fmt.Errorf("lamppost: run %d (%s): %w", i, r.Name, err)
		}
	}
	return nil
}

func (r Run) check() error {
	if !finite(r.Seen...) {
		return fmt.Errorf("an observation is not finite")
	}
	if r.Crossed < 0 || r.Crossed > r.Until {
		return fmt.Errorf("crossed at step %d, truth known to step %d", r.Crossed, r.Until)
	}
	return nil
}

// readings asks an indicator all questions. Runs are shared out among workers;
// each answer has its own place, so their number does not show.
func readings(ind Indicator, runs []Run, qs []question, horizon int) ([]answer, error) {
	out := make([]answer, len(qs))
	var wait sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wait.Go(func() {
			for i := w; i < len(qs); i += workers {
				q := qs[i]
				x := reading(ind, runs[q.run], q.step, horizon)
				out[i] = answer{question: q, reading: x, probability: x}
			}
		})
	}
	wait.Wait()
	for _, a := range out {
		if _, prophet := ind.(Prophet); !finite(a.reading) || prophet && (a.reading < 0 || a.reading > 1) {
			return nil, fmt.Errorf("lamppost: indicator %q reads %v at step %d of run %q", ind.Name(), a.reading, a.step, runs[a.run].Name)
		}
	}
	return out, nil
}

func reading(ind Indicator, run Run, step, horizon int) float64 {
	if _, inside := ind.(Inside); inside {
		p, told := run.Told[step]
		if !told {
			return math.NaN()
		}
		return p
	}
	return ind.Warn(slices.Clone(run.Seen[:step]), horizon)
}

// line is a logistic regression on one standardized reading.
type line struct{ mean, scale, constant, slope float64 }

// fit maximizes the likelihood of the answers, with a ridge of one unit of
// weight that keeps the line finite where the readings separate them.
func fit(answers []answer) line {
	xs := make([]float64, len(answers))
	for i, a := range answers {
		xs[i] = a.reading
	}
	mean, v := meanVariance(xs)
	l := line{mean: mean, scale: math.Sqrt(v)}
	if l.scale == 0 {
		l.scale = 1
	}
	for range 50 {
		if l.newton(answers) < 1e-12 {
			break
		}
	}
	return l
}

// newton takes one step of at most 2 in each direction and returns its length.
func (l *line) newton(answers []answer) float64 {
	g0, g1 := -1e-3*l.constant, -l.slope
	h00, h01, h11 := 1e-3, 0.0, 1.0
	for _, a := range answers {
		x := (a.reading - l.mean) / l.scale
		p := l.at(a.reading)
		off, w := -p, p*(1-p)
		if a.event {
			off++
		}
		g0, g1 = g0+off, g1+off*x
		h00, h01, h11 = h00+w, h01+w*x, h11+w*x*x
	}
	det := h00*h11 - h01*h01
	d0, d1 := (h11*g0-h01*g1)/det, (h00*g1-h01*g0)/det
	d0, d1 = min(max(d0, -2), 2), min(max(d1, -2), 2)
	l.constant, l.slope = l.constant+d0, l.slope+d1
	return math.Abs(d0) + math.Abs(d1)
}

func (l line) at(reading float64) float64 {
	return logistic(l.constant + l.slope*(reading-l.mean)/l.scale)
}
