package kernel

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A journal keeps what a run has finished, cell by cell, so that the next one
// can go on where this one was ended, by Ctrl-C or by a kill: a line is added
// when a cell is done, and a line that was cut counts as absent. Beside it
// stands how long each cell took when it last ran.
//
// Two runs of one notebook at the same time do not share it: the second keeps
// none.
type journal struct {
	path string
	file *os.File // locked; nil keeps nothing
	took map[string]float64
}

// A finished is a line of the journal: a cell that ran well, and what it rests
// on.
type finished struct {
	Cell    int             `json:"cell"` // index
	Seal    string          `json:"seal"`
	Rests   string          `json:"rests"` // hash of the stamp of what the cells until here import
	Uses    []string        `json:"uses"`
	Outputs json.RawMessage `json:"outputs"`
}

// openJournal opens the journal of a notebook in a folder, "" meaning none. A
// folder that cannot be written is said and does not matter. What was finished
// is returned to a run that resumes, and forgotten otherwise.
func openJournal(folder, notebook string, resume bool, say func(error)) (*journal, map[int]finished) {
	j := &journal{took: map[string]float64{}}
	if folder == "" {
		return j, nil
	}
	pruneJournals(folder)
	sum := sha256.Sum256([]byte(notebook))
	j.path = filepath.Join(folder, shortHash(sum[:]))
	if data, err := os.ReadFile(j.path + ".times"); err == nil {
		json.Unmarshal(data, &j.took) // damaged, it expects nothing
	}
	err := os.MkdirAll(folder, 0o700)
	if err == nil {
		j.file, err = os.OpenFile(j.path+".cells", os.O_CREATE|os.O_RDWR|os.O_APPEND, 0o600)
	}
	if err != nil {
		say(fmt.Errorf("the run cannot be resumed if it is ended: %w", err))
		return j, nil
	}
	if tryLock(j.file) != nil {
		j.file.Close()
		j.file = nil
		say(fmt.Errorf("the same notebook is being run already; this run cannot be resumed"))
		return j, nil
	}
	var done map[int]finished
	if resume {
		done = readJournal(j.file)
	}
	if err := j.file.Truncate(0); err != nil {
		say(err)
	}
	return j, done
}

// readJournal reads the lines that are whole; of a cell's lines the last
// counts.
func readJournal(r io.Reader) map[int]finished {
	done := map[int]finished{}
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		var c finished
		if err != nil || json.Unmarshal(line, &c) != nil {
			return done
		}
		done[c.Cell] = c
	}
}

// add notes a finished cell.
func (j *journal) add(c finished) error {
	if j.file == nil {
		return nil
	}
	line, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

// close keeps how long cells took, and what they showed unless the run is
// complete.
func (j *journal) close(complete bool) {
	if j.file == nil {
		return
	}
	if complete {
		os.Remove(j.path + ".cells")
	}
	if b, err := json.Marshal(j.took); err == nil && len(j.took) > 0 {
		writeFile(j.path+".times", b, 0o600)
	}
	j.file.Close()
}

// pruneJournals removes what was not touched for a month.
func pruneJournals(folder string) {
	entries, _ := os.ReadDir(folder)
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && time.Since(info.ModTime()) > 30*24*time.Hour {
			os.Remove(filepath.Join(folder, e.Name()))
		}
	}
}

// rests is the hash of all that the imports rest on, environment included.
func (r *runner) rests(uses []string) (string, error) {
	key := strings.Join(uses, "\n")
	if h, ok := r.restsOf[key]; ok {
		return h, nil
	}
	s, err := r.Install.stamp(uses, append(os.Environ(), r.Env...), r.Dir)
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(s)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	r.restsOf[key] = shortHash(sum[:])
	return r.restsOf[key], nil
}

// note puts a cell that ran well into the journal.
func (r *runner) note(i int) error {
	uses := slices.Sorted(maps.Keys(r.uses))
	rests, err := r.rests(uses)
	if err != nil {
		return err
	}
	cell := r.nb.Cells[i]
	cell.Outputs = r.shown[i].outputs()
	doc, err := encodeCell(cell)
	if err != nil {
		return err
	}
	outputs, err := jsonBytes(doc["outputs"], "")
	if err != nil {
		return err
	}
	return r.journal.add(finished{Cell: i, Seal: SealCell(cell), Rests: rests, Uses: uses, Outputs: outputs})
}

// recover takes over the cells that an ended run has finished, up to the first
// that changed or rests on something that did, and returns how many.
func (r *runner) recover(done map[int]finished) int {
	kept := 0
	for i := range r.nb.Cells {
		cell := &r.nb.Cells[i]
		if !runs(*cell) {
			continue
		}
		c, ok := done[i]
		if !ok || c.Seal != SealCell(*cell) {
			return kept
		}
		if now, err := r.rests(c.Uses); err != nil || now != c.Rests {
			return kept
		}
		outputs, err := decodeOutputs(c.Outputs)
		if err != nil || r.journal.add(c) != nil {
			return kept
		}
		cell.Outputs = outputs
		r.duty[i] = defines
		for _, name := range c.Uses {
			r.uses[name] = true
		}
		kept++
	}
	return kept
}

func decodeOutputs(raw json.RawMessage) ([]Output, error) {
	doc, err := parseJSON(bytes.TrimSpace(raw))
	if err != nil {
		return nil, err
	}
	var d nbReader
	var out []Output
	for i, o := range d.list("outputs", doc) {
		out = append(out, d.output(fmt.Sprintf("output %d", i+1), o))
	}
	return out, d.err
}

// StateDir is where the command keeps the journals of runs: in the
// installation, or in the user's cache folder where that is another user's.
func (i *Installation) StateDir() string {
	dir := filepath.Join(i.Home, "runs")
	if err := os.MkdirAll(dir, 0o700); err == nil {
		if f, err := os.CreateTemp(dir, ".probe"); err == nil {
			f.Close()
			os.Remove(f.Name())
			return dir
		}
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "lodestone", "runs")
}
