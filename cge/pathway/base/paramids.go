package base

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"math"
	"strings"
	"sync"

	"github.com/lodestone-model/lodestone/cge/knowledge"
	"github.com/lodestone-model/lodestone/cge/pathway"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// A Parameter is what a world takes from a parameter file where it has an
// entry, and the value that stands there without one.
type Parameter struct {
	Part, ID string
	Value    float64
	From     string // literature: a published figure stands behind the value; prior: an assumption
}

// Parameters lists them for a world and its figures, in the order nests, supply,
// learning. Several are the reason why a few are left out: an id of [Params] that
// stands for two uses with different values (efficiency and durability of a
// chemistry in vehicles and in grids, of a drivetrain on land and at sea) has no
// value of its own; these come as split.
func Parameters(spec *pathway.Spec, figures quantity.Table) (list []Parameter, split []string) {
	assumed := map[string]bool{}
	for _, r := range figures.Rows {
		if r.Flag == "assumption" {
			assumed[r.Key[0]] = true
		}
	}
	b := &parameterList{assumed: assumed, at: map[string]int{}, split: map[string]bool{}}
	for _, u := range spec.Uses {
		switch {
		case u.Name == "vehicles":
			b.add("nests", u.Name, u.Elasticity, false)
		case len(u.Options) > 1:
			b.add("nests", u.Name, u.Elasticity, true)
		}
	}
	for _, s := range spec.Services {
		b.add("nests", s.Name, s.Elasticity, false)
	}
	for _, m := range spec.Mines {
		b.add("supply", m.Name, m.Short, assumed["elasticity of supply of "+oreOf(m.Name)])
		b.add("supply", m.Name+"|long", m.Long, assumed["elasticity of supply of "+m.Name+" after twenty years"])
	}
	if spec.Research != nil {
		for i, k := range spec.Research.Block.Keys {
			b.driver(k, spec.Research.Drivers[i])
		}
	}
	for _, p := range b.list {
		if id := p.Part + " " + p.ID; b.split[id] {
			split = append(split, id)
		} else {
			list = append(list, p)
		}
	}
	return list, split
}

// oreOf is the name under which a mine's elasticity is written down.
func oreOf(mine string) string {
	if mine == "rare earths" {
		return "neodymium"
	}
	return mine
}

type parameterList struct {
	assumed map[string]bool
	list    []Parameter
	at      map[string]int
	split   map[string]bool
}

// add writes a parameter down once; what is not above zero has no log.
func (b *parameterList) add(part, id string, value float64, assumed bool) {
	if !(value > 0) {
		return
	}
	key := part + " " + id
	if i, ok := b.at[key]; ok {
		if math.Abs(b.list[i].Value-value) > 1e-9*value {
			b.split[key] = true
		}
		return
	}
	from := "literature"
	if assumed {
		from = "prior"
	}
	b.at[key] = len(b.list)
	b.list = append(b.list, Parameter{part, id, value, from})
}

// driver lists what a stock of knowledge moves, at the base year.
func (b *parameterList) driver(k knowledge.Key, d pathway.Driver) {
	node, _, _ := strings.Cut(k.Object, " ")
	id := k.Driver.String() + "|" + node
	for _, mineral := range sortedKeys(d.Content) {
		b.add("learning", id+"|"+mineral, -knowledge.Elasticity(d.Content[mineral], 1), b.assumed["elasticity of "+mineral+" in "+node])
	}
	if d.Cost != nil {
		b.add("learning", id+"|cost", -knowledge.Elasticity(d.Cost, 1), false)
	}
	if d.Life != nil {
		b.add("learning", id, knowledge.Elasticity(d.Life, 1), b.assumed["elasticity of the life of "+node])
	}
	if d.Yield != nil {
		b.add("learning", id, knowledge.Elasticity(d.Yield, 1), true)
	}
}

//go:embed fitted.json.gz
var fitted []byte

// FittedParams are the parameters that `lodestone gnn fit` writes from the tables
// as they are, shipped so that a world can be run on them without the packages
// that estimate.
func FittedParams() (*Params, error) { return readFitted() }

var readFitted = sync.OnceValues(func() (*Params, error) {
	text, err := FittedText()
	if err != nil {
		return nil, err
	}
	return ReadParams(bytes.NewReader(text))
})

// FittedText is the file behind [FittedParams], with members that Params does
// not have: curves, tests and reasons.
func FittedText() ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(fitted))
	if err != nil {
		return nil, fmt.Errorf("base: fitted parameters: %w", err)
	}
	return io.ReadAll(z)
}
