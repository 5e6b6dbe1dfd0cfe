package pathway

import "fmt"

// Shifters are what scaled the users of each service and use, by year: what a
// run with closure Response, or one that is compared with this, is given.
func (r *Result) Shifters() map[string][]float64 {
	out := map[string][]float64{}
	for i := range r.Years {
		for name, v := range r.Years[i].Shifters {
			out[name] = append(out[name], v)
		}
	}
	return out
}

// CostOfPath is what Account.Rest (the household) consumes less than on a
// reference path, by year: goods other than services and uses, at prices of the
// base year. Under closure Target services are met whatever they cost, so this,
// and no equivalent variation, is what a path costs. Runs of different
// closures are refused.
func CostOfPath(reference, other *Result) ([]float64, error) {
	if reference.closure != Target || other.closure != Target {
		return nil, fmt.Errorf("pathway: the cost of a path compares two runs with closure Target; under Response demand is met less, and its loss is not in consumption alone")
	}
	if len(reference.Years) != len(other.Years) || reference.Mode == MFA || other.Mode == MFA {
		return nil, fmt.Errorf("pathway: the cost of a path compares two runs of the same years, both with prices")
	}
	out := make([]float64, len(other.Years))
	for i := range out {
		out[i] = consumed(reference, i) - consumed(other, i)
	}
	return out, nil
}

// consumed is the value of goods that Rest buys, at prices of the base year.
func consumed(r *Result, i int) float64 {
	total := 0.0
	for _, s := range r.Spec.Account.Sectors {
		total += r.Years[i].Bought[r.Spec.Account.Rest][s.Name]
	}
	return total
}

// OtherUses are what is taken of minerals outside units, by mineral and year: for
// Options.Other of a run in mode MFA beside this one.
func (r *Result) OtherUses() map[string][]float64 {
	out := map[string][]float64{}
	for i := range r.Years {
		for name, v := range r.Years[i].Minerals {
			out[name] = append(out[name], v.Other)
		}
	}
	return out
}
