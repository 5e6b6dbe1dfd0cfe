package classic

import "math"

// Score compares estimates with the truth. RMSE and Bias are of sigma, errors
// cut at 6; RMSELog of log sigma, estimates cut to .05 to 6; Cover90 is the
// share of 90 % intervals that hold the truth, HasCover says whether there are
// intervals. Response is the error of a decision: the root mean square error of
// the change of relative demand that a price rise of 50 % brings, 1.5^-sigma.
type Score struct {
	RMSE, RMSELog, Bias, MedianAbs, Cover90, Width, Response float64
	HasCover                                                 bool
}

const (
	t60 = 1.6706488649046354 // 95 % quantile of Student's t, 60 degrees of freedom
	n95 = 1.645              // of the normal, as in the reference
)

// Against scores e against truth, [regime*nests + nest].
func (e Estimates) Against(truth []float64) Score {
	var s Score
	n := float64(len(truth))
	abs, width := make([]float64, len(truth)), make([]float64, len(truth))
	for i, want := range truth {
		got := e.Sigma[i]
		d := got - want
		cut := math.Min(math.Max(d, -6), 6)
		l := math.Log(math.Min(math.Max(got, .05), 6)) - math.Log(want)
		s.RMSE, s.Bias, s.RMSELog = s.RMSE+cut*cut/n, s.Bias+cut/n, s.RMSELog+l*l/n
		abs[i] = math.Abs(d)
		answer := math.Pow(1.5, -math.Min(math.Max(got, 0), 6)) - math.Pow(1.5, -want)
		s.Response += answer * answer / n
		in := false
		switch {
		case e.Lo90 != nil:
			in, width[i] = e.Lo90[i] < want && want < e.Hi90[i], e.Hi90[i]-e.Lo90[i]
		case e.LogSD != nil:
			h := n95 * e.LogSD[i]
			in, width[i] = math.Abs(math.Log(got)-math.Log(want)) < h, got*(math.Exp(h)-math.Exp(-h))
		case e.SE != nil:
			in, width[i] = abs[i] < t60*e.SE[i], 2*t60*e.SE[i]
		}
		if in {
			s.Cover90 += 1 / n
		}
	}
	s.RMSE, s.RMSELog, s.Response, s.MedianAbs = math.Sqrt(s.RMSE), math.Sqrt(s.RMSELog), math.Sqrt(s.Response), median(abs)
	s.HasCover = e.LogSD != nil || e.SE != nil || e.Lo90 != nil
	switch {
	case e.LogSD != nil || e.Lo90 != nil:
		for _, w := range width {
			s.Width += w / n
		}
	case e.SE != nil:
		s.Width = median(width)
	}
	return s
}
