package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/forecast"
)

// tides is a series of two linked nodes with a cycle, a hole and a ripple.
func tides() string {
	var times, values []string
	for t := range 48 {
		a := math.Sin(2*math.Pi*float64(t)/12) + .1*float64(t*t%7)
		times, values = append(times, fmt.Sprintf("%q", fmt.Sprint(t))), append(values, fmt.Sprintf("[%.4f, %.4f]", a, 2*a+.1*float64(t*t%5)))
	}
	values[7] = "[null, 1]"
	return fmt.Sprintf(`{"schema": "lodestone-series/1", "name": "tides", "unit": "m", "nodes": ["bay", "cape"], "times": [%s], "values": [%s],
		"edges": [["bay", "cape"]], "lags": 3, "season": 12}`, strings.Join(times, ", "), strings.Join(values, ", "))
}

func TestGNNForecast(t *testing.T) {
	path := written(t, "tides.json", tides())
	expect(t, 0, []string{"gnn", "forecast", path, "-seeds", "1"}, "tides (m), split 0.9, horizon 1: fitted to 43 of 48 rows, 5 rows forecast",
		"last value", "ETS", "ridge AR(8), neighbours, season, pooled", "mean of classics", "blend + graph networks", "best baseline")
	out := filepath.Join(filepath.Dir(path), "out.json")
	expect(t, 0, []string{"gnn", "forecast", path, "-classical", "-split", "0.7", "-horizon", "2", "-o", out}, "results")
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var report forecast.Report
	if err := json.Unmarshal(data, &report); err != nil || len(report.Scores) < 10 || report.Horizon != 2 || report.Scores[0].Tests == nil {
		t.Fatalf("%v: %.200s", err, data)
	}
	expect(t, 0, []string{"gnn", "forecast", path, "-classical", "-markdown"}, "| zero | none |")
	expect(t, 2, []string{"gnn", "forecast", path, "-o", path}, "would write over the series")
	expect(t, 2, []string{"gnn", "forecast"}, "give a file of a series, or -panel")
	expect(t, 2, []string{"gnn", "forecast", path, "-panel", "prices"}, "give a file of a series, or -panel")
	expect(t, 2, []string{"gnn", "forecast", path, "-split", "1.5"}, "-split 1.5")
	expect(t, 2, []string{"gnn", "forecast", path, "-horizon", "0"}, "-horizon 0")
	expect(t, 2, []string{"gnn", "forecast", path, "-seeds", "100"}, "-seeds 100")
	expect(t, 1, []string{"gnn", "forecast", path, "-horizon", "60"}, "too few")
	expect(t, 1, []string{"gnn", "forecast", written(t, "bad.json", `{"schema": "x"}`)}, "bad.json", `the schema is "x"`)
}

func TestGNNForecastPanel(t *testing.T) {
	expect(t, 0, []string{"gnn", "forecast", "-panel", "capacity", "-classical"}, "capacity (MW)", "in logarithms", "horizon 5: 12 origins", "drift, shrunken to that of all", "to random walk")
	expect(t, 1, []string{"gnn", "forecast", "-panel", "capacity", "-classical", "-origins", "30"}, "too few for 30 origins")
	expect(t, 1, []string{"gnn", "forecast", "-panel", "nothing"}, `no panel "nothing"`, "prices")
}
