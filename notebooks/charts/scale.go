package charts

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// A scale is the range of an axis and the marks on it; static and live
// pictures use the same.
type scale struct {
	min, max float64
	step     float64 // between marks; 0 on a logarithmic or category axis
	log      bool
	marks    []mark
}

type mark struct {
	at    float64
	label string
}

// Ticks makes a scale a plot.Ticker: the marks, whatever range is asked for.
func (s scale) Ticks(_, _ float64) []plot.Tick {
	out := make([]plot.Tick, len(s.marks))
	for i, m := range s.marks {
		out[i] = plot.Tick{Value: m.at, Label: m.label}
	}
	return out
}

// niceStep returns the smallest of 1, 2, 5 times a power of ten that covers
// span in at most n steps.
func niceStep(span float64, n int) float64 {
	raw := span / float64(n)
	for e := magnitude(raw); ; e++ {
		for _, m := range []string{"1", "2", "5"} {
			s, _ := strconv.ParseFloat(m+"e"+strconv.Itoa(e), 64)
			if s >= raw*(1-1e-9) {
				return s
			}
		}
	}
}

// valueScale covers lo to hi with round ends, about six marks apart; zero is
// included when it is asked for or near.
func valueScale(lo, hi float64, zero bool) scale { return stepScale(lo, hi, zero, 6) }

// share is where a value stands between the ends, from 0 to 1.
func (s scale) share(v float64) float64 {
	if s.log {
		return math.Log(v/s.min) / math.Log(s.max/s.min)
	}
	return (v - s.min) / (s.max - s.min)
}

// stepScale is valueScale with a number of steps.
func stepScale(lo, hi float64, zero bool, steps int) scale {
	if lo > 0 && (zero || lo < 0.7*hi) {
		lo = 0
	}
	if hi < 0 && (zero || hi > 0.7*lo) {
		hi = 0
	}
	if hi-lo <= 1e-9*math.Max(math.Abs(lo), math.Abs(hi)) { // a constant
		lo, hi = math.Min(lo, 0), math.Max(hi, 0)
	}
	if lo == hi {
		hi = 1
	}
	step := niceStep(hi-lo, steps)
	first, last := math.Floor(lo/step+1e-9), math.Ceil(hi/step-1e-9)
	s := scale{step: step}
	digits := max(0, -magnitude(step))
	for i := first; i <= last; i++ {
		// through decimal digits: 3 * 0.1 shall be 0.3
		at, _ := strconv.ParseFloat(strconv.FormatFloat(i*step, 'f', digits, 64), 64)
		s.marks = append(s.marks, mark{at, markLabel(at, digits)})
	}
	s.min, s.max = s.marks[0].at, s.marks[len(s.marks)-1].at
	return s
}

// markLabel prints a mark; very large and very small ones in powers of ten.
func markLabel(at float64, digits int) string {
	if math.Abs(at) >= 1e12 || digits > 6 {
		return strconv.FormatFloat(at, 'g', -1, 64)
	}
	return thousands(strconv.FormatFloat(at, 'f', digits, 64))
}

// logScale covers lo to hi, both positive, in whole decades.
func logScale(lo, hi float64) scale {
	first, last := magnitude(lo), magnitude(hi)
	if power(first) > lo {
		first--
	}
	if power(last) < hi || first == last {
		last++
	}
	s := scale{log: true, min: power(first), max: power(last)}
	stride := 1 + (last-first)/9
	for e := first; e <= last; e += stride {
		s.marks = append(s.marks, mark{power(e), powerLabel(e)})
	}
	return s
}

func power(e int) float64 {
	v, _ := strconv.ParseFloat("1e"+strconv.Itoa(e), 64)
	return v
}

func powerLabel(e int) string {
	if e < -4 || e > 8 {
		return "1e" + strconv.Itoa(e)
	}
	return markLabel(power(e), max(0, -e))
}

// numberScale covers the positions of a numeric x axis exactly, marks at round
// numbers within, no more than n.
func numberScale(at []float64, n int) scale {
	lo, hi := at[0], at[len(at)-1]
	if lo == hi {
		return scale{min: lo - 1, max: hi + 1, step: 1, marks: []mark{{lo, plain(lo)}}}
	}
	step := niceStep(hi-lo, n)
	if allWhole(at) {
		step = math.Max(step, 1)
	}
	s := scale{min: lo, max: hi, step: step}
	digits := max(0, -magnitude(step))
	for i := math.Ceil(lo/step - 1e-9); i*step <= hi+1e-9*step; i++ {
		v, _ := strconv.ParseFloat(strconv.FormatFloat(i*step, 'f', digits, 64), 64)
		s.marks = append(s.marks, mark{v, plain(v)})
	}
	return s
}

// plain prints a year or another position on x: no commas.
func plain(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// categoryScale gives each label a slot one wide, every stride-th one marked.
func categoryScale(labels []string, stride int) scale {
	s := scale{min: -0.5, max: float64(len(labels)) - 0.5}
	for i := 0; i < len(labels); i += stride {
		s.marks = append(s.marks, mark{float64(i), labels[i]})
	}
	return s
}
