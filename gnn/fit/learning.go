package fit

import (
	"fmt"
	"math"
)

// A Technology has a cost, what has been built of it and what is known of it.
type Technology struct {
	ID         string
	Cost       Series // real, or mass per unit
	Cumulative Series // all that was ever built, at the end of the year
	Knowledge  Series // stock, as it was known when the year's units were designed; nil: no series
	// Targets are the parameters that the exponent of knowledge stands for.
	Targets []string
}

// A Curve is an experience curve in three forms: cost falls with the driver to
// the power Levels or Changes. Trends make Levels large whatever the cause.
type Curve struct {
	ID, Driver  string
	N           int
	First, Last int
	Levels, SE  float64 // exponent of the regression of levels, Newey and West
	R2          float64
	Trend, SET  float64 // exponent beside a linear trend
	Changes     float64 // exponent of the regression of changes, with a constant
	SEC         float64
	ADF, Bound  float64 // Engle and Granger's test of the levels' residual, and its 5 % bound
	Verdict     string
}

// knowing is the exponent of knowledge beside that of doing, in changes.
type knowing struct {
	n         int
	doing, sd float64
	beta, se  float64
	ok        bool
}

// experience fits the three forms of a curve. Fewer than six years are an error.
func experience(id, name string, cost, driver Series) (*Curve, error) {
	years, c := common(cost.Log(), driver.Log())
	if len(years) < 6 {
		return nil, fmt.Errorf("%d years with both", len(years))
	}
	out := &Curve{ID: id, Driver: name, N: len(years), First: years[0], Last: years[len(years)-1]}
	levels, err := OLS(c[0], c[1])
	if err != nil {
		return nil, err
	}
	out.Levels, out.SE, out.R2 = -levels.Beta[1], levels.SE[1], levels.R2
	time := make([]float64, len(years))
	for i, y := range years {
		time[i] = float64(y - years[0])
	}
	if len(years) >= 8 {
		if t, err := OLS(c[0], c[1], time); err == nil {
			out.Trend, out.SET = -t.Beta[1], t.SE[1]
		}
	}
	_, d := common(cost.Growth(), driver.Growth())
	if len(d[0]) >= 5 {
		if r, err := OLS(d[0], d[1]); err == nil {
			out.Changes, out.SEC = -r.Beta[1], r.SE[1]
		}
	}
	out.ADF, out.Bound = engleGranger(levels.Residual)
	switch {
	case len(years) < leastN:
		out.Verdict = "too few years to tell a curve from a trend"
	case out.ADF < out.Bound:
		out.Verdict = "cointegrated at 5 %"
	default:
		out.Verdict = "a spurious trend is not rejected"
	}
	return out, nil
}

// engleGranger is the t-statistic of u[t-1] in a regression of the change of u
// on it and one lagged change, and the 5 % bound for two variables with a
// constant (MacKinnon 2010).
func engleGranger(u []float64) (t, bound float64) {
	n := float64(len(u))
	bound = -3.3377 - 5.967/n - 8.98/(n*n)
	if len(u) < 8 {
		return 0, bound
	}
	m := len(u) - 2
	var uu, vv, uv, ud, vd, dd float64
	for i := range m {
		a, b, d := u[i+1], u[i+1]-u[i], u[i+2]-u[i+1]
		uu, vv, uv, ud, vd, dd = uu+a*a, vv+b*b, uv+a*b, ud+a*d, vd+b*d, dd+d*d
	}
	det := uu*vv - uv*uv
	if !(det > 0) {
		return 0, bound
	}
	rho, phi := (ud*vv-vd*uv)/det, (vd*uu-ud*uv)/det
	s2 := (dd - rho*ud - phi*vd) / float64(m-2)
	return rho / math.Sqrt(math.Max(s2, 1e-300)*vv/det), bound
}

// twoFactors regresses the change of cost on those of what was built and what is
// known. Both are given when the year begins: the stock is that of two years
// ago, and what is built in the year itself is a small part of all.
func twoFactors(t Technology) knowing {
	if t.Knowledge == nil {
		return knowing{}
	}
	before := Series{}
	for y, v := range t.Cumulative {
		before[y+1] = v
	}
	years, c := common(t.Cost.Growth(), before.Growth(), t.Knowledge.Growth())
	if len(years) < 8 {
		return knowing{n: len(years)}
	}
	r, err := OLS(c[0], c[1], c[2])
	if err != nil {
		return knowing{n: len(years)}
	}
	return knowing{n: len(years), doing: -r.Beta[1], sd: r.SE[1], beta: -r.Beta[2], se: r.SE[2], ok: r.SE[2] > 0}
}
