package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"
)

// A Status says how far a sweep is.
type Status struct {
	Dir      string         `json:"dir"`
	Shards   int            `json:"shards"`
	Done     int            `json:"done"`
	Damaged  []string       `json:"damaged,omitempty"`
	Rows     int            `json:"rows"`
	RowsDone int            `json:"rows_done"`
	Failed   int            `json:"rows_failed"`
	PerRow   float64        `json:"seconds_per_row"` // of one core, writing included
	CPUTime  float64        `json:"cpu_seconds_per_row"`
	CPUs     map[string]int `json:"cpus,omitempty"` // shards by class of processor
	Holder   *Holder        `json:"holder,omitempty"`
	Tasks    map[string]int `json:"tasks,omitempty"` // of Slurm, by state
	Ended    []ArrayTask    `json:"ended,omitempty"` // without success
	Notes    []string       `json:"notes,omitempty"`
}

// Left is the time to the end at the speed so far on so many cores, 0 where
// nothing is known.
func (s *Status) Left(cores int) time.Duration {
	return time.Duration(float64(s.Rows-s.RowsDone) * s.PerRow / float64(max(1, cores)) * float64(time.Second))
}

// Status reads manifests and sizes of files, not their content.
func (s *Sweep) Status(ctx context.Context) (Status, error) {
	st := Status{Dir: s.Dir, Shards: s.Plan.Shards(), Rows: s.Plan.Rows(), CPUs: map[string]int{}}
	seconds, busy := 0.0, 0.0
	for shard := range st.Shards {
		if ctx.Err() != nil {
			return st, ctx.Err()
		}
		m, err := s.present(shard)
		var damaged *Damaged
		if errors.As(err, &damaged) {
			if !damaged.Absent {
				st.Damaged = append(st.Damaged, damaged.Error())
			}
			continue
		}
		if err != nil {
			return st, err
		}
		st.Done++
		st.RowsDone += m.To - m.From
		st.Failed += m.Failed
		st.CPUs[m.CPU]++
		seconds += m.Seconds
		busy += m.CPUTime
	}
	if st.RowsDone > 0 {
		st.PerRow, st.CPUTime = seconds/float64(st.RowsDone), busy/float64(st.RowsDone)
	}
	if len(st.CPUs) > 1 {
		st.Notes = append(st.Notes, "shards come from several classes of processor: rows of two of them may differ in the last digits")
	}
	var err error
	if st.Holder, err = s.holder(); err != nil {
		return st, err
	}
	s.slurmStatus(ctx, &st)
	return st, nil
}

// slurmStatus adds what Slurm knows; what it does not tell is a note.
func (s *Sweep) slurmStatus(ctx context.Context, st *Status) {
	jobs, err := s.jobs(ctx)
	if err != nil {
		st.Notes = append(st.Notes, err.Error())
		return
	}
	for _, j := range jobs {
		if st.Tasks == nil {
			st.Tasks = map[string]int{}
		}
		st.Tasks[j.State]++
	}
	if st.Ended, err = s.ended(ctx); err != nil {
		st.Notes = append(st.Notes, "how tasks ended is not known: "+err.Error())
	}
}

// present reads a manifest and looks at the size of its file.
func (s *Sweep) present(shard int) (Manifest, error) {
	m, err := s.Manifest(shard)
	if err != nil {
		return m, err
	}
	info, err := os.Stat(s.path(shard, "parquet"))
	if os.IsNotExist(err) {
		return m, &Damaged{Shard: shard, Why: "its file is gone"}
	}
	if err == nil && info.Size() != m.Bytes {
		err = &Damaged{Shard: shard, Why: fmt.Sprintf("its file has %d bytes of %d", info.Size(), m.Bytes)}
	}
	return m, err
}

// Cancel ends what works on the sweep, on this machine and in Slurm, and says
// what it ended. Shards that are done stay.
func (s *Sweep) Cancel(ctx context.Context) ([]string, error) {
	var out []string
	h, err := s.holder()
	if err != nil {
		return nil, err
	}
	if h != nil {
		host, _ := os.Hostname()
		if h.Host != host || h.PID <= 0 {
			return nil, fmt.Errorf("sweep: process %d on %s works on %s: call `sweep cancel` there", h.PID, h.Host, s.Dir)
		}
		if err := interrupt(h.PID); err != nil {
			return nil, fmt.Errorf("sweep: process %d: %w", h.PID, err)
		}
		out = append(out, fmt.Sprintf("process %d", h.PID))
	}
	jobs, err := s.jobs(ctx)
	if err != nil {
		return out, err
	}
	if len(jobs) > 0 {
		if _, err := slurm(ctx, "scancel", "--name="+s.jobName()); err != nil {
			return out, err
		}
		for _, j := range names(jobs) {
			out = append(out, "job "+j)
		}
	}
	return out, nil
}

// Watch waits until no job of the sweep is under way, and reports rows that came
// of those that were missing. It looks every so often.
func (s *Sweep) Watch(ctx context.Context, every time.Duration, progress func(done, total int)) error {
	before := s.rowsDone()
	for {
		jobs, err := s.jobs(ctx)
		if err != nil {
			return err
		}
		if progress != nil {
			progress(s.rowsDone()-before, s.Plan.Rows()-before)
		}
		if len(jobs) == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(every):
		}
	}
}

// rowsDone counts rows of shards whose manifest is there.
func (s *Sweep) rowsDone() int {
	n := 0
	for shard := range s.Plan.Shards() {
		if _, err := os.Stat(s.path(shard, "json")); err == nil {
			from, to := s.Plan.rowsOf(shard)
			n += to - from
		}
	}
	return n
}
