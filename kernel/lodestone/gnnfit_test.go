package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
)

var updateFitted = flag.Bool("update", false, "rewrite the shipped parameters, cge/pathway/base/fitted.json.gz")

// docs/parameters.md holds what the command prints; -update rewrites it.
func TestGNNFitDocs(t *testing.T) {
	p, err := fitParams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	p.write(&b, 0)
	printed, _, _ := strings.Cut(b.String(), "\ntime ")
	const path, fence = "../../docs/parameters.md", "```"
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(text), fence+"text\n")
	shown, after, ok := strings.Cut(rest, fence)
	if !ok {
		t.Fatalf("%s has no block of text", path)
	}
	if *updateFitted {
		if err := os.WriteFile(path, []byte(before+fence+"text\n"+printed+"\n"+fence+after), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Skip("rewritten; run again")
	}
	if strings.TrimSpace(shown) != strings.TrimSpace(printed) {
		t.Errorf("%s does not show what the command prints; go test ./kernel/lodestone -run GNNFitDocs -update, and read the words below the tables", path)
	}
}

// TestGNNFit: the file loads, every entry has a place in the world, draws have
// the stated deviations, and what is not learned says so first.
func TestGNNFit(t *testing.T) {
	out := filepath.Join(t.TempDir(), "PARAMS.json")
	expect(t, 0, []string{"gnn", "fit", "-o", out}, "nearly all of the model's parameters are assumptions or published figures", "granular shocks", "spurious trend", "Minimum viable share", "Anderson-Rubin")
	p, err := readFrom(out, base.ReadParams)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Draws) != 200 || len(p.DataHash) != 64 {
		t.Errorf("%d draws, hash %q", len(p.Draws), p.DataHash)
	}
	column, count := 0, map[string]int{}
	for _, part := range [][]base.Param{p.Nests, p.Supply, p.Learning} {
		for _, q := range part {
			mean, ss := 0., 0.
			for _, d := range p.Draws {
				mean += d[column] / 200
			}
			for _, d := range p.Draws {
				ss += (d[column] - mean) * (d[column] - mean)
			}
			if sd := math.Sqrt(ss / 199); math.Abs(mean-q.Mean) > 2e-6 || math.Abs(sd-q.SD) > 2e-6 { // six digits are written
				t.Errorf("%s: draws have mean %v and deviation %v, stated are %v and %v", q.ID, mean, sd, q.Mean, q.SD)
			}
			if q.Source == "learned" && (q.F < 10 || q.N < 15) {
				t.Errorf("%s is learned with F %v and n %d", q.ID, q.F, q.N)
			}
			count[q.Source]++
			column++
		}
	}
	if count["learned"] == 0 || count["literature"] == 0 || count["prior"] == 0 {
		t.Errorf("sources %v", count)
	}
	for _, id := range []string{"cobalt", "lithium"} { // too short: the published figure stands
		i := slices.IndexFunc(p.Supply, func(q base.Param) bool { return q.ID == id })
		if i < 0 || p.Supply[i].Source != "literature" {
			t.Errorf("supply of %s is not the literature's", id)
		}
	}
}

// Every entry of the shipped file has a place in the world. Where nothing was
// learned the world is the same as without it.
func TestFittedParamsHaveTheirPlace(t *testing.T) {
	p, err := base.FittedParams()
	if err != nil {
		t.Fatal(err)
	}
	account, err := base.NewAccount(accountYear, base.Open)
	if err != nil {
		t.Fatal(err)
	}
	spec, figures, err := base.World(account, base.Settings{Params: p})
	if err != nil {
		t.Fatal(err)
	}
	if used, unused := p.Placed(figures); len(unused) > 0 || len(used) < 200 {
		t.Errorf("%d entries are used, not %v", len(used), unused)
	}
	plain, plainFigures, err := base.World(account, base.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	with, _ := base.Parameters(spec, figures)
	without, _ := base.Parameters(plain, plainFigures)
	moved := 0
	for i, q := range with {
		same := math.Abs(q.Value/without[i].Value-1) < 1e-8 // the parameters go through files of nine digits
		if !same {
			moved++
		}
		if q.Part == "nests" && !same {
			t.Errorf("%s moved from %v to %v, nothing was learned about it", q.ID, without[i].Value, q.Value)
		}
	}
	if moved == 0 || moved > 10 {
		t.Errorf("%d parameters of the world moved", moved)
	}
}

// The shipped file is what the code makes of the tables.
func TestFittedIsCurrent(t *testing.T) {
	p, err := fitParams(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	text, err := p.json()
	if err != nil {
		t.Fatal(err)
	}
	if *updateFitted {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		z.Write(text)
		z.Close()
		if err := os.WriteFile("../../cge/pathway/base/fitted.json.gz", b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Skip("rewritten; run again")
	}
	shipped, err := base.FittedText()
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := json.Unmarshal(text, &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(shipped, &b); err != nil {
		t.Fatal(err)
	}
	if at := differ("", a, b); at != "" {
		t.Errorf("%s differs; go test ./kernel/lodestone -run FittedIsCurrent -update, and read what moved", at)
	}
}

// differ names the first place where two values differ by more than 1e-6,
// which is the last digit that draws are written with.
func differ(at string, a, b any) string {
	switch x := a.(type) {
	case float64:
		if y, ok := b.(float64); ok && math.Abs(x-y) <= 1e-6*(1+math.Abs(x)) {
			return ""
		}
	case map[string]any:
		y, ok := b.(map[string]any)
		if !ok || len(x) != len(y) {
			return at
		}
		for k := range x {
			if d := differ(at+"."+k, x[k], y[k]); d != "" {
				return d
			}
		}
		return ""
	case []any:
		y, ok := b.([]any)
		if !ok || len(x) != len(y) {
			return at
		}
		for i := range x {
			if d := differ(at, x[i], y[i]); d != "" {
				return d
			}
		}
		return ""
	default:
		if a == b {
			return ""
		}
	}
	return at
}

// A path runs on the file, and its rests name what was estimated.
func TestPathwayOnFittedParams(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "PARAMS.json")
	expect(t, 0, []string{"gnn", "fit", "-o", file}, "written")
	expect(t, 0, []string{"pathway", "-scenario", "OPEN", "-years", "2024:2025", "-params", file, "-o", filepath.Join(dir, "with")}, "OPEN, endogenous")
	expect(t, 0, []string{"pathway", "-scenario", "OPEN", "-years", "2024:2025", "-o", filepath.Join(dir, "without")}, "OPEN, endogenous")
	price := func(folder string) string {
		for _, row := range rowsOf(t, filepath.Join(dir, folder, "prices.csv")) {
			if row[0] == "2025" && row[2] == "copper" {
				return row[3]
			}
		}
		return ""
	}
	a, b := price("with"), price("without")
	if a == "" || a == b {
		t.Errorf("copper in 2025 costs %q with the parameters and %q without", a, b)
	}
	expect(t, 1, []string{"pathway", "-scenario", "OPEN", "-params", written(t, "no.json", strings.Repeat("{", 3))}, "no JSON object")
}

// The estimate and the model's markets settle; what comes of it is said.
func TestGNNFitTandem(t *testing.T) {
	if testing.Short() {
		t.Skip("half a minute of the whole model")
	}
	expect(t, 0, []string{"gnn", "fit", "-tandem"}, "In tandem with the world's mineral markets", "2 rounds", "contraction 0.0")
}
