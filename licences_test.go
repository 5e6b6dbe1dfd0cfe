package lodestone_test

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/licences.md")

// A dependency is a module that this one uses.
type dependency struct{ path, version, dir string }

// dependencies are the modules behind packages, in order of path. Versions of
// the same list on other systems may differ by modules that only they need.
func dependencies(t *testing.T, flags ...string) []dependency {
	t.Helper()
	args := append([]string{"list", "-f", "{{with .Module}}{{.Path}}\t{{.Version}}\t{{.Dir}}{{end}}", "-deps"}, flags...)
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %v: %v", args, err)
	}
	var all []dependency
	for _, line := range strings.Split(strings.TrimSpace(string(out)), "\n") {
		if f := strings.Split(line, "\t"); len(f) == 3 && f[1] != "" {
			all = append(all, dependency{f[0], f[1], f[2]})
		}
	}
	slices.SortFunc(all, func(a, b dependency) int { return cmp.Compare(a.path, b.path) })
	return slices.Compact(all)
}

// licenceWords tell licences apart. A file may hold several, each for a part.
var licenceWords = []struct{ name, words string }{
	{"Apache-2.0", "Apache License"},
	{"MPL-2.0", "Mozilla Public License"},
	{"FreeType (or GPL-2.0)", "The FreeType License"},
	{"CC-BY-4.0", "Creative Commons Attribution 4.0"},
	{"MIT", "Permission is hereby granted, free of charge"},
	{"BSD-3-Clause", "Neither the name"},
	{"BSD-2-Clause", "Redistribution and use in source and binary forms"},
}

func licenceOf(t *testing.T, d dependency) string {
	t.Helper()
	entries, err := os.ReadDir(d.dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := strings.ToLower(e.Name())
		if !strings.HasPrefix(name, "licen") && !strings.HasPrefix(name, "copying") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(d.dir, e.Name()))
		if err != nil {
			continue // a folder
		}
		words := strings.Join(strings.Fields(string(text)), " ")
		var found []string
		for _, l := range licenceWords {
			if strings.Contains(words, l.words) && !(l.name == "BSD-2-Clause" && slices.Contains(found, "BSD-3-Clause")) {
				found = append(found, l.name)
			}
		}
		if found != nil {
			return strings.Join(found, ", ")
		}
	}
	t.Errorf("%s %s: no licence that this test knows; read it, and add it to licenceWords or drop the module", d.path, d.version)
	return "unknown"
}

func licencePage(t *testing.T) string {
	program := dependencies(t, "./...")
	var rest []dependency
	for _, d := range dependencies(t, append([]string{"-test", "./..."}, tools(t)...)...) {
		if !slices.Contains(program, d) {
			rest = append(rest, d)
		}
	}
	var b strings.Builder
	b.WriteString("# Licences of what Lodestone is built with\n\n    go test . -run Licences -update\n\nThe terms of figures stand in [data.md](data.md).\n")
	for _, part := range []struct {
		title string
		list  []dependency
	}{{"In the program and in notebooks", program}, {"In tests and tools alone", rest}} {
		fmt.Fprintf(&b, "\n## %s\n\n| module | version | licence |\n|---|---|---|\n", part.title)
		for _, d := range part.list {
			fmt.Fprintf(&b, "| %s | %s | %s |\n", d.path, d.version, licenceOf(t, d))
		}
	}
	return b.String()
}

// tools are the programs that go.mod pins.
func tools(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("go", "list", "tool").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(out))
}

// TestLicencesAreListed: the page names every module and a licence for each.
func TestLicencesAreListed(t *testing.T) {
	page := licencePage(t)
	if *update {
		if err := os.WriteFile("docs/licences.md", []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	old, err := os.ReadFile("docs/licences.md")
	if err != nil || string(old) != page {
		t.Errorf("docs/licences.md is not what go.mod brings (%v); go test . -run Licences -update", err)
	}
}
