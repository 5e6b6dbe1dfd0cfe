package sweep

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/lodestone-model/lodestone/kernel"
)

// A Sweep is a plan with the folder that its shards are in.
type Sweep struct {
	Dir  string
	Plan Plan
	ID   string // of the folder, in names of jobs
	hash string
}

// stored is sweep.json.
type stored struct {
	Format string `json:"lodestone"`
	ID     string `json:"id"`
	Plan   Plan   `json:"plan"`
}

const format = "lodestone-sweep-folder/1"

// Create makes the folder of a plan, or opens it where it is there already with
// the same plan. A folder of another plan is an error that says what differs.
func Create(dir string, p Plan) (*Sweep, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if spec, err := compact(p.Spec); err != nil {
		return nil, fmt.Errorf("sweep: plan %s: spec: %w", p.Name, err)
	} else {
		p.Spec = spec
	}
	s, err := Open(dir)
	if err == nil {
		if d := s.Plan.differences(&p); len(d) > 0 {
			return nil, fmt.Errorf("sweep: %s holds another sweep (%s); give a new folder, or remove this one", dir, strings.Join(d, "; "))
		}
		return s, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	id := make([]byte, 6)
	rand.Read(id)
	text, err := json.MarshalIndent(stored{format, hex.EncodeToString(id), p}, "", " ")
	if err != nil {
		return nil, fmt.Errorf("sweep: plan %s: %w", p.Name, err)
	}
	if err := kernel.WriteFile(filepath.Join(dir, "sweep.json"), text, 0o644); err != nil {
		return nil, err
	}
	return Open(dir)
}

// compact is JSON without its white space; nil stays nil.
func compact(raw json.RawMessage) (json.RawMessage, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var b bytes.Buffer
	err := json.Compact(&b, raw)
	return b.Bytes(), err
}

// Open opens the folder of a sweep.
func Open(dir string) (*Sweep, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	text, err := os.ReadFile(filepath.Join(dir, "sweep.json"))
	if err != nil {
		return nil, fmt.Errorf("sweep: %s is no folder of a sweep: %w", dir, err)
	}
	var in stored
	if err := json.Unmarshal(text, &in); err != nil {
		return nil, fmt.Errorf("sweep: %s: %w", filepath.Join(dir, "sweep.json"), err)
	}
	if in.Format != format {
		return nil, fmt.Errorf("sweep: %s: its format is %q, not %q", filepath.Join(dir, "sweep.json"), in.Format, format)
	}
	if in.Plan.Spec, err = compact(in.Plan.Spec); err != nil {
		return nil, err
	}
	if err := in.Plan.check(); err != nil {
		return nil, err
	}
	return &Sweep{Dir: dir, Plan: in.Plan, ID: in.ID, hash: in.Plan.Hash()}, nil
}

// path of a file of a shard.
func (s *Sweep) path(shard int, kind string) string {
	return filepath.Join(s.Dir, "shards", fmt.Sprintf("%03d", shard/1000), fmt.Sprintf("%06d.%s", shard, kind))
}

// clean removes what killed workers left half written. No worker runs.
func (s *Sweep) clean() error {
	return filepath.WalkDir(filepath.Join(s.Dir, "shards"), func(p string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || d.IsDir() {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && strings.HasSuffix(d.Name(), ".tmp") {
			return os.Remove(p)
		}
		return nil
	})
}
