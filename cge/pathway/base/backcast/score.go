package backcast

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

// A Score is how far forecasts of a series were off: mean absolute error in logs,
// about the share by which they were off, and the error of the last year. DM holds the
// model against each other forecast: below zero the model is nearer.
type Score struct {
	Group, Name string
	Years       int
	Until       int
	MAE         map[string]float64
	Last        map[string]float64 // ln(forecast / actual) in the last year
	DM          map[string]Test    // of the model against, by forecast
}

// A Test is one of Diebold and Mariano (1995, doi 10.1080/07350015.1995.10524599),
// corrected for small samples by Harvey, Leybourne and Newbold (1997, doi
// 10.1016/S0169-2070(96)00719-4).
type Test struct {
	Statistic float64
	P         float64 // two-sided; 1 where losses do not differ or have no spread
}

// steps of the forecast that the correction allows for: errors of neighbouring years
// hang together.
const steps = 4

// Scores of all series.
func (b *Backcast) Scores() []Score {
	var out []Score
	for i := range b.Series {
		s := &b.Series[i]
		f, ys := s.forecasts(b.Paths), s.scored()
		sc := Score{Group: s.Group, Name: s.Name, Years: len(ys), Until: s.Until, MAE: map[string]float64{}, Last: map[string]float64{}, DM: map[string]Test{}}
		loss := map[string][]float64{}
		for _, name := range b.Forecasts() {
			for _, y := range ys {
				loss[name] = append(loss[name], math.Abs(math.Log(f[name][y]/s.Actual[y])))
			}
			sc.MAE[name] = stat.Mean(loss[name], nil)
			sc.Last[name] = math.Log(f[name][s.Until] / s.Actual[s.Until])
		}
		for _, name := range b.Forecasts() {
			if name != Model {
				sc.DM[name] = DieboldMariano(loss[Model], loss[name], steps)
			}
		}
		out = append(out, sc)
	}
	return out
}

// DieboldMariano tests whether losses a and b of the same years differ, for forecasts
// of h steps: the mean difference over its standard error by h-1 autocovariances with
// weights of Bartlett, which keep it above zero, corrected for small samples, against
// Student's t with n-1 degrees of freedom. Below zero a is smaller.
func DieboldMariano(a, b []float64, h int) Test {
	n := len(a)
	none := Test{P: 1}
	if n != len(b) || n < 3 {
		return none
	}
	h = max(1, min(h, n/2))
	d := make([]float64, n)
	for i := range d {
		d[i] = a[i] - b[i]
	}
	mean := stat.Mean(d, nil)
	variance := 0.
	for lag := range h {
		cov := 0.
		for i := lag; i < n; i++ {
			cov += (d[i] - mean) * (d[i-lag] - mean) / float64(n)
		}
		if lag > 0 {
			cov *= 2 * (1 - float64(lag)/float64(h))
		}
		variance += cov
	}
	if !(variance > 1e-24) {
		return none
	}
	N, H := float64(n), float64(h)
	x := mean / math.Sqrt(variance/N) * math.Sqrt((N+1-2*H+H*(H-1)/N)/N)
	return Test{Statistic: x, P: 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: N - 1}.CDF(-math.Abs(x))}
}

// mark says who won: "+" the model at 5 %, "(+)" without that, "-" and "(-)" the other.
func (t Test) mark() string {
	m := "="
	switch {
	case t.Statistic < 0:
		m = "+"
	case t.Statistic > 0:
		m = "-"
	}
	if m != "=" && t.P >= .05 {
		m = "(" + m + ")"
	}
	return m
}

// columns of tables: baselines, the model, and the paths that look for reasons.
func columns() []string {
	out := []string{"no-change", "drift", MFA, Model}
	for _, p := range paths {
		if p.name != MFA && p.name != Model {
			out = append(out, p.name)
		}
	}
	return out
}

// Table prints scores as a table in Markdown: mean absolute error of each forecast in
// %, and of the model the sign of the test against each.
func Table(scores []Score) string {
	names := columns()
	var b strings.Builder
	b.WriteString("| | to | " + strings.Join(names, " | ") + " | beside no-change | beside drift | beside mfa |\n|---|---|" + strings.Repeat("---:|", len(names)) + "---|---|---|\n")
	for _, s := range scores {
		fmt.Fprintf(&b, "| %s, %s | %d |", s.Group, s.Name, s.Until)
		for _, n := range names {
			fmt.Fprintf(&b, " %.0f |", 100*s.MAE[n])
		}
		for _, n := range names[:3] {
			fmt.Fprintf(&b, " %s %.2f |", s.DM[n].mark(), s.DM[n].P)
		}
		b.WriteString("\n")
	}
	return b.String()
}

// Means of errors by group and over all series, one a group.
func Means(scores []Score) string {
	names := columns()
	var b strings.Builder
	b.WriteString("| | series | " + strings.Join(names, " | ") + " | wins over no-change | drift | mfa |\n|---|---:|" + strings.Repeat("---:|", len(names)+3) + "\n")
	for _, g := range []string{Generation, Capacity, Production, Price, ""} {
		n, sum, wins := 0, map[string]float64{}, map[string]int{}
		for _, s := range scores {
			if g != "" && s.Group != g {
				continue
			}
			n++
			for _, name := range names {
				sum[name] += s.MAE[name]
				if s.MAE[Model] < s.MAE[name]*(1-1e-9) {
					wins[name]++
				}
			}
		}
		label := g
		if g == "" {
			label = "all"
		}
		fmt.Fprintf(&b, "| %s | %d |", label, n)
		for _, name := range names {
			fmt.Fprintf(&b, " %.0f |", 100*sum[name]/float64(n))
		}
		fmt.Fprintf(&b, " %d | %d | %d |\n", wins["no-change"], wins["drift"], wins[MFA])
	}
	return b.String()
}
