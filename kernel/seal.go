package kernel

import (
	"crypto/sha256"
	"strings"
)

// Seal lists a hash for each cell of a notebook, in order, after the cell's
// type. Run stores it, so that a cell that was edited, dropped, added, doubled
// or moved afterwards is found even where its outputs still agree. Code counts
// exactly; of prose white space does not count, nor do ids, metadata and empty
// cells.
func Seal(nb *Notebook) []string {
	var out []string
	for _, c := range nb.Cells {
		if s := SealCell(c); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// SealCell is the line of one cell in Seal, "" for an empty cell.
func SealCell(c Cell) string {
	text := strings.TrimRight(strings.ReplaceAll(c.Source, "\r\n", "\n"), " \t\n")
	if c.Type != CodeCell {
		text = strings.Join(strings.Fields(text), " ")
	}
	if pictures := c.Extra["attachments"]; pictures != nil {
		b, _ := jsonBytes(pictures, "")
		text += "\n" + string(b)
	}
	if text == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(text))
	return c.Type + " " + shortHash(sum[:])
}
