package mpsge_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/lodestone-model/lodestone/cge/mpsge"
)

// gams finds the executable that LODESTONE_GAMS names, itself or its folder.
func gams(t *testing.T) string {
	t.Helper()
	path := os.Getenv("LODESTONE_GAMS")
	if path == "" {
		t.Skip("LODESTONE_GAMS names no GAMS with MPSGE, as executable or folder; the package tests do without it")
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		path = filepath.Join(path, "gams")
	}
	if _, err := exec.LookPath(path); err != nil {
		t.Skipf("LODESTONE_GAMS: %v", err)
	}
	return path
}

// GAMS finds the equilibria that we find.
func TestGAMS(t *testing.T) {
	program := gams(t)
	for _, s := range append(cases(t), invented()...) {
		if inexpressible[s.name] != "" {
			continue
		}
		t.Run(s.name, func(t *testing.T) {
			text := export(t, s)
			ids := identifiers(text)
			got := run(t, program, text)
			worst, where := 0.0, ""
			for i, want := range solve(t, s.economy, s.scenarios) {
				if stat := got[key(i, ".modelstat")]; stat != 1 {
					t.Errorf("%s: model status %v", s.scenarios[i].Name, stat)
				}
				for name, w := range want {
					id, renamed := ids[name]
					if !renamed {
						id = name
					}
					g, ok := got[key(i, id)]
					if !ok {
						t.Fatalf("%s: GAMS has no level of %q", s.scenarios[i].Name, name)
					}
					if name == s.less.income {
						g += s.less.cost(i, want)
					}
					if d := apart(g, w); d > worst {
						worst, where = d, fmt.Sprintf("%s in %q: GAMS %.12g, we %.12g", name, s.scenarios[i].Name, g, w)
					}
				}
			}
			// PATH stops at residuals of 1e-9
			if worst > 1e-6 {
				t.Errorf("off by %.1e: %s", worst, where)
			}
			t.Logf("%d scenarios, largest difference %.1e", len(s.scenarios), worst)
		})
	}
}

func key(scenario int, variable string) string { return fmt.Sprintf("%d,%s", scenario+1, variable) }

var nameComment = regexp.MustCompile(`(?m)^\*lodestone name (\S+) (".*")$`)

// identifiers reads the names that changed from the comments.
func identifiers(program string) map[string]string {
	ids := map[string]string{}
	for _, m := range nameComment.FindAllStringSubmatch(program, -1) {
		if name, err := strconv.Unquote(m[2]); err == nil {
			ids[name] = m[1]
		}
	}
	return ids
}

// run executes a program and reads its CSV file.
func run(t *testing.T, program, text string) map[string]float64 {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "model.gms"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, "model.gms", "lo=2")
	cmd.Dir = dir
	err := cmd.Run()
	log, _ := os.ReadFile(filepath.Join(dir, "model.log"))
	switch {
	case err == nil:
	case strings.Contains(string(log), "MPSGE missing") || strings.Contains(string(log), "Unable to open include file") && !strings.Contains(string(log), "MPSGE preprocessor ..."):
		t.Skipf("%s has no MPSGE: a full GAMS has it, in pip it is gamspy-mpsge", program)
	case strings.Contains(string(log), "exceeds the demo license limits"):
		t.Skip("the model is larger than the demo licence allows")
	case !errors.As(err, new(*exec.ExitError)):
		t.Fatal(err)
	default:
		t.Fatalf("%v\n%s", err, log)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.csv"))
	if len(files) != 1 {
		t.Fatalf("GAMS wrote %d CSV files\n%s", len(files), log)
	}
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	return levels(t, string(data))
}

// levels reads lines such as 1,PX,1.25.
func levels(t *testing.T, text string) map[string]float64 {
	t.Helper()
	out := map[string]float64{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n")[1:] {
		at := strings.LastIndexByte(line, ',')
		if at < 0 {
			t.Fatalf("GAMS wrote %q", line)
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(line[at+1:]), 64)
		if err != nil {
			t.Fatalf("GAMS wrote %q", line)
		}
		out[line[:at]] = v
	}
	return out
}

// GAMS reads the textbook program as Parse does: the last solve is the same.
func TestGAMSTextbook(t *testing.T) {
	program := gams(t)
	m, err := mpsge.Parse(strings.NewReader(textbook))
	if err != nil {
		t.Fatal(err)
	}
	all := solve(t, m.Economy, m.Scenarios)
	want := all[len(all)-1]
	text := textbook + "\nfile levels / \"levels.csv\" /; levels.nr = 4; levels.nw = 0; put levels 'scenario,variable,level' /;\n"
	for _, name := range slices.Sorted(maps.Keys(want)) {
		text += fmt.Sprintf("put '1,%s,' %s.l /;\n", name, name)
	}
	got := run(t, program, text+"putclose levels;\n")
	for name, w := range want {
		if d := apart(got[key(0, name)], w); !(d <= 1e-6) { // PATH stops at residuals of 1e-6
			t.Errorf("%s: GAMS %v, we %v", name, got[key(0, name)], w)
		}
	}
}
