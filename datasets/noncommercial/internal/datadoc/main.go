// Command datadoc writes docs/data.md, the page that says what the tables
// hold and what is known of them.
//
//	go generate ./datasets/noncommercial
//
//	catalogue, rows ──▶ axes, years, units, confidence, sources, defects ─┐
//	comments of the loaders ──▶ coverage, holes, which series to choose ──┼──▶ docs/data.md
//	comments of the recipes ──▶ what is left out, and why ────────────────┘
//
// Nothing on the page is typed for it: whoever changes a table or a loader's
// comment runs the command again, and a test compares.
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/lodestone-model/lodestone/datasets/internal/whole"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "datadoc:", err)
		os.Exit(1)
	}
}

func run() error {
	root, err := moduleRoot()
	if err != nil {
		return err
	}
	var page bytes.Buffer
	if err := write(&page, root); err != nil {
		return err
	}
	return whole.Write(filepath.Join(root, "docs", "data.md"), page.Bytes())
}

// moduleRoot is the folder of go.mod, upward from the working folder.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", fmt.Errorf("no go.mod above the working folder; run it inside the clone")
		}
		dir = up
	}
}
