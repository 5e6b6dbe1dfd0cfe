package sweep

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// writeTo writes a file beside its place and renames it.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := newFile(path)
	if err != nil {
		return err
	}
	defer f.abandon()
	if err := write(f.w); err != nil {
		return fmt.Errorf("sweep: writing %s: %w", path, err)
	}
	return f.done()
}

// A file is one that is not in its place yet.
type file struct {
	path string
	f    *os.File
	w    *bufio.Writer
}

func newFile(path string) (*file, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return nil, fmt.Errorf("sweep: writing %s: %w", path, err)
	}
	return &file{path, f, bufio.NewWriterSize(f, 1<<16)}, nil
}

// done puts the file in its place.
func (f *file) done() error {
	err := f.w.Flush()
	if err == nil {
		err = f.f.Chmod(0o644)
	}
	if err == nil {
		err = f.f.Close()
	}
	if err == nil {
		err = os.Rename(f.f.Name(), f.path)
	}
	if err != nil {
		return fmt.Errorf("sweep: writing %s: %w", f.path, err)
	}
	f.f = nil
	return nil
}

// abandon removes a file that is not done.
func (f *file) abandon() {
	if f.f != nil {
		f.f.Close()
		os.Remove(f.f.Name())
		f.f = nil
	}
}

// A failTable writes failed.csv row by row.
type failTable struct {
	*file
	csv *csv.Writer
}

func newFailTable(path string) (*failTable, error) {
	f, err := newFile(path)
	if err != nil {
		return nil, err
	}
	t := &failTable{f, csv.NewWriter(f.w)}
	return t, t.csv.Write([]string{"row", "scenario", "seed", "draw", "block", "error"})
}

func (t *failTable) add(at At, text string) error {
	return t.csv.Write([]string{strconv.Itoa(at.Row), at.Scenario, strconv.FormatUint(at.Seed, 10), strconv.Itoa(at.Draw), strconv.Itoa(at.Block), text})
}

func (t *failTable) done() error {
	t.csv.Flush()
	if err := t.csv.Error(); err != nil {
		return fmt.Errorf("sweep: writing %s: %w", t.path, err)
	}
	return t.file.done()
}

// tables writes summary.csv and sobol.csv.
func (g *gathering) tables() error {
	p := &g.s.Plan
	for s, x := range g.index {
		for i, r := range p.Results {
			for k, group := range p.Groups {
				first, total := x.of(k, i)
				g.out.Sobol = append(g.out.Sobol, Sobol{p.Scenarios[s], group, r.Name, first, total, x.n})
			}
		}
	}
	if err := writeTo(filepath.Join(g.c.Out, "summary.csv"), g.writeSummary); err != nil {
		return err
	}
	g.out.Files = append(g.out.Files, "summary.csv", "failed.csv")
	if g.index == nil {
		return nil
	}
	g.out.Files = append(g.out.Files, "sobol.csv")
	return writeTo(filepath.Join(g.c.Out, "sobol.csv"), g.writeSobol)
}

func (g *gathering) writeSummary(to io.Writer) error {
	w := csv.NewWriter(to)
	head := []string{"scenario", "column", "unit", "n", "mean", "sd", "min"}
	for _, q := range g.c.Quantiles {
		head = append(head, "q"+number(q))
	}
	if err := w.Write(append(head, "max")); err != nil {
		return err
	}
	for _, s := range g.out.Summaries {
		rec := []string{s.Scenario, s.Name, s.Unit, strconv.Itoa(s.N)}
		values := append(append([]float64{s.Mean, s.SD, s.Min}, s.Quantiles...), s.Max)
		for i := range len(g.c.Quantiles) + 4 {
			text := "" // nothing is known where every row failed
			if s.N > 0 {
				text = number(values[i])
			}
			rec = append(rec, text)
		}
		if err := w.Write(rec); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func (g *gathering) writeSobol(to io.Writer) error {
	w := csv.NewWriter(to)
	if err := w.Write([]string{"scenario", "parameter", "result", "first", "total", "n"}); err != nil {
		return err
	}
	for _, s := range g.out.Sobol {
		if err := w.Write([]string{s.Scenario, s.Parameter, s.Result, number(s.First), number(s.Total), strconv.Itoa(s.N)}); err != nil {
			return err
		}
	}
	w.Flush()
	return w.Error()
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
