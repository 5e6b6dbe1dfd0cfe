// Command graph writes the tables of package coefficients as files: observed,
// theory, features and links, for gnn/impute/evaluate and for other tools.
//
//	go run ./cge/pathway/base/coefficients/graph -o out/graph
package main

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"

	"github.com/lodestone-model/lodestone/cge/pathway/base/coefficients"
	"github.com/lodestone-model/lodestone/datasets/quantity"
)

func main() {
	dir := flag.String("o", "out/graph", "folder to write into")
	flag.Parse()
	if err := write(*dir); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, t := range map[string]quantity.Table{"observed": coefficients.Observed(), "theory": coefficients.Theory(),
		"features": coefficients.Features(), "links": coefficients.Links()} {
		var b bytes.Buffer
		if err := quantity.WriteTable(&b, t); err != nil {
			return err
		}
		at := filepath.Join(dir, name+".csv")
		if err := os.WriteFile(at+".part", b.Bytes(), 0o644); err != nil {
			return err
		}
		if err := os.Rename(at+".part", at); err != nil {
			return err
		}
	}
	sd, pairs, err := coefficients.Spread()
	if err != nil {
		return err
	}
	fmt.Printf("%d coefficients; where sources publish the same one (%d), they differ by %.2f in logs, a factor of %.1f\n", len(coefficients.Observed().Rows), pairs, sd, math.Exp(sd))
	return nil
}
