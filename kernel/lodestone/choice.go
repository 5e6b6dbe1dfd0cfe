package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
	"github.com/spf13/cobra"
)

// A choice is what the flags of run say in text: parameters, cells, memory, how
// many at once.
type choice struct {
	set      []string
	only     string
	from     int
	memory   string
	parallel int
}

func (c *choice) flags(cmd *cobra.Command) {
	// an array, not a slice: values may hold commas
	cmd.Flags().StringArrayVarP(&c.set, "param", "p", nil, "name=value: set a constant of the cell tagged \"parameters\"; may be repeated")
	cmd.Flags().StringVar(&c.only, "only", "", "run these cells alone, all cells counted from 1: 3,5-7")
	cmd.Flags().IntVar(&c.from, "from", 0, "run from this cell on, all cells counted from 1")
	cmd.Flags().IntVar(&c.parallel, "parallel", 1, "how many notebooks to run at once")
}

// check reads the flags and refuses those that contradict one another.
func (j *job) check() (err error) {
	if j.inPlace && j.dir != "" {
		return errors.New("-in-place and -o exclude each other")
	}
	if j.inPlace && len(j.set) > 0 {
		return errors.New("-in-place would change the notebook's own constants; leave out -p, or write elsewhere with -o")
	}
	if j.parallel < 1 {
		return fmt.Errorf("-parallel %d: at least one notebook runs at a time", j.parallel)
	}
	j.limits.From = j.from
	if j.limits.Parameters, err = readValues(j.set); err != nil {
		return err
	}
	if j.limits.Only, err = readCells(j.only); err != nil {
		return err
	}
	if (len(j.limits.Only) > 0 || j.from > 0) && (len(j.in) > 1 || j.limits.Resume) {
		return errors.New("-only and -from choose cells of one notebook, and not with -resume")
	}
	if _, err = memoryOf(j.memory, 1, false); err != nil {
		return err
	}
	return j.distinct()
}

// distinct refuses notebooks whose results would meet in one file.
func (j *job) distinct() error {
	seen := map[string]string{}
	for _, in := range j.in {
		name := filepath.Base(in)
		if j.inPlace {
			name = filepath.Clean(in)
		}
		if other, ok := seen[name]; ok {
			return fmt.Errorf("the results of %s and %s would be one file; run them with different -o", other, in)
		}
		seen[name] = in
	}
	return nil
}

// memoryOf is what each of n notebooks that run at once may hold: what text says,
// else an equal share of the memory that is free; 0 leaves it to the kernel.
func memoryOf(text string, n int, isolated bool) (int64, error) {
	memory, err := readBytes(text)
	if err != nil {
		return 0, fmt.Errorf("-memory %s: %w", text, err)
	}
	if free := kernel.FreeMemory(); text == "" && n > 1 && free > 0 {
		memory = max(free*8/10/int64(n), kernel.MinMemory)
		if isolated {
			memory = min(memory, kernel.IsolatedMemory)
		}
	}
	return memory, nil
}

func readValues(set []string) (map[string]string, error) {
	out := map[string]string{}
	for _, s := range set {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("-p %s is not name=value", s)
		}
		if _, twice := out[name]; twice {
			return nil, fmt.Errorf("-p %s is given twice", name)
		}
		out[name] = value
	}
	return out, nil
}

// readCells reads 3,5-7.
func readCells(text string) ([]int, error) {
	if text == "" {
		return nil, nil
	}
	var out []int
	for part := range strings.SplitSeq(text, ",") {
		first, last, isRange := strings.Cut(part, "-")
		a, err := strconv.Atoi(strings.TrimSpace(first))
		b := a
		if err == nil && isRange {
			b, err = strconv.Atoi(strings.TrimSpace(last))
		}
		if err != nil || a < 1 || b < a || b > 1e6 {
			return nil, fmt.Errorf("-only %s: %q is no number of a cell and no range such as 5-7", text, part)
		}
		for n := a; n <= b; n++ {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// readBytes reads 800MB or 2.5GB; "" is 0.
func readBytes(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	upper := strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(text)), "B")
	unit := 1.0
	for suffix, size := range map[string]float64{"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40} {
		if number, ok := strings.CutSuffix(upper, suffix); ok {
			upper, unit = strings.TrimSuffix(number, "I"), size
			break
		}
		if number, ok := strings.CutSuffix(upper, suffix+"I"); ok {
			upper, unit = number, size
			break
		}
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(upper), 64)
	if err != nil || !(n*unit >= 1) || n*unit > 1<<60 { // less than a byte would be 0, which is no limit
		return 0, errors.New("is no amount of memory such as 800MB or 2GB")
	}
	return int64(n * unit), nil
}

// inPart reports whether only some cells are run.
func (j *job) inPart() bool { return j.only != "" || j.from > 0 }
