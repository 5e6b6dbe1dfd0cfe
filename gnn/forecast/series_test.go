package forecast_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/gnn/forecast"
)

// wave is a small series of our own: linked nodes that follow a shared season,
// their neighbours and noise.
func wave(nodes, rows int, seed uint64) *forecast.Series {
	r := rand.New(rand.NewPCG(seed, 1))
	s := &forecast.Series{Name: "wave", Unit: "1", Lags: 3, Season: 12}
	var ring []forecast.Edge
	for i := range nodes {
		s.Nodes = append(s.Nodes, fmt.Sprint("n", i))
		ring = append(ring, forecast.Edge{From: (i + 1) % nodes, To: i, Weight: 1})
	}
	s.Links = [][]forecast.Edge{ring}
	was := make([]float64, nodes)
	for t := range rows {
		row := make([]float64, nodes)
		for i := range row {
			row[i] = .5*was[i] + .3*was[(i+1)%nodes] + math.Sin(2*math.Pi*float64(t)/12) + .5*r.NormFloat64()
		}
		s.Times, s.Values, was = append(s.Times, fmt.Sprint(t)), append(s.Values, row), row
	}
	return s
}

func TestReadOwnFormat(t *testing.T) {
	s, err := forecast.Read(strings.NewReader(`{"schema": "lodestone-series/1", "name": "prices", "unit": "USD/t", "nodes": ["copper", "zinc"],
		"times": ["2001", "2002"], "values": [[1580, 886], [1559, null]], "edges": [["copper", "zinc", 0.5], ["zinc", "copper"]], "lags": 1}`))
	if err != nil {
		t.Fatal(err)
	}
	if s.Unit != "USD/t" || s.Values[1][0] != 1559 || s.Known[1][1] || !s.Known[0][1] || s.Links[0][0] != (forecast.Edge{From: 0, To: 1, Weight: .5}) || s.Links[0][1].Weight != 1 {
		t.Errorf("%+v", s)
	}
	s, err = forecast.Read(strings.NewReader(`{"schema": "lodestone-series/1", "nodes": ["a", "b"], "times": ["1", "2"], "values": [[1, 2], [3, 4]],
		"edges_by_time": [[["a", "b"]], []], "lags": 1, "season": 2}`))
	if err != nil || len(s.Links) != 2 || s.Known != nil {
		t.Errorf("%+v %v", s, err)
	}
}

func TestReadBenchmarks(t *testing.T) {
	s, err := forecast.Read(strings.NewReader(`{"edges": [[0, 1]], "node_ids": {"PEST": 1, "BACS": 0}, "FX": [[1, 2], [3, 4]]}`))
	if err != nil || s.Nodes[1] != "PEST" || s.Lags != 4 || s.Values[1][1] != 4 {
		t.Errorf("%+v %v", s, err)
	}
	s, err = forecast.Read(strings.NewReader(`{"edge_mapping": {"edge_index": {"1": [[0, 1]]}, "edge_weight": {"1": [5]}}, "time_periods": 2, "y": [[1, 2], [3, 4]]}`))
	if err != nil || s.Lags != 8 || s.Season != 7 || len(s.Links[0]) != 0 || s.Links[1][0].Weight != 5 {
		t.Errorf("%+v %v", s, err)
	}
	s, err = forecast.Read(strings.NewReader(`{"edges": [[0, 1]], "weights": [0.5], "X": [[1, 2], [3, 4]]}`))
	if err != nil || s.Name != "pedalme" || s.Links[0][0].Weight != .5 {
		t.Errorf("%+v %v", s, err)
	}
}

func TestBadFilesAreNamed(t *testing.T) {
	own := func(rest string) string { return `{"schema": "lodestone-series/1", "name": "x", ` + rest + `}` }
	for text, want := range map[string]string{
		`{`:                   "not a series in JSON",
		`{}`:                  "no series is found",
		`{"schema": "other"}`: `the schema is "other"`,
		own(`"nodes": []`):    "no nodes",
		own(`"nodes": ["a", "a"], "times": ["1"], "values": [[1, 2]], "lags": 1`):                           `node "a" is there twice`,
		own(`"nodes": ["a"], "times": ["1"], "values": [[1, 2]], "lags": 1`):                                "row 0 has 2 values for 1 nodes",
		own(`"nodes": ["a"], "times": ["1", "2"], "values": [[1]], "lags": 1`):                              "2 times and 1 rows",
		own(`"nodes": ["a"], "times": ["1"], "values": [[1]], "lags": 0`):                                   "lags 0",
		own(`"nodes": ["a"], "times": ["1"], "values": [[1]], "lags": 1, "season": 1`):                      "season of 1",
		own(`"nodes": ["a"], "times": ["1"], "values": [[1e200]], "lags": 1`):                               "time 1, node a: the value is 1e+200",
		own(`"nodes": ["a"], "times": ["1"], "values": [[1]], "lags": 1, "edges": [["a", "b"]]`):            `joins "a" and "b"`,
		own(`"nodes": ["a"], "times": ["1"], "values": [[1]], "lags": 1, "edges": [["a"]]`):                 "give [from, to]",
		own(`"nodes": ["a"], "times": ["1"], "values": [[1]], "lags": 1, "edges": [["a", "a", -1]]`):        "weight -1",
		own(`"nodes": ["a"], "times": ["1"], "values": [[1]], "lags": 1, "edges": [], "edges_by_time": []`): "both there",
		`{"edges": [[0, 2]], "FX": [[1, 2], [3, 4]]}`:                                                       "joins nodes 0 and 2 of 2",
		`{"edges": [[0]], "FX": [[1, 2], [3, 4]]}`:                                                          "edge 0 is [0]",
		`{"edges": [[0, 1]], "weights": [], "X": [[1, 2]]}`:                                                 "0 weights for 1 edges",
		`{"edges": [], "FX": []}`:                                       "no values",
		`{"edge_mapping": {"edge_index": {"7": []}}, "y": [[1]]}`:       `the time "7"`,
		`{"edge_mapping": {"edge_index": {"0": [[0, 0]]}}, "y": [[1]]}`: "1 edges and 0 weights",
		`{"edges": [], "node_ids": {"BACS": 4}, "FX": [[1]]}`:           `"BACS" the place 4`,
	} {
		if _, err := forecast.Read(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	bad := wave(2, 5, 1)
	bad.Values[3][1] = math.NaN()
	if err := bad.Check(); err == nil || !strings.Contains(err.Error(), "time 3, node n1") {
		t.Error(err)
	}
}

// FuzzRead: a file is refused, or is a series that passes its own check.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`{"schema": "lodestone-series/1", "nodes": ["a", "b"], "times": ["1", "2"], "values": [[1, null], [3, 4]], "edges_by_time": [[["a", "b", 2]], []], "lags": 1, "season": 2}`,
		`{"edges": [[0, 1]], "node_ids": {"PEST": 1}, "FX": [[1, 2], [3, null]]}`,
		`{"edge_mapping": {"edge_index": {"1": [[0, 1]]}, "edge_weight": {"1": [5]}}, "y": [[1, 2], [3, 4]]}`,
		`{"edges": [[0, 1]], "weights": [0.5], "X": [[1, 2], [3, 4]]}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := forecast.Read(bytes.NewReader(data))
		if err != nil {
			return
		}
		if err := s.Check(); err != nil {
			t.Errorf("a series that was read does not pass: %v", err)
		}
		_ = s.Until(len(s.Times) / 2)
	})
}

func ExampleRead() {
	s, err := forecast.Read(strings.NewReader(`{"schema": "lodestone-series/1", "name": "prices", "unit": "USD/t",
		"nodes": ["copper", "zinc"], "times": ["2001", "2002"], "values": [[1580, 886], [1559, null]], "lags": 1}`))
	fmt.Println(s.Nodes, s.Values[1][0], s.Known[1], err)
	// Output: [copper zinc] 1559 [true false] <nil>
}

// asFile writes a series in our format.
func asFile(t *testing.T, s *forecast.Series) string {
	t.Helper()
	data, err := json.Marshal(map[string]any{"schema": forecast.Schema, "name": s.Name, "unit": s.Unit, "nodes": s.Nodes, "times": s.Times, "values": s.Values, "lags": s.Lags, "season": s.Season})
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestAFileAndItsSeriesAgree(t *testing.T) {
	want := wave(3, 20, 1)
	got, err := forecast.Read(strings.NewReader(asFile(t, want)))
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range want.Values {
		for k, v := range row {
			if got.Values[i][k] != v {
				t.Fatalf("row %d, node %d: %v, want %v", i, k, got.Values[i][k], v)
			}
		}
	}
}
