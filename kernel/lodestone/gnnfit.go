package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"github.com/lodestone-model/lodestone/cge/pathway/base"
	"github.com/lodestone-model/lodestone/gnn/fit"
	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

// fitSeed of the draws in PARAMS.json.
const fitSeed = 2024

func (a *app) gnnFitCommand() *cobra.Command {
	var out string
	var together bool
	cmd := &cobra.Command{
		Use:   "fit",
		Short: "Fit the model's parameters to the panels of what was measured",
		Long: "Fit asks the history of prices, output, costs and shares for the parameters of the coupled model: elasticities of\n" +
			"supply with instruments, exponents of learning, speed of entry, elasticities of substitution. It prints first how\n" +
			"many are learned, and for each what it rests on. What the panels do not identify keeps its published or assumed\n" +
			"value, and says so. -o writes PARAMS.json, which `lodestone pathway -params` reads. It takes seconds, so\n" +
			"nothing is kept between runs; what it writes for the tables as they are ships with the program. -tandem lets the estimate of supply and the model's own mineral\n" +
			"markets take turns until they agree, and says what that changes: a table, no other parameters.",
		Example: "  lodestone gnn fit\n  lodestone gnn fit -o PARAMS.json\n  lodestone pathway -scenario OPEN -params PARAMS.json",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.gnnFit(cmd.Context(), out, together) },
	}
	cmd.Flags().StringVarP(&out, "output", "o", "", "file for the parameters, as JSON")
	cmd.Flags().BoolVar(&together, "tandem", false, "also estimate supply in tandem with the model's mineral markets (half a minute)")
	return cmd
}

func (a *app) gnnFit(ctx context.Context, out string, together bool) error {
	began := time.Now()
	p, err := fitParams(ctx)
	if err != nil {
		return err
	}
	text, err := p.json()
	if err != nil {
		return err
	}
	if a.json && out == "" {
		_, err := a.out.Write(text)
		return err
	}
	if out != "" {
		if err := kernel.WriteFile(out, text, 0o644); err != nil {
			return err
		}
	}
	count := p.report.Count()
	var b bytes.Buffer
	p.write(&b, time.Since(began).Seconds())
	if together {
		t, err := newTandem(p)
		if err != nil {
			return err
		}
		if err := t.run(ctx); err != nil {
			return err
		}
		t.write(&b)
	}
	if out != "" {
		fmt.Fprintf(&b, "written  %s\n", shortPath(out))
	}
	return a.print(map[string]any{"ok": true, "file": out, "parameters": len(p.report.Params), "learned": count["learned"], "literature": count["literature"], "prior": count["prior"], "data_hash": p.hash}, b.String())
}

// fittedParams are a report with what it rests on.
type fittedParams struct {
	report *fit.Report
	data   fit.Data
	hash   string
	split  []string // ids without a value of their own
}

// fitParams reads the panels and fits.
func fitParams(ctx context.Context) (*fittedParams, error) {
	data, split, err := fitData()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(data)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	report, err := fit.Run(ctx, data, fitSeed)
	if err != nil {
		return nil, err
	}
	return &fittedParams{report, data, hex.EncodeToString(sum[:]), split}, nil
}

// json is PARAMS.json. Draws have six digits, enough for their deviations.
func (p *fittedParams) json() ([]byte, error) {
	parts := map[string][]fit.Param{"nests": {}, "supply": {}, "learning": {}}
	for _, q := range p.report.Params {
		parts[q.Part] = append(parts[q.Part], q)
	}
	draws := make([][]float64, len(p.report.Draws))
	for i, d := range p.report.Draws {
		draws[i] = make([]float64, len(d))
		for j, v := range d {
			draws[i][j] = math.Round(v*1e6) / 1e6
		}
	}
	count := p.report.Count()
	head, err := json.MarshalIndent(map[string]any{
		"count": count, "nests": parts["nests"], "supply": parts["supply"], "learning": parts["learning"], "data_hash": p.hash, "seed": fitSeed,
		"identification": map[string]any{"curves": p.report.Curves, "knowledge": p.report.Knowledge, "diffusion": p.report.Diffusion, "choices": p.report.Choices},
		"split":          p.split,
	}, "", " ")
	if err != nil {
		return nil, err
	}
	lines, err := json.Marshal(draws)
	if err != nil {
		return nil, err
	}
	lines = bytes.ReplaceAll(lines, []byte("],["), []byte("],\n["))
	head = append(bytes.TrimSuffix(head, []byte("\n}")), ",\n \"draws\": "...)
	return append(append(head, lines...), "\n}\n"...), nil
}

// priorOf is the log-normal prior of a parameter of the model.
func priorOf(p base.Parameter) fit.Prior {
	sd := fit.AssumedSD
	switch {
	case p.From == "literature":
		sd = fit.LiteratureSD
	case p.Part == "nests":
		sd = math.Ln2 / 1.645 // 4, and 2 to 8 in nine of ten cases
	}
	return fit.Prior{Part: p.Part, ID: p.ID, Mean: nineDigits(math.Log(p.Value)), SD: sd, From: p.From}
}

// nineDigits rounds to nine digits behind the point, so that machines whose
// logarithms differ in the last one have the same data and hash.
func nineDigits(v float64) float64 { return math.Round(v*1e9) / 1e9 }
