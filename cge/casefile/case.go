package casefile

import (
	"fmt"
	"io"
	"strings"

	"github.com/lodestone-model/lodestone/cge"
)

// A Case is a model with the scenarios that its file names.
type Case struct {
	ID, Title string
	Kind      string // "mpsge", "mcp", "gen" or "aanet"
	Economy   *cge.Economy
	Scenarios []Scenario
	// Networks are the scenarios of a network of industries that choose their
	// suppliers, kind "aanet"; Economy and Scenarios are then empty.
	Networks []NetworkScenario
	gen      *generated
}

// A Scenario is a scenario with what its file expects of the solution.
type Scenario struct {
	cge.Scenario
	// Expect has values of variables, Flows of flows under the keys
	// "sector|commodity|out", "sector|commodity|inp" (per unit of activity) and
	// "agent|commodity|dem" (total).
	Expect, Flows map[string]float64
	// AnyOf lists solutions, of which one is to be found.
	AnyOf []map[string]float64
	// Tolerance is relative, absolute for values below 1; 1e-6 unless the file
	// says otherwise, 1e-8 for generated economies.
	Tolerance float64
	// Indeterminate names variables that the equations leave open.
	Indeterminate []string
}

const (
	schemaCase      = "lodestone-case/1"
	schemaGenerated = "lodestone-gen/1"
)

// usualTolerance is that of expectations for which a file states none: the
// published figures have seven digits or more.
const usualTolerance = 1e-6

// Read reads a case. Errors name the place in the file.
func Read(in io.Reader) (*Case, error) {
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, fmt.Errorf("casefile: %w", err)
	}
	v, err := decode(data)
	if err != nil {
		return nil, err
	}
	r := newReader()
	root := spot{r, "", v}
	var c *Case
	switch schema := root.must("schema").text(); {
	case r.err != nil:
	case schema == schemaGenerated:
		c = readGenerated(root)
	case schema == schemaCase:
		c = readCase(root)
	default:
		r.fail("schema", "is %q; this reads %s and %s", schema, schemaCase, schemaGenerated)
	}
	if r.err != nil {
		return nil, r.err
	}
	if err := c.Economy.Err(); err != nil {
		return nil, fmt.Errorf("casefile: %w", err)
	}
	return c, nil
}

func readCase(root spot) *Case {
	c := &Case{ID: "unnamed", Kind: root.must("kind").text()}
	if s, ok := root.get("id"); ok {
		c.ID = s.text()
	}
	if s, ok := root.get("title"); ok {
		c.Title = s.text()
	}
	c.Economy = cge.NewEconomy(c.ID)
	switch c.Kind {
	case "mpsge":
		root.spelt("params", "derived", "commodities", "sectors", "demands", "aux", "start", "money", "scenarios")
		readEconomy(root, c.Economy)
	case "mcp":
		root.spelt("params", "derived", "vars", "F", "start", "money", "scenarios", "solutions")
		readBare(root, c.Economy)
	case "aanet":
		readNetwork(root, c)
		return c
	default:
		otherKind(root, c.Kind)
		return c
	}
	root.r.settle()
	c.Scenarios = readScenarios(root)
	return c
}

// otherKind says what a file of another kind would need.
func otherKind(root spot, kind string) {
	switch kind {
	case "dtc", "knowledge", "ews":
		root.r.fail("kind", "is %q, closed forms to compare with; equilibria to solve are of kind mpsge, mcp or aanet", kind)
	default:
		root.r.fail("kind", "is %q; equilibria are of kind mpsge, mcp or aanet", kind)
	}
}

// Find is the scenario of a name. The error lists the names there are.
func (c *Case) Find(name string) (Scenario, error) {
	names := make([]string, len(c.Scenarios))
	for i, s := range c.Scenarios {
		if s.Name == name {
			return s, nil
		}
		names[i] = fmt.Sprintf("%q", s.Name)
	}
	return Scenario{}, fmt.Errorf("casefile: %s has no scenario %q; it has %s", c.ID, name, strings.Join(names, ", "))
}
