package lamppost

import (
	"fmt"
	"math"
	"strings"
	"text/tabwriter"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Pair is a leader and a rival through the years: generation by two
// technologies, a price and the parity it has to reach. The gap is
// ln(leader/rival) while the leader leads; the shift is the first year in
// which it does not. Which of the two leads is read off the first year.
type Pair struct {
	Name string
	Year int       // of the first gap
	Gap  []float64 // positive at first
	No   string    // why the data cannot answer; then Gap is empty
}

// NewPair compares two series over the axis year, in one unit, in the years
// that both have. What the data cannot answer is not an error but a pair that
// says why: years apart by more than one, fewer than 12 years, figures at or
// below 0.
func NewPair(name string, leader, rival quantity.Array) Pair {
	years, gap, err := gaps(leader, rival)
	if err != nil {
		return Pair{Name: name, No: err.Error()}
	}
	if gap[0] < 0 {
		for i := range gap {
			gap[i] = -gap[i]
		}
	}
	return Pair{Name: name, Year: years[0], Gap: gap}
}

// fewest is the shortest series NewPair accepts: eight years to learn from and
// four to be asked.
const fewest = 12

func gaps(leader, rival quantity.Array) ([]int, []float64, error) {
	for _, a := range []quantity.Array{leader, rival} {
		if err := a.Err(); err != nil {
			return nil, nil, err
		}
		if len(a.Axes()) != 1 || a.Axes()[0].Name != "year" {
			return nil, nil, fmt.Errorf("series over %v; want the axis year alone", a.Axes())
		}
	}
	if !leader.Unit().Equal(rival.Unit()) {
		return nil, nil, fmt.Errorf("units differ: %s and %s", leader.Unit(), rival.Unit())
	}
	all, err := leader.Axes()[0].Years()
	if err != nil {
		return nil, nil, err
	}
	var years []int
	var gap []float64
	for i, y := range all {
		k := rival.Axes()[0].Index(fmt.Sprint(y))
		if k < 0 {
			continue
		}
		a, b := leader.Data()[i], rival.Data()[k]
		if a <= 0 || b <= 0 {
			return nil, nil, fmt.Errorf("%d: figures %v and %v; a log ratio needs both above 0", y, a, b)
		}
		if n := len(years); n > 0 && y != years[n-1]+1 {
			return nil, nil, fmt.Errorf("no figures between %d and %d", years[n-1], y)
		}
		years, gap = append(years, y), append(gap, math.Log(a/b))
	}
	if len(years) < fewest {
		return nil, nil, fmt.Errorf("%d common years; at least %d are needed", len(years), fewest)
	}
	return years, gap, nil
}

// Markets is a prior for log ratios of published yearly figures: drift within
// ±.4, volatility .02 to .5 and noise .005 to .05 on log scales, a break
// with probability one half anywhere in 50 years. It was set before any series
// was looked at.
func Markets() Prior {
	return Prior{
		Drift:      Range{Lo: -.4, Hi: .4, Points: 41},
		Volatility: Range{Lo: .02, Hi: .5, Points: 8, Log: true},
		Noise:      Range{Lo: .005, Hi: .05, Points: 2, Log: true},
		Break:      .5, First: 3, Last: 50, Stride: 2,
	}
}

// A Sight is what the watch of one pair would have said, asked at the end of
// every year from the eighth on with what was known then.
type Sight struct {
	Pair
	Last    int     // the last year with figures
	Shifted int     // the year of the shift, 0 if there was none
	Warned  int     // the first year of the unbroken row of alarms that led to the shift, 0 if none
	Before  float64 // probability given in the last year before the shift; 0 where there was none
	Asked   int     // years with an answer
	Soon    int     // of these, years with a shift within the horizon
	False   int     // of the others, years with an alarm
	Brier   float64 // of the answered years
	Verdict Verdict
}

// Verdict sums up a sight.
type Verdict string

// The verdicts. A shift in the first eight years is no answer either.
const (
	Hit        Verdict = "hit"         // a shift, with an alarm standing before it
	Miss       Verdict = "miss"        // a shift without
	Quiet      Verdict = "quiet"       // no shift, no alarm
	FalseAlarm Verdict = "false alarm" // no shift, an alarm whose horizon has passed
	Open       Verdict = "open"        // no shift yet, an alarm whose horizon has not passed
	NoAnswer   Verdict = "no answer"
)

// A Record is the watch over the past.
type Record struct {
	Sights  []Sight
	Horizon int
	Alarm   float64
}

// History goes through the years of each pair and asks, each year and with
// nothing of later years, for the probability of a shift within the horizon.
// An alarm is a probability at or above alarm.
func History(pairs []Pair, prior Prior, horizon int, alarm float64) (*Record, error) {
	if err := prior.Check(); err != nil {
		return nil, err
	}
	if horizon < 1 || !(alarm > 0 && alarm <= 1) {
		return nil, fmt.Errorf("lamppost: History: horizon %d, alarm at %v; at least a year, and a probability above 0", horizon, alarm)
	}
	r := &Record{Horizon: horizon, Alarm: alarm}
	for _, p := range pairs {
		s, err := p.look(prior, horizon, alarm)
		if err != nil {
			return nil, fmt.Errorf("lamppost: History: pair %q: %w", p.Name, err)
		}
		r.Sights = append(r.Sights, s)
	}
	return r, nil
}

// learning is the number of years before the first question.
const learning = 8

func (p Pair) look(prior Prior, horizon int, alarm float64) (Sight, error) {
	s := Sight{Pair: p, Verdict: NoAnswer}
	if p.No != "" {
		return s, nil
	}
	n := len(p.Gap)
	s.Last = p.Year + n - 1
	shift := n // index of the shift
	for i := n - 1; i >= 0; i-- {
		if p.Gap[i] <= 0 {
			shift = i
		}
	}
	if shift < n {
		s.Shifted = p.Year + shift
	}
	if shift < learning {
		s.No = fmt.Sprintf("the shift of %d left fewer than %d years to learn from", s.Shifted, learning)
		return s, nil
	}
	pending := false
	for t := learning; t <= shift && t <= n; t++ {
		post, err := Learn(prior, p.Gap[:t])
		if err != nil {
			return s, err
		}
		c, err := post.Within(horizon, 0.9)
		if err != nil {
			return s, err
		}
		pending = s.answer(t, shift, n, horizon, c.P, c.P >= alarm) || pending
	}
	s.Brier = ratio(s.Brier, float64(s.Asked))
	s.judge(pending)
	return s, nil
}

// answer books the question after t years, and reports an alarm whose horizon
// has not passed.
func (s *Sight) answer(t, shift, n, horizon int, p float64, alarmed bool) (pending bool) {
	switch {
	case !alarmed:
		s.Warned = 0
	case s.Warned == 0:
		s.Warned = s.Year + t - 1
	}
	soon := shift < n && shift < t+horizon
	if !soon && t+horizon > n {
		return alarmed
	}
	s.Asked++
	if soon {
		s.Brier += (1 - p) * (1 - p)
		s.Before, s.Soon = p, s.Soon+1
	} else if s.Brier += p * p; alarmed {
		s.False++
	}
	return false
}

func (s *Sight) judge(pending bool) {
	switch {
	case s.Shifted > 0 && s.Warned > 0:
		s.Verdict = Hit
	case s.Shifted > 0:
		s.Verdict = Miss
	case s.False > 0:
		s.Verdict = FalseAlarm
	case pending:
		s.Verdict = Open
	default:
		s.Verdict = Quiet
	}
}

// Count is how many pairs met each verdict.
func (r *Record) Count() map[Verdict]int {
	out := map[Verdict]int{}
	for _, s := range r.Sights {
		out[s.Verdict]++
	}
	return out
}

// Brier is the mean squared error of all answered years together, and that of
// a forecaster who says their share of shifts every time.
func (r *Record) Brier() (score, climatology float64) {
	var asked, soon float64
	for _, s := range r.Sights {
		asked, soon = asked+float64(s.Asked), soon+float64(s.Soon)
		score += s.Brier * float64(s.Asked)
	}
	share := ratio(soon, asked)
	return ratio(score, asked), share * (1 - share)
}

// String is the record as a table, with the counts on its first line.
func (r *Record) String() string {
	var b strings.Builder
	c := r.Count()
	fmt.Fprintf(&b, "%d pairs, within %d years, alarm at %.2f: %d hits, %d misses, %d quiet, %d false alarms, %d open, %d no answer\n",
		len(r.Sights), r.Horizon, r.Alarm, c[Hit], c[Miss], c[Quiet], c[FalseAlarm], c[Open], c[NoAnswer])
	score, climate := r.Brier()
	fmt.Fprintf(&b, "Brier %.4f, climatology %.4f\n", score, climate)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "pair\tyears\tshift\twarned since\tp before\tasked\tfalse\tverdict")
	for _, s := range r.Sights {
		if s.No != "" {
			fmt.Fprintf(w, "%s\t\t\t\t\t\t\t%s: %s\n", s.Name, s.Verdict, s.No)
			continue
		}
		fmt.Fprintf(w, "%s\t%d-%d\t%s\t%s\t%.2f\t%d\t%d\t%s\n", s.Name, s.Year, s.Last, year(s.Shifted), year(s.Warned), s.Before, s.Asked, s.False, s.Verdict)
	}
	w.Flush()
	return b.String()
}

// year prints a year, and a dash for none.
func year(y int) string {
	if y == 0 {
		return "-"
	}
	return fmt.Sprint(y)
}
