package kernel

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// startPlain starts GoNB as its own installation would, with what a cell of
// this module needs: the workspace, goimports on PATH and, for a fair
// comparison, no proxy.
func startPlain(b *testing.B, inst *Installation) *process {
	b.Helper()
	dir, unlock, err := newKernelDir()
	if err != nil {
		b.Fatal(err)
	}
	p := &process{dir: dir, unlock: unlock, ended: make(chan struct{})}
	b.Cleanup(p.close)
	connection, err := p.writeConnection(dir)
	if err != nil {
		b.Fatal(err)
	}
	p.cmd = exec.Command(inst.gonb(), "-kernel", connection, "-go_work", inst.Root)
	env := setEnv(os.Environ(), "GOPROXY", "off")
	env = setEnv(env, "TMPDIR", dir)
	env = setEnv(env, kernelDirEnv, dir)
	p.cmd.Env = setEnv(env, "PATH", inst.tools()+":"+filepath.Dir(inst.Go())+":"+os.Getenv("PATH"))
	p.cmd.Dir = b.TempDir()
	ownGroup(p.cmd)
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	go func() {
		p.cmd.Wait()
		close(p.ended)
	}()
	p.connect(b)
	return p
}

func (p *process) connect(b *testing.B) {
	b.Helper()
	limit := time.After(time.Minute)
	if err := p.awaitSockets(b.Context(), limit); err != nil {
		b.Fatal(err)
	}
	if err := p.dial(b.Context(), p.dir); err != nil {
		b.Fatal(err)
	}
	if err := p.greet(b.Context(), limit); err != nil {
		b.Fatal(err)
	}
}

// cell runs a cell and returns how long the kernel took.
func (p *process) cell(b *testing.B, source string) time.Duration {
	b.Helper()
	r := &runner{RunSettings: &RunSettings{Name: "latency"}, nb: code(source), p: p, guard: &guard{}, ran: []int{-1},
		ids: displays{}, asked: map[string]*collector{}, uses: map[string]bool{}}
	clock := newCellClock(discard{}, "", source)
	if w := r.execute(b.Context(), 0, source, &collector{}, clock); w.failure != nil {
		b.Fatal(w.failure)
	}
	return time.Since(clock.started)
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

const mfaCell = `import (
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/mfa"
)

%%%%
inflow := quantity.New("GW", []float64{10, 20, %d}, quantity.Years(2020, 2022))
fmt.Println(mfa.InflowDriven(inflow, mfa.Use{Life: mfa.Fixed{Mean: 2}, Age: mfa.MidYear}))`

const chartCell = `import (
	"github.com/lodestone-model/lodestone/datasets/quantity"
	"github.com/lodestone-model/lodestone/notebooks/charts"
)

%%%%
capacity := quantity.New("GW", []float64{10, 20, %d}, quantity.Years(2020, 2022))
if err := charts.Show(charts.Line("capacity", capacity)); err != nil {
	panic(err)
}`

// BenchmarkWarmCell compares a warm cell with the same cell under plain GoNB,
// in turns, so that what else the machine does hits both:
//
//	go test ./kernel -run '^$' -bench WarmCell -benchtime 21x
func BenchmarkWarmCell(b *testing.B) {
	inst := installed(b)
	ours, err := startProcess(b.Context(), &RunSettings{Install: inst, Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	defer ours.close()
	plain := startPlain(b, inst)
	for _, c := range []struct{ name, source string }{
		{"trivial", "%%%%\nfmt.Println(%d)"},
		{"mfa", mfaCell},
		{"charts", chartCell},
	} {
		b.Run(c.name, func(b *testing.B) {
			for n := range 3 { // links for the first time, fills file caches
				ours.cell(b, fmt.Sprintf(c.source, n))
				plain.cell(b, fmt.Sprintf(c.source, n))
			}
			var our, their []time.Duration
			for n := 10; b.Loop(); n++ {
				our = append(our, ours.cell(b, fmt.Sprintf(c.source, n)))
				their = append(their, plain.cell(b, fmt.Sprintf(c.source, n)))
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(median(our).Seconds()*1000, "ours-ms")
			b.ReportMetric(median(their).Seconds()*1000, "plain-ms")
			b.ReportMetric(median(our).Seconds()/median(their).Seconds(), "ratio")
		})
	}
}

// BenchmarkReady is the time until a kernel answers.
func BenchmarkReady(b *testing.B) {
	inst := installed(b)
	var took []time.Duration
	for b.Loop() {
		started := time.Now()
		p, err := startProcess(b.Context(), &RunSettings{Install: inst, Dir: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(started))
		p.close()
	}
	b.ReportMetric(median(took).Seconds()*1000, "median-ms")
}

func median(d []time.Duration) time.Duration {
	s := slices.Sorted(slices.Values(d))
	return s[len(s)/2]
}
