package sweep

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/lodestone-model/lodestone/kernel"
)

// Template is the batch script of array jobs, for sites to start from: a
// text/template whose {{.Command}} is what a task runs, quoted for the shell.
//
//go:embed sweep.sbatch
var Template string

// Slurm is the engine of a cluster: array jobs through sbatch. The folder of the
// sweep and the program are where the nodes see them.
type Slurm struct {
	// Command computes one task of a submission: a program and arguments, to
	// which the name of the submission and the task's number are added; it ends
	// in a call of WorkList.
	Command   []string
	Partition string
	Account   string
	Time      string   // limit of a task, as sbatch takes it: "2:00:00"
	Memory    string   // of a task: "2G"
	Tasks     int      // of the array at most; 0: 1000, what Slurm allows unless the site says more
	Throttle  int      // tasks at once; 0: no limit
	Options   []string // further options of sbatch, each one word: "--qos=long"
	Template  string   // in place of Template
	// Wrap comes before Command: {"apptainer", "exec", "lodestone.sif"}.
	Wrap []string
}

// A Submission is an array job with the shards that it computes.
type Submission struct {
	Name   string    `json:"name"`
	Job    string    `json:"job,omitempty"` // number that Slurm gave
	At     time.Time `json:"at"`
	Tasks  int       `json:"tasks"`
	Shards []int     `json:"shards"`
}

const defaultTasks = 1000

// Submit hands the shards that are missing to Slurm as one array job. Where none
// is missing the submission has no tasks and nothing is submitted. While jobs of
// the sweep are under way the error is a *Busy.
func (s *Sweep) Submit(ctx context.Context, o Slurm) (Submission, error) {
	unlock, err := s.lock()
	if err != nil {
		return Submission{}, err
	}
	defer unlock()
	jobs, err := s.queue(ctx)
	if err != nil {
		return Submission{}, err
	}
	if len(jobs) > 0 {
		return Submission{}, &Busy{Dir: s.Dir, Jobs: names(jobs)}
	}
	if err := s.clean(); err != nil {
		return Submission{}, err
	}
	missing, err := s.Missing(ctx)
	if err != nil || len(missing) == 0 {
		return Submission{}, err
	}
	most := o.Tasks
	if most <= 0 {
		most = defaultTasks
	}
	sub := Submission{At: time.Now().Truncate(time.Second), Tasks: min(most, len(missing)), Shards: missing}
	if sub.Name, err = s.nextSubmission(); err != nil {
		return sub, err
	}
	if err := s.writeSubmission(sub); err != nil {
		return sub, err
	}
	if sub.Job, err = s.sbatch(ctx, o, sub); err != nil {
		return sub, err
	}
	return sub, s.writeSubmission(sub)
}

// sbatch writes the script and submits it.
func (s *Sweep) sbatch(ctx context.Context, o Slurm, sub Submission) (string, error) {
	text := o.Template
	if text == "" {
		text = Template
	}
	script, err := fill(text, slices.Concat(o.Wrap, o.Command, []string{sub.Name}))
	if err != nil {
		return "", err
	}
	path := filepath.Join(s.Dir, "slurm", sub.Name+".sh")
	if err := kernel.WriteFile(path, script, 0o755); err != nil {
		return "", err
	}
	array := fmt.Sprintf("0-%d", sub.Tasks-1)
	if o.Throttle > 0 {
		array += fmt.Sprintf("%%%d", o.Throttle)
	}
	args := []string{"--parsable", "--job-name=" + s.jobName(), "--array=" + array, "--chdir=" + s.Dir,
		"--output=" + filepath.Join(s.Dir, "slurm", sub.Name+"-%a.txt")}
	for _, opt := range []struct{ flag, value string }{{"partition", o.Partition}, {"account", o.Account}, {"time", o.Time}, {"mem", o.Memory}} {
		if opt.value != "" {
			args = append(args, "--"+opt.flag+"="+opt.value)
		}
	}
	out, err := slurm(ctx, "sbatch", append(append(args, o.Options...), path)...)
	job, _, _ := strings.Cut(strings.TrimSpace(out), ";") // number;cluster
	return job, err
}

// fill makes the script of a submission.
func fill(text string, command []string) ([]byte, error) {
	t, err := template.New("sbatch").Option("missingkey=error").Parse(text)
	if err != nil {
		return nil, fmt.Errorf("sweep: template of the batch script: %w", err)
	}
	quoted := make([]string, len(command))
	for i, word := range command {
		quoted[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	var b bytes.Buffer
	if err := t.Execute(&b, map[string]string{"Command": strings.Join(quoted, " ")}); err != nil {
		return nil, fmt.Errorf("sweep: template of the batch script: %w", err)
	}
	if !strings.Contains(b.String(), strings.Join(quoted, " ")) {
		return nil, errors.New("sweep: template of the batch script: it does not run {{.Command}}")
	}
	return b.Bytes(), nil
}

// jobName is what all jobs of the folder are called; it tells them from others
// even where a submission was killed before it noted its number.
func (s *Sweep) jobName() string { return "lodestone-" + s.ID }

func (s *Sweep) nextSubmission() (string, error) {
	old, err := filepath.Glob(filepath.Join(s.Dir, "slurm", "*.json"))
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%04d", len(old)+1), nil
}

func (s *Sweep) writeSubmission(sub Submission) error {
	text, err := json.Marshal(sub)
	if err != nil {
		return err
	}
	return kernel.WriteFile(filepath.Join(s.Dir, "slurm", sub.Name+".json"), text, 0o644)
}

// submission reads a submission by its name.
func (s *Sweep) submission(name string) (sub Submission, err error) {
	path := filepath.Join(s.Dir, "slurm", filepath.Base(name)+".json")
	text, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(text, &sub)
	}
	if err != nil {
		return sub, fmt.Errorf("sweep: submission %q: %w", name, err)
	}
	for _, shard := range sub.Shards {
		if shard < 0 || shard >= s.Plan.Shards() {
			return sub, fmt.Errorf("sweep: submission %q: %s names shard %d of %d", name, path, shard, s.Plan.Shards())
		}
	}
	return sub, nil
}

// submissions are all of them, oldest first.
func (s *Sweep) submissions() ([]Submission, error) {
	paths, err := filepath.Glob(filepath.Join(s.Dir, "slurm", "*.json"))
	if err != nil {
		return nil, err
	}
	var out []Submission
	for _, p := range paths { // Glob sorts
		sub, err := s.submission(strings.TrimSuffix(filepath.Base(p), ".json"))
		if err != nil {
			return nil, err
		}
		out = append(out, sub)
	}
	return out, nil
}

// An ArrayTask is a task of an array job, as Slurm tells it.
type ArrayTask struct {
	Job   string `json:"job"`   // 12_3
	State string `json:"state"` // RUNNING, PENDING, TIMEOUT
}

// jobs are those of the sweep that Slurm has under way; none where the sweep was
// never submitted.
func (s *Sweep) jobs(ctx context.Context) ([]ArrayTask, error) {
	if _, err := os.Stat(filepath.Join(s.Dir, "slurm")); os.IsNotExist(err) {
		return nil, nil
	}
	return s.queue(ctx)
}

func (s *Sweep) queue(ctx context.Context) ([]ArrayTask, error) {
	out, err := slurm(ctx, "squeue", "--noheader", "--array", "--name="+s.jobName(), "--format=%F_%K|%T")
	if err != nil {
		return nil, fmt.Errorf("sweep: whether jobs of %s are under way is not known: %w", s.Dir, err)
	}
	// Of a task that is completing the script has ended.
	return slices.DeleteFunc(readTasks(out), func(t ArrayTask) bool { return t.State == "COMPLETING" }), nil
}

// ended are the tasks that came to an end without success, from Slurm's
// accounts; nothing where a site keeps none.
func (s *Sweep) ended(ctx context.Context) ([]ArrayTask, error) {
	subs, err := s.submissions()
	if err != nil || len(subs) == 0 || subs[len(subs)-1].Job == "" {
		return nil, err
	}
	last := subs[len(subs)-1]
	out, err := slurm(ctx, "sacct", "--noheader", "--allocations", "--parsable2", "--array", "--starttime="+last.At.Format("2006-01-02T15:04:05"), "--jobs="+last.Job, "--format=JobID,State")
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(readTasks(out), func(t ArrayTask) bool {
		return slices.Contains([]string{"COMPLETED", "PENDING", "RUNNING", "COMPLETING", "REQUEUED", "SUSPENDED"}, t.State)
	}), nil
}

// readTasks reads lines of job and state with a bar between. "CANCELLED by 0" is
// CANCELLED.
func readTasks(out string) []ArrayTask {
	var tasks []ArrayTask
	for line := range strings.Lines(out) {
		job, state, ok := strings.Cut(strings.TrimSpace(line), "|")
		if words := strings.Fields(state); ok && len(words) > 0 {
			tasks = append(tasks, ArrayTask{job, strings.TrimRight(words[0], "+")})
		}
	}
	return tasks
}

// names are the job numbers, without tasks.
func names(tasks []ArrayTask) []string {
	var out []string
	for _, t := range tasks {
		job, _, _ := strings.Cut(t.Job, "_")
		out = append(out, job)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// slurm runs one of its commands.
func slurm(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var says bytes.Buffer
	cmd.Stderr = &says
	out, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", fmt.Errorf("sweep: %s is not on this machine: the engine slurm works where Slurm's commands are", name)
	}
	if err != nil {
		return "", fmt.Errorf("sweep: %s: %w: %s", name, err, strings.TrimSpace(says.String()))
	}
	return string(out), nil
}
