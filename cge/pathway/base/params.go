package base

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Params are estimated parameters, as `lodestone gnn fit` writes them: the log
// of each has a mean and a standard deviation, and joint draws. What has no
// entry keeps the value of the tables.
//
//	nests     elasticity of the ratio of two shares, by use or service: "ev_battery", "electricity", "vehicles"
//	supply    elasticity of mine supply within a year, by mine: "lithium"; after twenty years: "lithium|long"
//	learning  elasticity to knowledge in the base year, by driver, unit and what it moves:
//	          "efficiency|c_si|silver", "efficiency|c_si|cost", "durability|c_si", "recycling|lithium"
type Params struct {
	Nests, Supply, Learning []Param
	Draws                   [][]float64 // [draw][nests, then supply, then learning], logs
	DataHash                string      // of the data that they rest on
}

// A Param is one parameter. Where an id stands in several regimes, the last
// one holds.
type Param struct {
	ID     string  `json:"id"`
	Regime int     `json:"regime"` // 0 before, 1 after a shift
	Mean   float64 `json:"mean_log"`
	SD     float64 `json:"sd_log"`
	Source string  `json:"source"` // learned, prior or literature
	F      float64 `json:"F"`      // of the first stage, 0 without instruments
	N      int     `json:"n"`      // observations
}

// largestLog bounds logs of parameters: an elasticity of 0.0009 or of 1100 is
// a slip.
const largestLog = 7

// ReadParams reads PARAMS.json. Members it does not know are left alone; what
// is missing, doubled or out of range is an error that names the entry.
func ReadParams(r io.Reader) (*Params, error) {
	var in struct {
		Nests, Supply, Learning []json.RawMessage
		Draws                   [][]float64
		DataHash                string `json:"data_hash"`
	}
	d := json.NewDecoder(r)
	if err := d.Decode(&in); err != nil {
		return nil, fmt.Errorf("base: ReadParams: no JSON object: %w", err)
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, fmt.Errorf("base: ReadParams: more follows after the object; a parameter file is one object")
	}
	p := &Params{Draws: in.Draws, DataHash: in.DataHash}
	for _, part := range []struct {
		name string
		raw  []json.RawMessage
		out  *[]Param
	}{{"nests", in.Nests, &p.Nests}, {"supply", in.Supply, &p.Supply}, {"learning", in.Learning, &p.Learning}} {
		for i, raw := range part.raw {
			v, err := readParam(raw)
			if err != nil {
				return nil, fmt.Errorf("base: ReadParams: %s[%d]: %w", part.name, i, err)
			}
			*part.out = append(*part.out, v)
		}
	}
	return p, p.Check()
}

// readParam asks for every member of an entry by name.
func readParam(raw json.RawMessage) (Param, error) {
	var have map[string]json.RawMessage
	if err := json.Unmarshal(raw, &have); err != nil {
		return Param{}, fmt.Errorf("no object: %w", err)
	}
	for _, member := range []string{"id", "regime", "mean_log", "sd_log", "source", "F", "n"} {
		if v, ok := have[member]; !ok || string(v) == "null" {
			return Param{}, fmt.Errorf("%s has no %q; an entry has id, regime, mean_log, sd_log, source, F and n", have["id"], member)
		}
	}
	var p Param
	if err := json.Unmarshal(raw, &p); err != nil {
		return Param{}, fmt.Errorf("%s: %w", have["id"], err)
	}
	return p, nil
}

// Check refuses what no parameter can be.
func (p *Params) Check() error {
	if len(p.Nests)+len(p.Supply)+len(p.Learning) == 0 {
		return fmt.Errorf("base: params: no nests, no supply, no learning; is it a parameter file of `lodestone gnn fit`?")
	}
	for _, part := range p.parts() {
		seen := map[string]bool{}
		for i, x := range part.list {
			name := fmt.Sprintf("%s[%d] %q", part.name, i, x.ID)
			id := fmt.Sprint(x.ID, "\x00", x.Regime)
			switch {
			case x.ID == "":
				return fmt.Errorf("base: params: %s has no id", name)
			case seen[id]:
				return fmt.Errorf("base: params: %s stands twice in regime %d", name, x.Regime)
			case x.Regime < 0:
				return fmt.Errorf("base: params: %s: regime %d; regimes count from 0", name, x.Regime)
			case !(math.Abs(x.Mean) <= largestLog):
				return fmt.Errorf("base: params: %s: mean_log is %v; it is the log of an elasticity and lies between -%d and %d", name, x.Mean, largestLog, largestLog)
			case !(x.SD >= 0 && x.SD <= largestLog):
				return fmt.Errorf("base: params: %s: sd_log is %v; it lies between 0 and %d", name, x.SD, largestLog)
			case !slices.Contains([]string{"learned", "prior", "literature"}, x.Source):
				return fmt.Errorf("base: params: %s: source %q; it is learned, prior or literature", name, x.Source)
			case !(x.F >= 0) || math.IsInf(x.F, 0) || x.N < 0:
				return fmt.Errorf("base: params: %s: F %v and n %d are 0 or above", name, x.F, x.N)
			}
			seen[id] = true
		}
	}
	return p.checkDraws()
}

func (p *Params) checkDraws() error {
	want := len(p.Nests) + len(p.Supply) + len(p.Learning)
	for k, draw := range p.Draws {
		if len(draw) != want {
			return fmt.Errorf("base: params: draw %d has %d numbers for %d parameters (nests, then supply, then learning)", k, len(draw), want)
		}
		for i, v := range draw {
			if !(math.Abs(v) <= 2*largestLog) {
				return fmt.Errorf("base: params: draw %d: number %d is %v; draws are logs", k, i, v)
			}
		}
	}
	return nil
}

type paramList struct {
	name string
	list []Param
	from int // first column of draws
}

func (p *Params) parts() []paramList {
	return []paramList{{"nests", p.Nests, 0}, {"supply", p.Supply, len(p.Nests)}, {"learning", p.Learning, len(p.Nests) + len(p.Supply)}}
}

// at is the parameter of an id in its last regime: of draw k from 1 on, the
// median exp(mean_log) at 0.
func (p *Params) at(part, id string, draw int) (Param, float64, bool) {
	best, column := -1, 0
	var of []Param
	for _, x := range p.parts() {
		if x.name == part {
			of, column = x.list, x.from
		}
	}
	for i := range of {
		if of[i].ID == id && (best < 0 || of[i].Regime > of[best].Regime) {
			best = i
		}
	}
	if best < 0 {
		return Param{}, 0, false
	}
	v := of[best].Mean
	if draw > 0 {
		v = p.Draws[draw-1][column+best]
	}
	return of[best], math.Exp(v), true
}

// Placed says which entries the figures of a world name as used, and which had
// no place in it: both as "nests ev_battery", in the order of the file.
func (p *Params) Placed(figures quantity.Table) (used, unused []string) {
	found := map[string]bool{}
	for _, r := range figures.Rows {
		if r.Key[1] == paramsTable {
			found[r.Key[2]] = true
		}
	}
	for _, part := range p.parts() {
		for _, x := range part.list {
			name := part.name + " " + x.ID
			switch list := &unused; {
			case found[name] && slices.Contains(used, name): // an earlier regime
			case found[name]:
				used = append(used, name)
			default:
				*list = append(*list, name)
			}
		}
	}
	return used, unused
}

const paramsTable = "params" // in figures, for what is read from a parameter file

// estimated is the parameter of the file, or else what the tables have.
func (w *writer) estimated(part, id string, otherwise float64) float64 {
	if w.set.Params == nil {
		return otherwise
	}
	x, v, ok := w.set.Params.at(part, id, w.set.Draw)
	if !ok {
		return otherwise
	}
	row := quantity.Row{Value: v, Unit: quantity.MustUnit("1"), Source: "lodestone", Confidence: quantity.Derived,
		Note: fmt.Sprintf("%s, F %.3g, n %d; the tables have %.3g", x.Source, x.F, x.N, otherwise)}
	if x.Source != "learned" {
		row.Flag = "assumption"
	}
	w.keep("parameter "+part+" "+id, paramsTable, part+" "+id, row)
	return v
}

// checkParams refuses settings of parameters that do not fit the file.
func (s *Settings) checkParams() error {
	switch {
	case s.Params == nil && s.Draw != 0:
		return fmt.Errorf("base: World: draw %d without parameters; set Params", s.Draw)
	case s.Params == nil:
		return nil
	case s.Draw < 0 || s.Draw > len(s.Params.Draws):
		return fmt.Errorf("base: World: draw %d of %d; 0 takes the means", s.Draw, len(s.Params.Draws))
	}
	return s.Params.Check()
}
