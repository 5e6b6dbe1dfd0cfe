package forecast

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"strconv"
)

// Schema names the format that Read takes beside the benchmarks' own.
const Schema = "lodestone-series/1"

// file holds the fields of every format that Read knows.
type file struct {
	Schema string `json:"schema"`
	Name   string `json:"name"`
	Unit   string `json:"unit"`

	// lodestone-series/1
	Nodes       []string            `json:"nodes"`
	Times       []string            `json:"times"`
	Values      [][]*float64        `json:"values"`
	EdgesByTime [][]json.RawMessage `json:"edges_by_time"`
	Lags        int                 `json:"lags"`
	Season      float64             `json:"season"`

	// the benchmarks
	Edges   []json.RawMessage `json:"edges"`
	Weights []float64         `json:"weights"`
	NodeIDs map[string]int    `json:"node_ids"`
	FX      [][]*float64      `json:"FX"`
	X       [][]*float64      `json:"X"`
	Y       [][]*float64      `json:"y"`
	Mapping *struct {
		Index  map[string][][2]int  `json:"edge_index"`
		Weight map[string][]float64 `json:"edge_weight"`
	} `json:"edge_mapping"`
}

// Read takes a series in the format lodestone-series/1,
//
//	{"schema": "lodestone-series/1", "name": "prices", "unit": "USD/t",
//	 "nodes": ["copper", "zinc"], "times": ["2001", "2002"],
//	 "values": [[1580, 886], [1559, null]],        one row for each time, null where missing
//	 "edges": [["copper", "zinc", 0.5]],           the second hears the first; or "edges_by_time": one list a time
//	 "lags": 4, "season": 0}                       rows that a forecast sees; rows in a cycle, 0 for none
//
// or one of the three files of the PyTorch Geometric Temporal repository:
// Chickenpox (edges, node_ids, FX), England Covid (edge_mapping, y), PedalMe
// (edges, weights, X), with the lags of their loaders and the cycle of a year
// (Chickenpox, weekly) or a week (England, daily).
func Read(r io.Reader) (*Series, error) {
	var f file
	if err := json.NewDecoder(r).Decode(&f); err != nil {
		return nil, fmt.Errorf("forecast: not a series in JSON: %w", err)
	}
	s, err := f.series()
	if err != nil {
		return nil, err
	}
	return s, s.Check()
}

func (f *file) series() (*Series, error) {
	switch {
	case f.Schema == Schema:
		return f.own()
	case f.Schema != "":
		return nil, fmt.Errorf("forecast: the schema is %q; this reader takes %q and the benchmarks' files", f.Schema, Schema)
	case f.FX != nil:
		return f.benchmark("chickenpox", "standardised weekly change of cases", f.FX, 4, 365.25/7)
	case f.Mapping != nil:
		return f.dynamic()
	case f.X != nil && f.Weights != nil:
		return f.benchmark("pedalme", "standardised weekly deliveries", f.X, 4, 0)
	}
	return nil, fmt.Errorf(`forecast: no series is found: give "schema": %q with nodes, times and values, or a benchmark's FX, X or y`, Schema)
}

func (f *file) own() (*Series, error) {
	s := &Series{Name: f.Name, Unit: f.Unit, Nodes: f.Nodes, Times: f.Times, Lags: f.Lags, Season: f.Season}
	if f.Edges != nil && f.EdgesByTime != nil {
		return nil, fmt.Errorf("forecast: edges and edges_by_time are both there; give one of them")
	}
	at := make(map[string]int, len(f.Nodes))
	for i, n := range f.Nodes {
		at[n] = i
	}
	lists := f.EdgesByTime
	if f.Edges != nil {
		lists = [][]json.RawMessage{f.Edges}
	}
	for t, list := range lists {
		edges := make([]Edge, len(list))
		for k, raw := range list {
			var names [2]string
			weight := 1.0
			parts := []any{&names[0], &names[1], &weight}
			if err := json.Unmarshal(raw, &parts); err != nil || len(parts) < 2 || len(parts) > 3 {
				return nil, fmt.Errorf("forecast: links %d, edge %d is %.60s; give [from, to] or [from, to, weight]", t, k, raw)
			}
			from, ok := at[names[0]]
			to, also := at[names[1]]
			if !ok || !also {
				return nil, fmt.Errorf("forecast: links %d, edge %d joins %q and %q, which are not both nodes", t, k, names[0], names[1])
			}
			edges[k] = Edge{from, to, weight}
		}
		s.Links = append(s.Links, edges)
	}
	return s, s.take(f.Values)
}

// take fills the values and the marks of those that are known.
func (s *Series) take(rows [][]*float64) error {
	if len(rows)*len(s.Nodes) > maxValues {
		return fmt.Errorf("forecast: %d rows of %d nodes; the bound is %d values", len(rows), len(s.Nodes), maxValues)
	}
	gaps := false
	for t, row := range rows {
		if len(row) != len(s.Nodes) {
			return fmt.Errorf("forecast: row %d has %d values for %d nodes", t, len(row), len(s.Nodes))
		}
		values, known := make([]float64, len(row)), make([]bool, len(row))
		for i, v := range row {
			if known[i] = v != nil; v != nil {
				values[i] = *v
			} else {
				gaps = true
			}
		}
		s.Values, s.Known = append(s.Values, values), append(s.Known, known)
	}
	if !gaps {
		s.Known = nil
	}
	return nil
}

// benchmark takes a file with one graph.
func (f *file) benchmark(name, unit string, rows [][]*float64, lags int, season float64) (*Series, error) {
	s, err := counted(name, unit, rows, lags, season)
	if err != nil {
		return nil, err
	}
	taken := map[int]string{}
	for _, n := range slices.Sorted(maps.Keys(f.NodeIDs)) {
		i := f.NodeIDs[n]
		if i < 0 || i >= len(s.Nodes) {
			return nil, fmt.Errorf("forecast: node_ids gives %q the place %d of %d", n, i, len(s.Nodes))
		}
		if other, ok := taken[i]; ok {
			return nil, fmt.Errorf("forecast: node_ids gives %q and %q the same place, %d", other, n, i)
		}
		taken[i], s.Nodes[i] = n, n
	}
	if f.Weights != nil && len(f.Weights) != len(f.Edges) {
		return nil, fmt.Errorf("forecast: %d weights for %d edges", len(f.Weights), len(f.Edges))
	}
	edges := make([]Edge, len(f.Edges))
	for k, raw := range f.Edges {
		var pair []int
		if err := json.Unmarshal(raw, &pair); err != nil || len(pair) != 2 {
			return nil, fmt.Errorf("forecast: edge %d is %.60s; give two numbers of nodes", k, raw)
		}
		edges[k] = Edge{pair[0], pair[1], 1}
		if f.Weights != nil {
			edges[k].Weight = f.Weights[k]
		}
	}
	s.Links = [][]Edge{edges}
	return s, nil
}

// counted is a series whose nodes and times have numbers for names.
func counted(name, unit string, rows [][]*float64, lags int, season float64) (*Series, error) {
	if len(rows) == 0 || len(rows[0]) == 0 {
		return nil, fmt.Errorf("forecast: %s: there are no values", name)
	}
	s := &Series{Name: name, Unit: unit, Lags: lags, Season: season}
	for i := range rows[0] {
		s.Nodes = append(s.Nodes, "node "+strconv.Itoa(i))
	}
	for t := range rows {
		s.Times = append(s.Times, strconv.Itoa(t))
	}
	return s, s.take(rows)
}

// dynamic takes England's file: a graph for each time.
func (f *file) dynamic() (*Series, error) {
	s, err := counted("england_covid", "new cases a day", f.Y, 8, 7)
	if err != nil {
		return nil, err
	}
	total := 0
	for _, list := range f.Mapping.Index {
		total += len(list)
	}
	if total > maxEdges {
		return nil, fmt.Errorf("forecast: england_covid: %d edges; the bound is %d", total, maxEdges)
	}
	keys := make([]string, 0, len(f.Mapping.Index))
	for k := range f.Mapping.Index {
		keys = append(keys, k)
	}
	sort.Strings(keys) // the first fault that is named does not depend on the map
	s.Links = make([][]Edge, len(s.Times))
	for _, key := range keys {
		t, err := strconv.Atoi(key)
		pairs, weights := f.Mapping.Index[key], f.Mapping.Weight[key]
		if err != nil || t < 0 || t >= len(s.Times) {
			return nil, fmt.Errorf("forecast: england_covid: edge_index has the time %q; the rows are 0 to %d", key, len(s.Times)-1)
		}
		if len(pairs) != len(weights) {
			return nil, fmt.Errorf("forecast: england_covid, time %d: %d edges and %d weights", t, len(pairs), len(weights))
		}
		for k, p := range pairs {
			s.Links[t] = append(s.Links[t], Edge{p[0], p[1], weights[k]})
		}
	}
	return s, nil
}
