package sweep

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A Holder is the process that computes a sweep on this machine, or submits it.
type Holder struct {
	PID   int       `json:"pid"`
	Host  string    `json:"host"`
	Since time.Time `json:"since"`
}

// Busy is the error of a second submission while the first is under way.
type Busy struct {
	Dir    string
	Holder *Holder  // a process, or
	Jobs   []string // jobs of Slurm
}

// Error names who is at work.
func (b *Busy) Error() string {
	if b.Holder != nil {
		return fmt.Sprintf("sweep: process %d on %s works on %s since %s; `sweep cancel` ends it", b.Holder.PID, b.Holder.Host, b.Dir, b.Holder.Since.Format(time.DateTime))
	}
	return fmt.Sprintf("sweep: Slurm works on %s (jobs %v); `sweep cancel` ends them", b.Dir, b.Jobs)
}

// lock takes the folder for this process. The error is a *Busy where another
// process has it.
func (s *Sweep) lock() (unlock func(), err error) {
	path := filepath.Join(s.Dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, err
	}
	got, err := lockFile(f)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("sweep: lock %s: %w", path, err)
	}
	if !got {
		f.Close()
		return nil, &Busy{Dir: s.Dir, Holder: readHolder(path)}
	}
	h := Holder{PID: os.Getpid(), Since: time.Now().Truncate(time.Second)}
	h.Host, _ = os.Hostname()
	text, err := json.Marshal(h)
	if err == nil {
		if err = f.Truncate(0); err == nil {
			_, err = f.WriteAt(text, 0)
		}
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("sweep: lock %s: %w", path, err)
	}
	return func() { f.Close() }, nil
}

func readHolder(path string) *Holder {
	h := &Holder{}
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, h)
	}
	if err != nil {
		h.Host = "an unknown machine"
	}
	return h
}

// holder is who has the folder, nil if nobody has.
func (s *Sweep) holder() (*Holder, error) {
	path := filepath.Join(s.Dir, "lock")
	f, err := os.OpenFile(path, os.O_RDWR, 0o644)
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	got, err := lockFile(f)
	if err != nil || got {
		return nil, err
	}
	return readHolder(path), nil
}
