package sweep

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// A Task computes the rows of a plan. It is used by one goroutine at a time.
type Task interface {
	// Row returns what was drawn and what came out, in the order of
	// Plan.Inputs and Plan.Results. With an error, inputs that are known are
	// still returned, and nothing else.
	Row(ctx context.Context, at At) (inputs, results []float64, err error)
}

// At is the place of a row in a plan.
type At struct {
	Row      int
	Scenario string
	Seed     uint64
	Draw     int // from 0
	Block    int // of a Sobol design: 0 is A, 1 is B, 2+i is A with parameter i of B; else 0
}

// A Result is a column of what comes out.
type Result struct {
	Name string `json:"name"`
	Unit string `json:"unit,omitempty"`
}

// A Plan says which rows a sweep has and what they hold.
type Plan struct {
	Name      string          `json:"name"`
	Scenarios []string        `json:"scenarios"`
	Seeds     []uint64        `json:"seeds"`
	Draws     int             `json:"draws"`            // of each scenario and seed
	Groups    []string        `json:"groups,omitempty"` // parameters of a Sobol design; none: plain draws
	PerShard  int             `json:"per_shard"`        // rows
	Inputs    []string        `json:"inputs"`
	Results   []Result        `json:"results"`
	Spec      json.RawMessage `json:"spec,omitempty"` // what the task is made from
	Origin    Origin          `json:"origin"`
}

// An Origin says what results rest on beside the spec.
type Origin struct {
	Version string            `json:"version"` // of the module
	Go      string            `json:"go"`
	Program string            `json:"program"`        // hash of the executable
	Data    map[string]string `json:"data,omitempty"` // hashes of tables, by name
}

// Blocks is the number of rows of one draw: 1, or parameters + 2 in a Sobol
// design.
func (p *Plan) Blocks() int {
	if len(p.Groups) == 0 {
		return 1
	}
	return len(p.Groups) + 2
}

// Rows is the number of rows.
func (p *Plan) Rows() int { return len(p.Scenarios) * p.perScenario() }

func (p *Plan) perScenario() int { return len(p.Seeds) * p.Draws * p.Blocks() }

// Shards is the number of shards.
func (p *Plan) Shards() int { return (p.Rows() + p.PerShard - 1) / p.PerShard }

// At is the place of a row.
func (p *Plan) At(row int) At {
	b, perSeed := p.Blocks(), p.Draws*p.Blocks()
	in := row % p.perScenario()
	return At{Row: row, Scenario: p.Scenarios[row/p.perScenario()], Seed: p.Seeds[in/perSeed], Draw: in % perSeed / b, Block: in % b}
}

// rowsOf is the range of rows of a shard.
func (p *Plan) rowsOf(shard int) (from, to int) {
	return shard * p.PerShard, min((shard+1)*p.PerShard, p.Rows())
}

// MaxRows bounds a plan; it is far above what anybody computes.
const MaxRows = 1 << 40

// check names what cannot be meant.
func (p *Plan) check() error {
	switch {
	case p.Name == "" || strings.ContainsAny(p.Name, "/\\ \t\n,"):
		return fmt.Errorf("sweep: name %q: a name without spaces, commas and slashes is needed", p.Name)
	case len(p.Scenarios) == 0 || len(p.Seeds) == 0:
		return fmt.Errorf("sweep: plan %s: at least one scenario and one seed are needed", p.Name)
	case p.Draws < 1:
		return fmt.Errorf("sweep: plan %s: draws is %d; at least 1", p.Name, p.Draws)
	case p.PerShard < 1 || p.PerShard > MaxRows:
		return fmt.Errorf("sweep: plan %s: %d rows a shard; at least 1, 100 as a rule", p.Name, p.PerShard)
	case len(p.Results) == 0:
		return fmt.Errorf("sweep: plan %s: no results", p.Name)
	}
	rows := float64(len(p.Scenarios)) * float64(len(p.Seeds)) * float64(p.Draws) * float64(p.Blocks())
	if rows > MaxRows {
		return fmt.Errorf("sweep: plan %s: %.3g rows; at most %.3g", p.Name, rows, float64(MaxRows))
	}
	return p.checkNames()
}

func (p *Plan) checkNames() error {
	for _, list := range []struct {
		what  string
		names []string
	}{{"scenario", p.Scenarios}, {"column", p.columns()}, {"parameter", p.Groups}} {
		seen := map[string]bool{}
		for _, name := range list.names {
			if name == "" || strings.Contains(name, ",") {
				return fmt.Errorf("sweep: plan %s: %s %q: names are not empty and hold no comma", p.Name, list.what, name)
			}
			if seen[name] {
				return fmt.Errorf("sweep: plan %s: %s %q twice", p.Name, list.what, name)
			}
			seen[name] = true
		}
	}
	seen := map[uint64]bool{}
	for _, s := range p.Seeds {
		if seen[s] {
			return fmt.Errorf("sweep: plan %s: seed %d twice: its draws would be counted twice", p.Name, s)
		}
		if s > math.MaxInt64 {
			return fmt.Errorf("sweep: plan %s: seed %d; at most %d", p.Name, s, int64(math.MaxInt64))
		}
		seen[s] = true
	}
	return nil
}

// columns are the names of all columns of a shard.
func (p *Plan) columns() []string {
	out := []string{"row", "seed", "draw", "block", "scenario", "error"}
	for _, in := range p.Inputs {
		out = append(out, inputPrefix+in)
	}
	for _, r := range p.Results {
		out = append(out, r.Name)
	}
	return out
}

// inputPrefix marks columns of what was drawn.
const inputPrefix = "in "

// Hash tells plans apart; it covers everything in the plan.
func (p *Plan) Hash() string {
	b, err := json.Marshal(p)
	if err != nil {
		return "" // Spec is no JSON, which check refuses
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])[:16]
}

// differences says in words how two plans differ.
func (p *Plan) differences(now *Plan) []string {
	var out []string
	for _, c := range []struct{ what, was, is string }{
		{"Lodestone", p.Origin.Version, now.Origin.Version}, {"Go", p.Origin.Go, now.Origin.Go}, {"the program", p.Origin.Program, now.Origin.Program},
	} {
		if c.was != c.is {
			out = append(out, fmt.Sprintf("%s was %s and is %s", c.what, c.was, c.is))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now.Origin.Data)) {
		if p.Origin.Data[name] != now.Origin.Data[name] {
			out = append(out, "table "+name+" is another")
		}
	}
	a, b := *p, *now
	a.Origin, b.Origin = Origin{}, Origin{}
	if a.Hash() != b.Hash() {
		out = append(out, "the spec is another")
	}
	return out
}
