package casefile_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/casefile"
)

// mill is a small network with all that a file may hold.
const mill = `{"schema": "lodestone-case/1", "id": "mill", "kind": "aanet", "form": "ces", "sigma": 2,
 "params": {"a": null, "half": 0.5}, "derived": {"b": "-half/5"},
 "labour": 2, "rebate": 0.25, "consumer_shares": {"flour": 0.5, "bread": 0.5},
 "industries": [
  {"name": "flour", "logA0": "a", "wL": "half", "optional": [{"j": "bread", "w": 0.1, "b": "b"}]},
  {"name": "bread", "logA0": 0, "wL": 0.6, "mu": 0.1, "required": [{"j": "flour", "w": 0.3}],
   "optional": [{"j": "bread", "w": 0.05}], "table": [{"with": [], "logA": 0}, {"with": ["bread"], "logA": "b"}]}],
 "scenarios": [
  {"name": "base", "set": {"a": 0}},
  {"name": "more", "set": {"a": 0.1}, "delta_logA0": {"bread": 0.2}, "expect": {"S": {"flour": ["bread"]}, "new_links": 1, "lost_links": []}}]}`

func TestNetworkFile(t *testing.T) {
	c, err := casefile.Read(strings.NewReader(mill))
	if err != nil {
		t.Fatal(err)
	}
	n := c.Networks[1].Network
	if n.Sigma != 2 || n.Labour != 2 || n.Wasted != .75 || n.Industries[0].LogA0 != .1 || n.Industries[1].LogA0 != .2 ||
		n.Industries[0].Optional[0].B != -.1 || n.Industries[1].Table[1].LogA != -.1 || n.Industries[1].Mu != .1 {
		t.Errorf("%+v", n)
	}
	outcomes, err := c.SolveNetworks(t.Context(), "more")
	if err != nil || len(outcomes) != 1 {
		t.Fatal(len(outcomes), err)
	}
	var b bytes.Buffer
	if err := casefile.WriteNetworkJSON(&b, outcomes); err != nil {
		t.Fatal(err)
	}
	var back struct {
		Scenarios []struct {
			Name   string
			Values struct {
				LogP   map[string]float64
				S      map[string][]string
				Income float64
				New    [][2]string `json:"new_links"`
				Gap    float64     `json:"gap_flour_bread"`
			}
			Certificate struct {
				Replication, Walras, Within *float64
				Reasons                     map[string]string
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &back); err != nil {
		t.Fatal(err)
	}
	sc := back.Scenarios[0]
	if sc.Name != "more" || len(sc.Values.LogP) != 2 || sc.Values.LogP["flour"] != outcomes[0].Equilibrium.LogP[0] ||
		sc.Values.Income <= 2 || sc.Certificate.Replication != nil || *sc.Certificate.Walras > 1e-12 || sc.Certificate.Reasons["replication"] == "" {
		t.Errorf("%s", b.Bytes())
	}
	if adopted := len(sc.Values.S["flour"]) == 1; adopted != (sc.Values.Gap < 0) || math.IsNaN(sc.Values.Gap) {
		t.Errorf("sets %v, gap %v", sc.Values.S, sc.Values.Gap)
	}
}

// TestNetworkFilesAreChecked: each spoilt file is refused at its place.
func TestNetworkFilesAreChecked(t *testing.T) {
	for _, c := range [][3]string{
		{`"form": "ces"`, `"form": "leontief"`, `form: is "leontief"; networks are of form cobb-douglas or ces`},
		{`"form": "ces"`, `"form": "cobb-douglas"`, `sigma: is 2 in a network of form cobb-douglas`},
		{`"sigma": 2,`, ``, `has no "sigma"`},
		{`"rebate": 0.25`, `"rebate": 2`, `rebate: is the number 2; it is true, false, or the share`},
		{`"labour": 2`, `"labour": 0`, `labour: is 0; it must be above zero`},
		{`"a": 0.1}`, `"a": 0.1, "c": 1}`, `scenarios[1]: sets "c", which no figure of the network speaks of`},
		{`"set": {"a": 0}`, `"set": {}`, `scenarios[0]: industries[0].logA0: "a" has no value; set it in the scenario, or in params`},
		{`"b": "-half/5"`, `"b": "1/0"`, `is not a finite number: 1/0`},
		{`"b": "-half/5"`, `"b": "b"`, `speak of one another in a circle`},
		{`"logA0": "a"`, `"logA0": "a+"`, `industries[0].logA0: "a+" is no expression`},
		{`"j": "flour"`, `"j": "flower"`, `scenarios[0]: mill: industry "bread": input "flower": no industry is called that`},
		{`"required": [{"j": "flour", "w": 0.3}]`, `"required": [{"j": "flour", "alpha": 0.3}]`, `has "alpha", which is unknown here`},
		{`"mu": 0.1`, `"mu": -1`, `industry "bread": the wedge mu is -1`},
		{`"flour": 0.5, "bread": 0.5`, `"flour": 0.5, "bread": 0.6`, `the consumer's shares sum to 1.1, not 1`},
		{`"delta_logA0": {"bread"`, `"delta_logA0": {"bred"`, `scenarios[1].delta_logA0: mill: no industry is called "bred"`},
		{`"name": "more"`, `"name": "base"`, `scenarios[1]: is called "base", as one before it is`},
		{`"delta_logA0"`, `"delta_logA"`, `scenarios[1]: has "delta_logA", which nobody reads; is it "delta_logA0"?`},
		{`"with": ["bread"], "logA": "b"`, `"with": ["cake"], "logA": "b"`, `table entry 2: "cake" is no optional input`},
	} {
		text := strings.Replace(mill, c[0], c[1], 1)
		if text == mill {
			t.Fatalf("%s is not in the file", c[0])
		}
		_, err := casefile.Read(strings.NewReader(text))
		if err == nil || !strings.Contains(err.Error(), c[2]) {
			t.Errorf("%s: %v; it should say %q", c[1], err, c[2])
		}
	}
	for _, c := range [][2]string{
		{`"S": {"flour"`, `"T": {"flour"`},
		{`"S": {"flour"`, `"S": {"flower"`},
		{`"new_links": 1`, `"income": ["rich"]`},
	} {
		bad, err := casefile.Read(strings.NewReader(strings.Replace(mill, c[0], c[1], 1)))
		if err != nil {
			t.Fatal(err)
		}
		outcomes, err := bad.SolveNetworks(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := outcomes[1].Check(); err == nil || !strings.Contains(err.Error(), "is nothing that the network has") {
			t.Errorf("%s: %v", c[1], err)
		}
	}
}
