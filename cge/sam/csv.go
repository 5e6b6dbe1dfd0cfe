package sam

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/lodestone-model/lodestone/datasets/quantity"
)

// Read reads a square matrix from CSV. The header is the unit and then the
// accounts that pay; each line is the account that receives and its cells:
//
//	MUSD2017,steel,cars
//	steel,,12.3
//	cars,4,
//
// Lines may stand in another order than the header. An empty cell is 0. The
// corner may be empty (unit 1) and may name sources: "MUSD2017 from id1;id2".
// Errors name the line and the cell.
func Read(r io.Reader) (*SAM, error) {
	cr := csv.NewReader(withoutMark(r))
	cr.FieldsPerRecord = -1
	head, err := cr.Read()
	if err != nil {
		return nil, fmt.Errorf("sam: Read: header: %w", err)
	}
	unit, sources, err := readCorner(head[0])
	if err != nil {
		return nil, fmt.Errorf("sam: Read: header: %w", err)
	}
	accounts := trimmed(head[1:])
	index, err := indexOf(accounts)
	if err != nil {
		return nil, fmt.Errorf("sam: Read: header: %w", err)
	}
	rows, err := readRows(cr, accounts, index)
	if err != nil {
		return nil, fmt.Errorf("sam: Read: %w", err)
	}
	return build("Read", unit, accounts, slices.Concat(rows...), sources)
}

// withoutMark drops the byte order mark that spreadsheets put first.
func withoutMark(r io.Reader) io.Reader {
	b := bufio.NewReader(r)
	if mark, err := b.Peek(3); err == nil && string(mark) == "\ufeff" {
		_, _ = b.Discard(len(mark))
	}
	return b
}

func trimmed(fields []string) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = strings.TrimSpace(f)
	}
	return out
}

// readCorner reads "unit from source;source".
func readCorner(corner string) (quantity.Unit, []string, error) {
	name, from, _ := strings.Cut(strings.TrimSpace(corner), " from ")
	if name == "" {
		name = "1"
	}
	unit, err := quantity.ParseUnit(strings.TrimSpace(name))
	if err != nil {
		return unit, nil, fmt.Errorf("the first cell is the unit, or empty: %w", err)
	}
	var sources []string
	for _, id := range strings.Split(from, ";") {
		if id = strings.TrimSpace(id); id != "" {
			sources = append(sources, id)
		}
	}
	slices.Sort(sources)
	return unit, slices.Compact(sources), nil
}

// readRows returns one row of cells an account, in the order of accounts.
func readRows(cr *csv.Reader, accounts []string, index map[string]int) ([][]float64, error) {
	rows := make([][]float64, len(accounts))
	for {
		rec, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := cr.FieldPos(0)
		label := strings.TrimSpace(rec[0])
		i, ok := index[label]
		switch {
		case !ok:
			return nil, fmt.Errorf("line %d: account %q has no column; rows and columns hold the same accounts, totals are left out", line, label)
		case rows[i] != nil:
			return nil, fmt.Errorf("line %d: a second row for account %q", line, label)
		case len(rec) != len(accounts)+1:
			return nil, fmt.Errorf("line %d: account %q: %d cells for %d accounts", line, label, len(rec)-1, len(accounts))
		}
		if rows[i], err = readCells(rec[1:], label, accounts); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
	}
	for i, row := range rows {
		if row == nil {
			return nil, fmt.Errorf("account %q has a column and no row; an account that receives nothing has a row of zeros", accounts[i])
		}
	}
	return rows, nil
}

func readCells(fields []string, row string, accounts []string) ([]float64, error) {
	cells := make([]float64, len(fields))
	for j, f := range fields {
		if f = strings.TrimSpace(f); f == "" {
			continue
		}
		v, err := strconv.ParseFloat(f, 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("cell %s: %q is not a finite number", cellName(row, accounts[j]), f)
		}
		cells[j] = v
	}
	return cells, nil
}

// Write writes the matrix so that [Read] returns the same accounts, cells (to
// the bit), unit and sources. It holds the whole matrix in a row of text at a
// time; the first error of w ends it.
func (m *SAM) Write(w io.Writer) error {
	corner := m.unit.String()
	if len(m.sources) > 0 {
		corner += " from " + strings.Join(m.sources, ";")
	}
	cw := csv.NewWriter(w)
	if err := cw.Write(append([]string{corner}, m.accounts...)); err != nil {
		return fmt.Errorf("sam: Write: %w", err)
	}
	n := len(m.accounts)
	rec := make([]string, n+1)
	for i, a := range m.accounts {
		rec[0] = a
		for j, v := range m.values[i*n : (i+1)*n] {
			rec[j+1] = strconv.FormatFloat(v, 'g', -1, 64)
		}
		if err := cw.Write(rec); err != nil {
			return fmt.Errorf("sam: Write: %w", err)
		}
	}
	cw.Flush()
	if err := cw.Error(); err != nil {
		return fmt.Errorf("sam: Write: %w", err)
	}
	return nil
}
