package lamppost

import (
	"fmt"
	"math"
)

// A Figure is a score with its standard error: over resampled blocks of
// runs (a block is a run, unless [Run] says otherwise), because questions to
// one run are not independent.
type Figure struct{ Value, SE float64 }

// A Score is what a trial says of one indicator. Gain and SkillReference
// compare it with the first indicator of the trial in the same resamples.
type Score struct {
	Indicator        string
	AUROC            Figure // of pooled questions
	Gain             Figure // AUROC above the reference
	Brier            Figure
	SkillReference   Figure // 1 - Brier / Brier of the reference
	SkillClimatology Figure // 1 - Brier / Brier of the share of crossings among these very questions
	Calibration      Figure // expected calibration error, ten equal classes of probability
	Lead             float64
	Caught           int     // crossings with an alarm standing at the last question before them
	FalsePerDecade   float64 // false alarms in ten steps of watching
	Threshold        float64 // reading that raises an alarm
}

// A Report is the outcome of a trial.
type Report struct {
	Scores                             []Score
	Runs, Questions, Events, Crossings int
	Horizon                            int
	Share                              float64 // of questions with a crossing
}

// Evaluate asks indicators every question of a trial and scores the answers.
// An indicator sees the observations up to the question and nothing else.
// Readings of indicators that are no [Prophet] are turned into probabilities
// by a logistic regression on the training runs. An alarm is a reading that
// Trial.AlarmShare of the training questions without a crossing reach. The
// first indicator is the reference. A trial without questions, or one whose
// questions all have the same answer, is an error.
func Evaluate(trial Trial, indicators ...Indicator) (*Report, error) {
	if err := trial.Check(); err != nil {
		return nil, err
	}
	if len(indicators) == 0 {
		return nil, fmt.Errorf("lamppost: Evaluate: no indicators")
	}
	e := evaluation{trial: trial, asked: trial.Ask.questions(trial.Runs), practice: trial.Ask.questions(trial.Training)}
	if err := mixed("runs", e.asked); err != nil {
		return nil, err
	}
	if err := mixed("training runs", e.practice); err != nil {
		return nil, err
	}
	for _, ind := range indicators {
		if err := e.read(ind); err != nil {
			return nil, err
		}
	}
	return e.report(), nil
}

func mixed(what string, qs []question) error {
	events := 0
	for _, q := range qs {
		if q.event {
			events++
		}
	}
	if events == 0 || events == len(qs) {
		return fmt.Errorf("lamppost: Evaluate: %d of %d questions to the %s come before a crossing; some must and some must not", events, len(qs), what)
	}
	return nil
}

// evaluation is a trial under way.
type evaluation struct {
	trial           Trial
	asked, practice []question
	names           []string
	answers, sorted [][]answer // by indicator; in order of asking, and by reading
	alarms          []alarms
}

func (e *evaluation) read(ind Indicator) error {
	answers, err := readings(ind, e.trial.Runs, e.asked, e.trial.Ask.Horizon)
	if err != nil {
		return err
	}
	train, err := readings(ind, e.trial.Training, e.practice, e.trial.Ask.Horizon)
	if err != nil {
		return err
	}
	if _, ok := ind.(Prophet); !ok {
		l := fit(train)
		for i := range answers {
			answers[i].probability = l.at(answers[i].reading)
		}
	}
	share := e.trial.AlarmShare
	if share == 0 {
		share = 0.05
	}
	e.names = append(e.names, ind.Name())
	e.answers, e.sorted = append(e.answers, answers), append(e.sorted, byReading(answers))
	e.alarms = append(e.alarms, alarm(answers, e.trial.Runs, e.trial.Ask.Every, threshold(train, share)))
	return nil
}

// measures are the six bootstrapped scores of an indicator.
type measures [6]float64

// measure scores all indicators with runs weighted; ok is false for a resample
// in which one kind of question is missing.
func (e *evaluation) measure(weight []float64) ([]measures, bool) {
	out := make([]measures, len(e.names))
	climate := brier(e.answers[0], weight, rate(e.answers[0], weight))
	for k := range out {
		area, ok := auroc(e.sorted[k], weight)
		if !ok {
			return nil, false
		}
		b := brier(e.answers[k], weight, -1)
		out[k] = measures{area, 0, b, 0, 1 - ratio(b, climate), calibration(e.answers[k], weight)}
		out[k][1] = area - out[0][0]
		out[k][3] = 1 - ratio(b, out[0][2])
	}
	return out, true
}

func (e *evaluation) report() *Report {
	weight := make([]float64, len(e.trial.Runs))
	for i := range weight {
		weight[i] = 1
	}
	values, _ := e.measure(weight)
	r := &Report{Runs: len(e.trial.Runs), Questions: len(e.asked), Crossings: e.alarms[0].crossings,
		Horizon: e.trial.Ask.Horizon, Share: rate(e.answers[0], weight)}
	for _, q := range e.asked {
		if q.event {
			r.Events++
		}
	}
	errors := e.bootstrap()
	for k, name := range e.names {
		v, s, a := values[k], errors[k], e.alarms[k]
		r.Scores = append(r.Scores, Score{name, Figure{v[0], s[0]}, Figure{v[1], s[1]}, Figure{v[2], s[2]},
			Figure{v[3], s[3]}, Figure{v[4], s[4]}, Figure{v[5], s[5]}, a.lead, a.caught, a.perDecade, a.threshold})
	}
	return r
}

// bootstrap draws as many blocks of runs as there are, with replacement, again and
// again, and returns the standard deviations of the scores. All indicators are
// scored on the same draws, so differences between them are paired.
func (e *evaluation) bootstrap() []measures {
	blocks, n := blocks(e.trial.Runs)
	times := e.trial.Resamples
	if times == 0 {
		times = 1000
	}
	sum, square := make([]measures, len(e.names)), make([]measures, len(e.names))
	rng, done := stream(0, 4), 0
	for range times {
		drawn, weight := make([]float64, n), make([]float64, len(blocks))
		for range n {
			drawn[rng.IntN(n)]++
		}
		for i, b := range blocks {
			weight[i] = drawn[b]
		}
		values, ok := e.measure(weight)
		if !ok {
			continue
		}
		done++
		for k, m := range values {
			for i, v := range m {
				d := (v - sum[k][i]) / float64(done) // Welford's running mean and sum of squares
				square[k][i] += (v - sum[k][i]) * (v - sum[k][i] - d)
				sum[k][i] += d
			}
		}
	}
	for k := range square {
		for i := range square[k] {
			square[k][i] = math.Sqrt(ratio(square[k][i], float64(done-1)))
		}
	}
	return square
}

// blocks numbers the blocks of the runs, in order of first appearance.
func blocks(runs []Run) (of []int, n int) {
	at := map[string]int{}
	for _, r := range runs {
		k, seen := at[r.Block]
		if !seen || r.Block == "" {
			k = n
			at[r.Block] = k
			n++
		}
		of = append(of, k)
	}
	return of, n
}

// Harness is the evaluation under the rules of [Issue] on seeds 1 to 200: the
// baselines first, then the simplest lamp post, the lamp post that knows the
// rules, and the one that knows little. Baselines are calibrated, and all
// alarm thresholds set, on seeds 1001 to 1400. It takes some ten seconds.
func Harness() (*Report, error) {
	trial, err := Issue().Trial(1, 200, 1001, 1400)
	if err != nil {
		return nil, err
	}
	return Evaluate(trial, append(Baselines(), Lamps()...)...)
}

// Lamps are the three lamp posts that were tried, from the simplest to the one
// with the vaguest prior.
func Lamps() []Indicator {
	return []Indicator{PlugIn{}, Lamp{"lamp post", Rules()}, Lamp{"lamp post, vague prior", Vague()}}
}
