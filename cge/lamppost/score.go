package lamppost

import (
	"cmp"
	"math"
	"slices"
)

// answer is one question with an indicator's reading and probability.
type answer struct {
	question
	reading     float64 // what AUROC and alarms order by
	probability float64
}

// auroc is the probability that a question before a crossing has the higher
// reading than one that is not, ties counted half, with each question weighing
// as often as its run is drawn. Answers are sorted by rising reading. ok is
// false where one of the two kinds is missing.
func auroc(sorted []answer, weight []float64) (area float64, ok bool) {
	var yes, no, sum float64
	for i := 0; i < len(sorted); {
		var y, n float64
		j := i
		for ; j < len(sorted) && sorted[j].reading == sorted[i].reading; j++ {
			if w := weight[sorted[j].run]; sorted[j].event {
				y += w
			} else {
				n += w
			}
		}
		sum += y * (no + n/2)
		yes, no, i = yes+y, no+n, j
	}
	if yes == 0 || no == 0 {
		return 0.5, false
	}
	return sum / (yes * no), true
}

// brier is the mean squared error of the probabilities; constant, when not
// negative, stands in for every one of them.
func brier(answers []answer, weight []float64, constant float64) float64 {
	var sum, total float64
	for _, a := range answers {
		p, w := a.probability, weight[a.run]
		if constant >= 0 {
			p = constant
		}
		if a.event {
			p -= 1
		}
		sum, total = sum+w*p*p, total+w
	}
	return ratio(sum, total)
}

// rate is the share of questions with a crossing: the climatology.
func rate(answers []answer, weight []float64) float64 {
	var sum, total float64
	for _, a := range answers {
		if total += weight[a.run]; a.event {
			sum += weight[a.run]
		}
	}
	return ratio(sum, total)
}

// bins is the number of equally wide classes of probability in the expected
// calibration error.
const bins = 10

// calibration is the expected calibration error: the mean over ten equally
// wide classes of |mean probability - share of crossings|, by their counts.
func calibration(answers []answer, weight []float64) float64 {
	var p, hit [bins]float64
	total := 0.0
	for _, a := range answers {
		k, w := min(int(a.probability*bins), bins-1), weight[a.run]
		if p[k] += w * a.probability; a.event {
			hit[k] += w
		}
		total += w
	}
	sum := 0.0
	for k := range p {
		sum += math.Abs(p[k] - hit[k])
	}
	return ratio(sum, total)
}

func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// alarms are what an indicator's readings at or above a threshold would have
// meant for who acts on them.
type alarms struct {
	threshold float64
	lead      float64 // mean steps from the alarm to the crossing, missed crossings count 0
	caught    int     // crossings with an alarm standing when they came
	crossings int     // crossings within the horizon of some question
	perDecade float64 // false alarms in ten steps of watching
}

// threshold is the reading that the given share of questions without a
// crossing reaches.
func threshold(answers []answer, share float64) float64 {
	var quiet []float64
	for _, a := range answers {
		if !a.event {
			quiet = append(quiet, a.reading)
		}
	}
	if len(quiet) == 0 {
		return 0
	}
	slices.Sort(quiet)
	k := len(quiet) - int(share*float64(len(quiet)))
	return quiet[min(max(k, 0), len(quiet)-1)]
}

// alarm counts alarms. The lead of a crossing is counted from the first alarm
// of the unbroken row of alarms that ends at the last question before it.
func alarm(answers []answer, runs []Run, every int, limit float64) alarms {
	out := alarms{threshold: limit}
	false10, total := 0, 0.0
	for start := 0; start < len(answers); {
		end := start
		since, before := 0, false // since: step at which the standing row of alarms began
		for ; end < len(answers) && answers[end].run == answers[start].run; end++ {
			a := answers[end]
			switch on := a.reading >= limit; {
			case !on:
				since = 0
			case since == 0:
				since = a.step
			}
			if a.reading >= limit && !a.event {
				false10++
			}
			before = before || a.event
		}
		total += float64(end-start) * float64(every)
		if before {
			out.crossings++
			if since > 0 {
				out.caught++
				out.lead += float64(runs[answers[start].run].Crossed - since)
			}
		}
		start = end
	}
	out.lead = ratio(out.lead, float64(out.crossings))
	out.perDecade = ratio(10*float64(false10), total)
	return out
}

// byReading sorts a copy by rising reading; equal readings keep their order.
func byReading(answers []answer) []answer {
	out := slices.Clone(answers)
	slices.SortStableFunc(out, func(a, b answer) int { return cmp.Compare(a.reading, b.reading) })
	return out
}
