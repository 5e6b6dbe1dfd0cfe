package lamppost

import (
	"fmt"
	"math"
)

// A Fold is the normal form of a fold bifurcation with noise,
//
//	dx = (r - x²) dt + s dW,
//
// near its stable branch x = √r, which ends at r = 0. Close to it the state is
// an Ornstein-Uhlenbeck process whose pull back weakens as r falls: critical
// slowing down (Scheffer et al. 2009, doi 10.1038/nature08227).
type Fold struct{ R, S float64 }

// Check is nil where the stable branch exists: r above 0, s at least 0.
func (f Fold) Check() error {
	if !(f.R > 0) || !(f.S >= 0) || !finite(f.R, f.S) {
		return fmt.Errorf("lamppost: fold r %v, s %v: the stable branch needs r above 0, the noise s at least 0", f.R, f.S)
	}
	return nil
}

// State is the stable branch √r.
func (f Fold) State() (float64, error) { return f.form(func(x, _ float64) float64 { return x }) }

// Rate is the eigenvalue on the stable branch, -2√r a unit of time.
func (f Fold) Rate() (float64, error) { return f.form(func(_, l float64) float64 { return l }) }

// AC1 is the autocorrelation at lag dt, exp(-2√r dt), of the linearized process.
func (f Fold) AC1(dt float64) (float64, error) {
	if !(dt >= 0) {
		return 0, fmt.Errorf("lamppost: fold: lag %v; at least 0", dt)
	}
	return f.form(func(_, l float64) float64 { return math.Exp(l * dt) })
}

// Variance is s²/(4√r), that of the linearized process.
func (f Fold) Variance() (float64, error) {
	return f.form(func(_, l float64) float64 { return f.S * f.S / (-2 * l) })
}

func (f Fold) form(of func(x, rate float64) float64) (float64, error) {
	if err := f.Check(); err != nil {
		return 0, err
	}
	x := math.Sqrt(f.R)
	return of(x, -2*x), nil
}

// FoldRule makes runs in which half the time r falls past the fold and half
// the time it stays: even seeds drift, odd seeds are controls. Every run draws
// its noise s evenly from S. The state is followed in 20 Euler steps a unit of
// time and seen once a unit, without further noise; it has crossed when it
// falls below -1 on the far side.
type FoldRule struct {
	From, To float64 // r at step 0 and at the last step; controls stay at From
	S        [2]float64
	Steps    int // followed; seen to AskAt
	AskAt    int // the one step at which a run is asked whether it tips by the end
}

// Textbook is r from 1 to -0.1 in 500 steps, asked at step 400 (r = 0.12, long
// before the state has moved far), with s from .04 to .08.
func Textbook() FoldRule {
	return FoldRule{From: 1, To: -0.1, S: [2]float64{.04, .08}, Steps: 500, AskAt: 400}
}

// Trial makes the runs of seeds from..to and training runs of other seeds.
func (r FoldRule) Trial(from, to, trainFrom, trainTo int) (Trial, error) {
	if !(r.From > 0) || !finite(r.From, r.To, r.S[0], r.S[1]) || r.S[0] < 0 || r.S[1] < r.S[0] || r.AskAt < 3 || r.AskAt >= r.Steps {
		return Trial{}, fmt.Errorf("lamppost: fold rule %+v: r starts above 0, noise rises from at least 0, asked between step 3 and the last", r)
	}
	ask := Asking{From: r.AskAt, Every: r.Steps, Horizon: r.Steps - r.AskAt}
	return Source(func(seed int) ([]Run, error) { return []Run{r.run(seed)}, nil }).Trial(ask, from, to, trainFrom, trainTo)
}

// eulerSteps in a unit of time: at r = 1 a step moves a tenth of the way back.
const eulerSteps = 20

func (r FoldRule) run(seed int) Run {
	s := r.S[0] + (r.S[1]-r.S[0])*stream(seed, 5).Float64()
	path, x := stream(seed, 6), math.Sqrt(r.From)
	out := Run{Name: fmt.Sprintf("fold seed %d", seed), Until: r.Steps}
	for t := 1; t <= r.Steps; t++ {
		level := r.From
		if seed%2 == 0 {
			level += (r.To - r.From) * float64(t) / float64(r.Steps)
		}
		x = euler(x, level, s, path.NormFloat64)
		out.Truth = append(out.Truth, x)
		if t <= r.AskAt {
			out.Seen = append(out.Seen, x)
		}
		if x < -1 && out.Crossed == 0 {
			out.Crossed = t
		}
	}
	return out
}

// euler moves the state one unit of time; what has tipped rests at -2.
func euler(x, r, s float64, normal func() float64) float64 {
	const dt = 1.0 / eulerSteps
	for range eulerSteps {
		x = max(x+(r-x*x)*dt+s*math.Sqrt(dt)*normal(), -2)
	}
	return x
}
