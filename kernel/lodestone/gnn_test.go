package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/simulate"
)

// simulated writes a small panel of known elasticities.
func simulated(t *testing.T) string {
	t.Helper()
	c, err := simulate.Level("L1")
	if err != nil {
		t.Fatal(err)
	}
	p, _, err := simulate.Generate(t.Context(), c, 5)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return written(t, "panel.json", b.String())
}

func TestGNNEstimate(t *testing.T) {
	path := simulated(t)
	expect(t, 0, []string{"gnn", "estimate", path}, "learned", "user 8, nest 0", "OLS", "2SLS", "method")
	out := filepath.Join(filepath.Dir(path), "out.json")
	expect(t, 0, []string{"gnn", "estimate", path, "-o", out}, "elasticities")
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Nests []struct {
			User, K, Regime *int
			MeanLogSigma    *float64 `json:"mean_log_sigma"`
			SDLogSigma      *float64 `json:"sd_log_sigma"`
			Lo90, Hi90      *float64
			Source          string
		}
		Baselines map[string]any
	}
	if err := json.Unmarshal(data, &report); err != nil || len(report.Nests) == 0 || len(report.Baselines) == 0 {
		t.Fatalf("%v: %.200s", err, data)
	}
	for _, n := range report.Nests {
		if n.User == nil || n.K == nil || n.Regime == nil || n.MeanLogSigma == nil || n.SDLogSigma == nil || !(*n.Lo90 < *n.Hi90) || n.Source == "" {
			t.Errorf("%+v", n)
		}
	}
	expect(t, 2, []string{"gnn", "estimate", path, "-o", path}, "would write over the panel")
	expect(t, 2, []string{"gnn", "estimate"}, "accepts 1 arg(s), received 0")
	expect(t, 1, []string{"gnn", "estimate", written(t, "bad.json", `{"schema": "lodestone.gen_ces/1", "nests": []}`)}, "bad.json")
	expect(t, 1, []string{"gnn", "estimate", "nowhere.json"}, "nowhere.json: no such file")
}
