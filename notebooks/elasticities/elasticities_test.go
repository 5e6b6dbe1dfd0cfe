package elasticities

import (
	"strings"
	"testing"
)

// Least squares is pulled to zero, the network is nearer than two stages, and its
// intervals hold what they say.
func TestJudge(t *testing.T) {
	j, err := Judge("L2", 203)
	if err != nil {
		t.Fatal(err)
	}
	if !(j.Bias(0) < -.1) || !(j.RMSE(2) < j.RMSE(1)) || !(j.RMSE(1) < j.RMSE(0)) {
		t.Errorf("errors %v %v %v, bias of least squares %v", j.RMSE(0), j.RMSE(1), j.RMSE(2), j.Bias(0))
	}
	if c := j.Covered(); c < .7 {
		t.Errorf("cover %v", c)
	}
	if truth, estimates := j.Against(); truth.Err() != nil || estimates.Err() != nil {
		t.Error(truth.Err(), estimates.Err())
	}
	if _, err := Judge("L9", 1); err == nil || !strings.Contains(err.Error(), "L9") {
		t.Error(err)
	}
}
