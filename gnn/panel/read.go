package panel

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
)

// Schema is the format that Read takes and Write returns.
const Schema = "lodestone.gen_ces/1"

// cube is [region][year][edge or node], null for a gap.
type cube [][][]*float64

// document is the JSON of a panel. Truth and Config come with panels of known
// elasticities; Read does not look at them.
type document struct {
	Schema       string          `json:"schema,omitempty"`
	Level        string          `json:"level,omitempty"`
	Seed         *int64          `json:"seed,omitempty"`
	Regions      int             `json:"R"`
	Years        int             `json:"T"`
	Nodes        int             `json:"n_nodes"`
	Minerals     int             `json:"n_minerals"`
	NodeFeatures [][]float64     `json:"node_features"`
	Edges        []Edge          `json:"edges"`
	EdgeFeatures [][]float64     `json:"edge_features"`
	EdgeShare    []float64       `json:"edge_share"`
	Nests        []Nest          `json:"nests"`
	LogX         cube            `json:"log_x,omitempty"`
	LogP         cube            `json:"log_p,omitempty"`
	X            cube            `json:"x,omitempty"`
	P            cube            `json:"p,omitempty"`
	ZSupply      cube            `json:"z_supply,omitempty"`
	ZWedge       cube            `json:"z_wedge,omitempty"`
	LogQ         cube            `json:"log_q,omitempty"`
	RegimeStarts []int           `json:"regime_starts,omitempty"`
	Truth        json.RawMessage `json:"truth,omitempty"`
	Config       json.RawMessage `json:"config,omitempty"`
}

// Read takes one panel as JSON. Quantities and prices come as logarithms
// (log_x, log_p) or as levels (x, p); null is a gap. The error is an [*Error].
// A cell whose instrument is null becomes a gap.
func Read(r io.Reader) (*Panel, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("panel: %w", err)
	}
	d := document{}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return nil, decodeError(err, data)
	}
	if dec.More() {
		return nil, fail(Syntax, "one panel a file", "something follows the panel at byte %d", dec.InputOffset())
	}
	if d.Schema != "" && d.Schema != Schema {
		return nil, fail(Syntax, "this reader knows "+Schema, "schema is %q", d.Schema)
	}
	return d.panel()
}

func decodeError(err error, data []byte) error {
	if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return fail(UnknownField, "remove it or correct its name", "%s", name)
	}
	var syn *json.SyntaxError
	if errors.As(err, &syn) {
		if at := int(syn.Offset) - 1; at >= 0 && at < len(data) && bytes.ContainsAny(data[at:at+1], "NIn") {
			return fail(NotFinite, "JSON has no NaN or Infinity: write null for a gap", "byte %d", syn.Offset)
		}
		return fail(Syntax, "see the format in the package comment", "byte %d: %v", syn.Offset, err)
	}
	return fail(Syntax, "see the format in the package comment", "%v", err)
}

// panel turns the document into arrays and checks them.
func (d *document) panel() (*Panel, error) {
	p := &Panel{Regions: d.Regions, Years: d.Years, Nodes: d.Nodes, Minerals: d.Minerals,
		NodeFeatures: d.NodeFeatures, Edges: d.Edges, EdgeFeatures: d.EdgeFeatures, EdgeShare: d.EdgeShare, Nests: d.Nests,
		RegimeStarts: d.RegimeStarts}
	if err := p.checkSizes(); err != nil {
		return nil, err
	}
	p.Observed = make([]bool, p.Regions*p.Years*len(p.Edges))
	for i := range p.Observed {
		p.Observed[i] = true
	}
	var err error
	if p.LogX, err = p.values("log_x", d.LogX, "x", d.X); err != nil {
		return nil, err
	}
	if p.LogP, err = p.values("log_p", d.LogP, "p", d.P); err != nil {
		return nil, err
	}
	for _, z := range []struct {
		name string
		from cube
		to   *[]float64
	}{{"z_supply", d.ZSupply, &p.ZSupply}, {"z_wedge", d.ZWedge, &p.ZWedge}} {
		if z.from == nil {
			continue
		}
		if *z.to, err = p.flat(z.name, z.from, len(p.Edges), p.Observed); err != nil {
			return nil, err
		}
	}
	if d.LogQ != nil {
		known := make([]bool, p.Regions*p.Years*p.Nodes)
		if p.LogQ, err = p.flat("log_q", d.LogQ, p.Nodes, known); err != nil {
			return nil, err
		}
	}
	for i, ok := range p.Observed {
		if !ok {
			p.LogX[i], p.LogP[i] = 0, 0
		}
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	return p, nil
}

// values reads a cube of logarithms, or one of levels.
func (p *Panel) values(logName string, logs cube, name string, levels cube) ([]float64, error) {
	switch {
	case logs != nil && levels != nil:
		return nil, fail(Syntax, "give one of them", "both %s and %s are there", logName, name)
	case logs != nil:
		return p.flat(logName, logs, len(p.Edges), p.Observed)
	case levels == nil:
		return nil, fail(MissingField, "give "+logName+" (or "+name+" in levels)", "%s", logName)
	}
	out, err := p.flat(name, levels, len(p.Edges), p.Observed)
	if err != nil {
		return nil, err
	}
	for i, v := range out {
		if !p.Observed[i] {
			continue
		}
		if !(v > 0) {
			e, rt := i%len(p.Edges), i/len(p.Edges)
			return nil, fail(NegativePrice, "prices and quantities are above zero; write null for a gap", "%s[%d][%d][%d] is %v", name, rt/p.Years, rt%p.Years, e, v)
		}
		out[i] = math.Log(v)
	}
	return out, nil
}

// flat lays a cube out in one slice; a null clears observed and leaves 0.
func (p *Panel) flat(name string, c cube, width int, observed []bool) ([]float64, error) {
	if len(c) != p.Regions {
		return nil, fail(Shape, "one entry a region", "%s has %d regions, R is %d", name, len(c), p.Regions)
	}
	out := make([]float64, 0, p.Regions*p.Years*width)
	for r, years := range c {
		if len(years) != p.Years {
			return nil, fail(Shape, "one entry a year", "%s[%d] has %d years, T is %d", name, r, len(years), p.Years)
		}
		for t, row := range years {
			if len(row) != width {
				return nil, fail(Shape, "one value for each edge (or node)", "%s[%d][%d] has %d entries, wanted %d", name, r, t, len(row), width)
			}
			for _, v := range row {
				if v == nil {
					observed[len(out)] = false
					out = append(out, 0)
					continue
				}
				out = append(out, *v)
			}
		}
	}
	return out, nil
}

// Write returns p as the JSON that Read takes, with floats that round-trip.
func (p *Panel) Write(w io.Writer) error {
	d := document{Schema: Schema, Regions: p.Regions, Years: p.Years, Nodes: p.Nodes, Minerals: p.Minerals,
		NodeFeatures: p.NodeFeatures, Edges: p.Edges, EdgeFeatures: p.EdgeFeatures, EdgeShare: p.EdgeShare, Nests: p.Nests,
		LogX: p.cube(p.LogX, len(p.Edges), p.Observed), LogP: p.cube(p.LogP, len(p.Edges), p.Observed),
		ZSupply: p.cube(p.ZSupply, len(p.Edges), nil), ZWedge: p.cube(p.ZWedge, len(p.Edges), nil),
		LogQ: p.cube(p.LogQ, p.Nodes, nil), RegimeStarts: p.RegimeStarts}
	return json.NewEncoder(w).Encode(d)
}

func (p *Panel) cube(v []float64, width int, observed []bool) cube {
	if v == nil {
		return nil
	}
	c := make(cube, p.Regions)
	for r := range c {
		c[r] = make([][]*float64, p.Years)
		for t := range c[r] {
			row := make([]*float64, width)
			for i := range row {
				at := (r*p.Years+t)*width + i
				if observed == nil || observed[at] {
					row[i] = &v[at]
				}
			}
			c[r][t] = row
		}
	}
	return c
}
