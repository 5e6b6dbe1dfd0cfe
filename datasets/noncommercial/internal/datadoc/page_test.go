package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/lodestone-model/lodestone/datasets"
)

func generate(t *testing.T) (root, text string) {
	t.Helper()
	t.Setenv(datasets.OverlayVar, "")
	root, err := moduleRoot()
	if err != nil {
		t.Fatal(err)
	}
	var page bytes.Buffer
	if err := write(&page, root); err != nil {
		t.Fatal(err)
	}
	return root, page.String()
}

// The page in the repository is what the tables say today.
func TestPageIsCurrent(t *testing.T) {
	root, want := generate(t)
	got, err := os.ReadFile(filepath.Join(root, "docs", "data.md"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(want, "\n"), strings.Split(string(got), "\n")); diff != "" {
		t.Errorf("docs/data.md is not current; run go generate ./datasets/noncommercial\n%s", diff[:min(len(diff), 2000)])
	}
}

// Every link inside the page has a place to go to.
func TestLinksLead(t *testing.T) {
	_, text := generate(t)
	places := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^### (\S+)$|<a id="([^"]+)">`).FindAllStringSubmatch(text, -1) {
		places[m[1]+m[2]] = true
	}
	links := regexp.MustCompile(`\]\(#([^)]+)\)`).FindAllStringSubmatch(text, -1)
	if len(links) < 100 {
		t.Errorf("%d links", len(links))
	}
	for _, m := range links {
		if !places[m[1]] {
			t.Errorf("link to #%s leads nowhere", m[1])
		}
	}
}

// Rows quoted from memory are counted as such, and defects have their reason.
func TestPageSaysWhatIsKnown(t *testing.T) {
	_, text := generate(t)
	for _, want := range []string{
		"| [learning_rates](#learning_rates) | 84 | 84 |", "recalled from memory", "refinery capacity, as usgs_mcs2026 calls the same figures",
		"Left out: ", "CC BY-NC-SA 4.0", "| faraday | lithium per MWh",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	for _, bad := range []string{"%!", "/home/", "<nil>"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page says %q", bad)
		}
	}
}
